"""How a note means what it names: there, not there, never, over, planned, unsure, or somebody else's.

Words that trigger a meaning and how far they reach are an idea of NegEx and ConText (Chapman 2001, Harkema 2009, J Biomed Inform); the
words and reaches are ours. Where a list leaves open how far a “no” reaches, nothing is taken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

Meaning = Literal[
    "there",
    "not there",
    "never",
    "over",
    "planned",
    "unsure",
    "unclear",
    "narrower",
    "somebody else",
    "declined",
    "allergy",
]
_Kind = Literal["", "there", "not there", "never", "over", "just over", "planned", "unsure", "declined", "allergy"]

_BEFORE: Final[dict[_Kind, str]] = {
    "": (
        r"no (?:significant |interval |further )?(?:change|increase|decrease|growth)s?(?: in| of)?|not only|no longer than|"
        r"gram[- ]negative|"
        r"without (?:difficulty|complications?|incident)|无明显(?:诱因|原因)|无诱因|history of (?:the )?present(?:ing)? \w+"
    ),
    "unsure": (
        r"(?:can(?:not|'t| not)|could not|unable to|not) (?:be )?(?:ruled?|excluded?)(?: out)?|(?:to )?rule[- ]out|r/o|(?:to )?exclude|"
        r"(?:not )?(?:sure|certain|clear) (?:if|whether)|possib(?:le|ly)|probabl[ey]|likely|unlikely|suspect(?:ed|s)?|"
        r"suspicious (?:for|of)|"
        r"suspicion (?:of|for)|concern(?:s|ed|ing)? (?:for|about|of)|worrisome for|questionable|question of|query|equivocal|"
        r"presum(?:ed|ptive)(?:ly)?|differential(?: diagnos[ie]s)?(?: includes?)?|ddx|vs\.?|versus|(?:at (?:\w+ )?)?risk (?:of|for)|"
        r"risk factors? for|(?:screen(?:ed|ing)?(?: \w+)?|evaluat(?:e|ed|ion|ing)|work[- ]?up|assess(?:ed|ment)?|monitor(?:ed|"
        r"ing)?|watch|"
        r"test(?:ed|ing)?|check(?:ed)?|look(?:ed|ing)?) for|suggest(?:s|ive|ing)?(?: of)?|(?:may|might|could) (?:have|be|"
        r"represent)|if|in case of|"
        r"prevent(?:ion of|ing)?|prophylaxis (?:for|against|of)|expos(?:ure|ed) to|contact with|fear of|worried about|"
        r"不(?:能)?(?:除外|排除)|疑似|可疑|怀疑|疑|考虑|倾向于?|可能(?:为|是)?|警惕|鉴别|筛查|预防|待排"
    ),
    "never": (
        r"never (?:had|received|been (?:treated with|on|given)|taken|used|diagnosed with)|never|"
        r"(?:no|without|denies(?: any)?|denied(?: any)?) (?:(?:known|documented|personal|past|previous|prior|significant|"
        r"medical|any) )*(?:history|hx|h/o) of|"
        r"(?:no|without|denies|denied) (?:(?:any|known|documented) )*(?:prior|previous|past|earlier)|"
        r"(?:has|have|had) (?:not|never) (?:yet )?(?:received|been treated with|had|undergone)|negative (?:past )?history (?:of|for)|"
        r"从未(?:接受|使用|服用|行|患)?|未曾|从无|未(?:接受|行|用)(?:过)?|既往(?:无|否认)|否认(?:既往)?"
    ),
    "not there": (
        r"(?:no|without)(?: any)? (?:(?:current|clinical|radiolog(?:ic|ical)|radiographic|definite|obvious|convincing|overt) )*"
        r"(?:evidence|signs?|symptoms?|features|suggestion|indication)(?: (?:or|and) \w+)? of|"
        r"den(?:ies|ied|ying)(?: (?:any|having|current|recent|use of|the use of))*|neg(?:ative)? for|ruled out for|no longer "
        r"(?:has|on|taking|"
        r"receiving)|"
        r"no(?: (?:known|active|current|other|new|visible|measurable|residual|definite|concurrent|concomitant|significant|"
        r"clinically significant))*|"
        r"(?:is |was |has |have |had )?not (?:currently )?(?:on|taking|receiving|using|have|having|known to have)|not(?: an?)?|"
        r"without(?: any)?|w/o|absence of|free (?:of|from)|rule[sd] out|exclude[ds]|lack(?:s|ing)?(?: of)?|nor|neither|off|"
        r"未见|未发现|未查见|未及|未触及|未诊断|没有|不伴有?|未(?=\x00)|无|排除|停用|已停"
    ),
    "declined": (
        r"(?:declin|refus)(?:ed|es|ing)|not (?:a )?(?:candidate|fit|eligible|suitable) for|unfit for|contraindicated(?: for)?|"
        r"ineligible for|intoleran(?:t|ce) (?:of|to)|拒绝|不耐受|不适合"
    ),
    "allergy": r"allerg(?:ic|y|ies)(?: reactions?)? to",
    "planned": (
        r"plan(?:s|ned|ning)?(?: (?:to|for))?|to (?:start|begin|receive|undergo|commence|initiate)|"
        r"will (?:\w+ )?(?:start|begin|receive|undergo|have|get|be)|would|schedul(?:ed|ing)(?: for)?|consider(?:ed|ing|"
        r"ation)?(?: of| for)?|"
        r"recommend(?:s|ed|ing)?|offer(?:ed|ing)?|candidate for|eligible for|await(?:s|ing)?|due (?:to start|for)|referred for|"
        r"wish(?:es)? (?:for|to)|interested in|discuss(?:ed|ing)?|拟(?:行|予|给予)?|计划|建议|准备"
    ),
    "over": (
        r"(?:(?:past|prior|previous|remote|personal|known|strong|significant|long|longstanding|medical|positive|surgical) "
        r")*(?:history|hx) "
        r"(?:is |was )?(?:of|for|(?:significant|notable|remarkable|positive) for|includes?)|h/o|hx|pm ?hx?|pmh|既往(?:有|患)?|"
        r"曾(?:经)?(?:患|有)?"
    ),
    "just over": (
        r"status[- ]post|s/p|previous(?:ly)?|prior|past|former(?:ly)?|remote|resolved|treated|cured|healed|(?<!year )(?<!years "
        r")(?<!-)(?<!yr )(?<!yo )(?<!y/)old|had|underwent|completed|"
        r"finished|received|discontinued|stopped|after|following|post|已(?:愈|治愈|完成|行)|曾行|曾接受|陈旧性"
    ),
    "there": (
        r"\d{1,2}\+?[- ]?(?:year|yr|month)s?[- ](?:history|hx) of|current(?:ly)?|now|on|taking|takes|receiving|receives|with|"
        r"has|have|diagnosed with|diagnosis of|presents? with|"
        r"developed|known|"
        r"active|ongoing|is|was|目前|正在|诊断为?|确诊为?|患有?|合并|伴有?|有"
    ),
}
_CUES: Final = {kind: re.compile(rf"(?<![a-z0-9])(?:{pattern})(?![a-z])") for kind, pattern in _BEFORE.items()}
_STOPS: Final = re.compile(
    r"[;|\t]|\.\s|(?<![a-z])(?:but|however|although|though|who|which|whose|present(?:ed|s|ing)|admitted|complain\w*|found|showed?|"
    r"reveal(?:ed|s)|"
    r"because|due to|secondary to|while|when|where|whereas|except|apart from|other than|until)(?![a-z])|但|而|出现"
)
_STOPS_OF_NO: Final = re.compile(
    r"(?<![a-z])(?:has|had|have|is|was|are|were|with|developed|on|now|currently|since|for|after|despite|started)(?![a-z])|目前|现|有"
)
_JOINED: Final = re.compile(r"(?:\s|\x00|/|and/or|and|or|nor|any|other|、|和|及|或|与|等)*", re.IGNORECASE)
_THING: Final = r"[^,，;\x00]{0,24}\x00+[^,，;\x00]{0,16}"
_ONE_LIST: Final = re.compile(
    rf"(?:{_THING}[,，]\s*)*{_THING}(?:[,，]\s*)?(?:(?<![a-z])(?:and/or|and|or|nor)(?![a-z])|或|及|和)[^,，;.。]{{1,40}}"
)
_SMALL: Final = re.compile(
    r"(?<![a-z])(?:any|an?|the|of|known|other|prior|previous|past|personal|history|hx|h/o|evidence|signs?|having|from|either|"
    r"both|current|currently|"
    r"ever|documented|medical|significant|concomitant|type)(?![a-z])|患|有|过|其他|明显|等|既往|明确|发现|存在"
)
_QUALIFIED: Final = re.compile(
    r"(?<![a-z])(?:active|acute|severe|significant|uncontrolled|symptomatic|new|residual|visible|measurable|recent|overt|"
    r"further)(?![a-z])"
)
_NEXT_WORD: Final = re.compile(r"[ -]([a-z]+)")
_MAY_FOLLOW: Final = """
and or nor on at in by per with seen noted found identified present detected currently now today since but
history hx disease infection infections disorder is was were are to either as for after before during who which
that so far reported known has had have until this these ever symptoms pos neg negative positive ct mri pet
imaging scan exam examination he she patient pt
"""
_AFTER_A_NAME: Final = frozenset(_MAY_FOLLOW.split())
"""Words that may stand behind the name of a disease without making it the name of another."""
_COMMA: Final = re.compile(r"[,，]")
_LONG: Final = 6
"""So many words at most stand between two commas of a list."""
_SWEEPING: Final = re.compile(r"den(?:ies|ied|ying)|否认|neg(?:ative)? for|differential|ddx")
"""A denial that reaches over the whole list behind it."""
_KIN: Final = (
    r"(?:grand)?(?:mother|father|parents?|son|daughter)|mom|dad|brother|sister|siblings?|aunt|uncle|cousin|niece|nephew|"
    r"wife|husband|spouse|partner|twin|relatives?|famil(?:y|ial)|maternal|paternal|mgm|mgf|pgm|pgf|donor"
)
_SOMEBODY: Final = re.compile(
    rf"(?<![a-z])(?:{_KIN})(?![a-z])(?! (?:planning|physician|doctor|practice|practitioner))|家族|父亲|母亲|其父|其母|父母|兄弟|"
    rf"姐妹|哥哥|弟弟|姐姐|妹妹|"
    r"祖父|祖母|外公|外婆|爷爷|奶奶|叔叔|舅舅|姑姑|姨妈|丈夫|妻子|配偶|儿子|女儿|亲属"
)
_SOMEBODY_BEHIND: Final = re.compile(
    rf"[\s(:-]*(?:(?:in|of|from|his|her|their|the|a|an|one|both|maternal|paternal|older|younger|elder)\s)*(?:{_KIN})(?![a-z])|"
    rf"[^,，。;]{{0,6}}家族史"
)
_THE_PERSON: Final = re.compile(r"(?<![a-z])(?:patient|pt|she|he|himself|herself)(?![a-z])|患者|本人")
_UNSURE_BEHIND: Final = re.compile(
    r"\s*(?:\(?\?\)?|\((?:possible|suspected|probable|likely|presumed|r/o|待排|可能)\)|(?:is|was|are|were|has|"
    r"have)?\s*(?:cannot|could not|can't|not)"
    r"(?: yet)?(?: be| been)? (?:ruled out|excluded|confirmed|certain)|(?:is|was|are|were) (?:suspected|possible|likely|"
    r"unlikely|considered|pending)|"
    r"(?:vs\.?|versus)(?![a-z])|suspect(?:ed)?(?![a-z])|(?:tests?|serology|status)?:? ?(?:pending|unknown|awaited)|(?:was |were "
    r"|is )?(?:not (?:done|"
    r"performed|given|"
    r"pursued|indicated)|refused|declined|planned|scheduled|deferred|considered)|待排|待查|可能|不除外|不能除外|不能排除|可疑)"
)
_NOT_BEHIND: Final = re.compile(
    r"[ :=-]*(?:\((?:-|neg(?:ative)?|阴性|none|no)\)|(?:(?:is|was|were|are|status|test(?:ing|s)?|serology|antigen|antibod(?:y|"
    r"ies)|ag|ab|screen(?:ing)?|"
    r"infection|all|both|病史|史|抗体|抗原|病毒|检测|均|:|=) ?)*(?:[ :-]*)(?:(?<![a-z])(?:negative|neg|-ve|non-?reactive|absent|"
    r"none|nil|denied|ruled out|"
    r"excluded|not (?:seen|found|present|identified|demonstrated|detected))(?![a-z])|阴性|未见|已排除|排除|否认|\(-\)|"
    r"(?<=[:=])\s*(?:no|无|否|-)(?![a-z0-9])|(?<=[:=] )(?:no|无|否|-)(?![a-z0-9])|(?<=史)无))"
)
_THERE_BEHIND: Final = re.compile(
    r"[ :=-]*(?:\((?:\+|pos(?:itive)?|阳性)\)|(?:(?:is|was|were|status|test(?:ing|s)?|serology|antigen|antibod(?:y|ies)|ag|"
    r"infection|抗体|抗原|检测|:|=) ?)*"
    r"(?:(?<=[:=] )(?:yes|是|有)(?![a-z])|(?:positive|pos|\+ve|reactive|confirmed|carrier)(?![a-z])|阳性|携带|感染|\+))"
)
_OVER_BEHIND: Final = re.compile(
    r"[ ,(:]*(?:(?:has |have |had |was |were |now )?(?:resolved|cured|healed|treated|in (?:complete |partial )?remission|in "
    r"(?:childhood|infancy))(?![a-z])|(?:已)?治愈|已愈|术后|病史|史)|"
    r"[ -](?:surgery|extraction|repair|resection|removal|operation)(?![a-z])"
)
_FOR_YEARS: Final = re.compile(r"(?:病史|史)?\s*\d+\s*(?:余|多|\+)?\s*年(?!前)|\s+for (?:the (?:last|past) )?\d+ years")
_CURED: Final = re.compile(r"[^.;。；]{0,40}?(?<![a-z])(cured|svr|cleared|eradicated|resolved|治愈|转阴)(?![a-z])")
_ABOUT: Final = re.compile(
    r"[- ]*(?:screening|prevention|prophyla\w+|vaccin\w+|immuni[sz]\w+|risk|counsel\w+|clinic|trials?|study|studies|ward|"
    r"exposure|contact|awareness|center|centre|"
    r"hospital|institute|department|mdt|board|nurse|team|unit|program(?:me)?|education|support group|筛查|预防|疫苗|风险|门诊|"
    r"科|病房|中心|医院|接触史)(?![a-z])"
)
_TREATED_BEHIND: Final[tuple[tuple[Meaning, re.Pattern[str]], ...]] = (
    ("never", re.compile(r"[- ]?(?:na(?:i|ï)ve|never (?:given|received))|史?[::]\s*(?:无|none|never|nil|no)(?![a-z])|[::]? "
    r"?none(?![a-z])|史无")),
    ("declined", re.compile(r"[^,;.]{0,12}(?:declined|refused|contraindicated|not (?:given|tolerated|indicated|done|possible)|"
    r"拒绝)|史?[^,;.]{0,6}过敏|allerg")),
    ("planned", re.compile(r"[^,;.]{0,20}(?:(?:is|was|are|were) )?(?:planned|scheduled|recommended|considered|offered|proposed|"
    r"awaited|pending|discussed|to (?:start|begin|follow))")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Cue:
    kind: _Kind
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Span:
    """Where something is named in a sentence; `test` where a positive or negative result is said of it, and `treated` of a treatment."""

    start: int
    end: int
    test: bool = False
    treated: bool = False


def meanings(sentence: str, spans: Sequence[Span]) -> tuple[tuple[Meaning, str], ...]:
    """How a sentence (in small letters) means each thing that it names, with the word that says so."""
    masked = _masked(sentence, spans)
    cues = _cues(masked)
    return tuple(_meaning(masked, span, cues, spans, sentence) for span in spans)


def _masked(sentence: str, spans: Sequence[Span]) -> str:
    signs = list(sentence)
    for span in spans:
        signs[span.start : span.end] = "\x00" * (span.end - span.start)
    return "".join(signs)


def _cues(masked: str) -> tuple[_Cue, ...]:
    """The triggers of a sentence in order; of those that overlap the longest."""
    found = [
        _Cue(kind, one.start(), one.end(), one[0])
        for kind, pattern in _CUES.items()
        for one in pattern.finditer(masked)
    ]
    kept: list[_Cue] = []
    for one in sorted(found, key=lambda cue: (cue.start - cue.end, cue.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda cue: cue.start))


def _meaning(
    masked: str, span: Span, cues: Sequence[_Cue], spans: Sequence[Span], sentence: str
) -> tuple[Meaning, str]:
    about = _ABOUT.match(sentence, span.end)
    if about is not None and not span.treated and _NOT_BEHIND.match(masked, span.end) is None:
        return "unsure", about[0].strip(" -")
    if masked[: span.start].endswith(("non-", "non ")):
        return "not there", "non"
    kin = list(_SOMEBODY.finditer(masked, 0, span.start))
    if (
        kin
        and not _THE_PERSON.search(masked, kin[-1].end(), span.start)
        and ";" not in masked[kin[-1].end() : span.start]
    ):
        return "somebody else", kin[-1][0]
    whose = _SOMEBODY_BEHIND.match(masked, span.end)
    if whose is not None:
        return "somebody else", whose[0].strip(" (:-")
    behind = _behind(masked, span, spans)
    before = _before(masked, span, cues)
    if behind is not None and not (
        behind[0] == "over" and before[0] in ("not there", "never", "unsure", "unclear", "planned")
    ):
        if behind[0] == "not there" and before[0] == "unsure":
            return "unsure", before[1]
        if behind[0] == "there" and before[0] in ("unsure", "planned", "not there", "never"):
            return before
        return behind
    return before


def _behind(masked: str, span: Span, spans: Sequence[Span]) -> tuple[Meaning, str] | None:
    at = _past_tests(masked, span, spans) if span.test else span.end
    cured = _CURED.match(masked, span.end) if span.test else None
    if cured is not None:
        return "over", cured[1]
    if span.treated:
        for meaning, pattern in _TREATED_BEHIND:
            found = pattern.match(masked, span.end)
            if found is not None:
                return meaning, found[0].strip()
        return None
    for meaning, pattern in (
        ("there", _FOR_YEARS),
        ("unsure", _UNSURE_BEHIND), ("not there", _NOT_BEHIND), ("there", _THERE_BEHIND), ("unsure", _ABOUT), ("over", _OVER_BEHIND),
    ):  # fmt: skip
        found = pattern.match(masked, at)
        if found is not None and found[0].strip():
            return meaning, found[0].strip(" :=-(),")
    return None


def _past_tests(masked: str, span: Span, spans: Sequence[Span]) -> int:
    """Where a list of tests ends: “HIV, HBsAg and anti-HCV negative” says it of all three."""
    at = span.end
    for other in sorted((one for one in spans if one.start >= span.end), key=lambda one: one.start):
        if (
            not other.test
            or re.fullmatch(
                r"\s*(?:\([^)]{0,12}\))?\s*(?:,|/|&|and|or|、|和|及|，|\s)+\s*(?:anti-?)?", masked[at : other.start]
            )
            is None
        ):
            break
        at = other.end
    return at


def _before(masked: str, span: Span, cues: Sequence[_Cue]) -> tuple[Meaning, str]:
    near = [one for one in cues if one.end <= span.start]
    for at in range(len(near) - 1, -1, -1):
        cue = near[at]
        between = masked[cue.end : span.start]
        if _STOPS.search(between):
            return "there", ""
        reach = _reaches(cue, between, masked, span)
        if reach == "no":
            continue
        found = _chained(near, at, masked)
        if found[0] in ("", "there"):
            return ("there", found[1])
        meaning: Meaning = "over" if found[0] == "just over" else found[0]  # type: ignore[assignment]
        if meaning in ("not there", "never") and not span.treated and _is_narrower(masked, cue, found[1], span):
            return "narrower", found[1]
        return ("unclear" if reach == "unclear" and meaning in ("not there", "never", "unsure") else meaning), found[1]
    return "there", ""


def _is_narrower(masked: str, cue: _Cue, words: str, span: Span) -> bool:
    """Whether only a kind of what is named is denied: “no severe asthma”, “no eczema herpeticum”, “no active tuberculosis”."""
    before = re.split(r"[,，、/]|\x00|(?<![a-z])(?:and/or|and|or|nor)(?![a-z])|或|及|和", masked[cue.end : span.start])[
        -1
    ]
    left = _SMALL.sub(" ", before)
    behind = _NEXT_WORD.match(masked, span.end)
    return bool(
        any(sign.isalpha() for sign in left)
        or _QUALIFIED.search(words)
        or (behind is not None and behind[1] not in _AFTER_A_NAME)
    )


def _reaches(cue: _Cue, between: str, masked: str, span: Span) -> Literal["yes", "no", "unclear"]:
    """Whether a trigger reaches as far as what lies behind `between`."""
    if cue.kind in ("", "there"):
        return "yes" if not _COMMA.search(between) else "no"
    if cue.kind in ("not there", "never") and _STOPS_OF_NO.search(between):
        return "no"
    comma = _COMMA.search(between)
    if comma is None:
        return "yes" if cue.kind != "just over" or len(between.split()) <= 4 else "no"
    if cue.kind in ("just over", "allergy", "declined"):
        return "no"
    pieces = _COMMA.split(between)
    if any(any(sign.isdigit() for sign in piece) or len(piece.split()) > _LONG for piece in pieces[:-1]):
        return "no"  # something else stands there, so that it is no list
    if cue.kind == "planned" or _SWEEPING.match(cue.words):
        return "yes"
    if cue.kind == "over":
        return "yes" if all("\x00" in piece for piece in pieces[:-1]) else "no"
    if cue.words.startswith(("without", "w/o")) and not _in_one_list(masked, cue, span):
        return "no"  # “diabetes without retinopathy, hypertension”
    return "yes" if _in_one_list(masked, cue, span) else "unclear"


def _in_one_list(masked: str, cue: _Cue, span: Span) -> bool:
    """Whether from the trigger on there stand only things named and commas, up to an “or” or “and” and the last thing."""
    found = _ONE_LIST.match(masked, cue.end)
    return found is not None and found.end() >= span.end


def _chained(near: Sequence[_Cue], at: int, masked: str) -> tuple[_Kind, str]:
    """What triggers that stand one right behind the other say together: “possible history of”, “not previously treated with”."""
    chain = [near[at]]
    for one in reversed(near[:at]):
        between = masked[one.end : chain[0].start]
        if len(between) > 8 or re.search(r"[,，;\x00]", between):
            break
        chain.insert(0, one)
    kinds = [one.kind for one in chain]
    words = masked[chain[0].start : chain[-1].end]
    for kind in ("unsure", "declined", "allergy", "planned", "never"):
        if kind in kinds:
            return kind, words
    if "not there" in kinds:
        return (
            "never" if kinds.index("not there") < len(kinds) - 1 and kinds[-1] in ("over", "just over") else "not there"
        ), words
    return kinds[-1], words


def is_somebody_else(lower: str) -> bool:
    """Whether a sentence speaks of a relative."""
    return _SOMEBODY.search(lower) is not None
