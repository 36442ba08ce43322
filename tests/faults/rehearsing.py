"""A process that rehearses into a store until it is stopped: python -m tests.faults.rehearsing URL PARTICIPANTS SEED."""

from __future__ import annotations

import sys

from equipoise.simulation.rehearsal import rehearse
from equipoise.trial.gateway import Gateway
from equipoise.web.store import open_store
from tests.rehearsals import FIRST, KEY, protocols_of


def main(url: str, participants: str, seed: str) -> None:
    """Writes the number of facts after each commit."""
    protocols = protocols_of(FIRST)
    store = open_store(url)

    def tell(_randomised: int, _planned: int, facts: int) -> None:
        sys.stdout.write(f"{facts}\n")
        sys.stdout.flush()

    rehearse(Gateway(store, protocols, KEY), protocols.first, int(participants), int(seed), tell)
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
