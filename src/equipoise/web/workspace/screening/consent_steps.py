"""The steps of consent: record a signature, record a withdrawal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.http import Http404

from equipoise.facts.participant import ConsentSigned
from equipoise.protocol.model import Consent, Study
from equipoise.trial import commands as act
from equipoise.trial.permissions import ROLES, may
from equipoise.values.reason import Reason
from equipoise.values.text import Text, listed, same
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.acting.step import Given, Step
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.screening.versions import SIGNERS, in_force, versions

_LANGUAGES: Final = {"zh": Text("Chinese", "中文"), "en": Text("English", "英文")}
_QUESTION, _TICK = "ask.", "tick."
_WITNESS: Final = Text(
    "Where the participant cannot read. Role or initials, no full name.", "受试者不能阅读时填写；写身份或姓名缩写，不写全名。"
)  # fmt: skip
WITHDRAWALS: Final = (
    ("treatment", Text("Treatment: no more study treatment, follow-up goes on", "治疗：不再接受研究治疗，继续随访")),
    ("procedures", Text("Visits and tests: nothing more is examined", "访视与检查：不再进行任何研究检查")),
    ("data", Text("Further use of data and samples: nothing new is collected", "数据与样本的后续使用：不再收集新数据")),
)
"""The three scopes of a withdrawal; each is decided by itself."""


def sign_consent(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Record that a version was signed: when, by whom, after which explanation, with which permissions."""
    one = scope.person(about)
    known = {version.name: version for version in versions(scope)}
    name = asked.get("version") or in_force(scope)
    if name not in known:
        raise Http404
    consent = known[name].consent
    back = scope.to("participants", about, "consent")
    return Step(
        does=act.SignConsent,
        title=Text("Consent of {number}: {version}", "{number} 签署 {version}").format(
            number=about, version=consent.name
        ),
        says=Text(
            "You record the signature that stands on paper. From its day on the acts of the study are possible; the paper is kept.",
            "您将纸质知情同意书上的签署情况录入系统。自签署之日起可开展研究操作；纸质原件须妥善保存。",
        ),
        act=Text("Record the signature", "记录签署"),
        done=Text("The consent is recorded.", "知情同意已记录。"),
        back=back,
        command=lambda given: _signed(about, name, consent, given),
        person=one,
        fields=_fields(scope, consent),
        reasons=_already(scope, about, name),
        rests=_rests(consent, known[name].state),
        crumbs=(
            (Text("Screening", "筛选入组"), scope.to("screening")),
            (Text("Text in Chinese and English", "中英文对照文本"), scope.to("consents", name)),
        ),
        then=lambda done: scope.to("participants", about, "eligibility" if one.arm is None else "consent"),
        tab="screening",
    )


def _fields(scope: Scope, consent: Consent) -> Sequence[Field]:
    team = [
        (person, Text("{person} ({roles})", "{person}（{roles}）").format(person=person, roles=_roles(roles)))
        for person, roles in sorted(scope.trial.duties.items())
        if any(may(role, act.SignConsent) for role in roles)
    ]
    found = [
        Field(name="signed", label=Text("Signed at", "签署时间"), kind="moment", start=scope.local,
              hint=Text("Day and time on the paper.", "按纸质签署页所写日期和时间。")),
        Field(name="signer", label=Text("Who signed", "签署人"), kind="choice", options=tuple(SIGNERS.items()), start="participant"),
        Field(name="explained_by", label=Text("Who explained the study", "知情告知人"), kind="list", options=team),
        Field(name="witness", label=Text("Impartial witness", "公正见证人"), required=False, hint=_WITNESS),
        Field(name="family", label=Text("The family line of the form is filled in", "家属知悉栏已填写"), kind="choice", options=_YES_NO),
    ]  # fmt: skip
    if len(consent.languages) > 1:
        languages = tuple((code, _LANGUAGES[code]) for code in consent.languages)
        found.append(
            Field(name="language", label=Text("Signed in", "签署语言"), kind="choice", options=languages, start="zh")
        )
    found += [
        Field(
            name=f"{_QUESTION}{name}",
            label=question.ask,
            kind="choice",
            options=_UNDERSTOOD,
            hint=Text("Who understood says: {answer}", "正确回答：{answer}").format(answer=question.answer),
        )
        for name, question in consent.questions.items()
    ]
    found += [
        Field(
            name=f"{_TICK}{name}",
            label=says,
            kind="choice",
            options=_AGREES,
            hint=Text("Needed to take part.", "参加研究必须同意。") if name in consent.required_ticks else None,
        )
        for name, says in consent.ticks.items()
    ]
    return found


def _roles(roles: Iterable[str]) -> Text:
    return listed([ROLES[role] for role in ROLES if role in set(roles)])


_YES_NO: Final = (("Y", Text("Yes", "是")), ("N", Text("No", "否")))
_UNDERSTOOD: Final = (("Y", Text("Answered", "答对")), ("N", Text("Not yet", "尚未答对")))
_AGREES: Final = (("Y", Text("Agrees", "同意")), ("N", Text("Does not agree", "不同意")))


def _signed(about: str, name: str, consent: Consent, given: Given) -> act.SignConsent:
    return act.SignConsent(
        participant=about,
        version=name,
        happened=given.get("signed"),
        language=given.get("language", consent.languages[0]),
        signer=given.get("signer", "participant"),
        family=given.get("family") == "Y",
        witness=given.get("witness"),
        explained_by=given.get("explained_by"),
        ticks={tick: given.get(f"{_TICK}{tick}") == "Y" for tick in consent.ticks},
        understood={one: given.get(f"{_QUESTION}{one}") == "Y" for one in consent.questions},
    )


def _already(scope: Scope, about: str, name: str) -> Sequence[Reason]:
    """What no box can mend: told before anything is typed."""
    one = scope.person(about)
    signed = [fact.seq for fact in one.facts.of(ConsentSigned) if fact.body.version == name]
    if not signed:
        return ()
    return (Reason("signed_already", Text("This version is signed already.", "该版本已签署。"), tuple(signed)),)


def _rests(consent: Consent, state: str) -> Sequence[tuple[Text, Text]]:
    stands = {
        "in_force": Text("in force", "现行有效"),
        "earlier": Text("an earlier version", "已被取代"),
        "to_come": Text("not yet in force", "尚未生效"),
    }
    return (
        (Text("Version", "版本"), Text("{name} ({state})", "{name}（{state}）").format(name=consent.name, state=stands[state])),
        (Text("May be signed from", "可签署日期"), same(consent.effective)),
        (Text("Authoritative text", "以何文本为准"), Text("Chinese; the English text mirrors it", "中文文本；英文仅供对照")),
    )  # fmt: skip


def _leaves(study: Study) -> Sequence[tuple[str, Text]]:
    """What somebody can withdraw from: no treatment where the study gives none."""
    return [one for one in WITHDRAWALS if one[0] != "treatment" or study.gives_treatment]


def withdraw_consent(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Record what a participant withdraws from."""
    one = scope.person(about)
    return Step(
        does=act.WithdrawConsent,
        title=Text("{number} withdraws", "{number} 撤回同意").format(number=about),
        says=Text(
            "A participant may leave at any time and gives no reason. What was collected is kept; what falls under the chosen "
            "scopes stops today. Each scope is decided by itself.",
            "受试者可随时退出，无须说明理由。已收集的资料依法保留；所选范围内的操作自今日起停止。三个范围分别决定。",
        ),
        act=Text("Record the withdrawal", "记录撤回"),
        done=Text("The withdrawal is recorded.", "撤回已记录。"),
        back=scope.to("participants", about, "consent"),
        command=lambda given: act.WithdrawConsent(
            participant=about,
            scopes=given.get("scopes", ()),
            reason=given.get("why"),
            happened=given.happened,
        ),
        person=one,
        fields=(
            Field(name="scopes", label=Text("Withdraws from", "撤回范围"), kind="several", options=_leaves(one.study)),
            Field(
                name="why",
                label=Text("Reason, if the participant gives one", "受试者说明的原因"),
                kind="words",
                required=False,
            ),
        ),
        proof=True,
        happened=True,
        rests=(
            (Text("Consent in force", "已签知情同意"), same(one.consent or "–")),
            (
                Text("Withdrawn before", "此前已撤回"),
                listed([words for code, words in WITHDRAWALS if code in one.withdrawn]) if one.withdrawn else same("–"),
            ),
        ),
        tab="screening",
    )
