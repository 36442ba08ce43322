"""Adverse events, laboratory values and exposure (as ADAE, ADLB and ADEX of CDISC ADaM)."""

from __future__ import annotations

from collections.abc import Iterator

from equipoise.analysis.datasets.dataset import ARM, FACTS_FIELD, PARTICIPANT, Dataset, Field, Value, make
from equipoise.analysis.tables.adverse_events import harms
from equipoise.analysis.tables.context import Context
from equipoise.analysis.tables.laboratory import graded_values
from equipoise.analysis.tables.product import tells_arms
from equipoise.rules.product import chain
from equipoise.values.dates import days_between
from equipoise.values.text import Text

_DAY = Text("The same; the day of randomisation is 1", "同上；随机化日为第 1 天")


def adverse_events(context: Context) -> Dataset:
    """Every adverse event from randomisation on, of everybody randomised; `counted` says which ones the tables count."""
    fields = (
        PARTICIPANT,
        ARM,
        Field("term", "text", Text("Term of the dictionary, or as written", "词典术语或原述")),
        Field("organ_class", "text", Text("Organ class (English)", "系统器官分类（英文）")),
        Field("grade", "integer", Text("Grade", "分级")),
        Field("serious", "boolean", Text("Serious (ICH E2A)", "严重（ICH E2A）")),
        Field("related", "boolean", Text("At least possibly related", "至少可能相关")),
        Field("onset_on", "date", Text("Day of onset", "起始日期")),
        Field("day", "integer", _DAY, "d"),
        Field("in_window", "boolean", Text("Within the window that every arm has", "处于两组共同的收集窗口")),
        Field("counted", "boolean", Text("Counted in the tables of harm", "计入不良事件表")),
        FACTS_FIELD,
    )
    safety = context.safety().arm_of
    rows = (
        {
            "participant": harm.participant, "arm": safety.get(harm.participant, harm.column), "term": harm.term.en,
            "organ_class": harm.organ_class.en, "grade": harm.event.grade, "serious": harm.event.serious,
            "related": harm.event.related, "onset_on": harm.event.onset, "day": harm.day, "in_window": harm.in_window,
            "counted": harm.in_window and harm.participant in safety, "facts": (harm.event.seq,),
        }
        for harm in harms(context, context.population())
    )  # fmt: skip
    title, one = Text("Adverse events", "不良事件"), Text("An adverse event", "每个不良事件一行")
    return make("adverse_events", title, one, fields, rows)


def laboratory(context: Context) -> Dataset:
    """Every graded laboratory value by term, with its limits and the grade at baseline."""
    fields = (
        PARTICIPANT,
        ARM,
        Field("analyte", "text", Text("Analyte of the study file", "检验项目")),
        Field("term", "text", Text("Term by which it is graded", "分级所用术语")),
        Field("on", "date", Text("Day of the sample", "采样日期")),
        Field("day", "integer", _DAY, "d"),
        Field("value", "number", Text("Value as reported", "报告值")),
        Field("unit", "text", Text("Unit as reported", "报告单位")),
        Field("low", "number", Text("Lower limit of its laboratory", "实验室下限")),
        Field("high", "number", Text("Upper limit of its laboratory", "实验室上限")),
        Field("grade", "integer", Text("Grade; empty: cannot be graded", "分级；空为无法分级")),
        Field("why_not", "text", Text("Why it cannot be graded", "无法分级原因")),
        Field("worse", "boolean", Text("Worse than the grade at baseline", "较基线分级加重")),
        FACTS_FIELD,
    )
    title, one = Text("Laboratory values", "实验室检查"), Text("A value by a term", "每个数值每个术语一行")
    return make("laboratory", title, one, fields, _values(context))


def _values(context: Context) -> Iterator[dict[str, Value]]:
    for one, arm in context.population().of(context.people):
        for found in graded_values(context, one):
            value, origin = found.value, one.randomised
            day = days_between(origin.day, value.day) + 1 if origin is not None and value.day is not None else None
            yield {
                "participant": one.number, "arm": arm, "analyte": value.analyte, "term": found.term, "on": value.day,
                "day": day, "value": float(value.quantity.value) if value.quantity is not None else None,
                "unit": value.quantity.unit if value.quantity is not None else None,
                "low": float(value.low.value) if value.low is not None else None,
                "high": float(value.high.value) if value.high is not None else None, "grade": found.grade.grade,
                "why_not": found.grade.missing or None, "worse": found.emergent, "facts": (value.seq,),
            }  # fmt: skip


def exposure(context: Context) -> Dataset:
    """Every infusion of the cell product; empty in a study without one, and while it would tell arms."""
    fields = (
        PARTICIPANT,
        ARM,
        Field("course", "integer", Text("Course, in the order given", "疗程序号")),
        Field("course_day", "integer", Text("Day of the course", "疗程日")),
        Field("on", "date", Text("Day", "日期")),
        Field("day", "integer", _DAY, "d"),
        Field("bag", "text", Text("Bag", "制品袋")),
        Field("volume_ml", "number", Text("Volume that went in", "输注体积"), "mL"),
        Field(
            "cells", "number", Text("Cells that went in, of the population that is counted", "输注细胞数（按计数群体）")
        ),
        Field("completed", "boolean", Text("Given to the end", "输注完毕")),
        FACTS_FIELD,
    )
    title, one = Text("Exposure to the product", "制品暴露"), Text("An infusion", "每次输注一行")
    return make("exposure", title, one, fields, _infusions(context))


def _infusions(context: Context) -> Iterator[dict[str, Value]]:
    if context.study.product is None or tells_arms(context.study, masked=context.masked):
        return
    for one, arm in context.population().of(context.people):
        for course in chain(context.study, one.facts).courses:
            for infusion in course.infusions:
                ended, origin = infusion.ended, one.randomised
                yield {
                    "participant": one.number, "arm": arm, "course": course.number, "course_day": infusion.day,
                    "on": infusion.on, "day": days_between(origin.day, infusion.on) + 1 if origin is not None else None,
                    "bag": infusion.bag.id, "volume_ml": float(ended.body.volume_ml) if ended is not None else None,
                    "cells": float(ended.body.cells_given) if ended is not None else None,
                    "completed": ended.body.completed if ended is not None else None,
                    "facts": tuple(fact.seq for fact in (infusion.started, ended) if fact is not None),
                }  # fmt: skip
