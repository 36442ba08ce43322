"""The estimand of each endpoint as the study file declares it (ICH E9(R1)), to be printed with its result."""

from __future__ import annotations

from collections.abc import Iterator

from equipoise.analysis.tables.display import Column, Display, Number, Row
from equipoise.protocol.model import Estimand, Study
from equipoise.values.text import Text, same

TITLE = Text("Estimands (ICH E9 R1)", "估计目标（ICH E9 R1）")
_ATTRIBUTES = {
    "treatment": Text("Treatment", "治疗"),
    "population": Text("Population", "人群"),
    "variable": Text("Variable", "变量"),
    "intercurrent": Text("Intercurrent events", "伴发事件"),
    "summary": Text("Summary", "群体层面汇总"),
}
STRATEGIES = {
    "treatment_policy": Text("treatment policy", "疗法策略"),
    "composite": Text("composite", "复合变量策略"),
    "hypothetical": Text("hypothetical", "假想策略"),
    "while_on_treatment": Text("while on treatment", "在治策略"),
    "principal_stratum": Text("principal stratum", "主层策略"),
}
_ONE = Text("{says} ({strategy})", "{says}（{strategy}）")
_ENDPOINT, _SET = Text("Endpoint", "终点"), Text("As the study file declares them", "依研究文件声明")


def estimand_rows(estimand: Estimand) -> tuple[tuple[Text, Text], ...]:
    """The five attributes with their words; each intercurrent event with its strategy."""
    events = [_ONE.format(says=one.says, strategy=STRATEGIES[one.strategy]) for one in estimand.intercurrent.values()]
    joined = Text("\n".join(one.en for one in events), "\n".join(one.zh for one in events)) if events else same("–")
    said = {
        "treatment": estimand.treatment,
        "population": estimand.population,
        "variable": estimand.variable,
        "intercurrent": joined,
        "summary": estimand.summary,
    }
    return tuple((_ATTRIBUTES[name], words) for name, words in said.items())


def declared(study: Study) -> Iterator[tuple[str, Text, Estimand | None]]:
    """Every endpoint of any kind by its key, with its label and estimand."""
    analysis = study.analysis
    for key, endpoint in analysis.endpoints.items():
        yield key, endpoint.label, endpoint.estimand
    for key, rate in analysis.responses.items():
        yield key, rate.label, rate.estimand
    for key, quality in analysis.quality_of_life.items():
        yield key, quality.label, quality.estimand
    for key, measure in analysis.measures.items():
        yield key, measure.label, measure.estimand


def estimands(study: Study) -> Display:
    """A row an endpoint that declares an estimand; the others are named in a note."""
    columns = tuple(Column(name, heading, align="left") for name, heading in _ATTRIBUTES.items())
    rows, without = [], []
    for key, label, estimand in declared(study):
        if estimand is None:
            without.append(label)
        else:
            rows.append(Row(key, label, tuple(Number(words) for _, words in estimand_rows(estimand))))
    notes = (_WITHOUT.format(names=_joined(without)),) if without else ()
    return Display("estimands", TITLE, _SET, columns, tuple(rows), notes, _ENDPOINT)


_WITHOUT = Text("No estimand is declared for: {names}.", "未声明估计目标的终点：{names}。")


def _joined(names: list[Text]) -> Text:
    return Text("; ".join(name.en for name in names), "；".join(name.zh for name in names))
