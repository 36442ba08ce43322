"""Facts stay: whoever makes or reads many need not have the interpreter search all of them for garbage again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Iterator[None]:
    """Put the search for garbage off: `tidy` then looks once at what is new. Afterwards everything is as it was before."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def tidy() -> None:
    """Free what was made since the last time and is in use no more; what is in use is not looked at again."""
    gc.collect(0)


def stays() -> None:
    """Whatever is in memory now is never looked through again: it stays for as long as the process runs.

    What nothing refers to any more is freed all the same. Ask it seldom, and only after much was made: what was thrown away in a
    circle of references just then stays too.
    """
    gc.freeze()
