"""Which formats are read, and which of them a file is: one row a format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from legacymap.errors import (
    Finding,
    InvalidInput,
    LimitExceeded,
    Place,
    UnknownFormat,
    UnreadableFile,
)
from legacymap.ingest.containers.opening import unpacked
from legacymap.ingest.files import Source, signature
from legacymap.ingest.formats.archimate.exchange import is_exchange, read_exchange
from legacymap.ingest.formats.archimate.native import is_native, read_native
from legacymap.ingest.formats.archimate.tables import is_archi_table, read_archi_tables
from legacymap.ingest.formats.backstage.catalog import is_backstage, read_backstage
from legacymap.ingest.formats.c4interflow import is_c4interflow, read_c4interflow
from legacymap.ingest.formats.call_counts import is_call_counts, read_call_counts
from legacymap.ingest.formats.calm import is_calm, read_calm
from legacymap.ingest.formats.canonical import is_canonical, read_canonical
from legacymap.ingest.formats.cloud_migration import is_cloud_migration, read_cloud_migration
from legacymap.ingest.formats.cyclonedx import is_cyclonedx, read_cyclonedx
from legacymap.ingest.formats.discovery.aws_connections import (
    is_aws_connections,
    read_aws_connections,
)
from legacymap.ingest.formats.discovery.aws_servers import is_aws_servers, read_aws_servers
from legacymap.ingest.formats.discovery.azure_migrate import (
    is_azure_dependencies,
    read_azure_dependencies,
)
from legacymap.ingest.formats.discovery.azure_servers import is_azure_servers, read_azure_servers
from legacymap.ingest.formats.discovery.migration_center import (
    is_migration_center,
    read_migration_center,
)
from legacymap.ingest.formats.gear_time import is_gear_time, read_gear_time
from legacymap.ingest.formats.glpi import is_glpi, read_glpi
from legacymap.ingest.formats.graphs.dot import is_dot, read_dot
from legacymap.ingest.formats.graphs.edge_list import is_edge_list, read_edge_list
from legacymap.ingest.formats.graphs.gexf import is_gexf, read_gexf
from legacymap.ingest.formats.graphs.graphml import is_graphml, read_graphml
from legacymap.ingest.formats.graphs.node_link import is_node_link, read_node_link
from legacymap.ingest.formats.itop import is_itop, read_itop
from legacymap.ingest.formats.kiali import is_kiali, read_kiali
from legacymap.ingest.formats.konveyor import is_konveyor, read_konveyor
from legacymap.ingest.formats.leanix.reader import is_leanix, read_leanix
from legacymap.ingest.formats.microsecend import is_microsecend, read_microsecend
from legacymap.ingest.formats.sb272 import is_sb272, read_sb272
from legacymap.ingest.formats.service_graph import is_service_graph, read_service_graph
from legacymap.ingest.formats.servicenow.reader import is_servicenow, read_servicenow
from legacymap.ingest.formats.software_inventory import (
    is_software_inventory,
    read_software_inventory,
)
from legacymap.ingest.formats.spans.jaeger import is_jaeger, read_jaeger
from legacymap.ingest.formats.spans.otlp import is_otlp, read_otlp
from legacymap.ingest.formats.spans.table import is_span_table, read_span_table
from legacymap.ingest.formats.spans.zipkin import is_zipkin, read_zipkin
from legacymap.ingest.formats.structurizr import is_structurizr, read_structurizr
from legacymap.ingest.formats.structurizr_dsl.reader import (
    is_structurizr_dsl,
    read_structurizr_dsl,
)
from legacymap.ingest.formats.tables import is_table, read_table
from legacymap.ingest.formats.waltz import is_waltz, read_waltz
from legacymap.ingest.formats.xurrent import is_xurrent, read_xurrent
from legacymap.ingest.mapped_tables import apart, read_mapped
from legacymap.ingest.marked import restore
from legacymap.ingest.merging.matches import is_matches, read_matches
from legacymap.ingest.readings import Reading
from legacymap.ingest.sheet_places import with_remarks

Read = Callable[[Sequence[Source]], Iterable[Reading]]
"""Reads all files of one format that came together, in order of their names."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How one format is known by its content, and how it is read."""

    detect: Callable[[Source], bool]
    read: Read
    description: str


def each(read: Callable[[Source], Iterable[Reading]]) -> Read:
    """A reader of files that say nothing of each other; the problems of all are reported."""

    def read_each(sources: Sequence[Source]) -> Iterator[Reading]:
        errors: list[InvalidInput] = []
        for source in sources:
            try:
                yield from read(source)
            except InvalidInput as error:
                errors.append(error)
        _refuse(errors)

    return read_each


READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "canonical": Reader(
            is_canonical, each(read_canonical), "JSON document legacymap-inventory/1"
        ),
        "matches": Reader(
            is_matches, each(read_matches), "decisions on matches, JSON legacymap-matches/1"
        ),
        "structurizr": Reader(
            is_structurizr, each(read_structurizr), "Structurizr workspace as JSON"
        ),
        "structurizr_dsl": Reader(
            is_structurizr_dsl, each(read_structurizr_dsl), "Structurizr workspace in its DSL"
        ),
        "archimate": Reader(is_exchange, each(read_exchange), "ArchiMate Open Exchange file (XML)"),
        "archi": Reader(is_native, each(read_native), "Archi model (.archimate)"),
        "archi_csv": Reader(
            is_archi_table, read_archi_tables, "Archi CSV: elements, relations, properties"
        ),
        "cyclonedx": Reader(
            is_cyclonedx, each(read_cyclonedx), "CycloneDX bill of materials (JSON or XML)"
        ),
        "calm": Reader(is_calm, each(read_calm), "FINOS CALM architecture (JSON)"),
        "backstage": Reader(
            is_backstage, read_backstage, "Backstage catalogue (YAML, or JSON of its API)"
        ),
        "itop": Reader(is_itop, read_itop, "iTop objects (XML), several files of one CMDB"),
        "glpi": Reader(is_glpi, read_glpi, "GLPI lists of computers, impact relations (CSV)"),
        "servicenow": Reader(
            is_servicenow, read_servicenow, "ServiceNow CMDB: relations and items (table or JSON)"
        ),
        "xurrent": Reader(
            is_xurrent, each(read_xurrent), "relations of items of Xurrent, formerly 4me (table)"
        ),
        "leanix": Reader(is_leanix, read_leanix, "LeanIX fact sheets (table, or GraphQL's JSON)"),
        "c4interflow": Reader(
            is_c4interflow, read_c4interflow, "tables of C4InterFlow (CSV, several files)"
        ),
        "konveyor": Reader(
            is_konveyor, each(read_konveyor), "applications and dependencies of Konveyor (CSV)"
        ),
        "cloud_migration": Reader(
            is_cloud_migration, each(read_cloud_migration), "intake of AWS's migration factory, MGN"
        ),
        "software_inventory": Reader(
            is_software_inventory, each(read_software_inventory), "Azure Migrate software inventory"
        ),
        "waltz": Reader(is_waltz, each(read_waltz), "logical flows of Waltz (table)"),
        "sb272": Reader(
            is_sb272, each(read_sb272), "catalogue of enterprise systems after SB 272 (table)"
        ),
        "gear_time": Reader(
            is_gear_time, each(read_gear_time), "GEAR systems with TIME designations (table)"
        ),
        "call_counts": Reader(
            is_call_counts, each(read_call_counts), "dependencies of Jaeger or Zipkin (JSON)"
        ),
        "kiali": Reader(is_kiali, each(read_kiali), "graph of Kiali (JSON)"),
        "service_graph": Reader(
            is_service_graph,
            each(read_service_graph),
            "service graph of OpenTelemetry (metrics, or an answer of Prometheus)",
        ),
        "otlp": Reader(is_otlp, each(read_otlp), "spans in OTLP's JSON"),
        "zipkin": Reader(is_zipkin, each(read_zipkin), "spans of Zipkin (JSON)"),
        "jaeger": Reader(is_jaeger, each(read_jaeger), "traces of Jaeger (JSON)"),
        "span_table": Reader(
            is_span_table, each(read_span_table), "table of spans: trace, span, parent, pod"
        ),
        "azure_dependencies": Reader(
            is_azure_dependencies,
            each(read_azure_dependencies),
            "dependencies that Azure Migrate exports (CSV)",
        ),
        "azure_servers": Reader(
            is_azure_servers, each(read_azure_servers), "server template of Azure Migrate (table)"
        ),
        "aws_servers": Reader(
            is_aws_servers, each(read_aws_servers), "import template of AWS Migration Hub (CSV)"
        ),
        "aws_connections": Reader(
            is_aws_connections,
            read_aws_connections,
            "connections that AWS Application Discovery exports (CSV, several files)",
        ),
        "migration_center": Reader(
            is_migration_center,
            read_migration_center,
            "machines or applications for Google's Migration Center (CSV)",
        ),
        "microsecend": Reader(
            is_microsecend, each(read_microsecend), "dataflow diagram of microSecEnD (JSON)"
        ),
        "node_link": Reader(
            is_node_link, each(read_node_link), "node-link graph of networkx (JSON)"
        ),
        "graphml": Reader(is_graphml, each(read_graphml), "GraphML graph (XML)"),
        "gexf": Reader(is_gexf, each(read_gexf), "GEXF graph of Gephi (XML)"),
        "dot": Reader(is_dot, each(read_dot), "graph in Graphviz's DOT"),
        "edge_list": Reader(is_edge_list, each(read_edge_list), "list of edges, two names a line"),
        "csv": Reader(
            is_table, each(read_table), "CSV tables, separated by comma, semicolon, tab, pipe"
        ),
    }
)
"""Asked in this order; the first that knows the content reads it."""


def read_all(sources: Iterable[Source], format: str) -> tuple[Reading, ...]:
    """What ``sources`` say, archives unpacked; the problems of all files are reported together.

    Raises:
        UnknownFormat: no reader goes by that name.
        UnreadableFile: some file is of no known format, or not what it seems to be.
        LimitExceeded: some file is over a limit.
    """
    if format != "auto" and format not in READERS:
        known = ", ".join(("auto", *READERS))
        raise UnknownFormat(f"no reader is called {format!r}; there are: {known}")
    errors: list[InvalidInput] = []
    given = apart(unpacked(sources, errors), errors)
    left, readings = read_mapped(given.sources, given.mappings, errors)
    of_format: dict[str, list[Source]] = {}
    for source in left:
        try:
            of_format.setdefault(_format_of(source, format), []).append(source)
        except InvalidInput as error:
            errors.append(error)
    for name, together in of_format.items():
        try:
            readings.extend(map(restore, READERS[name].read(together)))
        except InvalidInput as error:
            errors.append(error)
    _refuse(errors)
    everything = with_remarks((*given.accounts, *readings), given.sources)
    return tuple(sorted(everything, key=lambda reading: reading.file))


def _refuse(errors: Sequence[InvalidInput]) -> None:
    if not errors:
        return
    findings = [finding for error in errors for finding in error.findings]
    too_large = any(isinstance(error, LimitExceeded) for error in errors)
    refusal = LimitExceeded if too_large else UnreadableFile
    raise refusal.of(findings, "the input cannot be read")


def _format_of(source: Source, format: str) -> str:
    place = Place(file=source.name)
    what_it_is = None if source.sheet is not None else signature(source.content)
    if what_it_is:
        message = f"this is {what_it_is}, which holds no inventory"
        finding = Finding("error", "unknown_format", message, place)
        raise UnreadableFile.of([finding], source.name)
    if format != "auto":
        return "matches" if is_matches(source) else format
    for name, reader in READERS.items():
        if reader.detect(source):
            return name
    if source.looks_like_xml:
        # What is no sound XML, or has a document type, is told as that.
        source.xml  # noqa: B018 - read for what it raises
    raise UnreadableFile.of([_nobodys(source, place)], source.name)


def _nobodys(source: Source, place: Place) -> Finding:
    message = (
        f"the content is of no format that is read here: {_seen(source)}; the formats are"
        f" {', '.join(READERS)}"
    )
    return Finding("error", "unknown_format", message, place)


def _seen(source: Source) -> str:
    """What the content looks like to somebody who knows no format."""
    if source.xml_root is not None:
        space, name = source.xml_root
        of = f" of {space[:80]!r}" if space else ""
        return f"XML whose outermost element is {name[:60]!r}{of}"
    document = source.document if source.looks_like_json else None
    if isinstance(document, dict):
        keys = ", ".join(repr(key[:30]) for key in sorted(document)[:_KEYS])
        return f"a JSON object with {'the keys ' if keys else 'no keys'}{keys}"
    return "a JSON list" if isinstance(document, list) else "text that is no table"


_KEYS: Final = 8
