"""Tables and listings whose every number knows the participants and the facts under it.

A number has an address, `table/row/column`; `explain` says what lies under it. Printing is a step of its own (`blocks.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from equipoise.values.text import Text, same

Kind = Literal["table", "listing"]
NO_WORDS = Text("", "")


class OfOne(Protocol):
    """What is known of one participant, with the facts that say so."""

    @property
    def participant(self) -> str: ...

    @property
    def facts(self) -> tuple[int, ...]: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a number counts: whose it is, in which column, and the facts that say so."""

    participant: str
    column: str
    facts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A cell: what it says, the participants and the facts under it. `value` is the number itself where there is one."""

    says: Text
    participants: tuple[str, ...] = ()
    facts: tuple[int, ...] = ()
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, heading, and how many participants it stands for (None where that is not said)."""

    key: str
    heading: Text
    of: int | None = None
    align: Literal["left", "number"] = "number"


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its key, words, one cell a column, and how deep it stands under the rows before it."""

    key: str
    label: Text
    cells: tuple[Number, ...]
    level: int = 0


@dataclass(frozen=True, slots=True)
class Display:
    """A table or listing: title, who is counted, columns, rows, notes; `assumed` are the assumptions that it rests on.

    `label` heads the column of row labels; empty in a listing, whose rows have none. `withheld` says that it would tell arms.
    """

    key: str
    title: Text
    population: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[Text, ...] = ()
    label: Text = NO_WORDS
    kind: Kind = "table"
    assumed: tuple[Text, ...] = ()
    withheld: bool = False

    def number(self, row: str, column: str) -> Number:
        """One cell by the keys of its row and column. KeyError where there is none."""
        found = next((one for one in self.rows if one.key == row), None)
        place = next((place for place, one in enumerate(self.columns) if one.key == column), None)
        if found is None or place is None:
            raise KeyError(f"{self.key}/{row}/{column}")
        return found.cells[place]

    def addresses(self) -> Mapping[str, Number]:
        """Every number by its address, `table/row/column`."""
        return {
            f"{self.key}/{row.key}/{column.key}": cell
            for row in self.rows
            for column, cell in zip(self.columns, row.cells, strict=True)
        }


def explain(display: Display, address: str) -> Number:
    """What lies under a number, by its address. KeyError where the table has no such number."""
    found = display.addresses().get(address)
    if found is None:
        raise KeyError(address)
    return found


EMPTY = Number(same(""))


def words(text: Text | str, facts: Iterable[int] = (), participants: Iterable[str] = ()) -> Number:
    """A cell of words."""
    return Number(same(text) if isinstance(text, str) else text, tuple(participants), tuple(facts))


def people(entries: Sequence[Entry], of: int | None = None) -> Number:
    """How many participants have an entry, with their share of a group."""
    numbers = tuple(dict.fromkeys(entry.participant for entry in entries))
    return Number(same(count_and_share(len(numbers), of)), numbers, facts_of(entries), float(len(numbers)))


def events(entries: Sequence[Entry]) -> Number:
    """How many entries there are, several of a participant each for itself."""
    numbers = tuple(dict.fromkeys(entry.participant for entry in entries))
    return Number(same(str(len(entries))), numbers, facts_of(entries), float(len(entries)))


def resting(said: Text, rows: Sequence[OfOne], value: float | None = None) -> Number:
    """A number that rests on rows: every participant of them, and every fact under them."""
    return Number(said, tuple(row.participant for row in rows), facts_of(rows), value)


def facts_of(entries: Iterable[OfOne]) -> tuple[int, ...]:
    """Every fact under entries once, in ledger order."""
    return tuple(sorted({fact for entry in entries for fact in entry.facts}))


def count_and_share(count: int, of: int | None) -> str:
    """`12 (10.0%)`; the count alone where nothing is counted of, or it is 0."""
    return f"{count} ({100 * count / of:.1f}%)" if of and count else str(count)


def of_column(entries: Iterable[Entry], column: str) -> list[Entry]:
    """The entries of one column."""
    return [entry for entry in entries if entry.column == column]
