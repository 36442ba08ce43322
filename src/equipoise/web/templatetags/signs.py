"""The two signs of a statement: R, the registry record says so; A, the study team assumes it. They look alike on every page."""

from __future__ import annotations

from typing import Any, Final

from django import template

from equipoise.protocol.model import Statement
from equipoise.protocol.model.statement import Assumed
from equipoise.values.text import Text, listed, same

register = template.Library()

CONFIRMERS: Final = {
    "investigator": Text("the investigator", "主要研究者"),
    "statistician": Text("the statistician", "统计师"),
    "quality": Text("quality assurance", "质量部门"),
    "sponsor": Text("the sponsor", "申办者"),
    "ethics committee": Text("the ethics committee", "伦理委员会"),
    "data manager": Text("the data manager", "数据管理员"),
    "pharmacist": Text("the pharmacist", "药师"),
}


def anchor(pointer: str) -> str:
    """A pointer into the record as the name of its place on the record's page."""
    return pointer.replace("[", ".").replace("]", "").strip(".").removeprefix("protocolSection.")


def confirmers(words: str) -> Text:
    """Who confirms an assumption, in both languages; a name that is not known stays as the study file has it."""
    return listed([CONFIRMERS.get(one.strip(), same(one.strip())) for one in words.split(",")])


@register.inclusion_tag("signs.html")
def signs(study_id: str, statement: object, *enclosing: object) -> dict[str, Any]:
    """The signs of a statement; one with neither rests on what the nearest enclosing statement rests on."""
    for one in (statement, *enclosing):
        if isinstance(one, Statement) and (one.record is not None or one.assumed is not None):
            return _shown(study_id, tuple(one.record or ()), one.assumed)
    return _shown(study_id, (), None)


@register.inclusion_tag("signs.html")
def record_sign(study_id: str, statement: Statement) -> dict[str, Any]:
    """The sign R alone: for a statement whose reasons are sealed, such as the allocation scheme."""
    return _shown(study_id, tuple(statement.record or ()), None)


@register.filter
def confirmed_by(words: str) -> Text:
    """Who confirms an assumption."""
    return confirmers(words)


def _shown(study_id: str, pointers: tuple[str, ...], assumed: Assumed | None) -> dict[str, Any]:
    return {
        "study_id": study_id,
        "pointers": pointers,
        "anchor": anchor(pointers[0]) if pointers else "",
        "assumed": assumed,
    }
