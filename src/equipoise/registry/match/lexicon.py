"""The small words of criteria: relations, units, spans of time, negations, and what says nothing by itself.

A word that stands in none of these tables makes the sentence around it partly unread: nothing is guessed."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Final

import msgspec

NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
WORDED: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "fourteen": 14, "a": 1, "an": 1,
}  # fmt: skip
_COUNT: Final = rf"(?:{NUMBER}|{'|'.join(word for word in WORDED if len(word) > 2)})(?: ?\(\w+\))?"
_SPAN: Final = r"(?:calendar )?(?:days?|weeks?|wks?|months?|mos?|years?|yrs?|hours?|hrs?|h|d)\b"
SPANS: Final = {
    "day": "d",
    "d": "d",
    "week": "wk",
    "wk": "wk",
    "month": "mo",
    "mo": "mo",
    "year": "a",
    "yr": "a",
    "hour": "h",
    "hr": "h",
    "h": "h",
}

RELATIONS: Final = {
    ">=": (
        r"≥|⩾|≧|> ?/ ?=|> ?= ?|= ?>|> or = ?(?:to)?|(?:greater|more|higher|larger|"
        r"older) (?:than )?or equal (?:to|than)|equal (?:to )?or (?:greater|more|higher|older)(?: than)?|"
          r"(?:of )?at least|no(?:t)? (?:less|lower|fewer|younger) than|not below|(?:a )?minimum(?: of)?|from(?= \d)"
    ),
    "<=": (
        r"≤|⩽|≦|< ?/ ?=|< ?= ?|= ?<|< or = ?(?:to)?|(?:less|lower|fewer|"
        r"younger) (?:than )?or equal (?:to|than)|equal (?:to )?or (?:less|lower)(?: than)?|"
              r"no(?:t)? (?:more|greater|higher|older|larger) than|(?:does |do |"
              r"must )?not (?:to )?exceed(?:ing)?|at most|up to|not above|(?:a )?maximum(?: of)?"
          ),
    ">": r"＞|>|(?:greater|more|higher|larger|older|longer|better) than|above|exceed(?:s|ing)?|over",
    "<": r"＜|<|(?:less|lower|fewer|younger|shorter) than|below|under",
}  # fmt: skip
OR_MORE: Final = (
    r"(?:or|and|&) ?(?:older|above|over|more|greater|higher|better|up(?:wards)?|"
    r"longer)(?: than)?(?: at (?:the time of )?(?:enrol\w+|screening|consent\w*|inclusion|"
    r"study entry|randomi\w+))?|\+(?= |$)"
)
OR_LESS: Final = r"(?:or|and) (?:younger|below|less|lower|under|fewer)(?: than)?"
MULTIPLE: Final = (
        r"(?:(?P<by>x|×|\*|times?|-? ?fold(?: of)?|"
        r"xs)\s*)?(?:of )?(?:above )?(?:the )?(?:(?:institutional|institution's|local|laboratory|lab|"
        r"reference|age-adjusted|site's|respective)\s*)*"
        r"(?P<limit>i?uln\b|unl\b|lln\b|upper limits? (?:of )?(?:the )?(?:institution(?:al)?'?s? |"
        r"laboratory |local |reference )*(?:of )?(?:the )?normal(?: range| limits?|"
        r" values?)?(?: for (?:the )?(?:age|institution|laboratory))?|"
        r"upper (?:normal|reference) (?:limits?|range|value)(?: of normal)?|normal upper limits?|"
        r"lower limits? of (?:the )?(?:institutional |laboratory )?normal(?: range)?|"
    r"normal (?:range|values?|limits?)|normal\b)(?: ?\((?:i?uln|unl|lln)\))?"
)  # fmt: skip
_PER_L: Final = r" ?(?:cells? ?)?(?:/|per) ?(?:l\b|liter|litre)"
_PER_UL: Final = (
    r" ?(?:cells? ?)?(?:/|per) ?(?:[uµ]l\b|mcl\b|mm ?\^? ?3\b|mm³|mm\(3\)|microlit(?:er|re)s?\b|"
    r"micro l\b|cubic millimet(?:er|re)s?\b|cu\.? ?mm\b|cumm\b|cmm\b)"
)
_TIMES_TEN: Final = r"(?:x|×|\*|·)? ?10 ?(?:\^|\*\*|\*|e|exp)? ?"
UNITS: Final = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        (rf"{_TIMES_TEN}\(?9\)?{_PER_L}|(?:x|×|\*|·)? ?10⁹{_PER_L}|(?:x|×) ?10e9{_PER_L}|g/l\b(?=\x00)", "10*9/L"),
        (rf"{_TIMES_TEN}12{_PER_L}", "10*12/L"),
        (rf"{_TIMES_TEN}6{_PER_L}|(?:x|×|·)? ?10⁶{_PER_L}", "10*6/L"),
        (rf"{_TIMES_TEN}3{_PER_UL}|(?:x|×|·)? ?10³{_PER_UL}|k ?{_PER_UL}|(?:x|×) ?(?:1,?000|10 ?3){_PER_UL}", "10*3/uL"),
        (rf"(?:(?:neutrophils?|platelets?|lymphocytes?|granulocytes?|eosinophils?|cells) ?)?{_PER_UL}", "/uL"),
        (r"g(?:m|rams?)?s? ?(?:/|per) ?d(?:l|eciliter|ecilitre)\b|g%|gm%|g/100 ?ml", "g/dL"),
        (r"g(?:m|rams?)? ?(?:/|per) ?(?:l|liter|litre)\b", "g/L"),
        (r"mg ?(?:/|per) ?(?:dl|deciliter)\b|mg%|mg/100 ?ml", "mg/dL"),
        (r"(?:[uµ]|mc|micro ?)mol(?:es?|s)? ?(?:/|per) ?(?:l|liter|litre)\b|[uµ]m\b", "umol/L"),
        (r"mmol(?:es?|s)? ?(?:/|per) ?(?:l|liter|litre)\b", "mmol/L"),
        (r"meq ?/ ?l\b", "meq/L"),
        (
            (
                r"ml ?(?:/|per) ?min(?:ute)?(?: ?(?:/|per) ?1\.73 ?m ?(?:\^ ?2|2|²|\(2\)|\^\(2\))(?: \(?bsa\)?)?|"
                r"/1\.73(?: ?m)?| 1\.73 ?m ?\^? ?2)"
            ),
            "mL/min/{1.73_m2}",
        ),
        (r"(?:ml|cc) ?(?:/|per) ?min(?:ute)?s?\b|ml[./]min\b", "mL/min"),
        (r"(?:i?u|units?) ?(?:/|per) ?l(?:iter|itre)?\b", "U/L"),
        (r"k(?:i?u)a? ?/ ?l\b", "k[IU]/L"),
        (r"i?u ?/ ?ml\b", "[IU]/mL"),
        (r"kg ?(?:/|per) ?m ?(?:\^ ?2|2|²)", "kg/m2"),
        (r"kgs?\b|kilograms?\b", "kg"),
        (r"(?:lbs?|pounds?)\b", "[lb_av]"),
        (r"mm ?hg\b|millimet(?:er|re)s? of mercury", "mm[Hg]"),
        (r"m(?:illi)?s(?:ec(?:onds?)?)?\b", "ms"),
        (r"s(?:ec(?:onds?)?)?\b", "s"),
        (r"%(?: (?:of )?(?:the )?predicted(?: (?:normal )?values?)?)?|percent\b|per cent\b", "%"),
        (r"years?(?: of age| old)?\b|yrs?(?: of age| old)?\b|y/?o\b|-years?[ -]old\b|y\b", "a"),
        (r"months?(?: of age| old)?\b", "mo"),
        (r"weeks?(?: of age| old)?\b|wks?\b", "wk"),
        (r"days?\b", "d"),
        (r"points?\b", ""),
    )
)  # fmt: skip
AGED: Final = re.compile(r"(?:years?|yrs?|months?|weeks?)(?: of age| old)|y/?o\b|-years?[ -]old")

_ENTRY: Final = (
        r"(?:the )?(?:initial |first |1st |planned |start of |starting |beginning |initiation of |"
        r"commencement of |receiving |day of |date of |time of |signing (?:the |of )?|obtaining |"
    r"scheduled |administration of |dosing of |study |trial |protocol |investigational |patient |subject |"
    r"current |clinical |the )*"
        r"(?:entry|entering|enter(?:ing)?|enrol(?:l)?(?:ment|ing|led)?|inclusion|inclusions|"
        r"randomi[sz]ation|randomi[sz]ed|screening|baseline|registration|registering|informed consent|"
        r"icf|consent|recruitment|"
        r"study|trial|(?:study |investigational |trial )?(?:drug|medication|product|treatment|therapy|"
        r"agent|intervention|vaccine|vaccination|infusion)s?|"
    r"dos(?:e|ing)|administration|day 0|day 1|c1d1|cycle 1(?:,? day 1)?|visit(?: 1)?|cell infusion|visit [01])"
    r"(?: (?:visit|period|test|date|administration|dose|dosing|infusion|treatment|start|day))*"
        r"(?: (?:of|with|to|in|into|on|for) (?:the |this )?(?:study|trial|investigational|experimental|"
        r"clinical)(?: (?:drug|medication|treatment|product|entry|therapy|intervention|trial|vaccine|"
        r"agent))*| initiation| administration| begins?| starts?)?(?: \(day -?\d\))?"
)  # fmt: skip
_PRIOR: Final = (
    r"(?:prior to|before|preceding|previous to|of|from|at|at the time of|at time of|on the day of|"
    r"upon|on)"
)
ANCHOR: Final = rf"{_PRIOR} {_ENTRY}(?! (?:diseases?|failure|with|to other))"
WITHIN: Final = (
        rf"(?:(?:with ?in|in) (?:the )?(?:a )?(?:last|past|previous|prior|preceding|first|most recent)?|"
        rf"(?:during|for|over) (?:the )?(?:last|past|previous|prior|preceding))(?: period of)? ?(?P<within>{_COUNT}|a|"
        rf"an)[ -]?(?:\(\w+\) ?)?(?P<within_unit>{_SPAN})"
    rf"(?: (?:prior|before|previously|earlier))?(?:(?: to| {_PRIOR})? {_ENTRY})?(?: (?:prior|before))?"
        rf"|(?:less than|fewer than|<|≤|"
        rf"up to) ?(?P<lately>{_COUNT})[ -]?(?P<lately_unit>{_SPAN}) (?:prior to|before|preceding|previous to|from|ago|"
        rf"prior|earlier)(?: {_ENTRY})?"
    rf"|(?:last|past|previous|preceding) (?P<past>{_COUNT}) (?P<past_unit>{_SPAN})"
)  # fmt: skip
WITHIN_A: Final = (
    rf"(?:with ?in|in|during) (?:the )?(?:last|past|previous|preceding) (?P<one_unit>day|week|month|"
    rf"year)\b(?: {ANCHOR})?"
)
SINCE: Final = (
        rf"(?:≥|>=|>|at least|more than|a minimum of|"
        rf"minimum of)? ?(?P<since>{_COUNT})[ -]?(?P<since_unit>{_SPAN}) (?:must |should )?(?:have |"
        rf"has )?(?:elapsed |passed |out )?"
        r"(?:since|from|after) (?:the )?(?:end of|completion of|last|last dose of|most recent|prior|"
        r"previous|receiving|any|stopping|discontinuation of)(?: (?:any|prior|previous|the|last|"
        r"dose of))*"
)  # fmt: skip
AFTER_DIAGNOSIS: Final = r"(?:after|since|following) (?:the )?(?:initial )?diagnosis"
RESPONSE: Final = (
        r"(?:in the presence of |with )?(?:(?:stable disease|partial (?:remission|response)|"
        r"complete (?:remission|response)|sd|pr|cr)(?: ?\((?:sd|pr|cr)\))?(?:,? or |,? and |, ?|/)){1,2}"
        r"(?:stable disease|partial (?:remission|response)|complete (?:remission|response)|sd|pr|"
        r"cr)(?: ?\((?:sd|pr|cr)\))?"
)  # fmt: skip

QUALIFIERS: Final = {
    "": r"known(?= (?!to be|allerg))",
    "active": r"active(?:ly)?|currently active",
    "uncontrolled": r"uncontrolled|unstable|poorly controlled|not (?:well[ -])?controlled|inadequately controlled",
    "severe": (
        r"severe(?:ly)?|serious|significant|clinically (?:significant|relevant|important|active)|major|"
        r"life[ -]threatening"
    ),
    "confirmed": (
        r"(?:(?:histolog(?:ical|ically|ic|y)|cytolog(?:ical|ically|ic|y)|patholog(?:ical|ically|ic|y)|"
        r"pathohistologically|histopatholog(?:ical|ically|ic|y))(?:/| ?(?:or|and/or|"
        r"and) ?)?)+[ -](?:confirmed|proven|documented|verified|confirmation of|confirmed diagnosis of|"
        r"diagnosis of|diagnosed|proof of)(?: diagnosis of)?(?: with)?|biopsy[ -]proven"
    ),
    "diagnosed": r"confirmed",
    "symptomatic": r"symptomatic",
    "acute": r"acute",
    "chronic": r"chronic",
    "recurrent": r"recurrent|relapsed|refractory|relapsed/refractory",
    "advanced": r"(?:locally )?advanced|metastatic|unresectable",
}  # fmt: skip
HISTORY: Final = (
    r"(?:any )?(?:(?:past|prior|previous|earlier|history of) (?:or|and|and/or) (?:current|concurrent|present)|"
    r"(?:current|concurrent|present) (?:or|and|and/or) (?:past|prior|previous|earlier|history of))"
    r"(?: (?:history|diagnosis) of)?|"
    r"(?:any |a |known |personal |previous |prior |past |medical |documented )*(?:clinical |"
    r"medical )?histor(?:y|ies) (?:of(?: having)?|for|with)(?: (?:any|a|an|previous|prior))?|"
    r"have had|has had|had a|had|ever had|underwent|undergone|received (?=(?:\w+ ){0,3}transplant)|"
    r"previous|prior|past"
)
NOW: Final = (
    r"(?:are |is |were |be )?(?:currently |concurrently )(?:receiving|taking|using|on|undergoing|treated with)|"
    r"(?:are |is |be )?(?:receiving|taking|using|on|undergoing|being treated with|requiring|requires?)"
    r"(?: (?:concomitant|concurrent|chronic|continuous|ongoing|treatment with|any|therapy with|a|the|daily))*|"
    r"concomitant(?: use of| treatment with| therapy with)?|concurrent(?: use of| treatment with| therapy with)?|"
    r"current(?:ly)?(?: use of| treatment with| therapy with)?|ongoing(?: treatment with| use of)?|"
    r"(?:chronic|regular|daily|continuous) (?:use of|treatment with)"
)
EVER: Final = (
    r"(?:have |has |had |having )?(?:been )?(?:previously |ever )*(?:received|previously treated(?: with)?|"
    r"prior|previous(?:ly)?|exposure to|exposed to|prior exposure to|prior treatment with|"
    r"previous treatment with|prior use of|previous use of|prior therapy with|history of)"
    r"(?: (?:any|prior|previous|treatment with|therapy with|a|an|treatment|the))*"
)
USED: Final = (
    r"(?:treated(?: with)?|administration of|receipt of|receiving of|use of|treatment with|therapy with|uses?|use)"
    r"(?: (?:any|prior|previous|a|an|the))*"
)
"""Says of a treatment neither whether it is meant now or ever: only a stretch of time beside it makes it clear."""
OBLIGES: Final = frozenset(("must", "should", "shall", "need", "needs", "required", "requires"))
"""Behind a disease or treatment they make it a condition: “patients with HIV must be on treatment”."""
NEGATION: Final = (
    r"(?:inability|refusal|failure|unwillingness|unable or unwilling|unwilling or unable|unable|unwilling|"
    r"not able|not willing) to(?: or \w+)?|"
    r"no (?:evidence|history|known history|current|prior|previous|known|presence|signs?|diagnosis|"
    r"concurrent|active|medical history)(?: (?:or|and) (?:evidence|history|presence|signs?|"
    r"symptoms?))?(?: (?:or|and) \w+)?(?: of)?|no|not(?: currently)?(?: be| being| have| had|"
    r" to have| known to be)?|without(?: any| a)?(?: (?:evidence|history|signs?|presence|"
    r"current) of)?|absence of(?: any)?|lack of|free (?:of|from)|non-?|never(?: had| been)?|"
    r"does not have|do not have|must not (?:be|have)|cannot|negative for|sero-?negative for|"
    r"negative (?:test(?:s|ing)? |result(?:s)? |serology |screen(?:ing)? )?(?:result |"
    r"results )?(?:for|of)|negative(?= (?:serum |blood )?(?:anti-)?(?:hiv|human immuno|hepatitis|hbsag|hbv|hcv|syphilis|tubercul))|"
    r"neither|nor"
)
NEGATIVE_TEST: Final = (
    r"negative (?:serum |urine |blood |or |and |β-hcg |hcg |human chorionic gonadotropin |beta-hcg |"
    r"serum/urine |urine/serum |screening |"
    r"highly sensitive )*pregnancy tests?(?: results?)?(?: \((?:serum|urine)\))?|"
    r"pregnancy tests?(?: results?)? (?:is|must be|should be|that is|are|was)? ?negative"
)
CHILDBEARING: Final = (
    r"(?:for |all |if |in )*(?:women|woman|females?|female (?:patients|subjects|"
    r"participants))(?: who are| patients| subjects)? (?:of|with) (?:child[- ]?bearing|"
    r"reproductive) (?:potential|age|capacity|capability)(?: \(wocbp\))?"
)
CONDITIONAL: Final = (
    r"(?<=age )of (?:the )?(?:first |initial )?(?:diagnosis|onset)|at (?:the )?(?:time of )?(?:first |initial )?diagnosis|"
    r"to be(?:come)? pregnant|bone age|maternal|paternal|parental|corrected age|"
        r"unless|except(?:ion|ions|ing|ed)?(?: for| of)?|if|when|where|whenever|provided(?: that)?|"
        r"however|but|although|allowed|permitted|acceptable|eligible|excluded|exclud(?:e|es|ing)|"
        r"ineligible|"
        r"other than|otherwise|instead|depending|regardless|irrespective|only|note|may|might|can|could|"
        r"will be|who (?:are|have|had|is)? ?not|in case(?:s)? of|in the (?:case|presence|absence) of|"
        r"despite|rather|"
        r"cohorts?|parts?|arms?|groups?|phase|stratum|siblings?|parents?|caregivers?|controls?|donors?|"
        r"mothers?|fathers?|partners?|spouses?|infants?|family member|relatives?|"
    r"at|during|after|while|once|until|upon|since|for|before|in|from|per|over|under|prior to|as long as|so long as|"
    r"increase[ds]?|decrease[ds]?|change[ds]?|drop|difference|ratio|corrected|tumou?r size|lesions?|donor|diameter|"
        r"diagnosed at|onset|duration|dose|doses|mg/day|per day|/day|vs\.?|e\.?g\.?|i\.?e\.?|such as|"
        r"including|for example|like|especially|"
        r"any of|one of|two of|at least (?:one|two|1|2) of|either|both|more of the following|one or more|"
        r"risk|suspected|suspicion|possible|planned|plan(?:ning)?|intend(?:s|ing)?|intention|wish(?:es)?|"
        r"expect(?:ed|s)?|likely|family history|contraindications?|women of|female[s]? of|"
        r"allerg(?:y|ies|ic) to|hypersensitivity to|intoleran(?:ce|t) to|sensitivity to|reactions? to|"
        r"response to|resistant|testing|unknown|secondary to|due to|related|because|caused|associated|"
        r"induced|"
    r"men|wom[ae]n|males?|females?|boys?|girls?|child(?:ren)?|adolescents?|adults?|gestational|newborns?|gilbert's?"
)  # fmt: skip
PHRASES: Final = (
    r"infections? (?:with|by|of)(?= (?:the )?(?:hiv|human immuno|hepatitis|hbv|hcv|tb(?![a-z])|tubercul|mycobac))|"
    r"sero-?positiv(?:e|ity) for|"
    r"(?:any other|an other|another|other)(?= (?:(?:primary|active|known|concurrent|concomitant|current|prior|previous|invasive) )*"
    r"(?:malignan|cancers?(?![a-z])|neoplas|tumou?rs?(?![a-z])))|"
    r"male (?:or|and|&) female|males (?:or|and|&) females|female (?:or|and) male|men (?:or|"
    r"and) (?:non-?pregnant )?women|women and men|women or men|both (?:males? and females?|genders|"
    r"sexes)|either (?:sex|gender)|any (?:sex|gender)|"
    r"all (?:genders|sexes)|positive "
    r"(?:(?:antibody |blood |serological )?(?:tests?|testing|results?|serology|screen(?:ing)?)(?: results?)? )?for|(?:test(?:s|"
    r"ed)? |testing )positive for|infected with|suffering from|diagnosis of|a diagnosis of|"
    r"diagnosed with|presence of|evidence of|good|"
    r"in (?:the )?(?:opinion|judge?ment) of the investigator|according to the investigator|must be|"
    r"(?<!dyspnea )(?<!dyspnoea )(?<!breath )(?<!breathlessness )(?<!angina )(?<!pain )(?<!symptoms )at rest|"
    r"in room air|at room air|on room air|by pulse oximetry|at the time of (?:screening|"
    r"enrol\w+|inclusion|informed consent|consent)|at (?:screening|baseline|enrol\w+|study entry|"
    r"inclusion|registration)(?: visit)?|"
    r"for participation|to participate(?: in (?:the|this) (?:study|trial|clinical (?:study|trial)|"
    r"research))?|(?:in|to join) (?:this|the|clinical) (?:study|trials?|clinical (?:study|trial))|"
    r"prior to (?:any )?(?:study[- ](?:related|specific) )?(?:procedures?|tests?)|"
    r"before (?:any )?study[- ](?:related |specific )?procedures?|"
    r"patient's|subject's|participant's|"
    r"and/or (?:their )?(?:legal(?:ly)? )?(?:authorized )?(?:guardians?|representatives?)|"
    r"from (?:the )?(?:patient|subject|participant|parents?)s?(?: or (?:legal )?guardians?)?"
)
"""Several words that say nothing by themselves."""


class _Fillers(msgspec.Struct, frozen=True):
    fill: tuple[str, ...]
    telling: tuple[str, ...]
    introducing: tuple[str, ...]


_FILLERS: Final = msgspec.json.decode(
    files("equipoise.registry.match").joinpath("fillers.json").read_bytes(), type=_Fillers
)
FILL: Final = frozenset(" ".join(_FILLERS.fill).split())
"""Words that say nothing by themselves."""
ORGANS: Final = frozenset(
    (
        "hepatic",
        "liver",
        "renal",
        "kidney",
        "cardiac",
        "heart",
        "pulmonary",
        "lung",
        "bone",
        "marrow",
        "blood",
        "hematologic",
        "hematological",
        "hematopoietic",
        "haematologic",
        "haematological",
        "peripheral",
        "organ",
        "major",
    )
)
"""Fillers that say which one where they stand before a disease: “pulmonary malignant tumor” is no tumor of any kind."""
TELLING: Final = frozenset(" ".join(_FILLERS.telling).split())
"""Fillers that ask for something where a part of a sentence holds nothing else: “ECOG 0-1 and adequate liver function”."""
INTRODUCING: Final = frozenset(" ".join(_FILLERS.introducing).split())
"""Fillers after which the values follow that an introduction means."""
