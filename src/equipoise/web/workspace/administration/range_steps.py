"""A reference range that was set by mistake. New ranges are set on a page of their own (`new_ranges_page.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.http import Http404

from equipoise.facts.in_use import standing_ranges
from equipoise.protocol.criteria.say import say_unit
from equipoise.trial import commands as act
from equipoise.trial.acts.ranges import in_words, whom, withdrawn_effects
from equipoise.trial.decision import Asked, By
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, same
from equipoise.web.workspace.acting.step import Step
from equipoise.web.workspace.administration.range_lines import analyte_words
from equipoise.web.workspace.scope import Scope

_LABORATORIES: Final = Text("Laboratories", "实验室")


def withdraw_range(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Withdraw a range; what it changes is shown before."""
    standing = next((fact for fact in standing_ranges(scope.trial.study) if str(fact.seq) == asked.get("range")), None)
    if standing is None:
        raise Http404
    seq, body = standing.seq, standing.body
    command = act.WithdrawReferenceRange(range=seq)
    found = withdrawn_effects(scope.trial, Asked(command, By("", scope.role, ""), scope.now), seq)
    limits = f"{body.low or '–'} – {body.high or '–'} {say_unit(body.unit)}"
    return Step(
        does=act.WithdrawReferenceRange,
        title=Text("Withdraw a reference range", "撤销参考区间"),
        says=Text(
            "A range that was set by mistake counts no more, from its first day on: what stood before it counts again. "
            "A range that the laboratory changed again is not withdrawn; the newer one is set.",
            "误设的参考区间自其起始日起不再适用，恢复此前的区间。若检验科再次调整，请设置新的区间，而不是撤销。",
        ),
        act=Text("Withdraw", "撤销"),
        done=Text("The range is withdrawn.", "参考区间已撤销。"),
        back=scope.to("study", "laboratories"),
        command=lambda given: act.WithdrawReferenceRange(range=seq, changed=len(found.values), reason=given.reason),
        unit=str(seq),
        proof=True,
        reason=Text("Why it was a mistake", "误设原因"),
        content=f"{seq}/{len(found.values)}",
        rests=(
            (Text("Laboratory", "实验室"), same(body.laboratory)),
            (Text("Analyte", "检验项目"), analyte_words(scope, body.analyte)),
            (Text("For", "适用人群"), whom(body.sex, body.age_from, body.age_to)),
            (Text("Limits", "参考区间"), same(limits)),
            (Text("From", "起始日"), day_words(date.fromisoformat(body.valid_from))),
            (Text("Document", "依据文件"), same(body.source)),
            (Text("What changes", "影响"), in_words(found)),
        ),
        crumbs=((_LABORATORIES, scope.to("study", "laboratories")),),
        tab="study",
    )
