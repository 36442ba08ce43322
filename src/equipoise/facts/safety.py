"""Facts of safety reporting. The event itself is a form; these are what was sent, and what was decided."""

from __future__ import annotations

from typing import ClassVar

from equipoise.facts.body import Body


class SafetyReportSent(Body, frozen=True, kw_only=True):
    """A report of a serious event went to someone, answering one of the clocks of the study file."""

    KIND: ClassVar[str] = "safety.report_sent"
    instance: str
    clock: str
    to: str


class GradeConfirmed(Body, frozen=True, kw_only=True):
    """An investigator confirmed or set aside a toxicity grade that was computed from a laboratory value.

    `term` and `dictionary` name the criteria by which it was computed; facts kept before they were asked for have none.
    """

    KIND: ClassVar[str] = "safety.grade_confirmed"
    form: str
    instance: str
    item: str
    grade: int
    accepted: bool
    term: str = ""
    dictionary: str = ""
