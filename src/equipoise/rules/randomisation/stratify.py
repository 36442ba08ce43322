"""At which level of each factor a participant stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from equipoise.protocol.criteria import Look, evaluate, parse
from equipoise.protocol.model import Factor, Study
from equipoise.values.reason import Reason
from equipoise.values.text import Text
from equipoise.values.truth import Truth


@dataclass(frozen=True, slots=True)
class Levels:
    """The level of every factor; with reasons where one cannot be told, and then nobody is allocated."""

    levels: Mapping[str, str]
    reasons: tuple[Reason, ...] = ()


def levels(study: Study, look: Look, at: date) -> Levels:
    """For each factor the first level whose condition holds on the day; a missing or stale value decides nothing."""
    found: dict[str, str] = {}
    reasons: list[Reason] = []
    for name, factor in study.randomisation.factors.items():
        level, against = _level(name, factor, look, at)
        if level is not None:
            found[name] = level
        reasons.extend(against)
    return Levels(found, tuple(reasons))


def _level(name: str, factor: Factor, look: Look, at: date) -> tuple[str | None, tuple[Reason, ...]]:
    protocol = f"randomisation.factors.{name}"
    for level, condition in factor.levels.items():
        finding = evaluate(parse(condition), look, at)
        if finding.truth is Truth.TRUE:
            return level, ()
        if finding.truth is Truth.UNKNOWN:
            return None, (
                Reason(
                    "factor_stale" if finding.stale else "factor_unknown",
                    Text(
                        "{factor}: the level cannot be told, because a value is missing or too old.",
                        "{factor}：因缺少数据或数据已过期，无法确定其水平。",
                    ).format(factor=factor.name),
                    finding.facts,
                    f"{protocol}.levels.{level}",
                    Text("Enter the value on which {factor} rests.", "请录入用于判定“{factor}”的数据。").format(
                        factor=factor.name
                    ),
                ),
            )
    return None, (
        Reason(
            "factor_without_level",
            Text("{factor}: no level fits this participant.", "{factor}：没有适合该受试者的水平。").format(
                factor=factor.name
            ),
            (),
            protocol,
        ),
    )
