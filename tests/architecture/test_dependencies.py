"""Every dependency is known, weighed, pinned and free to use."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, project

DECISION = ROOT / "docs" / "decisions" / "0001-dependencies-and-why.md"
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
COPYLEFT = re.compile(r"(?<!L)(?<!Lesser )\b(?:AGPL|GPL|Affero|GNU General Public)", re.IGNORECASE)


def canonical(name: str) -> str:
    """A package name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> list[str]:
    """The packages that pyproject.toml asks for by name."""
    tables = project()["project"]
    wanted = [*tables["dependencies"], *tables["optional-dependencies"]["dev"], *project()["build-system"]["requires"]]
    return sorted({canonical(re.split(r"[\[<>=~!; ]", requirement)[0]) for requirement in wanted})


def pinned(lock: Path) -> dict[str, str]:
    """Name and version of each package of a lock."""
    return {canonical(name): version for name, version in PIN.findall(lock.read_text("utf-8"))}


def licence(package: Distribution) -> str:
    """What a package says of its licence: the expression, else the classifiers, else the first line of its words."""
    expression = package.metadata.get("License-Expression")
    classifiers = [line for line in package.metadata.get_all("Classifier") or [] if line.startswith("License ::")]
    words = (package.metadata.get("License") or "").strip().splitlines()[:1]
    return str(expression) if expression else "; ".join(classifiers or words)


@pytest.mark.parametrize("name", declared())
def test_every_dependency_has_its_reasons_written_down(name: str) -> None:
    rows = [line for line in DECISION.read_text("utf-8").splitlines() if line.startswith(f"| {name} |")]
    assert len(rows) == 1
    assert all(cell.strip() for cell in rows[0].strip("|").split("|"))


def test_every_written_reason_belongs_to_a_dependency() -> None:
    rows = re.findall(r"^\| ([a-z0-9-]+) \|", DECISION.read_text("utf-8"), re.MULTILINE)
    assert set(rows) - {"package"} <= set(declared())


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_pins_by_hash_and_names_no_host(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert pinned(lock)
    assert all(
        "--hash=sha256:" in entry for entry in re.split(r"^(?=\S+==)", text, flags=re.MULTILINE) if "==" in entry
    )
    assert "://" not in text
    assert "index-url" not in text


def test_the_locks_agree_with_one_another() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, version in pinned(lock).items():
            versions.setdefault(name, set()).add(version)
    assert not {name: found for name, found in versions.items() if len(found) > 1}


def test_every_dependency_is_locked() -> None:
    locked = {name for lock in LOCKS for name in pinned(lock)}
    assert set(declared()) <= locked


def test_no_dependency_would_bind_the_project_to_a_strong_copyleft_licence() -> None:
    bound = {}
    for name in {name for lock in LOCKS for name in pinned(lock)}:
        try:
            said = licence(distribution(name))
        except PackageNotFoundError:
            continue
        if COPYLEFT.search(said):
            bound[name] = said
    assert not bound


@pytest.mark.parametrize(
    ("said", "binds"),
    [
        ("GPL-3.0-only", True),
        ("AGPL-3.0-or-later", True),
        ("License :: OSI Approved :: GNU General Public License v2 (GPLv2)", True),
        ("LGPL-3.0-only", False),
        ("MIT", False),
    ],
)
def test_a_strong_copyleft_licence_is_recognised(said: str, binds: bool) -> None:
    assert bool(COPYLEFT.search(said)) is binds
