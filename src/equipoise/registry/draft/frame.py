"""What every study file needs and no record says: forms, events, a schedule, safety, sets, the rehearsal. All of it is assumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from equipoise.registry.draft.said import Data, assumed, both

FRAME: Final = assumed(
    "The record does not say it; this is the least that a study file needs.",
    "注册记录未说明，此处仅为研究文件所需的最简内容。",
)
_SOURCE: Final = {"source": both("Placeholder of the draft", "草案占位值"), **FRAME}


def epochs() -> Data:
    """The stretches of a participant's way."""
    return {
        "screening": {"name": both("Screening", "筛选期"), **FRAME},
        "study": {"name": both("Study", "研究期"), **FRAME},
    }


def events() -> Data:
    """The moments that standing and results are read from."""
    facts = {
        "registered": ("registration", "注册", "registered"),
        "consent": ("consent", "签署知情同意", "consent_signed"),
        "randomisation": ("randomisation", "随机化", "randomised"),
        "screen_failure": ("screening failure", "筛选失败", "screening_failed"),
        "withdrawal": ("withdrawal from the procedures", "退出研究程序", "withdrawn_procedures"),
    }
    found: Data = {name: {"name": both(en, zh), "fact": fact, **FRAME} for name, (en, zh, fact) in facts.items()}
    found["study_end"] = {"name": both("end of study", "研究结束"), "form": "SE", "date": "DSSTDAT", **FRAME}
    found["death"] = {"name": both("death", "死亡"), "form": "DD", "date": "DTHDAT", **FRAME}
    return found


def consents(effective: str) -> Data:
    """One version of the consent, whose text is still to be written."""
    return {
        "main-1": {
            "name": both("Information and consent", "知情同意书"),
            "effective": effective,
            "languages": ["zh", "en"],
            **FRAME,
        }
    }


def randomisation(arm_count: int, *, random: bool) -> Data:
    """Permuted blocks where the record says random and has several arms, otherwise simple."""
    if random and arm_count > 1:
        return {"method": "permuted_blocks", "blocks": [2 * arm_count, 3 * arm_count], **FRAME}
    return {"method": "simple", **FRAME}


def schedule() -> Data:
    """Screening and the end of the study: the visits between are not in a record."""
    return {
        "visits": {
            "screening": {"name": both("Screening", "筛选访视"), "epoch": "screening", "anchor": "consent",
                          "window": {"after": 28}, "forms": ["DM", "EL"],
                          "ends": ["screen_failure", "withdrawal", "death"], **FRAME},
            "close": {"name": both("End of study", "研究结束访视"), "epoch": "study", "anchor": "randomisation",
                      "days": [30], "window": {"before": 7, "after": 7},
                      "forms": ["SE"], "ends": ["withdrawal", "death"], **FRAME},
        },
        "logs": ["AE", "DD"],
        **FRAME,
    }  # fmt: skip


def safety() -> Data:
    """Which items tell an adverse event; clocks and stopping rules are to be decided."""
    event = {
        "form": "AE", "term": "AETERM", "grade": "AETOXGR", "serious": "AESER", "related": "AEREL",
        "related_values": ["POSSIBLE", "PROBABLE"],
        "onset": "AESTDAT", **FRAME,
    }  # fmt: skip
    return {"dictionary": "CTCAE 5.0", "event": event, "window_days": [0, 30], **FRAME}


def analysis(outcomes: Mapping[str, Any]) -> Data:
    """The registered outcomes; endpoints are to be defined."""
    return {
        "outcomes": dict(outcomes),
        "endpoints": {},
        "sets": {"itt": {"name": both("All randomised", "全部随机化人群"), **FRAME}},
        **FRAME,
    }


def simulation(start: str) -> Data:
    """Priors of the rehearsal: placeholders."""
    return {
        "accrual_per_month": {"value": 5, **_SOURCE},
        "start": start,
        "follow_up_months": {"value": 12, **_SOURCE},
        **FRAME,
    }


def forms(items: Mapping[str, Any], code_lists: Mapping[str, Any], analytes: Mapping[str, Any]) -> Data:
    """The least forms: demography, eligibility, adverse events, end of study, death."""
    return {
        "code_lists": {
            "SEX": {"M": both("Male", "男"), "F": both("Female", "女")},
            "GRADE": {str(grade): both(f"Grade {grade}", f"{grade}级") for grade in range(1, 6)},
            "RELATION": {
                "NOT RELATED": both("Not related", "无关"),
                "POSSIBLE": both("Possibly related", "可能有关"),
                "PROBABLE": both("Probably related", "很可能有关"),
            },
            "STUDY_END": {"COMPLETED": both("Study completed", "完成研究"), "WITHDRAWAL": both("Consent withdrawn", "撤回知情同意"),
                          "LOST": both("Lost to follow-up", "失访"), "DEATH": both("Death", "死亡")},
            **code_lists,
        },
        "analytes": dict(analytes),
        "forms": {
            "DM": _form("Demography", "人口学资料", "DM", "DMDAT", {
                "DMDAT": _item("Date", "日期", "date"), "BRTHDAT": _item("Date of birth", "出生日期", "date"),
                "SEX": _item("Sex", "性别", "code", codes="SEX")}),
            "EL": _form("Eligibility", "入排标准", "IE", "IEDAT", {"IEDAT": _item("Date", "日期", "date"), **items}),
            "AE": _form("Adverse event", "不良事件", "AE", "AESTDAT", {
                "AETERM": _item("Event", "事件名称", "text"), "AESTDAT": _item("Onset", "发生日期", "date"),
                "AETOXGR": _item("Grade", "分级", "code", codes="GRADE"), "AESER": _item("Serious", "是否严重", "yes_no"),
                "AEREL": _item("Relation", "因果关系", "code", codes="RELATION")}, log=True),
            "SE": _form("End of study", "研究结束", "DS", "DSSTDAT", {
                "DSSTDAT": _item("Date", "日期", "date"), "DSDECOD": _item("Reason", "原因", "code", codes="STUDY_END")}),
            "DD": _form("Death", "死亡", "DD", "DTHDAT", {
                "DTHDAT": _item("Date of death", "死亡日期", "date"), "DDCAUSE": _item("Cause", "死因", "text")}, log=True),
        },
    }  # fmt: skip


def _item(en: str, zh: str, kind: str, **more: str) -> Data:
    return {"label": both(en, zh), "kind": kind, **more, **FRAME}


def _form(en: str, zh: str, domain: str, dated: str, items: Mapping[str, Any], *, log: bool = False) -> Data:
    by: Sequence[str] = ("coordinator", "investigator")
    return {
        "name": both(en, zh),
        "domain": domain,
        "date": dated,
        "log": log,
        "by": list(by),
        "items": dict(items),
        **FRAME,
    }
