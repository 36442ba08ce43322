"""Reference ranges: for whom each holds can be told, no two contradict, and forms say which laboratory measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from equipoise.protocol.checks.case import Case
from equipoise.protocol.checks.criteria import read_conditions
from equipoise.protocol.checks.walk import fault, item_paths, path_of_item, remark, unknown
from equipoise.protocol.criteria.names import tests_of
from equipoise.protocol.criteria.syntax import Comparison, Multiple, Name
from equipoise.protocol.fault import Finding
from equipoise.protocol.model import Form, ReferenceRange, Study
from equipoise.values.dates import is_day
from equipoise.values.text import Text

LABORATORY_ITEM = "LBNAM"
"""The item (CDASH) that names the laboratory of a form or of a row."""
SEX, BIRTH_DATE = "sex", "birth_date"
"""The variables that reference ranges depend on."""


def ranges_know_whom_they_are_for(case: Case) -> Iterator[Finding]:
    """Where a range holds for a sex or an age, the study file says which item tells a participant's."""
    wanted = {SEX: False, BIRTH_DATE: False}
    for path, one in _ranges(case.study):
        needs = {SEX: one.sex is not None, BIRTH_DATE: one.age_from is not None or one.age_to is not None}
        for name, needed in needs.items():
            if needed and not wanted[name] and name not in case.study.variables:
                wanted[name] = True
                what = Text("sex", "性别") if name == SEX else Text("an age", "年龄")
                yield fault(path, f"The range holds for {what.en}, and no variable `{name}` tells a participant's",
                    f"该参考范围按{what.zh}区分，但没有变量 `{name}` 提供受试者的相应信息",
                    f"Write `{name}: {{name: …, item: FORM.ITEM}}` under `variables` in protocol.yaml",
                    f"请在 protocol.yaml 的 `variables` 下写 `{name}: {{name: …, item: 表单.项目}}`")  # fmt: skip


def ranges_do_not_contradict(case: Case) -> Iterator[Finding]:
    """A range begins before it ends, and no two for the same people and days differ."""
    for path, one in _ranges(case.study):
        if _upside_down(one):
            yield fault(path, "The range ends before it begins", "参考范围的终点早于起点",
                "Exchange the two ages, or the two days", "请对调起止年龄或起止日期")  # fmt: skip
        for key in ("valid_from", "valid_to"):
            words = getattr(one, key)
            if words is not None and not is_day(words):
                yield fault(f"{path}.{key}", f"`{words}` is not a day", f"`{words}` 不是日期", "Write YYYY-MM-DD",
                    "请按 YYYY-MM-DD 书写")  # fmt: skip
    for name, laboratory in case.study.forms.laboratories.items():
        for (_, first), (place, second) in combinations(enumerate(laboratory.ranges), 2):
            if _same_people(first, second):
                yield fault(f"forms.laboratories.{name}.ranges.{place}",
                    f"Two ranges of `{second.analyte}` hold for the same people on the same days",
                    f"`{second.analyte}` 的两条参考范围在同一日期适用于同一人群",
                    "Let the ages or the days of the two not overlap", "请使两者的年龄或日期不重叠")  # fmt: skip


def forms_name_their_laboratory(case: Case) -> Iterator[Finding]:
    """A form that measures an analyte names its laboratory by an item LBNAM, whose codes are the laboratories of the file."""
    study = case.study
    if not study.forms.laboratories:
        return
    for name, form in study.forms.forms.items():
        if _measures(form) and not _names_laboratory(form):
            yield remark(f"forms.forms.{name}", f"No item `{LABORATORY_ITEM}` of `{name}` says which laboratory measured: no range applies",
                f"`{name}` 没有项目 `{LABORATORY_ITEM}` 说明检验科，任何参考范围均不适用",
                f"Add a code item `{LABORATORY_ITEM}` whose codes are the ids under `laboratories`",
                f"请添加代码型项目 `{LABORATORY_ITEM}`，代码为 `laboratories` 下的编号")  # fmt: skip
    for words, item in item_paths(study):
        if words.rpartition(".")[2] == LABORATORY_ITEM and item.codes in study.forms.code_lists:
            for code in study.forms.code_lists[item.codes]:
                if code not in study.forms.laboratories:
                    yield unknown(
                        f"{path_of_item(words)}.codes", code, study.forms.laboratories, Text("laboratory", "检验科")
                    )


def limits_of_normal_are_stated(case: Case) -> Iterator[Finding]:
    """A criterion that counts in limits of normal rests on an analyte of which some laboratory states that limit."""
    study = case.study
    for condition, expression in read_conditions(study):
        for test in tests_of(expression):
            if not (isinstance(test, Comparison) and isinstance(test.left, Name) and isinstance(test.right, Multiple)):
                continue
            item, limit = condition.items.get(test.left.id), test.right.limit
            analyte = item.analyte if item is not None else None
            key = "high" if limit == "ULN" else "low"
            stated = any(one.analyte == analyte and getattr(one, key) is not None for _, one in _ranges(study))
            if item is not None and not stated:
                yield remark(condition.path,
                    f"No laboratory of the file states the {limit} of `{test.left.id}`: without it the test stays unknown",
                    f"文件中没有检验科给出 `{test.left.id}` 的 {limit}：缺少时该判断一直未知",
                    "Give the item an `analyte`, and the laboratory a range of it",
                    "请为项目填写 `analyte`，并在检验科下写明其参考范围")  # fmt: skip


def _ranges(study: Study) -> Iterator[tuple[str, ReferenceRange]]:
    for name, laboratory in study.forms.laboratories.items():
        for place, one in enumerate(laboratory.ranges):
            yield f"forms.laboratories.{name}.ranges.{place}", one


def _upside_down(one: ReferenceRange) -> bool:
    ages = one.age_from is not None and one.age_to is not None and one.age_from > one.age_to
    return ages or (one.valid_from is not None and one.valid_to is not None and one.valid_from > one.valid_to)


def _same_people(one: ReferenceRange, other: ReferenceRange) -> bool:
    """Whether two ranges, equally specific and begun on the same day, can both hold for somebody and differ."""
    if (one.analyte, one.sex, one.valid_from) != (other.analyte, other.sex, other.valid_from):
        return False
    if (one.low, one.high, one.unit) == (other.low, other.high, other.unit) or _aged(one) != _aged(other):
        return False
    ends: Sequence[tuple[int | None, int | None]] = ((one.age_from, other.age_to), (other.age_from, one.age_to))
    return all(start is None or end is None or start <= end for start, end in ends)


def _aged(one: ReferenceRange) -> bool:
    return one.age_from is not None or one.age_to is not None


def _measures(form: Form) -> bool:
    rows = (item for group in form.groups.values() for item in group.items.values())
    return any(item.analyte is not None for item in (*form.items.values(), *rows))


def _names_laboratory(form: Form) -> bool:
    return LABORATORY_ITEM in form.items or any(LABORATORY_ITEM in group.items for group in form.groups.values())
