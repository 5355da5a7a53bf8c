"""What the parts of a policy are made of: frozen tables, names, dates, years."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from legacymap.inventory import Record
from legacymap.inventory.vocabulary import Name, PartialDate


def as_text(value: object) -> object:
    """TOML has dates and every format has years that look like numbers."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value) if type(value) is int else value


SystemName = Annotated[Name, BeforeValidator(as_text)]
Day = Annotated[PartialDate, BeforeValidator(as_text)]
Year = Annotated[str, BeforeValidator(as_text), StringConstraints(pattern=r"^\d{4}$")]
Share = Annotated[float, Field(ge=0, le=100)]


class Part(Record):
    """A part of a policy: frozen, and nothing but what is declared."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)
