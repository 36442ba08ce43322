"""A person from a doctor's note in words, English or Chinese: what is surely said counts, the rest is put aside with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from equipoise.registry.concepts import Concepts
from equipoise.registry.match.measures import shown_unit
from equipoise.registry.match.naming import condition_named, treatment_named
from equipoise.registry.match.note.course import Course
from equipoise.registry.match.note.cues import Meaning, Span, meanings
from equipoise.registry.match.note.dates import Dated, dates
from equipoise.registry.match.note.mentions import Mention, mentions
from equipoise.registry.match.note.parts import Part, parts, plain
from equipoise.registry.match.note.person import born_at, who
from equipoise.registry.match.note.tables import LASTING
from equipoise.registry.match.note.values import Read, Sentence, column_values, columns, values
from equipoise.registry.match.patient import Answer, Condition, Measured, NotAPatient, Patient, PatientFault, Treatment
from equipoise.registry.match.sought import TUMOUR, sought
from equipoise.registry.match.states import STATES
from equipoise.registry.match.therapies import kinds_called
from equipoise.values.dates import PartialDate
from equipoise.values.text import Text

LONGEST: Final = 60_000
_LEADS: Final = 12
_SHOWN: Final = 200
_CLAUSE: Final = re.compile(r"[^,，、;]+")
_PERSON: Final = re.compile(
    r"(?:the )?(?:patient|pt|患者|病人)?(?: is)?(?: a)? ?(?:male|female|man|woman|男性?|女性?)?"
)
_SAYS: Final = re.compile(r"[^\W\d_]{3}|[\u4e00-\u9fff]{2}")
_AMERICAN: Final = re.compile(r"\b(?:m?g/dL|K/[uµμ]L)\b", re.IGNORECASE)
_WHY_NOT: Final = {
    "unsure": Text("not certain (“{cue}”)", "不确定（“{cue}”）"),
    "unclear": Text("it is not clear whether “{cue}” reaches it", "不清楚“{cue}”是否也指它"),
    "narrower": Text("only a kind of it is denied (“{cue}”)", "仅否认其中一种（“{cue}”）"),
    "somebody else": Text("somebody else's (“{cue}”)", "指他人（“{cue}”）"),
    "planned": Text("not given yet (“{cue}”)", "尚未进行（“{cue}”）"),
    "declined": Text("not given (“{cue}”)", "未进行（“{cue}”）"),
    "allergy": Text("an allergy, not a treatment", "属过敏史，不是治疗"),
}  # fmt: skip
_NO_VALUE: Final = {
    "unit": Text("its unit is missing or not usual", "缺少单位或单位不常用"),
    "impossible": Text("nobody can have this value", "数值不可能"),
    "several": Text("several values, and it is not said which counts", "有多个数值，未说明以哪个为准"),
    "day": Text("its day is not clear", "日期不明确"),
    "earlier": Text("not a value of now", "并非当前数值"),
    "multiple": Text("a multiple of the limit of normal, without the value", "仅为正常上限的倍数，没有数值"),
}
_ASIDE: Final = Text("“{words}”: {why}", "“{words}”：{why}")
_CONFIRMED: Final = re.compile(
    r"(?:biops\w*|histolog\w*|cytolog\w*|patholog\w*|histopatholog\w*|ebus|fna|tissue)(?![a-z])[^.;]{0,40}(?:confirm\w*|"
    r"prove[nd]?|show\w*|reveal\w*|consistent with|diagnos\w*|:)|"
    r"(?:confirmed|proven|diagnosed) (?:by|on|at) (?:\w+ ){0,3}(?:biopsy|histolog|cytolog|patholog)|(?:病理|活检|穿刺|组织学|"
    r"细胞学)[^。;]{0,16}(?:确诊|证实|示|提示|诊断|:)"
)
_DIAGNOSED: Final = re.compile(r"(?:(?<![a-z])(?:diagnos(?:ed|is)|dx(?:'d)?)(?![a-z])|确诊|诊断)")
_ONSET_BEHIND: Final = re.compile(
    r"[\s(,:-]*(?:(?:first |initially |newly )?(?:diagnosed|dx(?:'d)?|since|onset|identified|found|biopsied|确诊|诊断)(?: on| "
    r"in| since)?|in|on|from|于|自|[a-z-]+ biopsy)?"
    r"[\s:,(]*"
)
_ONSET_BEFORE: Final = re.compile(
    r"\)?[\s:-]*(?:(?:(?:he|she|the patient|patient) )?(?:was |is )?(?:(?:first |initially |newly )?diagnosed(?: with)?|"
    r"diagnosis(?: of)?|dx(?: of)?|developed|had)|"
    r"确诊(?:为)?|诊断(?:为)?|患|(?:行)?[^,，。;]{0,12}(?:病理|活检)[^,，。;]{0,8}:?)?[\s:]*(?:an? |the )?(?:(?:acute|chronic|"
    r"severe|mild|metastatic|recurrent|left|right|bilateral|stage \w+) )*"
)
_HEAD: Final = re.compile(r"\W*(?:(?:in|on|by|from|around)\s)?\W*")
_ONSET_TOLD: Final = re.compile(r"(?<![a-z])(?:diagnos(?:ed|is)|dx)[^,.;]{0,12}$")
_LONG_AGO: Final = 30
_RESPONSE: Final = re.compile(
    r"(?:best (?:overall )?response|response(?: to \w+)?|achieved|achieving|with|recist|疗效(?:评价|评估)?|评效|评价)(?: (?:was|"
    r"is|of|a|an))*[\s:=为]*(?P<code>cr|pr|sd|pd|complete (?:response|remission)|"
    r"partial (?:response|remission)|stable disease|progressive disease|完全缓解|部分缓解|疾病稳定|病情稳定|疾病进展)(?![a-z])|"
    r"(?P<alone>partial response|complete response)"
)
_CODES: Final = {
    "cr": "CR", "pr": "PR", "sd": "SD", "pd": "PD", "com": "CR", "par": "PR", "sta": "SD", "pro": "PD",
    "完全缓": "CR", "部分缓": "PR", "疾病稳": "SD", "病情稳": "SD", "疾病进": "PD",
}  # fmt: skip
"""A response by the first letters of its words."""
_OF_A_DAY: Final = frozenset({"vaccine", "live_vaccine", "transfusion", "major_surgery"})
"""Treatments that are given on one day."""
_SMOKING: Final = re.compile(
    r"(?P<never>(?:never|non|no)[- ]?(?:smok(?:er|ed|ing)|tobacco)|不吸烟|无吸烟史|否认吸烟|"
    r"从不吸烟|(?:smoking|tobacco)(?: "
    r"history| status)?: ?(?:never|no|none))|"
    r"(?P<now>(?:denies|denied) (?:any )?(?:smoking|tobacco)(?! in the past)|does ?(?:not|n't) smoke)|"
    r"(?P<still>吸烟[^。;]{0,20}未戒)|(?P<ex>(?:吸烟[^。;]{0,20})?已戒|(?:ex|former|past|previous)[- ]smoker|quit smoking|"
    r"stopped smoking|已?戒烟)"
)
_LABEL: Final = re.compile(
    r"(?:(?:(?:^|[|,，;(])\s*|(?<![a-z])(?:note|visit|clinic|report|discharge|review|consultation|collection)\s)date"
    r"(?: of (?:visit|note|review|discharge|report|consultation|collection))?|"
    r"(?<![a-z])(?:seen|reviewed|discharged|collected|reported|sampled)|"
    r"(?:出院|就诊|报告|检验|采样|记录|书写|复诊|检查)(?:日期|时间)?)\s*(?:on|于|为)?\s*:?\s*$"
)
"""Words before a day that make it the one of what a note tells."""
_AGO: Final = re.compile(r"ago|earlier|prior|前|yesterday|昨")
_CLOCK: Final = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_HEADS: Final = re.compile(
    r"lab|blood|result|note|clinic|consult|summary|letter|visit|review|ward|admission|discharge|检验|化验|血常规|血气|血生化|检查|date|日期|时间"
)


@dataclass
class _Note:
    concepts: Concepts
    at: date
    conditions: list[Condition] = field(default_factory=list)
    treatments: list[Treatment] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    responses: set[str] = field(default_factory=set)
    diagnosis: list[PartialDate] = field(default_factory=list)
    aside: list[Text] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    american: bool = False
    others: set[int] = field(default_factory=set)
    """Places among the conditions of those that are denied beside another one: “no other malignancy”."""
    past: set[int] = field(default_factory=set)
    """Places among the conditions of those that are of the past or stand beside the others."""

    def put_aside(self, words: str, why: Text) -> None:
        self.aside.append(_ASIDE.format(words=" ".join(words.split())[:120], why=why))


def read_note(words: str, concepts: Concepts, at: date) -> Patient:
    """The person of a note, on a day from which “three weeks ago” counts. NotAPatient where it names neither a disease nor a person."""
    if len(words) > LONGEST:
        says = Text("This is too long to be a note about one person.", "内容过长，不像单个患者的病历。")
        raise NotAPatient((PatientFault("", says),))
    every = parts(plain(words))
    note = _Note(concepts, at, american=_AMERICAN.search(words) is not None or _implies_america(every, at))
    person = who(every, _born(every, at))
    context: date | None = None
    days: tuple[date | None, ...] = ()
    of_line: date | None = None
    for part in every:
        context = _context(part, context, at)
        of_line = of_line if part.goes_on else None
        values_before = len(note.reads)
        heads = columns(part.words, at)
        days = heads or (days if _is_row(part.words) else ())
        _part(part, note, of_line or context, days if not heads else (), heading=bool(heads), known=person.words)
        if len(note.reads) > values_before:
            of_line = _leading_day(part, at) or of_line
    conditions = _settled(note)
    measured, assumed = _newest(note)
    responses = sorted(note.responses)
    if len(responses) > 1:
        note.put_aside(", ".join(responses), _NO_VALUE["several"])
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


def _born(every: tuple[Part, ...], at: date) -> PartialDate | None:
    for part in every:
        place = born_at(part.words.lower())
        found = () if place is None or part.under == "family" else dates(part.words[place : place + 24], at)
        if found and found[0].start <= 2:
            return found[0].day
    return None


def _context(part: Part, context: date | None, at: date) -> date | None:
    """The day of the values that follow: of the note, or of a heading with a day."""
    found = dates(part.words, at)
    lower = part.words.lower()
    labelled = [
        one.day.exact for one in found if _LABEL.search(lower[: one.start]) and one.day.exact and one.day.exact <= at
    ]
    if labelled:
        return labelled[-1]
    heading = dates(part.heading, at)
    if heading and heading[0].day.exact:
        return heading[0].day.exact
    first = found[0] if len(found) == 1 else None
    if (
        first is None
        or first.day.exact is None
        or first.day.exact > at
        or _AGO.search(part.words[first.start : first.end])
    ):
        return context
    rest = _CLOCK.sub("", part.words[: first.start] + part.words[first.end :]).strip(" :-,()|\t")
    alone = (
        len(rest) < 30 and not any(sign.isdigit() for sign in rest) and bool(not rest or _HEADS.search(rest.lower()))
    )
    return first.day.exact if alone else context


def _leading_day(part: Part, at: date) -> date | None:
    """The day at the head of a sentence, which is that of the values in the rest of its line."""
    found = dates(part.words, at)
    day = found[0].day.exact if len(found) == 1 and found[0].start < _LEADS else None
    return day if day is not None and day <= at else None


def _is_row(words: str) -> bool:
    return "\t" in words or "|" in words or "  " in words


def _part(
    part: Part, note: _Note, context: date | None, days: tuple[date | None, ...], *, heading: bool, known: str
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
    smoking = None if somebody else _smoking(lower, note)
    said = meanings(lower, [Span(one.start, one.end, one.test, one.kind == "treatment") for one in found])
    for one, (meaning, cue) in zip(found, said, strict=True):
        if one.state == "smoker" and smoking:
            continue
        if somebody:
            meaning, cue = "somebody else", part.heading or "FH"
        elif part.under == "unsure" and meaning in ("there", "over"):
            meaning, cue = "unsure", part.heading
        if one.kind == "condition":
            _condition(one, meaning, cue, part, lower, every, note)
        else:
            _treatment(one, meaning, cue, part, Course(lower, every, found), note)
    if not somebody:
        _response(lower, note)
    spans = [*covered, *((one.start, one.end) for one in found), *((one.start, one.end) for one in every)]
    if part.under == "allergies" and not found and any(map(str.isalpha, part.words)):
        note.put_aside(part.words, _WHY_NOT["allergy"])
    else:
        note.unread += _left_over(part.words, lower, spans, known)


def _left_over(words: str, lower: str, taken: Sequence[tuple[int, int]], known: str) -> Iterator[str]:
    """A sentence of which nothing was read, or the clauses of which nothing was, though something of the sentence was."""
    spans = [*taken, *([(words.find(known), words.find(known) + len(known))] if known and known in words else [])]
    spans += [found.span() for pattern in (_SMOKING, _RESPONSE) for found in pattern.finditer(lower)]
    if not spans:
        yield from [words[:_SHOWN]] if any(map(str.isalpha, words)) else ()
        return
    for clause in _CLAUSE.finditer("" if _is_row(words) else words):
        says = clause[0].strip(" .。()")
        read = any(start < clause.end() and clause.start() < end for start, end in spans)
        if not read and _SAYS.search(says) and not _PERSON.fullmatch(says.lower()):
            yield says[:_SHOWN]


def _smoking(lower: str, note: _Note) -> bool:
    found = _SMOKING.search(lower)
    if found is None:
        return False
    note.answers.append(Answer("has.smoker", found["still"] is not None, source=found[0]))
    if not found["now"]:
        note.answers.append(Answer("had.smoker", found["never"] is None, source=found[0]))
    return True


def _condition(
    one: Mention, meaning: Meaning, cue: str, part: Part, lower: str, days: tuple[Dated, ...], note: _Note
) -> None:
    if meaning in _WHY_NOT and meaning != "allergy":
        note.put_aside(one.words, _WHY_NOT[meaning].format(cue=cue))
        return
    if one.test and not _is_result(one, meaning, cue, lower, part):
        note.put_aside(one.words, Text("a test without its result", "检测项目，未说明结果"))
        return
    absent = meaning in ("not there", "never")
    positive = "positive" in cue or "reactive" in cue or "+" in cue or "阳性" in cue
    made = _named(one, note.concepts, absent=absent, positive=positive)
    if made is None:
        return
    if absent:
        if re.search(r"(?<![a-z])other\s+(?:\w+\s+)?$", lower[: one.start]) or lower[: one.start].endswith("其他"):
            note.others.add(len(note.conditions))
        note.conditions.append(replace(made, never=meaning == "never"))
        return
    tumour = TUMOUR in note.concepts.with_broader(made.concepts)
    over = meaning == "over" or part.under == "past" or (_long_ago(days, lower, note.at) and not tumour)
    lasting = not LASTING.isdisjoint(note.concepts.with_broader(made.concepts))
    onset = _onset(one, days, lower)
    if onset is not None and _DIAGNOSED.search(lower) and not over:
        note.diagnosis.append(onset)
    confirmed = _CONFIRMED.search(lower) is not None
    if over:
        note.past.add(len(note.conditions))
    note.conditions.append(
        replace(made, active=False if over and not lasting else None, onset=onset, confirmed=confirmed)
    )


def _is_result(one: Mention, meaning: Meaning, cue: str, lower: str, part: Part) -> bool:
    """Whether it is said how a test came out, or that somebody has the infection that it is named after."""
    if meaning in ("not there", "never"):
        return True
    behind = lower[one.end : one.end + 24]
    return bool(
        cue.strip().endswith(
            ("positive", "pos", "阳性", "携带", "感染", "+", "carrier", "reactive", "history of", "with", "known")
        )
        or re.match(r"[ -]*(?:infection|infected|positive|carrier|on art|\(\+\)|感染|携带|病史|阳性)", behind)
        or meaning == "over"
        or (
            part.under in ("past", "now")
            and re.fullmatch(r"hep.*|.*肝炎|syphilis|hiv", one.words.lower())
            and re.match(r"\s*(?:[,.;)。，；]|$)", behind)
        )
    )


def _named(one: Mention, concepts: Concepts, *, absent: bool, positive: bool = False) -> Condition | None:
    if one.state:
        state = STATES["hcv_antibody" if one.state == "hcv" and one.test and positive else one.state]
        return Condition(one.words, frozenset(state.concepts), state.id, absent=absent, source=one.words)
    made = condition_named(one.named, concepts, absent=absent, source=one.words)
    return replace(made, words=one.words) if made.concepts or made.state else None


def _onset(one: Mention, days: tuple[Dated, ...], lower: str) -> PartialDate | None:
    """The day right beside the disease: “diagnosed in March 2025 with …”, “… (2019)”, “… since 2019”."""
    for day in days:
        if day.start >= one.end and _ONSET_BEHIND.fullmatch(lower[one.end : day.start]):
            return day.day
        between = lower[day.end : one.start]
        told = _ONSET_TOLD.search(lower[: day.start]) is not None and re.fullmatch(
            r"\s*(?:with|of)\s+(?:an? )?", between
        )
        if day.end <= one.start and (told or _ONSET_BEFORE.fullmatch(between)):
            return day.day
    return None


def _long_ago(days: tuple[Dated, ...], lower: str, at: date) -> bool:
    """Whether a sentence begins with a day that is long past: it tells of that time."""
    return (
        bool(days)
        and _HEAD.fullmatch(lower[: days[0].start]) is not None
        and days[0].day.latest < at - timedelta(days=_LONG_AGO)
    )


def _treatment(one: Mention, meaning: Meaning, cue: str, part: Part, course: Course, note: _Note) -> None:
    if part.under == "allergies":
        meaning = "allergy"
    if part.under == "plan" and meaning in ("there", "over", "unclear"):
        meaning, cue = "planned", part.heading
    if meaning in _WHY_NOT:
        note.put_aside(one.words, _WHY_NOT[meaning].format(cue=cue))
        return
    no = meaning in ("never", "not there")
    named = "systemic corticosteroids" if no and one.named == "steroids" else one.named
    made = treatment_named(named, note.concepts, never=meaning == "never", source=one.words, route=course.route(one))
    made = replace(made, words=one.words)
    if meaning == "not there":
        words = f"{cue} {one.words}".strip()
        note.answers += [Answer(f"now.{kind}", False, source=words) for kind in sorted(kinds_called(named))]
    elif meaning == "never":
        note.treatments += [made] if made.kinds else []
    elif made.kinds or made.concepts:
        start, end = course.days_of(one)
        if not made.kinds.isdisjoint(_OF_A_DAY):
            end = end or course.day_of(one)
        going = meaning == "there" and course.goes_on(one, ended=end is not None, listed=part.under == "medicines")
        note.treatments.append(replace(made, start=start, end=None if going else end, ongoing=going))


def _response(lower: str, note: _Note) -> None:
    for found in _RESPONSE.finditer(lower):
        words = found["code"] or found["alone"]
        note.responses.add(_CODES[words if words in _CODES else words[:3]])


def _settled(note: _Note) -> tuple[Condition, ...]:
    """The conditions, each once; what is said both to be there and not is put aside."""
    clashing = _clashing(note.conditions)
    present = [one for one in note.conditions if not one.absent]
    kept: dict[tuple[frozenset[str], str, bool], Condition] = {}
    beside: set[tuple[frozenset[str], str, bool]] = set()
    for at, one in enumerate(note.conditions):
        key = (one.concepts, one.state, one.absent)
        if (one.concepts, one.state) in clashing:
            note.put_aside(one.words, Text("said both to be there and not to be", "文中既说有又说没有"))
            continue
        if at in note.others and not any(one.concepts & note.concepts.with_broader(own.concepts) for own in present):
            note.put_aside(
                one.words,
                Text(
                    "another one is denied, and the one it is beside was not read", "仅否认其他同类疾病，而其本身未读出"
                ),
            )
            continue
        other = kept.get(key)
        if other is None:
            kept[key] = one
            beside |= {key} if at in note.past else set()
            continue
        kept[key] = replace(
            other,
            active=None if None in (other.active, one.active) else False,
            onset=other.onset or one.onset,
            confirmed=other.confirmed or one.confirmed,
            never=one.never and other.never,
        )
        beside -= set() if at in note.past else {key}
    places = frozenset(at for at, key in enumerate(kept) if key in beside)
    return sought(tuple(kept.values()), places, note.concepts)


def _clashing(conditions: Iterable[Condition]) -> set[tuple[frozenset[str], str]]:
    """What is said to be there now in one place, and not in another."""
    there = {(one.concepts, one.state) for one in conditions if not one.absent and one.active is not False}
    return there & {(one.concepts, one.state) for one in conditions if one.absent}


def _newest(note: _Note) -> tuple[tuple[Measured, ...], tuple[Text, ...]]:
    """The values, and what was assumed of them; of two of one thing and one day that differ none."""
    taken = [one for one in note.reads if one.measured is not None]
    for one in note.reads:
        if one.measured is None and one.why is not None:
            note.put_aside(one.words, _NO_VALUE[one.why])
    found: list[Measured] = []
    keyed = sorted(
        taken, key=lambda one: (str(one.measured and one.measured.measure), str(one.measured and one.measured.day))
    )
    for _, group in groupby(
        keyed, key=lambda one: (one.measured and one.measured.measure, one.measured and one.measured.day)
    ):
        rows = [one for one in group if one.measured is not None]
        if len({(str(one.measured.value), one.measured.unit) for one in rows if one.measured}) > 1:
            note.put_aside("; ".join(one.words for one in rows), _NO_VALUE["several"])
            continue
        first = rows[0].measured
        assert first is not None
        found.append(first if first.day is not None else replace(first, day=note.at))
    assumed = [
        Text("“{words}” in {unit}, for want of a unit", "“{words}”未写单位，按 {unit} 计").format(
            words=one.words, unit=shown_unit(one.assumed)
        )
        for one in taken
        if one.assumed
    ]
    if any(one.measured is not None and one.measured.day is None for one in taken):
        assumed.append(
            Text("values without a day are of {day}", "未注明日期的数值视为 {day} 的结果").format(day=note.at)
        )
    return tuple(found), tuple(dict.fromkeys(assumed))
