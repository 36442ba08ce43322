"""What a record is about, as concepts: `SCLC`, "oat cell carcinoma" and 小细胞肺癌 are one, "non-small cell" is another."""

from equipoise.registry.concepts.built_in import (
    built_in,
    diseases,
    list_version,
    looked_for_with,
    markers,
    named_beside_tumour,
)
from equipoise.registry.concepts.concepts import Concepts, Label
from equipoise.registry.concepts.descriptors import read_descriptors
from equipoise.registry.concepts.ids import Ids, Tagger
from equipoise.registry.concepts.learn import Learning, learn
from equipoise.registry.concepts.tag import Tag, tag
from equipoise.registry.concepts.tagged import Origin, Tagged, of_record

__all__ = [
    "Concepts",
    "Ids",
    "Label",
    "Learning",
    "Origin",
    "Tag",
    "Tagged",
    "Tagger",
    "built_in",
    "diseases",
    "learn",
    "list_version",
    "looked_for_with",
    "markers",
    "named_beside_tumour",
    "of_record",
    "read_descriptors",
    "tag",
]
