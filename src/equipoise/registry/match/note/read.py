"""A person from a doctor's note in words, English or Chinese: what is surely said counts, the rest is put aside with its reason."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from equipoise.registry.concepts import Concepts
from equipoise.registry.match.note.answers import add_responses, add_smoking
from equipoise.registry.match.note.collected import WHY_NOT, Collected
from equipoise.registry.match.note.conditions import add_condition, settled
from equipoise.registry.match.note.course import Course
from equipoise.registry.match.note.cues import Span, meanings
from equipoise.registry.match.note.dates import dates
from equipoise.registry.match.note.left_over import left_over
from equipoise.registry.match.note.mentions import mentions
from equipoise.registry.match.note.moments import born, day_of_what_follows, leading_day
from equipoise.registry.match.note.newest import NO_VALUE, newest
from equipoise.registry.match.note.parts import Part, is_row, parts, plain
from equipoise.registry.match.note.person import who
from equipoise.registry.match.note.treatments import add_treatment
from equipoise.registry.match.note.values import Sentence, column_values, columns, values
from equipoise.registry.match.patient import NotAPatient, Patient, PatientFault
from equipoise.values.text import Text

LONGEST: Final = 60_000
_AMERICAN: Final = re.compile(r"\b(?:m?g/dL|K/[uµμ]L)\b", re.IGNORECASE)


def read_note(words: str, concepts: Concepts, at: date) -> Patient:
    """The person of a note, on a day from which “three weeks ago” counts. NotAPatient where it names neither a disease nor a person."""
    if len(words) > LONGEST:
        says = Text("This is too long to be a note about one person.", "内容过长，不像单个患者的病历。")
        raise NotAPatient((PatientFault("", says),))
    every = parts(plain(words))
    note = Collected(concepts, at, american=_AMERICAN.search(words) is not None or _implies_america(every, at))
    person = who(every, born(every, at))
    context: date | None = None
    days: tuple[date | None, ...] = ()
    of_line: date | None = None
    for part in every:
        context = day_of_what_follows(part, context, at)
        of_line = of_line if part.goes_on else None
        values_before = len(note.reads)
        heads = columns(part.words, at)
        days = heads or (days if is_row(part.words) else ())
        _part(part, note, of_line or context, days if not heads else (), heading=bool(heads), known=person.words)
        if len(note.reads) > values_before:
            of_line = leading_day(part, at) or of_line
    conditions = settled(note)
    measured, assumed = newest(note)
    responses = sorted(note.responses)
    if len(responses) > 1:
        note.put_aside(", ".join(responses), NO_VALUE["several"])
    if not (conditions or measured or note.treatments or person.words or person.sex or person.born):
        says = Text(
            "No disease, value or treatment was recognised in this text.", "未能从这段文字中识别出疾病、数值或治疗。"
        )
        raise NotAPatient((PatientFault("", says),))
    return Patient(
        sex=person.sex, born=person.born, age=None if person.born else person.age, aged=person.aged, conditions=conditions,
        treatments=tuple(dict.fromkeys(note.treatments)), measured=measured, answers=tuple(dict.fromkeys(note.answers)),
        response=responses[0] if len(responses) == 1 else "", diagnosis=note.diagnosis[0] if len(set(note.diagnosis)) == 1 else None,
        assumed=assumed, aside=tuple({one.en: one for one in note.aside}.values()), ignored=tuple(dict.fromkeys(note.unread)),
    )  # fmt: skip


def _implies_america(every: tuple[Part, ...], at: date) -> bool:
    """Whether a number without a unit can only be in mg/dL: a creatinine of 0.9."""
    sentences = (Sentence(part.words, part.words.lower(), (), None, at) for part in every)
    return any(one.assumed == "mg/dL" for sentence in sentences for one in values(sentence))


def _part(
    part: Part, note: Collected, context: date | None, days: tuple[date | None, ...], *, heading: bool, known: str
) -> None:
    lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in part.words)
    if heading:
        return
    read = column_values(part.words, days) if days else ()
    every = dates(part.words, note.at)
    read = read or values(Sentence(part.words, lower, every, context, note.at, note.american))
    somebody = part.under == "family"
    if not somebody:
        note.reads += read
    covered = [(one.start, one.end) for one in read]
    found = [
        one
        for one in mentions(part.words, note.concepts)
        if all(one.end <= start or end <= one.start for start, end in covered)
    ]
    smoking = None if somebody else add_smoking(lower, note)
    said = meanings(lower, [Span(one.start, one.end, one.test, one.kind == "treatment") for one in found])
    for one, (meaning, cue) in zip(found, said, strict=True):
        if one.state == "smoker" and smoking:
            continue
        if somebody:
            meaning, cue = "somebody else", part.heading or "FH"
        elif part.under == "unsure" and meaning in ("there", "over"):
            meaning, cue = "unsure", part.heading
        if one.kind == "condition":
            add_condition(one, meaning, cue, part, lower, every, note)
        else:
            add_treatment(one, meaning, cue, part, Course(lower, every, found), note)
    if not somebody:
        add_responses(lower, note)
    spans = [*covered, *((one.start, one.end) for one in found), *((one.start, one.end) for one in every)]
    if part.under == "allergies" and not found and any(map(str.isalpha, part.words)):
        note.put_aside(part.words, WHY_NOT["allergy"])
    else:
        note.unread += left_over(part.words, lower, spans, known)
