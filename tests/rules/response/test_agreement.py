from __future__ import annotations

from datetime import date
from fractions import Fraction

from equipoise.rules.response import Agreement, Discordance, agreement, discordance

EARLY, LATE = date(2026, 1, 1), date(2026, 3, 1)


def test_kappa_is_exact():
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert agreement(pairs) == Agreement(50, 35, Fraction(2, 5))  # 0.7 observed, 0.5 by chance


def test_readers_who_always_say_the_same_one_thing_have_no_kappa():
    assert agreement([("PD", "PD")] * 3) == Agreement(3, 3, None)


def test_nothing_compared_agrees_on_nothing():
    assert agreement([]) == Agreement(0, 0, None)


def test_the_discrepancy_rates_of_the_investigator():
    days = [
        (EARLY, EARLY),  # agree
        (EARLY, LATE),  # earlier than the central reading
        (EARLY, None),  # called by the investigator alone
        (LATE, EARLY),  # later
        (None, EARLY),  # called by the central reading alone
        (None, None),
    ]
    assert discordance(days) == Discordance(Fraction(2, 4), Fraction(2, 4))


def test_without_progression_there_is_no_rate():
    assert discordance([(None, None)]) == Discordance(None, None)
