"""`equipoise registry match`: the trials for one person, each criterion with its verdict, its text and its reason."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from equipoise.cli import registry_question as question
from equipoise.cli import registry_search
from equipoise.cli.opened import there
from equipoise.cli.output import ENVIRONMENT, USAGE, end, note, put, put_json, put_table, say
from equipoise.protocol.criteria import write
from equipoise.registry.match import (
    Hit,
    Matched,
    NotAPatient,
    Patient,
    Reader,
    Verdict,
    match,
    not_yet,
    read_patient,
    said,
    seeking,
    understood,
)
from equipoise.registry.match.verdict import OUTCOMES, OVERALL
from equipoise.registry.record import NctId, Record
from equipoise.registry.words import STATUSES, word
from equipoise.values.text import Text, same
from equipoise.web.registry import Registry, registry

_MOST = 200
_BYTES = 20_000_000
_ASIDE = 30
"""So many things of a note are told that were not used."""
_Patient = Annotated[
    str,
    typer.Argument(
        help="A note in words, JSON or FHIR R4 bundle; - reads standard input. · 病历文字、患者JSON或FHIR R4资源包；- 表示标准输入。"
    ),
]
_Day = Annotated[str, typer.Option("--at", help="The day asked, today unless told. · 判断日，默认今天。")]


def match_patient(
    patient: _Patient,
    disease: Annotated[
        list[str] | None,
        typer.Option(help="Look for studies of this alone; may be repeated. · 仅按此疾病查找，可重复。"),
    ] = None,
    near: Annotated[str, typer.Option(help=question.PLACE)] = "",
    radius: Annotated[str, typer.Option(help="Kilometres, 50 unless told. · 公里数，默认50。")] = "",
    open_only: Annotated[
        bool, typer.Option("--open", help="Only studies that take people. · 仅限可参加的研究。")
    ] = False,
    at: _Day = "",
    limit: Annotated[int, typer.Option(help="How many are listed. · 列出条数。")] = 20,
    json: Annotated[bool, typer.Option("--json", help="Answer as JSON. · 以 JSON 输出。")] = False,
) -> None:
    """Rank the trials for a person: excluded, possible or eligible, criterion by criterion. Nothing is kept. · 为患者匹配临床试验。"""
    opened = registry()
    day = _day(at)
    person = seeking(_read(patient, opened, day), disease or [], opened.concepts)
    later = not_yet(person, day)
    if later:
        end(USAGE, said(NotAPatient(later)))
    there = question.there(opened, near, radius, recruiting=False, json=json)
    count = min(question.number("--limit", limit, 0), _MOST)
    if not opened.records.count():
        if json:
            put_json({"total": 0, "results": [], "says": registry_search.EMPTY})
        end(ENVIRONMENT, registry_search.EMPTY)
    told = understood(person, opened.concepts)
    for heading, what in told:
        note(Text("{heading}: {what}.", "{heading}：{what}。").format(heading=heading, what=what))
    for one in person.aside[:_ASIDE]:
        note(Text("Not used: {one}.", "未采用：{one}。").format(one=one))
    if person.ignored:
        named = ", ".join(person.ignored[:12])
        note(Text(f"Not read: {named}.", f"未读取：{named}。"))
    found = match(person, opened.index, _loads(opened), Reader(opened.concepts), day, there, open_only=open_only)
    if json:
        put_json(
            {
                "total": found.total,
                "fitting": found.fitting,
                "understood": [{"heading": say(heading), "says": say(what)} for heading, what in told],
                "aside": [say(one) for one in person.aside],
                "results": [_as_data(hit) for hit in found.hits[:count]],
            }
        )
        return
    _tell(found, found.hits[:count])


def _read(path: str, opened: Registry, day: date) -> Patient:
    words = sys.stdin.buffer.read(_BYTES) if path == "-" else there(Path(path), USAGE).read_bytes()
    if len(words) >= _BYTES:
        end(USAGE, Text(f"{path} is too large to be one person.", f"{path} 过大，不像单个患者的资料。"))
    try:
        return read_patient(words, opened.concepts, day)
    except NotAPatient as fault:
        words = said(fault)
        end(USAGE, Text(f"{path}: {words.en}", f"{path}：{words.zh}"))


def _day(words: str) -> date:
    if not words:
        return datetime.now(UTC).astimezone().date()
    try:
        return date.fromisoformat(words)
    except ValueError:
        end(USAGE, Text(f"“{words}” is no day: write 2018-05-10.", f"“{words}”不是日期：请写 2018-05-10。"))


def _loads(opened: Registry) -> Callable[[Sequence[NctId]], Iterable[Record]]:
    def load(ids: Sequence[NctId]) -> Iterable[Record]:
        return (kept.record for kept in opened.records.several(ids))

    return load


def _tell(found: Matched, hits: Sequence[Hit]) -> None:
    put(
        Text(
            f"{found.total} trials of the disease; {found.fitting} take the age and sex. The criteria of {len(found.hits)} were read.",
            f"该疾病共 {found.total} 项试验；{found.fitting} 项符合年龄与性别。已读取 {len(found.hits)} 项的入排标准。",
        )
    )
    put_table(
        (
            Text("number", "注册号"),
            Text("status", "状态"),
            Text("finding", "结论"),
            Text("title", "标题"),
            Text("why", "原因"),
        ),
        [
            (
                same(h.record.nct_id),
                word(STATUSES, h.record.status),
                OVERALL[h.assessment.overall],
                same(h.record.title),
                _why(h),
            )
            for h in hits
        ],
    )
    put(
        Text(
            "Not medical advice. An unread criterion counts as unknown. Data from ClinicalTrials.gov.",
            "并非医疗建议。未解读的标准按未知处理。数据来自 ClinicalTrials.gov。",
        )
    )


def _why(hit: Hit) -> Text:
    """What excludes; otherwise the first questions; and where the disease and site come from."""
    made = hit.assessment
    lines = [reason.says for reason in made.structured]
    lines += [
        Text(f"{_side(one).en}: {one.says.en}", f"{_side(one).zh}：{one.says.zh}")
        for one in made.against[:3]
        if one.says
    ]
    if not lines:
        lines += [one.asks for one in made.asks[:3]]
    if hit.close.says.en:
        lines.append(hit.close.says)
    if hit.site is not None:
        lines.append(hit.site.says)
    return Text("\n".join(one.en for one in lines), "\n".join(one.zh for one in lines))


def _side(one: Verdict) -> Text:
    if one.criterion.stated.side == "inclusion":
        return Text("not met", "不符合")
    return Text("excluded by", "符合排除标准")


def _as_data(hit: Hit) -> dict[str, Any]:
    made = hit.assessment
    return {
        "nctId": hit.record.nct_id,
        "title": hit.record.title,
        "status": hit.record.status,
        "overall": made.overall,
        "says": say(OVERALL[made.overall]),
        "counts": {outcome: made.count(outcome) for outcome in OUTCOMES},
        "condition": say(hit.close.says),
        "excludedBy": [say(reason.says) for reason in made.structured]
        + [one.criterion.stated.text for one in made.against],
        "questions": [{"name": one.name, "asks": say(one.asks), "decides": one.decides} for one in made.asks],
        "nearest": None if hit.site is None else say(hit.site.says),
        "criteria": [_criterion(one) for one in made.verdicts],
    }


def _criterion(one: Verdict) -> dict[str, Any]:
    stated, expression = one.criterion.stated, one.criterion.expression
    return {
        "side": stated.side,
        "text": stated.text,
        "span": [stated.start, stated.end],
        "outcome": one.outcome,
        "excludes": one.against,
        "stale": one.stale,
        "read": one.criterion.read,
        "parsed": None if expression is None else write(expression),
        "plain": None if one.says is None else say(one.says),
        "facts": one.facts,
        "reasons": [{"code": reason.code, "says": say(reason.says)} for reason in one.reasons],
        "asks": [say(asked.asks) for asked in one.asks],
        "assumed": [say(note) for note in one.criterion.assumed],
    }
