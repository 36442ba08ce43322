"""A bag as the ward sees it: whose it is, how far it has come, and the one thing that is to be done next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import Http404

from equipoise.facts import Fact
from equipoise.facts.study import ActRefused
from equipoise.protocol.model import Product
from equipoise.rules import product
from equipoise.rules.product import Bag, Chain, SignDue
from equipoise.trial import commands as act
from equipoise.trial.commands import Command, name_of
from equipoise.trial.permissions import MAY, ROLES
from equipoise.trial.person import Person, people, person
from equipoise.values.text import Text, listed
from equipoise.web.workspace.scope import Scope


@dataclass(frozen=True, slots=True)
class Next:
    """What is to be done next with a bag: words, the address where it is done, the kind of act, by when. `does` is None where
    the bag only waits."""

    says: Text
    address: str = ""
    does: type[Command] | None = None
    by: datetime | None = None
    roles: Sequence[str] | None = None

    @property
    def may(self) -> Sequence[str]:
        """The roles that may do it."""
        if self.roles is not None or self.does is None:
            return self.roles or ()
        return MAY[self.does]

    @property
    def who(self) -> Text:
        """The same in words."""
        return listed([ROLES[role] for role in self.may])


@dataclass(frozen=True, slots=True)
class WardBag:
    """A bag on its way to a participant, or beside one."""

    scope: Scope
    one: Person
    chain: Chain
    bag: Bag

    @property
    def id(self) -> str:
        """The name on its label."""
        return self.bag.id

    @property
    def plan(self) -> Product:
        """The product as the participant's version of the study file describes it."""
        assert self.one.study.product is not None
        return self.one.study.product

    @property
    def course(self) -> int:
        """The course that the bag belongs to, or would begin."""
        found = self.chain.course_of(self.bag.batch)
        return found.number if found is not None else len(self.chain.courses) + 1

    @property
    def expired(self) -> bool:
        """Whether its last moment has passed at the moment shown."""
        return product.shelf_state_of(self.plan.shelf, self.bag, self.scope.at) == "expired"

    @property
    def left(self) -> timedelta:
        """How long it may still be used; nothing once it has expired."""
        return max(self.bag.expires - self.scope.at, timedelta(0))

    @property
    def counts_down(self) -> bool:
        """Whether its expiry still matters: it was neither given nor destroyed."""
        return self.bag.ended is None and self.bag.disposed is None

    @property
    def soon(self) -> bool:
        """Whether it is past the hours after which the study file warns."""
        return self.counts_down and product.shelf_state_of(self.plan.shelf, self.bag, self.scope.at) != "usable"

    @property
    def signs(self) -> Sequence[SignDue]:
        """The vital signs around its infusion."""
        return product.signs_due(self.one.study, self.bag, self.scope.at)

    @property
    def next_sign(self) -> SignDue | None:
        """The vital signs to be taken now (the newest of them: an older one cannot be caught up), or the next that will be."""
        return product.sign_wanted(self.signs)

    @property
    def wrong_scan(self) -> Fact[ActRefused] | None:
        """The wrong scan behind which nothing goes on until another scan fits."""
        found = product.last_wrong_scan(self.one.facts, self.id)
        if found is None or self.bag.started is not None:
            return None
        return found if self.bag.verified is None or self.bag.verified.seq < found.seq else None

    @property
    def verified_until(self) -> datetime | None:
        """Until when the bedside check holds; None where there is none, or it no longer does."""
        check = self.bag.verified
        if check is None or self.wrong_scan is not None:
            return None
        until = check.moment() + timedelta(minutes=product.VERIFICATION_MINUTES)
        return until if until >= self.scope.at else None

    @property
    def ends(self) -> datetime | None:
        """When a running infusion ends as planned; None before and after it, and once a reaction changed its pace."""
        started = self.bag.started
        changed = any(fact.body.action in ("pause", "slow", "stop") for fact in self.bag.reactions)
        if started is None or self.bag.ended is not None or changed:
            return None
        return started.moment() + timedelta(minutes=started.body.planned_minutes)

    @property
    def recorded(self) -> bool:
        """Whether the form of the infusion is entered."""
        form = self.plan.forms.infusion
        if form is None:
            return True
        return any(entry.instance.partition("/")[0] == self.id for entry in self.one.facts.forms(form))

    @property
    def next(self) -> Next:
        """The one thing to do next."""
        return _next(self)

    @property
    def mine(self) -> bool:
        """Whether whoever looks may do it."""
        return self.scope.role in self.next.may and not self.scope.past

    @property
    def look(self) -> str:
        """The state as a class of the page."""
        if self.wrong_scan is not None or (self.expired and self.counts_down):
            return "overdue"
        if self.bag.is_paused or self.soon:
            return "blocked"
        return "done" if self.bag.state in ("infused", "disposed") else "information"

    def to(self, *parts: object, **query: object) -> str:
        """An address of this desk about the bag."""
        return self.scope.to("bedside", self.id, *parts, **query)

    def step(self, kind: type[Command], **query: object) -> str:
        """The address of an act about the bag."""
        return self.scope.to("units", self.id, "do", name_of(kind), **query)


def find_bag(scope: Scope, name: str) -> WardBag:
    """A bag by the name on its label; 404 where there is none or the role may not know of it."""
    if scope.study.product is None or scope.conceal.product:
        raise Http404
    found = bag_named(scope, name)
    if found is None:
        raise Http404
    return found


def bag_named(scope: Scope, name: str) -> WardBag | None:
    """A bag by its name, None where there is none."""
    for number in scope.trial.participants:
        if not name.startswith(number.rpartition("-")[0] or number):
            continue
        one = person(scope.trial, number, scope.today)
        if one is None or one.study.product is None:
            continue
        chain = product.chain(one.study, one.facts)
        if name in chain.bags:
            return WardBag(scope, one, chain, chain.bags[name])
    return None


def on_the_ward(scope: Scope) -> list[WardBag]:
    """Every bag that is released and not settled, and those of today that are: what is soonest lost stands first."""
    return sorted(_all(scope), key=lambda one: (one.bag.ended is not None, one.bag.expires, one.id))


def by_person(found: Sequence[WardBag]) -> Mapping[str, WardBag]:
    """Participant -> the first bag of theirs."""
    return {one.one.number: one for one in reversed(found)}


def _all(scope: Scope) -> Iterator[WardBag]:
    for one in people(scope.trial, scope.today):
        if one.study.product is None or not one.receives_product:
            continue
        chain = product.chain(one.study, one.facts)
        for bag in chain.bags.values():
            found = WardBag(scope, one, chain, bag)
            if _is_under_way(found, scope.today):
                yield found


def _is_under_way(found: WardBag, today: date) -> bool:
    bag = found.bag
    if bag.released is None or bag.rejected is not None:
        return False
    if bag.day == today:
        return True
    if bag.started is not None and bag.ended is None:
        return True
    return bag.dispatched is not None and bag.started is None and bag.disposed is None


def _next(one: WardBag) -> Next:
    bag = one.bag
    if bag.started is not None:
        return _running(one) if bag.ended is None else _afterwards(one)
    if bag.disposed is not None:
        return Next(Text("Destroyed", "已销毁"))
    if bag.dispatched is None:
        return Next(Text("Waits to be sent by the cell laboratory", "等待细胞实验室发出"), by=bag.expires)
    unusable = bag.excursion is not None and not bag.excursion.body.usable
    if unusable or one.expired:
        return Next(Text("Destroy it, two people", "双人销毁"), one.step(act.DisposeBag), act.DisposeBag)
    if bag.received is None:
        return Next(Text("Take it over", "接收制品袋"), one.step(act.ReceiveBag), act.ReceiveBag, bag.expires)
    if bag.excursion is None and product.is_excursion(one.plan.shelf, bag.received.body):
        says = Text("Quality decides on the temperature excursion", "等待质量裁定温度偏离")
        return Next(says, one.step(act.DecideExcursion), act.DecideExcursion, bag.expires)
    if one.verified_until is not None:
        return Next(
            Text("Start the infusion", "开始输注"), one.step(act.StartInfusion), act.StartInfusion, one.verified_until
        )
    again = bag.verified is not None or one.wrong_scan is not None
    says = Text("Scan again", "重新扫描核对") if again else Text("Scan wristband and bag", "扫描腕带与制品袋")
    return Next(says, one.to("verify"), act.VerifyBag, bag.expires)


def _running(one: WardBag) -> Next:
    changes = [fact.body.action for fact in one.bag.reactions if fact.body.action in ("pause", "resume", "stop")]
    if changes[-1:] == ["pause"]:
        says = Text("Paused: go on or stop", "已暂停：恢复或终止")
        return Next(says, one.step(act.NoteReaction), act.NoteReaction)
    sign = _sign(one) if changes[-1:] != ["stop"] else None
    if sign is not None:
        return sign
    coming = one.next_sign
    if coming is not None and coming.due is not None and one.ends is not None and coming.due <= one.ends:
        return _coming(coming)
    return Next(Text("End the infusion", "结束输注"), one.step(act.EndInfusion), act.EndInfusion)


def _afterwards(one: WardBag) -> Next:
    sign = _sign(one)
    if sign is not None:
        return sign
    if one.bag.left_ml > 0 and one.bag.disposed is None:
        return Next(Text("Destroy the rest, two people", "双人销毁剩余"), one.step(act.DisposeBag), act.DisposeBag)
    coming = one.next_sign
    if coming is not None:
        return _coming(coming)
    if not one.recorded:
        return Next(
            Text("Complete the infusion record", "完成输注记录表"), one.to("record"), act.SaveForm, None, _enters(one)
        )
    return Next(Text("Done", "已完成"))


def _enters(one: WardBag) -> Sequence[str]:
    form = one.plan.forms.infusion
    return one.one.study.forms.forms[form].by if form is not None else ()


def _coming(sign: SignDue) -> Next:
    return Next(Text("Next vital signs: {point}", "下次生命体征：{point}").format(point=sign.name), by=sign.due)


def _sign(one: WardBag) -> Next | None:
    sign = one.next_sign
    if sign is None or sign.state == "coming":
        return None
    says = Text("Vital signs: {point}", "生命体征：{point}").format(point=sign.name)
    return Next(says, one.step(act.TakeVitalSigns, point=sign.point), act.TakeVitalSigns, sign.due)
