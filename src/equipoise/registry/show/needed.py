"""The words of a question that a record must have: patients ask in sentences, and records are in English.

The lists are ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from equipoise.registry.concepts import Concepts
from equipoise.registry.show.said import NUMBER, NUMBERS, TRIAL
from equipoise.registry.show.unnamed import Unnamed, is_expression

_ENGLISH: Final[Mapping[str, str]] = {
    "局部晚期": "locally advanced", "晚期": "advanced", "早期": "early", "转移性": "metastatic", "转移": "metastatic",
    "复发性": "relapsed", "复发": "relapsed", "难治性": "refractory", "难治": "refractory", "不可切除": "unresectable",
    "可切除": "resectable", "突变": "mutation", "融合": "fusion", "阳性": "positive", "阴性": "negative", "高表达": "expression",
    "重度": "severe", "严重": "severe", "中重度": "moderate severe", "中度": "moderate", "轻度": "mild", "急性": "acute", "慢性": "chronic",
    "一线": "first line", "二线": "second line", "三线": "third line", "维持": "maintenance", "新辅助": "neoadjuvant", "辅助": "adjuvant",
    "靶向": "targeted", "口服": "oral", "吸入": "inhaled", "注射": "injection", "皮下": "subcutaneous", "静脉": "intravenous",
    "孕妇": "pregnant", "婴儿": "infants", "婴幼儿": "infants", "青少年": "adolescents", "安慰剂": "placebo", "预防": "prevention",
    "筛查": "screening", "诊断": "diagnosis", "生活质量": "quality of life", "无进展生存": "progression free survival",
    "总生存": "overall survival", "复查": "follow-up", "随机": "randomized", "双盲": "double blind", "药物": "drug",
}  # fmt: skip
"""How Chinese words that qualify a disease or a trial stand in records, which are in English."""
_STAGES: Final = {"1": "I", "2": "II", "3": "III", "4": "IV"}
_STAGE: Final = re.compile(rf"\bstage ([1-4])(?![\w.])|({NUMBER})期", re.IGNORECASE)
_QUALIFIER: Final = re.compile("|".join(sorted(_ENGLISH, key=len, reverse=True)))
_ASKING: Final = re.compile(
    rf"\b(?:my (?:son|daughter|child|baby|mother|father|mum|mom|dad|wife|husband|brother|sister|partner|patient)|{TRIAL}|"
    r"(?:i|we) (?:have|am|had|was|are|need|want)|i['’]m|(?:(?<=there )|(?<=for )|(?<=have )|(?<=with )|(?<=in )|^)an?(?= \w)|"
    r"the|of|for|with|to|on|by|my|our|me|is|are|am|be|has|have|had|do|does|can|could|there|any|some|(?-i:who)|which|what|where|"
    r"that|this|and|about|from|how|get|find|looking|search|show|list|want|need|suffer(?:s|ing)?|diagnosed|patients?|people|"
    r"(?:(?:new|latest|best) )?(?:treatments?|therap(?:y|ies))|treat|cure)\b"
    r"|临床试验|临床研究|有没有|有什么|是否有|哪些|什么|试验|研究|患有|患者|病人|确诊|得了|我想|我有|我是|请问|关于|针对|用于|参加|寻找|查找|适合|可以"
    r"|治疗方法|治疗|疗法|新药|[我有的在和与及或吗呢者]",
    re.IGNORECASE,
)
"""Words that ask, and those that every record has: none of them has to stand in one."""
_STOPS: Final = re.compile(r"[，。？！、；,?!;]+")


def needed(words: str, concepts: Concepts) -> str:
    """The words that a record must have: without those that only ask, and in English where they are Chinese."""
    if is_expression(words):
        return words
    line = Unnamed(_STOPS.sub(" ", in_english(words, concepts)), concepts)
    for _ in line.read(_ASKING):
        pass
    return line.rest


def in_english(words: str, concepts: Concepts) -> str:
    """The words with Chinese ones that qualify a disease, and name none themselves, as records have them; stages as they number them."""
    line = Unnamed(words, concepts)
    found = [(one.span(), f"stage {_STAGES[NUMBERS[(one[1] or one[2]).lower()]]}") for one in line.read(_STAGE)]
    found += [(one.span(), _ENGLISH[one[0]]) for one in line.read(_QUALIFIER)]
    for (start, end), english in sorted(found, reverse=True):
        words = f"{words[:start]} {english} {words[end:]}"
    return " ".join(words.split())
