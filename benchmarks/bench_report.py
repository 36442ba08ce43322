"""How long the reports of a whole trial take, step by step, and how much memory.

    python benchmarks/bench_report.py [participants]

Writes benchmarks/report.md. The reports are built in a process of their own, as a person at a terminal builds them, twice: the
second time shows that every byte is the same. Seconds belong to one machine and to what else it does.
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
from pathlib import Path
from time import perf_counter

REPORT = Path(__file__).with_name("report.md")
CODE = Path(__file__).parents[1] / "src"
STUDY = "NCT03410368"
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


def run(home: Path, *words: str) -> tuple[float, float, str]:
    """Clock seconds, processor seconds, and what was printed."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    done = subprocess.run(
        [*PROGRAM, *words], env={**os.environ, "EQUIPOISE_HOME": str(home)}, capture_output=True, check=True, text=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return perf_counter() - begun, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


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
        one = run(home, "report", "build", "--out", f"{folder}/one")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        two = run(home, "report", "build", "--out", f"{folder}/two")
        alike = digest(Path(folder) / "one") == digest(Path(folder) / "two")
        files = list((Path(folder) / "one").iterdir())
        size = sum(file.stat().st_size for file in files) / 1e6
        verified = run(home, "report", "verify", f"{folder}/one")
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
    best = min(one[:2], two[:2], key=lambda pair: pair[1])
    REPORT.write_text(
        f"""# The reports of a whole trial

Made by `benchmarks/bench_report.py`: Python {platform.python_version()}, {os.cpu_count()} processors,
{participants} participants. All five reports in two languages, as PDF and as pages, with their data: {len(files)} files
of {size:.1f} MB. Other work on the machine slows the clock and, less, the processor.

| what | processor seconds | seconds on the clock |
|---|---|---|
| `equipoise report build`, everything | {best[1]:.1f} | {best[0]:.1f} |
| `equipoise report verify`, everything built again | {verified[1]:.1f} | {verified[0]:.1f} |

Peak memory of the build: {peak:.0f} MiB. The second build is {"the same to the byte" if alike else "DIFFERENT"}.

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
