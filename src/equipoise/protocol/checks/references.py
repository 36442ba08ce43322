"""Names that lead nowhere: what one part of the study file calls must stand in another."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from equipoise.protocol.checks.case import Case
from equipoise.protocol.checks.walk import (
    ARM,
    EPOCH,
    EVENT,
    FORM,
    ITEM,
    all_in,
    fault,
    item_at,
    item_paths,
    path_of_item,
    unknown,
)
from equipoise.protocol.fault import Finding
from equipoise.protocol.model import Form, Item, Study
from equipoise.values.text import Text

_SITE = re.compile(r"[0-9A-Z][0-9A-Z-]*")
CENSOR_SOURCES = ("tumour_assessment", "contact")
ORIGINS = ("response",)
BEDSIDE_ITEMS = (
    "date", "started", "ended", "weight", "reaction_grade", "reaction_seen", "reaction_treated", "observed_hours",
)  # fmt: skip


def events_come_from_somewhere(case: Case) -> Iterator[Finding]:
    """An event has one source: a fact, or the date item of a form."""
    forms = case.study.forms.forms
    for name, event in case.study.events.items():
        path = f"events.{name}"
        if (event.fact is None) == (event.form is None):
            yield fault(path, f"The event `{name}` does not have one source", f"事件 `{name}` 没有唯一的来源",
                "Write either `fact` or `form`", "`fact` 与 `form` 只写其中一个")  # fmt: skip
        if event.form is None:
            continue
        if event.form not in forms:
            yield unknown(f"{path}.form", event.form, forms, FORM)
            continue
        form = forms[event.form]
        if event.date is not None:
            yield from _dated(f"{path}.date", event.date, form)
        elif form.date is None:
            yield fault(path, f"Nothing dates the event `{name}`", f"事件 `{name}` 没有日期来源",
                "Write `date:` with a date item of the form", "请写 `date:` 并填表单中的日期项目")  # fmt: skip


def variables_come_from_items(case: Case) -> Iterator[Finding]:
    """A variable reads an item that exists, is dated by a date item, and an age is counted at an event."""
    study = case.study
    for name, variable in study.variables.items():
        path = f"variables.{name}"
        yield from _item(study, f"{path}.item", variable.item)
        if variable.date is not None:
            yield from _item(study, f"{path}.date", variable.date)
        if variable.kind == "age" and variable.event is None:
            yield fault(path, f"The age `{name}` has no event at which it is counted", f"年龄 `{name}` 没有计算时点",
                "Write `event:`", "请写 `event:`")  # fmt: skip
        if variable.event is not None and variable.event not in study.events:
            yield unknown(f"{path}.event", variable.event, study.events, EVENT)


def names_mean_one_thing(case: Case) -> Iterator[Finding]:
    """A name of the criteria language is a variable or an event, never both."""
    for name in case.study.variables:
        if name in case.study.events:
            yield fault(f"variables.{name}", f"`{name}` is a variable and an event", f"`{name}` 既是变量又是事件",
                "Give one of them another name", "请为其中之一改名")  # fmt: skip


def schedule_names_exist(case: Case) -> Iterator[Finding]:
    """A visit's epoch, anchor, ends, arms and forms exist."""
    study = case.study
    for name, visit in study.schedule.visits.items():
        path = f"schedule.visits.{name}"
        if visit.epoch not in study.epochs:
            yield unknown(f"{path}.epoch", visit.epoch, study.epochs, EPOCH)
        if visit.anchor not in study.events:
            yield unknown(f"{path}.anchor", visit.anchor, study.events, EVENT)
        yield from all_in(f"{path}.ends", visit.ends, study.events, EVENT)
        yield from all_in(f"{path}.arms", visit.arms, study.arms, ARM)
        yield from all_in(f"{path}.forms", visit.forms, study.forms.forms, FORM)
        yield from all_in(f"{path}.optional", visit.optional, study.forms.forms, FORM)
        for words, code in visit.answers.items():
            yield from _answer(study, f"{path}.answers.{words}", words, code)
    for name, extra in study.schedule.unscheduled.items():
        path = f"schedule.unscheduled.{name}"
        if extra.epoch not in study.epochs:
            yield unknown(f"{path}.epoch", extra.epoch, study.epochs, EPOCH)
        yield from all_in(f"{path}.forms", extra.forms, study.forms.forms, FORM)
        if name in study.schedule.visits:
            yield fault(path, f"`{name}` is a planned visit and an unscheduled one", f"`{name}` 既是计划访视又是计划外访视",
                "Give one of them another name", "请为其中之一改名")  # fmt: skip
    yield from all_in("schedule.logs", study.schedule.logs, study.forms.forms, FORM)


def arms_name_interventions(case: Case) -> Iterator[Finding]:
    """What an arm receives is described."""
    for name, arm in case.study.arms.items():
        yield from all_in(f"arms.{name}.interventions", arm.interventions, case.study.interventions,
            Text("intervention", "干预措施"))  # fmt: skip


def analysis_names_exist(case: Case) -> Iterator[Finding]:
    """Endpoints, sets and contacts rest on events, sets and items that exist."""
    analysis, events = case.study.analysis, case.study.events
    answers = (*analysis.endpoints, *analysis.responses, *analysis.quality_of_life, *analysis.measures)
    for name, outcome in analysis.outcomes.items():
        if outcome.endpoint is not None and outcome.endpoint not in answers:
            yield unknown(f"analysis.outcomes.{name}.endpoint", outcome.endpoint, answers, Text("endpoint", "终点"))
    for name, endpoint in analysis.endpoints.items():
        path = f"analysis.endpoints.{name}"
        if endpoint.origin not in (*ORIGINS, *events):
            yield unknown(f"{path}.origin", endpoint.origin, (*ORIGINS, *events), EVENT)
        yield from all_in(f"{path}.events", endpoint.events, events, EVENT)
        yield from all_in(f"{path}.censor", endpoint.censor, (*CENSOR_SOURCES, *events), EVENT)
        yield from all_in(f"{path}.ends", endpoint.ends, events, EVENT)
        therapy = endpoint.conventions.new_therapy if endpoint.conventions is not None else None
        if therapy is not None and therapy not in events:
            yield unknown(f"{path}.conventions.new_therapy", therapy, events, EVENT)
    for name, chosen in analysis.sets.items():
        yield from all_in(f"analysis.sets.{name}.needs", chosen.needs, events, EVENT)
    for form, item in analysis.contacts.items():
        yield from _item(case.study, f"analysis.contacts.{form}", f"{form}.{item}")


def response_names_exist(case: Case) -> Iterator[Finding]:
    """The tumour-assessment form has the items and the group that reading the response needs."""
    study = case.study
    if study.response is None:
        return
    lesions, path = study.response.lesions, "response.lesions"
    form = study.forms.forms.get(lesions.form)
    if form is None:
        yield unknown(f"{path}.form", lesions.form, study.forms.forms, FORM)
        return
    for key in ("date", "non_target", "new_lesion"):
        if getattr(lesions, key) not in form.items:
            yield unknown(f"{path}.{key}", getattr(lesions, key), form.items, ITEM)
    group = form.groups.get(lesions.target)
    if group is None:
        yield unknown(f"{path}.target", lesions.target, form.groups, Text("group", "项目组"))
        return
    for key in ("lesion", "diameter", "node", "organ"):
        if getattr(lesions, key) not in group.items:
            yield unknown(f"{path}.{key}", getattr(lesions, key), group.items, ITEM)


def product_forms_exist(case: Case) -> Iterator[Finding]:
    """Each step of the product's chain names a form that exists."""
    if case.study.product is None:
        return
    for step, form in case.study.product.forms.model_dump(exclude_none=True).items():
        for name in form if isinstance(form, (list, tuple)) else (form,):
            if name not in case.study.forms.forms:
                yield unknown(f"product.forms.{step}", str(name), case.study.forms.forms, FORM)
    place = case.study.product.culture.place
    seeding = case.study.forms.forms.get(case.study.product.forms.seeding or "")
    if place is not None and (seeding is None or place not in seeding.items):
        yield unknown("product.culture.place", place, seeding.items if seeding is not None else (), ITEM)


def the_bedside_names_its_form(case: Case) -> Iterator[Finding]:
    """What the bedside reads and fills in exists in the form of the infusion; its times are rows of its vital signs."""
    product = case.study.product
    if product is None:
        return
    form = case.study.forms.forms.get(product.forms.infusion or "")
    groups = form.groups if form is not None else {}
    bedside = product.bedside
    if bedside.signs is not None and bedside.signs not in groups:
        yield unknown("product.bedside.signs", bedside.signs, groups, Text("group", "组"))
    rows = groups[bedside.signs].rows if bedside.signs in groups else {}
    items = groups[bedside.signs].items if bedside.signs in groups else {}
    for name, item in bedside.readings.items():
        if item not in items:
            yield unknown(f"product.bedside.readings.{name}", item, items, ITEM)
        if name not in case.study.variables:
            yield unknown(f"product.bedside.readings.{name}", name, case.study.variables, Text("variable", "变量"))
    for point in bedside.times:
        if point not in rows:
            yield unknown(f"product.bedside.times.{point}", point, rows, Text("row", "行"))
    for place in BEDSIDE_ITEMS:
        item = getattr(bedside, place)
        if item is not None and (form is None or item not in form.items):
            yield unknown(f"product.bedside.{place}", item, form.items if form is not None else {}, ITEM)


def product_lots_exist(case: Case) -> Iterator[Finding]:
    """The items that name a lot of material are there, in a form that is entered with a step of the chain."""
    if case.study.product is None:
        return
    steps = {name for name in case.study.product.forms.model_dump(exclude_none=True).values() if isinstance(name, str)}
    for place, named in enumerate(case.study.product.lots):
        path = f"product.lots.{place}"
        form = case.study.forms.forms.get(named.form)
        if form is None or named.form not in steps:
            yield unknown(f"{path}.form", named.form, sorted(steps), FORM)
            continue
        group = form.groups.get(named.group) if named.group is not None else None
        if named.group is not None and group is None:
            yield unknown(f"{path}.group", named.group, form.groups, Text("group", "项目组"))
            continue
        items = group.items if group is not None else form.items
        wanted = {"lot": named.lot, "expires": named.expires, "material": named.material if group is not None else None}
        for key, item in wanted.items():
            if item is not None and item not in items:
                yield unknown(f"{path}.{key}", item, items, ITEM)


def items_name_lists_and_analytes(case: Case) -> Iterator[Finding]:
    """An item's code list, units and analyte are there; a form is dated by a date item of its own."""
    forms = case.study.forms
    for form_name, form in forms.forms.items():
        if form.date is not None:
            yield from _dated(f"forms.forms.{form_name}.date", form.date, form)
    for words, item in item_paths(case.study):
        path = path_of_item(words)
        if item.kind == "code" and item.codes is None:
            yield fault(path, f"`{words}` is a code without a code list", f"`{words}` 为代码型但没有代码表",
                "Write `codes:`", "请写 `codes:`")  # fmt: skip
        if item.codes is not None and item.codes not in forms.code_lists:
            yield unknown(f"{path}.codes", item.codes, forms.code_lists, Text("code list", "代码表"))
        if item.kind == "quantity" and not item.units:
            yield fault(path, f"`{words}` is a quantity without units", f"`{words}` 为数量型但没有单位",
                "Write `units:`, the usual one first", "请写 `units:`，常用单位在前")  # fmt: skip
        if item.analyte is not None and item.analyte not in forms.analytes:
            yield unknown(f"{path}.analyte", item.analyte, forms.analytes, Text("analyte", "检验项目"))
    for name, laboratory in forms.laboratories.items():
        for place, limits in enumerate(laboratory.ranges):
            if limits.analyte not in forms.analytes:
                path = f"forms.laboratories.{name}.ranges.{place}.analyte"
                yield unknown(path, limits.analyte, forms.analytes, Text("analyte", "检验项目"))


def sites_can_stand_in_a_number(case: Case) -> Iterator[Finding]:
    """A site's id begins its participants' numbers, so it has only the signs that their check character covers."""
    for name in case.study.about.sites:
        if not _SITE.fullmatch(name):
            yield fault(f"about.sites.{name}", f"`{name}` cannot begin a participant's number", f"`{name}` 不能作为受试者编号的开头",
                "Write digits and capital letters, e.g. S01", "请使用数字与大写字母，如 S01")  # fmt: skip


def consents_are_complete(case: Case) -> Iterator[Finding]:
    """Required permissions are among those asked for, and the consent's text lies in the folder."""
    for name, consent in case.study.consents.items():
        path = f"consents.{name}"
        yield from all_in(f"{path}.required_ticks", consent.required_ticks, consent.ticks, Text("permission", "许可项"))
        for language, file in consent.document.items():
            if not case.has_file(file):
                yield fault(f"{path}.document.{language}", f"There is no file `{file}` in the study folder",
                    f"研究文件夹中没有文件 `{file}`", "Add the file, or correct its name", "请添加文件或更正文件名")  # fmt: skip


def simulation_names_exist(case: Case) -> Iterator[Finding]:
    """The rehearsal's priors are about arms, items and codes that exist."""
    study = case.study
    known: dict[str, list[Item]] = {}
    for words, item in item_paths(study):
        for name in dict.fromkeys((words, words.split(".")[-1])):
            known.setdefault(name, []).append(item)
    for name, values in study.simulation.values.items():
        path = f"simulation.values.{name}"
        if name not in known:
            yield unknown(path, name, sorted(known), ITEM)
            continue
        codes = _codes(study, known[name])
        if values.choice is not None and codes:
            for word in values.choice:
                if word not in codes:
                    yield unknown(f"{path}.choice.{word}", word, codes, Text("code", "代码"))
    for place, survival in enumerate(study.simulation.survival):
        yield from _arms(f"simulation.survival.{place}.median_months", survival.median_months, study)
    for form, rate in study.simulation.logs.items():
        if form not in study.schedule.logs:
            yield unknown(f"simulation.logs.{form}", form, study.schedule.logs, Text("log form", "随时记录表单"))
        yield from _arms(f"simulation.logs.{form}.per_month", rate.per_month, study)


def _arms(path: str, named: Collection[str], study: Study) -> Iterator[Finding]:
    for arm in named:
        if arm not in study.arms:
            yield unknown(f"{path}.{arm}", arm, study.arms, ARM)
    for arm in study.arms:
        if arm not in named:
            yield fault(path, f"The arm `{arm}` has no figure here", f"此处缺少组别 `{arm}` 的数值",
                f"Add `{arm}:`", f"请补充 `{arm}:`")  # fmt: skip


def _codes(study: Study, items: Collection[Item]) -> tuple[str, ...]:
    lists = [study.forms.code_lists.get(item.codes or "", {}) for item in items if item.kind == "code"]
    return tuple(code for codes in lists for code in codes)


def _dated(path: str, name: str, form: Form) -> Iterator[Finding]:
    item = form.items.get(name)
    if item is None:
        dates = [known for known, found in form.items.items() if found.kind in ("date", "moment")]
        yield unknown(path, name, dates or list(form.items), ITEM)
    elif item.kind not in ("date", "moment"):
        yield fault(
            path,
            f"`{name}` is not a date",
            f"`{name}` 不是日期",
            "Name a date item of the form",
            "请填写表单中的日期项目",
        )


def _answer(study: Study, path: str, words: str, code: str) -> Iterator[Finding]:
    """An answer that a visit gives names an item, and one of its codes."""
    item = item_at(study, words)
    codes = study.forms.code_lists.get(item.codes or "", {}) if item is not None else {}
    if item is None:
        yield from _item(study, path, words)
    elif codes and code not in codes:
        yield unknown(path, code, codes, Text("code", "代码"))


def _item(study: Study, path: str, words: str) -> Iterator[Finding]:
    if item_at(study, words) is None:
        yield unknown(path, words, [known for known, _ in item_paths(study)], ITEM)
