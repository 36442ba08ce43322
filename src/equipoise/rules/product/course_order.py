"""Whether a bag's turn has come: its course, its day, its culture, the collection before it, the results behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from equipoise.facts.product import BagVerified, InfusionStarted
from equipoise.rules.product.case import Case, hours
from equipoise.rules.product.plan import next_collection
from equipoise.rules.product.release import results
from equipoise.rules.product.units import Bag, Course
from equipoise.values.reason import Reason
from equipoise.values.say_day import day_words
from equipoise.values.text import Text


def course_and_day(case: Case, act: InfusionStarted) -> Iterator[Reason]:
    """The course is the order of courses given, the day is the harvest's (invariants 2 and 11)."""
    bag = case.chain.bags.get(act.bag)
    if bag is None:
        return
    course = case.chain.course_of(bag.batch)
    number = course.number if course else len(case.chain.courses) + 1
    most = case.product.courses.number
    if not 1 <= act.course <= most:
        yield Reason(
            "no-such-course",
            Text("There is no course {n}: the study has {most}.", "不存在第 {n} 疗程：本研究共 {most} 个疗程。").format(
                n=act.course, most=most
            ),
            protocol="product.courses.number",
        )
    if act.course != number:
        yield Reason(
            "wrong-course",
            Text(
                "This bag belongs to course {right}, not {given}.", "该制品袋属于第 {right} 疗程，而非第 {given} 疗程。"
            ).format(right=number, given=act.course),
            facts=(bag.formulated.seq,),
            protocol="product.courses",
        )
    if act.day != bag.harvest:
        yield Reason(
            "wrong-day",
            Text(
                "This bag is harvest {right}: it is for day {right}.",
                "该袋为第 {right} 次收获，用于疗程第 {right} 天。",
            ).format(right=bag.harvest),
            facts=(bag.formulated.seq,),
            protocol="product.courses.infusion_days",
        )
    yield from _one_course_at_a_time(case, bag)
    yield from _one_bag_set_a_day(case, bag, course)


def its_turn(case: Case, act: BagVerified) -> Iterator[Reason]:
    """A bag is compared at the bedside on its own day, in its own course (invariants 2 and 11)."""
    bag = case.chain.bags.get(act.bag)
    if bag is None:
        return
    if bag.day != case.day:
        yield Reason(
            "not-its-day",
            Text("This bag was filled on {day}, for that day.", "该制品袋于 {day} 分装，仅供当日使用。").format(
                day=day_words(bag.day)
            ),
            facts=(bag.formulated.seq,),
            protocol="product.courses.infusion_days",
        )
    yield from _one_course_at_a_time(case, bag)
    yield from _one_bag_set_a_day(case, bag, case.chain.course_of(bag.batch))


def _one_course_at_a_time(case: Case, bag: Bag) -> Iterator[Reason]:
    for course in case.chain.courses:
        if course.collection > bag.collection:
            yield Reason(
                "later-course-began",
                Text("Course {n} from a later collection has begun.", "采用较晚采集物的第 {n} 疗程已开始。").format(
                    n=course.number
                ),
                facts=(course.infusions[0].started.seq,),
            )
        for one in course.infusions:
            if one.ended is None:
                yield Reason(
                    "infusion-running",
                    Text("Bag {bag} is still running.", "制品袋 {bag} 仍在输注。").format(bag=one.bag.id),
                    facts=(one.started.seq,),
                )


def _one_bag_set_a_day(case: Case, bag: Bag, course: Course | None) -> Iterator[Reason]:
    for other in case.chain.courses:
        for one in other.infusions:
            same_set = one.bag.batch == bag.batch and one.bag.harvest == bag.harvest
            if (one.on == case.day) is not same_set:
                yield Reason(
                    "one-harvest-a-day",
                    Text("Harvest {n} was given on {day}.", "第 {n} 次收获已于{day}输注。").format(
                        n=one.bag.harvest, day=day_words(one.on)
                    ),
                    facts=(one.started.seq,),
                    protocol="product.courses.infusion_days",
                )
                return
    if course is None:
        return
    if course.infusions[-1].day > bag.harvest:
        yield Reason(
            "day-out-of-order",
            Text("Day {n} of this course was given already.", "本疗程第 {n} 天已输注。").format(
                n=course.infusions[-1].day
            ),
            facts=(course.infusions[-1].started.seq,),
        )
    within = case.product.limits.finish_within_days
    if within is not None and case.day > course.day_one + timedelta(days=within):
        yield Reason(
            "course-too-long",
            Text("This course began on {day} and ended after {n} days.", "本疗程始于{day}，{n} 天后已结束。").format(
                day=day_words(course.first_day), n=within
            ),
            facts=(course.infusions[0].started.seq,),
            protocol="product.limits.finish_within_days",
        )


def culture_age(case: Case, act: InfusionStarted) -> Iterator[Reason]:
    """A bag of a closed culture is not given; the culture had the right age at the first infusion (invariant 10)."""
    bag = case.chain.bags.get(act.bag)
    if bag is None:
        return
    batch = case.chain.batches[bag.batch]
    if batch.closed:
        yield Reason("batch-closed", Text("This culture is closed.", "该培养批次已关闭。"), facts=(batch.closed.seq,))
    age, culture = batch.age(case.day), case.product.culture
    least = culture.earliest_harvest_day + bag.harvest - 1
    most = culture.days + case.product.limits.hold_days + bag.harvest - 1
    if case.chain.course_of(batch.id) is None and not least <= age <= most:
        yield Reason(
            "culture-age",
            Text(
                "The culture is {age} days old; a course begins on day {least} to {most}.",
                "培养已 {age} 天；疗程应在第 {least} 至 {most} 天开始。",
            ).format(age=age, least=least, most=most),
            facts=(batch.seeded.seq,),
            protocol="product.limits.hold_days",
        )


def gap_between_courses(case: Case, act: InfusionStarted) -> Iterator[Reason]:
    """From one course's first infusion to the next one's, and from the first course to the last."""
    bag = case.chain.bags.get(act.bag)
    if bag is None or not case.chain.courses or case.chain.course_of(bag.batch):
        return
    limits, before = case.product.limits, case.chain.courses[-1]
    days = (case.day - before.first_day).days
    least, most = limits.gap_days
    if not least <= days <= most:
        yield Reason(
            "gap-between-courses",
            Text(
                "{days} days since the last course began; {least} to {most} are allowed.",
                "距上一疗程开始已 {days} 天；允许间隔为 {least} 至 {most} 天。",
            ).format(days=days, least=least, most=most),
            facts=(before.infusions[0].started.seq,),
            protocol="product.limits.gap_days",
        )
    first = case.chain.courses[0]
    if limits.last_start_days is not None and case.day > first.first_day + timedelta(days=limits.last_start_days):
        yield Reason(
            "courses-too-long",
            Text("The first course began more than {n} days ago.", "首个疗程开始至今已超过 {n} 天。").format(
                n=limits.last_start_days
            ),
            facts=(first.infusions[0].started.seq,),
            protocol="product.limits.last_start_days",
        )


def collection_comes_first(case: Case, act: InfusionStarted) -> Iterator[Reason]:
    """On a course's first day the due collection is made, or refused that day with its reason (the record; invariant 8)."""
    bag = case.chain.bags.get(act.bag)
    if bag is None:
        return
    made = [one.collected for one in case.chain.collections.values() if one.collected]
    rest = case.product.limits.rest_before_infusion_hours
    for collected in made:
        rested = collected.moment() + hours(rest)
        if case.at < rested:
            local = rested.astimezone(ZoneInfo(case.study.time_zone))
            yield Reason(
                "rest-after-collection",
                Text(
                    "The collection was less than {h} hours ago: the infusion may begin on {day} at {time}.",
                    "距采集结束不足 {h} 小时：{day} {time} 起方可输注。",
                ).format(h=rest, day=day_words(local.date()), time=f"{local:%H:%M}"),
                facts=(collected.seq,),
                protocol="product.limits.rest_before_infusion_hours",
            )
    if case.chain.course_of(bag.batch) is not None or case.product.courses.next_collection_day is None:
        return
    due = next_collection(case.study, case.facts)
    if due is None or due.number != bag.collection + 1 or _refused_on(case, due.number, case.day):
        return
    yield Reason(
        "collection-comes-first",
        Text("Collection {n} is due today, before this infusion.", "今日须先完成第 {n} 次采集，再行输注。").format(
            n=due.number
        ),
        protocol="product.courses.next_collection_day",
        remedy=Text("Collect, or record why not.", "请先采集，或记录不采集的原因。"),
    )


def _refused_on(case: Case, number: int, day: date) -> bool:
    found = case.chain.collections.get(number)
    return found is not None and any(fact.body.day == day.isoformat() for fact in found.refusals)


def earlier_bags_are_clean(case: Case, act: InfusionStarted) -> Iterator[Reason]:
    """Results of earlier bags that are due by now are read; what a failed one stops, `call_back.stopped` says."""
    awaited = {
        name: limit
        for name, limit in case.product.release.items()
        if limit.stage == "after_release" and limit.severity == "critical" and not limit.report_only
    }
    for bag in case.chain.bags.values():
        if bag.id == act.bag or not bag.released:
            continue
        for name, limit in awaited.items():
            due = limit.final_after_days is not None and bag.day + timedelta(days=limit.final_after_days) <= case.day
            read = results(limit, case.chain.batches[bag.batch], bag, name)
            if due and all(fact.seq in case.chain.invalid for fact in read):
                yield Reason(
                    "earlier-bag-unread",
                    Text("{name} of bag {bag} is due and not read.", "制品袋 {bag} 的{name}已到期，尚未判读。").format(
                        name=limit.name, bag=bag.id
                    ),
                    facts=(bag.formulated.seq,),
                    protocol=f"product.release.{name}",
                    remedy=Text("Record the reading.", "请录入判读结果。"),
                )
