"""What somebody decided about the merging of sources: the rows of ``legacymap-matches/1``."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, JsonValue, ValidationInfo, field_validator

from legacymap.inventory import Record
from legacymap.inventory.vocabulary import Name, Text

FORMAT: Final = "legacymap-matches/1"
MATCHES: Final = "matches"
"""The table whose rows say which systems are the same and which are not."""
RULES: Final = "rules"
"""The table whose one row says whose word counts."""

Rule = Literal["newest", "confidence", "order"]


def _different(systems: tuple[str, str]) -> tuple[str, str]:
    if systems[0] == systems[1]:
        raise ValueError("must be two different ids")
    return systems


class Decision(Record):
    """Two ids mean one system, or surely two."""

    decision: Literal["accepted", "refused"]
    systems: Annotated[
        tuple[Name, Name], AfterValidator(_different), Field(description="Ids of the inventory")
    ]
    stays: Name | None = Field(None, description="Which of the two ids the one system keeps")
    note: Text | None = None
    properties: dict[str, JsonValue] = Field(default_factory=dict)

    @field_validator("stays")
    @classmethod
    def _one_of_them(cls, stays: str | None, known: ValidationInfo) -> str | None:
        if stays is not None and stays not in known.data.get("systems", (stays,)):
            raise ValueError("must be one of the two systems")
        return stays

    @property
    def pair(self) -> tuple[str, str]:
        """The two ids, sorted: a pair has no first."""
        one, other = sorted(self.systems)
        return (one, other)


class RuleRow(Record):
    """Whose word counts where sources contradict each other."""

    rule: Rule | None = None
    prefer: tuple[Name, ...] = ()
