"""Least squares with several covariates: the analysis of covariance of a change, adjusted for its baseline (ICH E9, 5.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy import special

Numbers = npt.NDArray[np.float64]
COLLINEAR = 1e-10


class LinearStatus(StrEnum):
    """Whether the covariates can be told apart, and why not where they cannot."""

    ESTIMATED = "estimated"
    TOO_FEW = "no degree of freedom is left"
    COLLINEAR = "a covariate does not vary, or is a sum of the others"


@dataclass(frozen=True, slots=True)
class LinearModel:
    """The fit: an entry a covariate in `names` order, the intercept apart. Without a fit the estimates are None.

    The coefficient of an arm's column is the difference of adjusted (least squares) means of that arm and the reference.
    """

    status: LinearStatus
    names: tuple[str, ...]
    n: int
    degrees_of_freedom: int
    level: float = 0.95
    intercept: float | None = None
    estimate: tuple[float, ...] | None = None
    standard_error: tuple[float, ...] | None = None
    p: tuple[float, ...] | None = None
    limits: tuple[tuple[float, float], ...] | None = None
    residual_error: float | None = None
    """The root mean squared error."""


def fit_linear_model(
    response: npt.ArrayLike, covariates: Mapping[str, npt.ArrayLike], *, level: float = 0.95
) -> LinearModel:
    """The model with an intercept; t tests and limits by the residual variance. One finite number a person in every column."""
    y = np.asarray(response, dtype=np.float64)
    columns = {name: np.asarray(column, dtype=np.float64) for name, column in covariates.items()}
    wrong = [name for name, column in columns.items() if column.shape != y.shape or not np.all(np.isfinite(column))]
    if wrong or not columns or not np.all(np.isfinite(y)):
        raise ValueError(f"one finite number a person: {', '.join(wrong) or 'the response'}")
    names = tuple(columns)
    freedom = int(y.size) - len(names) - 1
    unfitted = LinearModel(LinearStatus.TOO_FEW, names, int(y.size), max(freedom, 0), level)
    if freedom < 1:
        return unfitted
    x = np.column_stack([np.ones_like(y), *columns.values()])
    scale = np.abs(x).max(axis=0)
    scale[scale == 0] = 1.0
    u, singular, v = np.linalg.svd(x / scale, full_matrices=False)
    if singular[-1] <= COLLINEAR * singular[0]:
        return LinearModel(LinearStatus.COLLINEAR, names, int(y.size), freedom, level)
    beta: Numbers = (v.T @ ((u.T @ y) / singular)) / scale
    variance = float(((y - x @ beta) ** 2).sum()) / freedom
    error: Numbers = np.sqrt(((v.T / singular) ** 2).sum(axis=1) * variance) / scale
    reach = float(special.stdtrit(freedom, (1 + level) / 2))
    pairs = [(float(b), float(e)) for b, e in zip(beta[1:], error[1:], strict=True)]
    return LinearModel(
        LinearStatus.ESTIMATED,
        names,
        int(y.size),
        freedom,
        level,
        float(beta[0]),
        tuple(b for b, _ in pairs),
        tuple(e for _, e in pairs),
        tuple(2 * float(special.stdtr(freedom, -abs(b / e))) if e > 0 else 1.0 for b, e in pairs),
        tuple((b - reach * e, b + reach * e) for b, e in pairs),
        variance**0.5,
    )


def indicator_columns(name: str, levels: Sequence[str], reference: str = "") -> dict[str, list[float]]:
    """A column of 0 and 1 for each level but the reference (the first in order unless named): `name = level`."""
    found = sorted(set(levels))
    base = reference or (found[0] if found else "")
    return {f"{name} = {level}": [float(one == level) for one in levels] for level in found if level != base}
