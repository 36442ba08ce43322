"""Records from files as people have them: JSON, JSON lines, zip, older XML, each perhaps gzipped; a fault has its place, the rest is
read."""

from equipoise.registry.read.fault import ReadFault
from equipoise.registry.read.files import LIMITS, Entry, Limits, read_entries, read_records

__all__ = ["LIMITS", "Entry", "Limits", "ReadFault", "read_entries", "read_records"]
