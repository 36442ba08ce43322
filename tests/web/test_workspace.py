"""The workspace: every page in every role and both languages, as of any moment, and what a masked role is not shown."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import islice

import pytest
from django.test import Client

from equipoise.facts.casebook import ItemsCorrected
from equipoise.facts.product import InfusionEnded
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.roles import roles_of
from equipoise.rules import product, safety
from equipoise.simulation.rehearsal import staff_of
from equipoise.trial.permissions import ROLES, reads_blind
from equipoise.web.moment import known_until, now_of
from tests.rehearsals import SECOND, protocols_of
from tests.web.rehearsed_trials import MASKED, OPEN, Rehearsed, rehearsed

__all__ = ["rehearsed"]
MASKED_ROLES = ("coordinator", "investigator", "monitor", "statistician")


def treated(trials: Rehearsed) -> str:
    """The participant with the most infusions."""
    every = trials.trial().participants
    return max(every, key=lambda number: len(every[number].of(InfusionEnded)))


def pages(trials: Rehearsed, study: str) -> list[str]:
    """One address of every page of a study."""
    trial = trials.trial(study)
    number = treated(trials) if study == OPEN else next(iter(trial.participants))
    history = trial.participants[number]
    forms = [
        f"participants/{number}/forms/{form}/{next(iter(entered))}" for form, entered in history.all_forms().items()
    ]
    found = [
        "worklist",
        "worklist?role=all",
        "participants",
        f"participants/{number}",
        "ledger",
        "ledger/1",
        "results",
        "study",
        "safety",
        "safety/events",
        "safety/grades",
        "safety/terms?q=fever",
        "response",
    ]
    if trial.protocols.first.response is not None:
        found.append(f"participants/{number}/response")
    found += [
        f"participants/{number}/safety/{event.instance}"
        for event in islice(safety.adverse_events(trial.protocols.first, history), 1)
    ]
    if trial.protocols.first.product is not None:
        chain = product.chain(trial.protocols.first, history)
        found += [
            f"units/{unit}" for unit in (*islice(chain.bags, 1), *islice(chain.batches, 1), chain.collections[1].id)
        ]
        found += ["bedside", *(f"bedside/{bag}" for bag in islice(chain.bags, 1))]
        found += ["cells", "cells/calendar", "cells/search?q=medium", f"cells/search?q={number}", "cells/call-backs"]
        found += [f"units/{batch}/record" for batch in islice(chain.batches, 1)]
        found += [f"units/{bag}/release" for bag in islice(chain.bags, 1)]
    entry = [f"participants/{number}/{page}" for page in ("consent", "eligibility", "identity")]
    return [*found, "screening", "screening/reconsent", *entry, *forms]


@pytest.mark.parametrize(
    ("study", "role"),
    [*((OPEN, role) for role in ROLES), *((MASKED, role) for role in roles_of(protocols_of(SECOND).first))],
)
def test_every_page_opens_for_every_role_of_the_study(rehearsed: Rehearsed, study: str, role: str) -> None:
    wanted = pages(rehearsed, study)[:9]
    answers = {path: rehearsed.get(role, path, study).status_code for path in wanted}
    blind = reads_blind(rehearsed.trial(study).protocols.first, role)
    assert answers == {path: 403 if blind and not path.startswith("worklist") else 200 for path in wanted}


@pytest.mark.parametrize("study", [OPEN, MASKED])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_opens_in_both_languages_and_shows_no_code_of_a_template(
    rehearsed: Rehearsed, study: str, language: str
) -> None:
    for path in pages(rehearsed, study):
        answer = rehearsed.get("inspector", path, study, language)
        html = answer.content.decode()
        assert answer.status_code == 200, path
        assert f'<html lang="{"zh-Hans" if language == "zh" else "en"}">' in html
        assert html.count("<h1") == 1, path
        assert "{{" not in html and "Text(" not in html and " style=" not in html, path


@pytest.mark.parametrize("path", ["worklist", "participants", "ledger", "ledger/1", "results", "study"])
def test_nobody_without_a_role_reads_a_page(
    rehearsed: Rehearsed, signed_in: Callable[[str], Client], path: str
) -> None:
    stranger = signed_in("stranger")
    answer = stranger.get(f"/workspace/{OPEN}/{path}")
    assert answer.status_code == 403
    assert "delegation log" in answer.content.decode()
    visitor = Client().get(f"/workspace/{OPEN}/{path}")
    assert visitor.status_code == 302
    assert visitor["Location"].startswith("/sign-in")


def test_a_study_a_participant_a_unit_or_a_fact_that_does_not_exist_is_not_found(rehearsed: Rehearsed) -> None:
    assert rehearsed.get("inspector", "worklist", "NOWHERE").status_code == 404
    for path in (
        "participants/S99-1",
        "units/X-1",
        "ledger/999999",
        f"participants/{treated(rehearsed)}/forms/DM/NEVER.1",
    ):
        assert rehearsed.get("inspector", path).status_code == 404, path


def test_words_that_are_no_moment_are_a_bad_request(rehearsed: Rehearsed) -> None:
    assert rehearsed.get("inspector", "worklist?as_of=yesterday").status_code == 400


def test_a_past_moment_shows_only_what_was_recorded_until_then(rehearsed: Rehearsed) -> None:
    trial = rehearsed.trial()
    early = trial.recorded[trial.head // 10]
    until = known_until(trial, datetime.fromisoformat(early))
    rows = json.loads(rehearsed.get("inspector", f"ledger?format=json&as_of={early}").content)
    assert len(rows) == until < trial.head
    assert all(row["recorded"] <= early for row in rows)
    html = rehearsed.get("inspector", f"participants?as_of={early}").content.decode()
    assert 'class="past"' in html
    late = [number for number, history in trial.participants.items() if history.facts[0].seq > until]
    assert late and not any(number in html for number in late)
    assert "as_of=" in re.findall(r'href="(/workspace/[^"]+/participants/[^"]+)"', html)[0]


def test_before_the_first_fact_every_page_still_answers(rehearsed: Rehearsed) -> None:
    for path in ("worklist", "participants", "ledger", "results", "study"):
        answer = rehearsed.get("inspector", f"{path}?as_of=2001-01-01")
        assert answer.status_code == 200, path


def test_a_rehearsed_trial_lives_in_its_own_time(rehearsed: Rehearsed) -> None:
    trial = rehearsed.trial()
    last = datetime.fromisoformat(max(trial.recorded))
    assert last <= now_of(trial) < last + timedelta(days=1) < datetime.now(UTC), "it goes on from its last fact"
    assert 'class="past"' not in rehearsed.get("inspector", "worklist?as_of=2999-01-01T00:00").content.decode()


@pytest.mark.parametrize("role", MASKED_ROLES)
def test_a_masked_role_is_told_no_arm(rehearsed: Rehearsed, role: str) -> None:
    trial = rehearsed.trial(MASKED)
    allocated = [fact for history in trial.participants.values() for fact in history.of(Randomised)]
    labels = [arm.label.text.en for arm in trial.protocols.first.arms.values()]
    lines = list(
        csv.DictReader(StringIO(rehearsed.get(role, "participants?format=csv", MASKED).content.decode("utf-8-sig")))
    )
    assert {line["arm"] for line in lines} == {""}
    for fact in allocated[:3]:
        html = rehearsed.get(role, f"ledger/{fact.seq}", MASKED).content.decode()
        body = html[html.index('id="body-h"') : html.index('id="chain-h"')]
        assert f">{fact.body.arm}<" not in body and "scores" in body and "•••" in body
        assert trial.participants and not re.search(r"[0-9a-f]{64}", html[html.index('id="chain-h"') :])
        shown = rehearsed.get(role, f"participants/{fact.subject}", MASKED).content.decode()
        assert not any(f">{label}<" in shown for label in labels)
    rows = json.loads(rehearsed.get(role, "ledger?format=json&kind=participant.randomised", MASKED).content)
    assert {row["body"]["arm"] for row in rows} == {"•••"}
    results = json.loads(rehearsed.get(role, "results?format=json", MASKED).content)
    assert [group["key"] for group in results["groups"]] == ["all"]


def test_a_filter_by_arm_tells_a_masked_role_nothing(rehearsed: Rehearsed) -> None:
    every = rehearsed.get("monitor", "participants?format=csv", MASKED).content
    for arm in rehearsed.trial(MASKED).protocols.first.arms:
        assert rehearsed.get("monitor", f"participants?format=csv&arm={arm}", MASKED).content == every
    assert rehearsed.get("monitor", "participants?format=csv&sort=arm", MASKED).content == every


def test_an_unmasked_role_sees_the_arm(rehearsed: Rehearsed) -> None:
    fact = rehearsed.trial().allocations[0]
    html = rehearsed.get("coordinator", f"ledger/{fact.seq}").content.decode()
    assert f"<dd>{fact.body.arm}</dd>" in html
    assert re.search(r"[0-9a-f]{64}", html)


def test_the_worklist_is_filtered_by_words_and_by_role(rehearsed: Rehearsed) -> None:
    trial = rehearsed.trial()
    middle = trial.recorded[trial.head // 2]
    lines = list(csv.DictReader(StringIO(
        rehearsed.get("coordinator", f"worklist?role=all&format=csv&as_of={middle}").content.decode("utf-8-sig")
    )))  # fmt: skip
    assert lines and len({line["role"] for line in lines}) > 1
    number = lines[0]["participant"]
    kept = rehearsed.get("coordinator", f"worklist?role=all&format=csv&as_of={middle}&q={number}").content.decode(
        "utf-8-sig"
    )
    assert {line["participant"] for line in csv.DictReader(StringIO(kept))} == {number}
    order = ["overdue", "today", "this_week", "later", "waiting"]
    places = [order.index(line["urgency"]) for line in lines]
    assert places == sorted(places)


def test_the_participants_are_filtered_and_sorted_by_their_address(rehearsed: Rehearsed) -> None:
    def lines(query: str) -> list[dict[str, str]]:
        words = rehearsed.get("inspector", f"participants?format=csv&{query}").content.decode("utf-8-sig")
        return list(csv.DictReader(StringIO(words)))

    every = lines("")
    assert len(every) == len(rehearsed.trial().participants)
    arm = rehearsed.trial().allocations[0].body.arm
    assert {line["arm"] for line in lines(f"arm={arm}")} == {arm}
    days = [int(line["day"]) for line in lines("sort=-day") if line["day"]]
    assert days == sorted(days, reverse=True)
    assert [line["participant"] for line in lines(f"q={every[2]['participant'].lower()}")] == [every[2]["participant"]]


def test_going_to_a_number_opens_the_one_casebook_that_holds_it(rehearsed: Rehearsed) -> None:
    number = treated(rehearsed)
    answer = rehearsed.get("inspector", f"go?number={number[:8].lower()}")
    assert answer["Location"] == f"/workspace/{OPEN}/participants/{number}"
    assert rehearsed.get("inspector", "go?number=S0")["Location"].endswith("participants?q=S0")


def test_the_casebook_shows_the_courses_on_the_timeline_and_in_the_dose_table(rehearsed: Rehearsed) -> None:
    number = treated(rehearsed)
    trial = rehearsed.trial()
    chain = product.chain(trial.protocols.first, trial.participants[number])
    html = rehearsed.get("inspector", f"participants/{number}").content.decode()
    assert html.count('class="infusion solid"') == sum(len(course.infusions) for course in chain.courses)
    assert html.count('class="collection solid"') == sum(
        one.collected is not None for one in chain.collections.values()
    )
    assert all(f"units/{bag}" in html for bag in chain.bags)
    assert html.count('class="criterion"') == len(trial.protocols.first.eligibility.criteria)


def test_a_correction_is_shown_in_place_with_old_new_and_reason(rehearsed: Rehearsed) -> None:
    trial = rehearsed.trial()
    fact = next(fact for history in trial.participants.values() for fact in history.of(ItemsCorrected))
    page = f"participants/{fact.subject}/forms/{fact.body.form}/{fact.body.instance}"
    html = rehearsed.get("monitor", page).content.decode()
    assert "<del>" in html and fact.reason.split("/")[0].strip() in html
    assert f'/ledger/{fact.seq}"' in html


def test_a_bag_shows_its_way_its_specification_and_its_siblings(rehearsed: Rehearsed) -> None:
    number = treated(rehearsed)
    trial = rehearsed.trial()
    study = trial.protocols.first
    chain = product.chain(study, trial.participants[number])
    batch = next(batch for batch in chain.batches.values() if len(batch.bags) > 1)
    html = rehearsed.get("quality_releaser", f"units/{batch.bags[0].id}").content.decode()
    steps = product.custody(chain, batch.bags[0])
    assert html.count('<li class="stop') == len(steps)
    assert all(bag.id in html for bag in batch.bags)
    assert study.product is not None
    assert all(limit.name.en in html for limit in study.product.release.values())
    assert "stop broken" not in html


def test_the_ledger_is_filtered_paged_and_linked(rehearsed: Rehearsed) -> None:
    trial = rehearsed.trial()
    number = treated(rehearsed)
    rows = json.loads(rehearsed.get("inspector", f"ledger?format=json&subject={number}&kind=form.saved").content)
    assert rows and {(row["subject"], row["kind"]) for row in rows} == {(number, "form.saved")}
    first = rehearsed.get("inspector", "ledger?order=oldest").content.decode()
    assert '/ledger/1"' in first and "page=2" in first
    fact = trial.participants[number].facts[-1]
    html = rehearsed.get("inspector", f"ledger/{fact.seq}").content.decode()
    assert f"ledger/{fact.seq - 1}" in html and fact.recorded in html


def test_no_cell_of_a_csv_begins_a_formula(rehearsed: Rehearsed) -> None:
    for path in (
        "worklist?role=all&format=csv",
        "participants?format=csv",
        "ledger?format=csv",
        "results?format=csv",
        "study?format=csv",
    ):
        words = rehearsed.get("inspector", path).content.decode("utf-8-sig")
        cells = [cell for line in csv.reader(StringIO(words)) for cell in line]
        assert not [
            cell for cell in cells if cell[:1] in "=+-@" and cell[:1] and not re.fullmatch(r"[+-]?[\d.]+", cell)
        ]


def test_results_carry_cut_head_version_and_figures(rehearsed: Rehearsed) -> None:
    html = rehearsed.get("statistician", "results").content.decode()
    endpoints = rehearsed.trial().protocols.first.analysis.endpoints.values()
    assert html.count('class="figure"') == 1 + sum(one.sensitivity_of is None for one in endpoints)
    assert f"ledger head {rehearsed.trial().head}" in html
    assert "assumptions that nobody has confirmed" in html


def test_a_further_figure_is_shown_and_downloaded_when_asked_for(rehearsed: Rehearsed) -> None:
    html = rehearsed.get("statistician", "results?figure=swimmer").content.decode()
    assert html.count('id="swimmer"') == 1
    assert 'aria-current="true"' in html
    drawing = rehearsed.get("statistician", "results?figure=swimmer&format=svg")
    assert drawing["Content-Type"] == "image/svg+xml"
    assert drawing.content.startswith(b"<svg")
    plain = rehearsed.get("statistician", "results?figure=nothing")
    assert plain.status_code == 200


def test_results_show_what_is_counted_and_while_masked_only_what_tells_no_arm(rehearsed: Rehearsed) -> None:
    assert 'id="measures"' in rehearsed.get("statistician", "results").content.decode()
    masked = rehearsed.get("statistician", "results", MASKED).content.decode()
    table = masked[masked.index('id="measures"') :].partition("</table>")[0]
    assert "All participants" in table
    assert "Orvilast" not in table


def test_masked_results_offer_no_figure_that_would_tell_an_arm(rehearsed: Rehearsed) -> None:
    html = rehearsed.get("statistician", "results", MASKED).content.decode()
    assert "figure=swimmer" in html
    assert "figure=butterfly" not in html
    assert "figure=forest" not in html


def test_the_door_leads_one_role_to_its_worklist_and_several_to_a_choice(rehearsed: Rehearsed) -> None:
    assert staff_of("monitor") in rehearsed.trial(OPEN).duties
    html = rehearsed.get("monitor", "../").content.decode()
    assert OPEN in html and MASKED in html and "<form" in html
