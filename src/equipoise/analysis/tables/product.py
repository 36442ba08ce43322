"""Exposure, release of the product, and feasibility. Withheld while the study is masked and only some arms get the product."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial

from equipoise.analysis.judge_treatment import has_intervention, receives_product
from equipoise.analysis.read_measures import SHARES, MeasureRow, read_measure
from equipoise.analysis.read_participant import END_OF_TREATMENT, FIRST_TREATMENT, Participant
from equipoise.analysis.tables.context import Context, Population, arm_name
from equipoise.analysis.tables.count_rows import Measurement, summary_rows
from equipoise.analysis.tables.display import EMPTY, Column, Display, Entry, Number, Row, events, facts_of, of_column
from equipoise.facts.product import InfusionEnded
from equipoise.protocol.model import Product, Study
from equipoise.rules.product import Bag, Chain, chain
from equipoise.values.dates import days_between
from equipoise.values.text import Text, same

EXPOSURE = Text("Exposure", "暴露情况")
RELEASE = Text("Release of the product", "制品放行")
FEASIBILITY = Text("Feasibility and safety measures", "可行性与安全性指标")
BAGS = Text("Bags, by participant", "制品袋清单")
_LABEL = Text("Measure", "指标")
_DAYS = Text("Days from the first treatment to its end, or the last contact", "首次治疗至治疗结束（或末次联系）天数")
_COURSES = Text("Courses given or begun", "完成或已开始的疗程数")
_INFUSIONS = Text("Infusions", "输注次数")
_INFUSION_DAYS = Text("Infusion days", "输注天数")
_VOLUME = Text("Volume given in all (mL)", "输注总体积（mL）")
_CELLS = Text("Cells given in all", "输注细胞总数")
_STOPPED = Text("Infusions stopped early", "提前终止的输注")
_COLLECTIONS = Text("Collections", "采集次数")
_FILLED = Text("Bags filled", "制备袋数")
_RELEASED = Text("Released", "放行")
_CONDITIONAL = Text("of these, a result awaited", "其中结果待回")
_EXCEPTIONAL = Text("of these, by exception", "其中例外放行")
_REJECTED = Text("Rejected", "不予放行")
_UNDECIDED = Text("Neither released nor rejected", "未放行亦未拒绝")
_FOR = Text("for {attribute}", "因{attribute}")
_OUT = Text("Test results out of specification, without computed attributes", "检测结果超标（不含计算项目）")
_OF_RESULTS = Text("{count} of {all} ({share:.1f}%)", "{count}/{all} 项（{share:.1f}%）")
_NOTE = Text(
    "By allocated arm; bags and results are counted, not participants.", "按分配组别；以袋与检测结果计数，非受试者数。"
)
_NOTE_OF_ONE = Text("Bags and results are counted, not participants.", "以袋与检测结果计数，非受试者数。")
_MEASURED = Text("{label}: {unit}", "{label}：{unit}")
_HEADINGS = {
    "participant": Text("Participant", "受试者"),
    "arm": Text("Arm", "组别"),
    "bag": Text("Bag", "制品袋"),
    "filled": Text("Filled", "制备日"),
    "state": Text("State", "状态"),
    "release": Text("Release", "放行类型"),
    "volume": Text("Given (mL)", "输注量（mL）"),
    "facts": Text("Facts", "记录序号"),
}
STATES = {
    "formulated": Text("filled", "已制备"),
    "labelled": Text("labelled", "已贴签"),
    "released": Text("released", "已放行"),
    "rejected": Text("rejected", "不予放行"),
    "dispatched": Text("on its way", "运送中"),
    "received": Text("on the ward", "已到病房"),
    "verified": Text("verified", "已核对"),
    "infusing": Text("being infused", "输注中"),
    "infused": Text("infused", "已输注"),
    "disposed": Text("destroyed", "已销毁"),
}
RELEASES = {
    "full": Text("full", "完全"),
    "conditional": Text("result awaited", "待结果"),
    "exceptional": Text("by exception", "例外"),
}


def tells_arms(study: Study, *, masked: bool) -> bool:
    """Whether a table of the product would tell who is in which arm."""
    return masked and len({arm.cell_product for arm in study.arms.values()}) > 1


def exposure(context: Context) -> Display:
    """How long treatment lasted and how much of the product went in, of those who received any; by treatment received."""
    population = context.safety()
    columns = population.columns()
    study = context.study
    if tells_arms(study, masked=context.masked):
        return _withheld("exposure", EXPOSURE, population.name)
    rows: list[Row] = []
    if FIRST_TREATMENT in study.events:
        days = [value for one, arm in population.of(context.people) if (value := _days(context, one, arm)) is not None]
        rows.extend(summary_rows("days", _DAYS, days, columns))
    if study.product is not None:
        rows.extend(_cells(context, population, columns))
    return Display("exposure", EXPOSURE, population.name, columns, tuple(rows), (), _LABEL)


def _withheld(key: str, title: Text, population: Text) -> Display:
    return Display(key, title, population, (), (), withheld=True)


def _days(context: Context, one: Participant, arm: str) -> Measurement | None:
    first, last = one.first(FIRST_TREATMENT), one.first(END_OF_TREATMENT)
    if first is None or not has_intervention(context.study, one.arm):
        return None
    if last is None or last.day < first.day:
        last = max((seen for seen in one.contacts if seen.day >= first.day), default=None)
    until = last.day if last is not None else first.day
    facts = (first.seq, last.seq) if last is not None else (first.seq,)
    return Measurement(one.number, arm, Fraction(days_between(first.day, until) + 1), facts)


def _cells(context: Context, population: Population, columns: Sequence[Column]) -> list[Row]:
    measures: tuple[tuple[str, Text, Callable[[Chain], Fraction]], ...] = (
        ("courses", _COURSES, lambda found: Fraction(len(found.courses))),
        ("infusions", _INFUSIONS, lambda found: Fraction(sum(len(course.infusions) for course in found.courses))),
        ("infusion_days", _INFUSION_DAYS, lambda found: Fraction(found.days_infused)),
        ("volume", _VOLUME, _volume),
        ("cells", _CELLS, lambda found: Fraction(sum(course.cells for course in found.courses))),
    )
    given = [
        (one, arm, found, tuple(fact.seq for fact in one.facts.of(InfusionEnded)))
        for one, arm in population.of(context.people)
        if (found := chain(context.study, one.facts)).courses
    ]
    rows: list[Row] = []
    for key, label, measure in measures:
        values = [Measurement(one.number, arm, measure(found), facts) for one, arm, found, facts in given]
        rows.extend(summary_rows(key, label, values, columns))
    stopped = [
        Entry(one.number, arm, (fact.seq,))
        for one, arm, _, _ in given
        for fact in one.facts.of(InfusionEnded)
        if not fact.body.completed
    ]
    cells = tuple(events(of_column(stopped, column.key)) for column in columns)
    return [*rows, Row("stopped", _STOPPED, cells)]


def _volume(found: Chain) -> Fraction:
    ended = (one.ended for course in found.courses for one in course.infusions if one.ended is not None)
    return sum((Fraction(fact.body.volume_ml) for fact in ended), Fraction(0))


def release(context: Context) -> Display:
    """Bags filled, released, rejected and for what, and test results out of specification by attribute."""
    study, population = context.study, context.population()
    if study.product is None or tells_arms(study, masked=context.masked):
        return _withheld("release", RELEASE, context.everybody)
    chains = [(one, arm, chain(study, one.facts)) for one, arm in population.of(context.people)]
    some = {arm for _, arm, found in chains if found.collections}
    columns = tuple(
        column for column in population.columns() if receives_product(study, column.key) or column.key in some
    )
    bags = [(one, arm, bag) for one, arm, found in chains for bag in found.bags.values()]
    rows = [
        _row("collections", _COLLECTIONS, [
            Entry(one.number, arm, (taken.collected.seq,))
            for one, arm, found in chains for taken in found.collections.values() if taken.collected is not None
        ], columns),
        *(
            _row(key, label, [Entry(one.number, arm, seqs) for one, arm, bag in bags if (seqs := test(bag))], columns, level)
            for key, label, test, level in (*_BAG_TESTS, *_rejected_for(study.product, [bag for _, _, bag in bags]), _UNDECIDED_TEST)
        ),
        _row("out", _OUT, [
            Entry(one.number, arm, (fact.seq,)) for one, arm, found in chains for fact in found.out_of_specification
        ], columns),
    ]  # fmt: skip
    for attribute, limit in study.product.release.items():
        outside = [
            Entry(one.number, arm, (fact.seq,))
            for one, arm, found in chains
            for fact in found.out_of_specification
            if fact.body.attribute == attribute
        ]
        if outside:
            rows.append(_row(f"out.{attribute}", limit.name, outside, columns, 1))
    return Display(
        "release",
        RELEASE,
        population.name,
        columns,
        tuple(rows),
        (_NOTE_OF_ONE if study.single_arm else _NOTE,),
        _LABEL,
    )


def _row(key: str, label: Text, entries: Sequence[Entry], columns: Sequence[Column], level: int = 0) -> Row:
    return Row(key, label, tuple(events(of_column(entries, column.key)) for column in columns), level)


def _filled(bag: Bag) -> tuple[int, ...]:
    return (bag.formulated.seq,)


def _let_go(bag: Bag, kind: str = "") -> tuple[int, ...]:
    found = bag.released
    return (found.seq,) if found is not None and kind in ("", found.body.kind) else ()


def _refused(bag: Bag, attribute: str = "") -> tuple[int, ...]:
    found = bag.rejected
    return (found.seq,) if found is not None and attribute in ("", *found.body.attributes) else ()


def _open(bag: Bag) -> tuple[int, ...]:
    return _filled(bag) if bag.released is None and bag.rejected is None else ()


_BagTest = tuple[str, Text, Callable[[Bag], tuple[int, ...]], int]
"""Key, label, the facts that make a bag count, and how deep its row stands."""
_BAG_TESTS: tuple[_BagTest, ...] = (
    ("filled", _FILLED, _filled, 0),
    ("released", _RELEASED, _let_go, 1),
    ("released.conditional", _CONDITIONAL, lambda bag: _let_go(bag, "conditional"), 2),
    ("released.exceptional", _EXCEPTIONAL, lambda bag: _let_go(bag, "exceptional"), 2),
    ("rejected", _REJECTED, _refused, 1),
)
_UNDECIDED_TEST: _BagTest = ("undecided", _UNDECIDED, _open, 1)


def _rejected_for(product: Product, bags: Sequence[Bag]) -> Iterator[_BagTest]:
    """A row for each line of the specification for which a bag was rejected, a computed one like viability among them."""
    named = {attribute for bag in bags if bag.rejected is not None for attribute in bag.rejected.body.attributes}
    for attribute, limit in product.release.items():
        if attribute not in named:
            continue
        yield f"rejected.{attribute}", _FOR.format(attribute=limit.name), partial(_refused, attribute=attribute), 2


def bags(context: Context) -> Display:
    """Every bag with its state, release and what went in, and all its facts."""
    study, population = context.study, context.population()
    if study.product is None or tells_arms(study, masked=context.masked):
        return _withheld("listing_bags", BAGS, context.everybody)
    rows = []
    for one, arm in population.of(context.people):
        for bag in chain(study, one.facts).bags.values():
            facts = tuple(fact.seq for fact in bag.steps)
            kind = RELEASES.get(bag.released.body.kind, same(bag.released.body.kind)) if bag.released else same("–")
            given = str(bag.ended.body.volume_ml) if bag.ended is not None else "–"
            said = (
                same(one.number), arm_name(context, arm), same(bag.id), same(bag.day.isoformat()), STATES[bag.state], kind,
                same(given), same(", ".join(str(seq) for seq in facts)),
            )  # fmt: skip
            rows.append(Row(bag.id, same(bag.id), tuple(Number(text, (one.number,), facts) for text in said)))
    columns = tuple(Column(name, heading, align="left") for name, heading in _HEADINGS.items())
    return Display("listing_bags", BAGS, population.name, columns, tuple(rows), kind="listing")


def measures(context: Context) -> Display:
    """Each declared measure: records with it of all records and their share, or a summary of numbers."""
    study = context.study
    columns = context.population().columns()
    if tells_arms(study, masked=context.masked):
        return _withheld("measures", FEASIBILITY, context.everybody)
    rows: list[Row] = []
    for key, declared in study.analysis.measures.items():
        found = read_measure(study, key, context.people, context.sets[declared.set])
        label = _MEASURED.format(label=declared.label, unit=context.sets[declared.set].name)
        if declared.measure in SHARES:
            rows.append(Row(key, label, tuple(_share(found, column) for column in columns)))
        elif found:
            values = [Measurement(row.participant, row.arm, row.value, row.facts) for row in found]
            rows.extend(summary_rows(key, label, values, columns))
        else:
            rows.append(Row(key, label, tuple(EMPTY for _ in columns)))
    return Display("measures", FEASIBILITY, context.everybody, columns, tuple(rows), (), _LABEL)


def _share(found: Sequence[MeasureRow], column: Column) -> Number:
    inside = [row for row in found if row.arm == column.key]
    if not inside:
        return Number(same("–"))
    count = sum(row.value != 0 for row in inside)
    said = _OF_RESULTS.format(count=count, all=len(inside), share=100 * count / len(inside))
    numbers = tuple(dict.fromkeys(row.participant for row in inside))
    entries = [Entry(row.participant, row.arm, row.facts) for row in inside]
    return Number(said, numbers, facts_of(entries), count / len(inside))
