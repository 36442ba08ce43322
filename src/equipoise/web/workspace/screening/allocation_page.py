"""The allocation of a participant with its proof, for whoever may see it; and what went wrong with it, if anything did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from equipoise.facts.randomisation import (
    AllocationKeyCommitted,
    AllocationKeyRevealed,
    Randomised,
)
from equipoise.protocol.entry_words import entry_words
from equipoise.protocol.model import Study
from equipoise.trial import commands as act
from equipoise.trial.commands import Command
from equipoise.trial.permissions import may
from equipoise.trial.person import Person
from equipoise.values.text import Text, same
from equipoise.web.workspace.scope import Scope, answer, workspace_page
from equipoise.web.workspace.screening.allocation_faults import arm_label, errors, levels
from equipoise.web.workspace.screening.entry_next import entry_next
from equipoise.web.workspace.standing import arm_numbers, arm_words

VERIFY: Final = "equipoise randomisation verify ledger.jsonl --key key.txt"
"""How an allocation is recomputed."""
METHODS: Final[Mapping[str, Text]] = {
    "min": Text("minimisation (Pocock and Simon)", "最小化法（Pocock–Simon）"),
    "block": Text("permuted block", "区组随机"),
    "coin": Text("biased coin (Efron)", "偏倚硬币法（Efron）"),
    "urn": Text("urn", "瓮模型"),
    "stick": Text("big stick", "大棒法"),
    "simple": Text("simple randomisation", "简单随机"),
}
"""How an arm was found, by the kind of the draw."""

ERROR_STEPS: Final[tuple[tuple[str, type[Command], Text], ...]] = (
    ("mark_randomised_in_error", act.MarkRandomisedInError, Text("Randomised in error", "误随机")),
    ("correct_levels", act.CorrectLevels, Text("Wrong levels of the factors", "分层因素有误")),
    ("record_same_person", act.RecordSamePerson, Text("Same person randomised before", "同一人此前已随机")),
    ("record_other_treatment", act.RecordOtherTreatment, Text("Another treatment was given", "接受了其他组治疗")),
    ("unblind", act.Unblind, Text("Unblind", "揭盲")),
)
"""What can be recorded about an allocation: the step, its command, its name."""


@never_cache
@workspace_page
def page(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    """The allocation: the arm where the role may see it, the proof, the errors, and the steps that record one. 404 before it."""
    one = scope.person(number)
    fact = one.facts.first(Randomised)
    if fact is None:
        raise Http404
    committed = [each for each in scope.trial.study.of(AllocationKeyCommitted) if each.seq < fact.seq]
    without = _no_such_error(one.study)
    return answer(
        request,
        scope,
        "screening/allocation.html",
        {
            "tab": "screening",
            "one": one,
            "fact": fact,
            "arm": arm_words(scope, one.study, fact.body.arm),
            "colour": arm_numbers(one.study).get(fact.body.arm, 0),
            "levels": levels(one, fact.body.levels),
            "committed": committed[-1] if committed else None,
            "revealed": scope.trial.study.first(AllocationKeyRevealed),
            **_proof(scope, one, fact.body),
            "errors": list(errors(scope, one)),
            "command": VERIFY,
            "steps": [
                (name, entry_words(one.study, words))
                for name, command, words in ERROR_STEPS
                if not scope.past and may(scope.role, command) and name not in without
            ],
            "next": entry_next(scope, one),
        },
    )  # fmt: skip


def _no_such_error(study: Study) -> frozenset[str]:
    """The steps for what cannot go wrong in a study: nothing is unblinded where nothing is masked, levels need factors, another
    treatment needs another arm."""
    found = {
        "unblind": study.design.masking == "NONE",
        "correct_levels": not study.randomisation.factors,
        "record_other_treatment": study.single_arm,
    }
    return frozenset(name for name, impossible in found.items() if impossible)


def _proof(scope: Scope, one: Person, body: Randomised) -> dict[str, object]:
    """What the decision used, as the page shows it; nothing for whoever may not see the arm."""
    if scope.conceal.arms:
        return {}
    arms = list(one.study.arms)
    counts = body.inputs.get("counts")
    factors = one.study.randomisation.factors
    named = (
        {name: factors[name].name if name in factors else same(name) for name in counts}
        if isinstance(counts, dict)
        else {}
    )
    table = [
        (named[name], [row.get(arm, "") for arm in arms])
        for name, row in (counts.items() if isinstance(counts, dict) else ())
        if isinstance(row, dict)
    ]
    chances = body.draw.get("probabilities")
    drawn, below = body.draw.get("value"), body.draw.get("below")
    known = {"counts"} if table else set()
    said = ({"kind"} if body.draw.get("kind") in METHODS else set()) | (
        {"probabilities", "value", "below"} if isinstance(chances, dict) else set()
    )
    further = {name: value for name, value in body.inputs.items() if name not in known | {"scheme"}}
    further |= {name: value for name, value in body.draw.items() if name not in said}
    return {
        "arms": [arm_label(one, arm) for arm in arms],
        "counts": table,
        "scores": [body.scores.get(arm, "") for arm in arms] if body.scores else [],
        "chances": [(arm_label(one, arm), words) for arm, words in chances.items()] if isinstance(chances, dict) else [],
        "method": METHODS.get(str(body.draw.get("kind", ""))),
        "drawn": _drawn(drawn, below) if said and isinstance(below, int) else None,
        "further": list(_told(further)),
    }  # fmt: skip


def _drawn(value: object, below: int) -> Text:
    return Text("{value}, each of 0 to {most} equally likely", "{value}（0 至 {most} 等概率）").format(
        value=str(value), most=below - 1
    )


def _told(known: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """What is left, flat: nested values by their path."""
    for name, value in known.items():
        if isinstance(value, dict):
            yield from ((f"{name} · {inner}", words) for inner, words in _told(value))
        else:
            yield name, str(value)
