"""What a person sees instead of a page: what happened and what to do, in both languages."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from django.core.exceptions import DisallowedHost
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from equipoise.ledger import LedgerFault
from equipoise.values.text import Language, Text
from equipoise.web.vault import VaultFault

API = "/api/"
REGISTRY_API = "/api/v2/"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The words of an answer that is not the page asked for."""

    code: str
    status: int
    title: Text
    says: Text
    remedy: Text


NOT_UNDERSTOOD = Refusal(
    "not_understood",
    400,
    Text("The request was not understood", "无法理解该请求"),
    Text(
        "Something in the address or the form does not have the expected shape. Nothing was changed.",
        "地址或表单中的内容格式不符。未作任何更改。",
    ),
    Text("Go back, reload the page and try again.", "返回上一页，刷新后重试。"),
)
NOT_THIS_NAME = Refusal(
    "not_this_name",
    400,
    Text("This server does not answer under that name", "本服务器不以该名称提供服务"),
    Text(
        "The host in the address is none of those in EQUIPOISE_HOSTS. Nothing was changed.",
        "地址中的主机名不在 EQUIPOISE_HOSTS 之列。未作任何更改。",
    ),
    Text(
        "Open it under another name, or ask whoever runs the server to add this one.",
        "请改用其他名称访问，或请服务器管理者添加该名称。",
    ),
)
FORM_TOO_OLD = Refusal(
    "form_not_accepted",
    403,
    Text("The form was not accepted", "表单未被接受"),
    Text(
        "It was sent without the mark that this server gave it: the page was open too long, or cookies are off. "
        "Nothing was changed.",
        "提交的表单缺少本服务器签发的标记：页面打开过久，或浏览器禁用了 Cookie。未作任何更改。",
    ),
    Text("Reload the page, then send the form again.", "刷新页面后重新提交。"),
)
NOT_YOURS = Refusal(
    "not_permitted",
    403,
    Text("This is not open to your role", "您的角色无权访问"),
    Text(
        "You are signed in, but the role in which you act does not include this. Nothing was changed.",
        "您已登录，但当前角色无此权限。未作任何更改。",
    ),
    Text(
        "Choose another of your roles at the top of the page, or ask the administrator of the study "
        "for an entry in the delegation log.",
        "可在页面上方切换到您的其他角色，或联系研究管理员在授权分工表中登记。",
    ),
)
NOT_FOUND = Refusal(
    "not_found",
    404,
    Text("There is no such page", "没有这个页面"),
    Text(
        "The address leads nowhere: it may be mistyped, or what it named is not in this installation.",
        "该地址没有对应内容：可能输入有误，或本系统中没有所指对象。",
    ),
    Text("Check the address, or begin with the list of studies.", "核对地址，或从研究列表开始。"),
)
BROKEN = Refusal(
    "broken",
    500,
    Text("This page could not be made", "页面无法生成"),
    Text(
        "The fault is on our side. What was saved before is safe; what you have just sent may not be saved.",
        "问题出在系统一侧。此前保存的内容未受影响；刚提交的内容可能未保存。",
    ),
    Text(
        "Look whether it was saved before you send it again. Tell the administrator the time and the address.",
        "重新提交前先确认是否已保存，并将时间与页面地址告知管理员。",
    ),
)


NO_ROOM = Refusal(
    "no_room",
    503,
    Text("The server's disk is full", "服务器磁盘已满"),
    Text(
        "What was saved before is safe; what you have just sent may not be saved.",
        "此前保存的内容未受影响；刚提交的内容可能未保存。",
    ),
    Text(
        "Tell the administrator. When there is room, look whether it was saved before you send it again; until then write it on paper.",
        "请告知管理员。空间释放后，重新提交前先确认是否已保存；在此之前请记录在纸上。",
    ),
)
LEDGER = Refusal(
    "ledger",
    503,
    Text("The ledger cannot be read", "账本无法读取"),
    Text(
        "Nothing is shown that would rest on a part of it. What you have just sent may not be saved.",
        "为避免依据不完整的记录，暂不显示内容。刚提交的内容可能未保存。",
    ),
    Text(
        "Tell the administrator, who learns from `equipoise doctor` what is wrong.",
        "请告知管理员，以 equipoise doctor 查明原因。",
    ),
)


VAULT = Refusal(
    "vault",
    503,
    Text("The identity vault does not open", "身份信息保险库无法打开"),
    Text(
        "Who somebody is cannot be shown or kept now; everything else of the study can. Nothing of the vault was changed.",
        "暂时无法查看或录入身份信息；研究的其他内容不受影响。保险库未作任何改动。",
    ),
    Text(
        "Tell the administrator, who learns from `equipoise doctor` what is missing and what to put back.",
        "请告知管理员，以 equipoise doctor 查明缺失内容及恢复方法。",
    ),
)


def answer(request: HttpRequest, refusal: Refusal, detail: str = "", question: str = "") -> HttpResponse:
    """The refusal as a page, as JSON to a program, or as plain text to a client of the registry. `question` is the address at which
    what was typed stands again."""
    if request.path.startswith(REGISTRY_API):
        words = f"{refusal.title.en}. {refusal.says.en}"
        return HttpResponse(words, status=refusal.status, content_type="text/plain; charset=utf-8")
    if request.path.startswith(API):
        says = {"en": refusal.says.en, "zh": refusal.says.zh}
        remedy = {"en": refusal.remedy.en, "zh": refusal.remedy.zh}
        return JsonResponse({"code": refusal.code, "says": says, "remedy": remedy}, status=refusal.status)
    return render(
        request, "refusal.html", {"refusal": refusal, "detail": detail, "question": question}, status=refusal.status
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return answer(request, NOT_THIS_NAME if isinstance(exception, DisallowedHost) else NOT_UNDERSTOOD)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, with the reason that the view gave."""
    return answer(request, NOT_YOURS, str(exception))


def form_not_accepted(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its CSRF mark."""
    return answer(request, FORM_TOO_OLD)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return answer(request, NOT_FOUND)


def server_fault(request: HttpRequest) -> HttpResponse:
    """500, or 503 with what a person can do about it. Rests on nothing that may be broken: no session, no database, no frame; so it
    speaks both languages at once."""
    refusal = _refusal_for(sys.exc_info()[1])
    if request.path.startswith(API):
        return answer(request, refusal)
    return HttpResponse(render_plain(refusal), status=refusal.status)


def _refusal_for(fault: BaseException | None) -> Refusal:
    """The words for what a page could not get over. They name no file: whoever reads them may be anybody."""
    if isinstance(fault, (OperationalError, LedgerFault, OSError)) and any(word in str(fault) for word in _FULL):
        return NO_ROOM
    if isinstance(fault, VaultFault):
        return VAULT
    return LEDGER if isinstance(fault, LedgerFault) else BROKEN


_FULL = ("is full", "No space left")
"""What SQLite and the ledger, PostgreSQL and the operating system say of a full disk."""


_SPOKEN: tuple[tuple[str, Language, int], ...] = (("en", "en", 1), ("zh-Hans", "zh", 2))


def render_plain(refusal: Refusal) -> str:
    """A page of its own words alone, in both languages."""
    parts = "".join(
        f'<section lang="{code}"><h{level}>{refusal.title.in_(language)}</h{level}>'
        f"<p>{refusal.says.in_(language)}</p><p>{refusal.remedy.in_(language)}</p></section>"
        for code, language, level in _SPOKEN
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Equipoise</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/static/equipoise/tokens.css"><link rel="stylesheet" href="/static/equipoise/base.css"></head>'
        f'<body><main class="stack">{parts}<p><a href="/">Equipoise</a></p></main></body></html>'
    )
