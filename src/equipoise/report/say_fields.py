"""The fields of facts that are no forms, in words: what each field is called, and what its codes mean in the study file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from equipoise.facts import Body
from equipoise.facts.study import ActRefused
from equipoise.protocol.model import Study
from equipoise.report.say_acts import HELD, say_act, say_hold_rule
from equipoise.trial.permissions import ROLES
from equipoise.values.text import Text, listed, same

FIELDS: Mapping[str, Text] = {
    "accepted": Text("Accepted", "已接受"),
    "act": Text("Act", "操作"),
    "action": Text("Action taken", "采取措施"),
    "age_from": Text("From age", "起始年龄"),
    "age_to": Text("To age", "截止年龄"),
    "analyte": Text("Analyte", "检验项目"),
    "archived": Text("Labels archived", "存档标签数"),
    "arm": Text("Arm", "组别"),
    "asked": Text("Asked for", "申请内容"),
    "attribute": Text("Attribute", "检测项目"),
    "attributes": Text("Attributes", "检测项目"),
    "awaiting": Text("Results awaited", "待回结果"),
    "bag": Text("Bag", "制品袋"),
    "batch": Text("Culture", "培养批次"),
    "cancelled": Text("Cancelled", "已取消"),
    "cause": Text("Cause", "原因"),
    "cells_given": Text("Cells given", "输注细胞数"),
    "check": Text("Check", "核查规则"),
    "clock": Text("Reporting clock", "报告时限"),
    "closed": Text("Closed", "休息日"),
    "collection": Text("Collection", "采集"),
    "commitment": Text("Commitment to the key", "密钥承诺值"),
    "completed": Text("Completed", "完成"),
    "concentration_per_ml": Text("Concentration (/mL)", "浓度（/mL）"),
    "consent_version": Text("Version of the consent", "知情同意书版本"),
    "content": Text("Digest of what was signed", "签署内容摘要"),
    "counted": Text("Counted", "计数方法"),
    "course": Text("Course", "疗程"),
    "criteria": Text("Criteria", "标准"),
    "criterion": Text("Criterion", "标准"),
    "culture_day": Text("Day of the culture", "培养天数"),
    "day": Text("Day", "日"),
    "day_off": Text("Day off", "休息日"),
    "destroyed": Text("Labels destroyed", "销毁标签数"),
    "dictionary": Text("Dictionary", "词典"),
    "digest": Text("Digest of the file", "文件摘要"),
    "disposition": Text("Disposition", "处置"),
    "document": Text("Document", "文件"),
    "dose_cells": Text("Dose (cells)", "剂量（细胞数）"),
    "draw": Text("Draw", "抽取"),
    "effective": Text("In force from", "生效日"),
    "environment": Text("Kind of facts", "数据性质"),
    "error": Text("What was wrong", "错误类型"),
    "expires": Text("Expiry of the materials", "材料有效期"),
    "explained_by": Text("Explained by", "告知人"),
    "family": Text("Family member", "家属"),
    "file_hash": Text("Digest of the study file", "研究文件摘要"),
    "final": Text("Final", "最终结果"),
    "finding": Text("Finding", "调查结论"),
    "first": Text("First day", "起始日"),
    "first_day": Text("First day", "起始日"),
    "flow_events": Text("Events of flow cytometry", "流式细胞事件数"),
    "form": Text("Form", "表单"),
    "forms": Text("Forms", "表单"),
    "gate": Text("Gate", "关口"),
    "grade": Text("Grade", "分级"),
    "groups": Text("Rows", "分组数据"),
    "harvest": Text("Harvest", "收获序次"),
    "high": Text("Upper limit", "上限"),
    "highest_c": Text("Highest temperature (°C)", "最高温度（°C）"),
    "hold": Text("Hold", "暂停编号"),
    "inputs": Text("Before the draw", "抽取前情况"),
    "instance": Text("Entry", "记录号"),
    "item": Text("Item", "条目"),
    "items": Text("Items", "条目"),
    "key": Text("Key", "密钥"),
    "kind": Text("Kind", "类型"),
    "laboratory": Text("Laboratory", "检验科室"),
    "language": Text("Language", "语言"),
    "last": Text("Last day", "截止日"),
    "last_day": Text("Last day", "截止日"),
    "left_out": Text("Left out", "未导入"),
    "level": Text("Level", "层级"),
    "levels": Text("Levels", "分层水平"),
    "list": Text("List", "随机表"),
    "logger": Text("Temperature logger", "温度记录仪"),
    "lot": Text("Lot", "批号"),
    "lots": Text("Lots of the materials", "材料批号"),
    "low": Text("Lower limit", "下限"),
    "lowest_c": Text("Lowest temperature (°C)", "最低温度（°C）"),
    "mapping": Text("Reading", "对应关系"),
    "material": Text("Material", "材料"),
    "meaning": Text("Meaning", "签署含义"),
    "measured_in": Text("Measured in", "检测样品"),
    "met": Text("Fulfilled", "符合"),
    "minutes": Text("Minutes", "分钟"),
    "minutes_at_least": Text("Minutes at least", "最短输注分钟数"),
    "minutes_outside": Text("Minutes out of range", "超温分钟数"),
    "mononuclear_cells": Text("Mononuclear cells", "单个核细胞数"),
    "name": Text("Name", "名称"),
    "new": Text("New", "新值"),
    "nk_pct": Text("Cells counted for the dose (% of viable)", "计入剂量的细胞（占活细胞 %）"),
    "number": Text("Number", "编号"),
    "occasion": Text("Occasion", "场合"),
    "old": Text("Old", "旧值"),
    "operator_two": Text("Second operator", "第二操作人"),
    "ordered": Text("Ordered by", "医嘱者"),
    "other": Text("Earlier participant", "此前受试者"),
    "person": Text("Person", "人员"),
    "phase": Text("Phase", "阶段"),
    "planned_minutes": Text("Planned minutes", "计划分钟数"),
    "planned_ml": Text("Planned volume (mL)", "计划体积（mL）"),
    "point": Text("Time point", "时间点"),
    "printed": Text("Labels printed", "打印标签数"),
    "query": Text("Query", "质疑"),
    "range": Text("Reference range", "参考范围"),
    "readings": Text("Readings", "读数"),
    "reasons": Text("Reasons", "理由"),
    "received": Text("Treatment received", "实际所接受的治疗"),
    "rests_on": Text("Rests on facts", "依据事实"),
    "result": Text("Result", "结果"),
    "resume": Text("Resume", "恢复"),
    "role": Text("Role", "角色"),
    "rows": Text("Rows", "行数"),
    "rule": Text("Rule", "规则"),
    "same": Text("Already known", "已存在"),
    "scheme": Text("Scheme", "随机方案"),
    "scheme_hash": Text("Digest of the scheme", "随机方案摘要"),
    "scope": Text("Stopped", "暂停范围"),
    "scopes": Text("Withdrawn from", "退出范围"),
    "scores": Text("Imbalance if allocated to", "分至各组的不均衡度"),
    "second": Text("Second person", "第二人"),
    "seen": Text("Seen", "所见"),
    "sequence": Text("Place in the list", "随机序号"),
    "sex": Text("Sex", "性别"),
    "signer": Text("Signed by", "签署人"),
    "signs": Text("Vital signs", "生命体征"),
    "site": Text("Site", "中心"),
    "source": Text("Source", "来源"),
    "step": Text("Step", "步骤"),
    "t_cell_pct": Text("T cells (%)", "T 细胞（%）"),
    "taken": Text("Taken in", "已导入"),
    "target": Text("Target", "对象"),
    "temperature_c": Text("Temperature (°C)", "温度（°C）"),
    "term": Text("Term", "术语"),
    "ticks": Text("Boxes ticked", "勾选项"),
    "to": Text("Sent to", "报送至"),
    "topic": Text("Topic", "培训内容"),
    "total_cells": Text("Total cells", "细胞总数"),
    "touched": Text("Results it touches", "受影响结果"),
    "treated": Text("Treated with", "处理"),
    "understood": Text("Understood", "已理解"),
    "unit": Text("Unit", "单位"),
    "usable": Text("Usable", "可用"),
    "used": Text("Labels used", "使用标签数"),
    "valid_from": Text("Valid from", "生效日"),
    "valid_to": Text("Valid to", "失效日"),
    "value": Text("Value", "结果值"),
    "verdict": Text("Verdict", "判定"),
    "verdicts": Text("Verdicts", "判定"),
    "version": Text("Version", "版本"),
    "viability_counted": Text("Cells counted for viability", "活率计数细胞数"),
    "viability_pct": Text("Viability (%)", "活率（%）"),
    "visit": Text("Visit", "访视"),
    "volume_ml": Text("Volume (mL)", "体积（mL）"),
    "whom": Text("Told to", "告知对象"),
    "witness": Text("Witness", "见证人"),
    "words": Text("Words", "内容"),
    "worked": Text("Worked instead", "调休上班"),
    "wristband": Text("Wristband scanned", "扫描腕带"),
}
"""Each field of a fact in words; a test asserts that none is missing."""
_OF_A_KIND: Mapping[tuple[str, str], Text] = {
    ("unit.tested", "unit"): Text("Unit tested", "受检单元"),
    ("result.assessed", "unit"): Text("Unit tested", "受检单元"),
    ("infusion.started", "day"): Text("Infusion day", "输注日序"),
    ("infusion.ended", "day"): Text("Infusion day", "输注日序"),
    ("bag.labelled", "used"): Text("Labels used", "使用标签数"),
    ("infusion.reaction", "seen"): Text("Signs seen", "所见表现"),
    ("study.opened", "version"): Text("Version of the study file", "研究文件版本"),
    ("study.amended", "version"): Text("Version of the study file", "研究文件版本"),
    ("consent.signed", "version"): Text("Version of the consent", "知情同意书版本"),
    ("collection.received", "verdict"): Text("Verdict", "接收判定"),
}
_INSIDE: Mapping[str, Text] = {
    "counts": Text("participants so far", "此前例数"),
    "scheme": Text("scheme", "方案"),
    "below": Text("draw of", "抽取范围"),
    "number": Text("number drawn", "抽得数"),
    "probability": Text("probability", "概率"),
    "probabilities": Text("probabilities", "概率"),
    "kind": Text("way", "方式"),
    "min": Text("minimisation", "最小化法"),
    "block": Text("block", "区组"),
    "value": Text("value", "值"),
}
_YES, _NO, _NONE = Text("yes", "是"), Text("no", "否"), Text("none", "无")
_SAID, _PAIR = Text("{name}: {value}", "{name}：{value}"), Text("{name} {value}", "{name} {value}")
_MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d.*Z$")
_SCOPES: Mapping[str, Text] = {
    "treatment": Text("treatment", "治疗"),
    "procedures": Text("visits and procedures", "访视与检查"),
    "data": Text("the use of data", "数据使用"),
}
_SIGNERS: Mapping[str, Text] = {
    "participant": Text("the participant", "本人"),
    "representative": Text("the representative", "法定代理人"),
}
_LANGUAGES: Mapping[str, Text] = {"en": Text("English", "英文"), "zh": Text("Chinese", "中文")}
_ENVIRONMENTS: Mapping[str, Text] = {
    "rehearsal": Text("rehearsal", "预演"),
    "training": Text("training", "培训"),
    "real": Text("real", "真实"),
}
_GROUPED = 10_000
"""From here on the figures of a number stand in groups of three."""


def field_name(kind: str, name: str) -> Text:
    """What a field of a kind of fact is called."""
    return _OF_A_KIND.get((kind, name)) or FIELDS.get(name, same(name))


def say_fields(study: Study, body: Body) -> Text:
    """A fact that is no form: each field that holds something, its name and its content in words."""
    if isinstance(body, ActRefused):
        return _refused(study, body)
    names = _names(study)
    fields: dict[str, Any] = msgspec.to_builtins(body)
    said = [
        _SAID.format(name=field_name(body.KIND, name), value=_content(study, name, value, names))
        for name, value in fields.items()
        if value not in ("", None, [], {}, ())
    ]
    return listed(said, en="; ", zh="；")


def _refused(study: Study, body: ActRefused) -> Text:
    """Which act, and every reason against it: they say what was asked for."""
    reasons = [Text(one["en"].rstrip("."), one["zh"].rstrip("。")) for one in body.reasons]
    against = _SAID.format(name=FIELDS["reasons"], value=listed(reasons, en="; ", zh="；"))
    return listed([_SAID.format(name=FIELDS["act"], value=say_act(study, body.act)), against], en="; ", zh="；")


Names = Mapping[str, Mapping[str, Text]]
"""Field -> code -> its name in the study file."""


def _names(study: Study) -> Names:
    arms = {key: arm.label.text for key, arm in study.arms.items()}
    factors = {key: one.name for key, one in study.randomisation.factors.items()}
    levels = {key: label for one in study.randomisation.factors.values() for key, label in one.labels.items()}
    drawn = {**arms, **factors, **levels, **_INSIDE}
    released = {key: one.name for key, one in study.product.release.items()} if study.product is not None else {}
    consents = study.consents.values()
    return {
        "arm": arms,
        "received": arms,
        **dict.fromkeys(("levels", "inputs", "scores", "draw", "scheme"), drawn),
        **dict.fromkeys(("attribute", "attributes", "awaiting"), released),
        "form": {key: one.name for key, one in study.forms.forms.items()},
        "visit": {key: one.name for key, one in study.schedule.visits.items()},
        "ticks": {key: words for one in consents for key, words in one.ticks.items()},
        "understood": {key: asked.ask for one in consents for key, asked in one.questions.items()},
        "scopes": _SCOPES,
        "scope": HELD,
        "signer": _SIGNERS,
        "language": _LANGUAGES,
        "environment": _ENVIRONMENTS,
        "role": ROLES,
    }


def _content(study: Study, name: str, value: Any, names: Names) -> Text:
    if name == "rule":
        return say_hold_rule(study, str(value))
    return _plain(study, value, names.get(name, {}))


def _plain(study: Study, value: Any, names: Mapping[str, Text]) -> Text:
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, dict):
        pairs = [(names.get(str(key), same(str(key))), _plain(study, part, names)) for key, part in value.items()]
        return listed([_PAIR.format(name=key, value=part) for key, part in pairs], en=", ", zh="，") if pairs else _NONE
    if isinstance(value, list | tuple):
        return listed([_plain(study, part, names) for part in value], en=", ", zh="、") if value else _NONE
    if value is None:
        return _NONE
    if isinstance(value, int):
        return same(f"{value:,}" if abs(value) >= _GROUPED else str(value))
    words = str(value)
    return names.get(words) or same(say_moment(study, words))


def say_moment(study: Study, words: str) -> str:
    """A moment by the clock of the study; anything else, such as a day, as it is."""
    if not _MOMENT.match(words):
        return words
    return f"{datetime.fromisoformat(words).astimezone(ZoneInfo(study.time_zone)):%Y-%m-%d %H:%M}"
