"""A block in which a driver's exceptions become words."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Generic, TypeVar

from equipoise.ledger import StoreFault
from equipoise.values.text import Text

E = TypeVar("E", bound=Exception)


class Explained(Generic[E]):
    """`with explained:` turns exceptions of one driver into StoreFaults. It has no state, so it nests and is shared."""

    def __init__(self, kind: type[E], words: Callable[[E], Text]) -> None:
        self._kind, self._words = kind, words

    def __enter__(self) -> None: ...

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(fault, self._kind):
            raise StoreFault(self._words(fault)) from fault
