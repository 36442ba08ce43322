"""One tumour assessment as the reader entered it, before anything is judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from equipoise.protocol.model import Response
from equipoise.rules.response.measurable import Site
from equipoise.rules.response.overall import NonTarget
from equipoise.rules.response.target import Lesion


@dataclass(frozen=True, slots=True)
class NewLesion:
    """A lesion that was not there at baseline; `mm` where it is followed as a new target lesion (iRECIST)."""

    number: str
    sure: bool = True
    mm: Decimal | None = None
    node: bool = False
    organ: str = ""
    larger: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one reader saw on one day. `non_target` is None where none were recorded.

    `equivocal` and `suspected` are doubtful findings (a new lesion, progression of non-target lesions); `worse` says that
    non-target lesions are larger than the last time; `complete_was_real` is a person's answer about an earlier CR.
    """

    day: date
    lesions: tuple[Lesion, ...] = ()
    non_target: NonTarget | None = None
    new_lesion: bool = False
    equivocal: bool = False
    new: tuple[NewLesion, ...] = ()
    suspected: bool = False
    worse: bool = False
    complete_was_real: bool | None = None
    sites: tuple[Site, ...] = ()
    seq: int = 0
    instance: str = ""
    reader: str = ""


@dataclass(frozen=True, slots=True)
class Switches:
    """The points that RECIST 1.1 leaves to the protocol, as the study file settles them (see `Response`)."""

    keep_partial: bool = True
    percent_alone: bool = False
    progression_if_certain: bool = True
    reappearance: str = "ask"
    node_reappears: bool = False
    dates_back: bool = True

    @classmethod
    def of(cls, plan: Response) -> Switches:
        """The switches of a study file."""
        return cls(
            keep_partial=plan.keep_partial_response,
            percent_alone=plan.tiny_nadir == "percent_alone",
            progression_if_certain=plan.missing_target == "progression_if_certain",
            reappearance=plan.reappearance,
            node_reappears=plan.node_regrowth == "reappeared",
            dates_back=plan.equivocal_dates_back,
        )
