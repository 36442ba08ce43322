"""The roles of a study team, in words: study files, rules and pages name them alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from equipoise.protocol.model import Study
from equipoise.values.text import Text, same

ROLES: Final[Mapping[str, Text]] = {
    "investigator": Text("Investigator", "主要研究者"),
    "sub_investigator": Text("Sub-investigator", "协助研究者"),
    "coordinator": Text("Study coordinator", "临床研究协调员"),
    "apheresis_nurse": Text("Apheresis nurse", "单采护士"),
    "cell_technician": Text("Cell-processing technician", "细胞制备技术员"),
    "quality_releaser": Text("Quality releaser", "质量放行人"),
    "infusion_nurse": Text("Infusion nurse", "输注护士"),
    "pharmacist": Text("Pharmacist", "药师"),
    "radiologist": Text("Radiologist", "影像医师"),
    "data_manager": Text("Data manager", "数据管理员"),
    "monitor": Text("Monitor", "监查员"),
    "statistician": Text("Statistician", "统计师"),
    "safety_board": Text("Safety board member", "数据安全监查委员"),
    "administrator": Text("Administrator", "系统管理员"),
    "inspector": Text("Inspector", "检查员"),
}
"""The roles of a study team, as the delegation log names them."""


_OF_THE_PRODUCT: Final = frozenset({"apheresis_nurse", "cell_technician", "quality_releaser", "infusion_nurse"})
_OF_THE_SCANS: Final = frozenset({"radiologist"})


def roles_of(study: Study) -> Mapping[str, Text]:
    """The roles that have something to do in a study: nobody grows cells or reads scans where it has none, unless the study
    file names them."""
    named = frozenset(_named(study))
    idle = frozenset[str]() if study.product is not None else _OF_THE_PRODUCT
    idle |= frozenset[str]() if study.response is not None else _OF_THE_SCANS
    return {role: words for role, words in ROLES.items() if role not in idle or role in named}


def _named(study: Study) -> Iterator[str]:
    """Every role to which the study file gives something: a form, a signature, a visit, a report, a say in the end of a hold."""
    for form in study.forms.forms.values():
        yield from (*form.by, *((form.signed_by,) if form.signed_by is not None else ()))
    yield from (visit.role for visit in study.schedule.visits.values())
    yield from (contact.role for contact in study.schedule.unscheduled.values())
    safety = study.safety
    yield from (clock.role for clock in safety.clocks.values())
    for rule in (*safety.holds.values(), *((safety.boundary,) if safety.boundary is not None else ())):
        yield from rule.lifted_by


def role_words(role: str) -> Text:
    """A role in words; a name that is none of them stays as it is."""
    return ROLES.get(role, same(role))
