"""Writes docs/reference/datasets.md: every column of every analysis dataset, with its kind, unit and meaning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from equipoise.analysis.datasets import Dataset, datasets
from equipoise.protocol.builtin import folder, studies
from equipoise.protocol.load import load
from equipoise.trial.state import Protocols, Trial

PAGE = Path(__file__).parents[1] / "reference" / "datasets.md"
HEAD = """# The analysis datasets

Written from the datasets themselves by `docs/generate/datasets.py`; do not edit. Code: `src/equipoise/analysis/datasets/`.

A dataset is a table of plain values up to a data cut. Every row names the facts that it came from (`facts`, ledger
numbers), every column has a meaning and a unit. What is not known is empty, never 0. The day of the origin is day 1, the
day before it day 0. [results.md](results.md) says by which rules events, censoring, sets and measures are found;
[survival.md](survival.md) and [estimators.md](estimators.md) what can be done with them.

```python
from datetime import date

from equipoise.analysis.datasets import datasets
from equipoise.protocol.builtin import folder
from equipoise.protocol.load import load
from equipoise.trial.state import Protocols, Trial

study = load(folder("{study}")).study
trial = Trial(Protocols((study,), {{}}))  # no fact yet; a running trial comes from its ledger
found = datasets(trial, study, until=date(2018, 12, 31))

assert list(found)[:2] == ["participants", "time_to_event"]
assert found["participants"].documentation()[0][:2] == ("participant", "text")
```

`equipoise.analysis.frames.frames(trial, study, until)` gives the same as polars frames with a type for every column;
pandas takes the columns as they are: `pandas.DataFrame(found["time_to_event"].columns)`. At the terminal
`equipoise analysis run --out DIR` writes them as CSV.

## In a notebook

The trial of an installation is one line away, and a frame goes into every estimator of `equipoise.analysis` as it is:

```python
from datetime import date

from equipoise.analysis import compare_log_rank, estimate_kaplan_meier, find_quantile, fit_cox, read_observations
from equipoise.analysis.frames import frames
from equipoise.web.trials import gateway

trial = gateway("{study}").trial()  # of the installation that EQUIPOISE_HOME and EQUIPOISE_DATABASE_URL name
study = trial.protocols.first
found = frames(trial, study, date(2022, 12, 31))
pfs = found["time_to_event"].filter(endpoint="pfs")
observations = read_observations(pfs["day"], pfs["event"], pfs["arm"].to_list(), arms=("control", "nk"))
medians = [find_quantile(curve).day for curve in estimate_kaplan_meier(observations)]
print(medians, compare_log_rank(observations).p_two_sided, fit_cox(observations).ratio)
table = pfs.to_pandas()  # where pandas and pyarrow are installed
```

The record of a participant leads on: `trial.participants["S01-0001-9"].facts` are its facts, and `facts` of each row names theirs.

## What the columns are

While the study is masked, `arm` holds `all`, and columns and rows that would tell an arm are left out (`Dataset.withheld`).

The columns `set_…`, `stratum_…` and `base_…` come from the study file; those of {study} are shown.
"""


def pages() -> dict[Path, str]:
    """Each file with what must stand in it."""
    name = studies()[0]
    study = load(folder(name)).study
    if study is None:
        raise SystemExit(f"{name} has faults")
    found = datasets(Trial(Protocols((study,), {})), study, date(2000, 1, 1))
    head = HEAD.format(study=name)
    return {PAGE: head + "".join(_section(dataset) for dataset in found.values())}


def _section(dataset: Dataset) -> str:
    return "\n".join(_lines(dataset)) + "\n"


def _lines(dataset: Dataset) -> Iterator[str]:
    yield from (
        "",
        f"## `{dataset.name}`",
        "",
        f"{dataset.title.en} · {dataset.title.zh}. One row: {dataset.one_row.en}.",
        "",
    )
    yield from ("| column | kind | unit | meaning | 含义 |", "|---|---|---|---|---|")
    for field in dataset.fields:
        yield f"| `{field.name}` | {field.kind} | {field.unit} | {field.says.en} | {field.says.zh} |"


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
