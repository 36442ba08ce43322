"""What every step of the ward shows of the bag that it is about, and the way back to the desk."""

from __future__ import annotations

from equipoise.values.text import Text, same
from equipoise.web.templatetags.words import at_time
from equipoise.web.workspace.bedside.bags import WardBag


def rests_of(one: WardBag) -> tuple[tuple[Text, Text], ...]:
    """What everybody looks at before touching a bag."""
    body, received = one.bag.formulated.body, one.bag.received
    found = [
        (Text("Bag", "制品袋"), same(one.id)),
        (Text("For participant", "受试者"), same(one.one.number)),
        (
            Text("Course and day", "疗程与输注日"),
            Text("course {c}, day {d}", "第 {c} 疗程第 {d} 天").format(c=one.course, d=one.bag.harvest),
        ),
        (Text("Volume", "体积"), same(f"{body.volume_ml} mL")),
        (Text("Expires", "有效期至"), same(at_time(one.bag.expires, one.scope.zone))),
    ]
    if one.bag.dispatched is not None:
        found.append((Text("Sent", "发出"), same(at_time(one.bag.dispatched.moment(), one.scope.zone))))
    if received is not None:
        says = Text("{low} to {high} °C, {m} min outside", "{low} 至 {high} °C，超限 {m} 分钟").format(
            low=received.body.lowest_c, high=received.body.highest_c, m=received.body.minutes_outside
        )
        found.append((Text("On the way", "运输温度"), says))
    return tuple(found)


def crumbs_of(one: WardBag) -> tuple[tuple[Text, str], ...]:
    """The way back to the desk."""
    return ((Text("Bedside", "床旁输注"), one.scope.to("bedside")),)
