"""The criteria of a draft: each line of the record, its test where the reader is sure, and the variables and items that tests need."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, Final, cast

from equipoise.protocol.criteria import Expression, names, write
from equipoise.protocol.criteria.syntax import Comparison, Multiple, Name, Negation
from equipoise.registry.concepts import Concepts
from equipoise.registry.draft.said import UNTRANSLATED, Data, Said, assumed, both
from equipoise.registry.match.measures import MEASURES
from equipoise.registry.match.read import Criterion, read_criteria
from equipoise.registry.match.words import called, line
from equipoise.values.text import Text

PATH: Final = "eligibilityModule.eligibilityCriteria"
_READ: Final = assumed(
    "The test was read from the words of the record by software.", "判定条件由软件根据注册原文解读。"
)
_BARE: Final = frozenset({"ecog", "kps", "inr"})


@dataclass
class Criteria:
    """The criteria, and what their tests need: variables, items of the eligibility form, analytes, code lists."""

    criteria: Data = field(default_factory=dict)
    variables: Data = field(default_factory=dict)
    items: Data = field(default_factory=dict)
    analytes: Data = field(default_factory=dict)
    code_lists: Data = field(default_factory=dict)
    judged: list[str] = field(default_factory=list)
    tested: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)


def criteria_of(said: Said, concepts: Concepts) -> Criteria:
    """Every criterion of the record. One under no heading is taken as inclusion, and the decision list says so."""
    made = Criteria()
    raw = said.text(PATH)
    counted = {"I": 0, "E": 0}
    for one in read_criteria(raw, concepts):
        letter = "E" if one.stated.side == "exclusion" else "I"
        counted[letter] += 1
        name = f"{letter}{counted[letter]}"
        if one.stated.side == "unstated":
            made.unclear.append(name)
        made.criteria[name] = _criterion(name, one, raw, said, concepts, made)
    return made


def _criterion(name: str, one: Criterion, raw: str, said: Said, concepts: Concepts, made: Criteria) -> Data:
    words = " ".join(raw[one.stated.start : one.stated.end].split())
    found: Data = {
        "category": "exclusion" if name.startswith("E") else "inclusion",
        "text": both(one.stated.text, f"{UNTRANSLATED}{one.stated.text}"),
    }
    test = _test(one, concepts, made)
    if test is None:
        made.judged.append(name)
        found["judgement"] = both("Whether this criterion is fulfilled", "是否符合本条标准")
        found |= assumed("The words of the record are not read by software.", "注册原文软件未能解读。")
    else:
        made.tested.append(name)
        assert one.expression is not None
        plain = line(one.expression, concepts)
        found["plain"] = both(plain.en, plain.zh)
        found["test"] = test
        found |= _READ
        if one.assumed:
            found["note"] = both(" ".join(note.en for note in one.assumed), " ".join(note.zh for note in one.assumed))
    if one.stated.group:
        group = one.stated.group
        found["note"] = both(f"The record states it for: {group}", f"注册原文限定于：{group}")
    return {**found, **said.part(PATH, words)}


def _test(one: Criterion, concepts: Concepts, made: Criteria) -> str | None:
    """The test in the names of the draft, true for whoever may take part; None where it was not read in full."""
    if one.expression is None or one.read != "whole" or one.stated.group or one.stated.side == "unstated":
        return None
    used = names(one.expression)
    if "unread" in used or used & {"age_months", "age_weeks", "age_days"}:
        return None
    limits = _limited(one.expression)
    for name in sorted(used):
        _declare(name, concepts, made, limited=name in limits)
    renamed = _renamed(one.expression)
    if one.stated.side == "exclusion":
        renamed = renamed.part if isinstance(renamed, Negation) else Negation(renamed)
    return write(renamed)


def _id(name: str) -> str:
    return name.lower().replace(".", "_")


def _renamed(part: Expression) -> Expression:
    return cast(Expression, _rename(part))


def _rename(part: Any) -> Any:
    if isinstance(part, Name):
        return Name(_id(part.id))
    if isinstance(part, tuple):
        return tuple(_rename(one) for one in part)
    if is_dataclass(part) and not isinstance(part, type):
        return replace(part, **{one.name: _rename(getattr(part, one.name)) for one in fields(part) if one.init})
    return part


def _limited(part: Any) -> frozenset[str]:
    """The measurements that are held against their laboratory's own limits."""
    if isinstance(part, Comparison) and isinstance(part.right, Multiple) and isinstance(part.left, Name):
        return frozenset({part.left.id})
    inner = getattr(part, "parts", None) or ((part.part,) if isinstance(part, Negation) else ())
    return frozenset().union(*(_limited(one) for one in inner))


def _declare(name: str, concepts: Concepts, made: Criteria, *, limited: bool) -> None:
    """The variable of a name and the item that holds it."""
    says = called(name, concepts)
    mark = assumed("The record does not say how this is recorded.", "注册记录未说明如何采集。", "data manager")
    if name == "age":
        made.variables["age"] = {
            "name": both("age", "年龄"),
            "item": "DM.BRTHDAT",
            "kind": "age",
            "event": "consent",
            **mark,
        }
        return
    item = (
        made.variables[_id(name)]["item"].split(".")[1]
        if _id(name) in made.variables
        else f"Q{len(made.variables) + 1:03d}"
    )
    if name.partition(".")[0] in ("last", "when"):
        made.items[f"{item}YN"] = {"label": _label(says, "Ever", "是否有过"), "kind": "yes_no", **mark}
        made.items[item] = {"label": both(says.en, says.zh), "kind": "date", "when": f"{item}YN = Y", **mark}
        made.variables[_id(name)] = {
            "name": both(says.en, says.zh),
            "item": f"EL.{item}",
            "absent": f"{item}YN = N",
            **mark,
        }
        return
    made.items[item] = {"label": both(says.en, says.zh), **_kind(name, made, limited=limited), **mark}
    made.variables[_id(name)] = {"name": both(says.en, says.zh), "item": f"EL.{item}", **mark}


def _label(says: Text, en: str, zh: str) -> Data:
    return both(f"{en}: {says.en}", f"{zh}：{says.zh}")


def _kind(name: str, made: Criteria, *, limited: bool) -> Data:
    if name == "response":
        made.code_lists["RESPONSE"] = {
            "CR": both("Complete response", "完全缓解"),
            "PR": both("Partial response", "部分缓解"),
            "SD": both("Stable disease", "疾病稳定"),
            "PD": both("Progression", "疾病进展"),
        }
        return {"kind": "code", "codes": "RESPONSE"}
    if name == "diagnosis":
        return {"kind": "date"}
    if name not in MEASURES:
        return {"kind": "yes_no"}
    measure = MEASURES[name]
    if name in _BARE and not limited:
        return {"kind": "decimal"}
    made.analytes[name.upper()] = {
        "name": both(measure.name.en, measure.name.zh),
        "unit": measure.unit,
        **({"factors": dict(measure.factors)} if measure.factors else {}),
    }
    return {
        "kind": "quantity",
        "units": [measure.unit, *(code for code, _ in measure.factors)],
        "analyte": name.upper(),
    }
