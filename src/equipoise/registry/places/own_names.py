"""Cities by what they call themselves and by their English name: records write either, `Munich` and `München`. The table is ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from equipoise.registry.places.fold import folded

_TABLE: Final = """
Munich: München, Muenchen
Cologne: Köln, Koeln
Nuremberg: Nürnberg, Nuernberg
Hanover: Hannover
Brunswick: Braunschweig
Düsseldorf: Duesseldorf
Göttingen: Goettingen
Tübingen: Tuebingen
Würzburg: Wuerzburg
Lübeck: Luebeck
Vienna: Wien
Zurich: Zürich, Zuerich
Geneva: Genève, Genf
Basel: Basle, Bâle
Lucerne: Luzern
Bern: Berne
St. Gallen: Sankt Gallen
Prague: Praha
Warsaw: Warszawa
Cracow: Kraków, Krakow
Brussels: Bruxelles, Brussel
Antwerp: Antwerpen, Anvers
Ghent: Gent, Gand
Leuven: Louvain
Liège: Luik
Bruges: Brugge
The Hague: Den Haag, 's-Gravenhage
Copenhagen: København, Kobenhavn
Gothenburg: Göteborg, Goteborg
Aarhus: Århus
Helsinki: Helsingfors
Rome: Roma
Milan: Milano
Turin: Torino
Florence: Firenze
Naples: Napoli
Venice: Venezia
Genoa: Genova
Padua: Padova
Lisbon: Lisboa
Oporto: Porto
Seville: Sevilla
Zaragoza: Saragossa
A Coruña: La Coruña
Athens: Athina
Bucharest: București
Belgrade: Beograd
Moscow: Moskva
St. Petersburg: Saint Petersburg, Sankt-Peterburg
Kyiv: Kiev
Lviv: Lvov
Mumbai: Bombay
Kolkata: Calcutta
Chennai: Madras
Bengaluru: Bangalore
Ho Chi Minh City: Saigon
Mexico City: Ciudad de México
"""


def _groups() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in _TABLE.strip().splitlines():
        english, _, own = line.partition(": ")
        names = (english, *own.split(", "))
        found |= {folded(name): names for name in names}
    return found


_NAMES: Final = _groups()


def names_of_city(words: str) -> tuple[str, ...]:
    """Every name of a city of our table that is called so, the English one first; none for another."""
    return _NAMES.get(folded(words), ())
