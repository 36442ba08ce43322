"""Verifies an exported ledger with nothing but Python's standard library: python3 verify_ledger.py FILE.jsonl [CHECKPOINT]

An independent reading of docs/reference/ledger.md; it shares no code with Equipoise. It prints the first bad fact and
exits with 1, or prints the count and the last hash and exits with 0; a file that cannot be read ends with 2. Of a checkpoint it
compares `study`, `seq` and `hash`; checking its signature takes an Ed25519 library.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

COLUMNS = [
    "seq", "study", "stream", "version", "kind", "schema", "body", "subject", "happened", "recorded", "received",
    "protocol", "actor", "role", "site", "reason", "cause", "command", "part", "digest", "previous", "hash",
]  # fmt: skip
NUMBERS = {"seq", "version", "schema", "cause", "part"}
SHARED = ("command", "digest", "recorded", "received", "protocol", "actor", "role", "site")


class Bad(Exception):
    """What is wrong with a fact."""


def written(value):
    """JSON as the format writes it: no spaces, only the escapes that JSON demands, UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def read(line):
    """The fact of a line, which must be written exactly as the format says."""
    if not line.endswith(b"\n"):
        raise Bad("its line is cut off")
    try:
        fact = json.loads(line.decode("utf-8"))
        if list(fact) != COLUMNS or written(fact) + b"\n" != line:
            raise Bad("its line is not written as the format says")
    except (ValueError, TypeError, RecursionError) as fault:
        raise Bad("its line is not a JSON object in UTF-8") from fault
    for name in COLUMNS:
        if type(fact[name]) is not (int if name in NUMBERS else str):
            raise Bad(f"{name} has the wrong type")
    return fact


class Chain:
    """What the next fact has to continue."""

    def __init__(self):
        self.study, self.at, self.head, self.latest = None, 0, None, None
        self.versions, self.keys = {}, set()

    def take(self, fact):
        """Takes the next fact, or says why it cannot stand here."""
        if self.study is None:
            self.study = fact["study"]
            self.head = hashlib.sha256(("equipoise/ledger/1/" + self.study).encode("utf-8")).hexdigest()
        if fact["seq"] != self.at + 1:
            raise Bad(f"fact {fact['seq']} stands in its place")
        if hashlib.sha256(b"\x00" + written([fact[name] for name in COLUMNS[:-1]])).hexdigest() != fact["hash"]:
            raise Bad("its columns do not give its hash")
        if fact["previous"] != self.head:
            raise Bad("it does not continue the chain")
        if fact["study"] != self.study:
            raise Bad("it belongs to another study")
        if fact["version"] != self.versions.get(fact["stream"], 0) + 1:
            raise Bad("it has the wrong version of its stream")
        if not 0 <= fact["cause"] < fact["seq"]:
            raise Bad("its cause does not come before it")
        self.take_part(fact)
        self.at, self.head, self.latest = fact["seq"], fact["hash"], fact
        self.versions[fact["stream"]] = fact["version"]

    def take_part(self, fact):
        """A command's facts follow one another from part 0, share who and when, and come once."""
        if fact["part"] == 0:
            if fact["command"] in self.keys:
                raise Bad("its command was stored before")
            self.keys.add(fact["command"])
        elif self.latest is None or fact["part"] != self.latest["part"] + 1:
            raise Bad("it is not the next part of its command")
        elif any(fact[name] != self.latest[name] for name in SHARED):
            raise Bad("it differs from its command's other facts")


def read_checkpoint(path):
    """Study, place and hash that a checkpoint saw."""
    try:
        seen = json.loads(Path(path).read_text("utf-8"))
        if [type(seen[name]) for name in ("study", "seq", "hash")] == [str, int, str]:
            return seen
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise OSError(f"{path} is not a checkpoint")


def verify(path, seen):
    """The chain of a file, held against a checkpoint if there is one; raises Bad with the place and what is wrong."""
    chain = Chain()
    with Path(path).open("rb") as lines:
        for line in lines:
            try:
                chain.take(read(line))
            except Bad as why:
                raise Bad(f"{chain.at + 1}: {why}") from why
            if seen and chain.study != seen["study"]:
                raise Bad(f"1: the checkpoint is of another study, {seen['study']}")
            if seen and chain.at == seen["seq"] and chain.head != seen["hash"]:
                raise Bad(f"{chain.at}: the checkpoint saw another fact here: rewritten here or earlier")
    if seen and seen["seq"] > chain.at:
        raise Bad(f"{chain.at + 1} is missing: the ledger has {chain.at} facts, the checkpoint saw {seen['seq']}")
    return chain


def main(path, checkpoint_path=None):
    try:
        chain = verify(path, checkpoint_path and read_checkpoint(checkpoint_path))
    except Bad as why:
        print(f"BAD fact {why}")
        return 1
    except OSError as fault:
        print(f"cannot be read: {fault}")
        return 2
    print(f"ok: {chain.at} facts, last hash {chain.head}" if chain.at else "no facts: whole, but it proves nothing")
    return 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        print(__doc__)
        sys.exit(2)
    sys.exit(main(*sys.argv[1:]))
