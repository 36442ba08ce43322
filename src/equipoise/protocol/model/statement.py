"""What every part of a study file has in common: what it rests on."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from equipoise.values.text import Text

VERSION = r"^[0-9A-Za-z][0-9A-Za-z.-]*$"
"""How a version is written: it names a file too."""


class Part(BaseModel):
    """A frozen piece of the study file; a key that it does not know is a fault, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Assumed(Part):
    """Why a statement stands here although the record does not make it, and who must confirm it before real use."""

    because: Text
    confirm_by: str = Field(
        description="Who confirms it: investigator, statistician, quality, sponsor, ethics committee …"
    )


class Statement(Part):
    """Something that the study file states.

    It rests on the registry record (`record`: pointer into the record -> the words or value found there), or it is `assumed`;
    a statement with neither rests on what its enclosing statement rests on. `equipoise study check` compares and lists both.
    """

    record: dict[str, str | int | bool] | None = Field(
        default=None,
        description="Pointer into record.json, e.g. designModule.enrollmentInfo.count: the words or value there",
    )
    assumed: Assumed | None = Field(default=None, description="Marks what the record does not say: because, confirm_by")


class Words(Statement):
    """A statement that is a text."""

    en: str
    zh: str

    @property
    def text(self) -> Text:
        """The words in both languages."""
        return Text(self.en, self.zh)


def _exact(value: object) -> object:
    return str(value) if isinstance(value, float) else value


Number = Annotated[Decimal, BeforeValidator(_exact)]
"""An exact decimal number; never a binary float."""
Names = tuple[str, ...]
"""Names of other parts of the study file."""
