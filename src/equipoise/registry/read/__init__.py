"""Records from files as people have them: JSON, JSON lines, zip, any of them gzipped; each fault with its place, the rest read."""

from equipoise.registry.read.fault import ReadFault
from equipoise.registry.read.files import LIMITS, Entry, Limits, read_entries, read_records

__all__ = ["LIMITS", "Entry", "Limits", "ReadFault", "read_entries", "read_records"]
