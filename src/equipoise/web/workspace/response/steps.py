"""The steps of the response desk: a scan read blinded, a decision between two readings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.http import Http404

from equipoise.facts import Answer
from equipoise.protocol.model import Response
from equipoise.protocol.model.response import Readers
from equipoise.rules import response
from equipoise.rules.response import TimePoint
from equipoise.trial import commands as act
from equipoise.trial.person import Person
from equipoise.values.quantity import decimal_words
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, listed, same
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.acting.step import Given, Make, Step
from equipoise.web.workspace.response.assessments import organ_words
from equipoise.web.workspace.response.blinded_readings import side_by_side
from equipoise.web.workspace.response.reading_now import begun, now_read, settled
from equipoise.web.workspace.scope import Scope

DESK: Final = Text("Response", "疗效评估")
ADJUDICATION: Final = "ADJ.1"
_ADJUDICATED: Final = "decision between two readings / 两份阅片结果的裁定"
_BASELINE: Final = Text(
    "This is the baseline: at most {n} target lesions, {organ} in one organ.",
    "本次为基线：靶病灶至多 {n} 个，每器官至多 {organ} 个。",
)


def read_scan(scope: Scope, number: str, asked: Mapping[str, str]) -> Step:
    """The next scan of a participant, read by one blinded reader; the lesions of the own baseline stand there already."""
    one, plan, readers = _asked_of(scope, number)
    found = response.readings(one.study, one.facts)
    wanted_by = asked.get("reader") or asked.get("instance", "")
    scan = next((each for each in found.wanted if wanted_by in ("", each.reader)), None)
    if scan is None:
        raise Http404
    code = scan.reader
    earlier = response.time_points(one.study, response.blinded(one.study, one.facts, code), (code,))
    place = (*readers.central, readers.adjudicator).index(code) + 1

    def command(given: Given) -> act.SaveForm:
        return act.SaveForm(
            participant=number,
            form=plan.lesions.form,
            instance=f"R{place}.{scan.number}",
            items=dict(given.items),
            groups=dict(given.groups),
            reason=given.get("take_over"),
        )

    return Step(
        does=act.SaveForm,
        title=Text("Read scan {n} of {number}", "阅片：{number} 第 {n} 次影像").format(n=scan.number, number=number),
        says=Text(
            "Scan of {day}, read as {reader}. You see your own earlier readings alone. What you give stands: it is not changed later.",
            "{day}影像，以“{reader}”身份判读。仅显示您本人此前的判读。提交后不再更改。",
        ).format(day=day_words(scan.day), reader=response.reader_name(one.study, code)),
        act=Text("Give the reading", "提交判读"),
        done=Text("The reading is given.", "判读已提交。"),
        back=scope.to("response"),
        command=command,
        person=one,
        unit=f"{code}.{scan.number}",
        form=plan.lesions.form,
        starts=begun(one, plan, readers, code),
        fixed=settled(one.study, plan, readers, scan),
        fields=(
            (
                Field(
                    name="take_over",
                    label=Text("Why you take over, if another person read the earlier scans", "如由您接替他人阅片，请说明原因"),
                    required=False,
                ),
            )
            if scan.people and asked.get("take_over")
            else ()
        ),
        rests=[(_point_name(place_of, point), _point_words(one, point)) for place_of, point in enumerate(earlier, 1)]
        or [(Text("Baseline", "基线"), Text("Choose the target lesions on this scan.", "请在本次影像上选定靶病灶。"))],
        notes=(_BASELINE.format(n=plan.max_targets, organ=plan.max_per_organ),) if scan.number == 1 else (),
        beside=("workspace/response/reading_now.html", {"now": now_read(scope, one, plan, readers, scan)}),
        crumbs=((DESK, scope.to("response")),),
        tab="response",
        then=lambda done: scope.to("participants", number, "response"),
    )  # fmt: skip


def adjudicate(scope: Scope, number: str, asked: Mapping[str, str]) -> Step:
    """A decision between two readings that differ: whose stands, and why."""
    one, plan, readers = _asked_of(scope, number)
    found = response.readings(one.study, one.facts)
    if not found.adjudicate or readers.adjudicator is None or readers.decided is None:
        raise Http404
    last = response.time_points(one.study, one.facts, (readers.central[0],))[-1]
    decided, form = readers.decided, one.study.forms.forms[plan.lesions.form]
    missing: dict[str, Answer] = {
        name: {"missing": "NA", "reason": _ADJUDICATED}
        for name, item in form.items.items()
        if item.required and item.when is None and item.derived is None
    }

    def command(given: Given) -> act.SaveForm:
        items = {
            **missing,
            plan.lesions.date: last.day.isoformat(),
            readers.item: str(readers.adjudicator),
            decided: str(given.get("stands")),
        }
        return act.SaveForm(
            participant=number, form=plan.lesions.form, instance=ADJUDICATION, items=items, reason=given.reason
        )

    return Step(
        does=act.SaveForm,
        title=Text("Decide between two readings of {number}", "裁定：{number} 的两份阅片结果").format(number=number),
        says=Text(
            "The reading that you choose stands as the central reading of this participant. It is not changed later.",
            "您选择的阅片结果作为该受试者的中心阅片结果，提交后不再更改。",
        ),
        act=Text("Decide", "裁定"),
        done=Text("The decision is recorded.", "裁定已记录。"),
        back=scope.to("response"),
        command=command,
        person=one,
        fields=(
            Field(
                name="stands",
                label=Text("Whose reading stands", "采纳哪份阅片结果"),
                kind="choice",
                options=[(code, response.reader_name(one.study, code)) for code in readers.central],
            ),
        ),
        reason=Text("Why", "理由"),
        proof=True,
        early=False,
        beside=("workspace/response/two_reads.html", side_by_side(one)),
        crumbs=((DESK, scope.to("response")),),
        tab="response",
        then=lambda done: scope.to("response"),
    )


def _asked_of(scope: Scope, number: str) -> tuple[Person, Response, Readers]:
    """The participant, how the study reads response, and who reads blinded; 404 where nobody does."""
    one = scope.person(number)
    plan = one.study.response
    if plan is None or plan.readers is None or not plan.readers.central:
        raise Http404
    return one, plan, plan.readers


def _point_name(place: int, point: TimePoint) -> Text:
    return Text("Scan {n}, {day}", "第 {n} 次，{day}").format(n=place, day=day_words(point.day))


def _point_words(one: Person, point: TimePoint) -> Text:
    lesions = listed(
        [
            Text("{number} {organ} {mm}", "{number} {organ} {mm}").format(
                number=same(lesion.number),
                organ=organ_words(one.study, lesion.organ),
                mm=same(f"{decimal_words(lesion.mm)} mm" if lesion.mm is not None else "–"),
            )
            for lesion in point.lesions
        ]
    )
    total = same(f"{decimal_words(point.sum)} mm" if point.sum is not None else "–")
    read = response.RESPONSES[point.overall] if point.overall is not None else Text("baseline", "基线")
    return Text("{lesions}; sum {sum}; {read}", "{lesions}；径线和 {sum}；{read}").format(
        lesions=lesions if lesions.en else Text("no target lesion", "无靶病灶"), sum=total, read=read
    )


PERSON: Final[Mapping[str, Make]] = {"read_scan": read_scan, "adjudicate": adjudicate}
UNIT: Final[Mapping[str, Make]] = {}
STUDY: Final[Mapping[str, Make]] = {}
