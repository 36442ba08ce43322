"""Whether a participant received the intervention of the arm, and whether and why it ended early."""

from __future__ import annotations

from equipoise.analysis.read_participant import (
    DEATH,
    END_OF_TREATMENT,
    FIRST_TREATMENT,
    LOST,
    PROGRESSION,
    WITHDRAWALS,
    Participant,
)
from equipoise.facts.events import Occurred
from equipoise.facts.product import InfusionEnded, InfusionStarted
from equipoise.protocol.model import Study
from equipoise.values.text import Text, same

DISPOSITION = "DSDECOD"
"""The item (CDASH) of an end-of-treatment form that says why."""
COMPLETED = "COMPLETED"
_OUT = WITHDRAWALS[1:]
_NOT_RECORDED = Text("Not recorded: {event}", "未记录：{event}")


def receives_product(study: Study, arm: str | None) -> bool:
    """Whether an arm is one that gets the cell product."""
    return arm in study.arms and study.arms[arm].cell_product


def has_intervention(study: Study, arm: str | None) -> bool:
    """Whether an arm has anything that can be received or not."""
    return arm in study.arms and bool(study.arms[arm].interventions or study.arms[arm].cell_product)


def infused(one: Participant) -> bool:
    """Whether any of a cell product went in, or is running."""
    ended = one.facts.of(InfusionEnded)
    if any(fact.body.volume_ml > 0 for fact in ended):
        return True
    finished = {fact.body.bag for fact in ended}
    return any(fact.body.bag not in finished for fact in one.facts.of(InfusionStarted))


def received(study: Study, one: Participant) -> bool:
    """Whether the participant received what the arm stands for.

    A cell product: some of it went in. Another intervention: the event `first_treatment` happened; a study file that does not
    declare that event cannot tell, and everybody counts. An arm without an intervention: everybody.
    """
    if receives_product(study, one.arm):
        return infused(one)
    if has_intervention(study, one.arm) and FIRST_TREATMENT in study.events:
        return one.first(FIRST_TREATMENT) is not None
    return True


def why_ended(study: Study, one: Participant) -> Text | None:
    """Why treatment is over before its planned end; None while it goes on, or where it was completed.

    The reason on the end-of-treatment form comes first; without the form, the event that ends treatment anyway. A treatment
    of which nothing was received cannot have been completed, whatever the form says.
    """
    ended = one.first(END_OF_TREATMENT)
    if ended is not None:
        code, label = _disposition(study, one, ended)
        if code == COMPLETED:
            return None if received(study, one) else _not_recorded(study)
        return label
    if all_given(study, one):
        return None
    stops = [*WITHDRAWALS, DEATH, LOST]
    if study.response is not None and study.response.progression_stops_treatment:
        stops.append(PROGRESSION)
    if not has_intervention(study, one.arm):
        stops = list(_OUT)
    return _first_of(study, one, stops)


def _not_recorded(study: Study) -> Text:
    """What a treatment lacks of which nothing is recorded although its end is."""
    first = study.events.get(FIRST_TREATMENT)
    return study.events[END_OF_TREATMENT].name if first is None else _NOT_RECORDED.format(event=first.name)


def _first_of(study: Study, one: Participant, names: list[str]) -> Text | None:
    found = [(occurred.day, names.index(name), name) for name in names if (occurred := one.first(name)) is not None]
    return study.events[min(found)[2]].name if found else None


def _disposition(study: Study, one: Participant, ended: Occurred) -> tuple[str, Text]:
    """The reason on the end-of-treatment form as code and words; the event's own name where it gives none."""
    event = study.events[END_OF_TREATMENT]
    if event.form is None:
        return "", event.name
    code = next((form.items.get(DISPOSITION) for form in one.facts.forms(event.form) if form.seq == ended.seq), None)
    if not isinstance(code, str):
        return "", event.name
    item = study.forms.forms[event.form].items.get(DISPOSITION)
    labels = study.forms.code_lists.get(item.codes or "", {}) if item is not None else {}
    return code, labels.get(code, same(code))


def all_given(study: Study, one: Participant) -> bool:
    """Whether some of every planned course of the cell product went in."""
    if study.product is None or not receives_product(study, one.arm):
        return False
    courses = {fact.body.course for fact in one.facts.of(InfusionEnded)}
    return len(courses) >= study.product.courses.number


def says_completed(study: Study, one: Participant) -> bool:
    """Whether the end-of-treatment form says that treatment was completed."""
    ended = one.first(END_OF_TREATMENT)
    return ended is not None and _disposition(study, one, ended)[0] == COMPLETED
