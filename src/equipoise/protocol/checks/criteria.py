"""Conditions that cannot be read, that ask for what nobody enters, or that no answer can fulfil."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from equipoise.protocol.checks.case import Case
from equipoise.protocol.checks.walk import fault, item_at, item_paths
from equipoise.protocol.criteria import CriterionFault, Expression, check_names, parse, parse_term
from equipoise.protocol.criteria.contradictions import contradictions
from equipoise.protocol.criteria.names import tests_of
from equipoise.protocol.criteria.syntax import Comparison, Either, Membership, Multiple, Name, Number, Word
from equipoise.protocol.fault import Finding
from equipoise.protocol.model import Form, Item, Study
from equipoise.values.quantity import AnalyteUnits, UnitFault, compatible
from equipoise.values.text import Text

_YES_NO = ("Y", "N")
PREVIOUS = "previous"
"""What an edit check writes before an item of the same form as it was entered for an earlier day."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of the study file with its path; `items` are the names it may use (None: a moment or a computed value)."""

    path: str
    words: str
    items: Mapping[str, Item | None]
    more: Mapping[str, tuple[str, ...]]
    computes: bool = False


def conditions_can_be_read(case: Case) -> Iterator[Finding]:
    """Every condition follows the criteria language and uses names that exist where it stands."""
    for condition in conditions(case.study):
        try:
            read = parse_term(condition.words) if condition.computes else parse(condition.words)
        except CriterionFault as slip:
            yield _of(condition, slip)
            continue
        for unknown in check_names(read, condition.items):
            yield _of(condition, unknown)


def conditions_ask_for_possible_answers(case: Case) -> Iterator[Finding]:
    """A condition compares an item with codes and units that the item has."""
    for condition, expression in read_conditions(case.study):
        for test in tests_of(expression):
            if isinstance(test, Comparison | Membership) and isinstance(test.left, Name):
                item = condition.items.get(test.left.id)
                if item is not None:
                    yield from _answers(case.study, condition, test, item, test.left.id)


def criteria_can_be_fulfilled(case: Case) -> Iterator[Finding]:
    """No criterion, and no two criteria together, exclude everybody; none is true of everybody; no branch is dead."""
    read = dict(_paths_of_criteria(case.study))
    names = {condition.path: expression for condition, expression in read_conditions(case.study)}
    called = {name: variable.name for name, variable in case.study.variables.items()}
    together = {path: names[path] for path in read if path in names}
    for found in contradictions(together, called):
        paths = [path for path in found.where if path in together]
        told = ", ".join(f"`{path}`" for path in paths[1:])
        also = Text(f" (with {told})", f"（与 {told}）") if told else Text("", "")
        says = Text("{says}{also}", "{says}{also}").format(says=_bare(found.says), also=also)
        yield Finding(paths[0] if paths else "eligibility", says, Text(
            "Correct the limits or the words", "请更正界限或用词"), "remark" if found.kind == "always" else "fault")  # fmt: skip


def _bare(says: Text) -> Text:
    return Text(says.en.rstrip("."), says.zh.rstrip("。"))


def read_conditions(study: Study) -> Iterator[tuple[Condition, Expression]]:
    """The conditions that can be read, with what they state."""
    for condition in conditions(study):
        if not condition.computes:
            try:
                yield condition, parse(condition.words)
            except CriterionFault:
                continue


def conditions(study: Study) -> Iterator[Condition]:
    """Every condition of the study file."""
    names, more = _names_of_study(study)
    for path, words in _over_variables(study):
        yield Condition(path, words, names, more)
    yield from _over_forms(study)
    yield from _over_named_forms(study)


def _over_variables(study: Study) -> Iterator[tuple[str, str]]:
    yield from _paths_of_criteria(study)
    for name, factor in study.randomisation.factors.items():
        for level, words in factor.levels.items():
            yield f"randomisation.factors.{name}.levels.{level}", words
    for name, factor in study.analysis.comparison.subgroups.items():
        for level, words in factor.levels.items():
            yield f"analysis.comparison.subgroups.{name}.levels.{level}", words


def _paths_of_criteria(study: Study) -> Iterator[tuple[str, str]]:
    criteria = {f"eligibility.criteria.{name}": criterion for name, criterion in study.eligibility.criteria.items()}
    for gate_name, gate in study.eligibility.gates.items():
        criteria |= {f"eligibility.gates.{gate_name}.criteria.{name}": found for name, found in gate.criteria.items()}
    for path, criterion in criteria.items():
        if criterion.test is not None:
            yield f"{path}.test", criterion.test


def _over_forms(study: Study) -> Iterator[Condition]:
    beyond, more = _names_of_study(study)
    beyond |= {words: item for words, item in item_paths(study) if words.count(".") == 1}
    for form_name, form in study.forms.forms.items():
        path, items = f"forms.forms.{form_name}", _items(form)
        for name, item in form.items.items():
            yield from _of_item(f"{path}.items.{name}", item, items)
        for group_name, group in form.groups.items():
            for name, item in group.items.items():
                yield from _of_item(f"{path}.groups.{group_name}.items.{name}", item, {**items, **group.items})
        for name, check in form.checks.items():
            before = {f"{PREVIOUS}.{item}": found for item, found in form.items.items()}
            yield Condition(f"{path}.checks.{name}.test", check.test, {**beyond, **before, **items}, more)


def _of_item(path: str, item: Item, items: Mapping[str, Item | None]) -> Iterator[Condition]:
    if item.when is not None:
        yield Condition(f"{path}.when", item.when, items, {})
    if item.derived is not None:
        yield Condition(f"{path}.derived", item.derived, items, {}, computes=True)


def _over_named_forms(study: Study) -> Iterator[Condition]:
    for name, event in study.events.items():
        if event.when is not None and event.form in study.forms.forms:
            yield Condition(f"events.{name}.when", event.when, _items(study.forms.forms[event.form]), {})
    for name, variable in study.variables.items():
        form_name, *rest = variable.item.split(".")
        form = study.forms.forms.get(form_name)
        if form is None:
            continue
        group = form.groups.get(rest[0]) if len(rest) == 2 else None
        items = {**_items(form), **(group.items if group else {})}
        for key, words in (("where", variable.where), ("absent", variable.absent)):
            if words is not None:
                yield Condition(f"variables.{name}.{key}", words, items, {})
    yield from _over_analysis(study)
    form = study.forms.forms.get(study.safety.event.form)
    if form is not None:
        rules: dict[str, str | None] = {
            f"safety.clocks.{name}.when": clock.when for name, clock in study.safety.clocks.items()
        }
        rules |= {f"safety.unacceptable.{name}.when": rule.when for name, rule in study.safety.unacceptable.items()}
        rules |= {f"safety.delays.{name}.event": rule.event for name, rule in study.safety.delays.items()}
        rules |= {f"safety.holds.{name}.when": rule.when for name, rule in study.safety.holds.items()}
        rules["safety.event.open"] = study.safety.event.open
        for path, words in rules.items():
            if words is not None:
                yield Condition(path, words, _items(form), {})


def _over_analysis(study: Study) -> Iterator[Condition]:
    for name, listed in study.analysis.listed.items():
        if listed.when is not None and listed.form in study.forms.forms:
            items = _items(study.forms.forms[listed.form])
            yield Condition(f"analysis.listed.{name}.when", listed.when, items, {})
    for name, chosen in study.analysis.sets.items():
        for key, exclusion in chosen.without.items():
            if exclusion.when is not None and exclusion.form in study.forms.forms:
                items = _items(study.forms.forms[exclusion.form])
                yield Condition(f"analysis.sets.{name}.without.{key}.when", exclusion.when, items, {})


def _items(form: Form) -> dict[str, Item | None]:
    """The names that a condition over a form may use: its items, and `GROUP.ITEM` of its rows."""
    rows = {f"{group}.{name}": item for group, found in form.groups.items() for name, item in found.items.items()}
    return {**form.items, **rows}


def _names_of_study(study: Study) -> tuple[dict[str, Item | None], dict[str, tuple[str, ...]]]:
    names: dict[str, Item | None] = dict.fromkeys(study.events)
    more: dict[str, tuple[str, ...]] = {}
    for name, variable in study.variables.items():
        names[name] = None if variable.kind == "age" else item_at(study, variable.item)
        more[name] = (variable.absent_value,) if variable.absent is not None else ()
    return names, more


def _answers(
    study: Study, condition: Condition, test: Comparison | Membership, item: Item, name: str
) -> Iterator[Finding]:
    values = test.values if isinstance(test, Membership) else (test.right,)
    codes = _codes(study, item)
    for value in values:
        if isinstance(value, Word | Number) and codes is not None:
            word = value.text if isinstance(value, Word) else str(value.value)
            if word not in (*codes, *condition.more.get(name, ())):
                listed = ", ".join(f"`{code}`" for code in codes)
                yield fault(condition.path, f"`{name}` can never be `{word}`", f"`{name}` 不可能取值 `{word}`",
                    f"Write one of {listed}", f"请从以下选择：{listed.replace(', ', '、')}")  # fmt: skip
        elif isinstance(value, Multiple) and item.analyte is None:
            yield fault(condition.path, f"`{name}` has no limit of normal", f"`{name}` 没有正常值范围",
                "Name the analyte of its item under `analyte`", "请在其项目写明 `analyte`")  # fmt: skip
        elif isinstance(value, Number | Either):
            yield from _units(study, condition, value, item, name)


def _units(study: Study, condition: Condition, value: Number | Either, item: Item, name: str) -> Iterator[Finding]:
    if item.kind != "quantity" or not item.units:
        return
    analyte = study.forms.analytes.get(item.analyte or "")
    known = AnalyteUnits(analyte.unit, tuple(analyte.factors.items())) if analyte is not None else None
    for number in value.limits if isinstance(value, Either) else (value,):
        if not number.unit:
            yield fault(condition.path, f"`{name}` is compared with a number without a unit", f"`{name}` 与没有单位的数相比较",
                f"Write the unit: {number.value} {item.units[0]}", f"请写出单位：{number.value} {item.units[0]}")  # fmt: skip
        elif not _fits(number.unit, item.units, known):
            yield fault(condition.path, f"`{name}` does not have the unit `{number.unit}`", f"`{name}` 没有单位 `{number.unit}`",
                f"Write one of {', '.join(item.units)}", f"请从以下选择：{'、'.join(item.units)}")  # fmt: skip


def _fits(unit: str, units: tuple[str, ...], analyte: AnalyteUnits | None) -> bool:
    try:
        return any(compatible(unit, known, analyte) for known in units)
    except UnitFault:
        return False


def _codes(study: Study, item: Item) -> tuple[str, ...] | None:
    if item.kind == "yes_no":
        return _YES_NO
    if item.kind == "code" and item.codes in study.forms.code_lists:
        return tuple(study.forms.code_lists[item.codes])
    return None


def _of(condition: Condition, slip: CriterionFault) -> Finding:
    return fault(condition.path, f"Column {slip.column} of `{condition.words}`: {slip.what.en}",
        f"`{condition.words}` 第 {slip.column} 列：{slip.what.zh}", slip.instead.en, slip.instead.zh)  # fmt: skip
