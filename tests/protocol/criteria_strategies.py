"""Random criteria for property tests: every construct of the language, nested."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from equipoise.protocol.criteria import Expression, Observation
from equipoise.protocol.criteria.syntax import (
    Arithmetic,
    Comparison,
    Conjunction,
    Day,
    Disjunction,
    Either,
    Implication,
    Membership,
    Multiple,
    Name,
    Negation,
    Number,
    Presence,
    Timing,
    Today,
    Word,
)
from equipoise.values.dates import PartialDate
from equipoise.values.quantity import Quantity

NAMES = ["alt", "ast", "age", "kps", "first_line.response", "RFICDAT", "x", "in_range", "notes", "d"]
figures = st.decimals(min_value=0, max_value=500, places=2)
names = st.sampled_from(NAMES).map(Name)
numbers = st.builds(
    Number,
    st.one_of(figures, figures.map(lambda value: -value)),
    st.sampled_from(["", "", "g/L", "umol/L", "10*9/L", "U/L", "%", "/min", "mm[Hg]", "Cel", "d", "mL/min/{1.73_m2}"]),
)
spans = st.builds(Number, st.integers(0, 60).map(Decimal), st.sampled_from(["d", "wk", "mo", "a"]))
words = st.builds(
    Word,
    st.one_of(
        st.sampled_from(
            ["CR", "PR", "Y", "none", "in", "and", "8041/3", "C34.9", "2018-05", "", "it's", "非小细胞", "5"]
        ),
        st.text(st.characters(exclude_characters='"', exclude_categories=("Cs",)), max_size=8),
    ),
)
days = st.builds(
    Day,
    st.one_of(
        st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(lambda day: PartialDate(day.year, day.month, day.day)),
        st.builds(PartialDate, st.integers(1900, 2100), st.integers(1, 12)),
    ),
)
eithers = st.builds(Either, st.lists(numbers, min_size=2, max_size=3).map(tuple))
multiples = st.builds(Multiple, figures, st.sampled_from(["ULN", "LLN"]))
sums = st.recursive(
    st.one_of(names, numbers, days, st.just(Today())),
    lambda inner: st.builds(Arithmetic, st.sampled_from("+-*/"), inner, inner),
    max_leaves=3,
)
windows = st.one_of(st.none(), spans)
tests = st.one_of(
    st.builds(Comparison, sums, st.sampled_from(["<", "<=", ">", ">="]), sums, windows),
    st.builds(Comparison, sums, st.sampled_from(["=", "!="]), st.one_of(sums, words), windows),
    st.builds(
        Comparison, names, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), st.one_of(eithers, multiples), windows
    ),
    st.builds(
        Membership, sums, st.lists(st.one_of(words, numbers), min_size=1, max_size=3).map(tuple), st.booleans(), windows
    ),
    st.builds(Timing, sums, st.sampled_from(["before", "on or before", "after", "on or after"]), sums, windows),
    st.builds(Presence, names, st.booleans(), windows),
)
expressions: st.SearchStrategy[Expression] = st.recursive(
    tests,
    lambda inner: st.one_of(
        st.builds(Conjunction, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Disjunction, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Negation, inner),
        st.builds(Implication, inner, inner),
    ),
    max_leaves=6,
)
observations = st.one_of(
    st.none(),
    st.builds(
        Observation,
        st.one_of(
            figures,
            st.booleans(),
            st.sampled_from(
                ["CR", "Y", "none", ">=50", "<0.3", "2018", "2018-05", "2018-05-10T08:00:00Z", "not a number"]
            ),
            st.builds(PartialDate, st.integers(2017, 2019), st.integers(1, 12)),
        ),
        st.sampled_from(["", "g/L", "umol/L", "%", "d", "a"]),
        st.one_of(st.none(), st.dates(date(2018, 1, 1), date(2018, 12, 31))),
        st.integers(0, 9),
        st.one_of(st.none(), st.builds(Quantity, figures, st.just("g/L"))),
        st.one_of(st.none(), st.builds(Quantity, figures, st.just("g/L"))),
    ),
)
people = st.dictionaries(st.sampled_from(NAMES), observations)
