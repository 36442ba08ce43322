"""`python -m tests.mutation [ROOM …]`: changes the rules one small step at a time and asks whether a test notices."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.mutation.judge import judge
from tests.mutation.known_equivalent import known_equivalent
from tests.mutation.page import PAGE, write_page
from tests.mutation.rooms import ROOMS

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("src", "tests", "docs", "pyproject.toml")


def main(arguments: Sequence[str]) -> int:
    """Exit code 0 if every mutant on a boundary is noticed or known to change nothing, else 1; 2 if tests fail unchanged."""
    wanted = _parser().parse_args(arguments)
    rooms = wanted.rooms or list(ROOMS)
    equivalent = known_equivalent()
    outcomes = {}
    with tempfile.TemporaryDirectory(prefix="equipoise-mutation-") as folder:
        copy = _copy(Path(folder))
        for room in rooms:
            told = _run(copy, room, wanted)
            if "failed" in told:
                _say(f"{room}: these tests fail without any mutant: {', '.join(told['failed'])}")
                return 2
            outcomes[room] = judge(told["mutants"], equivalent, room)
            _say(outcomes[room].report())
    if wanted.page:
        PAGE.write_text(write_page(PAGE.read_text("utf-8") if PAGE.exists() else "", outcomes, equivalent), "utf-8")
    return int(any(one.is_open for one in outcomes.values()))


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument(
        "rooms", nargs="*", metavar="ROOM", choices=[[], *ROOMS], help=f"of {', '.join(ROOMS)}; else all"
    )
    parser.add_argument("--at", action="append", default=[], metavar="FILE[:LINE]", help="only mutants here")
    parser.add_argument("--everywhere", action="store_true", help="mutants that are on no boundary as well")
    parser.add_argument("--workers", type=int, default=1, help="mutants that live at the same time")
    parser.add_argument("--page", action="store_true", help=f"write the counts into docs/reference/{PAGE.name}")
    return parser


def _copy(folder: Path) -> Path:
    """A copy of what tests read, so that nobody's edit changes a run and no run changes anybody's file."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, folder / name)
    (folder / "tmp").mkdir()
    return folder


def _run(copy: Path, room: str, wanted: argparse.Namespace) -> dict[str, list[dict[str, object]]]:
    """What became of the mutants of one room, found out by a process of its own."""
    told = copy / f"{room}.json"
    program = (
        "import sys; from pathlib import Path; from tests.mutation.run_room import run; "
        f"run(Path.cwd(), {room!r}, {wanted.at!r}, {wanted.everywhere!r}, {wanted.workers!r}, Path({str(told)!r}))"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(copy / "src"), str(copy)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": str(copy / "tmp"),
    }
    subprocess.run([sys.executable, "-P", "-c", program], cwd=copy, env=environment, check=True)
    return dict(json.loads(told.read_text("utf-8")))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
