"""Reading the data of a case: columns of a data set as the estimators take them, or a CaseFault that names the column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from equipoise.analysis.competing import CompetingObservations, read_competing
from equipoise.analysis.survival import Observations, read_observations
from equipoise.validation.cases import DataSet, Given
from equipoise.validation.read_given import as_number, fault, need, read_number, read_object, shown

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rows:
    """People with everything asked for; `left_out` counts those with a missing value, as R's na.omit does."""

    columns: Mapping[str, list[Any]]
    left_out: int

    def numbers(self, name: str) -> Numbers:
        """A column as numbers."""
        return np.array([float(as_number(value, f"data.{name}")) for value in self.columns[name]], dtype=np.float64)

    def covariates(self, names: Sequence[str], arm_of: npt.NDArray[np.int64]) -> dict[str, Numbers]:
        """Covariates by name; `arm` is 0 for the first arm and 1 for the second."""
        return {name: arm_of.astype(np.float64) if name == "arm" else self.numbers(name) for name in names}


def parameters_of(given: Given) -> Mapping[str, Any]:
    """What a case asks beside its data: the object `parameters`, or the same fields in `given` itself."""
    beside = {name: value for name, value in given.items() if name not in ("data", "parameters")}
    return {**beside, **read_object(given, "parameters", {})}


def read_level(parameters: Mapping[str, Any]) -> float:
    """The confidence level of a case: .95 unless told otherwise."""
    level = read_number(parameters, "level", Decimal("0.95"))
    if not 0 < level < 1:
        raise fault("parameters.level", "lies between 0 and 1", "应介于 0 与 1 之间")
    return float(level)


def read_rows(given: Given, needed: Sequence[str], may_miss: Sequence[str] = ()) -> Rows:
    """The rows in which every needed column has a value; in those of `may_miss` a null is a value of its own."""
    data = need(given, "data")
    columns = (
        data.columns if isinstance(data, DataSet) else data.get("columns", data) if isinstance(data, Mapping) else None
    )
    if columns is None:
        raise fault("data", "name a data set of the file, or write its columns", "请写文件中数据集的名称，或直接写各列")
    wanted = list(dict.fromkeys([*needed, *may_miss]))
    missing = [name for name in wanted if not isinstance(columns.get(name), list)]
    if missing:
        listed = ", ".join(missing)
        raise fault("data", f"has no column {listed}", f"缺少列 {listed}")
    if len({len(columns[name]) for name in wanted}) > 1:
        raise fault("data", "has columns of different lengths", "各列长度不等")
    whole = [
        all(values[i] is not None for values in (columns[name] for name in needed))
        for i in range(len(columns[wanted[0]]))
    ]
    kept = {name: [value for value, is_whole in zip(columns[name], whole, strict=True) if is_whole] for name in wanted}
    return Rows(kept, whole.count(False))


def observe(rows: Rows, *, stratified: bool = False, two_arms: bool = True) -> Observations:
    """The observations of columns time, status and arm (and stratum); arms in rising order, 0 before 1."""
    arms = _arms(rows, two_arms)
    strata = [None if one is None else str(one) for one in rows.columns["stratum"]] if stratified else None
    status = rows.numbers("status")
    if not np.all(np.isin(status, (0.0, 1.0))):
        raise fault("data.status", "is 0 (censored) or 1 (event)", "只能为 0（删失）或 1（事件）")
    groups = [str(value) for value in rows.columns["arm"]]
    return read_observations(_times(rows), status, groups, arms, strata, whole_days=False)


def observe_causes(rows: Rows) -> CompetingObservations:
    """The observations of columns time, cr (0 censored, otherwise the cause) and arm."""
    causes = rows.numbers("cr")
    if np.any(causes < 0) or np.any(causes != np.floor(causes)):
        raise fault("data.cr", "is 0 (censored) or the number of a cause", "只能为 0（删失）或结局编号")
    groups = [str(value) for value in rows.columns["arm"]]
    return read_competing(_times(rows), causes, groups, _arms(rows, False), whole_days=False)


def _times(rows: Rows) -> Numbers:
    times = rows.numbers("time")
    if np.any(times < 0):
        raise fault("data.time", "is 0 or more", "不能小于 0")
    return times


def _arms(rows: Rows, two: bool) -> tuple[str, ...]:
    found = {str(value): value for value in rows.columns["arm"]}
    if two and found.keys() <= {"0", "1"}:
        return ("0", "1")
    names = tuple(sorted(found, key=lambda name: _sorting(found[name])))
    if two and len(names) != 2:
        listed = ", ".join(names) or "–"
        raise fault("data.arm", f"holds two arms; found {listed}", f"应有两组；实际为 {listed}")
    return names


def _sorting(value: Any) -> tuple[int, Decimal, str]:
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return 0, Decimal(value), ""
    return 1, Decimal(0), shown(value)
