"""`equipoise registry search` and `near`: trials by condition, treatment, words and place, each with the reason why it was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

import typer

from equipoise.cli import registry_question as question
from equipoise.cli.output import ENVIRONMENT, USAGE, end, note, put, put_json, put_table, say
from equipoise.registry.concepts import of_record
from equipoise.registry.record import Record
from equipoise.registry.search.ask import FACETS, Ask, wanted
from equipoise.registry.search.essie import EssieFault
from equipoise.registry.search.holds import distances
from equipoise.registry.search.index import Found, Order, TooBroad, Wanted
from equipoise.registry.search.tree import Near
from equipoise.registry.search.why import NearSite, nearest, why
from equipoise.registry.search.why import near as place_in
from equipoise.registry.words import STATUSES, word
from equipoise.values.text import Text, same
from equipoise.web.registry import Registry, registry

EMPTY = Text(
    "The registry of this installation is empty. Import records first: equipoise registry import FILE, or equipoise registry pull.",
    "本机注册库为空。请先导入记录：equipoise registry import 文件，或 equipoise registry pull。",
)
_MOST = 1000
_Words = Annotated[str, typer.Option(help="Words or a search expression. · 检索词或检索式。")]
_Several = Annotated[
    list[str] | None, typer.Option(help="May be repeated, or listed with commas. · 可重复或以逗号分隔。")
]
_Condition = Annotated[str, typer.Option(help="Disease, by any of its names. · 疾病，任一名称。")]
_Intervention = Annotated[str, typer.Option(help="Treatment, by any of its names. · 治疗，任一名称。")]
_Radius = Annotated[str, typer.Option(help="Kilometres, 50 unless told; 30mi is understood. · 公里数，默认50。")]
_Status = Annotated[
    list[str] | None, typer.Option(help="Status, or open; may be repeated. · 状态，或 open（可参加）；可重复。")
]
_Recruiting = Annotated[bool, typer.Option("--recruiting", help="Only sites that recruit. · 仅限招募中的研究地点。")]
_Limit = Annotated[int, typer.Option(help="How many are listed. · 列出条数。")]
_First = Annotated[int, typer.Option("--from", help="List from this one on. · 从第几条开始列出。")]
_Sort = Annotated[
    str, typer.Option(help="A date or number of the record, newest or largest first. · 按日期或数值排序。")
]
_JSON = Annotated[bool, typer.Option("--json", help="Answer as JSON. · 以 JSON 输出。")]


def search(
    condition: _Condition = "",
    term: _Words = "",
    intervention: _Intervention = "",
    title: _Words = "",
    sponsor: _Words = "",
    outcome: _Words = "",
    near: Annotated[str, typer.Option(help=question.PLACE)] = "",
    radius: _Radius = "",
    recruiting: _Recruiting = False,
    status: _Status = None,
    phase: _Several = None,
    study_type: _Several = None,
    sex: Annotated[str, typer.Option(help="female, male or all. · 女、男或不限。")] = "",
    age: Annotated[int | None, typer.Option(help="Age in years. · 年龄（岁）。")] = None,
    country: Annotated[str, typer.Option(help="Country of a site. · 研究地点所在国家。")] = "",
    advanced: Annotated[str, typer.Option(help="AREA[…] RANGE[…] expression. · 高级检索式。")] = "",
    sort: _Sort = "",
    first: _First = 1,
    limit: _Limit = 20,
    json: _JSON = False,
) -> None:
    """Find trials; each with the words of its record that answer the question, and its nearest site. · 检索临床试验。"""
    opened = registry()
    spoken = {
        "cond": condition,
        "term": term,
        "intr": intervention,
        "titles": title,
        "spons": sponsor,
        "outc": outcome,
    }
    chosen = {
        "OverallStatus": question.codes("OverallStatus", status or ()),
        "Phase": question.codes("Phase", phase or ()),
        "StudyType": question.codes("StudyType", study_type or ()),
        "LocationCountry": question.country(opened, country),
    }
    ask = Ask(
        words={param: words for param, words in spoken.items() if words.strip()},
        chosen={piece: values for piece, values in chosen.items() if values},
        there=question.there(opened, near, radius, recruiting=recruiting, json=json),
        age_years=question.age(age),
        sex=next(iter(question.codes("Sex", (sex,))), "") if sex else "",
        advanced=advanced,
        order=_order(sort),
    )
    start, count = question.number("--from", first, 1) - 1, question.number("--limit", limit, 0)
    _refuse_empty(opened, json=json)
    asked = _wanted(ask, opened)
    found = _found(opened, asked, start, min(count, _MOST))
    records = _records(opened, found.ids[:count])
    _answer(opened, asked, found, records, start=start, json=json)


def near(
    place: Annotated[str, typer.Argument(help=question.PLACE)],
    radius: _Radius = "",
    condition: _Condition = "",
    intervention: _Intervention = "",
    status: _Status = None,
    recruiting: _Recruiting = False,
    limit: _Limit = 20,
    json: _JSON = False,
) -> None:
    """List the trials near a place, the nearest site first; or those of a country or province. · 列出某地附近的临床试验。"""
    opened = registry()
    there = question.there(opened, place, radius, recruiting=recruiting, json=json)
    if there is None:
        end(USAGE, Text("Name a place.", "请指定地点。"))
    count = min(question.number("--limit", limit, 0), _MOST)
    codes = question.codes("OverallStatus", status or ())
    _refuse_empty(opened, json=json)
    words = {param: spoken for param, spoken in (("cond", condition), ("intr", intervention)) if spoken.strip()}
    ask = Ask(words=words, chosen={"OverallStatus": codes} if codes else {}, there=there)
    asked = _wanted(ask, opened)
    found = _found(opened, asked, 0, count)
    close = _closest(opened, ask, there, count) if isinstance(there, Near) else _records(opened, found.ids)
    _answer(opened, asked, replace(found, ids=()), close, start=0, json=json)


def tell_empty() -> None:
    """Says that there is nothing to be found yet."""
    note(EMPTY)


def _refuse_empty(opened: Registry, *, json: bool) -> None:
    if not opened.records.count():
        if json:
            put_json({"total": 0, "results": [], "says": EMPTY})
        end(ENVIRONMENT, EMPTY)


def _wanted(ask: Ask, opened: Registry) -> Wanted:
    try:
        return wanted(ask, opened.concepts, FACETS)
    except EssieFault as fault:
        end(USAGE, Text(f"The search expression cannot be read. {fault}", f"检索式无法解析。{fault}"))


def _found(opened: Registry, asked: Wanted, start: int, count: int) -> Found:
    try:
        return opened.index.search(asked, start, count)
    except TooBroad as fault:
        end(
            USAGE,
            Text(
                f"Too broad: {fault.found} records would have to be read one by one, {fault.most} at most are. Add a condition.",
                f"范围过大：需逐条查看 {fault.found} 条记录，上限为 {fault.most} 条。请补充条件。",
            ),
        )


def _order(piece: str) -> tuple[Order, ...]:
    from_name = question.sortable(piece) if piece else ""
    return (Order(from_name, descending=True),) if from_name else ()


def _records(opened: Registry, ids: Sequence[str]) -> list[Record]:
    return [kept.record for kept in opened.records.several(ids)] if ids else []


def _closest(opened: Registry, ask: Ask, circle: Near, count: int) -> list[Record]:
    """The records whose sites are nearest: the circle grows until it holds enough, so that a far one is read only where it is needed."""
    km = min(circle.km, 1.0)
    while True:
        found = opened.index.search(_wanted(replace(ask, there=replace(circle, km=km)), opened), 0, _MOST)
        if len(found.ids) >= count or km >= circle.km:
            break
        km = min(km * 4, circle.km)
    records = _records(opened, found.ids)
    return sorted(records, key=lambda record: _distance(circle, record))[:count]


def _distance(circle: Near, record: Record) -> float:
    return min((km for km in distances(circle, record) if km is not None), default=circle.km)


def _answer(
    opened: Registry, asked: Wanted, found: Found, records: Sequence[Record], *, start: int, json: bool
) -> None:
    place = place_in(asked.filters)
    sites = [None if place is None else nearest(place, record) for record in records]
    reasons = [why(asked, record, of_record(record, opened.concepts), opened.concepts) for record in records]
    if json:
        rows = [_as_data(*row) for row in zip(records, reasons, sites, strict=True)]
        put_json({"total": found.total, "results": rows, "facets": found.facets})
        return
    put(Text(f"{found.total} trials.", f"共 {found.total} 项临床试验。"))
    if not records:
        if found.total and start:
            note(Text("The list ends before this one.", "列表在此之前已结束。"))
        return
    put_table(
        (Text("number", "注册号"), Text("status", "状态"), Text("title", "标题"), Text("why", "命中原因")),
        [
            (
                same(record.nct_id),
                word(STATUSES, record.status),
                same(record.title),
                Text("\n".join(r.en for r in why_), "\n".join(r.zh for r in why_)),
            )
            for record, why_ in zip(records, reasons, strict=True)
        ],
    )
    put(Text("Data from ClinicalTrials.gov.", "数据来自 ClinicalTrials.gov。"))


def _as_data(record: Record, reasons: Sequence[Text], site: NearSite | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "nctId": record.nct_id,
        "title": record.title,
        "status": record.status,
        "phases": record.phases,
        "why": [say(reason) for reason in reasons],
    }
    if site is not None:
        row["nearest"] = {
            "facility": site.site.facility,
            "city": site.site.city,
            "country": site.site.country,
            "km": round(site.km, 1),
            "recruiting": site.recruits,
        }
    return row
