"""What quality decides on a bag: results, investigations, signatures of an exception, release or rejection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from django.http import Http404

from equipoise.protocol.criteria.say import say_unit
from equipoise.protocol.model.product import Limit
from equipoise.rules.product import Investigation, investigations
from equipoise.rules.product.investigate import FINDINGS
from equipoise.trial import commands as act
from equipoise.values.text import Text, same
from equipoise.values.units import tidy_unit
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.acting.step import Given, Step
from equipoise.web.workspace.cells.as_before import as_before
from equipoise.web.workspace.cells.crumbs import TAB, crumbs
from equipoise.web.workspace.cells.panel import panel
from equipoise.web.workspace.cells.step_boxes import SECOND, dated
from equipoise.web.workspace.entry.boxes import apart, plain
from equipoise.web.workspace.find_unit import Unit, made_unit
from equipoise.web.workspace.release_lines import bound_of, known_results
from equipoise.web.workspace.scope import Scope

OTHER: Final = "~other"
PANEL: Final = "workspace/cells/panel.html"
KINDS: Final[Mapping[str, Text]] = {
    "full": Text("Full release", "完全放行"),
    "conditional": Text("Conditional release", "有条件放行"),
    "exceptional": Text("Exceptional release", "例外放行"),
}
RELEASES: Final = (
    Text(
        "I release this bag: I have reviewed its batch record and its results",
        "本人已审核批记录与检验结果，批准放行该袋",
    ),
)
REJECTS: Final = (Text("I reject this bag: it must not be given", "本人判定该袋不合格，不得输注"),)
_FINDINGS: Final = {
    "assignable": Text("a fault of the test was shown: the result does not count", "证实为检验错误，该结果无效"),
    "none": Text("no fault in the laboratory: the full investigation follows", "实验室未见错误，进入全面调查"),
    "confirmed": Text("confirmed: the product is out of specification", "确认制品超标"),
}
_PHASES: Final = {
    "laboratory": Text("Laboratory phase", "实验室调查"),
    "full": Text("Full investigation", "全面调查"),
}


def _panel_at(scope: Scope, found: Unit, asked: Mapping[str, str]) -> str:
    """The panel of the bag that the step was called from, or the record of its culture."""
    bag = asked.get("bag", "") or (found.name if found.bag is not None else "")
    if bag in found.chain.bags:
        return scope.to("units", bag, "release")
    return scope.to("units", found.batch.id if found.batch is not None else found.name, "record")


def result_unit(scope: Scope, unit: str, asked: Mapping[str, str]) -> Step:
    """Record one result of the release specification."""
    found = made_unit(scope, unit)
    attribute = asked.get("attribute", "")
    limit = found.product.release.get(attribute)
    if limit is None or limit.computed:
        raise Http404
    return Step(
        does=act.RecordResult,
        title=Text("Result of {unit}: {name}", "检验结果 {unit}：{name}").format(unit=unit, name=limit.name),
        says=Text(
            "A result stands. A repeat is recorded beside it and clears nothing; a fault of the test is shown by an investigation.",
            "结果一经记录即有效；复测与其并存，不能抵消；检验错误须经调查证实。",
        ),
        act=Text("Record the result", "记录结果"),
        done=Text("Recorded.", "已记录。"),
        back=_panel_at(scope, found, asked),
        command=lambda given: act.RecordResult(
            participant=found.one.number,
            unit=unit,
            attribute=attribute,
            value=measured(limit, _value(given))[0],
            measured_in=measured(limit, _value(given))[1],
            final=given.get("final", "final") == "final",
            happened=given.happened,
        ),
        person=found.one,
        unit=f"{unit}/{attribute}",
        fields=(*_value_fields(limit), _final_field(limit, again=asked.get("final") == "1")),
        happened=True,
        rests=[
            (Text("Limit", "标准"), bound_of(found.product, limit)),
            (Text("Where it comes from", "依据"), limit.source),
        ],
        crumbs=crumbs(scope),
        tab=TAB,
    )


def _value_fields(limit: Limit) -> tuple[Field, ...]:
    """The value in its unit; where the specification knows the results by name, one of them or another in words."""
    if limit.equals is None:
        return (Field(name="value", label=limit.name, unit=say_unit(limit.unit) if limit.unit else ""),)
    return (
        Field(
            name="value",
            label=limit.name,
            kind="choice",
            options=(*known_results(limit), (OTHER, Text("another result", "其他结果"))),
        ),
        Field(
            name="other",
            label=Text("The other result, as the report has it", "其他结果（按报告填写）"),
            required=False,
        ),
    )


def _final_field(limit: Limit, *, again: bool) -> Field:
    """Whether the reading is the last one: at first not, where the final one comes days after the release."""
    waits = limit.stage == "after_release" and limit.final_after_days is not None
    return Field(
        name="final",
        label=Text("Which reading", "读数性质"),
        kind="choice",
        options=(
            ("final", Text("final", "最终结果")),
            ("preliminary", Text("preliminary, to date", "初步结果（迄今）")),
        ),
        start="preliminary" if waits and not again else "final",
    )


def _value(given: Given) -> str:
    typed = str(given.get("value"))
    return str(given.get("other")).strip().upper() if typed == OTHER else typed


def measured(limit: Limit, typed: str) -> tuple[str, str]:
    """A result as it is recorded: the figure, and the unit that it is in: that of the line, or the one typed behind the figure."""
    if limit.equals is not None:
        return typed, ""
    figure, code = apart(plain(typed))
    return figure, limit.unit if not code or code == tidy_unit(limit.unit) else code


def assess_unit(scope: Scope, unit: str, asked: Mapping[str, str]) -> Step:
    """Close the phase of an investigation that is due."""
    found = made_unit(scope, unit)
    one = _investigation(found, unit, asked)
    body = one.result.body
    phase = one.state if one.is_open else "full"
    limit = found.product.release.get(body.attribute)
    name = limit.name if limit is not None else same(body.attribute)
    return Step(
        does=act.AssessResult,
        title=Text("{phase}: {name} of {unit}", "{phase}：{unit} 的{name}").format(
            phase=_PHASES[phase], name=name, unit=unit
        ),
        says=Text(
            "A result is set aside only where a fault of the test is shown; a repeat alone never clears it. Whoever made the test "
            "does not judge it.",
            "只有证实检验错误方可判结果无效，仅凭复测不能推翻；检验人不得评判本人结果。",
        ),
        act=Text("Close this phase", "完成本阶段"),
        done=Text("The phase is closed.", "本阶段已完成。"),
        back=_panel_at(scope, found, asked),
        command=lambda given: act.AssessResult(
            participant=found.one.number,
            unit=unit,
            attribute=body.attribute,
            result=one.result.seq,
            phase=phase,
            finding=str(given.get("finding")),
            second=given.second,
            reason=given.reason,
        ),
        person=found.one,
        unit=f"{unit}/{one.result.seq}",
        fields=(
            Field(
                name="finding",
                label=Text("Finding", "结论"),
                kind="choice",
                options=tuple((code, _FINDINGS[code]) for code in FINDINGS[phase]),
            ),
        ),
        reason=Text("What was found, and how", "调查发现与依据"),
        proof=True,
        second=True,
        second_may=SECOND,
        rests=list(_known_of(found, one, limit)),
        crumbs=crumbs(scope),
        tab=TAB,
    )


def _known_of(found: Unit, one: Investigation, limit: Limit | None) -> Iterator[tuple[Text, Text]]:
    """What an investigation rests on: the result, its limit, who tested, and what the phases before it found."""
    body = one.result.body
    if limit is not None and not body.measured_in:
        yield Text("Result", "结果"), limit.says(body.value)
    else:
        unit = say_unit(body.measured_in) if body.measured_in else ""
        yield Text("Result", "结果"), same(f"{body.value} {unit}".strip())
    if limit is not None:
        yield Text("Limit", "标准"), bound_of(found.product, limit)
    yield Text("Tested by", "检验人"), same(one.result.actor)
    for past in one.phases:
        finding = _FINDINGS.get(past.body.finding, same(past.body.finding))
        yield (
            _PHASES.get(past.body.phase, same(past.body.phase)),
            Text("{finding} ({who})", "{finding}（{who}）").format(finding=finding, who=past.actor),
        )


def _investigation(found: Unit, unit: str, asked: Mapping[str, str]) -> Investigation:
    """The one that the address names, otherwise the first of the unit that is open."""
    known = [one for one in investigations(found.chain) if one.result.body.unit == unit]
    named = [one for one in known if str(one.result.seq) == asked.get("result", "")]
    for one in named or [one for one in known if one.is_open]:
        return one
    raise Http404


def sign_unit(scope: Scope, unit: str, asked: Mapping[str, str]) -> Step:
    """Support the exceptional release of a bag."""
    found = made_unit(scope, unit)
    if found.bag is None:
        raise Http404
    mine = {meaning: one for meaning, one in found.product.exceptional.items() if one.role == scope.role}
    by_words = {f"{one.name.en} / {one.name.zh}": meaning for meaning, one in mine.items()}
    shown = panel(scope, found)
    return Step(
        does=act.SignException,
        title=Text("Exceptional release of {unit}: sign", "例外放行签署：{unit}").format(unit=unit),
        says=Text(
            "You support that this bag is given although it is out of specification. Whoever does not support it signs nothing.",
            "您同意在超标情况下给予该袋制品；不同意者无需签署。",
        ),
        act=Text("Sign", "签署"),
        done=Text("Signed.", "已签署。"),
        back=scope.to("units", unit, "release"),
        command=lambda given: act.SignException(
            participant=found.one.number, bag=unit, meaning=by_words.get(given.meaning, given.meaning), reason=given.reason
        ),
        person=found.one,
        unit=unit,
        meanings=[one.name for one in mine.values()],
        reason=Text("Why the benefit outweighs the risk, or who was told when", "获益大于风险的理由，或告知的对象与时间"),
        proof=True,
        content=shown.digest,
        early=bool(mine),
        beside=(PANEL, {"it": shown, "sign": True}),
        crumbs=crumbs(scope),
        tab=TAB,
    )  # fmt: skip


def release_unit(scope: Scope, unit: str, asked: Mapping[str, str]) -> Step:
    """Release a bag, with the sheet of the release tests."""
    found = made_unit(scope, unit)
    if found.bag is None:
        raise Http404
    shown = panel(scope, found)
    kind = asked.get("kind", "") or ("exceptional" if shown.exceptional else "conditional" if shown.pending else "full")
    if kind not in KINDS:
        raise Http404
    form = found.product.forms.release
    before = as_before(scope, form)
    return Step(
        does=act.ReleaseBag,
        title=Text("{kind}: {unit}", "{kind}：{unit}").format(kind=KINDS[kind], unit=unit),
        says=Text(
            "Your signature releases this bag to be given. It is bound to the results shown beside it.",
            "您的签名即批准该袋用于输注，并与旁列结果绑定。",
        ),
        act=Text("Sign and release", "签署并放行"),
        done=Text("Released.", "已放行。"),
        back=scope.to("units", unit, "release"),
        command=lambda given: act.ReleaseBag(
            participant=found.one.number,
            bag=unit,
            kind=kind,
            minutes_at_least=given.get("minutes_at_least", 0),
            items=dict(given.items),
            groups=dict(given.groups),
            reason=str(given.get("why")) or given.meaning,
        ),
        person=found.one,
        unit=f"{unit}/{kind}",
        fields=(
            Field(
                name="minutes_at_least",
                label=Text("Infuse over at least", "输注时间至少"),
                kind="whole",
                unit="min",
                required=False,
                start=str(shown.minutes) if shown.minutes else "",
                hint=Text("From the endotoxin of this bag; empty: any rate.", "按该袋内毒素计算；留空表示不限。"),
            ),
            *((_WHY,) if kind == "exceptional" else ()),
        ),
        form=form or "",
        starts={**before, **dated(scope, found.one, form)},
        notes=(_AS_BEFORE,) if before else (),
        proof=True,
        meanings=RELEASES,
        content=shown.digest,
        beside=(PANEL, {"it": shown, "sign": True}),
        crumbs=crumbs(scope),
        tab=TAB,
    )


_AS_BEFORE: Final = Text(
    "Methods and lots stand as at the last release: change what is another today.",
    "方法与试剂批号沿用上次放行的内容，如有变化请修改。",
)
_WHY: Final = Field(name="why", label=Text("Why it is released all the same", "例外放行理由"), kind="words")


def reject_unit(scope: Scope, unit: str, asked: Mapping[str, str]) -> Step:
    """Reject a bag for what it fails."""
    found = made_unit(scope, unit)
    if found.bag is None:
        raise Http404
    shown = panel(scope, found)
    failing = [one.row.line.attribute for one in shown.lines if one.row.line.outcome in ("fails", "exceptional")]
    return Step(
        does=act.RejectBag,
        title=Text("Reject {unit}", "判定不合格：{unit}").format(unit=unit),
        says=Text(
            "The bag is never given. It is destroyed and its volume accounted for.",
            "该袋不得输注，须销毁并平衡其体积。",
        ),
        act=Text("Sign and reject", "签署并判定不合格"),
        done=Text("Rejected.", "已判定不合格。"),
        back=scope.to("units", unit, "release"),
        command=lambda given: act.RejectBag(
            participant=found.one.number, bag=unit, attributes=tuple(given.get("attributes", ())), reason=given.reason
        ),
        person=found.one,
        unit=unit,
        fields=(
            Field(
                name="attributes",
                label=Text("For", "不合格项目"),
                kind="several",
                options=tuple((name, limit.name) for name, limit in found.product.release.items()),
                start="\n".join(failing),
            ),
        ),
        reason=Text("Why", "原因"),
        proof=True,
        meanings=REJECTS,
        content=shown.digest,
        beside=(PANEL, {"it": shown, "sign": True}),
        crumbs=crumbs(scope),
        tab=TAB,
    )
