"""A grade that was computed from a laboratory value is judged."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404

from equipoise.rules import safety
from equipoise.trial import commands as act
from equipoise.trial.person import Person
from equipoise.values.text import Text, same
from equipoise.web.templatetags.words import on_day
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.acting.step import Step
from equipoise.web.workspace.graded import laboratory
from equipoise.web.workspace.safety_desk.crumbs import crumbs
from equipoise.web.workspace.safety_desk.watch import term_words
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.tags import amount


def confirm_grade(scope: Scope, number: str, asked: Mapping[str, str]) -> Step:
    """A grade computed from a laboratory value is confirmed, or set aside with a reason."""
    one = scope.person(number)
    place = (asked.get("form", ""), asked.get("instance", ""), asked.get("item", ""))
    found, grade = _to_judge(scope, one, place, asked.get("grade"))
    value, name = found.value, term_words(one.study, found.term)
    analyte = one.study.forms.analytes.get(value.analyte)
    return Step(
        does=act.ConfirmGrade,
        title=Text("Grade {grade}: {term}", "{term}：{grade} 级").format(grade=grade, term=name),
        says=Text(
            "The computed grade counts as yours, or is set aside with your reason. A later correction of the value makes it void.",
            "确认后该分级以您的判断为准；不采纳须说明原因。数值日后更正则判断失效。",
        ),
        act=Text("Keep the judgement", "保存判断"),
        done=Text("The grade is judged.", "分级已判定。"),
        back=scope.to("safety", "grades"),
        command=lambda given: act.ConfirmGrade(
            participant=number,
            form=place[0],
            instance=place[1],
            item=place[2],
            grade=grade,
            accepted=given.get("accepted") == "yes",
            reason=str(given.get("why")),
        ),
        person=one,
        unit="|".join(place),
        fields=(
            Field(
                name="accepted",
                label=Text("Your judgement", "您的判断"),
                kind="choice",
                options=(("yes", Text("Confirm", "确认")), ("no", Text("Set aside", "不采纳"))),
            ),
            Field(
                name="why",
                label=Text("Reason, where it is set aside", "不采纳的原因"),
                kind="words",
                required=False,
            ),
        ),
        rests=[
            (Text("Value", "数值"), Text("{name} {words}", "{name} {words}").format(
                name=analyte.name if analyte is not None else same(value.analyte), words=amount(value.quantity) or "–"
            )),
            (Text("Day", "日期"), same(on_day(value.day))),
            (Text("Normal by its laboratory", "该实验室正常范围"), same(_limits_words(value))),
            (Text("Graded by", "分级依据"), same(found.dictionary)),
            (Text("Baseline", "基线"), same(amount(found.baseline.quantity) or "–" if found.baseline else "–")),
        ],
        crumbs=crumbs(scope),
        tab="safety",
    )  # fmt: skip


def _to_judge(
    scope: Scope, one: Person, place: tuple[str, str, str], asked: str | None
) -> tuple[safety.LaboratoryGrade, int]:
    """The graded value at a place, and its grade; of several terms the one that comes to the grade asked for."""
    for found in laboratory(scope, one):
        value, grade = found.value, found.grade.grade
        if (value.form, value.instance, value.item) == place and asked in (None, str(grade)) and grade is not None:
            return found, grade
    raise Http404


def _limits_words(value: safety.LaboratoryValue) -> str:
    limits = [f"{sign} {amount(limit)}" for sign, limit in (("≥", value.low), ("≤", value.high)) if limit is not None]
    return ", ".join(limits) or "–"
