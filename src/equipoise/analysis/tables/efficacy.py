"""The endpoints as tables: events and why others are censored, medians, response, and the listing of every record."""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.analysis.compare_endpoint import MONTH_DAYS
from equipoise.analysis.group_arms import control_first
from equipoise.analysis.proportions import Proportion, clopper_pearson, miettinen_nurminen
from equipoise.analysis.read_responses import ResponseRow, read_responses
from equipoise.analysis.results import EndpointResult
from equipoise.analysis.tables.context import Context, Population, arm_name
from equipoise.analysis.tables.count_rows import count_row
from equipoise.analysis.tables.display import EMPTY, NO_WORDS, Column, Display, Entry, Number, Row, of_column, resting
from equipoise.analysis.tables.estimands import estimand_rows
from equipoise.analysis.tables.further import further_notes, further_rows, is_compared
from equipoise.analysis.time_to_event import HORIZON, ORIGIN, SOURCES, TimeToEventRow
from equipoise.protocol.model import Study
from equipoise.values.text import Text, same

_EVENTS = Text("Events", "事件")
_CENSORED = Text("Censored", "删失")
_MEDIAN = Text("Median, months (95% interval)", "中位数，月（95% 区间）")
_RATIO = Text("Hazard ratio (95% interval)", "风险比（95% 区间）")
_TEST = Text("Log-rank test, p", "Log-rank 检验 p 值")
_TEST_OF_ALL = Text("Log-rank test of all arms at once, p", "各组整体 Log-rank 检验 p 值")
_NOT_REACHED = Text("not reached", "未达到")
_LABEL = Text("Result", "结果")
_HORIZON = Text("end of the time frame", "观察期限结束")
_ORIGIN = Text("nothing known after the origin", "起点之后无信息")
_REFERENCE = Text("reference", "参照")
_FOLLOW_UP = Text("Median follow-up, months (reverse method), all", "中位随访时间，月（反向法），全部")
_DESCRIBED = Text("{population}: described, not compared.", "{population}：仅描述，不作比较。")
_LISTING = Text("{endpoint}, by participant", "{endpoint}，受试者清单")
_BEST = Text("Best response {code}", "最佳疗效 {code}")
_UNASSESSED = Text("Never assessed again", "未再评估")
_RATE = Text("{rate}, % (95% exact interval)", "{rate}，%（95% 精确区间）")
_DIFFERENCE = Text("Difference, percentage points (95% interval)", "率差，百分点（95% 区间）")
_EXACT = Text("Exact intervals after Clopper and Pearson.", "精确区间采用 Clopper–Pearson 法。")
_DIFFERENCE_AFTER = Text("The difference after Miettinen and Nurminen.", "率差采用 Miettinen–Nurminen 法。")
_UNSEEN = Text("Whoever was never assessed again counts as without response.", "未再评估者计为未缓解。")
_HEADINGS = {
    "participant": Text("Participant", "受试者"),
    "arm": Text("Arm", "组别"),
    "origin": Text("Origin", "起点"),
    "day": Text("Days", "天数"),
    "event": Text("Event", "事件"),
    "on": Text("Date", "日期"),
    "why": Text("Why", "依据"),
    "facts": Text("Facts", "记录序号"),
}
_ATTRIBUTE = Text("Estimand, {name}: {words}", "估计目标·{name}：{words}")
_YES, _NO = Text("yes", "是"), Text("no", "否")
_UNSEEN_ON_DAYS = Text(
    "Whoever has no such finding on the days that count, or was not seen on them, counts as no success.",
    "在规定日期内未达到或未就诊者计为未成功。",
)
BEST_ORDER = ("CR", "PR", "SD", "NON-CR/NON-PD", "NED", "PD", "NE", "MISSING")


def endpoint_table(context: Context, key: str) -> Display:
    """Events by kind, censoring by reason, medians, hazard ratio and test. KeyError for an endpoint that the study lacks."""
    found = context.results.endpoint(key)
    population = Population(found.set_name, {row.participant: row.arm for row in found.rows}, context.groups)
    columns = population.columns()
    rows = [
        count_row("events", _EVENTS, _entries([row for row in found.rows if row.event]), columns),
        *_by_source(context.study, found, columns, event=True),
        count_row("censored", _CENSORED, _entries([row for row in found.rows if not row.event]), columns),
        *_by_source(context.study, found, columns, event=False),
        _medians(found, columns),
        *_compared(found, columns),
        *further_rows(context, found, columns),
        _follow_up(found, columns),
    ]
    notes = [] if is_compared(found) else [_DESCRIBED.format(population=found.set_name)]
    notes += [*further_notes(context, found), *_estimand(found)]
    assumed = _assumed(context, f"analysis.endpoints.{key}")
    return Display(
        f"endpoint_{key}", found.label, found.set_name, columns, tuple(rows), tuple(notes), _LABEL, assumed=assumed
    )


def _estimand(found: EndpointResult) -> list[Text]:
    """The estimand of an endpoint, an attribute a line, so that it stands with the result that answers it."""
    if found.estimand is None:
        return []
    return [
        _ATTRIBUTE.format(name=name, words=Text(words.en.replace("\n", "; "), words.zh.replace("\n", "；")))
        for name, words in estimand_rows(found.estimand)
    ]


def _entries(rows: Sequence[TimeToEventRow] | Sequence[ResponseRow]) -> list[Entry]:
    return [Entry(row.participant, row.arm, row.facts) for row in rows]


def _by_source(study: Study, found: EndpointResult, columns: Sequence[Column], *, event: bool) -> list[Row]:
    sources = list(dict.fromkeys(sorted(row.source for row in found.rows if row.event is event)))
    kind = "events" if event else "censored"
    return [
        count_row(
            f"{kind}.{source}",
            say_source(study, source),
            _entries([row for row in found.rows if row.event is event and row.source == source]),
            columns,
            1,
        )
        for source in sources
    ]


def say_source(study: Study, source: str) -> Text:
    """What a time ends with, in words."""
    if source in study.events:
        return study.events[source].name
    return {HORIZON: _HORIZON, ORIGIN: _ORIGIN, **SOURCES}.get(source, same(source))


def _medians(found: EndpointResult, columns: Sequence[Column]) -> Row:
    cells = []
    for column, median in zip(columns, found.estimates.medians, strict=True):
        said = Text("{day} ({low} – {high})", "{day}（{low} – {high}）").format(
            day=_months(median.day), low=_months(median.lower), high=_months(median.upper)
        )
        rows = [row for row in found.rows if row.arm == column.key]
        cells.append(resting(said if rows else same("–"), rows, median.day))
    return Row("median", _MEDIAN, tuple(cells))


def _months(day: float | None) -> Text:
    return _NOT_REACHED if day is None else same(f"{day / MONTH_DAYS:.1f}")


def _compared(found: EndpointResult, columns: Sequence[Column]) -> list[Row]:
    if not found.estimates.hazard_ratios or not is_compared(found):
        return []
    ratios = {ratio.compared: ratio for ratio in found.estimates.hazard_ratios}
    cells = []
    for column in columns:
        ratio = ratios.get(column.key)
        rows = [row for row in found.rows if ratio is not None and row.arm in (ratio.compared, ratio.reference)]
        if ratio is None:
            cells.append(Number(_REFERENCE))
        elif ratio.ratio is None or ratio.lower is None or ratio.upper is None:
            cells.append(resting(same("–"), rows))
        else:
            cells.append(resting(same(f"{ratio.ratio:.2f} ({ratio.lower:.2f} – {ratio.upper:.2f})"), rows, ratio.ratio))
    test = found.estimates.log_rank
    p = test.p_two_sided if test is not None else None
    said = same("–") if p is None else same("< 0.001" if p < 0.001 else f"{p:.3f}")
    tested = (resting(said, found.rows, p), *(EMPTY for _ in columns[1:]))
    return [
        Row("hazard_ratio", _RATIO, tuple(cells)),
        Row("log_rank", _TEST if len(columns) == 2 else _TEST_OF_ALL, tested),
    ]


def _follow_up(found: EndpointResult, columns: Sequence[Column]) -> Row:
    median = found.estimates.follow_up.median
    cell = resting(_months(median), found.rows, median) if found.rows else Number(same("–"))
    return Row("follow_up", _FOLLOW_UP, (cell, *(EMPTY for _ in columns[1:])))


def endpoint_listing(context: Context, key: str) -> Display:
    """Every record of an endpoint: the day, whether it is an event, why, and the facts that it came from."""
    found = context.results.endpoint(key)
    rows = []
    for row in found.rows:
        said = (
            same(row.participant),
            arm_name(context, row.arm),
            same(row.origin.isoformat()),
            same(str(row.day)),
            _YES if row.event else _NO,
            same(row.on.isoformat()),
            row.says,
            same(", ".join(str(seq) for seq in row.facts)),
        )
        cells = tuple(Number(text, (row.participant,), row.facts) for text in said)
        rows.append(Row(row.participant, same(row.participant), cells))
    columns = tuple(Column(name, heading, align="left") for name, heading in _HEADINGS.items())
    title = _LISTING.format(endpoint=found.label)
    return Display(
        f"listing_endpoint_{key}", title, found.set_name, columns, tuple(rows), label=NO_WORDS, kind="listing"
    )


def response_table(context: Context, key: str) -> Display:
    """Best responses, the rate with its exact interval, and the difference from the control."""
    declared = context.study.analysis.responses[key]
    chosen = context.sets[declared.set]
    found = read_responses(context.study, key, context.people, chosen)
    population = context.population(declared.set)
    columns = population.columns()
    rows = [
        count_row(f"best.{code}", _of_entries(code), _entries([one for one in found if one.best == code]), columns)
        for code in BEST_ORDER
        if declared.event is None
    ]
    shares = {column.key: _share([one for one in found if one.arm == column.key]) for column in columns}
    rows.append(
        Row(
            "rate",
            _RATE.format(rate=declared.short),
            tuple(_rate(found, column, shares[column.key]) for column in columns),
        )
    )
    reference, *others = (group.key for group in control_first(context.groups))
    if others:
        cells = (
            _difference(found, shares, column.key, reference) if column.key != reference else Number(_REFERENCE)
            for column in columns
        )
        rows.append(Row("difference", _DIFFERENCE, tuple(cells)))
    assumed = _assumed(context, f"analysis.responses.{key}")
    return Display(
        f"response_{key}",
        declared.label,
        population.name,
        columns,
        tuple(rows),
        (
            _EXACT,
            *((_DIFFERENCE_AFTER,) if others else ()),
            _UNSEEN if declared.event is None else _UNSEEN_ON_DAYS,
        ),
        _LABEL,
        assumed=assumed,
    )


def _of_entries(code: str) -> Text:
    return _UNASSESSED if code == "MISSING" else _BEST.format(code=code)


def _share(rows: Sequence[ResponseRow]) -> Proportion:
    return Proportion(sum(row.success for row in rows), len(rows))


def _rate(found: Sequence[ResponseRow], column: Column, share: Proportion) -> Number:
    entries = of_column(_entries(found), column.key)
    if share.share is None:
        return Number(same("–"))
    low, high = clopper_pearson(share)
    said = f"{share.events}/{share.n}: {100 * share.share:.1f} ({100 * low:.1f} – {100 * high:.1f})"
    return resting(same(said), entries, share.share)


def _difference(found: Sequence[ResponseRow], shares: dict[str, Proportion], arm: str, reference: str) -> Number:
    second, first = shares[arm], shares[reference]
    limits = miettinen_nurminen(second, first)
    if limits is None or second.share is None or first.share is None:
        return Number(same("–"))
    value = second.share - first.share
    rows = [row for row in found if row.arm in (arm, reference)]
    said = f"{100 * value:.1f} ({100 * limits[0]:.1f} – {100 * limits[1]:.1f})"
    return resting(same(said), rows, value)


def _assumed(context: Context, path: str) -> tuple[Text, ...]:
    """The assumptions of the study file about one endpoint, in words."""
    own = [one for one in context.results.assumptions if one.path == path or one.path.startswith(f"{path}.")]
    return tuple(one.because for one in own)
