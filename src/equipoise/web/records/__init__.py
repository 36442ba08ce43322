"""Where the records of registries are kept: every version of each, none ever changed."""

from equipoise.web.records.ready import Batch, Ready, batched, unpacked
from equipoise.web.records.store import Imported, Kept, RecordStore

__all__ = ["Batch", "Imported", "Kept", "Ready", "RecordStore", "batched", "unpacked"]
