"""The JSON schema of the canonical document, exported from the record models."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import ConfigDict, JsonValue

from legacymap.inventory.inventory import FORMAT
from legacymap.inventory.records import (
    DataEntity,
    Dependency,
    Heading,
    Holding,
    Organisation,
    System,
)


class InventoryDocument(Heading):
    """The canonical inventory document; keys it does not declare are kept in `properties`."""

    model_config = ConfigDict(extra="allow", title=FORMAT)

    format: Literal["legacymap-inventory/1"]
    organisations: tuple[Organisation, ...] = ()
    systems: tuple[System, ...]
    dependencies: tuple[Dependency, ...] = ()
    data_entities: tuple[DataEntity, ...] = ()
    holdings: tuple[Holding, ...] = ()


DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def inventory_schema() -> dict[str, JsonValue]:
    """JSON schema (2020-12) of ``legacymap-inventory/1``."""
    return {"$schema": DIALECT, **InventoryDocument.model_json_schema()}
