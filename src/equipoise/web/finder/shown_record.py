"""Everything that the page of a record shows, in the order of a reader's questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from equipoise.registry.concepts import of_record
from equipoise.registry.freshness import Freshness, freshness
from equipoise.registry.quality import Remark, remarks
from equipoise.registry.record import Raw, Record, day, rows, text, texts, value
from equipoise.registry.show.codes import (
    ALLOCATIONS,
    DATE_KINDS,
    FUNDERS,
    JOINING,
    MASKED,
    MODELS,
    PERSPECTIVES,
    PURPOSES,
    SHARING,
    STUDY_TYPES,
    code_words,
)
from equipoise.registry.show.compare import ages_words
from equipoise.registry.show.markup import unescaped
from equipoise.registry.show.plain import enrolment_words, plain_words
from equipoise.registry.show.similar import similar
from equipoise.registry.show.sites import Person, PlacedSite, central_contacts, officials, placed_sites
from equipoise.registry.show.tables import Results, results
from equipoise.registry.words import (
    ARM_KINDS,
    INTERVENTION_KINDS,
    MASKINGS,
    OUTCOME_KINDS,
    SEXES,
    STATUSES,
    phases,
    word,
)
from equipoise.values.dates import PartialDate
from equipoise.values.text import Text, listed, same
from equipoise.web.finder.hits import LONGEST_TITLE, kind_words, shortened, state_of, status_words
from equipoise.web.finder.links import Link, documents, references
from equipoise.web.finder.paging import Paging
from equipoise.web.finder.prose import Prose, prose
from equipoise.web.finder.reading import PlainCriteria, plain_criteria
from equipoise.web.records.store import Kept
from equipoise.web.registry import Registry

SITES_A_PAGE: Final = 25
MOST_OF_A_LIST: Final = 60
"""Arms, outcomes, references … that a page shows; the JSON has all."""
OUTCOMES_UNFOLDED: Final = 12
_LONG_DEFINITION: Final = 320
"""Signs of a definition beyond which its first lines are shown until somebody asks for the rest."""
_S: Final = "protocolSection."
PARTS: Final = {
    "summary": _S + "descriptionModule.briefSummary",
    "description": _S + "descriptionModule.detailedDescription",
    "criteria": _S + "eligibilityModule.eligibilityCriteria",
    "population": _S + "eligibilityModule.studyPopulation",
}
"""Texts of which the whole can be asked for."""


@dataclass(frozen=True, slots=True)
class Arm:
    """A group: its name, what kind it is, what happens in it, what it gets."""

    label: str
    kind: Text
    description: Prose
    given: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What a group gets: its kind, and its name in the record's words."""

    kind: Text
    name: str


@dataclass(frozen=True, slots=True)
class Intervention:
    """What is given or done."""

    kind: Text
    name: str
    others: str
    description: Prose


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is measured, how it is defined, when."""

    kind: Text
    measure: str
    description: Prose
    frame: str
    long: bool


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of the study."""

    name: Text
    day: PartialDate
    kind: Text | None


@dataclass(frozen=True, slots=True)
class Fact:
    """A coded fact of the design; `english` where it is the record's own words."""

    name: Text
    says: Text
    english: bool = False


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A similar trial."""

    id: str
    title: str
    status: Text
    state: str


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A record as a reader sees it."""

    record: Record
    kept: Kept
    versions: int
    fresh: Freshness
    plain: tuple[Text, ...]
    summary: Prose
    description: Prose
    why_stopped: str
    plain_criteria: PlainCriteria
    criteria: Prose
    population: Prose
    arms: tuple[Arm, ...]
    interventions: tuple[Intervention, ...]
    outcomes: tuple[Outcome, ...]
    outcomes_folded: tuple[Outcome, ...]
    outcomes_left: int
    sites: tuple[PlacedSite, ...]
    sites_paging: Paging
    sites_have_status: bool
    """The record gives some site a status of its own."""
    recruiting: int
    contacts: tuple[Person, ...]
    officials: tuple[Person, ...]
    results: Results | None
    documents: tuple[Link, ...]
    references: tuple[Link, ...]
    references_left: int
    dates: tuple[Dated, ...]
    facts: tuple[Fact, ...]
    remarks: tuple[Remark, ...]
    similar: tuple[Neighbour, ...]

    @property
    def id(self) -> str:
        """The registry's number."""
        return self.record.nct_id

    @property
    def address(self) -> str:
        """Where the registry itself shows the record."""
        return f"https://clinicaltrials.gov/study/{self.id}"

    @property
    def title(self) -> str:
        """The brief title."""
        return shortened(self.record.title or self.id, LONGEST_TITLE)

    @property
    def official_title(self) -> str:
        """The official title, cut where it is longer than any title."""
        return shortened(self.record.official_title, 1000)

    @property
    def status(self) -> Text:
        """The status as listed."""
        return status_words(self.record)

    @property
    def state(self) -> str:
        """The sign of the status."""
        return state_of(self.record, self.fresh)

    @property
    def kind(self) -> Text:
        """Phase, or type where no phase applies."""
        return kind_words(self.record)

    @property
    def ages(self) -> Text:
        """Who may take part by age."""
        return ages_words(self.record)

    @property
    def sex(self) -> Text:
        """Who may take part by sex."""
        return word(SEXES, self.record.sex) if self.record.sex else Text("not stated", "未注明")

    @property
    def joining(self) -> Text | None:
        """Whether somebody can join now, which a reader asks before all else; None where another notice answers it."""
        return None if self.fresh.stale else JOINING.get(self.record.status)

    @property
    def healthy(self) -> Text:
        """Whether healthy people may take part."""
        found = value(self.record.raw, _S + "eligibilityModule.healthyVolunteers")
        if not isinstance(found, bool):
            return Text("not stated", "未注明")
        return Text("may take part", "接受") if found else Text("cannot take part", "不接受")

    @property
    def says_freshness(self) -> Text:
        """How old what is said here is, the copy's own day included."""
        return self.fresh.says


def shown_record(
    kept: Kept, registry: Registry, today: date, point: tuple[float, float] | None, sites_page: int
) -> ShownRecord:
    """The page of a record as of a day; sites by their distance from a point, if one is given."""
    record, raw, seen = kept.record, kept.record.raw, set[str]()
    sites = placed_sites(record, point)
    paging = Paging(sites_page, len(sites), SITES_A_PAGE)
    outcomes = list(_outcomes(raw, seen))
    cited = list(references(raw))
    near = similar(record, of_record(record, registry.concepts), registry.concepts, registry.index, 5)
    return ShownRecord(
        record=record,
        kept=kept,
        versions=registry.records.count_versions(record.nct_id),
        fresh=freshness(raw, today),
        plain=plain_words(record, registry.concepts),
        summary=prose(text(raw, PARTS["summary"]), seen, "summary"),
        plain_criteria=plain_criteria(record, registry),
        criteria=prose(text(raw, PARTS["criteria"]), seen, "criteria"),
        population=prose(text(raw, PARTS["population"]), seen, "population"),
        arms=tuple(_arms(raw, seen)),
        interventions=tuple(_interventions(raw, seen)),
        outcomes=tuple(outcomes[:OUTCOMES_UNFOLDED]),
        outcomes_folded=tuple(outcomes[OUTCOMES_UNFOLDED:MOST_OF_A_LIST]),
        outcomes_left=max(0, len(outcomes) - MOST_OF_A_LIST),
        description=prose(text(raw, PARTS["description"]), seen, "description"),
        why_stopped=unescaped(text(raw, _S + "statusModule.whyStopped"))[:1000],
        sites=sites[(paging.number - 1) * SITES_A_PAGE : paging.number * SITES_A_PAGE],
        sites_paging=paging,
        sites_have_status=any(one.site.status for one in sites),
        recruiting=sum(site.recruits for site in sites),
        contacts=central_contacts(record),
        officials=officials(record),
        results=results(record),
        documents=tuple(documents(record)),
        references=tuple(cited[:MOST_OF_A_LIST]),
        references_left=max(0, len(cited) - MOST_OF_A_LIST),
        dates=tuple(_dates(raw)),
        facts=tuple(_facts(record)),
        remarks=remarks(record, today),
        similar=tuple(_neighbour(one.record, today) for one in registry.records.several(near)),
    )


def _arms(raw: Raw, seen: set[str]) -> Iterator[Arm]:
    for one in rows(raw, _S + "armsInterventionsModule.armGroups")[:MOST_OF_A_LIST]:
        kind = text(one, "type")
        yield Arm(
            shortened(unescaped(text(one, "label")), 300),
            word(ARM_KINDS, kind) if kind else same(""),
            prose(text(one, "description"), seen, most=3000),
            tuple(_given(unescaped(name)) for name in texts(one, "interventionNames")[:20]),
        )


def _given(words: str) -> Given:
    """`Drug: Topotecan`, as a group names what it gets, in its two parts."""
    kind, colon, name = words.partition(": ")
    known = INTERVENTION_KINDS.get(kind.upper().replace(" ", "_"))
    return Given(known, name) if colon and known is not None else Given(same(""), words)


def _interventions(raw: Raw, seen: set[str]) -> Iterator[Intervention]:
    for one in rows(raw, _S + "armsInterventionsModule.interventions")[:MOST_OF_A_LIST]:
        yield Intervention(
            word(INTERVENTION_KINDS, text(one, "type")),
            shortened(unescaped(text(one, "name")), 300),
            unescaped(", ".join(texts(one, "otherNames")[:12])),
            prose(text(one, "description"), seen, most=3000),
        )


def _outcomes(raw: Raw, seen: set[str]) -> Iterator[Outcome]:
    for kind, name in OUTCOME_KINDS.items():
        for one in rows(raw, f"{_S}outcomesModule.{kind}Outcomes"):
            yield Outcome(
                name,
                shortened(unescaped(text(one, "measure")), 500),
                prose(text(one, "description"), seen, most=2000),
                shortened(unescaped(text(one, "timeFrame")), 500),
                len(text(one, "description")) > _LONG_DEFINITION,
            )


_DATES: Final = (
    (Text("First submitted", "首次提交"), "studyFirstSubmitDate", ""),
    (Text("First posted", "首次公布"), "studyFirstPostDateStruct.date", ""),
    (Text("Start", "开始"), "startDateStruct.date", "startDateStruct.type"),
    (Text("Primary completion", "主要完成"), "primaryCompletionDateStruct.date", "primaryCompletionDateStruct.type"),
    (Text("Completion", "完成"), "completionDateStruct.date", "completionDateStruct.type"),
    (Text("Status last verified", "状态最近核实"), "statusVerifiedDate", ""),
    (Text("Results first posted", "结果首次公布"), "resultsFirstPostDateStruct.date", ""),
    (Text("Last update submitted", "最近更新提交"), "lastUpdateSubmitDate", ""),
    (Text("Last update posted", "最近更新公布"), "lastUpdatePostDateStruct.date", ""),
)


def _dates(raw: Raw) -> Iterator[Dated]:
    for name, path, kind in _DATES:
        found = day(raw, f"{_S}statusModule.{path}")
        stated = text(raw, f"{_S}statusModule.{kind}") if kind else ""
        if found is not None:
            yield Dated(name, found, code_words(DATE_KINDS, stated) if stated else None)


def _facts(record: Record) -> Iterator[Fact]:
    raw, design = record.raw, _S + "designModule.designInfo."
    if record.study_type:
        yield Fact(Text("Study type", "研究类型"), code_words(STUDY_TYPES, record.study_type))
    if record.phases:
        yield Fact(Text("Phase", "分期"), phases(record.phases))
    yield Fact(Text("Participants", "人数"), enrolment_words(record))
    for name, path, names in (
        (Text("Allocation", "分配"), "allocation", ALLOCATIONS),
        (Text("Model", "设计模式"), "interventionModel", MODELS),
        (Text("Model", "设计模式"), "observationalModel", MODELS),
        (Text("Time perspective", "时间方向"), "timePerspective", PERSPECTIVES),
        (Text("Purpose", "主要目的"), "primaryPurpose", PURPOSES),
        (Text("Masking", "盲法"), "maskingInfo.masking", MASKINGS),
    ):
        code = text(raw, design + path)
        if code:
            yield Fact(
                name,
                _with_masked(code_words(names, code), raw) if path.endswith("masking") else code_words(names, code),
            )
    if record.lead_sponsor:
        yield Fact(Text("Sponsor", "申办者"), same(shortened(record.lead_sponsor, 200)), english=True)
    funder = text(raw, _S + "sponsorCollaboratorsModule.leadSponsor.class")
    if funder:
        yield Fact(Text("Funder", "资助方类型"), code_words(FUNDERS, funder))
    helpers = [text(one, "name") for one in rows(raw, _S + "sponsorCollaboratorsModule.collaborators")[:20]]
    if helpers:
        yield Fact(Text("Collaborators", "合作方"), same(", ".join(helpers)), english=True)
    yield from _further_facts(record)


def _with_masked(masking: Text, raw: Raw) -> Text:
    who = [code_words(MASKED, one) for one in texts(raw, _S + "designModule.designInfo.maskingInfo.whoMasked")]
    return Text("{masking}: {who}", "{masking}：{who}").format(masking=masking, who=listed(who)) if who else masking


def _further_facts(record: Record) -> Iterator[Fact]:
    raw = record.raw
    if record.conditions:
        yield Fact(Text("Conditions", "疾病"), same("; ".join(record.conditions[:30])), english=True)
    if record.keywords:
        yield Fact(Text("Keywords", "关键词"), same("; ".join(record.keywords[:30])), english=True)
    terms = [one.term for one in (*record.condition_concepts, *record.intervention_concepts) if one.term]
    if terms:
        yield Fact(Text("MeSH terms", "MeSH 主题词"), same("; ".join(terms[:20])), english=True)
    board = value(raw, _S + "oversightModule.oversightHasDmc")
    if isinstance(board, bool):
        yield Fact(
            Text("Data monitoring committee", "数据监查委员会"), Text("Yes", "有") if board else Text("No", "无")
        )
    sharing = text(raw, _S + "ipdSharingStatementModule.ipdSharing")
    if sharing:
        yield Fact(Text("Sharing of participant data", "受试者数据共享"), code_words(SHARING, sharing))
    numbers = [text(raw, _S + "identificationModule.orgStudyIdInfo.id")]
    numbers += [text(one, "id") for one in rows(raw, _S + "identificationModule.secondaryIdInfos")[:20]]
    if any(numbers):
        yield Fact(Text("Other numbers", "其他编号"), same("; ".join(one for one in numbers if one)), english=True)
    if record.aliases:
        yield Fact(Text("Earlier numbers", "曾用编号"), same("; ".join(record.aliases[:10])))


def _neighbour(record: Record, today: date) -> Neighbour:
    fresh = freshness(record.raw, today)
    status = code_words(STATUSES, record.status)
    return Neighbour(record.nct_id, shortened(record.title, 200), status, state_of(record, fresh))
