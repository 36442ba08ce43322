"""Why a row was not taken, in a few words: what the record of a file keeps is codes, which name nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from equipoise.values.text import Text, same

CODES: Final[Mapping[str, Text]] = {
    "unmapped": Text("analyte not in the mapping", "项目未建立对应关系"),
    "unknown_item": Text("item not in the study file", "研究文件中没有该条目"),
    "not_final": Text("not a final result", "不是最终结果"),
    "no_subject": Text("participant not stated", "未注明受试者"),
    "unknown_participant": Text("participant unknown", "受试者编号不存在"),
    "no_day": Text("day of the sample not stated", "未注明采样日期"),
    "not_a_day": Text("not a day", "日期无效"),
    "in_the_future": Text("day lies in the future", "日期尚未到来"),
    "before_consent": Text("before the consent", "早于知情同意"),
    "after_death": Text("after the death", "晚于死亡日期"),
    "data_withdrawn": Text("use of data withdrawn", "已撤回数据使用授权"),
    "no_consent": Text("no consent", "未签署知情同意"),
    "no_value": Text("no value", "没有结果值"),
    "not_a_number": Text("not a number", "不是数字"),
    "decimal_sign": Text("another decimal sign", "小数点不符"),
    "not_a_code": Text("not one of the answers", "不在选项中"),
    "unknown_unit": Text("unit unknown", "单位无法识别"),
    "no_unit": Text("no unit", "没有单位"),
    "wrong_unit": Text("unit that the analyte does not have", "该项目不使用此单位"),
    "wrong-unit": Text("unit that the analyte does not have", "该项目不使用此单位"),
    "impossible": Text("impossible value", "数值不可能"),
    "limits": Text("limits the wrong way round", "参考限颠倒"),
    "wrong-kind": Text("another kind of answer", "答案类型不符"),
    "unknown_laboratory": Text("laboratory unknown", "实验室未知"),
    "two_laboratories": Text("another laboratory on the same day", "当天另有实验室"),
    "two_values": Text("two values in the file", "文件中有两个不同结果"),
    "outside_visits": Text("outside every visit", "不在任何访视窗口内"),
    "visit_taken": Text("the visit’s form is of another day", "该访视表单为另一日期"),
    "impossible_answer": Text("refused by a check of the form", "未通过表单核查"),
    "locked-form": Text("form locked", "表单已锁定"),
    "locked-visit": Text("visit locked", "访视已锁定"),
    "locked-participant": Text("participant locked", "受试者数据已锁定"),
    "locked-trial": Text("trial locked", "研究数据库已锁定"),
    "not_your_form": Text("form of another role", "不属于该角色的表单"),
    "left_as_entered": Text("differs, left as entered", "与已录入不同，保持原值"),
    "row_width": Text("cells missing or too many", "列数不符"),
    "not_a_row": Text("not a row of the table", "无法按表格读取"),
    "value_type": Text("type of result that is not read", "不读取的结果类型"),
    "not_hl7": Text("not an HL7 message", "不是 HL7 消息"),
    "not_a_result": Text("not a result message", "不是检验结果消息"),
    "charset": Text("character set unknown", "字符集无法识别"),
    "not_text": Text("not text", "不是文本"),
    "too_many_rows": Text("too many rows", "行数过多"),
}
"""Code -> words."""


def code_words(code: str) -> Text:
    """A code in words; the code itself where there are none."""
    return CODES.get(code, same(code))
