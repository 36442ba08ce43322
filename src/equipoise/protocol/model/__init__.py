"""The study file as frozen, typed data. Start here: `study.py` is the whole of it, each other file one part."""

from equipoise.protocol.model.about import About, Consent, Question, RestsOn, Site, Sponsor, Titles
from equipoise.protocol.model.amendment import Amendment
from equipoise.protocol.model.design import Arm, Design, Epoch, Event, Intervention
from equipoise.protocol.model.eligibility import Criterion, Eligibility, Gate, Variable
from equipoise.protocol.model.endpoints import (
    Analysis,
    AnalysisSet,
    Comparison,
    Conventions,
    Exclusion,
    Interim,
    Listed,
    Measured,
    Numbered,
    Outcome,
    QualityOfLife,
    ResponseRate,
    TimeToEvent,
)
from equipoise.protocol.model.estimand import Estimand, Intercurrent
from equipoise.protocol.model.forms import Analyte, EditCheck, Form, Forms, Group, Item, Laboratory, ReferenceRange
from equipoise.protocol.model.product import (
    Bedside,
    CallBack,
    Capacity,
    CourseLimits,
    Courses,
    Culture,
    Dose,
    ExceptionSignature,
    Growth,
    Limit,
    LotItems,
    Product,
    ProductForms,
    ReactionRule,
    Shelf,
    SignTime,
)
from equipoise.protocol.model.randomisation import Factor, Randomisation, Urn
from equipoise.protocol.model.response import Baseline, IRecist, Lesions, NewLesions, Readers, Response
from equipoise.protocol.model.safety import (
    Boundary,
    Calendar,
    Clock,
    Cytokines,
    DelayRule,
    EventForm,
    HoldRule,
    Neurotoxicity,
    Reference,
    ResultRun,
    Safety,
    ToxicityRule,
)
from equipoise.protocol.model.schedule import DayOff, Every, Schedule, Unscheduled, Visit, Window
from equipoise.protocol.model.simulation import Figure, Prior, Rate, Simulation, Survival, Trouble, Values
from equipoise.protocol.model.statement import Assumed, Part, Statement, Words
from equipoise.protocol.model.study import Study

__all__ = [
    "About", "Amendment", "Analysis", "AnalysisSet", "Analyte", "Arm", "Assumed", "Baseline", "Bedside", "Boundary",
    "Calendar", "CallBack", "Capacity", "Clock", "Comparison", "Consent", "Conventions", "CourseLimits", "Courses",
    "Criterion", "Culture", "Cytokines", "DayOff", "DelayRule", "Design", "Dose", "EditCheck", "Eligibility", "Epoch",
    "Estimand", "Event", "EventForm", "Every", "ExceptionSignature", "Exclusion", "Factor", "Figure", "Form",
    "Forms", "Gate", "Group", "Growth", "HoldRule", "IRecist", "Intercurrent", "Interim", "Intervention", "Item",
    "Laboratory", "Lesions", "Limit", "Listed", "LotItems", "Measured", "Neurotoxicity", "NewLesions", "Numbered",
    "Outcome", "Part", "Prior", "Product", "ProductForms", "QualityOfLife", "Question", "Randomisation", "Rate",
    "ReactionRule", "Readers", "Reference", "ReferenceRange", "Response", "ResponseRate", "RestsOn", "ResultRun",
    "Safety", "Schedule", "Shelf", "SignTime", "Simulation", "Site", "Sponsor", "Statement", "Study", "Survival",
    "TimeToEvent", "Titles", "ToxicityRule", "Trouble", "Unscheduled", "Urn", "Values", "Variable", "Visit",
    "Window", "Words",
]  # fmt: skip
