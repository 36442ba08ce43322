"""Two rehearsed trials for the tests of the workspace, in memory, made once: one open with a cell product, one masked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpResponse

from equipoise.ledger.memory import MemoryStore
from equipoise.simulation.rehearsal import rehearse, staff_of, team
from equipoise.trial.gateway import Gateway
from equipoise.trial.state import Trial
from equipoise.web import moment, trials
from tests.web.conftest import visitor

OPEN, MASKED = "NCT03410368", "ASPIRE-3"
PARTICIPANTS = 8


@dataclass(frozen=True)
class Rehearsed:
    """The rehearsed trials by study, and a way to read pages in a role."""

    gateways: dict[str, Gateway]

    def trial(self, study: str = OPEN) -> Trial:
        """The folded trial."""
        return self.gateways[study].trial()

    def get(self, role: str, path: str, study: str = OPEN, language: str = "en") -> HttpResponse:
        """A page of the workspace as the virtual person of a role sees it."""
        answer = visitor(staff_of(role), language).get(f"/workspace/{study}/{path}")
        assert isinstance(answer, HttpResponse)
        return answer


@lru_cache(maxsize=1)
def _rehearsals() -> tuple[MemoryStore, dict[str, Gateway]]:
    store, gateways = MemoryStore(), {}
    for name in (OPEN, MASKED):
        protocols = trials.study(name).protocols
        gateways[name] = Gateway(store, protocols, bytes(range(32)))
        rehearse(gateways[name], protocols.first, PARTICIPANTS, 1)
    return store, gateways


@pytest.fixture
def rehearsed(installation: None) -> Iterator[Rehearsed]:
    """The rehearsed trials in the place of the installation's own, with the accounts of their virtual staff."""
    people = get_user_model()
    for name, _ in team(trials.study(OPEN).protocols.first):
        people.objects.get_or_create(username=name)
    store, gateways = _rehearsals()
    known: Callable[[str], Gateway] = gateways.__getitem__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trials, "gateway", known)
        patch.setattr(moment, "monotonic", lambda: 0.0)  # the time of a rehearsal goes on; here it stands still
        patch.setattr(trials, "store", lambda: store)
        moment._past.cache_clear()
        yield Rehearsed(gateways)
        moment._past.cache_clear()
