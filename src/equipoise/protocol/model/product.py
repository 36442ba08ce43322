"""The cell product: how it is collected, grown, released, given."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from equipoise.protocol.model.statement import Number, Part, Statement
from equipoise.values.text import Text, same


class Courses(Statement):
    """The cycle: a collection, a culture, infusions on consecutive days; the next collection on an infusion day, before it."""

    number: int = Field(gt=0)
    interval_days: int = Field(gt=0, description="From one collection to the next")
    infusion_days: tuple[int, ...] = Field(min_length=1, description="Days of a course's infusions, 0 is its first")
    next_collection_day: int | None = Field(
        default=0, description="Day of the course on which the next collection falls"
    )


class CourseLimits(Statement):
    """How far the cycle may slip before a product is lost."""

    first_after_randomisation_days: tuple[int, int] = Field(
        description="Earliest and latest day of the first collection"
    )
    hold_days: int = Field(description="Days that a first infusion may be postponed with the culture in hand")
    gap_days: tuple[int, int] = Field(description="Least and most days between first infusions of two courses")
    collections_at_most: int
    retry_after_infusion_days: int
    rest_before_infusion_hours: int
    given_if_percent: Number = Field(
        description="Share of the intended volume that makes a course given, below it partial"
    )
    retry_within_days: int | None = Field(
        default=None,
        description="Days after a course's last infusion within which a refused collection may be made up for",
    )
    latest_recollection_days: int | None = Field(
        default=None, description="Last day after randomisation for a collection while no course has been given"
    )
    finish_within_days: int | None = Field(
        default=None, description="Days after a course's first infusion within which its last one falls"
    )
    last_start_days: int | None = Field(
        default=None, description="Days after the first course's first infusion within which the last course starts"
    )


class Growth(Part):
    """How far a culture has usually grown on a day: times the cells of its first count, from `least` to `most`."""

    day: int
    least: Number
    most: Number


class Culture(Statement):
    """The batch in the incubator: its age at harvest, and the controls while it grows."""

    days: int
    earliest_harvest_day: int
    latest_harvest_day: int
    controls: tuple[int, ...] = Field(description="Culture days on which the batch is counted")
    live_at_most: int = Field(description="Live cultures of one participant at the same time")
    seed_within_hours: int | None = Field(
        default=None, description="Hours from the end of a collection to its seeding at most"
    )
    place: str | None = Field(
        default=None, description="The item of the seeding form that names the incubator and the place in it"
    )
    growth: tuple[Growth, ...] = Field(
        default=(), description="The expected band of growth by culture day; below it a short dose is to be expected"
    )


def _population(words: object) -> object:
    return "viable_nk" if words == "viable_target" else words


class Dose(Statement):
    """The cells that one course (or one infusion day) gives, and which cells are counted."""

    least: int
    most: int
    unit: Text
    per: Literal["course", "infusion_day"]
    population: Annotated[Literal["viable_nk", "viable", "total_nucleated"], BeforeValidator(_population)] = Field(
        description="The cells that are counted; `viable_target` is another word for `viable_nk`: the viable cells of the kind that "
        "`target` names",
        json_schema_extra={"enum": ["viable_nk", "viable_target", "viable", "total_nucleated"]},
    )
    target: Text = Field(
        default=Text("NK cells (CD3−CD56+)", "NK 细胞（CD3−CD56+）"),
        description="The kind of cell that the product gives, as pages and labels name it: its share of the viable cells is counted "
        "at each filling, `purity` judges it, and the rehearsal draws it as `nk_pct`; otherwise NK cells (CD3−CD56+)",
    )
    daily_fraction: tuple[Number, ...]
    counting_variation: Number = Field(
        default=Decimal("0.10"),
        description="Coefficient of variation of a count whose counted cells are not known: declared, and said so wherever it is used",
    )
    confirmed: bool = Field(default=False, description="False keeps real infusions blocked; a rehearsal may go on")


class Limit(Statement):
    """One line of the release specification."""

    name: Text
    least: Number | None = None
    most: Number | None = None
    equals: str | None = Field(default=None, description="The only passing word of a qualitative test")
    words: dict[str, Text] = Field(
        default={}, description="What each result of a qualitative test is called; the first is usually the passing one"
    )
    strictly: bool = Field(default=False, description="The limit itself fails")
    unit: str = ""
    severity: Literal["critical", "major", "minor"]
    stage: Literal["before_release", "after_release"] = "before_release"
    exceptional_least: Number | None = Field(
        default=None, description="Down to here an exceptional release may be argued; never on a critical line"
    )
    report_only: bool = False
    per: Literal["bag", "batch"] = Field(default="bag", description="Whether one result stands for the whole culture")
    reach: Literal["bag", "batch", "participant"] | None = Field(
        default=None,
        description="How far a failure of a critical line goes: this bag, its whole culture, or every product of the participant; "
        "unless said, a result awaited after release reaches the participant, one of a batch its batch, any other its bag",
    )
    computed: Literal["dose", "viability", "purity", "t_cells", "endotoxin_rate"] | None = Field(
        default=None,
        description="Computed from the harvest's own counts (endotoxin_rate: from the result named `endotoxin`, in EU/mL), "
        "never entered as a result; the limits of a dose stand in the `dose` part",
    )
    final_after_days: int | None = Field(
        default=None,
        description="Days after the harvest on which an awaited result is due; until then it is read to date",
    )
    source: Text

    def says(self, value: str) -> Text:
        """A result as people say it: the words of its code, or what the report said where it has none."""
        code = value.strip().casefold()
        return next((words for known, words in self.words.items() if known.casefold() == code), same(value))

    @property
    def reaches(self) -> Literal["bag", "batch", "participant"]:
        """How far a failure of this line goes."""
        if self.reach is not None:
            return self.reach
        if self.stage == "after_release" and self.severity == "critical":
            return "participant"
        return self.per


class Shelf(Statement):
    """How long and how cold a formulated bag may be kept."""

    hours: int
    alert_hours: int
    temperature_c: tuple[Number, Number]
    excursion_minutes: int = Field(
        description="Minutes outside the range, all excursions together, that need no decision"
    )
    freezing_c: Number = Field(default=Decimal(0), description="Any time below this is an excursion, however short")
    reading_gap_minutes: int = Field(default=5, description="Longest time between two readings of a temperature logger")


class ExceptionSignature(Part):
    """A signature that an exceptional release needs besides quality's own."""

    name: Text
    role: str


class CallBack(Statement):
    """What follows when a released bag turns out to be unfit: who is told how soon, and when infused participants are seen."""

    tell: tuple[str, ...] = Field(default=("investigator", "quality_releaser"), description="Roles that are told")
    tell_within_hours: int = 1
    follow_up_days: tuple[int, ...] = Field(
        default=(0, 1, 7), description="Days after the result on which an infused participant is seen"
    )


class SignTime(Part):
    """When vital signs are due: minutes after the infusion began or ended (negative: before it)."""

    after: Literal["start", "end"]
    minutes: int
    late_after: int = Field(default=10, description="Minutes after which they count as late")


class ReactionRule(Part):
    """What is done about a reaction of a grade: now, and with the rest of the course."""

    now: Text
    later: Text


class Bedside(Statement):
    """The infusion at the bedside: when vital signs are due, what a reaction calls for, and where the infusion form keeps what is known.

    The items are those of the form that `forms.infusion` names.
    """

    signs: str | None = Field(
        default=None, description="Group of the infusion form with the vital signs, a row a time point"
    )
    times: dict[str, SignTime] = Field(default={}, description="Row of that group -> when it is due")
    readings: dict[str, str] = Field(
        default={},
        description="Variable -> item of that group: what is measured at the bedside counts as the variable's value, so that a "
        "fever found before the infusion stops it",
    )
    reactions: dict[str, ReactionRule] = Field(default={}, description="Grade of a reaction -> what it calls for")
    date: str | None = Field(default=None, description="Item: day of the infusion")
    started: str | None = Field(default=None, description="Item: when it began")
    ended: str | None = Field(default=None, description="Item: when it ended")
    weight: str | None = Field(default=None, description="Item: weight of the day")
    reaction_grade: str | None = Field(default=None, description="Item: highest grade of a reaction")
    reaction_seen: str | None = Field(default=None, description="Item: what was seen of a reaction")
    reaction_treated: str | None = Field(default=None, description="Item: what was done about a reaction")
    observed_hours: str | None = Field(default=None, description="Item: hours observed after the infusion began")
    event_starts: dict[str, str] = Field(
        default={},
        description="Answers with which the adverse-event form of a reaction begins; `{seen}` stands for what was seen",
    )
    reaction_term: str | None = Field(
        default=None, description="Term of the safety dictionary with which a reaction is reported"
    )


class ProductForms(Part):
    """The form that is entered with each step of the chain."""

    collection: str | None = None
    seeding: str | None = None
    control: str | None = None
    release: str | None = None
    transport: str | None = None
    infusion: str | None = None


class LotItems(Part):
    """Where a form of the chain names a lot of material, so that the batch record and the chain have it from one entry."""

    form: str
    group: str | None = Field(default=None, description="The group with one row a material; none for a single item")
    material: str = Field(description="The item of the group that names the material; for a single item its name here")
    lot: str = Field(description="The item with the lot")
    expires: str | None = Field(default=None, description="The item with the last day of the lot")


class Capacity(Statement):
    """What the cell laboratory and the ward can do in a day."""

    incubator_places: int
    collections_a_day: int
    infusions_a_day: int
    collection_weekdays: tuple[int, ...] = Field(
        default=(), description="Days of the week (Monday is 1) for a first collection"
    )


class Product(Statement):
    """An autologous cell product from vein to vein."""

    name: Text
    courses: Courses
    limits: CourseLimits
    culture: Culture
    dose: Dose
    release: dict[str, Limit]
    shelf: Shelf
    capacity: Capacity
    forms: ProductForms = ProductForms()
    lots: tuple[LotItems, ...] = Field(default=(), description="The items of these forms that name lots of material")
    label: dict[str, Text] = Field(default={}, description="Sentences that every label bears")
    exceptional: dict[str, ExceptionSignature] = Field(
        default={}, description="The signatures that an exceptional release needs, each in its meaning"
    )
    call_back: CallBack = CallBack()
    bedside: Bedside = Bedside()
