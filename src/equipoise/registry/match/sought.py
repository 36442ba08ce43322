"""Of which of a person's diseases studies are looked for: one comes for the cancer, not for the high blood pressure beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from equipoise.registry.concepts import Concepts
from equipoise.registry.match.patient import Condition

TUMOUR: Final = "D009369"
_TISSUES: Final = frozenset(
    {"D002277", "D000230", "D002294", "D002295", "D018278", "D018358", "D009362", "D008207", TUMOUR}
)
"""Tumours by their tissue alone, metastases, and tumours as such: they name no disease that one would look for."""
_SPREAD: Final = "D009362"
_SIGNS: Final = frozenset(
    {"D012816", "D005221", "D010146", "D059350", "D004417", "D011537", "D001007", "D000906", "D015415"}
)
"""Signs, symptoms and findings of the laboratory: MeSH's own branch, and fatigue, pain, breathlessness, itch, anxiety, "
"antibodies, markers."""


def sought(conditions: Sequence[Condition], beside: frozenset[int], concepts: Concepts) -> tuple[Condition, ...]:
    """The conditions, each with whether studies of it are looked for: the tumours, otherwise the diseases of now, otherwise whatever is
    named. `beside` are the places of those that are told beside the others, such as in a past history."""
    present = [at for at, one in enumerate(conditions) if not one.absent]
    now = [at for at in present if at not in beside and conditions[at].active is not False]
    groups = (
        [at for at in now if _is_tumour(conditions[at], concepts)],
        [at for at in now if _is_tissue(conditions[at], concepts)],
        [at for at in present if _is_tumour(conditions[at], concepts)],
        [at for at in now if not _is_sign(conditions[at], concepts) and not conditions[at].state],
        [at for at in now if not _is_sign(conditions[at], concepts)],
        [at for at in present if not _is_sign(conditions[at], concepts)],
        present,
    )
    wanted = next((group for group in groups if group), [])
    wanted = _narrowest(wanted, conditions, concepts) or wanted
    return tuple(replace(one, sought=at in wanted) for at, one in enumerate(conditions))


def _narrowest(wanted: Sequence[int], conditions: Sequence[Condition], concepts: Concepts) -> list[int]:
    """Without the wider names of what is named more closely: “lung cancer” beside “small cell lung cancer”."""
    own = {concept for at in wanted for concept in conditions[at].concepts}
    wider = {above for concept in own for above in concepts.broader.get(concept, ())}
    return [at for at in wanted if not conditions[at].concepts or not conditions[at].concepts <= wider]


def _is_tumour(one: Condition, concepts: Concepts) -> bool:
    return TUMOUR in concepts.with_broader(one.concepts) and not one.concepts <= _TISSUES


def _is_tissue(one: Condition, concepts: Concepts) -> bool:
    """A tumour that is named by its tissue: “urothelial carcinoma”. That one has spread says nothing of what it is."""
    return not concepts.with_broader(one.concepts).isdisjoint(_TISSUES - {TUMOUR, _SPREAD}) and not one.concepts <= {
        TUMOUR,
        _SPREAD,
    }


def _is_sign(one: Condition, concepts: Concepts) -> bool:
    return bool(one.concepts) and all(
        not _SIGNS.isdisjoint({concept, *concepts.broader.get(concept, ())}) for concept in one.concepts
    )
