"""`equipoise registry pull`: records from the live registry."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from equipoise.cli import registry_question as question
from equipoise.cli.output import ENVIRONMENT, USAGE, end, note, progress
from equipoise.cli.registry_taking import read_files, report, take_over
from equipoise.values.text import Text
from equipoise.web.home import home
from equipoise.web.live_registry import API, LiveFault, Pull


def pull(
    condition: Annotated[str, typer.Option(help="Disease. · 疾病。")] = "",
    term: Annotated[str, typer.Option(help="Words or a search expression. · 检索词或检索式。")] = "",
    intervention: Annotated[str, typer.Option(help="Treatment. · 治疗。")] = "",
    status: Annotated[list[str] | None, typer.Option(help="Status; may be repeated. · 状态，可重复。")] = None,
    since: Annotated[str, typer.Option(help="Only records updated since this day. · 仅此日期以来更新的记录。")] = "",
    everything: Annotated[bool, typer.Option("--everything", help="The whole registry. · 整个注册平台。")] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="Import although a field is largely gone. · 字段大量缺失时仍导入。")
    ] = False,
    api: Annotated[str, typer.Option(help="Address of the API. · API地址。")] = API,
    json: Annotated[bool, typer.Option("--json", help="Answer as JSON. · 以 JSON 输出。")] = False,
) -> None:
    """Fetch records from ClinicalTrials.gov and take them over; what breaks off is resumed. · 从注册平台获取记录。"""
    query = _query(condition, term, intervention, question.codes("OverallStatus", status or ()), since)
    if not query and not everything:
        end(
            USAGE,
            Text(
                "Say which records: --condition, --term, --intervention, --status, --since, or --everything.",
                "请指明记录范围：--condition、--term、--intervention、--status、--since，或 --everything。",
            ),
        )
    work = _fetched(home().folder / "registry" / "pull", query, api)
    done = take_over(read_files([work.file], lambda _, __: None), "ClinicalTrials.gov", accept=accept)
    if not done.collapsed:
        work.forget()
    report(done, json=json)


def _query(condition: str, term: str, intervention: str, status: tuple[str, ...], since: str) -> dict[str, str]:
    asked = {
        "query.cond": condition.strip(),
        "query.term": term.strip(),
        "query.intr": intervention.strip(),
        "filter.overallStatus": ",".join(status),
        "filter.advanced": f"AREA[LastUpdatePostDate]RANGE[{_day(since)},MAX]" if since else "",
    }
    return {name: words for name, words in asked.items() if words}


def _day(words: str) -> str:
    try:
        return date.fromisoformat(words.strip()).isoformat()
    except ValueError:
        return end(USAGE, Text(f"“{words}” is no day: write 2026-01-31.", f"“{words}”不是有效日期：请写 2026-01-31。"))


def _fetched(folder: Path, query: dict[str, str], api: str) -> Pull:
    try:
        work = Pull(folder, query, api)
        if work.resumed:
            note(Text(f"Going on after {work.resumed} records.", f"从已获取的 {work.resumed} 条记录之后继续。"))
        with progress(Text("Fetching", "获取"), 100) as tell:
            for far in work.fetch():
                tell(100 * far.records // max(far.total, far.records, 1), f"{far.records}/{far.total}")
    except LiveFault as fault:
        end(USAGE if fault.refused else ENVIRONMENT, fault.says)
    return work
