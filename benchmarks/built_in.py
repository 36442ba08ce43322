"""The built-in study as benchmarks need it."""

from __future__ import annotations

from typing import Final

from equipoise.protocol import builtin
from equipoise.protocol.load import load_versions
from equipoise.trial.state import Protocols

STUDY: Final = "NCT03410368"


def protocols() -> Protocols:
    """Every version of the study with its digest."""
    folder = builtin.folder(STUDY)
    assert folder is not None
    known = [(loaded.study, loaded.digest) for loaded in load_versions(folder) if loaded.study is not None]
    return Protocols(tuple(study for study, _ in known), {study.version: digest for study, digest in known})
