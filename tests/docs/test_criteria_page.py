"""Runs every example of docs/reference/criteria.md."""

from __future__ import annotations

import contextlib
import io
import re
import runpy
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from equipoise.protocol.criteria import CriterionFault, Observation, contradictions, evaluate, parse, say
from equipoise.values.dates import PartialDate
from equipoise.values.quantity import AnalyteUnits, Quantity
from equipoise.values.truth import Truth, every, some, truth

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "criteria.md").read_text(encoding="utf-8")
AT = date(2018, 5, 10)
ANALYTES = {
    "bilirubin": AnalyteUnits("umol/L", (("mg/dL", "17.104"),)),
    "hemoglobin": AnalyteUnits("g/L", (("mmol/L", "16.114"),)),
}
EXAMPLES = [block.strip().splitlines() for block in re.findall(r"```criterion\n(.*?)```", PAGE, re.DOTALL)]
VALUE = re.compile(
    r"(?P<name>[\w.]+) = (?P<value>\S+)(?: (?P<unit>[^\s(@]+))?"
    r"(?: \((?P<limit>ULN|LLN) (?P<normal>\S+) (?P<normal_unit>[^)]+)\))?(?: @ (?P<day>\S+))?"
)


def value_of(words: str, day: date) -> tuple[str, Observation | None]:
    """A name and its value, as the page writes them."""
    found = VALUE.fullmatch(words.strip())
    assert found is not None, words
    name, value = found["name"], found["value"]
    if value == "missing":
        return name, None
    normal = Quantity(Decimal(found["normal"]), found["normal_unit"]) if found["normal"] else None
    is_date = re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", value)
    return name, Observation(
        PartialDate.parse(value) if is_date else value,
        found["unit"] or "",
        date.fromisoformat(found["day"]) if found["day"] else day,
        low=normal if found["limit"] == "LLN" else None,
        high=normal if found["limit"] == "ULN" else None,
        analyte=ANALYTES.get(name),
    )


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) >= 20


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example[0])
def test_an_example_is_said_and_comes_to_what_the_page_shows(example: list[str]) -> None:
    criterion = parse(example[0])
    said = say(criterion, {})
    for line in example[1:]:
        if line[:3] in ("en:", "zh:"):
            assert said.in_("en" if line.startswith("en") else "zh") == line[4:]
            continue
        values, _, outcome = line.rpartition(" -> ")
        known = dict(value_of(words, AT) for words in values.split(";"))
        finding = evaluate(criterion, known.get, AT)
        assert ("stale" if finding.stale else finding.truth.value) == outcome, line


def rows_under(heading: str) -> list[list[str]]:
    """The rows of the first table under a heading, without code marks."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_truth_table_is_that_of_the_code() -> None:
    rows = rows_under("Four rules")
    assert len(rows) == 9
    for row in rows:
        a, b = (truth({"true": True, "false": False, "unknown": None}[cell]) for cell in row[:2])
        expected = [every((a, b)), some((a, b)), a.negated(), some((a.negated(), b))]
        assert [Truth(cell) for cell in row[2:]] == expected


@pytest.mark.parametrize("row", rows_under("What cannot be read"), ids=lambda row: row[0])
def test_a_fault_is_what_the_page_shows(row: list[str]) -> None:
    with pytest.raises(CriterionFault) as fault:
        parse(row[0])
    assert [str(fault.value.column), fault.value.what.en, fault.value.instead.en] == row[1:]


@pytest.mark.parametrize("row", rows_under("What contradicts itself"), ids=lambda row: row[0])
def test_a_contradiction_is_what_the_page_shows(row: list[str]) -> None:
    assert [found.kind for found in contradictions(parse(row[0]))] == [row[1]]


def test_the_python_of_the_page_prints_what_it_shows(tmp_path: Path) -> None:
    code = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0]
    shown = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)[0]
    page = tmp_path / "page.py"
    page.write_text(code, encoding="utf-8")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        runpy.run_path(str(page))
    assert printed.getvalue() == shown
