"""Which page opens for which role: measured on an open and on a masked study, and compared with what is written down.

`EQUIPOISE_WRITE=1 pytest -m proof tests/web/test_endpoints.py` writes docs/reference/endpoints.md anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from django.test import Client

from equipoise.rules import product
from equipoise.simulation.rehearsal import staff_of
from equipoise.trial.permissions import MAY, ROLES
from equipoise.web.urls import urlpatterns
from equipoise.web.workspace.acts import PERSON, STUDY, UNIT
from tests.web.conftest import visitor
from tests.web.rehearsed_trials import MASKED, OPEN, Rehearsed, rehearsed
from tests.web.test_default_deny import routes
from tests.web.test_workspace import treated

__all__ = ["rehearsed"]
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "endpoints.md"
HEAD = """# Which page opens for which role

Measured by `tests/web/test_endpoints.py`, which also compares: every page of the workspace is asked for in every role, on the
rehearsed open study and on the rehearsed masked one. ● opens, ✕ is refused in words (403), – does not exist for this role or this
study (404), → leads elsewhere. Nobody holds the roles of cell product and scans in the masked study, which has neither: they are refused.
Acts are refused by the same table as commands: [permissions](permissions.md).
"""
SIGNS = {200: "●", 302: "→", 403: "✕", 404: "–"}
PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>")


def addresses(found: Rehearsed, study: str) -> Iterator[tuple[str, str]]:
    """Each route of the workspace with an address of something that is there; acts are told one by one elsewhere."""
    trial = found.trial(study)
    number = treated(found) if study == OPEN else next(iter(trial.participants))
    history = trial.participants[number]
    form, entered = next((form, entered) for form, entered in history.all_forms().items() if entered)
    parts = {
        "study": study, "number": number, "form": form, "instance": next(iter(entered)), "seq": "1", "level": "participant",
        "target": number, "unit": "X", "version": "1.1", "key": "disposition", "wanted": "en",
    }  # fmt: skip
    if trial.protocols.first.product is not None:
        chain = product.chain(trial.protocols.first, history)
        parts["unit"] = parts["bag"] = next(islice(chain.bags, 1), "X")
    for route in sorted(set(routes(urlpatterns))):
        names = PLACEHOLDER.findall(route)
        if (
            route.startswith("workspace/<")
            and "act" not in names
            and not {"save", "draft", "talk"} & set(route.split("/"))
        ):
            yield route, "/" + PLACEHOLDER.sub(lambda name: parts.get(name[1], "1"), route)


def measured(found: Rehearsed) -> Iterator[str]:
    """The page, line by line."""
    yield HEAD
    for study, words in ((OPEN, "Open study"), (MASKED, "Masked study")):
        yield f"## {words}\n"
        yield f"| page | {' | '.join(role.replace('_', ' ') for role in ROLES)} |\n|---|{'---|' * len(ROLES)}"
        visitors = {role: signed_in(role) for role in ROLES}
        for route, address in addresses(found, study):
            told = [visitor.get(address).status_code for visitor in visitors.values()]
            name = (
                route.removeprefix("workspace/<str:study>/")
                .replace("<str:", "<")
                .replace("<path:", "<")
                .replace("<int:", "<")
            )
            yield f"| `{name}` | {' | '.join(SIGNS.get(code, str(code)) for code in told)} |"
        yield ""


def signed_in(role: str) -> Client:
    return visitor(staff_of(role))


@pytest.mark.proof
def test_every_page_opens_for_the_roles_that_are_written_down(rehearsed: Rehearsed) -> None:
    text = "\n".join(measured(rehearsed)).rstrip("\n") + "\n"
    if os.environ.get("EQUIPOISE_WRITE"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text, "pages open for other roles than endpoints.md says"
    assert not re.search(r"\| 5\d\d ", text)


def test_every_act_with_a_page_is_a_command_of_the_table() -> None:
    known = {command.__struct_config__.tag for command in MAY}
    by_form = {"read_scan", "adjudicate", "keep_narrative"}  # these save a form of the study file
    assert {*PERSON, *UNIT, *STUDY} - by_form <= known


def test_every_command_that_people_give_has_a_page_or_a_form() -> None:
    """What is not an act page is given on a form's own page, by a file, or on the command line."""
    elsewhere = {
        "open_study", "save_form", "correct_items", "retract_form", "open_query", "answer_query", "close_query", "reopen_query",
        "verify_source", "sign_form", "endorse_casebook", "lock", "unlock", "set_laboratory_mapping", "record_laboratory_file",
        "register_participant", "verify_bag", "set_reference_ranges",
    }  # fmt: skip
    known = {command.__struct_config__.tag for command in MAY}
    assert known - {*PERSON, *UNIT, *STUDY} - elsewhere == set()
