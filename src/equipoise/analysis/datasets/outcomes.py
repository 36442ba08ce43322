"""Time to event, tumour response and quality of life, one record each (as ADTTE, ADRS and ADQS of CDISC ADaM)."""

from __future__ import annotations

from collections.abc import Iterator

from equipoise.analysis.datasets.dataset import ARM, FACTS_FIELD, PARTICIPANT, Dataset, Field, Value, make
from equipoise.analysis.quality_of_life import read_scores
from equipoise.analysis.read_levels import level_of
from equipoise.analysis.read_responses import read_responses
from equipoise.analysis.tables.context import Context
from equipoise.values.dates import days_between
from equipoise.values.text import Text

_ENDPOINT = Field("endpoint", "text", Text("Endpoint of the study file", "研究文件中的终点"))


def time_to_event(context: Context) -> Dataset:
    """Every endpoint, one row a member of its set: the day (origin = 1), event or censored, source and facts."""
    fields = (
        _ENDPOINT,
        PARTICIPANT,
        ARM,
        Field("day", "integer", Text("Time; the day of the origin is 1", "时间；起点日为第 1 天"), "d"),
        Field("event", "boolean", Text("True: an event; false: censored", "真：事件；假：删失")),
        Field("origin_on", "date", Text("Day of the origin", "起点日期")),
        Field("on", "date", Text("Day of the event or censoring", "事件或删失日期")),
        Field("source", "text", Text("Event or censor source", "事件或删失来源")),
        Field("between_from", "integer", Text("Last day without the progression", "无进展的末次日"), "d"),
        Field("between_to", "integer", Text("Day of the scan that shows it", "显示进展的影像日"), "d"),
        Field("partial", "boolean", Text("The date is the earliest possible one", "日期为最早可能日")),
        Field("stratum", "text", Text("Levels of all factors as they truly were", "各分层因素的真实水平")),
        Field("says", "text", Text("The reason in words (English)", "理由（英文）")),
        FACTS_FIELD,
    )
    title = Text("Time to event", "时间-事件数据")
    one = Text("An endpoint of a participant", "每位受试者每个终点一行")
    return make("time_to_event", title, one, fields, _times(context))


def _times(context: Context) -> Iterator[dict[str, Value]]:
    factors = context.study.randomisation.factors
    for endpoint in context.results.endpoints:
        for row in endpoint.rows:
            levels = [level_of(context.by_number[row.participant], factor)[0] for factor in factors]
            yield {
                "endpoint": endpoint.key, "participant": row.participant, "arm": row.arm, "day": row.day, "event": row.event,
                "origin_on": row.origin, "on": row.on, "source": row.source, "partial": row.partial,
                "between_from": row.between[0] if row.between else None,
                "between_to": row.between[1] if row.between else None,
                "stratum": " | ".join(levels) or None, "says": row.says.en, "facts": row.facts,
            }  # fmt: skip


def responses(context: Context) -> Dataset:
    """Every tumour assessment in every reading that the study asks for, and the best response of each declared rate."""
    fields = (
        PARTICIPANT,
        ARM,
        Field("record", "text", Text("`assessment`, or the response rate whose best response it is", "单次评估或所属缓解率指标")),
        Field("reading", "text", Text("Whose reading", "阅片方")),
        Field("on", "date", Text("Day of the scan, or of the best response", "影像日或最佳疗效日")),
        Field("day", "integer", Text("The same; the day of randomisation is 1", "同上；随机化日为第 1 天"), "d"),
        Field("baseline", "boolean", Text("The assessment before treatment", "基线评估")),
        Field("response", "text", Text("Overall or best response (RECIST 1.1)", "总体或最佳疗效（RECIST 1.1）")),
        Field("sum", "number", Text("Sum of the target lesions", "靶病灶径线之和"), "mm"),
        Field("nadir", "number", Text("Smallest sum before", "此前最小径线和"), "mm"),
        Field("success", "boolean", Text("Counts as a success of the rate", "计为该指标的达到")),
        FACTS_FIELD,
    )  # fmt: skip
    title, one = (
        Text("Tumour response", "肿瘤疗效"),
        Text("An assessment, or a best response", "每次评估或每个最佳疗效一行"),
    )
    return make("responses", title, one, fields, (*_assessments(context), *_best(context)))


def _assessments(context: Context) -> Iterator[dict[str, Value]]:
    population = context.population()
    for one, arm in population.of(context.people):
        for reading, scans in one.scans.items():
            for point in scans.points:
                day = days_between(one.randomised.day, point.day) + 1 if one.randomised is not None else None
                yield {
                    "participant": one.number, "arm": arm, "record": "assessment", "reading": reading, "on": point.day,
                    "day": day, "baseline": point.baseline, "response": point.overall,
                    "sum": float(point.sum) if point.sum is not None else None,
                    "nadir": float(point.nadir) if point.nadir is not None else None, "facts": (point.seq,),
                }  # fmt: skip


def _best(context: Context) -> Iterator[dict[str, Value]]:
    study = context.study
    for key, declared in study.analysis.responses.items():
        for row in read_responses(study, key, context.people, context.sets[declared.set]):
            origin = context.by_number[row.participant].randomised
            day = days_between(origin.day, row.on) + 1 if origin is not None and row.on is not None else None
            yield {
                "participant": row.participant, "arm": row.arm, "record": key,
                "reading": declared.reading or (study.response.endpoint if study.response is not None else None),
                "on": row.on, "day": day, "response": row.best, "success": row.success, "facts": row.facts,
            }  # fmt: skip


def quality_of_life(context: Context) -> Dataset:
    """Every scale of every questionnaire; the change from baseline is in the table of the same name."""
    fields = (
        Field("reading", "text", Text("Reading of the study file", "研究文件中的指标")),
        PARTICIPANT,
        ARM,
        Field("on", "date", Text("Day of the questionnaire", "问卷日期")),
        Field("day", "integer", Text("The same; the day of randomisation is 1", "同上；随机化日为第 1 天"), "d"),
        Field("scale", "text", Text("Short name of the scale", "量表简称")),
        Field(
            "score", "number", Text("Score from 0 to 100; empty: too few items answered", "0–100 分；空为作答题数不足")
        ),
        FACTS_FIELD,
    )
    rows = (
        {
            "reading": key, "participant": row.participant, "arm": row.arm, "on": row.on, "day": row.day, "scale": name,
            "score": float(score) if score is not None else None, "facts": (row.seq,),
        }
        for key, declared in context.study.analysis.quality_of_life.items()
        for row in read_scores(context.study, key, context.people, context.sets[declared.set])
        for name, score in row.scores.items()
    )  # fmt: skip
    title, one = Text("Quality of life", "生活质量"), Text("A scale of a questionnaire", "每份问卷每个量表一行")
    return make("quality_of_life", title, one, fields, rows)
