"""Codes of a registry in words, as template filters."""

from __future__ import annotations

from django import template

from equipoise.registry import words
from equipoise.values.text import Text, same

register = template.Library()

_ISSUERS = {
    "clinicaltrials_gov": same("ClinicalTrials.gov"),
    "sponsor": Text("Sponsor", "申办者"),
    "chictr": Text("ChiCTR", "中国临床试验注册中心"),
    "cde": Text("CDE platform", "药物临床试验登记与信息公示平台"),
    "ctis": same("CTIS"),
}


@register.filter
def arm_kind(code: str) -> Text:
    """What kind of arm it is."""
    return words.word(words.ARM_KINDS, code)


@register.filter
def intervention_kind(code: str) -> Text:
    """What kind of intervention it is."""
    return words.word(words.INTERVENTION_KINDS, code)


@register.filter
def issuer(code: str) -> Text:
    """Who issued an identifier."""
    return _ISSUERS.get(code, same(code.replace("_", " ")))
