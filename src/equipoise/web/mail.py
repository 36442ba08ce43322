"""What a person has to do, by e-mail: counts and one address, never a participant. Sent only where the site names its mail server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection

from equipoise.trial.permissions import ROLES
from equipoise.trial.task import URGENCIES, Urgency
from equipoise.trial.worklist import worklist
from equipoise.values.text import Text, listed
from equipoise.web import trials
from equipoise.web.moment import now_of

TOLD: Final[tuple[Urgency, ...]] = ("overdue", "today")
"""What a mail tells of: later tasks wait for their day."""
_SUBJECT: Final = Text("Equipoise: {n} tasks for today", "Equipoise：今日待办 {n} 项")
_LINE: Final = Text("{study}, {role}: {counts}", "{study}，{role}：{counts}")
_COUNT: Final = Text("{n} {urgency}", "{urgency} {n} 项")
_FOOT: Final = Text("Your worklist: {address}", "工作清单：{address}")


@dataclass(frozen=True, slots=True)
class Digest:
    """The mail of one person: how many tasks by study, role and urgency."""

    username: str
    email: str
    lines: tuple[tuple[str, str, Mapping[Urgency, int]], ...]

    @property
    def total(self) -> int:
        """All tasks together."""
        return sum(sum(counts.values()) for _, _, counts in self.lines)

    def subject(self) -> Text:
        """The line that stands in a list of mails."""
        return _SUBJECT.format(n=self.total)

    def words(self) -> Text:
        """The text, without anything that leads to a participant."""
        told = [
            _LINE.format(
                study=study,
                role=ROLES[role],
                counts=listed([_COUNT.format(n=n, urgency=URGENCIES[urgency]) for urgency, n in counts.items() if n]),
            )
            for study, role, counts in self.lines
        ]
        foot = _FOOT.format(address=f"{settings.ADDRESS}/workspace/")
        return listed([*told, foot], en="\n", zh="\n")


def can_send() -> bool:
    """Whether a mail server is named."""
    return bool(settings.EMAIL_HOST)


def digests(studies: Sequence[str]) -> tuple[Digest, ...]:
    """A mail for everybody who has an open account with an address and something to do today."""
    found: dict[str, list[tuple[str, str, Mapping[Urgency, int]]]] = {}
    for study in studies:
        for person, role, counts in _counts(study):
            found.setdefault(person, []).append((study, role, counts))
    accounts = get_user_model().objects.filter(is_active=True).exclude(email="").order_by("username")
    return tuple(
        Digest(one.username, one.email, tuple(found[one.username])) for one in accounts if one.username in found
    )


def send(mails: Sequence[Digest]) -> int:
    """Send them, in both languages; the number that the server took. OSError where it cannot be reached."""
    messages = [
        EmailMessage(
            f"{mail.subject().en} / {mail.subject().zh}",
            f"{mail.words().en}\n\n{mail.words().zh}\n",
            settings.DEFAULT_FROM_EMAIL,
            [mail.email],
        )
        for mail in mails
    ]
    return get_connection().send_messages(messages) or 0


def _counts(study: str) -> Iterator[tuple[str, str, Mapping[Urgency, int]]]:
    trial = trials.gateway(study).trial()
    if not trial.is_open:
        return
    now = now_of(trial)
    today = now.astimezone(ZoneInfo(trial.protocols.first.time_zone)).date()
    tasks = worklist(trial, now)
    by_role = {
        role: {urgency: sum(task.role == role and task.urgency == urgency for task in tasks) for urgency in TOLD}
        for role in {task.role for task in tasks}
    }
    for person in sorted(trial.duties):
        for role in sorted(trial.roles_of(person, today)):
            if any(by_role.get(role, {}).values()):
                yield person, role, by_role[role]
