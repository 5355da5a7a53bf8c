"""How GLPI's tables are read: lists of computers as it exports them, and its impact relations.

GLPI's lists have the labels of the screen, in the language of the user, so a list is known by the
labels that GLPI puts together itself: `Operating System - Name`, `Components - Processor`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.tables import table_reading
from legacymap.ingest.readings import Reading
from legacymap.ingest.vocabulary.headers import Column, Header, normal
from legacymap.inventory import LooseRow

_JOINED: Final = (
    "operating system -",
    "components -",
    "système d'exploitation -",
    "composants -",
    "sistema operativo -",
    "betriebssystem -",
)
_COLUMNS: Final[dict[str, Column]] = {
    **dict.fromkeys(("id",), ("id",)),
    **dict.fromkeys(("name", "nom", "nombre"), ("name",)),
    **dict.fromkeys(("entity", "entité", "entidad", "einheit"), ("owner",)),
    **dict.fromkeys(("status", "statut", "estado"), ("lifecycle",)),
    **dict.fromkeys(("manufacturer", "fabricant", "fabricante", "hersteller"), ("supplier",)),
    **dict.fromkeys(("comments", "commentaires", "comentarios", "kommentare"), ("description",)),
    **dict.fromkeys(("groupincharge", "groupresponsable"), ("team",)),
}
_SYSTEM: Final = ("operating system - name", "système d'exploitation - nom")
_IMPACT: Final[dict[str, str]] = {
    "itemtypesource": "itemtype_source",
    "itemsidsource": "items_id_source",
    "itemtypeimpacted": "itemtype_impacted",
    "itemsidimpacted": "items_id_impacted",
}


def is_glpi(source: Source) -> bool:
    """Whether the header is that of a list of computers, or of the impact relations."""
    return _is_list(source.header) or _is_impact(source.header)


def _is_impact(header: Sequence[str]) -> bool:
    return _IMPACT.keys() <= {normal(cell) for cell in header}


def _is_list(header: Sequence[str]) -> bool:
    joined = any(_label(cell).startswith(_JOINED) for cell in header)
    return joined and any(_COLUMNS.get(normal(cell)) == ("name",) for cell in header)


def read_glpi(sources: Sequence[Source]) -> Iterable[Reading]:
    """The systems and relations of all tables, which name each other by type and id.

    Raises:
        UnreadableFile: some file is none of GLPI's tables.
        LimitExceeded: some file has too many rows or columns.
    """
    namespace = f"glpi {sources[0].namespace}" if sources else "glpi"
    for source in sources:
        records = source.records
        header = records.header if records else ()
        if records is None or not (_is_list(header) or _is_impact(header)):
            message = "the header is neither that of GLPI's computers nor of its impact relations"
            finding = Finding("error", "unknown_table", message, Place(file=source.name))
            raise UnreadableFile.of([finding], source.name)
        made = _relations if _is_impact(header) else _computers
        table = "dependencies" if _is_impact(header) else "systems"
        columns = _impact_columns(header) if _is_impact(header) else _list_columns(header)
        reading = table_reading(source, records, Header(table, columns))
        rows = tuple(made(row, source.name) for row in reading.rows[table])
        yield replace(
            reading, format="glpi", namespace=namespace, is_model=True, rows={table: rows}
        )


def _label(cell: str) -> str:
    """A label of GLPI without case, its blanks as they are in GLPI."""
    return " ".join(cell.replace("_", " ").casefold().split())


def _list_columns(header: Sequence[str]) -> tuple[Column | None, ...]:
    taken: set[Column] = set()
    columns: list[Column | None] = []
    for cell in header:
        column = _COLUMNS.get(normal(cell))
        if column is None or column in taken:
            column = ("properties", cell.strip()) if cell.strip() else None
        taken.add(column or ())
        columns.append(column)
    return tuple(columns)


def _impact_columns(header: Sequence[str]) -> tuple[Column | None, ...]:
    return tuple(
        ("properties", _IMPACT.get(normal(cell), cell.strip())) if cell.strip() else None
        for cell in header
    )


def _computers(row: LooseRow, _: str) -> LooseRow:
    """A computer is a platform; its operating system is its technology."""
    given = row.values.get("properties")
    properties = given if isinstance(given, dict) else {}
    system = next((properties[key] for key in properties if _label(key) in _SYSTEM), None)
    number = row.values.get("id")
    values: dict[str, object] = {
        **row.values,
        "id": f"Computer {number}" if number else row.values.get("name"),
        "kind": "platform",
        "technologies": [system] if system else None,
    }
    return LooseRow(values, row.place)


def _relations(row: LooseRow, file: str) -> LooseRow:
    """What is impacted needs what impacts it."""
    given = row.values.get("properties")
    properties: dict[str, object] = dict(given) if isinstance(given, dict) else {}
    values: dict[str, object] = {
        "consumer": _item(properties, "impacted"),
        "provider": _item(properties, "source"),
        "evidence": [{"source": file, "how": "declared"}],
        "properties": {key: said for key, said in properties.items() if key not in _ENDS},
    }
    return LooseRow(values, row.place)


_ENDS: Final = frozenset(_IMPACT.values())


def _item(properties: Mapping[str, object], side: str) -> str | None:
    kind, number = properties.get(f"itemtype_{side}"), properties.get(f"items_id_{side}")
    return f"{kind} {number}" if kind and number else None
