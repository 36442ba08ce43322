"""How a file is read: proposed from what it shows, confirmed by a person, remembered as a fact of the study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from equipoise.exchange.laboratory import Proposal, propose
from equipoise.exchange.laboratory.decode import ENCODINGS
from equipoise.exchange.laboratory.propose import COLUMNS, PATTERNS
from equipoise.facts.form_look import LABORATORY_ITEM
from equipoise.facts.laboratory import LaboratoryMapping
from equipoise.protocol.model import Item, Study
from equipoise.trial import commands as act
from equipoise.trial.acts.laboratory import laboratory_items, mapping_named, mappings
from equipoise.trial.permissions import may
from equipoise.values.reason import Reason
from equipoise.values.text import Text
from equipoise.web.drafts import uploads
from equipoise.web.workspace.give import do, new_key
from equipoise.web.workspace.laboratory_files.sent import KINDS, Sent, find
from equipoise.web.workspace.scope import Scope, answer, workspace_act

_MOST: Final = 300
"""So many names of analytes are shown at once; a column with more holds no analytes."""
LABELS: Final[Mapping[str, Text]] = {
    "subject": Text("Participant’s number", "受试者编号"),
    "sampled": Text("Day of the sample", "采样日期"),
    "time": Text("Time of the sample, if apart", "采样时间（如单列）"),
    "code": Text("Analyte: code or name", "检验项目：代码或名称"),
    "label": Text("Analyte: further name", "检验项目：其他名称"),
    "value": Text("Value", "结果"),
    "unit": Text("Unit", "单位"),
    "low": Text("Lower limit", "参考下限"),
    "high": Text("Upper limit", "参考上限"),
    "limits": Text("Both limits in one column", "参考区间（同一列）"),
    "laboratory": Text("Laboratory", "实验室"),
    "flag": Text("Flag of the laboratory", "异常提示"),
}
SUBJECTS: Final = ("PID-3", "PID-2", "PID-4")
DELIMITERS: Final = (
    (",", Text("comma ,", "逗号 ,")),
    (";", Text("semicolon ;", "分号 ;")),
    ("tab", Text("tab", "制表符")),
)
_ACROSS: Final = Text("each analyte has a column of its own", "每个项目各占一列")
_NOT_GIVEN: Final = Text("not in the file", "文件中没有")


@dataclass(frozen=True, slots=True)
class Named:
    """One name of the file with what is chosen for it: an item, a unit, a laboratory, an answer."""

    written: str
    chosen: str
    also: str = ""
    rows: int = 0
    choices: Sequence[tuple[str, Text]] = ()
    chosen_on_purpose: bool = False


@workspace_act
def page(request: HttpRequest, scope: Scope, token: str) -> HttpResponse:
    """Show the mapping proposed for a file; a POST confirms it, or looks anew with other columns."""
    sent = find(request, scope, token)
    if request.method != "POST":
        start = request.GET.get("mapping", sent.waiting.mapping)
        named = mapping_named(scope.trial, start)
        known = named[1] if named else None
        return _shown(request, scope, sent, propose(scope.study, sent.raw, known), start or _stem(sent))
    posted = read_mapping(request.POST)
    proposal = _without_guesses(propose(scope.study, sent.raw, posted), posted, _posted_names(request.POST))
    name = request.POST.get("name", "").strip()
    if "look" in request.POST:
        return _shown(request, scope, sent, proposal, name)
    confirmed = with_choices(posted, request.POST)
    if not set(proposal.analytes) <= _posted_names(request.POST):
        return _shown(request, scope, sent, proposal, name, notice=_NEW_NAMES)
    before = mapping_named(scope.trial, name)
    if before is None or before[1] != confirmed:
        command = act.SetLaboratoryMapping(name=name, mapping=msgspec.to_builtins(confirmed))
        done = do(request, scope, command)
        if done.reasons:
            return _shown(request, scope, sent, proposal, name, done.reasons)
    uploads.choose(request.user.get_username(), scope.name, token, name)
    return redirect(scope.to("laboratory-files", token, "preview"))


_NEW_NAMES: Final = Text(
    "With these columns the file names other analytes. Confirm each of them below.",
    "按所选列，文件中出现了其他项目，请在下方逐一确认。",
)


def read_mapping(post: QueryDict) -> LaboratoryMapping:
    """The mapping that a sent page states, with every choice but those of names that were left open."""
    fields: dict[str, Any] = {
        field: post.get(field, "").strip()
        for field in ("kind", "authority", "pattern", "zone", "decimal", "encoding", "default_laboratory", "outside", *COLUMNS)
    }  # fmt: skip
    fields["delimiter"] = {"tab": "\t"}.get(post.get("delimiter", ""), post.get("delimiter", ""))
    fields["decimal"] = fields["decimal"] or "."
    fields["outside"] = fields["outside"] or "refuse"
    return LaboratoryMapping(
        **fields,
        units=_pairs(post, "unit"),
        units_of=_pairs(post, "unit_of"),
        laboratories=_pairs(post, "laboratory"),
        answers=_pairs(post, "answer"),
        analytes={name: "" if path == "-" else path for name, path in _pairs(post, "analyte").items()},
    )


def with_choices(posted: LaboratoryMapping, post: QueryDict) -> LaboratoryMapping:
    """The mapping as the person confirmed it."""
    if posted.kind == "csv":
        return posted
    return msgspec.structs.replace(posted, subject=post.get("subject", "identifier"))


def _pairs(post: QueryDict, kind: str) -> dict[str, str]:
    """The names of one kind with what was chosen for them; what was left open is left out."""
    found: dict[str, str] = {}
    for number in range(_MOST):
        written = post.get(f"{kind}~{number}~written")
        if written is None:
            break
        chosen = post.get(f"{kind}~{number}", "").strip()
        if chosen:
            found[written] = chosen
    return found


def _posted_names(post: QueryDict) -> set[str]:
    """The analytes that stood on the page that was sent."""
    return {words for number in range(_MOST) if (words := post.get(f"analyte~{number}~written")) is not None}


def _without_guesses(proposal: Proposal, posted: LaboratoryMapping, names: set[str]) -> Proposal:
    """The proposal without a guess for what a person has seen and left undecided."""
    analytes = {
        name: path for name, path in proposal.mapping.analytes.items() if name in posted.analytes or name not in names
    }
    mapping = msgspec.structs.replace(
        proposal.mapping, analytes=analytes, default_laboratory=posted.default_laboratory, pattern=posted.pattern
    )
    return replace(proposal, mapping=mapping)


def _shown(
    request: HttpRequest,
    scope: Scope,
    sent: Sent,
    proposal: Proposal,
    name: str,
    reasons: Sequence[Reason] = (),
    notice: Text | None = None,
) -> HttpResponse:
    study, mapping = scope.study, proposal.mapping
    items = laboratory_items(study)
    page = {
        "tab": "laboratory-files",
        "sent": sent.waiting,
        "kind": KINDS[mapping.kind],
        "mapping": mapping,
        "name": name,
        "key": new_key(),
        "reasons": reasons,
        "notice": notice,
        "may_confirm": may(scope.role, act.SetLaboratoryMapping),
        "known": [one for one, (_, known) in mappings(scope.trial).items() if known.kind == mapping.kind],
        "columns": _columns(mapping),
        "proposal_columns": proposal.columns,
        "delimiters": DELIMITERS,
        "encodings": ENCODINGS,
        "patterns": proposal.patterns or PATTERNS,
        "doubtful": len(proposal.patterns) > 1,
        "delimiter": "tab" if mapping.delimiter == "\t" else mapping.delimiter,
        "subjects": SUBJECTS,
        "issuers": _issuers(mapping, proposal),
        "encoding": proposal.encoding,
        "faults": [one for one in proposal.read.faults if not one.place],
        "laboratory_codes": _laboratory_codes(study, items),
        "forms": _by_form(study, items),
        **_names(study, items, mapping, proposal),
        "sample": proposal.read.results[:3],
        "rows": len(proposal.read.results),
    }
    return answer(request, scope, "laboratory_files/mapping.html", page)


def _columns(mapping: LaboratoryMapping) -> Sequence[tuple[str, Text, str, Text]]:
    """Each field of a table with its label, the column chosen for it, and what no column means."""
    if mapping.kind != "csv":
        return ()
    return [
        (field, label, getattr(mapping, field), _ACROSS if field == "code" else _NOT_GIVEN)
        for field, label in LABELS.items()
    ]


def _issuers(mapping: LaboratoryMapping, proposal: Proposal) -> Sequence[str]:
    found = [one.partition("^")[2] if mapping.kind == "hl7" else one for one in proposal.issuers]
    return list(dict.fromkeys([*(one for one in found if one), *([mapping.authority] if mapping.authority else [])]))


def _names(
    study: Study, items: Mapping[str, Item], mapping: LaboratoryMapping, proposal: Proposal
) -> dict[str, Sequence[Named]]:
    commonest = sorted(proposal.analytes.items(), key=lambda one: -one[1])[:_MOST]
    laboratories = _laboratory_codes(study, items)
    answers = {code: text for list_of in _code_lists(study, items) for code, text in list_of.items()}
    return {
        "analytes": [
            Named(written, mapping.analytes.get(written, ""), proposal.labels.get(written, ""), rows,
                  chosen_on_purpose=mapping.analytes.get(written) == "")
            for written, rows in commonest
        ],
        "units": [Named(one, mapping.units.get(one, "")) for one in dict.fromkeys((*proposal.units, *mapping.units))][:_MOST],
        "units_of": [
            Named(one, mapping.units_of.get(one, ""), choices=_units(items, mapping.analytes.get(one, "")))
            for one in dict.fromkeys((*proposal.unitless, *mapping.units_of))
        ][:_MOST],
        "laboratories": [
            Named(one, mapping.laboratories.get(one, ""), choices=laboratories)
            for one in dict.fromkeys((*proposal.laboratories, *mapping.laboratories))
        ][:_MOST],
        "answers": [
            Named(one, mapping.answers.get(one, ""), choices=tuple(answers.items()))
            for one in dict.fromkeys((*proposal.answers, *mapping.answers))
        ][:_MOST],
    }  # fmt: skip


def _units(items: Mapping[str, Item], path: str) -> Sequence[tuple[str, Text]]:
    return [(unit, Text(unit, unit)) for unit in items[path].units] if path in items else ()


def _code_lists(study: Study, items: Mapping[str, Item]) -> Sequence[Mapping[str, Text]]:
    return [study.forms.code_lists.get(item.codes or "", {}) for item in items.values() if item.kind == "code"]


def _laboratory_codes(study: Study, items: Mapping[str, Item]) -> Sequence[tuple[str, Text]]:
    found: dict[str, Text] = {}
    for form in dict.fromkeys(path.partition(".")[0] for path in items):
        item = study.forms.forms[form].items.get(LABORATORY_ITEM)
        if item is not None:
            found |= study.forms.code_lists.get(item.codes or "", {})
    return tuple(found.items())


def _by_form(study: Study, items: Mapping[str, Item]) -> Sequence[tuple[Text, Sequence[tuple[str, Text]]]]:
    found: dict[str, list[tuple[str, Text]]] = {}
    for path, item in items.items():
        found.setdefault(path.partition(".")[0], []).append((path, item.label))
    return [(study.forms.forms[form].name, entries) for form, entries in found.items()]


def _stem(sent: Sent) -> str:
    """A first name for a mapping: that of the file, without its ending and its digits."""
    stem = sent.waiting.name.rpartition(".")[0] or sent.waiting.name
    return "".join(sign for sign in stem if not sign.isdigit()).strip(" -_.")[:60]
