"""The page of one bag on the ward: where it stands, what to do, its vital signs, its reactions, its custody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from equipoise.rules import product
from equipoise.rules.product import SignDue
from equipoise.trial import commands as act
from equipoise.trial.permissions import may
from equipoise.values.text import Text, same
from equipoise.web.workspace.bedside.bags import WardBag, find_bag
from equipoise.web.workspace.bedside.sign_steps import signs_asked
from equipoise.web.workspace.bedside.stands_against import against_giving
from equipoise.web.workspace.entered_form import answer_words
from equipoise.web.workspace.scope import Scope, answer, workspace_page
from equipoise.web.workspace.unit_notes import notes
from equipoise.web.workspace.words import UNITS


@workspace_page
def page(request: HttpRequest, scope: Scope, bag: str) -> HttpResponse:
    """Everything about one bag at the bedside: where it stands, what to do, its vital signs, its reactions."""
    one = find_bag(scope, bag)
    told = notes(one.plan, one.one.facts)
    return answer(
        request,
        scope,
        "bedside/bag.html",
        {
            "tab": "bedside",
            "one": one,
            "state": UNITS[one.bag.state],
            "signs": [(sign, _measured(one, sign)) for sign in one.signs],
            "against": against_giving(request, one),
            "wrong": one.wrong_scan,
            "dispose_at": _dispose_at(one),
            "may_react": may(scope.role, act.NoteReaction) and not scope.past and one.bag.started is not None,
            "may_measure": may(scope.role, act.TakeVitalSigns) and not scope.past,
            "may_late": may(scope.role, act.VerifyBag) and not scope.past,
            "rules": one.plan.bedside.reactions,
            "actions": product.REACTIONS,
            "steps": [
                (step, told.get(step.facts[0])) for step in product.custody(one.chain, one.bag) if step.unit == one.id
            ],
        },
    )


def _measured(one: WardBag, sign: SignDue) -> list[Text]:
    """What was measured at a time point, each value with its name: whoever stands at the bed sees where they go."""
    group = product.signs_group(one.one.study)
    if sign.taken is None or group is None:
        return []
    taken = sign.taken.body.signs
    said = ((item, answer_words(one.one.study, item, taken.get(name))) for name, item in signs_asked(group).items())
    return [same("{item} {value}").format(item=item.label, value=words) for item, words in said if words is not None]


def _dispose_at(one: WardBag) -> str:
    """Where the rest is destroyed, where that need not wait for what comes next: vital signs go on for an hour."""
    address, bag = one.step(act.DisposeBag), one.bag
    left = bag.ended is not None and bag.left_ml > 0 and bag.disposed is None
    mine = may(one.scope.role, act.DisposeBag) and not one.scope.past
    return address if left and mine and one.next.address != address else ""
