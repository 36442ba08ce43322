"""Writes assumptions.md of every built-in study: all that its file assumes, why, and who confirms it."""

from __future__ import annotations

from pathlib import Path

from equipoise.protocol.assumptions import assumptions, to_markdown
from equipoise.protocol.load import load

STUDIES = Path(__file__).parents[2] / "src" / "equipoise" / "studies"


def pages() -> dict[Path, str]:
    """Each file with what must stand in it."""
    found: dict[Path, str] = {}
    for folder in sorted(path.parent for path in STUDIES.glob("*/protocol.yaml")):
        loaded = load(folder)
        if loaded.study is None:
            raise SystemExit("\n".join(str(fault) for fault in loaded.faults))
        found[folder / "assumptions.md"] = to_markdown(loaded.study, assumptions(loaded.study, loaded.lines))
    return found


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
