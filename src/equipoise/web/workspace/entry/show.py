"""A form as a page shows it: to read with what may be done about it, or to write on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from equipoise.rules.visits import CheckFinding
from equipoise.trial import commands as act
from equipoise.trial.permissions import may
from equipoise.values.reason import Reason
from equipoise.values.text import Text
from equipoise.web.drafts import keep
from equipoise.web.workspace.additions import Addition
from equipoise.web.workspace.entered_form import read_page
from equipoise.web.workspace.entry.boxes import MISSING
from equipoise.web.workspace.entry.check import Checked, check
from equipoise.web.workspace.entry.confirmed import findings_mark
from equipoise.web.workspace.entry.fields import Fields
from equipoise.web.workspace.entry.place import Place
from equipoise.web.workspace.entry.sheet import Meanwhile, Sheet
from equipoise.web.workspace.entry.versions import versions
from equipoise.web.workspace.give import new_key
from equipoise.web.workspace.scope import answer

MARK: Final = "equipoise.entry"
REASONS: Final = (
    Text("Entered wrongly, differs from the source", "录入错误，与源文件不符"),
    Text("The source was corrected", "源文件已更正"),
    Text("Result came in later", "结果后补"),
    Text("Wrong unit", "单位有误"),
    Text("In answer to a query", "答复质疑"),
)
"""What corrections are made for most often: offered, never prescribed."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page of entry says besides the form: why it was not saved, what has to be confirmed, what others did."""

    refusals: Sequence[Reason] = ()
    finished: bool = False
    meanwhile: Sequence[Meanwhile] = ()
    entered_by_another: bool = False
    notice: Text | None = None
    confirm: Sequence[CheckFinding] = ()
    kept: keep.Kept | None = None
    focus: str = ""
    begun: Text | None = None


def read(request: HttpRequest, place: Place, more: Mapping[str, Any]) -> HttpResponse:
    """The form to read, with what may be done about it there."""
    about = {
        "place": place,
        "rights": place.rights,
        "key": new_key(),
        "ask": request.GET.get("ask", ""),
        "next_form": _next(place),
        "versions": versions(place),
    }
    return read_page(request, place.scope, place.one, place.form, place.instance, {**about, **more})


def behind(request: HttpRequest, place: Place, sheet: Sheet, shown: Shown, status: int = 200) -> HttpResponse:
    """The form to write on, brought up to what others saved in the meantime, which is told."""
    told = sheet.meanwhile()
    late = sheet.now != sheet.base
    sheet = sheet.caught_up() if late else sheet
    another = Shown(
        shown.refusals, shown.finished, told, late and bool(sheet.saved), shown.notice, (), shown.kept, shown.focus
    )
    return entry(request, place, sheet, check(sheet, finished=shown.finished), another, status)


def entry(
    request: HttpRequest, place: Place, sheet: Sheet, checked: Checked, shown: Shown, status: int = 200
) -> HttpResponse:
    """The page to write on."""
    owner = request.user.get_username()
    fields = Fields(sheet, checked, {sheet.on_page(one.path): one for one in shown.meanwhile})
    terms = fields.terms()
    return answer(
        request,
        place.scope,
        "entry.html",
        {
            "tab": "participants",
            "place": place,
            "one": place.one,
            "plan": place.plan,
            "sheet": sheet,
            "shown": shown,
            "checked": checked,
            "boxes": fields.items(),
            "tables": list(fields.tables()),
            "terms": terms,
            "searched": fields.searched(),
            "missing": MISSING,
            "reasons": REASONS,
            "versions": versions(place),
            "own": _is_own(sheet, shown, owner),
            "reason": sheet.typed.get("~reason", ""),
            "others": keep.others(place.draft_of(owner), timezone.now()),
            "key": new_key(),
            "mark": signing.dumps([owner, *place.draft_of(owner)[1:]], salt=MARK),
            "confirmed": findings_mark(shown.confirm) if shown.confirm else "",
            "unlikely": len(shown.confirm),
        },
        status=status,
    )


def _next(place: Place) -> Addition | None:
    """The next form of the visit that this role enters: whoever has saved one goes on without a way back to a list."""
    scope, visit = place.scope, place.occurrence
    if scope.past or visit is None or place.saved is None or not may(scope.role, act.SaveForm):
        return None
    plans = place.one.study.forms.forms
    for due in visit.forms:
        if not due.entered and due.required and scope.role in plans[due.form].by and not scope.conceal.form(due.form):
            return Addition(due.form, plans[due.form].name, visit.instance)
    return None


def _is_own(sheet: Sheet, shown: Shown, owner: str) -> bool:
    """Whether it was the same person who saved the form since the page was opened, from another page or before."""
    if sheet.saved is None or not shown.entered_by_another:
        return False
    newest = sheet.saved.corrections[-1] if sheet.saved.corrections else None
    last = newest.actor if newest is not None else sheet.saved.entered.actor
    return {one.fact.actor for one in shown.meanwhile if one.fact is not None} | {last} == {owner}
