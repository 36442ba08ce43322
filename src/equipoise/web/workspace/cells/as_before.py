"""What a form of the laboratory says alike each time, so that nobody types a method or a reagent's lot for every bag."""

from __future__ import annotations

from collections.abc import Mapping

from equipoise.web.workspace.entry.sheet import Answers, boxes_of
from equipoise.web.workspace.scope import Scope


def as_before(scope: Scope, form: str | None) -> Mapping[str, str]:
    """The written words of the newest such form of the study, as its boxes begin. What is measured or judged is asked anew."""
    plan = scope.study.forms.forms.get(form or "")
    entered = [one for history in scope.trial.participants.values() for one in history.forms(form or "")]
    newest = max(entered, key=lambda one: one.seq, default=None)
    if plan is None or newest is None:
        return {}
    words = {name: newest.items.get(name) for name, item in plan.items.items() if item.kind == "text"}
    return boxes_of(scope.study, plan, Answers({name: said for name, said in words.items() if said}, {}))
