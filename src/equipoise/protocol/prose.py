"""The study in sentences of both languages, for pages and reports: nothing is written twice, so nothing can disagree."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from equipoise.protocol.model import Arm, Dose, Product, Study, Visit
from equipoise.values.dates import add_months
from equipoise.values.raised import power_of_ten
from equipoise.values.spacing import parted
from equipoise.values.text import Text, listed, same

_MASKING = {
    "NONE": Text("open: everybody knows the group", "开放：各方均知分组"),
    "SINGLE": Text("single-masked", "单盲"),
    "DOUBLE": Text("double-masked", "双盲"),
    "TRIPLE": Text("triple-masked", "三盲"),
    "QUADRUPLE": Text("quadruple-masked", "四盲"),
}
_COUNTED = {
    "viable": Text("viable cells", "活细胞"),
    "total_nucleated": Text("nucleated cells", "有核细胞"),
}
_PER = {"course": Text("in one course", "每疗程"), "infusion_day": Text("on each infusion day", "每个输注日")}


def visit_time(study: Study, visit: Visit) -> Text:
    """When a visit is due: `week 6 after randomisation, 7 days either side`."""
    event = study.events.get(visit.anchor)
    anchor = in_sentence(event.name) if event is not None else same(visit.anchor)
    when = _days(visit.days).format(anchor=anchor)
    if visit.every is not None:
        when = Text("{when}, then {again}", "{when}，之后{again}").format(when=when, again=_again(visit))
    window = window_words(visit)
    return when if window is None else Text("{when}, {window}", "{when}，{window}").format(when=when, window=window)


def window_words(visit: Visit) -> Text | None:
    """How far a visit may lie from its day; None where it must lie on it."""
    before, after = visit.window.before, visit.window.after
    if before == after == 0:
        return None
    if before == after:
        return Text(f"{_count(before)} either side", f"前后各 {before} 天")
    if not after:
        return Text(f"up to {_count(before)} before", f"可提前 {before} 天")
    if not before:
        return Text(f"up to {_count(after)} after", f"可推后 {after} 天")
    return Text(f"from {_count(before)} before to {_count(after)} after", f"可提前 {before} 天至推后 {after} 天")


def in_sentence(name: Text) -> Text:
    """A name as it stands within a sentence: `Consent signed` becomes `consent signed`, `PET scan` stays."""
    en = name.en
    plain = len(en) > 1 and en[0].isupper() and not en[1].isupper() and not en[1].isdigit()
    return Text(en[0].lower() + en[1:], name.zh) if plain else name


def visit_arms(study: Study, visit: Visit) -> Text:
    """Who has the visit: everybody, or the groups by name."""
    if not visit.arms or set(visit.arms) == set(study.arms):
        return Text("all participants", "全部受试者")
    return listed([study.arms[name].label.text for name in visit.arms if name in study.arms], en=" and ", zh="和")


def schedule_line(study: Study, name: str) -> Text:
    """A visit in one line: name, time, who, and the forms that are due."""
    visit = study.schedule.visits[name]
    line = Text("{name}: {time}; {who}", "{name}：{time}；{who}").format(
        name=visit.name, time=visit_time(study, visit), who=visit_arms(study, visit)
    )
    forms = [study.forms.forms[form].name for form in visit.forms if form in study.forms.forms]
    if not forms:
        return line
    return Text("{line}; forms: {forms}", "{line}；表单：{forms}").format(line=line, forms=listed(forms))


def arm_line(arm: Arm) -> Text:
    """A group in one line: its label and what happens in it."""
    return Text("{label}: {does}", "{label}：{does}").format(label=arm.label.text, does=arm.description.text)


def ratio_words(study: Study) -> Text:
    """The shares of the groups: `2:1:1`."""
    return same(":".join(str(arm.ratio) for arm in study.arms.values()))


def randomisation_words(study: Study) -> Text:
    """How participants are allocated, in words for everybody. Sizes of blocks are never told: they would let the next
    allocation be guessed (ICH E9, 2.3.2)."""
    scheme = study.randomisation
    if len(study.arms) < 2:
        return Text("All participants are in one group.", "所有受试者均在同一组。")
    labels = listed([arm.label.text for arm in study.arms.values()])
    words = Text(
        "Chance decides the group ({labels}) in the ratio {ratio}.", "分组（{labels}）由随机决定，比例为 {ratio}。"
    ).format(labels=labels, ratio=ratio_words(study))
    if scheme.factors and scheme.method != "simple":
        factors = listed([factor.name for factor in scheme.factors.values()])
        minimised = Text(
            " It favours the group that keeps these alike: {factors}.", "随机时兼顾以下因素的组间均衡：{factors}。"
        )
        stratified = Text(" The groups are kept alike in: {factors}.", "按以下因素分层：{factors}。")
        how = minimised if scheme.method == "minimisation" else stratified
        words = Text("{words}{how}", "{words}{how}").format(words=words, how=how.format(factors=factors))
    masking = Text(" The study is {masking}.", "研究为{masking}。").format(masking=_MASKING[study.design.masking])
    return Text("{words}{masking}", "{words}{masking}").format(words=words, masking=masking)


def product_cycle(product: Product) -> Text:
    """The cycle from vein to vein: collection, culture, infusion days, number of courses."""
    courses, culture = product.courses, product.culture
    days = len(courses.infusion_days)
    first, last = culture.days + min(courses.infusion_days), culture.days + max(courses.infusion_days)
    span_en = f"on day {first}" if first == last else f"on {days} days from day {first} to day {last}"
    span_zh = f"第 {first} 天输注" if first == last else f"第 {first} 至第 {last} 天输注 {days} 次"
    words = Text(
        f"Cells are collected on day 0, grown for {culture.days} days and given {span_en}.",
        f"第 0 天采集细胞，培养 {culture.days} 天，{span_zh}。",
    )
    if courses.number == 1:
        return words
    more = Text(
        f" Up to {courses.number} courses, {courses.interval_days} days from one collection to the next.",
        f"最多 {courses.number} 个疗程，两次采集间隔 {courses.interval_days} 天。",
    )
    same_day = Text("", "")
    if courses.next_collection_day is not None:
        same_day = Text(
            f" The next collection falls on day {culture.days + courses.next_collection_day}, before that day's infusion.",
            f"下一次采集在第 {culture.days + courses.next_collection_day} 天，于当日输注之前进行。",
        )
    return Text("{words}{more}{same_day}", "{words}{more}{same_day}").format(words=words, more=more, same_day=same_day)


def counted_cells(dose: Dose) -> Text:
    """The cells in which a dose is declared, without the markers by which they are told: `viable NK cells`."""
    if dose.population in _COUNTED:
        return _COUNTED[dose.population]
    target = Text(dose.target.en.partition(" (")[0], dose.target.zh.partition("（")[0])
    return Text(f"viable {target.en}", parted(f"活{target.zh}"))


def dose_words(product: Product) -> Text:
    """The dose rule: how many of which cells, in what."""
    dose = product.dose
    least, most = cells(dose.least), cells(dose.most)
    words = Text("{least} to {most} {counted} {per}", "{per}{counted} {least} 至 {most}").format(
        least=least, most=most, counted=counted_cells(dose), per=_PER[dose.per]
    )
    if dose.confirmed:
        return words
    return Text(
        "{words} (not yet confirmed; real infusions stay blocked)", "{words}（尚未确认，确认前不得用于真实输注）"
    ).format(words=words)


def cells(number: int) -> Text:
    """A number of cells as people write it: `1.5×10⁹`."""
    power = len(str(abs(number))) - 1
    if power < 4:
        return same(str(number))
    mantissa = (Decimal(number) / (Decimal(10) ** power)).normalize()
    return same(f"{mantissa:f}×{power_of_ten(power)}")


def _days(days: tuple[int, ...]) -> Text:
    if days == (0,):
        return Text("on the day of {anchor}", "{anchor}当天")
    before = [day for day in days if day < 0]
    if before == list(days):
        return Text(
            f"{_points([-day for day in days]).en} before {{anchor}}",
            f"{{anchor}}前{_points([-day for day in days]).zh}",
        )
    points = _points(list(days))
    return Text(f"{points.en} after {{anchor}}", f"{{anchor}}后{points.zh}")


def _points(days: list[int]) -> Text:
    if all(day % 7 == 0 for day in days):
        weeks = [str(day // 7) for day in days]
        return Text(f"{'week' if len(days) == 1 else 'weeks'} {_and(weeks)}", f"第 {'、'.join(weeks)} 周")
    return Text(
        f"{'day' if len(days) == 1 else 'days'} {_and([str(day) for day in days])}",
        f"第 {'、'.join(map(str, days))} 天",
    )


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _again(visit: Visit) -> Text:
    assert visit.every is not None
    every = visit.every
    if every.months is not None and every.months % 12 == 0:
        step = _step(every.months // 12, "year", "年", "年")
    elif every.months is not None:
        step = _step(every.months, "month", "个月", "月")
    elif every.days is not None and every.days % 7 == 0:
        step = _step(every.days // 7, "week", "周", "周")
    else:
        step = _step(every.days or 1, "day", "天", "天")
    if every.until is None:
        return step
    if every.days is not None:
        last = _points([every.until - (every.until - visit.days[-1]) % every.days])
        return Text(f"{step.en} until {last.en}", f"{step.zh}，直至{last.zh}")
    times = _times(every.months or 1, every.until - visit.days[-1])
    if len(times) > 1:
        last = _points([every.until])
        return Text(f"{step.en} until {last.en} at most", f"{step.zh}，最迟{last.zh}")
    (n,) = times
    return Text(f"{step.en}, {'once' if n == 1 else f'{n} times'}", f"{step.zh}，共 {n} 次")


def _times(months: int, days: int) -> set[int]:
    """How often so many calendar months fit into so many days: one number, or several where it hangs on the day they count from."""
    starts = [date(year, month, 1) for year in range(2021, 2025) for month in range(1, 13)]
    ends = {start: start + timedelta(days=days) for start in starts}
    most = days // (months * 28) + 1
    return {
        next(step for step in range(most, -1, -1) if add_months(start, months * step) <= end)
        for start, end in ends.items()
    }


def _step(number: int, en: str, zh: str, zh_one: str) -> Text:
    if number == 1:
        return Text(f"every {en}", f"每{zh_one}一次")
    return Text(f"every {number} {en}s", f"每 {number} {zh}一次")


def _count(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"
