"""The words of the workspace for what rules and facts name by code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from equipoise.values.text import Text, same

KINDS: Final[Mapping[str, Text]] = {
    "study.opened": Text("Study opened", "研究启动"),
    "study.amended": Text("Amendment in force", "方案修订生效"),
    "duty.delegated": Text("Duty delegated", "职责授权"),
    "duty.withdrawn": Text("Duty withdrawn", "职责撤销"),
    "training.recorded": Text("Training recorded", "培训记录"),
    "hold.placed": Text("Hold placed", "暂停"),
    "hold.lift_agreed": Text("Agreed that a hold may end", "同意解除暂停"),
    "hold.lifted": Text("Hold lifted", "解除暂停"),
    "act.refused": Text("Act refused", "操作被拒绝"),
    "participant.registered": Text("Participant registered", "受试者登记"),
    "consent.signed": Text("Consent signed", "签署知情同意"),
    "consent.withdrawn": Text("Consent withdrawn", "撤回知情同意"),
    "criterion.judged": Text("Criterion judged", "标准判断"),
    "eligibility.confirmed": Text("Eligibility confirmed", "入选确认"),
    "eligibility.not_fulfilled": Text("Criterion found not fulfilled after randomisation", "随机后发现不符合标准"),
    "screening.failed": Text("Screening failed", "筛选失败"),
    "form.saved": Text("Form saved", "保存表单"),
    "form.corrected": Text("Answers corrected", "更正数据"),
    "form.retracted": Text("Form retracted", "撤销表单"),
    "query.opened": Text("Query opened", "提出质疑"),
    "query.answered": Text("Query answered", "答复质疑"),
    "query.closed": Text("Query closed", "关闭质疑"),
    "query.reopened": Text("Query reopened", "重新提出质疑"),
    "source.verified": Text("Source verified", "源数据核查"),
    "form.signed": Text("Form signed", "签署表单"),
    "casebook.endorsed": Text("Data endorsed by the investigator", "研究者确认数据"),
    "data.locked": Text("Data locked", "数据锁定"),
    "data.unlocked": Text("Data unlocked", "数据解锁"),
    "randomisation.key_committed": Text("Allocation key committed", "随机密钥承诺"),
    "participant.randomised": Text("Randomised", "随机分组"),
    "randomisation.error_marked": Text("Randomised in error", "误随机标记"),
    "randomisation.levels_corrected": Text("Factor levels corrected", "随机因素水平更正"),
    "randomisation.same_person_found": Text("Same person randomised before", "同一人重复随机"),
    "randomisation.other_treatment_given": Text("Treatment of another arm given", "接受了他组治疗"),
    "randomisation.key_revealed": Text("Allocation key revealed", "随机密钥公开"),
    "participant.unblinded": Text("Unblinded", "揭盲"),
    "collection.booked": Text("Collection booked", "预约采集"),
    "collection.refused": Text("Collection refused", "未予采集"),
    "collection.done": Text("Collected", "完成采集"),
    "collection.received": Text("Collection received", "接收采集物"),
    "batch.seeded": Text("Culture seeded", "接种培养"),
    "batch.tested": Text("Culture controlled", "过程检测"),
    "bag.formulated": Text("Bag filled", "制品分装"),
    "bag.labelled": Text("Bag labelled", "制品贴标"),
    "unit.tested": Text("Unit tested", "放行检验"),
    "result.assessed": Text("Result investigated", "超标结果调查"),
    "bag.exception_signed": Text("Exception supported", "例外放行签署"),
    "bag.released": Text("Bag released", "制品放行"),
    "bag.rejected": Text("Bag rejected", "制品拒收"),
    "bag.dispatched": Text("Bag sent", "制品发出"),
    "bag.received": Text("Bag received", "病房接收"),
    "bag.excursion_decided": Text("Excursion decided", "温度偏离裁定"),
    "bag.verified": Text("Bag verified", "床旁核对"),
    "infusion.started": Text("Infusion started", "开始输注"),
    "infusion.vital_signs": Text("Vital signs taken", "测量生命体征"),
    "infusion.reaction": Text("Reaction noted", "记录输注反应"),
    "infusion.ended": Text("Infusion ended", "结束输注"),
    "bag.disposed": Text("Bag destroyed", "制品销毁"),
    "batch.closed": Text("Culture closed", "关闭培养"),
    "call_back.step": Text("Call-back: step taken", "召回：已执行步骤"),
    "call_back.settled": Text("Call-back settled", "召回结案"),
    "lot.recalled": Text("Lot recalled", "批号召回"),
    "safety.report_sent": Text("Safety report sent", "安全性报告已发出"),
    "safety.grade_confirmed": Text("Grade confirmed", "确认分级"),
    "laboratory.mapping_set": Text("Reading of laboratory files confirmed", "确认检验文件对应关系"),
    "laboratory.file_imported": Text("Laboratory file taken in", "导入检验文件"),
    "laboratory.reference_range_set": Text("Reference range set", "设置参考区间"),
    "laboratory.reference_range_withdrawn": Text("Reference range withdrawn", "撤销参考区间"),
    "calendar.day_off_set": Text("Day off set", "设置休息日"),
    "calendar.day_off_withdrawn": Text("Day off withdrawn", "撤销休息日"),
}
"""Each kind of fact in words."""

STATES: Final[Mapping[str, tuple[str, str, Text]]] = {
    "signed": ("✓✎", "good", Text("entered and signed", "已录入并签名")),
    "entered": ("✓", "good", Text("entered", "已录入")),
    "query": ("⚑", "blocked", Text("entered, query open", "已录入，有未决质疑")),
    "open": ("○", "due", Text("due now", "窗口内待录入")),
    "overdue": ("▲", "overdue", Text("overdue", "逾期")),
    "missed": ("✕", "overdue", Text("missed", "错过")),
    "planned": ("·", "later", Text("planned", "计划中")),
    "not_applicable": ("–", "later", Text("no longer due", "不再需要")),
    "optional": ("◦", "later", Text("optional", "可选")),
}
"""Where a form of a visit stands: shape, class, words."""

VISITS: Final[Mapping[str, Text]] = {
    "planned": Text("planned", "计划中"),
    "open": Text("in its window", "窗口内"),
    "overdue": Text("overdue", "逾期"),
    "done": Text("done in its window", "窗口内完成"),
    "late_done": Text("done outside its window", "窗口外完成"),
    "missed": Text("missed", "错过"),
    "not_applicable": Text("no longer due", "不再需要"),
}
"""Where a visit stands."""

UNITS: Final[Mapping[str, Text]] = {
    "planned": Text("planned", "计划中"),
    "booked": Text("booked", "已预约"),
    "refused": Text("refused", "未予采集"),
    "collected": Text("collected", "已采集"),
    "accepted": Text("accepted", "已接收"),
    "quarantined": Text("in quarantine", "隔离"),
    "rejected": Text("rejected", "不合格"),
    "growing": Text("growing", "培养中"),
    "giving": Text("being given", "输注期"),
    "closed": Text("closed", "已关闭"),
    "formulated": Text("filled", "已分装"),
    "labelled": Text("labelled", "已贴标"),
    "released": Text("released", "已放行"),
    "dispatched": Text("on the way", "运输中"),
    "received": Text("on the ward", "病房已接收"),
    "verified": Text("verified at the bedside", "已床旁核对"),
    "infusing": Text("running", "输注中"),
    "infused": Text("infused", "已输注"),
    "disposed": Text("destroyed", "已销毁"),
    "given": Text("given", "已给予"),
    "partial": Text("given in part", "部分给予"),
    "failed": Text("failed", "培养失败"),
    "missed": Text("missed", "错过"),
    "orphaned": Text("orphaned", "孤立"),
}
"""Where a collection, a culture, a bag or a course stands, and how a culture ended."""

QUERIES: Final[Mapping[str, Text]] = {
    "open": Text("open", "未答复"),
    "answered": Text("answered", "已答复"),
    "closed": Text("closed", "已关闭"),
    "cancelled": Text("cancelled", "已取消"),
    "reopened": Text("reopened", "重新提出"),
}
"""Where a query stands."""

RELEASE: Final[Mapping[str, tuple[str, Text]]] = {
    "passes": ("passes", Text("passes", "合格")),
    "fails": ("fails", Text("fails", "不合格")),
    "awaited": ("stale", Text("awaited", "待结果")),
    "exceptional": ("judgement", Text("outside, may be argued", "超标，可申请例外")),
    "reported": ("done", Text("reported", "仅报告")),
}
"""A line of the release specification: class and words."""

VERDICTS: Final[Mapping[str, Text]] = {
    "passes": Text("passes", "符合"),
    "fails": Text("fails", "不符合"),
    "unknown": Text("unknown", "无法判定"),
    "stale": Text("too old", "已过期"),
    "judgement": Text("to be judged", "待判断"),
}
"""An eligibility verdict in a word."""

SCOPES: Final[Mapping[str, Text]] = {
    "accrual": Text("accrual", "入组"),
    "collection": Text("collection", "采集"),
    "infusion": Text("infusion", "输注"),
    "manufacturing": Text("manufacturing", "制备"),
    "treatment": Text("treatment", "治疗"),
    "procedures": Text("procedures", "研究操作"),
    "data": Text("use of data", "数据使用"),
}
"""What a hold stops, what a withdrawal ends."""


def kind_words(kind: str) -> Text:
    """A kind of fact in words; its code where there are none."""
    return KINDS.get(kind, same(kind))
