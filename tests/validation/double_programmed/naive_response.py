"""RECIST 1.1 written a second time, plainly and slowly, from the text alone; fractions instead of decimals.

It knows targets, non-target lesions and sure new lesions, without the switches: what a reader with pencil and paper does.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

Row = tuple[str, Fraction | None, bool]
"""A lesion's name, its size in mm (None: not measured), and whether it is a node."""
Look = tuple[list[Row], str | None, bool]
"""Target lesions, the answer about non-target lesions, and whether a new lesion is there."""


def casebook(looks: Sequence[Look]) -> list[str]:
    """The overall response of every look after the first, which is baseline; a partial response is not kept."""
    first = looks[0]
    baseline = {name: (size, node) for name, size, node in first[0]}
    sums = [sum((size for size, _ in baseline.values() if size is not None), Fraction(0))]
    answers = []
    for rows, others, new in looks[1:]:
        now = {name: size for name, size, _ in rows}
        target = read_target(baseline, now, sums[0], min(sums)) if baseline else "none"
        if baseline and all(now.get(name) is not None for name in baseline):
            sums.append(sum((now[name] or Fraction(0) for name in baseline), Fraction(0)))
        if others is None and first[1] is not None:
            others = "NE"
        answers.append(read_overall(target, others, new))
    return answers


def read_target(baseline: dict[str, Any], now: dict[str, Fraction | None], start: Fraction, nadir: Fraction) -> str:
    """The response of the target lesions."""
    unknown = [name for name in baseline if now.get(name) is None]
    seen = Fraction(0)
    for name in baseline:
        size = now.get(name)
        if size is not None:
            seen = seen + size
    if not unknown:
        gone = True
        for name, (_, node) in baseline.items():
            size = now[name]
            assert size is not None
            gone = gone and (size < 10 if node else size == 0)
        if gone:
            return "CR"
    grew = seen - nadir
    if grew >= 5 and (nadir == 0 or grew / nadir >= Fraction(1, 5)):
        return "PD"
    if unknown:
        return "NE"
    if start > 0 and (start - seen) / start >= Fraction(3, 10):
        return "PR"
    return "SD"


def read_overall(target: str, others: str | None, new: bool) -> str:
    """Tables 1 and 2, row by row."""
    if new or target == "PD" or others == "PD":
        return "PD"
    if target == "none":
        return "NED" if others is None else others
    if target == "CR":
        return "CR" if others in (None, "CR") else "PR"
    return target


def best(responses: Sequence[str], days: Sequence[int], *, confirm: bool) -> str:
    """The best response, by asking for each in turn whether it was ever reached; 28 days confirm, 42 days are stable."""
    end = list(responses).index("PD") + 1 if "PD" in responses else len(responses)
    seen = list(zip(days, responses, strict=True))[:end]
    for wanted in ("CR", "PR"):
        for place, (day, found) in enumerate(seen):
            if found == wanted and (not confirm or _holds(wanted, day, seen[place + 1 :])):
                return wanted
    if any(found in ("CR", "PR", "SD") and day >= 42 for day, found in seen):
        return "SD"
    if any(found == "NON-CR/NON-PD" and day >= 42 for day, found in seen):
        return "NON-CR/NON-PD"
    if any(found == "NED" for _, found in seen):
        return "NED"
    if any(found == "PD" for _, found in seen):
        return "PD"
    return "NE" if seen else "MISSING"


def _holds(wanted: str, day: int, rest: Sequence[tuple[int, str]]) -> bool:
    """Whether a later look confirms it before anything undoes it; one look may be not evaluable."""
    missed = 0
    was_complete = wanted == "CR"
    for later, found in rest:
        if found == "NE":
            missed += 1
            if missed > 1:
                return False
        elif found == "CR" or (found == "PR" and not was_complete):
            if later - day >= 28:
                return True
            was_complete = was_complete or found == "CR"
        else:
            return False
    return False
