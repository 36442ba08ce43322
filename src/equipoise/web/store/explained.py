"""A block in which a driver's exceptions become words."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType

from equipoise.ledger import StoreFault
from equipoise.values.text import Text


class Explained:
    """`with explained:` turns a driver's exceptions into StoreFaults. It has no state, so it nests and is shared."""

    def __init__(self, kinds: tuple[type[Exception], ...], words: Callable[[Exception], Text]) -> None:
        self._kinds, self._words = kinds, words

    def __enter__(self) -> None: ...

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(fault, self._kinds):
            raise StoreFault(self._words(fault)) from fault
