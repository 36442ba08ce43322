"""Places as people name them: cities in either language, countries, coordinates, and how far one is from another."""

from equipoise.registry.places.countries import country_code, country_name
from equipoise.registry.places.distance import MILE_KM, kilometres
from equipoise.registry.places.gazetteer import City, Gazetteer, built_in, places_of
from equipoise.registry.places.place import Place, Sought
from equipoise.registry.places.regions import Region, region_name, region_named, says_region, state_of_code

__all__ = [
    "MILE_KM",
    "City",
    "Gazetteer",
    "Place",
    "Region",
    "Sought",
    "built_in",
    "country_code",
    "country_name",
    "kilometres",
    "places_of",
    "region_name",
    "region_named",
    "says_region",
    "state_of_code",
]
