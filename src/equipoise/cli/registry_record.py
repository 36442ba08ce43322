"""`equipoise registry show` and `history`: one record in words, with remarks and its age, and what changed from version to version."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Annotated, Final

import typer

from equipoise.cli.output import ENVIRONMENT, USAGE, end, note, put, put_json, put_table, say
from equipoise.cli.registry_search import EMPTY
from equipoise.registry.freshness import freshness
from equipoise.registry.quality import Remark, remarks
from equipoise.registry.record import Record, Site, rows, text
from equipoise.registry.version import Change, changes
from equipoise.registry.words import INTERVENTION_KINDS, PHASES, SEXES, STATUSES, word
from equipoise.values.text import Text, listed, same
from equipoise.web.records import Kept
from equipoise.web.registry import registry

_JSON = Annotated[bool, typer.Option("--json", help="Answer as JSON. · 以 JSON 输出。")]
_ID = Annotated[str, typer.Argument(help="Registry number, NCT and eight digits. · 注册号，NCT加8位数字。")]
_SITES: Final = 10
_WORDS: Final = 160
_ESCAPED: Final = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>~|^])")
_UNKNOWN_COUNT: Final = 99_999_999
_BY: Final = {"sponsor": Text("sponsor", "申办者"), "registry": Text("registry", "注册平台")}
_TYPES: Final = {
    "INTERVENTIONAL": Text("Interventional", "干预性"),
    "OBSERVATIONAL": Text("Observational", "观察性"),
    "EXPANDED_ACCESS": Text("Expanded access", "扩大使用"),
}


def show(
    nct_id: _ID,
    version: Annotated[int, typer.Option(help="A version, in the order of history. · 历史版本序号。")] = 0,
    everything: Annotated[bool, typer.Option("--all", help="Every site, not only ten. · 列出全部研究地点。")] = False,
    json: _JSON = False,
) -> None:
    """Show a record in words: status and its age, design, outcomes, criteria, sites, remarks. · 显示一条记录。"""
    versions = _versions(nct_id)
    if not 0 <= version <= len(versions):
        end(
            USAGE,
            Text(
                f"There are {len(versions)} versions, not {version}.",
                f"共有 {len(versions)} 个版本，没有第 {version} 版。",
            ),
        )
    number = version or len(versions)
    kept = versions[number - 1]
    today = datetime.now(UTC).date()
    found = remarks(kept.record, today)
    fresh = freshness(kept.record.raw, today)
    if json:
        put_json(
            {
                "record": kept.record.raw,
                "version": number,
                "versions": len(versions),
                "takenOver": kept.at,
                "source": kept.source,
                "freshness": fresh.says,
                "remarks": found,
            }
        )
        return
    for line in _said(kept.record, fresh.says, everything=everything):
        put(line)
    _put_remarks(found)
    put("")
    put(
        Text(
            f"Data from ClinicalTrials.gov: version {number} of {len(versions)} kept here, taken over {kept.at:%Y-%m-%d} "
            f"from {kept.source}.",
            f"数据来自 ClinicalTrials.gov：本机保存的第 {number} 版（共 {len(versions)} 版），"
            f"{kept.at:%Y-%m-%d} 导入，来源：{kept.source}。",
        )
    )


def history(nct_id: _ID, json: _JSON = False) -> None:
    """Show every version of a record and what changed, the sponsor's acts apart from the registry's. · 显示历史版本及变更。"""
    versions = _versions(nct_id)
    steps = [(), *(changes(old.record, new.record) for old, new in pairwise(versions))]
    if json:
        put_json(
            {"nctId": versions[0].record.nct_id, "versions": [_as_data(*one) for one in _numbered(versions, steps)]}
        )
        return
    put(f"{versions[-1].record.nct_id}  {versions[-1].record.title}")
    for number, kept, found in _numbered(versions, steps):
        put("")
        put(
            Text(
                f"Version {number}: sponsor's update of {_updated(kept.record) or 'no date'}, taken over {kept.at:%Y-%m-%d} "
                f"from {kept.source}",
                f"第 {number} 版：申办者更新于 {_updated(kept.record) or '日期不明'}，{kept.at:%Y-%m-%d} 导入，来源：{kept.source}",
            )
        )
        if found:
            _put_changes(found)
    if len(versions) == 1:
        put("")
        put(Text("One version is kept here; nothing to compare.", "本机仅保存一个版本，无可比较。"))


def _versions(nct_id: str) -> list[Kept]:
    """The versions of a record by its number or an earlier one; ends with a word where there are none."""
    opened = registry()
    wanted = nct_id.strip().upper()
    if not re.fullmatch(r"NCT\d{8}", wanted, re.ASCII):
        end(
            USAGE,
            Text(
                f"“{nct_id}” is no registry number: NCT and eight digits.", f"“{nct_id}”不是注册号（NCT 加 8 位数字）。"
            ),
        )
    found = opened.records.versions(wanted)
    if not found and (now := opened.records.renamed(wanted)) is not None:
        note(Text(f"{wanted} is listed as {now} now.", f"{wanted} 现登记为 {now}。"))
        found = opened.records.versions(now)
    if not found:
        if not opened.records.count():
            end(ENVIRONMENT, EMPTY)
        end(USAGE, Text(f"There is no record {wanted} here.", f"本机没有记录 {wanted}。"))
    return found


def _said(record: Record, fresh: Text, *, everything: bool) -> Iterator[Text | str]:
    yield f"{record.nct_id}  {record.title}"
    if record.official_title and record.official_title != record.title:
        yield record.official_title
    yield fresh
    yield ""
    yield from _design(record)
    yield from _block(Text("Summary", "简介"), text(record.raw, "protocolSection.descriptionModule.briefSummary"))
    yield from _outcomes(record)
    yield from _block(Text("Who can join", "入排标准"), record.criteria)
    yield from _sites(record.sites, record.status, everything=everything)


def _design(record: Record) -> Iterator[Text]:
    count = record.enrolment
    people = (
        Text("not stated", "未注明")
        if count is None
        else Text("unknown", "未知")
        if count == _UNKNOWN_COUNT
        else same(str(count))
    )
    low, high = (text(record.raw, f"protocolSection.eligibilityModule.{name}Age") for name in ("minimum", "maximum"))
    treatments = [
        Text(
            f"{word(INTERVENTION_KINDS, text(row, 'type')).en}: {name}",
            f"{word(INTERVENTION_KINDS, text(row, 'type')).zh}：{name}",
        )
        for row in record.interventions
        if (name := text(row, "name"))
    ]
    rows_ = (
        (Text("Sponsor", "申办者"), same(record.lead_sponsor)),
        (Text("Type", "类型"), word(_TYPES, record.study_type)),
        (Text("Phase", "分期"), listed([word(PHASES, one) for one in record.phases], en="/", zh="/")),
        (Text("Conditions", "疾病"), listed([same(one) for one in record.conditions], en="; ", zh="；")),
        (Text("Treatments", "治疗"), listed(treatments, en="; ", zh="；")),
        (Text("Participants", "人数"), people),
        (Text("Sex", "性别"), word(SEXES, record.sex)),
        (
            Text("Age", "年龄"),
            Text(
                f"{low or 'no lower bound'} to {high or 'no upper bound'}", f"{low or '无下限'} 至 {high or '无上限'}"
            ),
        ),
    )
    for label, said in rows_:
        if said.en:
            yield Text(f"{label.en}: {said.en}", f"{label.zh}：{said.zh}")


def _outcomes(record: Record) -> Iterator[Text | str]:
    for kind, name in (
        ("primary", Text("Primary outcomes", "主要结局")),
        ("secondary", Text("Secondary outcomes", "次要结局")),
    ):
        measures = rows(record.raw, f"protocolSection.outcomesModule.{kind}Outcomes")
        if measures:
            yield ""
            yield name
            yield from (f"  {text(row, 'measure')} [{text(row, 'timeFrame')}]" for row in measures)


def _block(name: Text, words: str) -> Iterator[Text | str]:
    if words:
        yield ""
        yield name
        yield _ESCAPED.sub(r"\1", words)


def _sites(sites: Sequence[Site], status: str, *, everything: bool) -> Iterator[Text | str]:
    yield ""
    if not sites:
        yield Text("The record names no sites.", "记录未列出研究地点。")
        return
    yield Text(f"{len(sites)} sites", f"{len(sites)} 个研究地点")
    ordered = sorted(sites, key=lambda site: (site.status or status) != "RECRUITING")
    for site in ordered if everything else ordered[:_SITES]:
        where = ", ".join(part for part in (site.facility, site.city, site.state, site.country) if part)
        state = word(STATUSES, site.status)
        yield Text(
            f"  {where}" + (f" ({state.en})" if state.en else ""),
            f"  {where}" + (f"（{state.zh}）" if state.zh else ""),
        )
    if len(sites) > _SITES and not everything:
        rest = len(sites) - _SITES
        yield Text(f"  and {rest} more (--all)", f"  另有 {rest} 个（--all）")


def _put_remarks(found: Sequence[Remark]) -> None:
    if found:
        put("")
        put(Text("Remarks on the record", "对记录的提示"))
        for one in found:
            put(Text(f"  {one.code} {one.says.en}", f"  {one.code} {one.says.zh}"))


def _updated(record: Record) -> str:
    return text(record.raw, "protocolSection.statusModule.lastUpdateSubmitDate")


def _numbered(
    versions: Sequence[Kept], steps: Sequence[Sequence[Change]]
) -> Iterator[tuple[int, Kept, Sequence[Change]]]:
    for number, (kept, found) in enumerate(zip(versions, steps, strict=True), 1):
        yield number, kept, found


def _as_data(number: int, kept: Kept, found: Sequence[Change]) -> dict[str, object]:
    return {
        "version": number,
        "updated": _updated(kept.record),
        "takenOver": kept.at,
        "source": kept.source,
        "changes": found,
    }


def _put_changes(found: Sequence[Change]) -> None:
    put_table(
        (Text("by", "由"), Text("part", "部分"), Text("where", "字段"), Text("before", "之前"), Text("after", "之后")),
        [
            (_BY[one.by], one.part, one.path.removeprefix("protocolSection."), _short(one.before), _short(one.after))
            for one in found
        ],
    )


def _short(words: str) -> Text:
    return same(say(words if len(words) <= _WORDS else words[:_WORDS] + "…"))
