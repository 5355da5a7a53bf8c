"""Which formats an inventory leaves in: one row a format, with its media type and file name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from legacymap.errors import UnknownFormat
from legacymap.inventory import Inventory
from legacymap.report.exports.archimate import to_archimate
from legacymap.report.exports.backstage import to_backstage
from legacymap.report.exports.calm import to_calm
from legacymap.report.exports.canonical import to_canonical
from legacymap.report.exports.cyclonedx import to_cyclonedx
from legacymap.report.exports.graphs import to_dot, to_graphml, to_mermaid
from legacymap.report.exports.konveyor import to_konveyor
from legacymap.report.exports.losses import Exported
from legacymap.report.exports.structurizr import to_structurizr
from legacymap.report.exports.tables import inventory_sheets, to_tables
from legacymap.report.ods import to_ods
from legacymap.report.sheets import ODS_TYPE, XLSX_TYPE
from legacymap.report.xlsx import to_xlsx


@dataclass(frozen=True, slots=True)
class Exporter:
    """How an inventory is written in one format."""

    write: Callable[[Inventory], Exported]
    media_type: str
    suffix: str
    """How the name of such a file ends."""
    description: str


def _whole(write: Callable[[Inventory], bytes]) -> Callable[[Inventory], Exported]:
    """An exporter that loses nothing."""
    return lambda inventory: Exported(write(inventory))


EXPORTERS: Final[dict[str, Exporter]] = {
    "canonical": Exporter(
        _whole(to_canonical), "application/json", ".json", "one JSON document, nothing lost"
    ),
    "csv": Exporter(
        _whole(to_tables), "application/zip", ".zip", "a ZIP of CSV tables, nothing lost"
    ),
    "konveyor": Exporter(
        to_konveyor,
        "text/csv; charset=utf-8; header=present",
        ".konveyor.csv",
        "Konveyor applications and dependencies (CSV)",
    ),
    "backstage": Exporter(
        to_backstage, "application/yaml", ".catalog-info.yaml", "Backstage catalogue (YAML)"
    ),
    "xlsx": Exporter(
        _whole(lambda inventory: to_xlsx(inventory_sheets(inventory))),
        XLSX_TYPE,
        ".xlsx",
        "an Excel workbook with a sheet for each table, nothing lost",
    ),
    "ods": Exporter(
        _whole(lambda inventory: to_ods(inventory_sheets(inventory))),
        ODS_TYPE,
        ".ods",
        "an OpenDocument workbook with a sheet for each table",
    ),
    "structurizr": Exporter(
        to_structurizr, "application/json", ".structurizr.json", "Structurizr workspace (JSON)"
    ),
    "archimate": Exporter(
        to_archimate, "application/xml", ".archimate.xml", "ArchiMate Open Exchange file (XML)"
    ),
    "cyclonedx": Exporter(
        to_cyclonedx,
        "application/vnd.cyclonedx+json; version=1.6",
        ".cdx.json",
        "CycloneDX bill of services (JSON)",
    ),
    "calm": Exporter(to_calm, "application/json", ".calm.json", "FINOS CALM architecture (JSON)"),
    "graphml": Exporter(
        to_graphml, "application/graphml+xml; charset=utf-8", ".graphml", "GraphML"
    ),
    "dot": Exporter(to_dot, "text/vnd.graphviz; charset=utf-8", ".dot", "Graphviz DOT"),
    "mermaid": Exporter(
        to_mermaid, "text/vnd.mermaid; charset=utf-8", ".mmd", "Mermaid flowchart, a picture"
    ),
}


def export(inventory: Inventory, format: str) -> Exported:
    """``inventory`` as ``format``, one of :data:`EXPORTERS`, and what of it is not in the file.

    Raises:
        UnknownFormat: no exporter goes by that name.
    """
    if format not in EXPORTERS:
        raise UnknownFormat(f"no export format {format!r}; there are {', '.join(EXPORTERS)}")
    return EXPORTERS[format].write(inventory)
