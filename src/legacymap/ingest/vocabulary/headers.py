"""Which table a header belongs to, and which column each of its cells names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from pydantic import BaseModel

from legacymap.ingest.readings import EVIDENCE, HEADING
from legacymap.ingest.vocabulary.synonyms import SYNONYMS
from legacymap.ingest.vocabulary.words import without_accents
from legacymap.inventory import TABLES, Evidence, Heading, KnownBy, Record
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

_PREFERRED: Final = ("systems", "organisations", "data_entities")


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says."""

    table: str
    columns: tuple[Column | None, ...]
    """One for each cell; ``None`` for a cell that names no known column."""
    doubtful: bool = False
    """Whether it may be another table: told by the name of the file, or by nothing."""


def normal(header: str) -> str:
    """A header without case, blanks and ``_ - .``: ``End of Support`` is ``endofsupport``."""
    return re.sub(r"[\s_.\-]+", "", header).casefold()


def columns_by(cells: Sequence[str], names: Mapping[str, Column]) -> tuple[Column | None, ...]:
    """The column of each cell by ``names`` of normal headers; of two for one the first has it."""
    taken: set[Column] = set()
    columns: list[Column | None] = []
    for cell in cells:
        column = names.get(normal(cell))
        columns.append(column if column not in taken else None)
        taken |= {column} if column else set()
    return tuple(columns)


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

    best, second = sorted(_PREFERRED, key=rank, reverse=True)[:2]
    is_close = rank(best)[:2] == rank(second)[:2] and not rank(best)[2]
    return Header(best, found[best], is_close) if _names(found[best]) else None


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


def known_by(table: str, header: str, column: Column) -> tuple[KnownBy, bool]:
    """How ``header`` names ``column`` of ``table``, and whether it may mean something else."""
    exact, synonyms, doubtful = _known(table)
    for name in _spellings(header):
        if exact.get(name) == column:
            return "name", False
        if synonyms.get(name) == column:
            return "synonym", name in doubtful
    is_property = normal(header).startswith(normal("properties"))
    return ("name", False) if is_property else ("format", False)


def _columns(table: str, cells: Sequence[str]) -> tuple[Column | None, ...]:
    """The column of each cell; where two name the same one, the exact name wins, then the first."""
    exact, synonyms, _ = _known(table)
    spelled = [_spellings(cell) for cell in cells]
    taken: set[Column] = set()
    columns: list[Column | None] = [None] * len(cells)
    for names in (exact, synonyms):
        for index, spellings in enumerate(spelled):
            column = next((names[name] for name in spellings if name in names), None)
            if column and columns[index] is None and column not in taken:
                columns[index] = column
                taken.add(column)
    if "properties" in MODELS[table].model_fields:
        for index, cell in enumerate(cells):
            prefix, dot, key = cell.strip().partition(".")
            if dot and key and normal(prefix) == "properties" and columns[index] is None:
                columns[index] = ("properties", key)
    return tuple(columns)


_UNIT: Final = re.compile(
    r"\s*[(\[][^()\[\]]{0,20}[)\]]\s*$|[\s_-](?:eur|euro|gbp|usd|chf|nok|sek|dkk)$"
)


@cache
def _spellings(header: str) -> tuple[str, ...]:
    """How ``header`` may stand in the lists of names: as it is, then without its unit."""
    whole = without_accents(normal(header[:200]))
    bare = without_accents(normal(_UNIT.sub("", header[:200].casefold())))
    return (whole,) if bare in (whole, "") else (whole, bare)


@cache
def _known(table: str) -> tuple[dict[str, Column], dict[str, Column], frozenset[str]]:
    """Columns by their own names, by what else they are called, and which of that is doubtful."""
    exact: dict[str, Column] = {}
    for name, field in MODELS[table].model_fields.items():
        exact[normal(name)] = (name,)
        for inner in _inner(bare_type(field.annotation)):
            exact[normal("".join((name, *inner)))] = (name, *inner)
            exact.setdefault(normal(name + inner[-1]), (name, *inner))
    synonyms: dict[str, Column] = {}
    doubtful: set[str] = set()
    for column, known in SYNONYMS[table].items():
        for word in known.split():
            synonym = word.removeprefix("~")
            synonyms[synonym] = (column,)
            doubtful |= {synonym} if word != synonym else set()
    return exact, synonyms, frozenset(doubtful)


def _inner(bare: object) -> list[Column]:
    """The ways to the single values inside a column that is a record of its own."""
    if not (isinstance(bare, type) and issubclass(bare, BaseModel)):
        return []
    ways: list[Column] = []
    for name, field in bare.model_fields.items():
        deeper = _inner(bare_type(field.annotation))
        ways.extend([(name, *way) for way in deeper] or [(name,)])
    return ways
