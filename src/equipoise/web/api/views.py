"""Health, and commands: a program asks through the same gateway as a page, in the same session and role."""

from __future__ import annotations

import re
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from equipoise import __version__
from equipoise.facts import Body, Fact, as_stored
from equipoise.facts.randomisation import Randomised
from equipoise.ledger import FORMAT, KeyReused, LedgerFault
from equipoise.trial.commands import OpenStudy
from equipoise.trial.decision import By
from equipoise.trial.gateway import Reply
from equipoise.trial.permissions import ROLES, sees_arm
from equipoise.values.reason import Reason
from equipoise.values.text import Text, listed, same
from equipoise.web import trials
from equipoise.web.accounts.active import active
from equipoise.web.api.read_command import Malformed, read_command
from equipoise.web.ledger_check import last_looks

_KEY: Final = re.compile(r"[\x21-\x7e]{8,200}")
_ROLE_HEADER: Final = "Equipoise-Role"


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether the database and the ledger can be reached, the versions of software and ledger format, and what this process found when it
    last verified the ledgers. No names, no numbers."""
    database, ledger = _database_answers(), _ledger_answers()
    said = {"software": __version__, "ledger_format": FORMAT, "database": database, "ledger": ledger, **_last_look()}
    return JsonResponse(said, status=200 if database and ledger else 503)


@require_POST
def commands(request: HttpRequest, name: str) -> HttpResponse:
    """Decide one command. 200 with its facts; 403, 409 or 422 with every reason."""
    if name not in trials.names():
        return _refused(404, "not_found", Text("There is no such study here.", "本系统中没有该研究。"))
    key = request.headers.get("Idempotency-Key", "")
    command = read_command(request.body)
    faults = (() if _KEY.fullmatch(key) else (_no_key(),)) + (command if isinstance(command, tuple) else ())
    if faults or isinstance(command, tuple):
        return JsonResponse({"code": "malformed", "faults": [_fault(one) for one in faults]}, status=422)
    if isinstance(command, OpenStudy):
        return _refused(403, "not_here", *_OPEN_ELSEWHERE)
    by = _by(request, name)
    if not by.role:
        return _refused(403, "no_role", *_CHOOSE_A_ROLE)
    try:
        answer = trials.gateway(name).do(command, by, timezone.now(), key)
    except KeyReused as reused:
        return _refused(409, "key_reused", reused.text)
    except LedgerFault as fault:
        return _refused(503, "ledger", fault.text)
    except (LookupError, trials.StudyFaults):
        return _refused(503, "study_file", Text("The study file has faults.", "研究文件存在错误。"))
    return _answered(answer, name, by)


_OPEN_ELSEWHERE: Final = (
    Text("A study is not opened over the network.", "不能通过网络启动研究。"),
    Text("Open it from the command line of the server.", "应在服务器的命令行中启动。"),
)
_CHOOSE_A_ROLE: Final = (
    Text(
        "You hold no role in this study, or several and chose none.", "您在本研究中没有角色，或有多个角色但尚未选择。"
    ),
    Text(
        f"Name one in the header {_ROLE_HEADER}: {{roles}}.", f"在请求头 {_ROLE_HEADER} 中指定其一：{{roles}}。"
    ).format(roles=listed([same(role) for role in ROLES])),
)


def _by(request: HttpRequest, study: str) -> By:
    """Who asks: in the role that the header names, otherwise in the active one, otherwise in the only one held."""
    here = active(request)
    held = [choice.role for choice in here.choices if choice.study == study]
    chosen = here.role if here.study == study else held[0] if len(held) == 1 else ""
    return By(here.person, request.headers.get(_ROLE_HEADER, chosen), "")


def _answered(answer: Reply, name: str, by: By) -> JsonResponse:
    if answer.accepted:
        facts = [_fact(one, name, by.role) for one in answer.facts]
        return JsonResponse({"facts": facts, "again": answer.again}, json_dumps_params={"ensure_ascii": False})
    status = 403 if any(reason.code == "not_delegated" for reason in answer.reasons) else 409
    said = {"code": "refused", "reasons": [_reason(one) for one in answer.reasons], "again": answer.again}
    return JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False})


def _fact(fact: Fact[Body], name: str, role: str) -> dict[str, Any]:
    """Where a fact stands. Of what it says only the arm is told, and only to a role that may see it."""
    said: dict[str, Any] = {
        "seq": fact.seq,
        "kind": fact.body.KIND,
        "stream": fact.stream,
        "subject": fact.subject,
        "happened": fact.happened,
        "recorded": fact.recorded,
    }
    if isinstance(fact.body, Randomised) and sees_arm(trials.study(name).protocols.first, role):
        said["arm"] = fact.body.arm
    return said


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code,
        "says": _both(reason.says),
        "facts": list(reason.facts),
        "protocol": reason.protocol,
        "remedy": _both(reason.remedy) if reason.remedy is not None else None,
    }


def _fault(fault: Malformed) -> dict[str, Any]:
    return {"where": fault.where, "says": _both(fault.says), "instead": _both(fault.instead)}


def _both(text: Text) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}


def _refused(status: int, code: str, says: Text, remedy: Text | None = None) -> JsonResponse:
    said = {"code": code, "reasons": [_reason(Reason(code, says, remedy=remedy))]}
    return JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False})


def _no_key() -> Malformed:
    return Malformed(
        "Idempotency-Key",
        Text("The header Idempotency-Key is missing or unusable.", "缺少请求头 Idempotency-Key 或其内容不可用。"),
        Text(
            "Send 8 to 200 visible ASCII characters, new for each command and the same when you repeat it.",
            "发送 8–200 个可见 ASCII 字符；每条新命令用新键，重发时用原键。",
        ),
    )


def _last_look() -> dict[str, str | bool | None]:
    """When all ledgers were verified last (the earliest moment of them), and whether all are whole and in their home; null before that."""
    looks = last_looks()
    return {
        "verified": as_stored(min(one.at for one in looks)) if looks else None,
        "whole": all(one.whole for one in looks) if looks else None,
        "at_home": all(one.at_home for one in looks) if looks else None,
    }


def _database_answers() -> bool:
    try:
        connection.ensure_connection()
        return connection.is_usable()
    except DatabaseError:
        return False


def _ledger_answers() -> bool:
    try:
        trials.store().studies()
    except LedgerFault:
        return False
    return True
