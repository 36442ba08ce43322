"""What the kinds of eligibility ask: their rule, their source, and the fields of `given` and `expect`."""

from __future__ import annotations

from collections.abc import Mapping

from equipoise.validation.cases import About
from equipoise.values.text import Text

ABOUT: Mapping[str, About] = {
    "eligibility": About(
        rule=Text(
            "Each criterion of a study file passes, fails, is unknown, stale or a judgement on the day of the decision",
            "研究文件的每条入排标准在判定当日：符合、不符合、无法判定、数据过期或待判断",
        ),
        source="The study file's criteria; for a registered study, its record",
        given={
            "study": Text("id of a built-in study, or the folder of a study file", "内置研究的编号，或研究文件夹路径"),
            "version": Text("version of the study file; optional: the newest", "研究文件版本；可省略：最新版本"),
            "at": Text("day of the decision, YYYY-MM-DD", "判定日期，YYYY-MM-DD"),
            "gate": Text(
                "collection or infusion: the criteria asked again before that act; optional: entry",
                "collection 或 infusion：该操作前复查的标准；可省略：入组",
            ),
            "facts": Text(
                "variable or event of the study file -> a value, or {value, unit, date, upper_limit, lower_limit, laboratory}; "
                "with a further item of the same form where the variable asks for it (oxygen); "
                "a date may be partial; none: it never happened; a fact left out is missing",
                "研究文件的变量或事件 -> 值，或 {value, unit, date, upper_limit, lower_limit, laboratory}；"
                "变量有条件时可写同一表单的其他项目（如 oxygen）；日期可不完整；none 表示从未发生；未列出即缺失",
            ),
            "judged": Text(
                "criterion -> {met, by, reason}: what a named person judged; optional",
                "标准编号 -> {met, by, reason}：具名人员的判断；可省略",
            ),
        },
        expect={
            "I1, E1 …": Text(
                "passes, fails, unknown, stale or judgement; an exclusion criterion passes when it does not exclude",
                "passes、fails、unknown、stale 或 judgement；排除标准不排除时为 passes",
            ),
            "eligible": Text("true where every criterion passes", "所有标准均符合时为 true"),
        },
    )
}
