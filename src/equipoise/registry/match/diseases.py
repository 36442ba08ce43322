"""Which concepts of the vocabulary somebody can have: a criterion that names a drug, a chemical or a test as such names no disease."""

from __future__ import annotations

from typing import Final

from equipoise.registry.concepts import Concepts, built_in, diseases

ROOTS: Final = frozenset(
    {
        "D007239",  # infections
        "D009369",  # neoplasms
        "D009140",  # musculoskeletal
        "D004066",  # of the digestive system
        "D009057",  # of mouth and jaw
        "D012140",  # of the airways
        "D010038",  # of ear, nose and throat
        "D009422",  # of the nervous system
        "D005128",  # of the eye
        "D000091642",  # of kidneys, bladder and sexual organs
        "D005261",
        "D052801",
        "D002318",  # of heart and vessels
        "D006425",  # of blood and lymph
        "D009358",  # inborn
        "D017437",  # of skin and connective tissue
        "D009750",  # of nutrition and metabolism
        "D004700",  # of hormones
        "D007154",  # of the immune system
        "D013568",  # signs and symptoms
        "D009784",  # of work
        "D064419",  # by chemicals
        "D008659",
        "D013959",  # of the thyroid
        "D007674",  # of the kidneys
        "D051437",
        "D008107",  # of the liver
        "D006331",  # of the heart
        "D008171",  # of the lungs
        "D003092",  # colitis
        "D001327",  # autoimmune
        "D014947",  # wounds and injuries
        "D001523",  # of the mind
        "D001526",
    }
)
"""The branches of MeSH that hold diseases (trees C and F03), and some that records name only as branches."""
_NAMELESS: Final = frozenset(
    {
        "D004194",
        "D002908",
        "D000208",
        "D012008",
        "D018450",
        "D020969",
        "D013577",
        "D012816",
        "D010335",
        "D013568",
        "D007249",
    }
)
"""Descriptors that name no disease: Disease, Chronic Disease, Recurrence, Syndrome, Signs and Symptoms and the like."""
EVENTS: Final = frozenset(
    {
        "anaphylaxis",
        "organ_transplant",
        "stem_cell_transplant",
        "D016030",  # transplantation of kidney, liver, heart, lung
        "D016031",
        "D016027",
        "D016040",
        "D009203",  # myocardial infarction, with and without ST elevation
        "D000072657",
        "D000072658",
        "D020521",  # stroke, of either kind, and haemorrhages
        "D000083242",
        "D000083302",
        "D002544",
        "D002543",
        "D013345",
        "D002546",  # transient ischaemic attack
        "D011655",  # embolism and thrombosis
        "D020246",
        "D054556",
        "D006323",  # cardiac arrest
        "D018805",  # sepsis and septic shock
        "D012772",
        "D058186",  # acute kidney injury
    }
)
"""What happens on a day. Of anything else somebody may still be ill whose illness began long ago. Our list."""


def is_disease(concept: str, concepts: Concepts) -> bool:
    """Whether a concept is something that somebody has: by our list, otherwise by the branch of MeSH that it lies in."""
    if concept in _NAMELESS:
        return False
    if concept in built_in().terms:
        return concept in diseases()
    return not ROOTS.isdisjoint({concept, *concepts.broader.get(concept, ())})
