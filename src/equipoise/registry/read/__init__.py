"""Records from files as people have them: JSON, JSON lines, zip, older XML, each perhaps gzipped; a fault has its place, the rest is
read."""

from equipoise.registry.read.entry import Entry, Stretch
from equipoise.registry.read.fault import ReadFault, damaged
from equipoise.registry.read.files import Part, read_entries, read_parts, read_records
from equipoise.registry.read.limits import LIMITS, Limits
from equipoise.registry.read.lines import read_stretch

__all__ = [
    "LIMITS",
    "Entry",
    "Limits",
    "Part",
    "ReadFault",
    "Stretch",
    "damaged",
    "read_entries",
    "read_parts",
    "read_records",
    "read_stretch",
]
