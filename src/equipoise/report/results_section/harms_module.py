"""The module of adverse events: all-cause deaths, serious events, and other events above the threshold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from equipoise.analysis.read_participant import DEATH
from equipoise.analysis.tables import Context
from equipoise.analysis.tables.adverse_events import Harm, harms
from equipoise.report.results_section.groups import Part, clipped, described, ids

THRESHOLD = 5
"""Per cent of a group above which an event that is not serious is listed; the registry takes at most 5 (42 CFR 11.48)."""
ORGAN_SYSTEMS = (
    "Blood and lymphatic system disorders", "Cardiac disorders", "Congenital, familial and genetic disorders",
    "Ear and labyrinth disorders", "Endocrine disorders", "Eye disorders", "Gastrointestinal disorders",
    "General disorders", "Hepatobiliary disorders", "Immune system disorders", "Infections and infestations",
    "Injury, poisoning and procedural complications", "Investigations", "Metabolism and nutrition disorders",
    "Musculoskeletal and connective tissue disorders",
    "Neoplasms benign, malignant and unspecified (incl cysts and polyps)", "Nervous system disorders",
    "Pregnancy, puerperium and perinatal conditions", "Product Issues", "Psychiatric disorders",
    "Renal and urinary disorders", "Reproductive system and breast disorders",
    "Respiratory, thoracic and mediastinal disorders", "Skin and subcutaneous tissue disorders", "Social circumstances",
    "Surgical and medical procedures", "Vascular disorders",
)  # fmt: skip
"""The organ systems that the registry lets an event be put under (results data element definitions, 2024)."""
_TERM = 100


def adverse_events_module(context: Context) -> Part:
    """Counted in the safety set under the treatment received: participants affected, events, participants at risk."""
    population = context.safety()
    every = harms(context, population)
    serious = [harm for harm in every if harm.event.serious]
    other = [harm for harm in every if not harm.event.serious and harm.in_window]
    named = ids(context, "EG")
    at_risk = {arm: population.size(arm) for arm in named}
    listed = _above(other, at_risk)
    first, last = context.study.safety.window_days
    entry = "enrolment" if context.study.single_arm else "randomisation"
    frame = (
        f"From day {first} to day {last} after {entry}; serious events and deaths until the data cut {context.until}."
    )
    dead = {one.number for one in context.people if one.first(DEATH) is not None}
    deaths = {arm: sum(number in dead and of == arm for number, of in population.arm_of.items()) for arm in named}
    return {
        "frequencyThreshold": str(THRESHOLD),
        "timeFrame": clipped(frame, 500),
        "description": clipped(f"{population.name.en}. Graded by {context.study.safety.dictionary}.", 500),
        "eventGroups": [
            {
                **group,
                "deathsNumAffected": deaths[arm],
                "deathsNumAtRisk": at_risk[arm],
                "seriousNumAffected": _affected(serious, arm),
                "seriousNumAtRisk": at_risk[arm],
                "otherNumAffected": _affected(listed, arm),
                "otherNumAtRisk": at_risk[arm],
            }
            for group, arm in zip(described(context, "EG"), named, strict=True)
        ],
        **_events("seriousEvents", context, serious, named, at_risk),
        **_events("otherEvents", context, listed, named, at_risk),
    }


def _above(other: Sequence[Harm], at_risk: Mapping[str, int]) -> list[Harm]:
    """The events of terms that pass the threshold in at least one group."""
    terms = {harm.term.en for harm in other}
    kept = {
        term
        for term in terms
        if any(
            100 * _affected([harm for harm in other if harm.term.en == term], arm) > THRESHOLD * n
            for arm, n in at_risk.items()
        )
    }
    return [harm for harm in other if harm.term.en in kept]


def _affected(some: Sequence[Harm], arm: str) -> int:
    return len({harm.participant for harm in some if harm.column == arm})


def _events(
    key: str, context: Context, some: Sequence[Harm], named: Mapping[str, str], at_risk: Mapping[str, int]
) -> Part:
    terms = sorted({(organ_system(harm.organ_class.en), harm.term.en) for harm in some})
    vocabulary = context.study.safety.dictionary.replace("CTCAE ", "CTCAE (") + ")"
    made = []
    for system, term in terms:
        of_term = [harm for harm in some if harm.term.en == term]
        stats = [
            {
                "groupId": ident,
                "numEvents": sum(harm.column == arm for harm in of_term),
                "numAffected": _affected(of_term, arm),
                "numAtRisk": at_risk[arm],
            }
            for arm, ident in named.items()
        ]
        made.append(
            {
                "term": clipped(term, _TERM),
                "organSystem": system,
                "sourceVocabulary": vocabulary,
                "assessmentType": "SYSTEMATIC_ASSESSMENT",
                "stats": stats,
            }
        )
    return {key: made} if made else {}


def organ_system(name: str) -> str:
    """The registry's organ system of a class of the dictionary; what it does not know goes under general disorders."""
    plain = name.casefold()
    return next((one for one in ORGAN_SYSTEMS if plain.startswith(one.casefold().split(" (")[0])), "General disorders")
