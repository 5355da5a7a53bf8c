"""How the logical flows of Waltz are read: who sends which data to whom.

Waltz says where data comes from and where it goes, so the target needs the source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.named_columns import NamedRow, named_rows, places_of
from legacymap.ingest.readings import Reading
from legacymap.inventory import LooseRow

_COLUMNS: Final[Mapping[str, str]] = {
    "waltzid": "id",
    "source": "source",
    "sourceassetcode": "source_code",
    "sourceorgunit": "source_unit",
    "target": "target",
    "targetassetcode": "target_code",
    "targetorgunit": "target_unit",
    "datatype": "data",
}


def is_waltz(source: Source) -> bool:
    """Whether the header is that of Waltz's extract of logical flows."""
    found = places_of(source.header, _COLUMNS).keys()
    return {"source", "target", "source_code", "target_code"} <= found


def read_waltz(source: Source) -> tuple[Reading, ...]:
    """The applications at the ends of flows, and a dependency for each flow.

    Raises:
        UnreadableFile: it is no table, or no extract of flows.
        LimitExceeded: too many rows or columns.
    """
    records = source.records
    if records is None or not is_waltz(source):
        message = "an extract of flows has `Source`, `Source Asset Code`, `Target`, ..."
        finding = Finding("error", "unknown_table", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    table = named_rows(source, records, _COLUMNS)
    systems: dict[str, LooseRow] = {}
    flows: list[LooseRow] = []
    for row in table.rows:
        ends = [_end(row, side) for side in ("source", "target")]
        if None in ends:
            table.reject(row, "a flow has a source and a target")
            continue
        for side, end in zip(("source", "target"), ends, strict=True):
            values: dict[str, object] = {
                "id": end,
                "name": row.get(side) or end,
                "kind": "application",
                "owner": row.get(f"{side}_unit"),
            }
            place = replace(row.place, path=f"application {end}")
            systems.setdefault(str(end), LooseRow(values, place))
        flows.append(LooseRow(_flow(row, ends, source.name), row.place))
    reading = Reading(
        file=source.name,
        format="waltz",
        digest=source.digest,
        namespace=f"waltz {source.namespace}",
        is_model=True,
        rows={"systems": tuple(systems.values()), "dependencies": tuple(flows)},
        counts={"rows": len(records.cells), "applications": len(systems), "flows": len(flows)},
    )
    return (table.finished(reading),)


def _end(row: NamedRow, side: str) -> str | None:
    return row.get(f"{side}_code") or row.get(side)


def _flow(row: NamedRow, ends: list[str | None], file: str) -> dict[str, object]:
    data, number = row.get("data"), row.get("id")
    return {
        "consumer": ends[1],
        "provider": ends[0],
        "description": f"receives {data}" if data else None,
        "evidence": [{"source": file, "how": "declared"}],
        "properties": {**({"waltz_id": number} if number else {}), **row.others},
    }
