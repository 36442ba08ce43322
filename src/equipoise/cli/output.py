"""How the command line speaks: one language, tables for people, JSON for programs, progress on standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

import msgspec
import typer
from pydantic import BaseModel
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from equipoise.values.text import LANGUAGES, Language, Text

OK, FINDING, USAGE, ENVIRONMENT = 0, 1, 2, 3
"""Exit statuses."""


def language() -> Language:
    """Chinese where `EQUIPOISE_LANG`, or else the language of the terminal, is Chinese."""
    named = os.environ.get("EQUIPOISE_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
    return "zh" if named.lower().startswith("zh") else "en"


def speak(named: str) -> None:
    """Speak a language from now on; ends with a word where it is not spoken."""
    if named not in LANGUAGES:
        end(USAGE, Text(f"“{named}” is not spoken here: write en or zh.", f"不支持语言“{named}”：请写 en 或 zh。"))
    os.environ["EQUIPOISE_LANG"] = named


def say(text: Text | str) -> str:
    """Words in the language of the command line."""
    return text.in_(language()) if isinstance(text, Text) else text


def note(text: Text | str) -> None:
    """Words for the person at the terminal, on standard error."""
    print(say(text), file=sys.stderr)


def put(text: Text | str) -> None:
    """One line of the answer, on standard output."""
    print(say(text))


def put_json(value: object) -> None:
    """The answer as JSON, on standard output."""
    print(json.dumps(plain(value), ensure_ascii=False, indent=2))


def put_table(headings: Sequence[Text], rows: Sequence[Sequence[object]]) -> None:
    """The answer as a table, on standard output."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(say(heading), overflow="fold")
    for row in rows:
        table.add_row(*(say(cell) if isinstance(cell, Text) else "" if cell is None else str(cell) for cell in row))
    width = None if sys.stdout.isatty() else 200
    Console(width=width, soft_wrap=False, highlight=False).print(table)


def end(status: int, text: Text | str) -> NoReturn:
    """Stop with a word and an exit status."""
    note(text)
    raise typer.Exit(status)


def plain(value: object) -> Any:
    """A value as JSON has it: a Text becomes {"en", "zh"}, dates become text."""
    if isinstance(value, Text):
        return {"en": value.en, "zh": value.zh}
    if isinstance(value, BaseModel):
        return plain(value.model_dump(mode="json"))
    if isinstance(value, msgspec.Struct):
        return plain(msgspec.to_builtins(value))
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(part) for name, part in asdict(value, dict_factory=_shallow).items()}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(part) for part in value]
    if isinstance(value, (date, datetime, Decimal, Path)):
        return str(value)
    return value


def _shallow(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {
        name: Text(**part) if isinstance(part, dict) and set(part) == {"en", "zh"} else part for name, part in pairs
    }


@contextmanager
def progress(label: Text, total: int) -> Iterator[Callable[[int, str], None]]:
    """A bar on standard error for long work, with a word beside it; silent where nobody watches."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[more]}"),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(say(label), total=total, more="")
        yield lambda done, more: bar.update(task, completed=done, more=more)
