"""How the tumour responds, by RECIST 1.1 and iRECIST. Start here: `follow.py`, how assessments are read one after the other.

`read_forms.py` makes assessments of forms; `measurable.py`, `target.py`, `overall.py` and `sequence.py` are the arithmetic and
the tables; `readers.py` and `blind.py` the central reading; `irecist.py` the second reading.
"""

from equipoise.rules.response.agreement import Agreement, Discordance, agreement, discordance
from equipoise.rules.response.assessment import Assessment, NewLesion, Switches
from equipoise.rules.response.best import (
    best_response,
    has_measurable_disease,
    progression,
    sources,
)
from equipoise.rules.response.blind import blinded
from equipoise.rules.response.explain import RESPONSES
from equipoise.rules.response.follow import TimePoint, follow
from equipoise.rules.response.follow_irecist import (
    ImmunePoint,
    follow_irecist,
    immune_points,
)
from equipoise.rules.response.irecist import (
    ImmuneLook,
    Unconfirmed,
    best_immune_response,
    immune_progression,
    immune_response,
)
from equipoise.rules.response.measurable import Measurability, Site, against_targets, least_mm, measurability
from equipoise.rules.response.overall import NonTarget, Overall, overall_response, pet_finding
from equipoise.rules.response.readers import Central, adjudicator, central, reader_name, time_points_of
from equipoise.rules.response.readings import Readings, ToRead, is_blind_reading, readings
from equipoise.rules.response.sequence import (
    Best,
    BestRules,
    Duration,
    best_of,
    by_table_3,
    duration_of_response,
    duration_of_stable_disease,
)
from equipoise.rules.response.target import Lesion, Measured, Target, measured, target_response
from equipoise.rules.response.time_points import findings, time_points

__all__ = [
    "RESPONSES", "Agreement", "Assessment", "Best", "BestRules", "Central", "Discordance", "Duration", "ImmuneLook",
    "ImmunePoint", "Lesion", "Measurability", "Measured", "NewLesion", "NonTarget", "Overall", "Readings", "Site", "Switches",
    "Target", "TimePoint", "ToRead", "Unconfirmed", "adjudicator", "against_targets", "agreement", "best_immune_response",
    "best_of", "best_response", "blinded", "by_table_3", "central", "discordance", "duration_of_response",
    "duration_of_stable_disease", "findings", "follow", "follow_irecist",
    "has_measurable_disease", "immune_points", "immune_progression", "immune_response", "is_blind_reading", "least_mm",
    "measurability", "measured", "overall_response", "pet_finding", "progression", "reader_name", "readings", "sources",
    "target_response", "time_points", "time_points_of",
]  # fmt: skip
