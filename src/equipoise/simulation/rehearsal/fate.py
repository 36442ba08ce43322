"""What truly happens to a virtual person, and how the trial comes to know: scans, calls, the day of death."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import log

from equipoise.facts import Answer
from equipoise.facts.product import InfusionStarted
from equipoise.protocol.model import Lesions, Study
from equipoise.simulation.rehearsal.answers import Filling
from equipoise.simulation.rehearsal.gate import save
from equipoise.simulation.rehearsal.script import Life, Script
from equipoise.trial import commands as act

MONTH = 30.4375
"""Mean length of a month, days: survival medians are given in months."""


@dataclass(slots=True)
class Fate:
    """Unit exponential draws made once; the days that they come to depend on the arm and on when treatment began."""

    arm: str
    since: date
    progress: float
    die_after: float
    die_before: float

    def progression(self, study: Study, treated: date | None) -> date | None:
        """The day on which the disease truly progresses; None if the study file has no such fate."""
        return self._day(study, "progression", self.progress, self.since, treated)

    def death(self, study: Study, treated: date | None) -> date | None:
        """The day of death: from another cause, or some time after progression."""
        progressed = self.progression(study, treated)
        after = self._day(study, "death_after_progression", self.die_after, progressed, treated) if progressed else None
        before = self._day(study, "death_before_progression", self.die_before, self.since, treated)
        if before is not None and progressed is not None and before >= progressed:
            before = None
        return min((day for day in (after, before) if day is not None), default=None)

    def _day(self, study: Study, event: str, unit: float, since: date, treated: date | None) -> date | None:
        prior = next((one for one in study.simulation.survival if one.event == event), None)
        if prior is None or self.arm not in prior.median_months:
            return None
        own = _mean_days(prior.median_months[self.arm])
        if not prior.delayed_until_treatment:
            return since + timedelta(days=1 + int(unit * own))
        # Until its treatment begins an arm fares like the arm that fares worst: the effect cannot come before its cause.
        worst = _mean_days(min(prior.median_months.values()))
        waited = float((treated - since).days) if treated is not None and treated > since else None
        if waited is None or unit * worst <= waited:
            return since + timedelta(days=1 + int(unit * worst))
        return since + timedelta(days=1 + int(waited + (unit - waited / worst) * own))


def _mean_days(median_months: Decimal) -> float:
    return float(median_months) * MONTH / log(2)


def draw_fate(life: Life, arm: str) -> Fate:
    """A participant's fate on the day of randomisation."""
    chance = life.chance
    return Fate(
        arm=arm,
        since=life.today,
        progress=chance.waiting(1),
        die_after=chance.waiting(1),
        die_before=chance.waiting(1),
    )


def treated_on(life: Life, study: Study) -> date | None:
    """The first day of the cell product, or the day of randomisation in a study without one."""
    first = life.facts.first(InfusionStarted)
    return first.day(study.time_zone) if first else None


def scan(life: Life, study: Study, fate: Fate | None) -> Filling | None:
    """A tumour assessment as the radiologist would enter it, true to the fate; None in a study that reads no response.

    Without a fate it is the baseline: up to three target lesions, in some people none.
    """
    if study.response is None:
        return None
    lesions = study.response.lesions
    progressed = fate.progression(study, treated_on(life, study)) if fate else None
    grown = progressed is not None and life.today >= progressed
    new = grown and (not life.lesions or life.chance.happens(0.5))
    _measure(life, baseline=fate is None, grown=grown and not new)
    settled: dict[str, Answer] = {
        lesions.new_lesion: "Y" if new else "N",
        lesions.non_target: _non_target(study, lesions, baseline=fate is None),
    }
    return Filling(study, lesions.form, life.today, life.now, settled, {lesions.target: _rows(life, study)})


def _measure(life: Life, *, baseline: bool, grown: bool) -> None:
    if baseline:
        life.lesions[:] = [Decimal(life.chance.between(12, 55)) for _ in range(life.chance.between(0, 3))]
        return
    factor = Decimal(life.chance.between(140, 180) if grown else life.chance.between(90, 104)) / 100
    life.lesions[:] = [max(Decimal(5), (size * factor).quantize(Decimal(1))) for size in life.lesions]


def _rows(life: Life, study: Study) -> tuple[dict[str, Answer], ...]:
    assert study.response is not None
    lesions = study.response.lesions
    group = study.forms.forms[lesions.form].groups[lesions.target]
    codes = study.forms.code_lists
    organs = list(codes.get(group.items[lesions.organ].codes or "", ())) or ["LUNG"]
    rows: list[dict[str, Answer]] = []
    for number, size in enumerate(life.lesions, start=1):
        row: dict[str, Answer] = {}
        for name, item in group.items.items():
            if name == lesions.lesion:
                row[name] = f"T{number}" if item.kind == "text" else number
            elif name == lesions.diameter:
                row[name] = {"value": str(size), "unit": item.units[0]} if item.kind == "quantity" else str(size)
            elif name == lesions.node:
                row[name] = "N"
            elif name == lesions.organ:
                row[name] = organs[(number - 1) // 2 % len(organs)]
            elif item.required and item.kind == "code":
                row[name] = next(iter(codes[item.codes or ""]))
        rows.append(row)
    return tuple(rows)


def _non_target(study: Study, lesions: Lesions, *, baseline: bool) -> str:
    item = study.forms.forms[lesions.form].items[lesions.non_target]
    codes = list(study.forms.code_lists.get(item.codes or "", ()))
    wanted = ("PRESENT", "NON-CR/NON-PD", "ABSENT") if baseline else ("NON-CR/NON-PD", "PRESENT", "NOT APPLICABLE")
    return next((code for code in wanted if code in codes), codes[0] if codes else "NON-CR/NON-PD")


def live_and_die(life: Life, fate: Fate) -> Script:
    """Wait for the day of death, and have it recorded on the form of the study's event `death`; or be lost, or withdraw."""
    if life.happens("withdrawal"):
        life.leaves = life.today + timedelta(days=life.chance.between(20, 150))
    elif life.happens("loss_to_follow_up"):
        life.lost = life.today + timedelta(days=life.chance.between(60, 400))
    while not life.over:
        died = fate.death(life.study, treated_on(life, life.study))
        stops = [day for day in (died, life.leaves, life.lost) if day is not None]
        if not stops:
            return
        day = min(stops)
        # Treatment may still begin and move the day: look again each month until it comes.
        if day > life.today:
            yield life.wait(life.at(min(day, life.today + timedelta(days=30)), 16))
            continue
        if day == life.leaves:
            yield from _withdraw(life)
            life.leaves = None
            continue
        yield from record(life, "death" if day == died else "lost_to_follow_up", day)
        return


def _withdraw(life: Life) -> Script:
    treatment = ("treatment",) if life.study.gives_treatment else ()
    stays = life.chance.happens(0.6) and bool(treatment)
    scopes = treatment if stays else (*treatment, "procedures")
    command = act.WithdrawConsent(participant=life.number, scopes=scopes, reason="Own wish / 本人意愿")
    yield from life.do("coordinator", command)


def record(life: Life, event: str, day: date) -> Script:
    """Enter the form that says that an event of the study file happened; nothing where the study has no such form."""
    source = life.study.events.get(event)
    if source is None or source.form is None or not life.person().alive:
        return
    form = life.study.forms.forms[source.form]
    settled: dict[str, Answer] = {}
    for name in (form.date, source.date):
        if name is not None:
            settled[name] = day.isoformat()
    if event == "lost_to_follow_up":
        settled |= _reason_for(life, source.form, "LOST")
    filling = Filling(life.study, source.form, life.today, life.now, settled)
    yield from save(life, source.form, "1", "", filling)


def _reason_for(life: Life, form: str, word: str) -> dict[str, Answer]:
    for name, item in life.study.forms.forms[form].items.items():
        for code in life.study.forms.code_lists.get(item.codes or "", {}):
            if word in code.upper():
                return {name: code}
    return {}
