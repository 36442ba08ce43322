"""Writes the JSON Schemas of the study file for editors."""

from __future__ import annotations

import json
from pathlib import Path

from equipoise.protocol.schema import forms_schema, study_schema

REFERENCE = Path(__file__).parents[1] / "reference"


def pages() -> dict[Path, str]:
    """Each file with what must stand in it."""
    schemas = {"study.schema.json": study_schema(), "forms.schema.json": forms_schema()}
    return {
        REFERENCE / name: json.dumps(schema, indent=1, ensure_ascii=False) + "\n" for name, schema in schemas.items()
    }


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
