"""The choices behind a number, carried by every result: two programs that differ usually differ here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from equipoise.analysis.survival.distributions import normal_quantile
from equipoise.values.text import Text


class ConfidenceType(StrEnum):
    """The scale on which the interval of S(t) is symmetric."""

    LOG = "log"
    LOG_LOG = "log-log"
    PLAIN = "plain"


class Ties(StrEnum):
    """How Cox's partial likelihood treats events of the same day (Breslow 1974; Efron 1977; exact: Cox 1972)."""

    EFRON = "efron"
    BRESLOW = "breslow"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class CurveConvention:
    """How a Kaplan–Meier curve and its limits were computed."""

    confidence: ConfidenceType = ConfidenceType.LOG
    level: float = 0.95

    @property
    def z(self) -> float:
        """The two-sided normal quantile of the level."""
        return normal_quantile((1 + self.level) / 2)

    @property
    def words(self) -> Text:
        """The convention as a reader of a figure needs it."""
        return Text(
            "Kaplan–Meier estimate; Greenwood variance; {level} CI on the {scale} scale",
            "Kaplan–Meier 法估计，Greenwood 方差，{level} 置信区间按 {scale} 变换",
        ).format(level=f"{self.level * 100:g}%", scale=self.confidence.value)


@dataclass(frozen=True, slots=True)
class LogRankConvention:
    """How a log-rank test was computed: the Fleming–Harrington weight, and over how many strata it was summed."""

    rho: float = 0.0
    gamma: float = 0.0
    strata: int = 1

    @property
    def words(self) -> Text:
        """The test's name, with its weight and strata where it has any."""
        name = Text("log-rank test", "log-rank 检验")
        if self.rho or self.gamma:
            weight = f"({self.rho:g}, {self.gamma:g})"
            name = Text(
                f"Fleming–Harrington {weight} weighted log-rank test", f"Fleming–Harrington{weight} 加权 log-rank 检验"
            )
        if self.strata == 1:
            return name
        return Text(f"stratified {name.en} ({self.strata} strata)", f"分层 {name.zh}（{self.strata} 层）")


@dataclass(frozen=True, slots=True)
class CoxConvention:
    """How a Cox model was fitted: ties, interval level, and the step at which Newton's method stops.

    The step is in beta times the range of the covariate; for two arms that is beta itself.
    """

    ties: Ties = Ties.EFRON
    level: float = 0.95
    tolerance: float = 1e-10
    strata: int = 1

    @property
    def z(self) -> float:
        """The two-sided normal quantile of the level."""
        return normal_quantile((1 + self.level) / 2)

    @property
    def words(self) -> Text:
        """The model's name and its treatment of ties."""
        ties = {Ties.EFRON: "Efron", Ties.BRESLOW: "Breslow", Ties.EXACT: "exact"}[self.ties]
        if self.strata == 1:
            return Text(f"Cox model, {ties} ties, Wald interval", f"Cox 模型，同秩按 {ties} 法，Wald 置信区间")
        return Text(
            f"Cox model stratified by {self.strata} strata, {ties} ties, Wald interval",
            f"分层 Cox 模型（{self.strata} 层），同秩按 {ties} 法，Wald 置信区间",
        )
