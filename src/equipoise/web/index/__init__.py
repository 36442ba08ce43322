"""The fast index of records: one folder, made anew from the records at any time, read by every process, written by one."""

from equipoise.web.index.tantivy_index import IndexFault, TantivyIndex

__all__ = ["IndexFault", "TantivyIndex"]
