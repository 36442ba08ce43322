"""The values of a note that count, and what was assumed of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import Final

from equipoise.registry.match.measures import shown_unit
from equipoise.registry.match.note.collected import Collected
from equipoise.registry.match.patient import Measured
from equipoise.values.text import Text

NO_VALUE: Final = {
    "unit": Text("its unit is missing or not usual", "缺少单位或单位不常用"),
    "impossible": Text("nobody can have this value", "数值不可能"),
    "several": Text("several values, and it is not said which counts", "有多个数值，未说明以哪个为准"),
    "day": Text("its day is not clear", "日期不明确"),
    "earlier": Text("not a value of now", "并非当前数值"),
    "multiple": Text("a multiple of the limit of normal, without the value", "仅为正常上限的倍数，没有数值"),
}


def newest(note: Collected) -> tuple[tuple[Measured, ...], tuple[Text, ...]]:
    """The values, and what was assumed of them; of two of one thing and one day that differ none."""
    taken = [one for one in note.reads if one.measured is not None]
    for one in note.reads:
        if one.measured is None and one.why is not None:
            note.put_aside(one.words, NO_VALUE[one.why])
    found: list[Measured] = []
    keyed = sorted(
        taken, key=lambda one: (str(one.measured and one.measured.measure), str(one.measured and one.measured.day))
    )
    for _, group in groupby(
        keyed, key=lambda one: (one.measured and one.measured.measure, one.measured and one.measured.day)
    ):
        rows = [one for one in group if one.measured is not None]
        if len({(str(one.measured.value), one.measured.unit) for one in rows if one.measured}) > 1:
            note.put_aside("; ".join(one.words for one in rows), NO_VALUE["several"])
            continue
        first = rows[0].measured
        assert first is not None
        found.append(first if first.day is not None else replace(first, day=note.at))
    assumed = [
        Text("“{words}” in {unit}, for want of a unit", "“{words}”未写单位，按 {unit} 计").format(
            words=one.words, unit=shown_unit(one.assumed)
        )
        for one in taken
        if one.assumed
    ]
    if any(one.measured is not None and one.measured.day is None for one in taken):
        assumed.append(
            Text("values without a day are of {day}", "未注明日期的数值视为 {day} 的结果").format(day=note.at)
        )
    return tuple(found), tuple(dict.fromkeys(assumed))
