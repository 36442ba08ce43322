"""In the clean room: seed, count, harvest and fill, label, send, close."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final

from equipoise.rules import product
from equipoise.trial import commands as act
from equipoise.values.reason import Reason
from equipoise.values.text import Text, same
from equipoise.web.templatetags.words import at_time
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.acting.step import Given, Step, usually
from equipoise.web.workspace.cells.crumbs import TAB, crumbs
from equipoise.web.workspace.cells.materials import lots_field, lots_given, scan_items
from equipoise.web.workspace.cells.step_boxes import SECOND, dated, scan
from equipoise.web.workspace.find_unit import Unit, find_unit, made_unit
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.tags import cells

ENDINGS: Final = (
    ("given", Text("given", "已输注")),
    ("failed", Text("failed to grow", "培养失败")),
    ("missed", Text("missed, its days have passed", "错过，已过期限")),
    ("orphaned", Text("orphaned, the participant has stopped", "孤立，受试者已停止治疗")),
    ("rejected", Text("rejected", "不合格")),
)
_COUNT: Final = Text("Such as 1.32e9.", "例如 1.32e9。")


def _record(scope: Scope, found: Unit) -> str:
    """The batch record of the unit's culture."""
    return scope.to("units", product.batch_id(found.one.number, found.number), "record")


def seed_unit(scope: Scope, unit: str, asked: Mapping[str, str]) -> Step:
    """Begin the culture of an accepted collection."""
    found = find_unit(scope, unit)
    source = product.collection_id(found.one.number, found.number)
    form = found.product.forms.seeding
    return Step(
        does=act.SeedBatch,
        title=Text("Seed {unit}", "接种 {unit}").format(unit=product.batch_id(found.one.number, found.number)),
        says=Text(
            "The culture begins from collection {unit}: its clock of {days} days starts.",
            "以采集物 {unit} 开始培养，{days} 天计时开始。",
        ).format(unit=source, days=found.product.culture.days),
        act=Text("Record the seeding", "记录接种"),
        done=Text("Seeded.", "已接种。"),
        back=scope.to("cells"),
        command=lambda given: _seeded(found, source, form, given),
        usual=_seeded(found, source, form, usually()),
        person=found.one,
        unit=unit,
        fields=(
            scan("label", Text("Label of the collection", "采集物标签"), source),
            *lots_field(found.one.study, found.product, form),
        ),
        form=form or "",
        starts=dated(scope, found.one, form),
        second=True,
        second_may=SECOND,
        happened=True,
        lots=scan_items(found.product, form),
        crumbs=crumbs(scope),
        tab=TAB,
        then=lambda done: _record(scope, found),
    )


def _seeded(found: Unit, source: str, form: str | None, given: Given) -> act.SeedBatch:
    lots = lots_given(found.product, form, given)
    return act.SeedBatch(
        participant=found.one.number,
        collection=source,
        second=given.second,
        lots=dict(lots.lots),
        expires=dict(lots.expires),
        items=dict(given.items),
        groups=dict(given.groups),
        happened=given.happened,
    )


def control_unit(scope: Scope, unit: str, asked: Mapping[str, str]) -> Step:
    """Count a culture."""
    found = made_unit(scope, unit)
    form = found.product.forms.control
    age = found.batch.age(scope.today) if found.batch is not None else 0
    newest = found.batch.tests[-1].body if found.batch is not None and found.batch.tests else None
    rests = [(Text("Culture day", "培养天数"), same(f"{age} / {found.product.culture.days}"))]
    if newest is not None:
        rests.append((Text("Last count", "上次计数"), same(cells(newest.total_cells))))
    return Step(
        does=act.ControlBatch,
        title=Text("Control {unit}, day {day}", "过程检测 {unit}，第 {day} 天").format(unit=unit, day=age),
        says=Text("The count joins the growth curve of this culture.", "计数结果将计入该批次的生长曲线。"),
        act=Text("Record the control", "记录检测"),
        done=Text("Recorded.", "已记录。"),
        back=_record(scope, found),
        command=lambda given: _controlled(found, form, age, given),
        usual=_controlled(found, form, age, usually(total_cells=1, viability_pct=Decimal(100))),
        person=found.one,
        unit=unit,
        fields=(
            scan("label", Text("Label of the culture", "培养容器标签"), unit),
            Field(name="total_cells", label=Text("Nucleated cells in all", "有核细胞总数"), kind="cells", hint=_COUNT),
            Field(name="viability_pct", label=Text("Viability", "活率"), kind="number", unit="%"),
            *lots_field(found.one.study, found.product, form),
        ),
        form=form or "",
        starts=dated(scope, found.one, form),
        happened=True,
        rests=rests,
        lots=scan_items(found.product, form),
        crumbs=crumbs(scope),
        tab=TAB,
    )


def _controlled(found: Unit, form: str | None, age: int, given: Given) -> act.ControlBatch:
    lots = lots_given(found.product, form, given)
    return act.ControlBatch(
        participant=found.one.number,
        batch=found.name,
        culture_day=age,
        total_cells=given.get("total_cells", 0),
        viability_pct=given.get("viability_pct", Decimal(0)),
        lots=dict(lots.lots),
        expires=dict(lots.expires),
        items=dict(given.items),
        groups=dict(given.groups),
        happened=given.happened,
    )


_USUAL_BAG: Final = usually(
    volume_ml=Decimal(1), concentration_per_ml=1, viability_pct=Decimal(100), nk_pct=Decimal(100), t_cell_pct=Decimal(0)
)


def formulate_unit(scope: Scope, unit: str, asked: Mapping[str, str]) -> Step:
    """Harvest and fill a bag; the counts that the dose is computed from."""
    found = find_unit(scope, unit)
    batch = product.batch_id(found.one.number, found.number)
    harvest = found.harvest or 1 + max((bag.harvest for bag in found.batch.bags), default=0) if found.batch else 1
    days = len(found.product.courses.infusion_days)
    return Step(
        does=act.FormulateBag,
        title=Text("Harvest {n} of {days}: fill {unit}", "第 {n} 次收获（共 {days} 次）：分装 {unit}").format(
            n=harvest, days=days, unit=unit
        ),
        says=Text(
            "From this moment the bag lives {hours} hours. The dose is computed from these counts and from nothing else.",
            "自此刻起该袋有效期为 {hours} 小时。剂量仅按以下计数计算。",
        ).format(hours=found.product.shelf.hours),
        act=Text("Record the filling", "记录分装"),
        done=Text("Filled. Label it now.", "已分装，请立即贴标。"),
        back=_record(scope, found),
        command=lambda given: _filled(found, batch, harvest, given),
        usual=_filled(found, batch, harvest, _USUAL_BAG),
        person=found.one,
        unit=unit,
        reasons=_filled_already(found),
        links=_to_the_next(scope, found),
        fields=_counts_of_a_bag(found, batch),
        second=True,
        second_may=SECOND,
        happened=True,
        crumbs=crumbs(scope),
        tab=TAB,
        then=lambda done: scope.to("units", unit, "do", "label_bag"),
    )


def _filled_already(found: Unit) -> tuple[Reason, ...]:
    """A page that is still open for a bag which is filled by now would fill another one: the next of the same harvest."""
    if found.bag is None:
        return ()
    says = Text("Bag {bag} is filled already.", "制品袋 {bag} 已分装。").format(bag=found.bag.id)
    return (Reason("filled-already", says, (found.bag.formulated.seq,)),)


def _to_the_next(scope: Scope, found: Unit) -> tuple[tuple[Text, str], ...]:
    """From a filled bag to the page of a further one of the same harvest, for whoever really fills one."""
    if found.bag is None or found.batch is None:
        return ()
    name = product.next_bag(found.chain, found.batch, found.harvest)
    says = Text("Fill a further bag of this harvest: {bag}", "分装同次收获的下一袋：{bag}").format(bag=name)
    return ((says, scope.to("units", name, "do", "formulate_bag")),)


def _counts_of_a_bag(found: Unit, batch: str) -> tuple[Field, ...]:
    """The label of the culture, the counts that the dose is computed from, and what the error of each count rests on."""
    return (
        scan("label", Text("Label of the culture", "培养容器标签"), batch),
        Field(name="volume_ml", label=Text("Volume of the bag", "袋内体积"), kind="number", unit="mL"),
        Field(
            name="concentration_per_ml",
            label=Text("Cells in a millilitre", "每毫升细胞数"),
            kind="cells",
            unit="/mL",
            hint=Text("Such as 1.8e7.", "例如 1.8e7。"),
        ),
        Field(name="viability_pct", label=Text("Viability", "活率"), kind="number", unit="%"),
        Field(
            name="nk_pct",
            label=Text("{cells} of the viable", "活细胞中 {cells}").format(cells=found.product.dose.target),
            kind="number",
            unit="%",
        ),
        Field(name="t_cell_pct", label=Text("CD3+ of the viable", "活细胞中 CD3+"), kind="number", unit="%"),
        Field(
            name="counted",
            label=Text("Cells of each count", "各次计数的细胞数"),
            required=False,
            hint=Text(
                "Such as 212 198 205: the interval of the dose comes from them.",
                "例如 212 198 205，用于计算剂量区间。",
            ),
        ),
        Field(
            name="viability_counted",
            label=Text("Cells scored for viability", "活率计数细胞数"),
            kind="whole",
            required=False,
        ),
        Field(
            name="flow_events",
            label=Text("Events of the phenotype", "流式门内事件数"),
            kind="whole",
            required=False,
        ),
        *lots_field(found.one.study, found.product, None),
    )


def _filled(found: Unit, batch: str, harvest: int, given: Given) -> act.FormulateBag:
    lots = lots_given(found.product, None, given)
    counts = str(given.get("counted")).replace(",", " ").replace("，", " ").split()
    return act.FormulateBag(
        participant=found.one.number,
        batch=batch,
        harvest=harvest,
        volume_ml=given.get("volume_ml", Decimal(0)),
        concentration_per_ml=given.get("concentration_per_ml", 0),
        viability_pct=given.get("viability_pct", Decimal(0)),
        nk_pct=given.get("nk_pct", Decimal(0)),
        t_cell_pct=given.get("t_cell_pct", Decimal(0)),
        operator_two=given.second,
        counted=tuple(int(one) if one.isdecimal() and len(one) < 10 else -1 for one in counts),
        viability_counted=given.get("viability_counted", 0),
        flow_events=given.get("flow_events", 0),
        lots=dict(lots.lots),
        expires=dict(lots.expires),
        happened=given.happened,
    )


def label_unit(scope: Scope, unit: str, asked: Mapping[str, str]) -> Step:
    """Label a bag and account for every label that was printed."""
    found = made_unit(scope, unit)
    bag = found.bag
    rests = [] if bag is None else [(Text("Expires", "有效期至"), _moment(bag.expires, scope.zone))]
    return Step(
        does=act.LabelBag,
        title=Text("Label {unit}", "贴标 {unit}").format(unit=unit),
        says=Text(
            "Print, stick, scan the label on the bag, and account for every one: printed = used + destroyed + kept.",
            "打印、粘贴，扫描袋上标签，并核对数量：打印数 = 使用数 + 销毁数 + 存档数。",
        ),
        act=Text("Record the labelling", "记录贴标"),
        done=Text("Labelled.", "已贴标。"),
        back=_record(scope, found),
        command=lambda given: act.LabelBag(
            participant=found.one.number,
            bag=unit,
            printed=given.get("printed", 0),
            used=given.get("used", 0),
            destroyed=given.get("destroyed", 0),
            archived=given.get("archived", 0),
            second=given.second,
            happened=given.happened,
        ),
        person=found.one,
        unit=unit,
        fields=(
            scan("label", Text("Label on the bag", "袋上标签"), unit),
            Field(name="printed", label=Text("Printed", "打印"), kind="whole", start="2"),
            Field(name="used", label=Text("Stuck on", "使用"), kind="whole", start="1"),
            Field(name="destroyed", label=Text("Destroyed", "销毁"), kind="whole", start="0"),
            Field(name="archived", label=Text("Kept in the batch record", "存入批记录"), kind="whole", start="1"),
        ),
        second=True,
        second_may=SECOND,
        rests=rests,
        links=((Text("Print the labels", "打印标签"), scope.to("units", unit, "labels")),),
        crumbs=crumbs(scope),
        tab=TAB,
    )


def dispatch_unit(scope: Scope, unit: str, asked: Mapping[str, str]) -> Step:
    """Send a released bag to the ward."""
    found = made_unit(scope, unit)
    low, high = found.product.shelf.temperature_c
    rests = [(Text("Kept at", "保存温度"), same(f"{low}–{high} °C"))]
    if found.bag is not None:
        rests.append((Text("Expires", "有效期至"), _moment(found.bag.expires, scope.zone)))

    def sent(given: Given) -> act.DispatchBag:
        return act.DispatchBag(
            participant=found.one.number,
            bag=unit,
            temperature_c=given.get("temperature_c", Decimal(0)),
            logger=str(given.get("logger")),
            happened=given.happened,
        )

    return Step(
        does=act.DispatchBag,
        title=Text("Send {unit} to the ward", "将 {unit} 发往病房").format(unit=unit),
        says=Text("The bag leaves the laboratory with its logger.", "制品袋连同温度记录仪离开制备室。"),
        act=Text("Record the dispatch", "记录发出"),
        done=Text("Sent.", "已发出。"),
        back=scope.to("cells"),
        command=sent,
        usual=sent(usually(temperature_c=low)),
        person=found.one,
        unit=unit,
        fields=(
            scan("label", Text("Label on the bag", "袋上标签"), unit),
            Field(name="temperature_c", label=Text("Temperature of the box", "转运箱温度"), kind="number", unit="°C"),
            Field(name="logger", label=Text("Temperature logger", "温度记录仪"), kind="scan", required=False),
        ),
        rests=rests,
        crumbs=crumbs(scope),
        tab=TAB,
    )


def close_unit(scope: Scope, unit: str, asked: Mapping[str, str]) -> Step:
    """End a culture."""
    found = made_unit(scope, unit)
    likely = "given" if found.batch is not None and found.batch.begun else ""
    return Step(
        does=act.CloseBatch,
        title=Text("Close {unit}", "关闭 {unit}").format(unit=unit),
        says=Text(
            "Nothing more is done with this culture. Every bag of it must be accounted for.",
            "该培养批次将不再进行任何操作，其每一袋均须平衡。",
        ),
        act=Text("Close", "关闭"),
        done=Text("Closed.", "已关闭。"),
        back=_record(scope, found),
        command=lambda given: act.CloseBatch(
            participant=found.one.number,
            batch=unit,
            disposition=str(given.get("disposition")),
            reason=given.reason,
        ),
        person=found.one,
        unit=unit,
        fields=(
            Field(
                name="disposition",
                label=Text("How it ended", "处置结论"),
                kind="choice",
                options=ENDINGS,
                start=asked.get("disposition", "") or likely,
            ),
        ),
        proof=True,
        reason=Text("Why", "原因"),
        crumbs=crumbs(scope),
        tab=TAB,
    )


def _moment(moment: datetime, zone: str) -> Text:
    """A moment in words: the page is made in one language."""
    return same(at_time(moment, zone))
