"""What rows ServiceNow exports, as tables or as JSON of its Table API, and what an item's row says.

In JSON a field is a text, or a reference with the `value` (a sys_id), the `display_value`, or both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pydantic import JsonValue

from legacymap.errors import Place
from legacymap.ingest.json_items import word
from legacymap.ingest.vocabulary.attributes import attributes
from legacymap.ingest.vocabulary.headers import normal
from legacymap.inventory.vocabulary import Criticality, Lifecycle, SystemKind

_SYS_ID: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Cell:
    """One field: what people see, and the value behind it where that is told."""

    display: str | None
    value: str | None = None

    @property
    def said(self) -> str | None:
        """What people see, else the value."""
        return self.display or self.value


_SILENT: Final = Cell(None)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its fields by normal name, how they are called in the file, and its place."""

    cells: Mapping[str, Cell]
    titles: Mapping[str, str]
    place: Place

    def get(self, *names: str) -> Cell:
        """The first of the fields that says something."""
        for name in names:
            cell = self.cells.get(name)
            if cell is not None and cell.said:
                return cell
        return _SILENT


def is_sys_id(text: str) -> bool:
    """Whether ``text`` is one of ServiceNow's own keys, which says nothing to people."""
    return _SYS_ID.fullmatch(text) is not None


def row_of(fields: Mapping[str, JsonValue], place: Place) -> Row:
    """The row whose ``fields`` are texts or references."""
    names = {name: _normal(name) for name in fields}
    return Row(
        {names[name]: _cell(value) for name, value in fields.items()},
        {normal_name: name.strip() for name, normal_name in names.items()},
        place,
    )


_normal: Final = lru_cache(maxsize=4096)(normal)
"""The same few names stand in every row."""


def _cell(value: JsonValue) -> Cell:
    if isinstance(value, dict):
        return Cell(word(value.get("display_value")), word(value.get("value")))
    return Cell(word(value))


_KINDS: Final[tuple[tuple[SystemKind, re.Pattern[str]], ...]] = (
    ("data_store", re.compile(r"cmdbcidb|database|dbinstance|catalog$|(sql|oracle|db2)instance")),
    ("interface", re.compile(r"endpoint|cmdbciapi|apicomponent")),
    ("application", re.compile(r"businessapp|applicationservice|service(auto|discovered)|ciappl$")),
    ("application", re.compile(r"^application$|digitalproduct")),
    ("service", re.compile(r"^cmdbciservice|businessservice|technicalservice|serviceoffering$")),
    (
        "platform",
        re.compile(
            r"server|computer|cluster|vm|virtual|netgear|switch|router|storage|loadbalancer|lpar"
            r"|mainframe|hardware|rack|datacenter|esx|hypervisor|kubernetes"
        ),
    ),
)
"""Kinds by the class of an item, by name (`cmdb_ci_business_app`) or label; the first decides."""
_LIFECYCLES: Final[Mapping[str, Lifecycle]] = {"1": "live", "6": "retired"}
_CRITICALITIES: Final[Mapping[str, Criticality]] = {
    "1": "critical",
    "2": "high",
    "3": "medium",
    "4": "low",
}
_READ: Final = frozenset(
    {
        "businesscriticality",
        "businessunit",
        "class",
        "department",
        "description",
        "manufacturer",
        "name",
        "operationalstatus",
        "ownedby",
        "shortdescription",
        "supportgroup",
        "sysclassname",
        "sysid",
        "vendor",
    }
)


def system_of(row: Row) -> dict[str, object]:
    """The values of a row of systems for a configuration item."""
    name, key = row.get("name").said, row.get("sysid").said
    class_ = row.get("sysclassname", "class")
    owner = row.get("department", "businessunit", "ownedby")
    given = dict(_others(row, owner))
    status, criticality = row.get("operationalstatus"), row.get("businesscriticality")
    given |= {
        "lifecycle": _known(status, _LIFECYCLES),
        "criticality": _known(criticality, _CRITICALITIES),
    }
    values = attributes("systems", given)
    properties = values.pop("properties", {})
    return {
        "owner": owner.said,
        "supplier": row.get("vendor", "manufacturer").said,
        "team": row.get("supportgroup").said,
        **values,
        "id": key or name,
        "name": name,
        "kind": kind_of(class_),
        "description": row.get("shortdescription", "description").said,
        "properties": {
            **({"class": class_.said} if class_.said else {}),
            **(properties if isinstance(properties, dict) else {}),
        },
    }


def _others(row: Row, owner: Cell) -> Iterator[tuple[str, JsonValue]]:
    """All other fields, by the names that the file has for them."""
    for name, cell in row.cells.items():
        rest = name not in _READ or (
            name in ("ownedby", "department", "businessunit") and cell != owner
        )
        if rest and cell.said:
            yield row.titles[name], cell.said


def _known(cell: Cell, words: Mapping[str, str]) -> str | None:
    """`1 - most critical` and the choice value `1` as our word; else what people see."""
    said = cell.said or ""
    number = re.match(r"\s*(\d+)\b", cell.value or said)
    return words.get(number[1] if number else "", said) or None


def kind_of(class_: Cell) -> SystemKind | None:
    """The kind of an item of a class; unknown where the class says nothing about it."""
    for text in (class_.value, class_.display):
        spelled = normal(text or "")
        for kind, pattern in _KINDS:
            if spelled and pattern.search(spelled):
                return kind
    return None
