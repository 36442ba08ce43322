"""What every page of the workspace stands on: a study, the role in which it is read, the moment it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from equipoise.protocol.model import Study
from equipoise.trial.permissions import ROLES, answers_requests, reads_blind
from equipoise.trial.person import Person, person
from equipoise.trial.state import Trial
from equipoise.values.text import Text
from equipoise.web import trials
from equipoise.web.accounts.active import active, ask_ledger, choose, roles
from equipoise.web.moment import NoMoment, shown
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.conceal import Concealment

P = ParamSpec("P")
AS_OF: Final = "as_of"
NO_ROLE: Final = Text(
    "The delegation log of {study} gives you no role.", "{study} 的授权分工表未授予您任何角色。"
)  # fmt: skip
BLIND: Final = Text(
    "You read scans blinded: this page could tell arm, treatment or another reader's result. Your readings are under Response.",
    "您承担盲态阅片：本页可能透露分组、治疗或他人阅片结果。请在“疗效评估”中阅片。",
)
PAST: Final = Text("The past is shown: nothing can be done there.", "当前显示的是过去时点，不能进行任何操作。")


@dataclass(frozen=True, slots=True)
class Scope:
    """The study `name` as `role` sees it at the moment `at`; `today` is the local day of the study."""

    name: str
    role: str
    trial: Trial
    study: Study
    at: datetime
    now: datetime
    past: bool
    today: date
    conceal: Concealment

    @property
    def zone(self) -> str:
        """The time zone of the study."""
        return self.study.time_zone

    @property
    def tint(self) -> str:
        """The class of the whole frame: a past moment is tinted."""
        return "past" if self.past else ""

    @property
    def role_name(self) -> Text:
        """The role in words."""
        return ROLES[self.role]

    @property
    def blind(self) -> bool:
        """Whether the role reads scans without knowing arm, treatment or other readers: only pages made for it are open."""
        return reads_blind(self.study, self.role)

    @property
    def answers_requests(self) -> bool:
        """Whether the role answers what visitors write to the study team."""
        return answers_requests(self.role)

    @property
    def local(self) -> str:
        """The moment shown, as a date-and-time box of a form wants it."""
        return self.at.astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%dT%H:%M")

    @property
    def as_of(self) -> Mapping[str, str]:
        """What the addresses of further pages carry, so that they show the same moment."""
        return {AS_OF: self.local} if self.past else {}

    def to(self, *parts: object, **query: object) -> str:
        """The address of a page of this study at the same moment."""
        path = "/".join(quote(str(part), safe="/*") for part in (self.name, *parts))
        asked = {**self.as_of, **{name: str(value) for name, value in query.items() if value not in ("", None)}}
        return f"/workspace/{path}" + (f"?{urlencode(asked)}" if asked else "")

    def person(self, number: str) -> Person:
        """A participant; 404 for a number that the study does not know at this moment."""
        found = person(self.trial, number, self.today)
        if found is None:
            raise Http404
        return found


View = Callable[Concatenate[HttpRequest, Scope, P], HttpResponse]


def workspace_page(view: View[P]) -> Callable[..., HttpResponse]:
    """A page of a study for whoever holds a role in it; whoever holds several chooses one first."""
    return require_safe(_in_a_role(view))


def workspace_act(view: View[P]) -> Callable[..., HttpResponse]:
    """The same for a page from which something is done. Nothing is done in the past: a POST to a past moment is refused."""
    return require_http_methods(["GET", "HEAD", "POST"])(_in_a_role(view))


def for_blind_readers(view: View[P]) -> View[P]:
    """Marks a page that also a blinded reader may open; every other one is closed to that role. Stands beneath the others."""
    view.for_blind_readers = True  # type: ignore[attr-defined]
    return view


def _in_a_role(view: View[P]) -> Callable[..., HttpResponse]:
    open_to_all = getattr(view, "for_blind_readers", False)

    @wraps(view)
    def answered(request: HttpRequest, study: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        role = _role(request, study)
        if not role:
            return redirect(f"/workspace/?{urlencode({'study': study, 'next': request.get_full_path()})}")
        scope = _scope(request, study, role)
        if scope.past and request.method == "POST":
            raise PermissionDenied(say(PAST))
        if scope.blind and not open_to_all:
            raise PermissionDenied(say(BLIND))
        return view(request, scope, *args, **kwargs)

    return answered


def answer(
    request: HttpRequest, scope: Scope, template: str, page: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """A page inside the frame of the workspace."""
    kept = [(name, value) for name, value in request.GET.items() if name not in (AS_OF, "lang", "page")]
    shared = {"scope": scope, "kept": kept, "single_arm": scope.study.single_arm}
    return render(request, f"workspace/{template}", {**shared, **page}, status=status)


def _role(request: HttpRequest, study: str) -> str:
    """The role in which the study is read; empty where the person must choose. 404, 403 as they are due."""
    if study not in trials.names():
        raise Http404
    stands = active(request)
    if stands.study == study:
        return stands.role
    held = [role for role in ROLES if role in roles(study, stands.person)]
    if not held:
        ask_ledger(study)
        raise PermissionDenied(say(NO_ROLE.format(study=study)))
    if len(held) == 1:
        choose(request, study, held[0])
        return held[0]
    return ""


def _scope(request: HttpRequest, name: str, role: str) -> Scope:
    try:
        found = shown(name, request.GET.get(AS_OF, ""))
    except NoMoment as wrong:
        raise BadRequest(str(wrong)) from None
    zone = found.trial.protocols.first.time_zone
    today = found.at.astimezone(ZoneInfo(zone)).date()
    study = found.trial.version_on(today)
    return Scope(
        name, role, found.trial, study, found.at, found.now, found.past, today, Concealment(study, role)
    )  # fmt: skip
