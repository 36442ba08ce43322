"""How long the reports of a whole trial take, step by step, and how much memory.

    python benchmarks/bench_report.py [participants]

Writes benchmarks/report.md. The reports are built as a person at a terminal builds them, with a process for each processor and
with one alone, twice each: every byte must be the same. Memory is that of all processes together, what they share counted once,
looked at ten times a second. Seconds belong to one machine and to what else it does, so the load is said too.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

REPORT = Path(__file__).with_name("report.md")
CODE = Path(__file__).parents[1] / "src"
STUDY = "NCT03410368"
TURNS = 2
PROGRAM = [sys.executable, "-c", "from equipoise.cli import main; main()"]
STEPS = """
import json
from datetime import date
from time import process_time
begun = process_time()
from equipoise.cli.opened import store_of, trial_of
from equipoise.paper import find_fonts
from equipoise.report import REPORTS, Built, Material, Order, files_of, imprint_of, view_of
from equipoise.web.home import home
taken = {"loading the program": process_time() - begun}
def step(name, work):
    start = process_time()
    found = work()
    taken[name] = process_time() - start
    return found
_, trial, at = step("reading the ledger", lambda: trial_of("", ""))
cut = date.fromisoformat(trial.recorded[-1][:10])
study = trial.version_on(cut)
made = Material(trial, study, imprint_of(trial, study, cut, store_of(home())), False, True)
step("preparing the cut by arm", lambda: made.view())
step("preparing it pooled", lambda: made.view(pooled=True))
step("every table", lambda: [made.view().display(key) for key in made.view().keys])
step("every figure in both languages", lambda: [made.view().svg(key, one) for key in made.view().figures for one in ("en", "zh")])
for key in REPORTS:
    for kind in ("html", "pdf"):
        step(f"{key}, {kind}, both languages", lambda: list(files_of(made, Order((key,), formats=(kind,)), find_fonts(), Built())))
print(json.dumps(taken))
"""


@dataclass(frozen=True)
class Run:
    """What a command took: seconds on the clock and of all processors, the others at work meanwhile, MiB of all its processes."""

    clock: float
    processor: float
    load: float
    whole: float

    @property
    def row(self) -> str:
        return f"{self.processor:.1f} | {self.clock:.1f} | {self.load:.1f} | {self.whole:.0f}"


def family(pid: int) -> Iterator[int]:
    """A process and all that it started."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from family(int(child))


def memory(pid: int) -> float:
    """MiB of a process and all that it started; pages that several share count once."""
    found = 0
    for one in family(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        found += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return found / 1024


def run(home: Path, *words: str) -> Run:
    """Runs a command and watches it."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    started = subprocess.Popen(
        [*PROGRAM, *words], env={**os.environ, "EQUIPOISE_HOME": str(home)}, stdout=subprocess.DEVNULL
    )
    most, loads, over = [0.0], [0.0], Event()

    def watch() -> None:
        while not over.wait(0.1):
            try:
                most.append(memory(started.pid))
                loads.append(os.getloadavg()[0])
            except OSError:
                continue

    watching = Thread(target=watch)
    watching.start()
    status = started.wait()
    clock = perf_counter() - begun
    over.set()
    watching.join()
    assert status == 0, words
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(clock, processor, max(loads), max(most))


def digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        whole.update(file.name.encode() + file.read_bytes())
    return whole.hexdigest()


def main() -> None:
    participants = sys.argv[1] if len(sys.argv) > 1 else "120"
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        program = shutil.copytree(CODE, Path(folder) / "src", ignore=shutil.ignore_patterns("__pycache__"))
        os.environ["PYTHONPATH"] = str(
            program
        )  # a copy: whoever edits the code meanwhile changes its digest, which is printed
        run(home, "trial", "rehearse", STUDY, "--participants", participants, "--seed", "1")
        built: dict[str, list[Run]] = {jobs: [] for jobs in ("0", "1")}
        for turn in range(TURNS):
            for jobs, runs in built.items():
                runs.append(run(home, "report", "build", "--out", f"{folder}/{jobs}-{turn}", "--jobs", jobs))
        alike = len({digest(Path(folder) / f"{jobs}-{turn}") for jobs in built for turn in range(TURNS)}) == 1
        files = list((Path(folder) / "0-0").iterdir())
        size = sum(file.stat().st_size for file in files) / 1e6
        verified = run(home, "report", "verify", f"{folder}/0-0")
        steps = json.loads(
            subprocess.run(
                [sys.executable, "-c", STEPS],
                env={**os.environ, "EQUIPOISE_HOME": str(home)},
                capture_output=True,
                check=True,
                text=True,
            ).stdout
        )
    rows = "\n".join(f"| {name} | {taken:.2f} |" for name, taken in steps.items())
    best, alone = (min(built[jobs], key=lambda one: one.clock) for jobs in ("0", "1"))
    REPORT.write_text(
        f"""# The reports of a whole trial

Made by `benchmarks/bench_report.py`: Python {platform.python_version()}, {os.cpu_count()} processors,
{participants} participants. All five reports in two languages, as PDF and as pages, with their data: {len(files)} files
of {size:.1f} MB. Built {2 * TURNS} times, every byte {"the same" if alike else "DIFFERENT"}; of each kind the quickest is shown.

| what | processor seconds | seconds on the clock | load of the machine | MiB of all its processes |
|---|---|---|---|---|
| `equipoise report build`, a process for each processor | {best.row} |
| `equipoise report build --jobs 1` | {alone.row} |
| `equipoise report verify`, everything built again | {verified.row} |

The load is how many processes wanted a processor, these included, on average over a minute: above {os.cpu_count()} the clock runs
while others are served, and a processor second does less.

## Step by step, in one process

| step | processor seconds |
|---|---|
{rows}
""",
        encoding="utf-8",
    )
    assert alike


if __name__ == "__main__":
    main()
