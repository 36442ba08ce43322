from __future__ import annotations

import pytest

from equipoise.protocol.load import load
from equipoise.protocol.model import Arm, Dose, Every, Product, Study, Visit, Window
from equipoise.protocol.prose import (
    arm_line,
    cells,
    dose_words,
    in_sentence,
    product_cycle,
    randomisation_words,
    schedule_line,
    visit_arms,
    visit_time,
)
from equipoise.values.text import Text
from tests.protocol.planting import ASPIRE


@pytest.fixture(scope="module")
def study() -> Study:
    loaded = load(ASPIRE)
    assert loaded.study is not None
    return loaded.study


def visit(**changes: object) -> Visit:
    base = {"name": Text("Visit", "访视"), "epoch": "treatment", "anchor": "randomisation"}
    return Visit.model_validate({**base, **changes})


@pytest.mark.parametrize(
    ("changes", "en", "zh"),
    [
        ({}, "on the day of randomisation", "随机化当天"),
        ({"days": (42,), "window": Window(before=7, after=7)},
         "week 6 after randomisation, 7 days either side", "随机化后第 6 周，前后各 7 天"),
        ({"days": (17, 45)}, "days 17 and 45 after randomisation", "随机化后第 17、45 天"),
        ({"days": (-7,), "window": Window(before=21)},
         "week 1 before randomisation, up to 21 days before", "随机化前第 1 周，可提前 21 天"),
        ({"days": (1,), "window": Window(before=1, after=2)},
         "day 1 after randomisation, from 1 day before to 2 days after", "随机化后第 1 天，可提前 1 天至推后 2 天"),
        ({"days": (14, 28), "every": Every(days=28, until=168)},
         "weeks 2 and 4 after randomisation, then every 4 weeks until week 24", "随机化后第 2、4 周，之后每 4 周一次，直至第 24 周"),
        ({"days": (182,), "every": Every(months=3)},
         "week 26 after randomisation, then every 3 months", "随机化后第 26 周，之后每 3 个月一次"),
        ({"days": (7,), "every": Every(days=7)}, "week 1 after randomisation, then every week", "随机化后第 1 周，之后每周一次"),
        ({"days": (3,), "every": Every(days=1, until=10)},
         "day 3 after randomisation, then every day until day 10", "随机化后第 3 天，之后每天一次，直至第 10 天"),
        ({"every": Every(days=28, until=170)},
         "on the day of randomisation, then every 4 weeks until week 24", "随机化当天，之后每 4 周一次，直至第 24 周"),
        ({"every": Every(months=12, until=1830)},
         "on the day of randomisation, then every year, 5 times", "随机化当天，之后每年一次，共 5 次"),
        ({"days": (182,), "every": Every(months=3, until=280)},
         "week 26 after randomisation, then every 3 months, once", "随机化后第 26 周，之后每 3 个月一次，共 1 次"),
        ({"every": Every(months=12, until=1826)},
         "on the day of randomisation, then every year until day 1826 at most", "随机化当天，之后每年一次，最迟第 1826 天"),
    ],
)  # fmt: skip
def test_the_time_of_a_visit_is_said_as_people_say_it(study: Study, changes: dict[str, object], en: str, zh: str):
    assert visit_time(study, visit(**changes)) == Text(en, zh)


def test_a_name_loses_its_capital_within_a_sentence_and_an_acronym_keeps_it():
    assert in_sentence(Text("Consent signed", "签署")).en == "consent signed"
    assert in_sentence(Text("A collection", "采集")).en == "a collection"
    assert in_sentence(Text("PET scan", "PET")).en == "PET scan"


def test_a_visit_says_whose_it_is(study: Study):
    assert visit_arms(study, visit()).en == "all participants"
    assert visit_arms(study, visit(arms=("low", "placebo"))) == Text(
        "Orvilast 10 mg and Placebo", "奥维司特10 mg和安慰剂"
    )


def test_a_line_of_the_schedule_names_visit_time_people_and_forms(study: Study):
    assert schedule_line(study, "call") == Text(
        "Telephone call: week 26 after randomisation, 3 days either side; all participants; forms: Telephone contact",
        "电话随访：随机化后第 26 周，前后各 3 天；全部受试者；表单：电话随访",
    )


def test_an_arm_is_said_in_one_line(study: Study):
    assert arm_line(study.arms["low"]).en == "Orvilast 10 mg: 10 mg by mouth twice a day for 24 weeks"


def test_randomisation_is_told_without_block_sizes(study: Study):
    words = randomisation_words(study)
    assert words.en == (
        "Chance decides the group (Orvilast 20 mg, Orvilast 10 mg, Placebo) in the ratio 2:1:1. The groups are kept alike in: "
        "Eosinophils, Severe exacerbations in the last 12 months. The study is quadruple-masked."
    )
    assert "区组" not in words.zh
    assert "block" not in words.en
    assert "4, 8" not in words.en


def test_one_arm_needs_no_chance(study: Study):
    only: dict[str, Arm] = {"low": study.arms["low"]}
    assert randomisation_words(study.model_copy(update={"arms": only})).en == "All participants are in one group."


@pytest.mark.parametrize(("number", "words"), [(1_500_000_000, "1.5×10⁹"), (2_000_000, "2×10⁶"), (800, "800")])
def test_cells_are_written_with_a_power_of_ten(number: int, words: str):
    assert str(cells(number)) == words


def product(**dose: object) -> Product:
    words = Text("Cells", "细胞")
    return Product.model_validate({
        "name": words,
        "courses": {"number": 6, "interval_days": 14, "infusion_days": [0, 1, 2], "next_collection_day": 0},
        "limits": {"first_after_randomisation_days": [0, 6], "hold_days": 2, "gap_days": [13, 42], "collections_at_most": 8,
                   "retry_after_infusion_days": 3, "rest_before_infusion_hours": 2, "given_if_percent": 90},
        "culture": {"days": 14, "earliest_harvest_day": 13, "latest_harvest_day": 16, "controls": [7], "live_at_most": 2},
        "dose": {"least": 10**9, "most": 2 * 10**9, "unit": words, "per": "course", "population": "viable_nk",
                 "daily_fraction": [1], **dose},
        "release": {},
        "shelf": {"hours": 24, "alert_hours": 20, "temperature_c": [2, 8], "excursion_minutes": 30},
        "capacity": {"incubator_places": 4, "collections_a_day": 1, "infusions_a_day": 4},
    })  # fmt: skip


def test_the_cycle_of_a_product_is_told_from_vein_to_vein():
    assert product_cycle(product()) == Text(
        "Cells are collected on day 0, grown for 14 days and given on 3 days from day 14 to day 16. Up to 6 courses, 14 days "
        "from one collection to the next. The next collection falls on day 14, before that day's infusion.",
        "第 0 天采集细胞，培养 14 天，第 14 至第 16 天输注 3 次。最多 6 个疗程，两次采集间隔 14 天。"
        "下一次采集在第 14 天，于当日输注之前进行。",
    )


def test_a_dose_that_nobody_confirmed_says_so():
    assert dose_words(product()).en == (
        "1×10⁹ to 2×10⁹ viable NK cells in one course (not yet confirmed; real infusions stay blocked)"
    )
    assert dose_words(product(confirmed=True, per="infusion_day")).zh == "每个输注日活 NK 细胞 1×10⁹ 至 2×10⁹"
    assert isinstance(product().dose, Dose)
