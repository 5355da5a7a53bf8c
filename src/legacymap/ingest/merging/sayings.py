"""What one row says of a thing of the estate, and in whose words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from legacymap.ingest.merging.identity import Label, NamedRecord
from legacymap.inventory import Row

N = TypeVar("N", bound=NamedRecord)


@dataclass(frozen=True, slots=True)
class Saying(Generic[N]):
    """A row, the source that its ids belong to, and whom it means."""

    namespace: str
    row: Row[N]
    label: Label
    table: int = 0
    """How many tables were read before the one of this row."""
