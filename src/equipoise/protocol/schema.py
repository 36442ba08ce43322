"""JSON Schema of the two files of a study, so that editors complete and check them while they are written."""

from __future__ import annotations

from typing import Any

from equipoise.protocol.model import Forms, Study

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def study_schema() -> dict[str, Any]:
    """The schema of `protocol.yaml`: the study without its forms, which have a file of their own."""
    schema = _tidied(Study.model_json_schema(mode="validation"))
    schema["properties"].pop("forms")
    schema["required"].remove("forms")
    return _headed(_needed(schema), "Equipoise study file: protocol.yaml")


def forms_schema() -> dict[str, Any]:
    """The schema of `forms.yaml`."""
    return _headed(_tidied(Forms.model_json_schema(mode="validation")), "Equipoise study file: forms.yaml")


def _headed(schema: dict[str, Any], title: str) -> dict[str, Any]:
    schema["$defs"]["Text"]["additionalProperties"] = False
    return {"$schema": DIALECT, **schema, "title": title}


def _tidied(value: Any, of_names: bool = False) -> Any:
    """The schema without machine-made titles, without defaults of nothing, and with numbers as numbers."""
    if isinstance(value, list):
        return [_tidied(one) for one in value]
    if not isinstance(value, dict):
        return value
    if of_names:
        return {name: _tidied(one) for name, one in value.items()}
    if _is_number(value):
        kept = {key: one for key, one in value.items() if key in ("description", "default") and one is not None}
        return {**kept, "type": "number"}
    tidy = {
        key: _tidied(one, of_names=key in ("properties", "$defs"))
        for key, one in value.items()
        if key != "title" and not (key == "default" and one in (None, {}, [], ""))
    }
    return _without_null(tidy)


def _is_number(value: dict[str, Any]) -> bool:
    """Exact numbers come as `anyOf: number | text of digits`; people write numbers."""
    kinds = [one.get("type") for one in value.get("anyOf", []) if isinstance(one, dict)]
    return "number" in kinds and "string" in kinds and set(kinds) <= {"number", "string", "null"}


def _without_null(value: dict[str, Any]) -> dict[str, Any]:
    """A key that may be left out is left out, not written as null."""
    choices = value.get("anyOf")
    if not isinstance(choices, list) or {"type": "null"} not in choices:
        return value
    rest = [one for one in choices if one != {"type": "null"}]
    others = {key: one for key, one in value.items() if key != "anyOf"}
    return {**others, **rest[0]} if len(rest) == 1 else {**others, "anyOf": rest}


def _needed(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without definitions that nothing points at any more."""
    definitions = schema.pop("$defs", {})
    wanted: list[str] = []
    queue = [schema]
    while queue:
        for name in _pointed_at(queue.pop()):
            if name not in wanted:
                wanted.append(name)
                queue.append(definitions[name])
    return {**schema, "$defs": {name: definitions[name] for name in sorted(wanted)}}


def _pointed_at(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for one in value for name in _pointed_at(one)]
    if not isinstance(value, dict):
        return []
    own = [value["$ref"].rpartition("/")[2]] if isinstance(value.get("$ref"), str) else []
    return own + [name for one in value.values() for name in _pointed_at(one)]
