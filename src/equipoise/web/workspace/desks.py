"""The desks of the workspace: every page that has a place in the navigation, and whose work it is first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from equipoise.trial.permissions import ROLES
from equipoise.values.text import Text
from equipoise.web.workspace.scope import Scope

_ALL: Final = frozenset(ROLES)
_PHYSICIANS: Final = frozenset({"investigator", "sub_investigator"})
_CLINIC: Final = _PHYSICIANS | {"coordinator"}
_LABORATORY: Final = frozenset({"apheresis_nurse", "cell_technician", "quality_releaser"})
_READERS: Final = frozenset({"statistician", "safety_board", "inspector"})
"""Roles that no task waits for: they read."""
_OVERSEERS: Final = frozenset({"data_manager", "monitor", "statistician", "safety_board", "inspector", "administrator"})


@dataclass(frozen=True, slots=True)
class Desk:
    """A page of the navigation. `first` are the roles that see it in the line; the others find it under “More”."""

    tab: str
    name: Text
    first: frozenset[str] = _ALL
    product: bool = False
    requests: bool = False
    scans: bool = False

    def shown_to(self, scope: Scope) -> bool:
        """Whether the study has such a desk and the role may see it."""
        if self.requests and not scope.answers_requests:
            return False
        if scope.blind and self.tab not in _BLIND:
            return False
        if self.scans and scope.study.response is None:
            return False
        return not self.product or (scope.study.product is not None and not scope.conceal.product)


DESKS: Final = (
    Desk("worklist", Text("Worklist", "工作清单"), _ALL - _READERS),
    Desk("participants", Text("Participants", "受试者")),
    Desk("screening", Text("Screening", "筛选入组"), _CLINIC | {"data_manager", "monitor"}),
    Desk("cells", Text("Cell laboratory", "细胞制备"), _LABORATORY | {"coordinator"}, product=True),
    Desk("bedside", Text("Bedside", "床旁输注"), frozenset({"infusion_nurse"}) | _PHYSICIANS, product=True),
    Desk("safety", Text("Safety", "安全性"), _CLINIC | {"safety_board", "infusion_nurse"}),
    Desk("response", Text("Response", "疗效评估"), _PHYSICIANS | {"radiologist"}, scans=True),
    Desk("laboratory-files", Text("Laboratory files", "检验文件"), frozenset({"coordinator", "data_manager"})),
    Desk("oversight", Text("Oversight", "试验监管"), _OVERSEERS | {"investigator"}),
    Desk("results", Text("First results", "初步结果"), _READERS),
    Desk("reports", Text("Reports", "报告"), _READERS),
    Desk("ledger", Text("Ledger", "账本"), frozenset({"inspector", "monitor", "administrator"})),
    Desk("study", Text("Study log", "研究日志"), frozenset({"administrator", "investigator", "inspector"})),
    Desk("contacts", Text("Requests", "联系请求"), _CLINIC, requests=True),
)


_WORKLIST: Final = "worklist"
_FIRST_PAGES: Final[Mapping[str, str]] = {
    "radiologist": "response",
    "monitor": "oversight/verification",
    "statistician": "reports",
    "safety_board": "safety",
    "inspector": "oversight/past",
}
"""Where a role begins whose work is not a list of tasks."""


def first_page(role: str) -> str:
    """The page, below the study, on which a role begins after signing in."""
    return _FIRST_PAGES.get(role, _WORKLIST)


def desks_of(scope: Scope) -> tuple[tuple[Desk, ...], tuple[Desk, ...]]:
    """The desks of a role: those in the line, and those under “More”."""
    shown = [desk for desk in DESKS if desk.shown_to(scope)]
    first = tuple(desk for desk in shown if scope.role in desk.first)
    return first, tuple(desk for desk in shown if scope.role not in desk.first)


_BLIND: Final = {"worklist", "response"}
"""The desks of whoever reads scans blinded."""
