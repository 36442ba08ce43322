"""What may be a target lesion at baseline (RECIST 1.1, sections 3.1 and 4.2), and what stands against those chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from equipoise.protocol.model import Response
from equipoise.protocol.model.response import Method, Nature
from equipoise.values.quantity import decimal_words
from equipoise.values.reason import Reason
from equipoise.values.text import Text, same

Standing = Literal["measurable", "non_target", "normal", "unknown"]
"""`non_target`: disease, but not measurable; `normal`: no disease; `unknown`: the size is missing."""
Irradiated = Literal["after_growth", "never", "always"]
_LEAST_MM: Final = {"ct": 10, "mri": 10, "caliper": 10, "x_ray": 20}
_THIN_SLICE_MM: Final = 5
_LEAST_NODE_MM: Final = 15
_NORMAL_NODE_MM: Final = 10


@dataclass(frozen=True, slots=True)
class Site:
    """A lesion at baseline: its longest diameter (short axis of a node) in mm, what it is and how it was measured."""

    number: str
    mm: Decimal | None
    node: bool = False
    organ: str = ""
    method: Method = "ct"
    slice_mm: Decimal | None = None
    nature: Nature = "solid"
    irradiated: bool = False
    grown_since: bool = False


@dataclass(frozen=True, slots=True)
class Measurability:
    """Whether a lesion is measurable, and why it is judged so."""

    standing: Standing
    says: Text


def measurability(site: Site, irradiated: Irradiated = "after_growth") -> Measurability:
    """The standing of one lesion at baseline; `irradiated` is the protocol's rule for lesions that were irradiated before."""
    for standing, says in _findings(site, irradiated):
        return Measurability(standing, says)
    least = Text("at least {mm} mm", "至少 {mm} mm").format(mm=decimal_words(least_mm(site)))
    return Measurability("measurable", Text("Measurable: {least}.", "可测量：{least}。").format(least=least))


def least_mm(site: Site) -> Decimal:
    """The smallest measurable size: 10 mm by CT, MRI or caliper, 20 mm by chest X-ray, 15 mm for a node (3.1.1).

    Slices thicker than 5 mm: at least twice their thickness.
    """
    least = Decimal(_LEAST_MM.get(site.method, 10))
    if site.node:
        least = max(least, Decimal(_LEAST_NODE_MM))
    if site.method in ("ct", "mri") and site.slice_mm is not None and site.slice_mm > _THIN_SLICE_MM:
        least = max(least, 2 * site.slice_mm)
    return least


def _findings(site: Site, irradiated: Irradiated) -> Iterator[tuple[Standing, Text]]:
    """What keeps a lesion from being measurable, in the order in which it is asked."""
    if site.nature == "simple_cyst":
        yield "normal", Text("A simple cyst is no disease.", "单纯囊肿不属肿瘤病灶。")
    if site.node and site.mm is not None and site.mm < _NORMAL_NODE_MM:
        yield "normal", Text("A node below 10 mm is normal.", "短径<10 mm 的淋巴结为正常。")
    if site.nature in ("bone_blastic", "unmeasurable"):
        yield "non_target", _NATURES[site.nature]
    if site.method == "unfit":
        yield "non_target", Text("This method does not measure by RECIST 1.1.", "该检查方法不能用于 RECIST 1.1 测量。")
    if site.irradiated and (irradiated == "never" or (irradiated == "after_growth" and not site.grown_since)):
        yield (
            "non_target",
            Text("Irradiated before, and not grown since.", "既往接受过放疗，且此后无增大。")
            if irradiated == "after_growth"
            else Text("Irradiated before.", "既往接受过放疗。"),
        )
    if site.mm is None:
        yield "unknown", Text("The size is missing.", "缺少径线。")
    elif site.mm < least_mm(site):
        says = Text("{mm} mm: less than {least} mm.", "{mm} mm：小于 {least} mm。")
        yield "non_target", says.format(mm=decimal_words(site.mm), least=decimal_words(least_mm(site)))


_NATURES: Final = {
    "bone_blastic": Text("A blastic bone lesion is not measurable.", "成骨性骨病灶不可测量。"),
    "unmeasurable": Text(
        "Fluid, leptomeningeal and diffuse disease are not measurable.", "积液、脑膜及弥漫性病变不可测量。"
    ),
}


def against_targets(plan: Response, sites: Sequence[Site]) -> tuple[Reason, ...]:
    """Everything against the target lesions chosen at baseline: too many, too many in an organ, twice, not measurable.

    Empty where nothing stands against them. All nodes are one organ, and so are both lungs (3.1.2, 4.2.1).
    """
    return tuple(Reason(code, says, (), path, remedy) for code, says, path, remedy in _against(plan, sites))


def _against(plan: Response, sites: Sequence[Site]) -> Iterator[tuple[str, Text, str, Text | None]]:
    whole: dict[str, Site] = {}
    for site in sites:
        if site.number in whole:
            yield (
                "response.target_twice",
                Text("Lesion {number} is entered twice.", "病灶 {number} 重复录入。").format(number=same(site.number)),
                "response.lesions",
                None,
            )
        whole.setdefault(site.number, site)
    if len(whole) > plan.max_targets:
        yield (
            "response.too_many_targets",
            Text("{n} target lesions; at most {most}.", "靶病灶 {n} 个，最多 {most} 个。").format(
                n=len(whole), most=plan.max_targets
            ),
            "response.max_targets",
            Text("Record the others as non-target lesions.", "其余记为非靶病灶。"),
        )
    for organ, count in Counter("" if site.node else site.organ for site in whole.values() if _placed(site)).items():
        if count > plan.max_per_organ:
            name = same(organ) if organ else Text("lymph nodes", "淋巴结")
            yield (
                "response.too_many_in_organ",
                Text(
                    "{n} target lesions in {organ}; at most {most}.", "{organ}有靶病灶 {n} 个，最多 {most} 个。"
                ).format(n=count, organ=name, most=plan.max_per_organ),
                "response.max_per_organ",
                Text("Record the others as non-target lesions.", "其余记为非靶病灶。"),
            )
    for site in whole.values():
        found = measurability(site, plan.irradiated)
        if found.standing != "measurable":
            yield (
                f"response.target_{found.standing}",
                Text("Lesion {number} cannot be a target. {why}", "病灶 {number} 不能作为靶病灶：{why}").format(
                    number=same(site.number), why=found.says
                ),
                "response.lesions.baseline",
                _REMEDIES.get(found.standing),
            )


def _placed(site: Site) -> bool:
    return site.node or bool(site.organ)


_REMEDIES: Final = {
    "non_target": Text("Record it as a non-target lesion.", "请记为非靶病灶。"),
    "normal": Text("Leave it out.", "无需记录。"),
    "unknown": Text("Enter its size.", "请录入径线。"),
}
