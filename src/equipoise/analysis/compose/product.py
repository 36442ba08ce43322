"""The run charts of the cell product: every culture in order of seeding, each measure with the limits of its specification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from equipoise.analysis.compose.caption import close
from equipoise.analysis.figures.run_chart import RunChartFigure, RunPanel
from equipoise.analysis.tables import Context
from equipoise.protocol.model import Limit, Product
from equipoise.rules.product import Batch, Chain, Counts, chain, dose
from equipoise.values.raised import power_of_ten
from equipoise.values.text import Text, same

TITLE = Text("The cell product, culture by culture", "细胞制品逐批质量走势")
FOLD, FOLDS = Text("Expansion", "扩增"), Text("fold", "倍")
VEIN = Text("From the collection to the first infusion", "采集至首次输注")
_POWERED = same("{power} {unit}")
DAYS, PER_CENT = Text("days", "天"), same("%")
VIABILITY, PURITY = Text("Viability", "活率"), Text("Share of the wanted cells", "目标细胞比例")
DOSE, SMALLEST_DOSE = (
    Text("Dose of the course", "疗程剂量"),
    Text("Smallest dose of an infusion day", "单个输注日最小剂量"),
)
_MADE = Text(
    "Expansion: total cells of the last count before the harvest over those of the first. Viability and share: the lowest of the "
    "bags. Dose: viable wanted cells filled. Limits are those of the release specification and of the dose.",
    "扩增：收获前末次计数与首次计数的总细胞数之比。活率与比例取各袋最低值。剂量为制备的目标活细胞数。限度为放行标准与剂量要求。",
)


@dataclass(frozen=True, slots=True)
class Grown:
    """A culture with the product that it belongs to."""

    batch: Batch
    of: Chain

    @property
    def order(self) -> tuple[date, int]:
        """Cultures stand in the order of their seeding."""
        return self.batch.day, self.batch.seeded.seq


def compose_run_charts(context: Context) -> RunChartFigure:
    """A point for each culture of everybody randomised, in a panel for each measure."""
    product, population = context.study.product, context.population()
    assert product is not None, "drawn only where there is a product"
    grown = sorted(
        (
            Grown(batch, found)
            for one, _ in population.of(context.people)
            for found in (chain(context.study, one.facts),)
            for batch in found.batches.values()
        ),
        key=lambda one: one.order,
    )
    panels = (
        RunPanel(FOLD, FOLDS, _values([fold(one.batch) for one in grown])),
        _panel(product, "viability", VIABILITY, PER_CENT, [viability(one.batch) for one in grown]),
        _panel(product, "purity", PURITY, PER_CENT, [purity(one.batch) for one in grown]),
        _dose_panel(product, [filled_dose(product, one.batch) for one in grown]),
        RunPanel(VEIN, DAYS, _values([vein_to_vein(one) for one in grown])),
    )
    names = tuple(same(one.batch.id) for one in grown)
    return RunChartFigure(TITLE, names, panels, close(context, population.name, _MADE))


def fold(batch: Batch) -> Fraction | None:
    """Total cells of the newest count over those of the first one; None with fewer than two counts, or nothing at first."""
    counts = sorted(batch.tests, key=lambda fact: (fact.body.culture_day, fact.seq))
    if len(counts) < 2 or counts[0].body.culture_day == counts[-1].body.culture_day or counts[0].body.total_cells <= 0:
        return None
    return Fraction(counts[-1].body.total_cells, counts[0].body.total_cells)


def viability(batch: Batch) -> Decimal | None:
    """The lowest viability of the bags."""
    return min((bag.formulated.body.viability_pct for bag in batch.bags), default=None)


def purity(batch: Batch) -> Decimal | None:
    """The lowest share of the wanted cells of the bags."""
    return min((bag.formulated.body.nk_pct for bag in batch.bags), default=None)


def filled_dose(product: Product, batch: Batch) -> Fraction | None:
    """The cells that the study counts: of all bags for a course, of the poorest harvest where each day has its own dose."""
    by_harvest: dict[int, Fraction] = {}
    for bag in batch.bags:
        cells = dose(Counts.of(bag.formulated.body)).of(product.dose.population)
        by_harvest[bag.harvest] = by_harvest.get(bag.harvest, Fraction(0)) + cells
    if not by_harvest:
        return None
    return sum(by_harvest.values(), Fraction(0)) if product.dose.per == "course" else min(by_harvest.values())


def vein_to_vein(one: Grown) -> int | None:
    """Days from the collection to the first infusion of the course; None where nothing was given."""
    course = one.of.course_of(one.batch.id)
    return one.of.vein_to_vein(course) if course is not None else None


def _values(found: Sequence[Decimal | Fraction | int | None]) -> tuple[float | None, ...]:
    return tuple(None if value is None else float(value) for value in found)


def _panel(product: Product, computed: str, name: Text, unit: Text, found: Sequence[Decimal | None]) -> RunPanel:
    limit: Limit | None = next((one for one in product.release.values() if one.computed == computed), None)
    lowest, highest = (None, None) if limit is None else (limit.least, limit.most)
    return RunPanel(
        limit.name if limit is not None else name,
        unit,
        _values(found),
        None if lowest is None else float(lowest),
        None if highest is None else float(highest),
    )


def _dose_panel(product: Product, found: Sequence[Fraction | None]) -> RunPanel:
    """In powers of a thousand, as cells are spoken of: 1.5 · 10⁹ rather than 1,500,000,000."""
    power = max((len(str(product.dose.least)) - 1) // 3 * 3, 0)
    name = DOSE if product.dose.per == "course" else SMALLEST_DOSE
    unit = _POWERED.format(power=power_of_ten(power), unit=product.dose.unit) if power else product.dose.unit
    scaled = [None if cells is None else cells / 10**power for cells in found]
    least, most = (float(Fraction(limit, 10**power)) for limit in (product.dose.least, product.dose.most))
    return RunPanel(name, unit, _values(scaled), least, most)
