"""The validation report: which requirements were checked with which cases, how each came out, and places to sign."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from equipoise.paper import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    KeyValues,
    Notice,
    PageBreak,
    Paragraph,
    Signature,
    Signatures,
    Table,
    Tone,
)
from equipoise.validation.cases import FORMAT, CaseFault, CaseFile, Requirement, Tolerance
from equipoise.validation.compare import compared
from equipoise.validation.find_kinds import Known
from equipoise.validation.read_study import read_study
from equipoise.validation.run import RESULTS, Count, Outcome, Result, count
from equipoise.validation.show_value import show_value
from equipoise.values.text import Text, same

_TONES: Mapping[Result, Tone] = {"agrees": "good", "differs": "bad", "fault": "warning", "not yet": "warning"}


@dataclass(frozen=True, slots=True)
class Platform:
    """What the rules ran on: the program, the format of its ledger, the machine, the packages beneath it."""

    software: str
    program_sha256: str
    ledger_format: int
    python: str
    system: str
    packages: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A requirement with the cases that check it."""

    requirement: Requirement
    outcomes: list[Result] = field(default_factory=list)


def validation_report(
    files: Iterable[CaseFile],
    outcomes: Iterable[Outcome],
    kinds: Mapping[str, Known],
    platform: Platform,
    moment: datetime,
) -> Document:
    """The report of a run as of a moment; the same input gives the same document."""
    found, read = tuple(outcomes), tuple(files)
    counts = count(found)
    when = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    blocks: list[Block] = [
        _conclusion(counts, sum(len(file.faults) for file in read)),
        Heading(Text("What was asked, and of what", "验证对象")),
        KeyValues((*_platform(platform, when), *_studies(found))),
        Heading(Text("Files of cases", "案例文件"), 2),
        _files(read),
        Heading(Text("Requirements and results", "要求与结果")),
        _requirements(found, kinds),
        Heading(Text("Cases by kind", "按类型汇总"), 2),
        _counts(counts),
        Heading(Text("Differences and faults in full", "不一致与有误案例详情")),
        *_differences(found, read),
        Heading(Text("How values are compared", "比较方法")),
        *_comparison(),
        Heading(Text("Signatures", "签署")),
        *_signatures(),
        PageBreak(),
        Heading(Text("Appendix: every case", "附录：全部案例")),
        *_every_case(found),
        Heading(Text("Appendix: sources that the cases cite", "附录：案例引用的来源")),
        _sources(found),
    ]
    return Document(
        Text("Validation report", "验证报告"),
        Text("The rules of Equipoise against cases with known answers", "以已知答案的案例检验 Equipoise 规则"),
        moment,
        tuple(blocks),
        head=same(f"Equipoise {platform.software}"),
        foot=Text(f"As of {when}", f"截至 {when}"),
    )


def _conclusion(counts: tuple[Count, ...], faults: int) -> Block:
    cases, agree = sum(one.cases for one in counts), sum(one.agree for one in counts)
    differ, not_yet = sum(one.differ for one in counts), sum(one.not_yet for one in counts)
    wrong = faults + sum(one.faults for one in counts)
    lines = [Text(f"{agree} of {cases} cases agree.", f"{cases} 个案例中 {agree} 个一致。")]
    if differ:
        what = "1 case differs" if differ == 1 else f"{differ} cases differ"
        lines.append(Text(
            f"{what}. Judge each difference below before you sign: the case or the rule may be wrong.",
            f"{differ} 个不一致。签署前请逐一判断：可能是案例有误，也可能是规则有误。"))  # fmt: skip
    if wrong:
        what = "1 fault stands" if wrong == 1 else f"{wrong} faults stand"
        lines.append(
            Text(f"{what} in the files: what is faulty was not asked.", f"文件中有 {wrong} 处错误：相应案例未运行。")
        )
    if not_yet:
        what = "1 case is of a kind" if not_yet == 1 else f"{not_yet} cases are of kinds"
        lines.append(Text(f"{what} not yet accepted here.", f"{not_yet} 个案例的类型尚不支持。"))
    lines.append(Text("This report is ready to be signed.", "本报告可供签署。"))
    if differ:
        return Notice(Text("Not all cases agree", "并非所有案例一致"), tuple(lines), "bad")
    if wrong or not_yet or not cases:
        return Notice(Text("Not every case could be asked", "部分案例未能运行"), tuple(lines), "warning")
    return Notice(Text("All cases agree", "所有案例一致"), tuple(lines), "good")


def _platform(platform: Platform, when: str) -> Iterator[tuple[Text, Text | Cell]]:
    yield Text("Software", "软件"), same(f"Equipoise {platform.software}")
    yield Text("Installed program (SHA-256)", "已安装程序（SHA-256）"), Cell(same(platform.program_sha256), code=True)
    yield Text("Ledger format", "账本格式"), Text(f"version {platform.ledger_format}", f"版本 {platform.ledger_format}")
    yield Text("Case format", "案例格式"), same(FORMAT)
    yield same("Python"), same(platform.python)
    yield Text("System", "系统"), same(platform.system)
    packages = ", ".join(f"{name} {version}" for name, version in platform.packages)
    yield Text("Packages", "软件包"), same(packages)
    yield Text("Moment", "时间"), same(when)


def _studies(outcomes: Iterable[Outcome]) -> Iterator[tuple[Text, Text | Cell]]:
    """The study files that the cases name, each with the hash of its data."""
    named = {
        (given["study"], given.get("version"))
        for given in (outcome.case.given for outcome in outcomes)
        if isinstance(given.get("study"), str) and isinstance(given.get("version"), (str, type(None)))
    }
    for name, version in sorted(named, key=str):
        try:
            loaded = read_study(name, version)
        except (CaseFault, OSError):
            continue
        if loaded.study is not None:
            study = loaded.study
            yield (
                Text(f"Study file {study.id}, version {study.version} (SHA-256)", f"研究文件 {study.id}，版本 {study.version}（SHA-256）"),
                Cell(same(loaded.digest), code=True),
            )  # fmt: skip


def _files(files: tuple[CaseFile, ...]) -> Block:
    return Table(
        (
            Column(Text("File and SHA-256", "文件及 SHA-256"), 7),
            Column(Text("Title", "标题"), 3),
            Column(Text("Cases", "案例数"), 0, "number"),
            Column(Text("Faults", "错误数"), 0, "number"),
        ),
        tuple(
            (
                Cell(same(f"{file.name}\n{file.sha256}"), code=True),
                same(file.title),
                same(str(len(file.cases))),
                Cell(same(str(len(file.faults))), "warning" if file.faults else "plain"),
            )
            for file in files
        ),
        Text("Files of cases", "案例文件"),
    )


def _requirements(outcomes: tuple[Outcome, ...], kinds: Mapping[str, Known]) -> Block:
    return Table(
        (
            Column(Text("Requirement", "要求"), 5),
            Column(Text("What it asks", "内容"), 7),
            Column(Text("Source", "来源"), 5),
            Column(Text("Cases", "案例数"), 0, "number"),
            Column(Text("Result", "结果"), 0),
        ),
        tuple(
            (
                Cell(same(one.requirement.id), strong=True),
                one.requirement.says,
                same(one.requirement.source),
                same(str(len(one.outcomes))),
                _result_of(one.outcomes),
            )
            for one in checked_requirements(outcomes, kinds)
        ),
        Text("Requirements and results", "要求与结果"),
    )


def checked_requirements(outcomes: Iterable[Outcome], kinds: Mapping[str, Known]) -> tuple[Checked, ...]:
    """Every requirement that a case checks, with how its cases came out: a requirement for each kind, or for each field of it."""
    found: dict[str, Checked] = {}
    for outcome in outcomes:
        known = kinds.get(outcome.case.kind)
        if known is None:
            continue
        differing = {difference.field for difference in outcome.differences}
        by_id: dict[str, Result] = {}
        for name in outcome.case.expect:
            special = known.requirement(outcome.case.given, name)
            asked = special or Requirement(known.name, known.about.rule, known.about.source)
            id_ = asked.id
            found.setdefault(id_, Checked(asked))
            result: Result = "agrees" if outcome.result == "differs" and name not in differing else outcome.result
            if by_id.get(id_) != "differs":
                by_id[id_] = result
        for id_, result in by_id.items():
            found[id_].outcomes.append(result)
    return tuple(sorted(found.values(), key=lambda one: _natural(one.requirement.id)))


def _natural(words: str) -> list[tuple[int, str]]:
    """A key that puts I10 behind I9."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", words) if part]


def _result_of(results: list[Result]) -> Cell:
    bad: list[Result] = [one for one in results if one != "agrees"]
    if not bad:
        return Cell(Text("all agree", "全部一致"), "good")
    worst: Result = "differs" if "differs" in bad else bad[0]
    number = bad.count(worst)
    return Cell(Text("{n} {result}", "{n} 个{result}").format(n=number, result=_PLURAL[worst]), _TONES[worst])


_PLURAL: Mapping[Result, Text] = {
    "agrees": Text("agree", "一致"),
    "differs": Text("differ", "不一致"),
    "fault": Text("faults", "有误"),
    "not yet": Text("not yet", "尚不支持"),
}


def _counts(counts: tuple[Count, ...]) -> Block:
    numbers = (
        Text("Cases", "案例数"), Text("Agree", "一致"), Text("Differ", "不一致"), Text("Faults", "有误"),
        Text("Not yet", "尚不支持"),
    )  # fmt: skip
    return Table(
        (Column(Text("Kind", "类型"), 1), *(Column(one, 0, "number") for one in numbers)),
        tuple(
            (
                same(one.kind),
                same(str(one.cases)),
                same(str(one.agree)),
                Cell(same(str(one.differ)), "bad" if one.differ else "plain"),
                Cell(same(str(one.faults)), "warning" if one.faults else "plain"),
                Cell(same(str(one.not_yet)), "warning" if one.not_yet else "plain"),
            )
            for one in counts
        ),
        Text("Cases by kind", "按类型汇总"),
    )


def _differences(outcomes: tuple[Outcome, ...], files: tuple[CaseFile, ...]) -> Iterator[Block]:
    faulty = [(file, fault) for file in files for fault in file.faults]
    told = [one for one in outcomes if one.result in ("differs", "fault")]
    if not faulty and not told:
        yield Paragraph(Text("None.", "无。"))
        return
    for outcome in told:
        yield from _difference(outcome)
    if faulty:
        yield Heading(Text("Faults of the files", "文件错误"), 2)
        yield Table(
            (
                Column(Text("File", "文件"), 3),
                Column(Text("Case", "案例"), 3),
                Column(Text("Place", "位置"), 2),
                Column(Text("What is wrong, and what to write", "问题及写法"), 8),
            ),
            tuple(
                (Cell(same(file.name), code=True), same(fault.case), Cell(same(fault.place), code=True), fault.says)
                for file, fault in faulty
            ),
            Text("Faults of the files", "文件错误"),
        )


def _difference(outcome: Outcome) -> Iterator[Block]:
    case = outcome.case
    yield Heading(same(case.id), 2)
    rows: list[tuple[Text, Text | Cell]] = [
        (Text("Result", "结果"), Cell(RESULTS[outcome.result], _TONES[outcome.result])),
        (Text("Kind", "类型"), same(case.kind)),
        (Text("File and place", "文件及位置"), Cell(same(f"{outcome.file} {case.place}"), code=True)),
        (Text("Given", "给定"), Cell(same(show_value(case.given)), code=True)),
    ]
    rows += [(Text("Source", "来源"), same(case.source))] if case.source else []
    rows += [(Text("Grade of the source", "来源等级"), same(case.grade))] if case.grade else []
    rows += [(Text("Note", "备注"), same(case.note))] if case.note else []
    rows += [(Text("Tolerance", "容差"), _tolerance(case.tolerance))] if case.tolerance else []
    rows += [(Text("Why", "原因"), says) for says in outcome.says]
    yield KeyValues(tuple(rows))
    if outcome.differences:
        yield Table(
            (
                Column(Text("Field", "字段"), 2),
                Column(Text("Expected", "预期"), 2),
                Column(Text("Found", "实得"), 2),
            ),
            tuple(
                (same(one.path), same(show_value(one.expected)), Cell(same(show_value(one.found)), "bad"))
                for one in outcome.differences
            ),
            Text(f"Differences of {case.id}", f"{case.id} 的不一致之处"),
        )


def _tolerance(tolerance: Tolerance) -> Text:
    return Text(
        f"relative {tolerance.relative}, absolute {tolerance.absolute}",
        f"相对 {tolerance.relative}，绝对 {tolerance.absolute}",
    )


def _comparison() -> Iterator[Block]:
    yield Paragraph(Text(
        "Each case is given to the same rules that decide in a trial. Only the fields that the case expects are compared. "
        "Numbers are compared as exact fractions; where a case states a tolerance, a number agrees within the relative or "
        "within the absolute one. A number in quotes is always exact. Null agrees only with null. Lists agree in their order.",
        "每个案例均由试验中实际作出决定的同一套规则运行。仅比较案例中列出的预期字段。数值按精确分数比较；"
        "案例给出容差时，在相对容差或绝对容差之内即为一致。引号内的数字一律精确比较。null 仅与 null 一致。列表按顺序比较。"))  # fmt: skip


def _signatures() -> Iterator[Block]:
    yield Paragraph(
        Text(
            "Who signs has read this report and confirms what is written beside their name.",
            "签署人已阅读本报告，并确认其姓名旁所列内容。",
        )
    )
    yield Signatures(_PLACES)


_PLACES = (
    Signature(
        Text("Prepared", "编制"),
        Text("I ran these cases, and this is what came of them.", "本人运行了上述案例，结果如实。"),
    ),
    Signature(
        Text("Reviewed", "审核"),
        Text(
            "I read the cases and the differences; they are judged rightly.", "本人已审阅案例与不一致之处，判断无误。"
        ),
    ),
    Signature(
        Text("Approved", "批准"),
        Text("The rules may be used for the purpose stated.", "同意规则用于既定用途。"),
    ),
)


def _every_case(outcomes: tuple[Outcome, ...]) -> Iterator[Block]:
    columns = (
        Column(Text("Case", "案例"), 4),
        Column(Text("Expected", "预期"), 6),
        Column(Text("Found", "实得"), 6),
        Column(Text("Result", "结果"), 0),
    )
    for kind in sorted({outcome.case.kind for outcome in outcomes}):
        yield Heading(same(kind), 2)
        yield Table(
            columns,
            tuple(_case_row(outcome) for outcome in outcomes if outcome.case.kind == kind),
            Text(f"Cases of {kind}", f"{kind} 的案例"),
        )


def _case_row(outcome: Outcome) -> tuple[Text | Cell, ...]:
    expect = outcome.case.expect
    kept = compared(expect, outcome.found)
    return (
        Cell(same(outcome.case.id), strong=outcome.result != "agrees"),
        same(_fields(expect)),
        same(_fields(kept) if outcome.found else "—"),
        Cell(RESULTS[outcome.result], _TONES[outcome.result]),
    )


def _fields(values: Mapping[str, object]) -> str:
    return "\n".join(f"{name}: {show_value(value)}" for name, value in values.items())


def _sources(outcomes: tuple[Outcome, ...]) -> Block:
    cited: dict[tuple[str, str, str], int] = {}
    for outcome in outcomes:
        key = (outcome.case.kind, outcome.case.source or "—", outcome.case.grade)
        cited[key] = cited.get(key, 0) + 1
    return Table(
        (
            Column(Text("Kind", "类型"), 3),
            Column(Text("Source", "来源"), 6),
            Column(Text("Grade", "等级"), 1),
            Column(Text("Cases", "案例数"), 0, "number"),
        ),
        tuple(
            (same(kind), same(source), same(grade), same(str(number)))
            for (kind, source, grade), number in sorted(cited.items())
        ),
        Text("Sources that the cases cite", "案例引用的来源"),
    )
