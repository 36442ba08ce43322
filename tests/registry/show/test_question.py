"""Words of one box: a name asks for records about it, not for those that mention it."""

from __future__ import annotations

from equipoise.registry.concepts import built_in, of_record
from equipoise.registry.record import Record
from equipoise.registry.search.holds import holds
from equipoise.registry.search.tree import Everything
from equipoise.registry.show.question import question, rank_words


def record(condition: str, summary: str = "") -> Record:
    return Record(
        {
            "protocolSection": {
                "conditionsModule": {"conditions": [condition]},
                "descriptionModule": {"briefSummary": summary},
            }
        }
    )


def asks(words: str, one: Record) -> bool:
    return holds(question(words, built_in()), one, of_record(one, built_in()))


def test_a_mention_in_the_summary_is_not_enough() -> None:
    assert asks("SCLC", record("Small Cell Lung Cancer"))
    assert not asks("SCLC", record("Asthma", "Unlike small cell lung cancer, asthma …"))


def test_words_that_are_no_expression_are_taken_as_words() -> None:
    assert asks("asthma AND", record("Asthma and more"))
    assert asks("(asthma", record("Asthma"))


def test_nothing_asks_for_everything() -> None:
    assert question("  …  ", built_in()) == Everything()
    assert rank_words("…", Everything()) == Everything()
