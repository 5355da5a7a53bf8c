"""Real traces, service graphs, discovery exports and graph files: what was counted beforehand.

Nodes, edges, spans and rows were counted where the files were collected, by other means. Every
other real file is looked at too: no reader may take a file of another format for its own.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, cast

import pytest

from legacymap.errors import LegacymapError
from legacymap.ingest import InputFile, Limits, read_inventory
from legacymap.ingest.files import sources
from legacymap.ingest.readers import READERS
from legacymap.inventory import Import

DATA = Path(__file__).parents[3] / "shared/data"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the real files are not beside the repository (shared/data)"
)


def read(name: str) -> Import:
    imported = read_inventory([InputFile(name, (DATA / name).read_bytes())])
    (file,) = imported.files
    assert file.rows == file.used + file.merged + file.rejected
    assert imported.rejects == ()
    return imported


def stated(imported: Import) -> list[dict[str, Any]]:
    """The dependencies of the canonical document."""
    return cast("list[dict[str, Any]]", imported.inventory.document().get("dependencies", []))


def sizes(imported: Import) -> tuple[int, int]:
    return imported.inventory.systems.height, imported.inventory.dependencies.height


FOLDERS = {
    "tracing/jaeger": "otlp",
    "tracing/otlp": "otlp",
    "tracing/zipkin": "zipkin",
    "tracing/kiali": "kiali",
    "tracing/train-ticket": "span_table",
    "graphml": "graphml",
    "microsecend": "microsecend",
    "discovery/google-migration-center": "migration_center",
}
OURS = frozenset(
    {
        "call_counts",
        "kiali",
        "service_graph",
        "otlp",
        "zipkin",
        "jaeger",
        "span_table",
        "azure_dependencies",
        "aws_servers",
        "aws_connections",
        "migration_center",
        "microsecend",
        "node_link",
        "graphml",
        "gexf",
        "dot",
        "edge_list",
    }
)


def claims(path: Path) -> set[str]:
    """The formats, other than plain tables, whose readers take the file for theirs."""
    (source,) = sources([InputFile(path.name, path.read_bytes())], Limits())
    found = set()
    for name, reader in READERS.items():
        if name == "csv":
            continue
        try:
            if reader.detect(source):
                found.add(name)
        except LegacymapError:
            assert name not in OURS, f"{name} stumbles over {path.name}"
    return found


def test_every_real_file_is_claimed_by_one_reader_at_most_and_ours_by_the_right_one() -> None:
    for path in sorted(path for path in DATA.rglob("*") if path.is_file()):
        if path.suffix == ".xlsx":
            continue  # a workbook is looked at sheet by sheet
        name = path.relative_to(DATA).as_posix()
        # Tempo's traces lie beside Kiali's graphs.
        expected = (
            "otlp" if name.endswith("responseTrace.json") else FOLDERS.get(str(Path(name).parent))
        )
        found = claims(path)
        if expected is None:
            assert not found & OURS, name
            assert len(found) <= 1, name
        else:
            assert found == {expected}, name


@pytest.mark.parametrize(
    ("name", "nodes", "edges"),
    [
        ("Blog_Microservices", 10, 17),
        ("Consul_demo", 5, 4),
        ("EnterprisePlanner", 5, 5),
        ("Lakeside", 9, 9),
        ("Microservices_book", 6, 5),
        ("Pitstop_Garage_Management_System", 13, 19),
        ("ShareBike", 10, 15),
        ("Tap-And-Eat-MicroServices", 5, 4),
        ("eShopOnContainers", 25, 78),
        ("spring-cloud-netflix", 9, 26),
    ],
)
def test_a_graphml_file_holds_what_was_counted(name: str, nodes: int, edges: int) -> None:
    imported = read(f"graphml/{name}.graphml")

    assert sizes(imported) == (nodes, edges)
    assert imported.files[0].counts == {"nodes": nodes, "edges": edges}
    # Every edge says `depends`: its direction is the file's own.
    assert set(imported.inventory.dependencies["description"].to_list()) == {"depends"}
    assert imported.findings == ()


@pytest.mark.parametrize(
    ("name", "services", "entities", "flows"),
    [
        ("apssouza22_java-microservice", 13, 2, 34),
        ("ewolff_microservice", 6, 1, 12),
        ("fernandoabcampos_spring-netflix-oss-microservices", 9, 2, 23),
        ("jferrater_tap-and-eat-microservices", 8, 1, 16),
        ("mdeket_spring-cloud-movie-recommendation", 6, 5, 17),
        ("piomin_sample-spring-oauth2-microservices", 5, 3, 12),
        ("shabbirdwd53_springboot-microservice", 7, 2, 17),
        ("sqshq_piggymetrics", 14, 3, 36),
    ],
)
def test_a_dataflow_diagram_holds_what_was_counted(
    name: str, services: int, entities: int, flows: int
) -> None:
    imported = read(f"microsecend/{name}.json")

    counts = imported.files[0].counts
    assert (counts["services"], counts["external_entities"]) == (services, entities)
    assert counts["information_flows"] == flows
    assert sizes(imported) == (services + entities, flows)


# Nodes and edges as counted; then those without a name or only an area, left aside.
@pytest.mark.parametrize(
    ("name", "nodes", "edges", "aside"),
    [
        ("test_rates_none_graph", 6, 4, (1, 1)),
        ("test_service_graph", 10, 13, (2, 3)),
        ("test_versioned_app_graph", 14, 18, (2, 4)),
        ("test_workload_graph", 13, 18, (2, 4)),
    ],
)
def test_a_graph_of_kiali_holds_what_was_counted(
    name: str, nodes: int, edges: int, aside: tuple[int, int]
) -> None:
    imported = read(f"tracing/kiali/{name}.json")

    counts = imported.files[0].counts
    assert (counts["nodes"], counts["edges"]) == (nodes, edges)
    assert (counts["nodes_kept_aside"], counts["edges_kept_aside"]) == aside
    assert sizes(imported) == (nodes - aside[0], edges - aside[1])


# Spans as counted; services without the one that yelp.json calls "unknown"; what comes out.
@pytest.mark.parametrize(
    ("name", "spans", "services", "expected"),
    [
        ("zipkin/messaging-kafka.json", 28, 2, (3, 5)),
        ("zipkin/messaging2.json", 11, 4, (5, 3)),
        ("zipkin/simple-db-p6.json", 5, 1, (2, 1)),
        ("zipkin/skew.json", 4, 2, (2, 1)),
        ("zipkin/yelp.json", 16, 5, (8, 8)),
        ("otlp/trace.json", 1, 1, (1, 0)),
        ("otlp/otlp2jaeger-in.json", 2, 1, (2, 1)),
        ("jaeger/example_trace.json", 5, 3, (3, 0)),
        ("kiali/responseTrace.json", 8, 5, (5, 4)),
        ("train-ticket/2023-01-29_10_20_trace.csv", 604, 18, (18, 23)),
    ],
)
def test_spans_hold_what_was_counted(
    name: str, spans: int, services: int, expected: tuple[int, int]
) -> None:
    imported = read(f"tracing/{name}")

    counts = imported.files[0].counts
    assert (counts["spans"], counts["services"]) == (spans, services)
    accounted = ("spans_with_dependency", "spans_without_dependency", "spans_repeated")
    assert sum(counts.get(name, 0) for name in accounted) == spans
    assert sizes(imported) == expected


def test_the_calls_of_train_ticket_are_those_that_a_plain_count_finds() -> None:
    name = "tracing/train-ticket/2023-01-29_10_20_trace.csv"
    with (DATA / name).open(newline="") as file:
        rows = list(csv.DictReader(file))
    services = {(row["TraceID"], row["SpanID"]): row["PodName"].rsplit("-", 2)[0] for row in rows}
    calls: dict[tuple[str, str], int] = {}
    for row in rows:
        caller = services.get((row["TraceID"], row["ParentID"]))
        called = services[row["TraceID"], row["SpanID"]]
        if caller is not None and caller != called:
            calls[caller, called] = calls.get((caller, called), 0) + 1

    found = {
        (row["consumer"], row["provider"]): row["evidence"][0]["count"]
        for row in stated(read(name))
    }

    assert found == calls


@pytest.mark.parametrize(
    ("name", "rows", "applications"),
    [("missing_application_header", 1, 1), ("report", 3, 1), ("short_valid", 20, 5)],
)
def test_a_portfolio_for_migration_center_holds_what_was_counted(
    name: str, rows: int, applications: int
) -> None:
    imported = read(f"discovery/google-migration-center/{name}.csv")

    counts = imported.files[0].counts
    assert (counts["rows"], imported.files[0].rows) == (rows, rows)
    assert sizes(imported) == (applications, 0)
    # Four rows of one application end seven columns early, its first one does too.
    short = 5 if name == "short_valid" else 0
    assert [finding.code for finding in imported.findings] == ["short_row"] * short
