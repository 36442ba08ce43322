"""What a drawing says and where: read back from its SVG, with figures of several arms to try it on."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import combinations

import numpy as np

from equipoise.analysis.figures.consort import ConsortArm, ConsortFlow, Tally
from equipoise.analysis.figures.fit_text import BOLD, width_of
from equipoise.analysis.figures.kaplan_meier import DrawnArm, KaplanMeierFigure
from equipoise.analysis.figures.palette import colour_arms
from equipoise.analysis.survival import compare_log_rank, estimate_kaplan_meier, fit_cox, read_observations
from equipoise.values.text import Text

NAMES = (
    Text("Best supportive care and observation until progression", "最佳支持治疗及观察直至疾病进展"),
    Text("Induction chemotherapy followed by autologous cells", "诱导化疗后序贯自体 NK 细胞"),
    Text("Cyclophosphamide-methotrexate maintenance", "环磷酰胺联合甲氨蝶呤维持治疗（每 28 天一个周期）"),
    Text("Low dose", "低剂量组"),
)


@dataclass(frozen=True)
class Words:
    """One line of text and the room it takes."""

    content: str
    left: float
    right: float
    top: float
    bottom: float


class Drawing(HTMLParser):
    """The text lines and elements of an SVG; an unbalanced tag fails."""

    def __init__(self, svg: str) -> None:
        super().__init__()
        self.lines: list[Words] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[tuple[str, dict[str, str]]] = []
        self.feed(svg)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        self.open.append(self.elements[-1])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        tag, place = self.open[-1]
        if tag != "text":
            return
        size = float(place["font-size"])
        width = width_of(data, size * (BOLD if "font-weight" in place else 1))
        shift = {"start": 0.0, "middle": width / 2, "end": width}[place.get("text-anchor", "start")]
        left, base = float(place["x"]) - shift, float(place["y"])
        self.lines.append(Words(data, left, left + width, base - 0.8 * size, base + 0.25 * size))

    @property
    def size(self) -> tuple[float, float]:
        root = self.elements[0][1]
        return float(root["width"]), float(root["height"])


def assert_legible(drawing: Drawing) -> None:
    """No line of text lies over another, and none leaves the sheet."""
    width, height = drawing.size
    for words in drawing.lines:
        assert words.left >= 0, words
        assert words.top >= 0, words
        assert words.right <= width + 1, words
        assert words.bottom <= height + 1, words
    for one, other in combinations(drawing.lines, 2):
        apart = one.right <= other.left or other.right <= one.left
        assert apart or one.bottom <= other.top or other.bottom <= one.top, (one, other)


def kaplan_meier_of(arms: int, n: int = 50) -> KaplanMeierFigure:
    chance = np.random.default_rng(arms)
    group = np.repeat(np.arange(arms), n)
    event, censored = chance.exponential(90 * 1.3**group), chance.uniform(60, 700, arms * n)
    keys = [f"arm {number}" for number in range(arms)]
    data = read_observations(np.ceil(np.minimum(event, censored)), event <= censored, group, keys)
    colours = colour_arms([number == 0 for number in range(arms)])
    curves = estimate_kaplan_meier(data)
    return KaplanMeierFigure(
        title=Text("Progression-free survival, all randomised participants", "全部随机化受试者的无进展生存"),
        measure=Text("Progression-free", "无进展生存率"),
        anchor=Text("randomisation", "随机化"),
        arms=tuple(DrawnArm(name, *rest) for name, *rest in zip(NAMES, colours, curves, strict=False)),
        hazard_ratios=tuple(fit_cox(data.within((keys[0], key))) for key in keys[1:]),
        log_rank=compare_log_rank(data),
        notes=(Text("Data cut 10 May 2018.", "数据截止 2018年5月10日。"),),
    )


def consort_of(arms: int) -> ConsortFlow:
    colours = colour_arms([number == 0 for number in range(arms)])
    failed = Tally(4, ((Text("Manufacturing failed, out of specification", "制备失败，不符合放行标准"), 3), (DEATH, 1)))
    columns = tuple(
        ConsortArm(
            name,
            colour,
            allocated=40,
            received=34,
            analysed=39,
            not_received=failed,
            waiting=2,
            lost=Tally(1),
            discontinued=Tally(12, ((Text("Progression", "疾病进展"), 11), (DEATH, 1))),
            not_analysed=Tally(1),
            continuing=20,
        )
        for name, colour in zip(NAMES[:arms], colours, strict=True)
    )
    return ConsortFlow(
        Text("Flow of participants", "受试者流程"),
        assessed=40 * arms + 9,
        excluded=Tally(7, ((Text("Did not meet the criteria", "不符合入选标准"), 7),)),
        randomised=40 * arms,
        arms=columns,
        in_screening=2,
    )


DEATH = Text("Died", "死亡")
