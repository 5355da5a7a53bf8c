"""An inventory as a ZIP of the CSV tables that hold anything; reading it gives the same digest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, get_args, get_origin

from pydantic import BaseModel, JsonValue

from legacymap.inventory import TABLES, Evidence, Inventory, Record
from legacymap.inventory.tables import bare_type, canonical_text
from legacymap.report.archive import zipped
from legacymap.report.cells import amounts_text, list_text
from legacymap.report.comma_separated import Value, comma_separated
from legacymap.report.sheets import Sheet

_HEADING: Final = ("name", "as_of", "currency")
_REFERENCE: Final = (
    "system",
    "consumer",
    "provider",
    "kind",
    "interface",
    "description",
    "dependency",
)
"""What a row of `evidence.csv` speaks of: a system, or a dependency by its id or its identity."""


def to_tables(inventory: Inventory) -> bytes:
    """A ZIP of the CSV tables that hold anything; a column stands where any row fills it."""
    return zipped(
        {
            f"{sheet.name}.csv": comma_separated(sheet.header, sheet.rows)
            for sheet in inventory_sheets(inventory)
        }
    )


def inventory_sheets(inventory: Inventory) -> Iterator[Sheet]:
    """The tables that hold anything; a column stands where any row fills it."""
    document = inventory.document()
    heading = [document.get(column) for column in _HEADING]
    if any(value is not None for value in heading):
        yield Sheet("inventory", _HEADING, (tuple(_scalar(value) for value in heading),))
    for table, model in TABLES.items():
        rows = _objects(document.get(table))
        if rows or table == "systems":
            yield _table(table, model, rows)
    evidence = list(_evidence(document))
    if evidence:
        header = (*_REFERENCE, *Evidence.model_fields)
        yield _sparse("evidence", header, evidence, keep=("source",))


def _table(name: str, model: type[Record], rows: list[dict[str, JsonValue]]) -> Sheet:
    cells = [dict(_cells(model, row)) for row in rows]
    declared = dict.fromkeys(_columns(model))
    properties = dict.fromkeys(sorted({column for row in cells for column in row} - set(declared)))
    needed = [name for name, field in model.model_fields.items() if field.is_required()]
    return _sparse(name, (*declared, *properties), cells, keep=needed)


def _sparse(
    name: str, header: Iterable[str], rows: list[dict[str, Value]], *, keep: Iterable[str] = ()
) -> Sheet:
    filled = {column for row in rows for column in row} | set(keep)
    columns = tuple(column for column in header if column in filled)
    return Sheet(name, columns, tuple(tuple(row.get(column) for column in columns) for row in rows))


def _columns(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """The columns of a table; those of a record inside a record carry its name: `committed.end`."""
    for name, field in model.model_fields.items():
        bare = bare_type(field.annotation)
        if isinstance(bare, type) and issubclass(bare, BaseModel):
            # The scores are unique by themselves: risk.L1, not risk.likelihood.L1.
            inner = prefix if prefix == "risk." else f"{name}."
            yield from _columns(bare, inner)
        elif name != "properties" and not _is_evidence(bare):
            yield f"{prefix}{name}"


def _cells(
    model: type[BaseModel], row: Mapping[str, JsonValue], prefix: str = ""
) -> Iterator[tuple[str, Value]]:
    for name, value in row.items():
        bare = bare_type(model.model_fields[name].annotation)
        if isinstance(bare, type) and issubclass(bare, BaseModel) and isinstance(value, dict):
            yield from _cells(bare, value, prefix if prefix == "risk." else f"{name}.")
        elif name == "properties" and isinstance(value, dict):
            yield from property_cells(value)
        elif isinstance(value, dict):
            yield name, amounts_text({key: _whole(value[key]) for key in value})
        elif isinstance(value, list) and not _is_evidence(bare):
            yield name, list_text(str(item) for item in value)
        elif not isinstance(value, list):
            yield f"{prefix}{name}", _scalar(value)


def property_cells(properties: Mapping[str, JsonValue]) -> Iterator[tuple[str, Value]]:
    """A column for each text; numbers, lists and what has an odd name stay one JSON object."""
    rest: dict[str, JsonValue] = {}
    for key, value in properties.items():
        if isinstance(value, str) and value.strip() and key and key == key.strip():
            yield f"properties.{key}", value
        else:
            rest[key] = value
    if rest:
        yield "properties", canonical_text(rest)


def _is_evidence(bare: object) -> bool:
    return get_origin(bare) is tuple and get_args(bare)[0] is Evidence


def _evidence(document: Mapping[str, JsonValue]) -> Iterator[dict[str, Value]]:
    for system in _objects(document.get("systems")):
        for item in _objects(system.get("evidence")):
            yield {"system": _scalar(system["id"]), **_scalars(item)}
    for dependency in _objects(document.get("dependencies")):
        identity = _scalars({k: dependency[k] for k in _REFERENCE if k in dependency})
        if "id" in dependency:
            identity["dependency"] = _scalar(dependency["id"])
        for item in _objects(dependency.get("evidence")):
            yield {**identity, **_scalars(item)}


def _objects(value: JsonValue) -> list[dict[str, JsonValue]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _scalars(item: Mapping[str, JsonValue]) -> dict[str, Value]:
    return {key: _scalar(value) for key, value in item.items()}


def _scalar(value: JsonValue) -> Value:
    return None if isinstance(value, (dict, list)) else value


def _whole(value: JsonValue) -> int:
    return value if isinstance(value, int) else 0
