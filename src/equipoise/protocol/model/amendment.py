"""What an amendment says about itself."""

from __future__ import annotations

from pydantic import Field

from equipoise.protocol.model.statement import VERSION, Part
from equipoise.values.text import Text


class Amendment(Part):
    """The head of `amendments/<version>.yaml`; under `changes` stands what it changes, path by path."""

    version: str = Field(pattern=VERSION, description="Version that it makes of the study file")
    effective: str = Field(description="First day of the version, YYYY-MM-DD")
    summary: Text = Field(description="What it changes, in one or two sentences")
    because: Text = Field(description="Why")
