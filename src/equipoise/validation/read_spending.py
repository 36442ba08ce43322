"""Reading how a case spends its error."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from equipoise.analysis.sequential import Spending, SpendingKind
from equipoise.validation.read_given import as_number, fault, read_choice, read_list, read_number


def read_spending(parameters: Mapping[str, Any], name: str = "spending", par: str = "par") -> Spending:
    """The spending function of a case: its name, its parameter, and the points of a table [[fraction, share], …]."""
    kind = SpendingKind(read_choice(parameters, name, tuple(SpendingKind), SpendingKind.OBRIEN_FLEMING))
    points = []
    for place, point in enumerate(read_list(parameters, "table", [])):
        if not isinstance(point, list) or len(point) != 2:
            raise fault(f"parameters.table.{place}", "write [fraction, share spent]", "请写 [信息比例, 已消耗比例]")
        at, share = (float(as_number(one, f"parameters.table.{place}")) for one in point)
        points.append((at, share))
    parameter = float(read_number(parameters, par, Decimal(1) if kind is SpendingKind.POWER else Decimal(0)))
    try:
        return Spending(kind, parameter, tuple(points))
    except ValueError as wrong:
        raise fault(f"parameters.{name}", str(wrong), f"消耗函数参数不符合要求（{wrong}）") from None
