"""What makes the next dose wait: the delay rules of the study file, asked anew on the day."""

from __future__ import annotations

from datetime import date

from equipoise.facts import Facts
from equipoise.facts.form_condition import form_holds
from equipoise.facts.observe import observations
from equipoise.protocol.criteria import evaluate, parse
from equipoise.protocol.model import Study
from equipoise.protocol.model.safety import Delayed
from equipoise.rules.safety.adverse_events import adverse_events
from equipoise.rules.safety.assess import is_open
from equipoise.values.reason import Reason
from equipoise.values.text import Text, same
from equipoise.values.truth import Truth


def delays(study: Study, facts: Facts, at: date, what: Delayed) -> tuple[Reason, ...]:
    """Why a collection or an infusion must wait on a day: every delay rule that holds, with the events and values behind it.

    What is not known delays nothing here; a value that must be known is a criterion of the gate. An event that has ended
    delays nothing either (`safety.event.open`).
    """
    found: list[Reason] = []
    rules = {name: rule for name, rule in study.safety.delays.items() if what in rule.acts}
    for name, rule in rules.items():
        if rule.when is not None:
            finding = evaluate(parse(rule.when), observations(study, facts, at), at)
            if finding.truth is Truth.TRUE:
                seen = tuple(sorted({seq for reason in finding.reasons for seq in reason.facts}))
                found.append(_delay(name, Text("{rule}.", "{rule}。").format(rule=rule.name), seen))
        for event in adverse_events(study, facts) if rule.event is not None else ():
            if rule.event is not None and is_open(study, event) and form_holds(study, event.form, rule.event):
                says = Text("{rule}: {term}.", "{rule}：{term}。").format(rule=rule.name, term=same(event.term))
                found.append(_delay(name, says, (event.seq,)))
    return tuple(found)


def _delay(name: str, says: Text, facts: tuple[int, ...]) -> Reason:
    return Reason(
        "delayed",
        says,
        facts,
        f"safety.delays.{name}",
        Text("Wait until it is over; record its end.", "待其缓解并记录结束后再进行。"),
    )
