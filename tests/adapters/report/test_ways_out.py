"""What leaves in another tool's format comes back, but for what the export lists as lost."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legacymap.cli.commands.inventories import ExportFormat
from legacymap.errors import Finding
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import (
    DataEntity,
    Dependency,
    Evidence,
    Heading,
    Holding,
    Inventory,
    Organisation,
    System,
)
from legacymap.inventory.marks import restored
from legacymap.report import EXPORTERS, export

EXAMPLES = Path(__file__).parents[3] / "examples"
HMPPS = Path(__file__).parents[4] / "shared/data/hmpps/structurizr-56937.json"
WHOLE = ("canonical", "csv")
MODELS = ("structurizr", "archimate", "cyclonedx", "calm", "backstage", "graphml", "dot")
"""Formats with a place for all that is known of systems and dependencies."""
TABLES = ("organisations", "systems", "dependencies", "data_entities", "holdings")


def read_back(inventory: Inventory, format: str) -> Inventory:
    name = f"x{EXPORTERS[format].suffix}"
    return read_inventory([InputFile(name, export(inventory, format).content)]).inventory


def lost(losses: tuple[Finding, ...]) -> dict[str, int]:
    """The numbers in the findings, by what they are about."""
    numbers = {}
    for loss in losses:
        assert loss.where is not None
        number = re.search(r"(?:^|of )([\d,]+) ", loss.message)
        numbers[str(loss.where.column)] = int(number[1].replace(",", "")) if number else 1
    return numbers


def missing(before: Inventory, after: Inventory) -> dict[str, int]:
    """What only ``before`` says, counted by table and column as losses are; nothing is added."""
    found: Counter[str] = Counter()
    one, other = before.document(), after.document()
    for key in ("name", "as_of", "currency"):
        if one.get(key) != other.get(key):
            assert other.get(key) in (None, "Inventory"), "a heading was changed"
            found[f"inventory.{key}"] += key in one
    for table in TABLES:
        rows, back = (document.get(table, []) for document in (one, other))
        assert isinstance(rows, list)
        assert isinstance(back, list)
        remaining = [row for row in rows if row not in back]
        for row in back:
            assert row in rows, f"{table} holds something new: {row}"
        found[table] += len(remaining)
    return {key: count for key, count in found.items() if count}


SMALL = Inventory.of(
    [
        System(
            id="nomis",
            name="NOMIS",
            kind="application",
            owner="hmpps",
            supplier="Oracle",
            description="Custody\nmanagement",
            technologies=("Oracle", "Java"),
            tags=("a", "b,c"),
            partition="Prisons",
            end_of_support="2027-06-30",
            users=30000,
            legacy=True,
            contractor_share=0.5,
            replacement_effort_days={"oracle": 300},
            evidence=(Evidence(source="register", how="declared"),),
            properties={
                "cost centre": "0123",
                "element": "mine",
                "n": 5,
                "owner": "someone",
                # Words that graphs draw by, or that their readers look for.
                "name": "another",
                "label": "written on it",
                "color": "red",
                "kind": "service",
            },
        ),
        System(id="db", name="Database", kind="data_store", parent="nomis"),
        System(id="table", name="Table", parent="db"),
        System(id="index", name="Index", parent="table", technologies=("B-tree",)),
        System(id="web", name="Database", kind="interface", parent="nomis", legacy=False),
        System(id="officer", name="Officer", kind="actor"),
        System(id="visits", name="Visits", kind="service"),
        System(id="cloud", name="Cloud", kind="platform"),
    ],
    [
        Dependency(consumer="officer", provider="visits"),
        Dependency(consumer="visits", provider="nomis", kind="call", technology="JDBC", id="7"),
        Dependency(consumer="visits", provider="nomis", kind="file", entities=("offender",)),
        Dependency(consumer="nomis", provider="cloud", kind="hosting"),
        Dependency(consumer="web", provider="db", kind="database", description="reads", live=True),
        Dependency(consumer="index", provider="visits", kind="part_of"),
        Dependency(
            consumer="nomis", provider="nomis", kind="event", properties={"x": "1", "dir": "back"}
        ),
    ],
    organisations=[
        Organisation(id="hmpps", name="HM Prison and Probation Service"),
        Organisation(id="moj's", name="MoJ", parent="hmpps", properties={"code": "7"}),
    ],
    data_entities=[
        DataEntity(id="offender", name="Offender", sensitivity="official", properties={"k": "v"}),
        DataEntity(id="nomis", name="An entity called like a system"),
    ],
    holdings=[
        Holding(system="nomis", entity="offender", role="master", crud="CRUD", records=85000),
        Holding(system="nomis", entity="offender", role="copy"),
        Holding(system="visits", entity="nomis", role="reader"),
        Holding(system="officer", entity="offender", role="writer"),
    ],
    heading=Heading(name="Estate", as_of="2025-03-20", currency="GBP"),
)


def test_the_command_line_names_the_formats_that_there_are() -> None:
    assert {word.value for word in ExportFormat} == set(EXPORTERS)


@pytest.mark.parametrize("format", WHOLE)
def test_canonical_and_tables_lose_nothing(format: str) -> None:
    assert export(SMALL, format).losses == ()
    assert read_back(SMALL, format).digest == SMALL.digest


LOST = {
    "structurizr": {"data_entities": 2, "holdings": 4, "organisations": 2},
    "archimate": {"holdings": 1, "organisations": 2},
    "cyclonedx": {"organisations": 2},
    "calm": {"organisations": 2},
    "graphml": {"data_entities": 2, "holdings": 4, "organisations": 2},
    "dot": {"data_entities": 2, "holdings": 4, "organisations": 2},
    "backstage": {
        "data_entities": 2,
        "holdings": 4,
        "inventory.as_of": 1,
        "inventory.currency": 1,
        "inventory.name": 1,
    },
}


@pytest.mark.parametrize("format", MODELS)
def test_what_a_model_does_not_bring_back_is_what_it_lists_as_lost(format: str) -> None:
    assert lost(export(SMALL, format).losses) == LOST[format]
    assert missing(SMALL, read_back(SMALL, format)) == LOST[format]


def example(name: str) -> Inventory:
    files = sorted((EXAMPLES / name).glob("*.csv"))
    files = [file for file in files if file.stem in (*TABLES, "inventory")]
    files = files or [EXAMPLES / name / "inventory.json"]
    return read_inventory([InputFile(f.name, f.read_bytes()) for f in files]).inventory


@pytest.mark.parametrize("name", ["benefits", "prisons-and-probation"])
@pytest.mark.parametrize("format", MODELS)
def test_the_examples_come_back_but_for_what_is_listed(name: str, format: str) -> None:
    inventory = example(name)
    assert missing(inventory, read_back(inventory, format)) == lost(
        export(inventory, format).losses
    )


@pytest.mark.skipif(not HMPPS.is_file(), reason="no shared/data beside the repository")
@pytest.mark.parametrize("format", MODELS)
def test_a_real_estate_comes_back_but_for_what_is_listed(format: str) -> None:
    inventory = read_inventory([InputFile(HMPPS.name, HMPPS.read_bytes())]).inventory
    assert missing(inventory, read_back(inventory, format)) == lost(
        export(inventory, format).losses
    )


def from_graphml(content: bytes) -> tuple[list[object], list[object]]:
    """The rows that the data of nodes and edges say, by any parser of XML."""
    root = ET.fromstring(content)  # noqa: S314 - written by ourselves a line above
    space = "{http://graphml.graphdrawing.org/xmlns}"
    names = {key.get("id"): key.get("attr.name") for key in root.iter(f"{space}key")}

    def data(element: ET.Element) -> dict[str, object]:
        return {str(names[item.get("key")]): item.text for item in element.iter(f"{space}data")}

    number = {}
    systems, dependencies = [], []
    for node in root.iter(f"{space}node"):
        beside = data(node)
        systems.append(restored("systems", {"name": beside.pop("name"), "properties": beside}))
        row = systems[-1]
        assert row is not None
        number[node.get("id")] = row["id"]
    for edge in root.iter(f"{space}edge"):
        ends = {"consumer": number[edge.get("source")], "provider": number[edge.get("target")]}
        dependencies.append(restored("dependencies", {**ends, "properties": data(edge)}))
    return list(systems), list(dependencies)


def unescaped(words: str) -> str:
    return re.sub(r"\\(.)", r"\1", words, flags=re.DOTALL)


def from_dot(content: bytes) -> tuple[list[object], list[object]]:
    """The rows of a DOT file, taken apart by the grammar of quoted strings."""
    number: dict[str, object] = {}
    systems: list[object] = []
    dependencies: list[object] = []
    quoted = r'"((?:[^"\\]|\\.)*)"'
    statement = re.compile(
        rf"^  (n\d+)(?: -> (n\d+))? \[((?:{quoted}={quoted}(?:, )?)*)\];$", re.MULTILINE
    )
    for match in statement.finditer(content.decode()):
        pairs = re.findall(rf"{quoted}={quoted}", match[3])
        beside: dict[str, object] = {
            re.sub(r"\\(.)", r"\1", a): re.sub(r"\\(.)", r"\1", b, flags=re.DOTALL)
            for a, b in pairs
        }
        if match[2] is None:
            beside.pop("label")
            row = restored("systems", {"name": beside.pop("name"), "properties": beside})
            assert row is not None
            number[match[1]] = row["id"]
            systems.append(row)
        else:
            ends = {"consumer": number[match[1]], "provider": number[match[2]]}
            dependencies.append(restored("dependencies", {**ends, "properties": beside}))
    return systems, dependencies


@pytest.mark.parametrize(("format", "parse"), [("graphml", from_graphml), ("dot", from_dot)])
def test_graphs_hold_all_of_systems_and_dependencies(
    format: str, parse: Callable[[bytes], tuple[list[object], list[object]]]
) -> None:
    made = export(SMALL, format)
    systems, dependencies = parse(made.content)
    document = SMALL.document()
    assert systems == document["systems"]
    assert dependencies == document["dependencies"]
    assert lost(made.losses) == LOST[format]


def test_konveyor_brings_back_names_and_who_needs_whom() -> None:
    made = export(SMALL, "konveyor")
    after = read_inventory([InputFile("x.csv", made.content)]).inventory
    assert set(after.systems["name"]) == {
        "NOMIS",
        "Database [db]",
        "Database [web]",
        "Table",
        "Index",
        "Officer",
        "Visits",
        "Cloud",
    }
    pairs = set(after.dependencies.select("consumer", "provider").iter_rows())
    assert pairs == {
        ("Officer", "Visits"),
        ("Visits", "NOMIS"),
        ("NOMIS", "Cloud"),
        ("Database [web]", "Database [db]"),
        ("Index", "Visits"),
        ("NOMIS", "NOMIS"),
    }
    losses = lost(made.losses)
    assert (losses["dependencies"], losses["holdings"], losses["systems.name"]) == (1, 4, 2)
    assert (losses["systems.parent"], losses["systems.properties.cost centre"]) == (4, 1)


def test_konveyor_has_columns_for_owners_areas_technologies_and_tags() -> None:
    system = System(
        id="NOMIS",
        name="NOMIS",
        kind="application",
        owner="hmpps",
        partition="Prisons",
        technologies=("Java", "RHEL 8"),
        tags=("Data Center: Paris", "Owner: nobody", "b,c"),
        properties={
            "Comments": "to be replaced",
            "Repository Branch": "main",
            "tags": {"Operating System": ["RHEL 8"], "Data Center": ["Paris"]},
        },
    )
    person = System(id="Web", name="Web", kind="application", owner="Jo Doe <jo@example.com>")
    needs = Dependency(consumer="Web", provider="NOMIS", kind="call", description="reads")

    made = export(Inventory.of([system, person], [needs]), "konveyor")
    after = read_inventory([InputFile("x.csv", made.content)]).inventory.document()

    assert made.losses == ()
    assert after["systems"] == [
        {
            "id": "NOMIS",
            "name": "NOMIS",
            "kind": "application",
            "owner": "hmpps",
            "partition": "Prisons",
            "technologies": ["Java", "RHEL 8"],
            "tags": ["Data Center: Paris", "Owner: nobody", "b,c"],
            "properties": {
                "Comments": "to be replaced",
                "Repository Branch": "main",
                "tags": {
                    "Technology": ["Java"],
                    "Operating System": ["RHEL 8"],
                    "Data Center": ["Paris"],
                    "Tag": ["Owner: nobody", "b,c"],
                },
            },
        },
        {"id": "Web", "name": "Web", "kind": "application", "owner": "Jo Doe <jo@example.com>"},
    ]
    assert after["dependencies"] == [
        {
            "consumer": "Web",
            "provider": "NOMIS",
            "kind": "call",
            "description": "reads",
            "evidence": [{"source": "x.csv", "how": "declared"}],
        }
    ]


def test_more_tags_than_konveyor_has_columns_for_are_told() -> None:
    system = System(id="a", name="a", kind="application", tags=tuple(f"t{n}" for n in range(21)))

    assert lost(export(Inventory.of([system]), "konveyor").losses) == {"systems.tags": 1}


def test_a_picture_lists_all_that_it_does_not_show() -> None:
    losses = lost(export(SMALL, "mermaid").losses)
    assert losses["dependencies.kind"] == 6
    assert losses["systems.parent"] == 4
    assert losses["systems.legacy"] == 1


def test_what_people_change_in_the_other_tool_is_read_and_what_they_add_is_kept() -> None:
    content = export(SMALL, "structurizr").content.decode()
    content = content.replace('"NOMIS"', '"NOMIS 2"').replace(
        '"cost centre": "0123"', '"cost centre": "0123", "added": "x"'
    )
    after = read_inventory([InputFile("x.json", content.encode())]).inventory
    (row,) = after.systems.filter(after.systems["id"] == "nomis").rows(named=True)
    assert (row["name"], row["users"]) == ("NOMIS 2", 30000)
    assert '"added":"x"' in row["properties"]


HOSTILE = (
    "=1+1",
    "<script>alert(1)</script>",
    "]]>",
    '"quoted"',
    "it's",
    "a\nb",
    "back\\slash\\",
    "\x01\x1f",
    "no",
    "010",
    "2027-06-30",
    "&amp; %% --> #34;",
    "\u202eturned",
    "Новый 🙂",
    "legacymap/columns",
    "s1",
    "id-s1",
    "line\r\nend",
    "null",
    "{}",
)
WORDS = st.sampled_from(HOSTILE)
TEXTS = WORDS | st.just("  blanks  ")  # no empty ones: a blank that was read is unknown


@st.composite
def estates(draw: st.DrawFn) -> tuple[Inventory, Inventory]:
    """A small inventory, and the same one made of shuffled rows."""
    ids = draw(st.lists(WORDS, min_size=1, max_size=4, unique=True))
    kinds = st.sampled_from((None, "application", "actor", "platform", "service", "interface"))
    systems = [
        System(
            id=own,
            name=draw(WORDS),
            kind=draw(kinds),
            parent=draw(st.none() | st.sampled_from(ids[:place])) if place else None,
            description=draw(st.none() | TEXTS),
            tags=tuple(draw(st.lists(WORDS, max_size=2))),
            properties=draw(st.dictionaries(WORDS, TEXTS | st.integers(0, 9), max_size=2)),
        )
        for place, own in enumerate(ids)
    ]
    ends = st.sampled_from(ids)
    dependencies = [
        Dependency(
            consumer=draw(ends),
            provider=draw(ends),
            kind=draw(st.sampled_from((None, "call", "event", "hosting", "part_of"))),
            description=draw(st.none() | TEXTS),
            id=draw(st.none() | st.just(f"{draw(WORDS)} {place}")),
        )
        for place in range(draw(st.integers(0, 3)))
    ]
    dependencies = list({one.identity: one for one in dependencies}.values())
    entities = [DataEntity(id=own, name=draw(WORDS)) for own in draw(st.sets(WORDS, max_size=2))]
    holdings = [
        Holding(system=draw(ends), entity=one.id, role=draw(st.sampled_from((None, "master"))))
        for one in entities
    ]
    once = Inventory.of(systems, dependencies, data_entities=entities, holdings=holdings)
    again = Inventory.of(
        draw(st.permutations(systems)),
        draw(st.permutations(dependencies)),
        data_entities=draw(st.permutations(entities)),
        holdings=draw(st.permutations(holdings)),
    )
    return once, again


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(estates())
def test_whatever_names_there_are_they_come_back_and_equal_rows_give_equal_bytes(
    pair: tuple[Inventory, Inventory],
) -> None:
    inventory, mixed = pair
    for name in EXPORTERS:
        made = export(inventory, name)
        assert made == export(mixed, name)
        if name in MODELS:
            assert missing(inventory, read_back(inventory, name)) == lost(made.losses), name
    for name, parse in (("graphml", from_graphml), ("dot", from_dot)):
        systems, dependencies = parse(export(inventory, name).content)
        assert systems == inventory.document()["systems"], name
        assert dependencies == inventory.document().get("dependencies", []), name
