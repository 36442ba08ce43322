"""Medical words as Britain and America spell them. The list is ours."""

from __future__ import annotations

import re
from typing import Final

_BRITISH: Final = {
    "tumor": "tumour",
    "leukemi": "leukaemi",
    "anemi": "anaemi",
    "glycemi": "glycaemi",
    "ischemi": "ischaemi",
    "hemat": "haemat",
    "hemo": "haemo",
    "esophag": "oesophag",
    "estrogen": "oestrogen",
    "pediatr": "paediatr",
    "orthoped": "orthopaed",
    "edema": "oedema",
    "rrhea": "rrhoea",
    "pnea": "pnoea",
    "celiac": "coeliac",
    "anesth": "anaesth",
    "gynec": "gynaec",
    "fetal": "foetal",
    "fetus": "foetus",
    "cesarean": "caesarean",
    "behavior": "behaviour",
    "randomiz": "randomis",
    "immuniz": "immunis",
    "sensitiz": "sensitis",
    "hospitaliz": "hospitalis",
}
"""Stems that tell by themselves that a word is spelt otherwise in Britain."""
_AMERICAN: Final = {
    **{british: american for american, british in _BRITISH.items()},
    "aem": "em",
    "oesoph": "esoph",
    "oestr": "estr",
    "paed": "ped",
    "oedem": "edem",
    "coelia": "celia",
    "foet": "fet",
    "caesar": "cesar",
    "isation": "ization",
}
"""The way back is surer: these letters stand so in British words alone."""
_OF_AMERICA: Final = re.compile(rf"(?<![co])(?:{'|'.join(_BRITISH)})")
"""Not behind a `c` or `o`: chemotherapy has no blood in it, and an oesophagus is British already."""
_OF_BRITAIN: Final = re.compile("|".join(_AMERICAN))


def american(word: str) -> str:
    """A word in small letters as America spells it."""
    return _OF_BRITAIN.sub(lambda found: _AMERICAN[found[0]], word)


def british(word: str) -> str:
    """The same as Britain spells it."""
    return _OF_AMERICA.sub(lambda found: _BRITISH[found[0]], word)
