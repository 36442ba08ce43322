"""Verifying a long ledger on all processors: stretches of it in processes of their own, the whole again where one has a doubt."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import pairwise
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path

from equipoise.ledger.checkpoint import Checkpoint, hold_against, verify_against
from equipoise.ledger.export import from_line, from_lines
from equipoise.ledger.parts import Part, join, walk_part
from equipoise.ledger.row import Row
from equipoise.ledger.verify import Verification
from equipoise.web.store import open_store

_WORTH_IT = 10_000
"""Facts from which processes of their own are faster than one walk."""
_LINE_BYTES = 500
"""About as long as a line of an exported ledger is at least."""


def verified_store(url: str, study: str, facts: int, kept: Collection[Checkpoint]) -> Verification:
    """The ledger of a study in a store, against its checkpoints. The store must not be open in this process."""
    watched = {one.seq for one in kept}
    bounds = [facts * place // _parts() for place in range(_parts() + 1)]
    tasks = [partial(_of_store, url, study, after, until, watched) for after, until in pairwise(bounds)]
    found = join(_side_by_side(tasks), study) if facts >= _WORTH_IT else None
    if found is not None:
        return hold_against(found, kept)
    store = open_store(url)
    try:
        return verify_against(store.read(study), kept, study)
    finally:
        store.close()


def verified_file(file: Path, study: str, kept: Collection[Checkpoint]) -> Verification:
    """An exported ledger, against its checkpoints."""
    watched, size = {one.seq for one in kept}, file.stat().st_size
    if size >= _WORTH_IT * _LINE_BYTES:
        bounds = _line_starts(file, size)
        tasks = [partial(_of_file, file, start, end, watched) for start, end in pairwise(bounds)]
        found = join(_side_by_side(tasks), study)
        if found is not None:
            return hold_against(found, kept)
    with file.open("rb") as lines:
        return verify_against(from_lines(lines), kept, study)


def _parts() -> int:
    return os.cpu_count() or 1


def _side_by_side(tasks: Sequence[Callable[[], Part | None]]) -> list[Part | None]:
    """What each task finds; nothing where the machine cannot copy a process: then one walk does it all."""
    if len(tasks) < 2 or "fork" not in get_all_start_methods():
        return []
    try:
        with ProcessPoolExecutor(len(tasks), mp_context=get_context("fork")) as pool:
            return [waiting.result() for waiting in [pool.submit(task) for task in tasks]]
    except (OSError, NotImplementedError, BrokenProcessPool):  # no room for processes, or one of them was ended
        return []


def _of_store(url: str, study: str, after: int, until: int, watched: set[int]) -> Part | None:
    store = open_store(url)
    try:
        return walk_part(store.read(study, after, until), watched)
    finally:
        store.close()


def _of_file(file: Path, start: int, end: int, watched: set[int]) -> Part | None:
    return walk_part(_rows(file, start, end), watched)


def _rows(file: Path, start: int, end: int) -> Iterator[Row]:
    with file.open("rb") as lines:
        lines.seek(start)
        left = end - start
        for line in lines:
            yield from_line(line, 1)  # a part tells no line: the whole walk does
            left -= len(line)
            if left <= 0:
                return


def _line_starts(file: Path, size: int) -> list[int]:
    """Where the parts of a file begin and the last one ends: always at the beginning of a line."""
    found = [0]
    with file.open("rb") as lines:
        for place in range(1, _parts()):
            lines.seek(size * place // _parts())
            lines.readline()
            found.append(lines.tell())
    return sorted({*found, size})
