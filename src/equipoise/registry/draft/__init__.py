"""A record as a draft study file: all that can be derived from it, and the list of what a person must decide.

Start here: `draft.py`. What the record says stands in the draft word for word with its place; everything else is marked `assumed`."""

from equipoise.registry.draft.decisions import Decision
from equipoise.registry.draft.draft import Draft, draft

__all__ = ["Decision", "Draft", "draft"]
