"""The sentences that close the caption of every figure: who is counted, and which data."""

from __future__ import annotations

from equipoise.analysis.results import Results
from equipoise.analysis.tables import Context
from equipoise.values.say_day import day_words
from equipoise.values.text import Text

_CUT = Text("Data cut {day}, ledger number {head}.", "数据截止 {day}，账本序号 {head}。")
_SET = Text("Analysis set: {name}.", "分析集：{name}。")
_REHEARSAL = Text("A rehearsal: no participant is real.", "预演数据，受试者均为虚拟。")


def say_set(name: Text) -> Text:
    """Who is counted."""
    return _SET.format(name=name)


def say_cut(results: Results) -> Text:
    """The data cut and the ledger number."""
    return _CUT.format(day=day_words(results.until), head=results.head)


def close(context: Context, population: Text, *more: Text) -> tuple[Text, ...]:
    """The last sentences of a caption: those given, the set, the cut, and that a rehearsal is none of the real trial."""
    rehearsed = (_REHEARSAL,) if context.results.environment == "rehearsal" else ()
    return (*more, say_set(population), say_cut(context.results), *rehearsed)
