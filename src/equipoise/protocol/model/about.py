"""What the study is: the words that its public page shows."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from equipoise.protocol.model.statement import Names, Part, Statement, Words
from equipoise.values.text import Text


class RestsOn(Part):
    """What the study file as a whole rests on: a registry record beside it (then whatever the record does not say must be marked
    assumed), or a signed protocol document (then unmarked statements are the document's)."""

    record: str | None = Field(default=None, description="File name of the registry record in the study folder")
    document: Text | None = Field(default=None, description="Title, version and date of the signed protocol")


class Titles(Part):
    """The titles of the study."""

    brief: Words
    official: Words
    acronym: Text | None = None


class Sponsor(Statement):
    """Who answers for the study."""

    name: Text
    kind: Text = Field(description="Funder type in words, e.g. Other / 其他")
    responsible: Text


class Site(Statement):
    """A place where the study runs. Contact data of people are never in a study file."""

    name: Text
    city: Text
    region: Text | None = None
    country: Text
    postcode: str = ""
    latitude: float | None = None
    longitude: float | None = None


class About(Part):
    """Titles, descriptions, sponsor, sites: the words of the public page beyond design, arms, criteria and outcomes."""

    titles: Titles
    identifiers: dict[str, Words] = Field(default={}, description="Other identifiers by their issuer")
    sponsor: Sponsor
    summary: Words
    description: Words | None = None
    plain: Words = Field(description="What is tested and why, in plain words")
    conditions: tuple[Words, ...]
    keywords: tuple[Words, ...] = ()
    sites: dict[str, Site]
    officials: tuple[Words, ...] = ()
    facts: dict[str, Words] = Field(
        default={}, description="Further statements of the record shown on the page: dates, oversight, data sharing …"
    )


class Question(Part):
    """What the participant is asked before signing, to see whether the explanation was understood (ICH E6(R3) 2.8)."""

    ask: Text
    answer: Text = Field(description="What a participant who understood says, in short")


class Consent(Statement):
    """A version of the informed consent; the Chinese text is authoritative."""

    name: Text
    effective: str = Field(description="First day on which it may be signed, YYYY-MM-DD")
    document: dict[Literal["en", "zh"], str] = Field(default={}, description="File of the text in the study folder")
    ticks: dict[str, Text] = Field(default={}, description="Separate permissions that the participant gives or refuses")
    required_ticks: Names = ()
    questions: dict[str, Question] = Field(
        default={}, description="What the participant answers in own words before signing"
    )
    languages: tuple[Literal["en", "zh"], ...] = ("zh",)
