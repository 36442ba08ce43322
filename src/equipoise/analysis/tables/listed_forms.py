"""Tables and listings of whole forms, as the study file declares them: deviations, medication, deaths, withdrawals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from equipoise.analysis.tables.context import Context, Population, arm_name
from equipoise.analysis.tables.count_rows import count_row, event_row
from equipoise.analysis.tables.display import Column, Display, Entry, Number, Row
from equipoise.analysis.tabulate_baseline import YES_NO
from equipoise.facts import FormInstance
from equipoise.facts.form_condition import form_holds
from equipoise.protocol.model import Form, Item, Study
from equipoise.values.text import Text, same

_BY = Text("{name}, by participant", "{name}清单")
_ANY = Text("Participants with an entry", "有记录的受试者")
_ENTRIES = Text("Entries", "记录条数")
_MISSING = Text("Not stated", "未填写")
_LABEL = Text("Entry", "记录")
_COUNTED = Text("Counted are entries of the form “{form}”.", "以表单“{form}”的记录计数。")
_HEADINGS = {"participant": Text("Participant", "受试者"), "arm": Text("Arm", "组别")}
_FACTS = Text("Facts", "记录序号")


@dataclass(frozen=True, slots=True)
class Listing:
    """An entry of a form of a member, under the column in which it counts."""

    participant: str
    column: str
    form: FormInstance

    @property
    def entry(self) -> Entry:
        """The entry as something that a number counts: its facts are the entry itself and its corrections."""
        seqs = (self.form.entered.seq, *(fact.seq for fact in self.form.corrections))
        return Entry(self.participant, self.column, seqs)


def entries_of(context: Context, key: str, population: Population) -> tuple[Listing, ...]:
    """The entries of a declared form, by participant, in the order of entry. KeyError for one that the study lacks."""
    declared = context.study.analysis.listed[key]
    return tuple(
        Listing(one.number, column, form)
        for one, column in population.of(context.people)
        for form in one.facts.forms(declared.form)
        if declared.when is None or form_holds(context.study, form, declared.when)
    )


def form_table(context: Context, key: str) -> Display:
    """Participants and entries, then participants by the answers that the study file counts by."""
    declared, study = context.study.analysis.listed[key], context.study
    population = context.counted()
    columns = population.columns(total=True)
    found = entries_of(context, key, population)
    rows = [
        count_row("any", _ANY, [one.entry for one in found], columns),
        event_row("entries", _ENTRIES, [one.entry for one in found], columns),
        *_nested(study, study.forms.forms[declared.form], declared.count_by, found, columns, "", 0),
    ]
    note = _COUNTED.format(form=study.forms.forms[declared.form].name)
    return Display(f"form_{key}", declared.name, population.name, columns, tuple(rows), (note,), _LABEL)


def _nested(
    study: Study,
    form: Form,
    items: Sequence[str],
    found: Sequence[Listing],
    columns: Sequence[Column],
    prefix: str,
    level: int,
) -> Iterator[Row]:
    if not items:
        return
    first, *rest = items
    by_answer: dict[str, list[Listing]] = {}
    for one in found:
        by_answer.setdefault(str(one.form.items.get(first) or ""), []).append(one)
    for answer in sorted(by_answer, key=lambda code: (-len({one.participant for one in by_answer[code]}), code)):
        inside = by_answer[answer]
        key = f"{prefix}{first}={answer}"
        label = say_answer(study, form.items[first], answer) if answer else _MISSING
        yield count_row(key, label, [one.entry for one in inside], columns, level)
        yield from _nested(study, form, rest, inside, columns, f"{key}/", level + 1)


def form_listing(context: Context, key: str) -> Display:
    """Every entry with the items that the study file shows (all of the form, if it names none), and its facts."""
    declared, study = context.study.analysis.listed[key], context.study
    form = study.forms.forms[declared.form]
    shown = declared.show or tuple(form.items)
    population = context.counted()
    rows = []
    for place, one in enumerate(entries_of(context, key, population), start=1):
        facts = one.entry.facts
        said = [same(one.participant), arm_name(context, one.column)]
        said += [say_answer(study, form.items[name], one.form.items.get(name)) for name in shown]
        said.append(same(", ".join(str(seq) for seq in facts)))
        cells = tuple(Number(text, (one.participant,), facts) for text in said)
        rows.append(Row(f"{one.participant}.{place}", same(one.participant), cells))
    headings = {**_HEADINGS, **{name: form.items[name].label for name in shown}, "facts": _FACTS}
    columns = tuple(Column(name, heading, align="left") for name, heading in headings.items())
    title = _BY.format(name=declared.name)
    return Display(f"listing_form_{key}", title, population.name, columns, tuple(rows), kind="listing")


def say_answer(study: Study, item: Item, answer: object) -> Text:
    """An answer in words: the label of a code, a quantity with its unit; a dash where there is none."""
    if answer is None or answer == "":
        return same("–")
    if isinstance(answer, bool):
        return YES_NO["Y" if answer else "N"]
    if item.kind == "yes_no":
        return YES_NO.get(str(answer), same(str(answer)))
    if item.kind == "code" and item.codes:
        return study.forms.code_lists.get(item.codes, {}).get(str(answer), same(str(answer)))
    if isinstance(answer, dict) and "missing" in answer:
        return same(" ".join(str(part) for part in (answer["missing"], answer.get("reason")) if part))
    if isinstance(answer, dict):
        return same(" ".join(str(part) for part in (answer.get("value"), answer.get("unit")) if part not in (None, "")))
    return same(str(answer))
