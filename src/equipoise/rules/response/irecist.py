"""iRECIST as a second reading: progression is unconfirmed until the next look (Seymour 2017, Lancet Oncology 18:e143)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from equipoise.facts.events import Occurred
from equipoise.rules.response.overall import NonTarget, overall_response
from equipoise.rules.response.sequence import BestRules, is_confirmed
from equipoise.rules.response.target import Target

Category = Literal["target", "non_target", "new"]
"""Where progression shows; each is confirmed for itself, and a further one confirms the others."""
Lasting = Literal["improved", "never", "always"]
RESPONSES: Final = ("iCR", "iPR", "iSD", "NON-iCR/NON-iUPD", "NED", "iCPD", "iUPD", "NE")
"""Responses by iRECIST in the order in which the best one is chosen (table 3)."""
_NAMES: Final[Mapping[str, str]] = {
    "CR": "iCR",
    "PR": "iPR",
    "SD": "iSD",
    "NON-CR/NON-PD": "NON-iCR/NON-iUPD",
    "PD": "iUPD",
    "NED": "NED",
    "NE": "NE",
}
_PLAIN: Final = {name: plain for plain, name in _NAMES.items()}
_RANK: Final = ("CR", "PR", "SD", "NON-CR/NON-PD", "NED", "NE", "PD")


@dataclass(frozen=True, slots=True)
class ImmuneLook:
    """One assessment as iRECIST asks for it; target and non-target by the criteria of RECIST 1.1, PD where they are met.

    `new`: a new lesion appeared, or new lesions grew by the criteria of RECIST 1.1; `lasting`: earlier ones are still
    there; `grown`: where disease grew further since the last progression (5 mm in a sum, anything elsewhere, more new lesions).
    """

    target: Target | None
    non_target: NonTarget | None
    new: bool = False
    lasting: bool = False
    grown: frozenset[Category] = frozenset()

    @property
    def progressed(self) -> frozenset[Category]:
        """Where the criteria of progression are met."""
        met: dict[Category, bool] = {
            "target": self.target == "PD",
            "non_target": self.non_target == "PD",
            "new": self.new,
        }
        return frozenset(category for category, is_met in met.items() if is_met)

    @property
    def of_baseline(self) -> str:
        """The response of the lesions of baseline alone, by RECIST 1.1."""
        return overall_response(self.target, self.non_target, new_lesion=False)


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """Progression that the next look may confirm: where it shows, and what the lesions of baseline were then."""

    categories: frozenset[Category]
    of_baseline: str


def immune_response(
    look: ImmuneLook, before: Unconfirmed | None, *, may_confirm: bool = True, lasting: Lasting = "improved"
) -> str:
    """The response at one time (table 2); `before` is progression not confirmed yet, None where there is none.

    `may_confirm` is false where the look comes too early. Without progression before, progression is iUPD. After it: iCPD
    if it grew further where it showed, or shows elsewhere too; iUPD if it stays; otherwise what the lesions have become,
    and progression must occur anew.
    """
    if before is None:
        return "iUPD" if look.progressed else _named(look)
    if may_confirm and (look.grown & before.categories or look.progressed - before.categories):
        return "iCPD"
    if look.progressed or look.grown & before.categories:
        return "iUPD"
    if look.of_baseline == "NE":
        return "NE"
    if look.lasting and "new" in before.categories and not _passes(look, before, lasting):
        return "iUPD"
    return _named(look)


def _passes(look: ImmuneLook, before: Unconfirmed, lasting: Lasting) -> bool:
    """Whether a response may be called although the new lesions stay: if the lesions of baseline have improved since."""
    if lasting == "improved":
        return _RANK.index(look.of_baseline) < _RANK.index(before.of_baseline)
    return lasting == "always"


def _named(look: ImmuneLook) -> str:
    """The response in its iRECIST name; not complete while new lesions are there."""
    found = look.of_baseline
    if look.lasting and found in ("CR", "NED"):
        found = "PR" if look.target is not None else "NON-CR/NON-PD"
    return _NAMES[found]


def best_immune_response(
    responses: Sequence[str],
    *,
    confirm: bool = False,
    days: Sequence[date] | None = None,
    rules: BestRules | None = None,
) -> str:
    """The best response until confirmed progression (table 3); NE where nothing was assessed.

    `confirm`: iCR and iPR need a second look as in RECIST 1.1; without days any later look is late enough.
    """
    counted = list(_until_confirmed(responses))
    reached = set(counted)
    if confirm:
        rule = rules or BestRules(confirm=True)
        dated = list(zip(days or _a_month_apart(len(counted), rule), map(_plain, counted), strict=False))
        for place, found in enumerate(counted):
            if found in ("iCR", "iPR") and not is_confirmed(dated, place, rule):
                reached.add("iSD")
        reached -= {
            found
            for found in ("iCR", "iPR")
            if not any(one == found and is_confirmed(dated, place, rule) for place, one in enumerate(counted))
        }
    return next((response for response in RESPONSES if response in reached), "NE")


def _plain(response: str) -> str:
    return _PLAIN.get(response, response)


def _a_month_apart(count: int, rules: BestRules) -> list[date]:
    first = date(2000, 1, 1).toordinal()
    return [date.fromordinal(first + place * max(rules.confirm_days, 1)) for place in range(count)]


def _until_confirmed(responses: Sequence[str]) -> Sequence[str]:
    end = next((place + 1 for place, response in enumerate(responses) if response == "iCPD"), len(responses))
    return responses[:end]


def immune_progression(seen: Sequence[tuple[Occurred, str]]) -> Occurred | None:
    """The day of iUPD that counts as progression by iRECIST: the first of the run that was confirmed or never undone.

    iUPD that a later iSD, iPR or iCR undid does not count. It never moves progression by RECIST 1.1.
    """
    first: Occurred | None = None
    for when, response in seen:
        if response == "iUPD":
            first = first or when
        elif response == "iCPD":
            return first or when
        elif response != "NE":
            first = None
    return first
