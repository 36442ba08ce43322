"""A process that asks for the allocation of participants: python -m tests.faults.randomising URL NAME NUMBER..."""

from __future__ import annotations

import sys

from equipoise.trial import commands as act
from equipoise.trial.gateway import Gateway
from equipoise.web.store import open_store
from tests.trial.stage import KEY, SITE, START, By, protocols, small_study


def main(url: str, name: str, *numbers: str) -> None:
    """Writes a line for each: the number, whether it held, and what was told (sequence and arm, or the reasons)."""
    store = open_store(url)
    gateway = Gateway(store, protocols(small_study()), KEY)
    for number in numbers:
        command = act.Randomise(participant=number)
        answer = gateway.do(command, By("coordinator", "coordinator", SITE), START.replace(hour=9), f"{name}-{number}")
        body = answer.facts[0].body
        told = f"{body.sequence} {body.arm}" if answer.accepted else ",".join(reason.code for reason in answer.reasons)
        sys.stdout.write(f"{number} {answer.accepted} {told}\n")
        sys.stdout.flush()
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
