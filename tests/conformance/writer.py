"""A process that appends facts and says which are acknowledged: python -m tests.conformance.writer URL NAME COMMANDS."""

from __future__ import annotations

import sys

from equipoise.web.store import open_store
from tests.ledger.examples import STUDY, command, draft


def main(url: str, name: str, commands: str) -> None:
    """Writes a line with the last `seq` after each command that was committed."""
    store = open_store(url)
    for number in range(1, int(commands) + 1):
        with store.writing(STUDY) as chain:
            rows = chain.append(command(number, key=f"{name}-{number}"), [draft(f"P{number % 9}")] * 3)
        sys.stdout.write(f"{rows[-1].seq} {rows[-1].hash}\n")
        sys.stdout.flush()
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
