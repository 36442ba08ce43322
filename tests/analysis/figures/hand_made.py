"""One hand-made figure of each kind, small enough to check by eye, and the same without data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from equipoise.analysis.figures.boundary import BoundaryFigure, BoundaryLook, draw_boundary
from equipoise.analysis.figures.butterfly import ButterflyArm, ButterflyFigure, ButterflyRow, EventCount, draw_butterfly
from equipoise.analysis.figures.enrolment import EnrolmentFigure, EnrolmentPoint, ForecastPoint, draw_enrolment
from equipoise.analysis.figures.forest import ForestFigure, ForestRow, draw_forest
from equipoise.analysis.figures.marks import MarkKind
from equipoise.analysis.figures.palette import CONTROL, EXPERIMENTAL, INK
from equipoise.analysis.figures.run_chart import RunChartFigure, RunPanel, draw_run_chart
from equipoise.analysis.figures.shift import ShiftArm, ShiftCount, ShiftFigure, draw_shift
from equipoise.analysis.figures.spider import SpiderArm, SpiderFigure, SpiderLine, SpiderPoint, draw_spider
from equipoise.analysis.figures.swimmer import (
    SwimmerArm,
    SwimmerEvent,
    SwimmerFigure,
    SwimmerLane,
    SwimmerPhase,
    draw_swimmer,
)
from equipoise.analysis.figures.toxicity import ToxicityFigure, draw_toxicity
from equipoise.analysis.figures.waterfall import WaterfallArm, WaterfallBar, WaterfallFigure, draw_waterfall
from equipoise.values.text import Language, Text, same

CELLS = Text("Autologous cells with chemotherapy", "自体细胞联合化疗")
CARE = Text("Best supportive care and observation", "最佳支持治疗及观察")
NOTES = (Text("Data cut 10 May 2018, ledger number 412.", "数据截止 2018年5月10日，账本序号 412。"),)
ANCHOR = Text("randomisation", "随机化")

PHASES = (MarkKind("chemotherapy", Text("Chemotherapy", "化疗"), "patch", "#56b4e9"),)
EVENTS = (
    MarkKind("infusion", Text("Cell infusion", "细胞回输"), "circle", INK),
    MarkKind("progression", Text("Progression", "疾病进展"), "diamond", CONTROL),
    MarkKind("death", Text("Death", "死亡"), "cross", INK),
)
RESPONSES = (
    MarkKind("PR", Text("Partial response", "部分缓解"), "triangle", "#009e73"),
    MarkKind("SD", Text("Stable disease", "疾病稳定"), "ring", INK),
    MarkKind("PD", Text("Progressive disease", "疾病进展"), "cross", INK),
)


def lane(number: int, until: int, ongoing: bool, *events: tuple[str, int]) -> SwimmerLane:
    phases = tuple(SwimmerPhase("chemotherapy", day, day + 3) for day in range(0, until - 3, 28))
    return SwimmerLane(same(f"P-{number:03d}"), until, ongoing, phases, tuple(SwimmerEvent(*each) for each in events))


SWIMMER = SwimmerFigure(
    Text("Time on study", "受试者在研时间"),
    ANCHOR,
    (
        SwimmerArm(
            CELLS,
            EXPERIMENTAL,
            (
                lane(1, 130, True, ("infusion", 17), ("infusion", 45), ("infusion", 73)),
                lane(3, 210, False, ("infusion", 18), ("progression", 150), ("death", 210)),
                lane(5, 20, False, ("death", 20)),
            ),
        ),
        SwimmerArm(CARE, CONTROL, (lane(2, 95, False, ("progression", 42), ("death", 95)), lane(4, 160, True))),
    ),
    PHASES,
    EVENTS,
    NOTES,
)
WATERFALL = WaterfallFigure(
    Text("Best change of target lesions", "靶病灶最佳变化"),
    (
        WaterfallArm(
            CELLS,
            EXPERIMENTAL,
            (
                WaterfallBar(same("P-001"), -45.5, "PR"),
                WaterfallBar(same("P-003"), -12, "SD"),
                WaterfallBar(same("P-005"), 31, "PD"),
                WaterfallBar(same("P-007"), 0, "SD"),
                WaterfallBar(same("P-009"), -100, "PR"),
            ),
            1,
        ),
        WaterfallArm(
            CARE,
            CONTROL,
            (
                WaterfallBar(same("P-002"), 160, "PD"),
                WaterfallBar(same("P-004"), 4, "SD"),
                WaterfallBar(same("P-006"), 100, "PD"),
            ),
        ),
    ),
    RESPONSES,
    NOTES,
)
FOREST = ForestFigure(
    Text("Progression-free survival by subgroup", "无进展生存亚组分析"),
    Text("Hazard ratio", "风险比"),
    (
        ForestRow(Text("Disease extent", "疾病分期"), heading=True),
        ForestRow(Text("Limited", "局限期"), 0.55, 0.31, 0.98, ("20 / 42", "27 / 40")),
        ForestRow(Text("Extensive", "广泛期"), 0.81, 0.52, 1.26, ("15 / 18", "17 / 20")),
        ForestRow(Text("Brain metastases at baseline", "基线脑转移"), heading=True),
        ForestRow(Text("Yes, treated before randomisation", "有，随机前已治疗"), 0.9, 0.02, 41.0, ("2 / 3", "2 / 2")),
        ForestRow(Text("Not recorded", "未记录"), None, None, None, ("0 / 1", "0 / 0")),
        ForestRow(Text("All randomised", "全部随机化受试者"), 0.66, 0.46, 0.94, ("35 / 60", "44 / 60"), overall=True),
    ),
    (Text("Cells, events / n", "细胞组 事件/例数"), Text("Care, events / n", "支持组 事件/例数")),
    Text("Favours cells", "细胞组更优"),
    Text("Favours supportive care", "支持治疗组更优"),
    notes=NOTES,
)
BUTTERFLY = ButterflyFigure(
    Text("Adverse events in at least 10% of either arm", "任一组发生率不低于 10% 的不良事件"),
    ButterflyArm(CARE, CONTROL, 40),
    ButterflyArm(CELLS, EXPERIMENTAL, 50),
    (
        ButterflyRow(Text("Neutrophil count decreased", "中性粒细胞计数降低"), EventCount(20, 10), EventCount(30, 21)),
        ButterflyRow(Text("Anaemia", "贫血"), EventCount(18, 4), EventCount(25, 5)),
        ButterflyRow(Text("Pyrexia", "发热"), EventCount(2), EventCount(41, 1)),
        ButterflyRow(Text("Cytokine release syndrome", "细胞因子释放综合征"), EventCount(0), EventCount(7, 1)),
    ),
    notes=NOTES,
)
RUN_CHART = RunChartFigure(
    Text("Cell batches", "细胞批次"),
    tuple(same(f"B-{number:02d}") for number in range(1, 9)),
    (
        RunPanel(
            Text("Expansion", "扩增倍数"),
            Text("fold", "倍"),
            (310, 420, 95, None, 880, 640, 1200, 505),
            lowest=100,
            logarithmic=True,
        ),
        RunPanel(Text("Viability", "活率"), same("%"), (93, 95.5, 79, None, 91, 88, 96, 94), lowest=80),
        RunPanel(Text("Dose", "回输剂量"), same("10⁹"), (2.1, 3.5, 0.9, None, 4, 3.1, 5.2, 2.8), 1, 5),
        RunPanel(
            Text("Vein to vein", "采集至回输"), Text("days", "天"), (15, 14, 17, None, 15, 16, 14, 21), highest=18
        ),
    ),
    NOTES,
)
SPIDER = SpiderFigure(
    Text("Change of target lesions over time", "靶病灶随时间的变化"),
    ANCHOR,
    (
        SpiderArm(
            CELLS,
            EXPERIMENTAL,
            (
                SpiderLine(same("P-001"), (SpiderPoint(0, 0), SpiderPoint(42, -25), SpiderPoint(84, -45.5))),
                SpiderLine(
                    same("P-003"), (SpiderPoint(84, 10, new_lesion=True), SpiderPoint(0, 0), SpiderPoint(41, -12))
                ),
            ),
        ),
        SpiderArm(
            CARE,
            CONTROL,
            (
                SpiderLine(same("P-002"), (SpiderPoint(0, 0), SpiderPoint(44, 60), SpiderPoint(86, 260))),
                SpiderLine(same("P-004"), (SpiderPoint(0, 0), SpiderPoint(126, -44))),
            ),
        ),
    ),
    NOTES,
)
SHIFT = ShiftFigure(
    Text("Neutrophils: grade at baseline and worst grade", "中性粒细胞：基线级别与最差级别"),
    (
        ShiftArm(
            CELLS,
            EXPERIMENTAL,
            (
                ShiftCount(0, 0, 12),
                ShiftCount(0, 2, 9),
                ShiftCount(0, 4, 5),
                ShiftCount(1, 3, 4),
                ShiftCount(None, 1, 1),
            ),
        ),
        ShiftArm(CARE, CONTROL, (ShiftCount(0, 0, 25), ShiftCount(0, 1, 6), ShiftCount(1, 1, 2), ShiftCount(2, 0, 1))),
    ),
    notes=NOTES,
)
ENROLMENT = EnrolmentFigure(
    Text("Enrolment against plan", "入组进度与计划"),
    tuple(EnrolmentPoint(date(2018, month, 20), n) for month, n in ((4, 2), (5, 7), (6, 9), (7, 16), (9, 24))),
    (EnrolmentPoint(date(2018, 4, 1), 0), EnrolmentPoint(date(2019, 6, 1), 120)),
    (
        ForecastPoint(date(2018, 10, 1), 24, 24, 24),
        ForecastPoint(date(2019, 6, 1), 66, 55, 78),
        ForecastPoint(date(2020, 4, 1), 120, 102, 138),
    ),
    120,
    date(2018, 10, 1),
    notes=NOTES,
)
BOUNDARY = BoundaryFigure(
    Text("Stopping boundary for progression-free survival", "无进展生存的期中分析界值"),
    (
        BoundaryLook(Text("Look 1", "第 1 次分析"), 0.25, 4.333, -0.5, 0.84),
        BoundaryLook(Text("Look 2", "第 2 次分析"), 0.5, 2.963, 0.4, 2.1),
        BoundaryLook(Text("Look 3", "第 3 次分析"), 0.75, 2.359, 1.2),
        BoundaryLook(Text("Final analysis", "最终分析"), 1.0, 2.014, 2.014),
    ),
    notes=NOTES,
)
TOXICITY = ToxicityFigure(
    Text("Stopping boundary for toxicity", "毒性停止界值"),
    (None, 2, 2, 3, 3, 3, 4, 4),
    ((1, 0), (2, 0), (2, 1), (3, 1)),
    NOTES,
)


@dataclass(frozen=True)
class Kind:
    """How a kind of figure is drawn, its example and its empty form, and how often each group occurs in the example."""

    full: Callable[[Language], str]
    empty: Callable[[Language], str]
    groups: tuple[tuple[str, int], ...]


TITLE = Text("Nothing yet", "尚无数据")
KINDS = {
    "swimmer": Kind(
        partial(draw_swimmer, SWIMMER),
        partial(draw_swimmer, SwimmerFigure(TITLE, ANCHOR, (SwimmerArm(CELLS, CONTROL, ()),), notes=NOTES)),
        (("figure-lane", 5), ("figure-legend", 1)),
    ),
    "waterfall": Kind(
        partial(draw_waterfall, WATERFALL),
        partial(draw_waterfall, WaterfallFigure(TITLE, (WaterfallArm(CELLS, CONTROL, (), 3),), notes=NOTES)),
        (("figure-bars", 2), ("figure-legend", 1)),
    ),
    "forest": Kind(
        partial(draw_forest, FOREST),
        partial(draw_forest, ForestFigure(TITLE, same("HR"), (ForestRow(CELLS, heading=True),), notes=NOTES)),
        (("figure-row", 7), ("figure-axes", 1)),
    ),
    "butterfly": Kind(
        partial(draw_butterfly, BUTTERFLY),
        partial(draw_butterfly, ButterflyFigure(TITLE, BUTTERFLY.left, BUTTERFLY.right, (), notes=NOTES)),
        (("figure-row", 4), ("figure-labels", 1)),
    ),
    "run chart": Kind(
        partial(draw_run_chart, RUN_CHART),
        partial(draw_run_chart, RunChartFigure(TITLE, (), (RunPanel(CELLS, same("%"), ()),), NOTES)),
        (("figure-panel", 4), ("figure-points", 4)),
    ),
    "spider": Kind(
        partial(draw_spider, SPIDER),
        partial(draw_spider, SpiderFigure(TITLE, ANCHOR, (SpiderArm(CELLS, CONTROL, ()),), NOTES)),
        (("figure-lines", 1), ("figure-labels", 1)),
    ),
    "shift": Kind(
        partial(draw_shift, SHIFT),
        partial(draw_shift, ShiftFigure(TITLE, (ShiftArm(CELLS, CONTROL, ()),), notes=NOTES)),
        (("figure-shift", 2),),
    ),
    "enrolment": Kind(
        partial(draw_enrolment, ENROLMENT),
        partial(draw_enrolment, EnrolmentFigure(TITLE, (), notes=NOTES)),
        (("figure-curves", 1), ("figure-legend", 1)),
    ),
    "boundary": Kind(
        partial(draw_boundary, BOUNDARY),
        partial(draw_boundary, BoundaryFigure(TITLE, (), notes=NOTES)),
        (("figure-series", 3),),
    ),
    "toxicity": Kind(
        partial(draw_toxicity, TOXICITY),
        partial(draw_toxicity, ToxicityFigure(TITLE, (None, None), notes=NOTES)),
        (("figure-boundary", 1), ("figure-path", 1)),
    ),
}
