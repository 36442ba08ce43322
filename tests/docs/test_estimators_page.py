"""The page on estimators: its example runs, and every estimator and kind stands on it."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys

import equipoise.analysis
import equipoise.simulation.design
from equipoise.validation.find_kinds import find_kinds
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "reference" / "estimators.md").read_text(encoding="utf-8")


def test_its_example_runs() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    subprocess.run([sys.executable, "-c", example], check=True)


def test_every_estimator_is_on_it() -> None:
    for room in (equipoise.analysis, equipoise.simulation.design):
        functions = [name for name in room.__all__ if inspect.isfunction(getattr(room, name))]
        assert [name for name in functions if f"`{name}" not in PAGE] == []


def test_every_kind_of_statistics_and_design_is_on_it() -> None:
    kinds = [name for name in find_kinds() if name.startswith(("statistics.", "design."))]
    assert [name for name in kinds if f"`{name}`" not in PAGE] == []


def test_every_argument_of_an_estimator_is_named_in_types() -> None:
    for name in equipoise.analysis.__all__:
        thing = getattr(equipoise.analysis, name)
        if inspect.isfunction(thing):
            assert thing.__doc__, name
            assert all(
                one.annotation is not inspect.Parameter.empty for one in inspect.signature(thing).parameters.values()
            )
