"""In which study and role a person acts now. Roles are those of the delegation log; the choice among them is kept in the session."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from equipoise.ledger.faults import LedgerFault
from equipoise.trial.decision import By
from equipoise.trial.permissions import ROLES
from equipoise.values.text import Text, same
from equipoise.web import trials
from equipoise.web.moment import now_of
from equipoise.web.one_at_a_time import TURN

STUDY = "study"
ROLE = "role"
_KEPT = "_equipoise_active"


@dataclass(frozen=True, slots=True)
class Choice:
    """A role that a person holds in a study."""

    study: str
    role: str
    chosen: bool = False

    @property
    def role_name(self) -> Text:
        """The role in words."""
        return ROLES.get(self.role, same(self.role))

    @property
    def value(self) -> str:
        """How a form names it."""
        return f"{self.study}/{self.role}"


@dataclass(frozen=True, slots=True)
class Active:
    """The study and role of a person now; both empty where the person has not chosen among several, or holds none."""

    person: str = ""
    study: str = ""
    role: str = ""
    title: Text = field(default_factory=lambda: same(""))
    environment: str = ""
    choices: tuple[Choice, ...] = ()

    @property
    def role_name(self) -> Text:
        """The role in words."""
        return ROLES.get(self.role, same(self.role))

    @property
    def by(self) -> By:
        """Who acts, as a command needs it. The delegation log names no site, so none is claimed."""
        return By(self.person, self.role, "")


def active(request: HttpRequest) -> Active:
    """Where a person stands on this request; computed once. A role that was withdrawn since is no longer there."""
    kept = getattr(request, _KEPT, None)
    if isinstance(kept, Active):
        return kept
    with TURN:  # the frame of a page that reads no trial else tells the study and the role all the same
        found = _active(request)
    setattr(request, _KEPT, found)
    return found


def choose(request: HttpRequest, study: str, role: str) -> bool:
    """Take a role in a study from now on. False, and nothing changes, for one that the delegation log does not give."""
    person = _person(request)
    if not person or role not in roles(study, person):
        return False
    request.session[STUDY], request.session[ROLE] = study, role
    if hasattr(request, _KEPT):
        delattr(request, _KEPT)
    return True


def roles(study: str, person: str) -> frozenset[str]:
    """The roles that a person may use today in a study; none in a study that is not at hand or cannot be read."""
    try:
        trial = trials.gateway(study).trial()
        today = now_of(trial).astimezone(ZoneInfo(trial.protocols.first.time_zone)).date()
        return trial.roles_of(person, today)
    except (LookupError, trials.StudyFaults, LedgerFault):
        return frozenset()


def ask_ledger(study: str) -> None:
    """Nothing where the ledger of a study can be read, otherwise LedgerFault: before somebody is told that he holds no role there."""
    with suppress(LookupError, trials.StudyFaults):
        trials.gateway(study).trial()


def _active(request: HttpRequest) -> Active:
    person = _person(request)
    if not person:
        return Active()
    held = [
        (study, role)
        for study in trials.names()
        for given in (roles(study, person),)
        for role in ROLES
        if role in given
    ]
    wanted = (str(request.session.get(STUDY, "")), str(request.session.get(ROLE, "")))
    chosen = wanted if wanted in held else held[0] if len(held) == 1 else ("", "")
    choices = tuple(Choice(study, role, (study, role) == chosen) for study, role in held)
    if not chosen[0]:
        return Active(person, choices=choices)
    study = trials.study(chosen[0]).protocols.first
    environment = trials.gateway(chosen[0]).trial().environment
    return Active(person, *chosen, study.about.titles.brief.text, environment, choices)


def _person(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    return user.get_username() if user is not None and user.is_authenticated else ""
