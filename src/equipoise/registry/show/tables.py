"""Posted results as tables: one column a group, one row a line, every cell in words. Source: results data structure of
ClinicalTrials.gov, v2 (participant flow, baseline characteristics, outcome measures, adverse events)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from equipoise.registry.record import Raw, Record, rows, text, value
from equipoise.registry.show.codes import DISPERSIONS, MEASURE_KINDS, PARAMETERS, code_words
from equipoise.registry.show.markup import unescaped
from equipoise.values.text import Text, same

_RESULTS = "resultsSection."
MOST_ROWS = 400
"""Rows of a table that a page shows; the JSON of the record has the rest."""


@dataclass(frozen=True, slots=True)
class Column:
    """A group: its title, what it got, and how many people it counts, if the table says so for all rows."""

    title: str
    says: str = ""
    counted: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line. `heading` lines open a group of rows and have no cells."""

    title: Text
    cells: tuple[str, ...] = ()
    depth: int = 0

    @property
    def heading(self) -> bool:
        """Whether it only opens what follows."""
        return not self.cells


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title, what the numbers are, and remarks. `left_out` counts rows beyond those shown."""

    title: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    numbers: Text = field(default_factory=lambda: same(""))
    kind: Text = field(default_factory=lambda: same(""))
    says: str = ""
    frame: str = ""
    population: str = ""
    left_out: int = 0
    analyses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """All tables of a record with results, in the order in which a reader asks."""

    outcomes: tuple[Table, ...]
    flow: tuple[Table, ...]
    baseline: tuple[Table, ...]
    deaths: tuple[Table, ...]
    serious: tuple[Table, ...]
    others: tuple[Table, ...]
    threshold: str
    frame: str
    limitations: str


def results(record: Record) -> Results | None:
    """The results of a record; None where it has none."""
    if not isinstance(value(record.raw, "resultsSection"), Mapping):
        return None
    raw = record.raw
    events = _RESULTS + "adverseEventsModule."
    return Results(
        outcomes=tuple(_measure(one) for one in rows(raw, _RESULTS + "outcomeMeasuresModule.outcomeMeasures")),
        flow=tuple(_flow(raw)),
        baseline=tuple(_baseline(raw)),
        deaths=tuple(_totals(raw)),
        serious=tuple(_events(raw, "seriousEvents", Text("Serious adverse events", "严重不良事件"))),
        others=tuple(_events(raw, "otherEvents", Text("Other adverse events", "其他不良事件"))),
        threshold=text(raw, events + "frequencyThreshold"),
        frame=unescaped(text(raw, events + "timeFrame")),
        limitations=unescaped(text(raw, _RESULTS + "moreInfoModule.limitationsAndCaveats.description")),
    )


def _columns(groups: tuple[Raw, ...], counts: Mapping[str, str]) -> tuple[Column, ...]:
    return tuple(
        Column(
            unescaped(text(one, "title")) or text(one, "id"),
            unescaped(text(one, "description")),
            counts.get(text(one, "id"), ""),
        )
        for one in groups
    )


def _counts(raw: Raw, path: str = "denoms") -> Mapping[str, str]:
    """How many people (or other units) each group counts, from the first denominator."""
    first = next(iter(rows(raw, path)), {})
    return {text(one, "groupId"): text(one, "value") for one in rows(first, "counts")}


def _flow(raw: Raw) -> Iterator[Table]:
    module = _RESULTS + "participantFlowModule."
    groups = rows(raw, module + "groups")
    ids = [text(one, "id") for one in groups]
    for period in rows(raw, module + "periods"):
        lines = [
            Row(_milestone(text(one, "type")), _by_group(ids, rows(one, "achievements"), _people))
            for one in rows(period, "milestones")
        ]
        reasons = [
            Row(same(text(one, "type")), _by_group(ids, rows(one, "reasons"), _people), 1)
            for one in rows(period, "dropWithdraws")
        ]
        if reasons:
            lines += [Row(Text("Why people left", "退出原因")), *reasons]
        title = text(period, "title")
        named = Text("Overall study", "整个研究") if title == "Overall Study" else same(title)
        yield Table(named, _columns(groups, {}), tuple(lines))


def _milestone(kind: str) -> Text:
    known = {
        "STARTED": Text("Started", "开始"),
        "COMPLETED": Text("Completed", "完成"),
        "NOT COMPLETED": Text("Not completed", "未完成"),
    }
    return known.get(kind, same(kind))


def _people(one: Raw) -> str:
    number, said = text(one, "numSubjects"), unescaped(text(one, "comment"))
    return f"{number} ({said})" if number and said else number or said


def _by_group(ids: list[str], found: tuple[Raw, ...], says: object) -> tuple[str, ...]:
    assert callable(says)
    by_id = {text(one, "groupId"): one for one in found}
    return tuple(str(says(by_id[one])) if one in by_id else "–" for one in ids)


def _baseline(raw: Raw) -> Iterator[Table]:
    module = _RESULTS + "baselineCharacteristicsModule."
    groups = rows(raw, module + "groups")
    counts = _counts(value(raw, module.rstrip(".")) or {}) if groups else {}  # type: ignore[arg-type]  # a mapping or nothing
    for measure in rows(raw, module + "measures"):
        yield _cells(measure, groups, counts, same(unescaped(text(measure, "title"))))


def _measure(measure: Raw) -> Table:
    groups = rows(measure, "groups")
    title = same(unescaped(text(measure, "title")))
    return _cells(measure, groups, _counts(measure), title)


def _cells(measure: Raw, groups: tuple[Raw, ...], counts: Mapping[str, str], title: Text) -> Table:
    """A measure's classes and categories as rows."""
    ids = [text(one, "id") for one in groups]
    own = _counts(measure) or counts
    percent = text(measure, "paramType") == "COUNT_OF_PARTICIPANTS"
    found: list[Row] = []
    for part in rows(measure, "classes"):
        named = unescaped(text(part, "title"))
        categories = rows(part, "categories")
        people = _counts(part) or own
        if named and len(categories) > 1:
            found.append(Row(same(named)))
        for one in categories:
            label = unescaped(text(one, "title")) or named
            cells = _by_group(
                ids, rows(one, "measurements"), lambda cell, of=people: _cell(cell, of if percent else {})
            )
            found.append(Row(same(label), cells, int(bool(named) and len(categories) > 1)))
    return Table(
        title,
        _columns(groups, own),
        tuple(found[:MOST_ROWS]),
        numbers=_numbers(measure),
        kind=code_words(MEASURE_KINDS, text(measure, "type")) if text(measure, "type") else same(""),
        says=unescaped(text(measure, "description")),
        frame=unescaped(text(measure, "timeFrame")),
        population=unescaped(text(measure, "populationDescription")),
        left_out=max(0, len(found) - MOST_ROWS),
        analyses=tuple(filter(None, (_analysis(one) for one in rows(measure, "analyses")))),
    )


def _numbers(measure: Raw) -> Text:
    """What the numbers are: `Mean (standard deviation), years`."""
    parameter, dispersion = text(measure, "paramType"), text(measure, "dispersionType")
    unit = unescaped(text(measure, "unitOfMeasure"))
    said = code_words(PARAMETERS, parameter) if parameter else same("")
    code = dispersion.upper().replace("-", "_").replace(" ", "_")
    if dispersion and code != "NA":
        named = code_words(DISPERSIONS, _dispersion_code(code, dispersion))
        said = Text("{what} ({spread})", "{what}（{spread}）").format(what=said, spread=named)
    return Text("{what}, {unit}", "{what}，{unit}").format(what=said, unit=unit) if unit and said.en else said


def _dispersion_code(code: str, words: str) -> str:
    return next((known for known, named in DISPERSIONS.items() if code == known or named.en == words.lower()), words)


def _cell(one: Raw, counts: Mapping[str, str]) -> str:
    """A measured value with its spread or limits; a count of people with its share."""
    number = text(one, "value")
    low, high, spread = text(one, "lowerLimit"), text(one, "upperLimit"), text(one, "spread")
    said = number
    if low or high:
        said += f" ({low or '…'} to {high or '…'})"
    elif spread:
        said += f" ({spread})"
    share = _share(number, counts.get(text(one, "groupId"), ""))
    remark = unescaped(text(one, "comment"))
    return " ".join(part for part in (said, share, f"– {remark}" if remark else "") if part) or "–"


def _share(number: str, whole: str) -> str:
    try:
        part, all_of = Decimal(number), Decimal(whole)
    except InvalidOperation:
        return ""
    return f"({part * 100 / all_of:.1f} %)" if all_of > 0 and part.is_finite() and all_of.is_finite() else ""


def _analysis(one: Raw) -> str:
    """A statistical comparison in one line, as the record states it."""
    low, high = text(one, "ciLowerLimit"), text(one, "ciUpperLimit")
    parts = [text(one, "statisticalMethod")]
    if text(one, "paramType"):
        parts.append(f"{text(one, 'paramType')} {text(one, 'paramValue')}".strip())
    if low or high:
        percent = text(one, "ciPctValue")
        parts.append(f"{percent + ' % ' if percent else ''}CI {low or '…'} to {high or '…'}")
    if text(one, "pValue"):
        stated = text(one, "pValue")
        parts.append(f"p {stated}" if stated[0] in "<>=≤≥" else f"p = {stated}")
    return "; ".join(unescaped(part) for part in parts if part)


def _totals(raw: Raw) -> Iterator[Table]:
    """Deaths, and people with any serious or other event."""
    groups = rows(raw, _RESULTS + "adverseEventsModule.eventGroups")
    if not groups:
        return
    kinds = (
        ("deaths", Text("Deaths of any cause", "任何原因死亡")),
        ("serious", Text("Any serious adverse event", "任何严重不良事件")),
        ("other", Text("Any other adverse event", "任何其他不良事件")),
    )
    lines = [
        Row(name, tuple(_affected(one, f"{kind}NumAffected", f"{kind}NumAtRisk") for one in groups))
        for kind, name in kinds
    ]
    lines = [line for line in lines if any(cell != "–" for cell in line.cells)]
    if lines:
        yield Table(Text("People affected", "受影响人数"), _columns(groups, {}), tuple(lines))


def _events(raw: Raw, kind: str, title: Text) -> Iterator[Table]:
    """The events of one kind by organ system, in the record's order."""
    groups = rows(raw, _RESULTS + "adverseEventsModule.eventGroups")
    found = rows(raw, _RESULTS + f"adverseEventsModule.{kind}")
    if not found or not groups:
        return
    ids = [text(one, "id") for one in groups]
    by_system: dict[str, list[Row]] = {}
    for one in found[:MOST_ROWS]:
        cells = _by_group(ids, rows(one, "stats"), lambda stat: _affected(stat, "numAffected", "numAtRisk"))
        by_system.setdefault(text(one, "organSystem"), []).append(Row(same(unescaped(text(one, "term"))), cells, 1))
    lines = [row for system, some in by_system.items() for row in ([Row(same(system))] if system else []) + some]
    yield Table(title, _columns(groups, {}), tuple(lines), left_out=max(0, len(found) - MOST_ROWS))


def _affected(one: Raw, number: str, of: str) -> str:
    """`3 / 139 (2.2 %)`; a dash where it is not stated."""
    affected, at_risk = value(one, number), value(one, of)
    if not isinstance(affected, int) or isinstance(affected, bool):
        return "–"
    if not isinstance(at_risk, int) or isinstance(at_risk, bool) or at_risk <= 0:
        return str(affected)
    return f"{affected} / {at_risk} {_share(str(affected), str(at_risk))}"
