"""What the materials of a cell product are called: their codes in the words of the study file."""

from __future__ import annotations

from collections.abc import Mapping

from equipoise.protocol.model import Product, Study
from equipoise.values.text import Text, same


def known_materials(study: Study, planned: Product) -> Mapping[str, Text]:
    """The materials that the study file knows: the codes of its forms, and those named by the study."""
    found: dict[str, Text] = {}
    for one in planned.lots:
        group = study.forms.forms[one.form].groups.get(one.group) if one.group is not None else None
        if group is None:
            found[one.material] = same(one.material)
            continue
        codes = study.forms.code_lists.get(group.items[one.material].codes or "", {})
        found |= dict(codes)
    return found


def material_words(study: Study, code: str) -> Text:
    """A material in words; as it was written where the study file does not know it."""
    known = known_materials(study, study.product) if study.product is not None else {}
    wanted = code.casefold()
    return next(
        (words for name, words in known.items() if wanted in (name.casefold(), words.en.casefold())), same(code)
    )
