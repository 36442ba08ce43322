"""The Cochran–Mantel–Haenszel test and the common odds ratio of 2 × 2 tables in strata.

Mantel & Haenszel 1959; interval of Robins, Breslow & Greenland 1986; exact: Gart 1970, Mehta et al. 1985.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from equipoise.analysis.proportions.exact_tables import ExactTest, Table, compare_exactly
from equipoise.analysis.survival.distributions import chi_square_tail, normal_quantile


@dataclass(frozen=True, slots=True)
class StratifiedTables:
    """The test corrected by a half and uncorrected, the common odds ratio, and the exact answers.

    None where no stratum has both groups and both outcomes, or where the odds ratio is 0 or infinite.
    """

    strata: int
    chi_square: float | None
    p: float | None
    chi_square_corrected: float | None
    p_corrected: float | None
    odds_ratio: float | None
    lower: float | None
    upper: float | None
    exact: ExactTest


def compare_stratified_tables(
    tables: Sequence[Table], *, level: float = 0.95, as_printed: bool = False
) -> StratifiedTables:
    """The tests over strata; a stratum of at most one person tells nothing and is passed over.

    `as_printed` is for the exact part: see `compare_exactly`.
    """
    told = [table for table in tables if sum(table) > 1]
    distance = variance = 0.0
    for a, b, c, d in told:
        n = a + b + c + d
        distance += a - (a + b) * (a + c) / n
        variance += (a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1))
    plain = corrected = None
    if variance > 0:
        plain = distance**2 / variance
        corrected = (abs(distance) - min(0.5, abs(distance))) ** 2 / variance
    ratio, lower, upper = _common_odds_ratio(told, level)
    return StratifiedTables(
        len(tables),
        plain,
        None if plain is None else chi_square_tail(plain, 1),
        corrected,
        None if corrected is None else chi_square_tail(corrected, 1),
        ratio,
        lower,
        upper,
        compare_exactly(tables, level=level, as_printed=as_printed),
    )


def _common_odds_ratio(tables: Sequence[Table], level: float) -> tuple[float | None, float | None, float | None]:
    parts = []
    for a, b, c, d in tables:
        n = a + b + c + d
        parts.append(((a + d) / n, (b + c) / n, a * d / n, b * c / n))
    r, s = sum(part[2] for part in parts), sum(part[3] for part in parts)
    if not r or not s:
        return None, None, None
    variance = sum(p * r_k for p, _, r_k, _ in parts) / (2 * r * r)
    variance += sum(p * s_k + q * r_k for p, q, r_k, s_k in parts) / (2 * r * s)
    variance += sum(q * s_k for _, q, _, s_k in parts) / (2 * s * s)
    reach = normal_quantile((1 + level) / 2) * sqrt(variance)
    middle = log(r / s)
    return r / s, exp(middle - reach), exp(middle + reach)
