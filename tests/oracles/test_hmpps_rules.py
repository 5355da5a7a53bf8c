"""The inference rules against a real estate whose figures were derived by hand beforehand."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from tests.oracles.hmpps import EXTERNAL, PLATFORMS

from legacymap.analysis.inference.flows import Flows, infer_flows
from legacymap.analysis.inference.kinds import USED_OR_SEEN, Kinds, infer_kinds
from legacymap.analysis.inference.legacy import infer_legacy
from legacymap.inventory import Dependency, Inventory, System

WORKSPACE = Path(__file__).parents[3] / "shared/data/hmpps/structurizr-56937.json"

pytestmark = pytest.mark.skipif(
    not WORKSPACE.exists(), reason="the HMPPS workspace is not beside the repository"
)

DECLARED = {"NOMIS", "NDelius", "OASys", "NDH", "NDMIS", "NID", "Interventions Manager"}


def elements(model: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str | None, str | None]]:
    for person in model["people"]:
        yield person, None, "actor"
    for system in model["softwareSystems"]:
        yield system, None, None
        for part in system.get("containers", ()):
            yield part, system["id"], None


def estate(*, legacy: set[str]) -> Inventory:
    """The workspace read straight from its JSON: no importer of ours stands in between."""
    model = json.loads(WORKSPACE.read_text("utf-8"))["model"]
    systems: list[System] = []
    dependencies: list[Dependency] = []
    for element, parent, kind in elements(model):
        systems.append(
            System(
                id=element["id"],
                name=element["name"],
                kind="actor" if kind else None,
                parent=parent,
                description=element.get("description"),
                technologies=(element["technology"],) if element.get("technology") else (),
                tags=tuple(element["tags"].split(",")[2:] if not kind else ()),
                properties={"location": element.get("location", "")},
                legacy=True if element["name"] in legacy and not parent else None,
            )
        )
        dependencies.extend(
            Dependency(
                id=relationship["id"],
                consumer=relationship["sourceId"],
                provider=relationship["destinationId"],
                description=relationship.get("description") or None,
                technology=relationship.get("technology") or None,
            )
            for relationship in element.get("relationships", ())
            if "linkedRelationshipId" not in relationship
        )
    return Inventory.of(systems, dependencies)


@pytest.fixture(scope="module")
def inventory() -> Inventory:
    return estate(legacy=set())


@pytest.fixture(scope="module")
def flows(inventory: Inventory) -> Flows:
    return infer_flows(inventory)


@pytest.fixture(scope="module")
def kinds(inventory: Inventory, flows: Flows) -> Kinds:
    return infer_kinds(inventory, flows)


def names(inventory: Inventory) -> dict[str, str]:
    return dict(inventory.systems.select("id", "name").iter_rows())


def test_explicit_relationships_join_software_people_and_facts(flows: Flows) -> None:
    assert flows.joined == {"software": 275, "used_by": 70, "other": 18, "structure": 0}


def test_every_dependency_has_a_flow(flows: Flows) -> None:
    assert flows.counts == {
        "pull": 185,
        "login": 36,
        "subscribe": 10,
        "push": 18,
        "publish": 12,
        "side": 11,
        "link": 3,
    }
    assert flows.doubtful.sum() == 18


def test_what_is_beside_the_point_is_notifications_audit_and_analytics(
    inventory: Inventory, flows: Flows
) -> None:
    name = names(inventory)
    rows = inventory.dependencies.filter(flows.table["flow"] == "side")
    assert Counter(name[provider] for provider in rows["provider"]) == {
        "GOV.UK Notify": 6,
        "HMPPS Audit": 2,
        "Analytical Platform landing bucket": 1,
        "Google Analytics": 1,
        "Google Data Studio": 1,
    }


def test_kinds_of_the_sixty_systems(inventory: Inventory, kinds: Kinds) -> None:
    assert {kind: count for kind, count in kinds.counts.items() if count} == {
        "actor": 48,
        "application": 22,
        "external": 9,
        "platform": 6,
        "service": 23,
    }
    assert kinds.rule == USED_OR_SEEN
    name = names(inventory)
    whole = kinds.table.filter(~kinds.table["part"])
    found: dict[str, set[str]] = {}
    for system, kind in whole.select("id", "kind").iter_rows():
        found.setdefault(kind, set()).add(name[system])
    assert found["external"] == EXTERNAL
    assert found["platform"] == PLATFORMS


def test_store_and_api_suggests_nomis_ndelius_and_oasys_and_nothing_else(
    inventory: Inventory, kinds: Kinds
) -> None:
    name = names(inventory)
    suggestions = infer_legacy(inventory, kinds).suggestions
    by_pattern = {name[s.system]: s.evidence for s in suggestions if s.rule == "store_and_api"}
    assert by_pattern == {
        "NOMIS": "owns NOMIS database (Oracle) and an API over it:"
        " Custody API (Deprecated), Prison API",
        "NDelius": "owns NDelius database (Oracle) and an API over it: Community API, Delius API",
        "OASys": "owns OASys Database (Oracle) and an API over it:"
        " ORDS API endpoints, Offender Assessments API",
    }
    others = {(name[s.system], s.rule) for s in suggestions if s.rule != "store_and_api"}
    assert others == {
        ("NID", "deprecated"),
        ("NID", "telling_word"),
        ("Custody API (Deprecated)", "deprecated"),
    }


def test_without_a_declaration_everything_is_unknown(inventory: Inventory, kinds: Kinds) -> None:
    assert set(infer_legacy(inventory, kinds).states()) == {"unknown"}


def test_services_stand_on_legacy_as_a_plain_graph_search_finds(flows: Flows) -> None:
    inventory = estate(legacy=DECLARED)
    kinds = infer_kinds(inventory, flows)
    legacy = set(infer_legacy(inventory, kinds).legacy())
    name = names(inventory)
    services = set(kinds.services)
    assert {name[s] for s in services & legacy} == DECLARED - {"NDH", "NID"}
    top = dict(kinds.table.select("id", "top").iter_rows())
    graph = nx.DiGraph((parent, part) for part, parent in top.items() if part != parent)
    software = inventory.dependencies.filter(flows.table["joins"] == "software")
    graph.add_edges_from(software.select("consumer", "provider").iter_rows())
    reached = {
        s: {top[n] for n in nx.descendants(graph, s) if n in legacy} if s in graph else set()
        for s in services - legacy
    }
    assert {name[s] for s, legacy_in_reach in reached.items() if not legacy_in_reach} == {
        "EPF",
        "EQuiP",
    }
    assert Counter(name[system] for systems in reached.values() for system in systems) == {
        "NOMIS": 15,
        "NDelius": 13,
        "OASys": 6,
        "NDMIS": 2,
        "NDH": 1,
        "Interventions Manager": 1,
    }
