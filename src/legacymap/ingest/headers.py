"""Which table a header belongs to, and which column each of its cells names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from pydantic import BaseModel

from legacymap.ingest.readings import EVIDENCE, HEADING
from legacymap.inventory import TABLES, Evidence, Heading, Record
from legacymap.inventory.tables import bare_type
from legacymap.inventory.vocabulary import DependencyKind, Name, Text

Column = tuple[str, ...]
"""The way to a value: ``("users",)``, ``("risk", "likelihood", "L1")``, ``("properties", "x")``."""


class EvidenceRow(Evidence):
    """A row of the table ``evidence``: which system or dependency it belongs to, and what it says.

    A dependency is named by its id, or by its ends and whatever else tells it apart.
    """

    system: Name | None = None
    dependency: Name | None = None
    consumer: Name | None = None
    provider: Name | None = None
    kind: DependencyKind | None = None
    interface: Name | None = None
    description: Text | None = None


MODELS: Final[dict[str, type[Record]]] = {**TABLES, HEADING: Heading, EVIDENCE: EvidenceRow}
"""Every table that a file can hold, with the model of its rows."""

_SYNONYMS: Final[dict[str, dict[str, str]]] = {
    "systems": {
        "id": "systemid applicationid appid key identifier ref uid number",
        "name": "system systemname application applicationname app appname title displayname",
        "kind": "type systemtype category elementtype",
        "parent": "parentid partof parentsystem belongsto parentname",
        "aliases": "alias othernames alsoknownas aka",
        "owner": "organisation organization department businessowner ownedby ownerid",
        "partition": "area domain group",
        "team": "deliveryteam",
        "supplier": "vendor manufacturer",
        "technologies": "technology techstack tech techs",
        "capabilities": "capability businesscapability businesscapabilities",
        "tags": "tag labels keywords",
        "description": "summary purpose comment comments notes",
        "lifecycle": "lifecyclestatus lifecyclestage status operationalstatus phase",
        "legacy": "islegacy legacysystem legacyit declaredlegacy",
        "legacy_reasons": "legacyreason reasons",
        "in_service_since": "golive golivedate inservice yearintroduced introduced since",
        "end_of_support": "eol endoflife eos eolsupport endofsupportdate endoflifedate eoldate"
        " supportends supportend supportuntil",
        "contract_end": "contractends contractenddate contractexpiry contractexpires",
        "criticality": "businesscriticality",
        "users": "numberofusers usercount nousers",
        "functional_fit": "functionalsuitability businessfit functionalscore",
        "technical_fit": "technicalsuitability technicalscore",
        "annual_run_cost": "runcost annualcost yearlycost opex annualrunningcost runningcost"
        " costperyear runcostperyear",
        "replacement_run_cost": "newruncost futureruncost",
        "replacement_cost": "costtoreplace replacementbudget capex",
        "replacement_effort_days": "effort effortdays replacementeffort",
        "replacement_duration_days": "duration durationdays replacementduration",
        "data_migration_effort_days": "datamigrationeffort migrationeffort",
        "successor": "replacedby",
        "not_before": "earliestgolive",
    },
    "dependencies": {
        "consumer": "source from caller client sourceid fromid consumerid consumersystem"
        " sourcesystem sourcename fromsystem dependent",
        "provider": "target to destination callee server targetid toid destinationid providerid"
        " providersystem targetsystem destinationsystem targetname tosystem dependson",
        "id": "dependencyid relationshipid key",
        "kind": "type relationtype relationshiptype dependencytype",
        "interface": "interfacename api contract",
        "description": "label comment comments notes relationship",
        "entities": "entity dataentities data dataobjects",
        "technology": "technologies protocol",
        "frequency_per_day": "frequency callsperday",
    },
    "organisations": {
        "id": "organisationid organizationid",
        "name": "organisation organization",
        "parent": "parentid partof",
    },
    "data_entities": {
        "id": "entityid dataentityid",
        "name": "entity dataentity",
        "sensitivity": "classification dataclassification",
    },
    "holdings": {
        "system": "systemid application applicationid systemname",
        "entity": "entityid dataentity dataentityid dataobject entityname",
        "records": "recordcount numberofrecords",
    },
    HEADING: {},
    EVIDENCE: {"system": "systemid", "dependency": "dependencyid"},
}

_PREFERRED: Final = ("systems", "organisations", "data_entities")


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says."""

    table: str
    columns: tuple[Column | None, ...]
    """One for each cell; ``None`` for a cell that names no known column."""


def normal(header: str) -> str:
    """A header without case, blanks and ``_ - .``: ``End of Support`` is ``endofsupport``."""
    return re.sub(r"[\s_.\-]+", "", header).casefold()


def worth(cells: Sequence[str]) -> int:
    """How many cells some table knows: what tells a delimiter from another."""
    return max(sum(column is not None for column in _columns(table, cells)) for table in MODELS)


def recognise(cells: Sequence[str], stem: str) -> Header | None:
    """The table that a header of these cells belongs to; ``None`` where it is nobody's.

    Tables with columns of their own are known by them. ``id, name, parent`` may be systems,
    organisations or data entities: then the one with most known columns, then the one that the
    file's name without its ending (``stem``) says, then systems.
    """
    found = {table: _columns(table, cells) for table in MODELS}
    for table, is_it in _SIGNS:
        if is_it({column[0] if column else None for column in found[table]}):
            return Header(table, found[table])
    told = normal(stem)

    def rank(table: str) -> tuple[bool, int, bool, int]:
        known = sum(column is not None for column in found[table])
        return (_names(found[table]), known, normal(table) in told, -_PREFERRED.index(table))

    best = max(_PREFERRED, key=rank)
    return Header(best, found[best]) if _names(found[best]) else None


def column_of(table: str, header: str) -> Column | None:
    """The column of ``table`` that ``header`` names by itself; ``None`` where it names none."""
    return _columns(table, (header,))[0]


def _names(columns: Sequence[Column | None]) -> bool:
    return ("id",) in columns or ("name",) in columns


_SIGNS: Final[tuple[tuple[str, Callable[[set[str | None]], bool]], ...]] = (
    (
        EVIDENCE,
        lambda has: (
            "source" in has
            and bool({"how", "confidence", "count"} & has)
            and (bool({"system", "dependency"} & has) or {"consumer", "provider"} <= has)
        ),
    ),
    ("holdings", lambda has: {"system", "entity"} <= has),
    ("dependencies", lambda has: {"consumer", "provider"} <= has),
    (HEADING, lambda has: None not in has and bool({"as_of", "currency"} & has)),
)
"""What tells a table from all others, in the order of asking; ``None`` is an unknown column."""


def _columns(table: str, cells: Sequence[str]) -> tuple[Column | None, ...]:
    """The column of each cell; where two name the same one, the exact name wins, then the first."""
    exact, synonyms = _known(table)
    spelled = [normal(cell) for cell in cells]
    taken: set[Column] = set()
    columns: list[Column | None] = [None] * len(cells)
    for names in (exact, synonyms):
        for index, name in enumerate(spelled):
            column = names.get(name)
            if column and columns[index] is None and column not in taken:
                columns[index] = column
                taken.add(column)
    if "properties" in MODELS[table].model_fields:
        for index, cell in enumerate(cells):
            prefix, dot, key = cell.strip().partition(".")
            if dot and key and normal(prefix) == "properties" and columns[index] is None:
                columns[index] = ("properties", key)
    return tuple(columns)


@cache
def _known(table: str) -> tuple[dict[str, Column], dict[str, Column]]:
    exact: dict[str, Column] = {}
    for name, field in MODELS[table].model_fields.items():
        exact[normal(name)] = (name,)
        for inner in _inner(bare_type(field.annotation)):
            exact[normal("".join((name, *inner)))] = (name, *inner)
            exact.setdefault(normal(name + inner[-1]), (name, *inner))
    synonyms: dict[str, Column] = {
        synonym: (column,)
        for column, known in _SYNONYMS[table].items()
        for synonym in known.split()
    }
    return exact, synonyms


def _inner(bare: object) -> list[Column]:
    """The ways to the single values inside a column that is a record of its own."""
    if not (isinstance(bare, type) and issubclass(bare, BaseModel)):
        return []
    ways: list[Column] = []
    for name, field in bare.model_fields.items():
        deeper = _inner(bare_type(field.annotation))
        ways.extend([(name, *way) for way in deeper] or [(name,)])
    return ways
