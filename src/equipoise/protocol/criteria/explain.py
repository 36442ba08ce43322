"""Turns what a parser says about unreadable words into what a protocol author can act on."""

from __future__ import annotations

import re

from lark import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from equipoise.protocol.criteria.fault import CriterionFault
from equipoise.values.text import Text

_RELATIONS = Text(
    "Write a comparison: alt <= 3 x ULN, response in (CR, PR), last_dose before today - 1 week, a is missing.",
    "请写一个比较：alt <= 3 x ULN，response in (CR, PR)，last_dose before today - 1 week，a is missing。",
)
_VALUE = Text(
    "Write a number with its unit, a name, a date (YYYY-MM-DD) or a 'quoted word'.",
    "请写带单位的数值、变量名、日期（YYYY-MM-DD）或加引号的文字。",
)
_CONNECT = Text(
    "Connect two conditions with and, or; write a window as within 7 days.",
    "两个条件之间请用 and 或 or 连接；时间窗写作 within 7 days。",
)
_CONFUSED = {
    "AND": "and", "OR": "or", "NOT": "not", "IN": "in", "IF": "if", "THEN": "then", "IS": "is", "&&": "and", "||": "or",
    "&": "and", "==": "=", "<>": "!=", "=<": "<=", "=>": ">=", "!": "not", "≦": "<=", "≧": ">=", "(": "(", "（": "(", "）": ")",
    "，": ",", "。": "", "且": "and", "或": "or", "＜": "<", "＞": ">", "＝": "=", "“": "'", "”": "'",
}  # fmt: skip


_SHOWN = 40


def explained(unexpected: UnexpectedInput, words: str) -> CriterionFault:
    """The fault of words that the grammar does not accept."""
    opened, closed = words.count("("), words.count(")")
    ended = isinstance(unexpected, UnexpectedEOF) or (
        isinstance(unexpected, UnexpectedToken) and unexpected.token.type == "$END"
    )
    if ended:
        column = len(words.rstrip()) + 1
        if opened > closed:
            return CriterionFault(
                column,
                Text("A parenthesis is not closed.", "有括号没有闭合。"),
                Text("Write the missing “)”.", "请补上缺少的“)”。"),
            )
        what = Text("The condition is not complete.", "条件不完整。")
        return CriterionFault(column, what, _wanted(unexpected))
    column = max(unexpected.column, 1)
    piece = _piece(unexpected, words)
    if piece == ")" and closed > opened:
        return CriterionFault(
            column,
            Text("A parenthesis is closed that was never opened.", "多了一个右括号。"),
            Text("Remove the “)”, or open it before.", "请删去“)”，或在前面补上“(”。"),
        )
    what = Text(f"“{piece}” cannot stand here.", f"此处不能写“{piece}”。")
    right = _CONFUSED.get(piece)
    if right is not None and right != piece:
        return CriterionFault(column, what, Text(f"Write “{right}”.", f"请写“{right}”。"))
    return CriterionFault(column, what, _wanted(unexpected))


def _piece(unexpected: UnexpectedInput, words: str) -> str:
    start = (unexpected.token.start_pos if isinstance(unexpected, UnexpectedToken) else unexpected.pos_in_stream) or 0
    for confused in sorted(_CONFUSED, key=len, reverse=True):
        before = words[start - 1 : start + len(confused) - 1] if start else ""
        if len(confused) > 1 and confused in (words[start : start + len(confused)], before):
            return confused
    found = re.match(r"\w+|\W", words[start:])
    piece = found[0] if found else words[start:]
    return piece if len(piece) <= _SHOWN else f"{piece[:_SHOWN]}…"


def _wanted(unexpected: UnexpectedInput) -> Text:
    expected: set[str] = set()
    if isinstance(unexpected, UnexpectedToken):
        expected = set(unexpected.accepts or unexpected.expected)
    elif isinstance(unexpected, UnexpectedCharacters):
        expected = set(unexpected.allowed or ())
    if {"RELATION", "EQUALITY", "ORDER"} & expected and "AND" not in expected:
        return _RELATIONS
    return _CONNECT if "AND" in expected else _VALUE
