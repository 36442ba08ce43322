"""The reports that can be built, by key: their titles, who sees them how, and the documents that they are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from equipoise.paper import Document
from equipoise.report import clinical_study, ethics, safety_board
from equipoise.report.material import Material, View
from equipoise.report.results_section import document as registry
from equipoise.values.text import Text

Readers = Literal["usual", "pooled", "closed", "by_arm"]
"""How arms are shown: as the study's masking says, never, to the closed session alone, or only where nothing is masked."""
MASKED_REGISTRY = Text(
    "A registry takes results by arm; the study is masked until the allocation key is revealed.",
    "登记平台要求按组报告结果；随机密钥公开之前研究处于盲态。",
)
CLOSED_ROLE = Text(
    "The closed report compares arms: only a safety board member, a statistician or an inspector who may see arms reads it.",
    "闭门报告比较各组：仅供可见分组的数据安全监查委员、统计师或检查员查阅。",
)


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its title, for which readers, and its documents by name."""

    key: str
    title: Text
    readers: Readers
    documents: Mapping[str, Callable[[View], Document]]


REPORTS: Mapping[str, Report] = {
    one.key: one
    for one in (
        Report(
            "csr",
            clinical_study.TITLE,
            "usual",
            {"csr": clinical_study.clinical_study_report, "csr-appendices": clinical_study.clinical_study_appendices},
        ),
        Report("dsmb-open", safety_board.OPEN, "pooled", {"dsmb-open": safety_board.open_report}),
        Report("dsmb-closed", safety_board.CLOSED, "closed", {"dsmb-closed": safety_board.closed_report}),
        Report("ethics", ethics.TITLE, "usual", {"ethics": ethics.ethics_report}),
        Report("registry", registry.TITLE, "by_arm", {"registry": registry.registry_document}),
    )
}


def refused(material: Material, report: Report) -> Text | None:
    """Why whoever asks may not read a report, without reading the cut; None where they may."""
    if report.readers == "closed" and not material.sees_closed:
        return CLOSED_ROLE
    if report.readers == "by_arm" and material.masked:
        return MASKED_REGISTRY
    return None


def view_of(material: Material, report: Report) -> View | Text:
    """The cut as the readers of a report may see it; why it cannot be built, where they may not."""
    refusal = refused(material, report)
    if refusal is not None:
        return refusal
    return material.closed() if report.readers == "closed" else material.view(pooled=report.readers == "pooled")
