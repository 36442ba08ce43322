"""Records from files as people have them: JSON, JSON lines, zip, any of them gzipped; each fault with its place, the rest read."""

from equipoise.registry.read.fault import ReadFault
from equipoise.registry.read.files import LIMITS, Limits, read_records

__all__ = ["LIMITS", "Limits", "ReadFault", "read_records"]
