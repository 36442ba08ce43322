"""How the conduct of the trial is counted: visits as the calendar of the workspace has them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

from equipoise.facts.product import BagRejected
from equipoise.report.conduct import boundary
from equipoise.rules.visits import calendar
from equipoise.trial.person import person
from tests.rehearsals import FIRST, played
from tests.report.cut import material


def test_the_report_counts_the_visits_that_the_calendar_of_the_trial_shows() -> None:
    """A visit that hangs on the first collection is due once, however many collections follow."""
    view = material().view()
    trial, until = played(FIRST, 12, 1).trial, view.context.until
    found = (person(trial, number, until) for number in trial.participants)
    people = [one for one in found if one is not None and one.arm is not None]
    states = Counter(
        visit.state
        for one in people
        for visit in calendar(one.study, one.facts, one.events, until, one.arm)
        if visit.latest <= until
    )
    rows = {row.key: row for row in view.display("completeness").rows}
    assert rows["missed"].cells[-1].value == states["missed"]
    assert any(one.arm == "nk" for one in people)


def test_the_release_table_says_for_what_bags_were_rejected() -> None:
    """Viability is computed from the counts of the harvest and is no test result: a bag rejected for it has its row."""
    trial = played(FIRST, 12, 1).trial
    refused = [fact for history in trial.participants.values() for fact in history.of(BagRejected)]
    named = Counter(attribute for fact in refused for attribute in fact.body.attributes)
    assert named
    rows = {row.key: row for row in material().view().display("release").rows}
    assert {
        key.removeprefix("rejected."): row.cells[0].value for key, row in rows.items() if "rejected." in key
    } == named
    assert rows["out"].label.en == "Test results out of specification, without computed attributes"


def test_a_boundary_says_everything_that_it_is_computed_from() -> None:
    """The exact one of the first study, and a Bayesian one in its place."""
    context = material().view().context
    plan = context.study.safety.boundary
    assert plan is not None
    assert boundary(context).notes[-1].en.endswith("the chance to stop at that rate is at most 0.05.")
    other = plan.model_copy(
        update={
            "method": "bayes",
            "prior": (Decimal("0.2"), Decimal("0.8")),
            "certainty": Decimal("0.9"),
            "first_look": 3,
        }
    )
    safety = context.study.safety.model_copy(update={"boundary": other})
    study = context.study.model_copy(update={"safety": safety})
    assert boundary(replace(context, study=study)).notes[-1].en == (
        "Bayesian boundary: stop where the chance that the rate exceeds 0.1 is above 0.9; prior beta(0.2, 0.8), 60 participants, "
        "looked at from 3 treated on."
    )
