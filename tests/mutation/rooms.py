"""Which files a room of rules consists of, and which tests are its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Room:
    """Patterns below the root of the project: what is changed, and what must notice."""

    sources: tuple[str, ...]
    tests: tuple[str, ...]


_CASES: Final = ("tests/validation/test_own_cases.py",)


def _room(name: str, *tests: str) -> Room:
    return Room((f"src/equipoise/rules/{name}/*.py",), (f"tests/rules/{name}/test_*.py", *tests, *_CASES))


ROOMS: Final[Mapping[str, Room]] = {
    "eligibility": Room(
        ("src/equipoise/rules/eligibility/*.py",),
        (
            "tests/rules/eligibility/test_*.py",
            "tests/validation/*/test_eligibility.py",
            "tests/validation/test_kinds_eligibility.py",
            *_CASES,
        ),
    ),
    "randomisation": _room(
        "randomisation", "tests/validation/*/test_randomisation.py", "tests/validation/test_kinds_randomisation.py"
    ),
    "product": _room("product", "tests/validation/published/test_product.py"),
    "visits": _room("visits"),
    "safety": _room("safety", "tests/validation/*/test_laboratory*.py", "tests/validation/test_kinds_safety.py"),
    "response": _room("response", "tests/validation/*/test_response.py", "tests/validation/test_kinds_response.py"),
}
