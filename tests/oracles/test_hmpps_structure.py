"""The structure of a real estate whose figures were derived by hand beforehand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from legacymap.analysis.estate import Estate
from legacymap.analysis.impact import impact
from legacymap.analysis.structure.propagation import Ratio
from legacymap.analysis.structure.structure import structure
from legacymap.analysis.structure.structured import Structure
from legacymap.inventory import Dependency, Inventory, System

WORKSPACE = Path(__file__).parents[3] / "shared/data/hmpps/structurizr-56937.json"

pytestmark = pytest.mark.skipif(
    not WORKSPACE.exists(), reason="the HMPPS workspace is not beside the repository"
)

GROUP_OF_FOURTEEN = {
    "Assess Risks And Needs API",
    "Consider A Recall",
    "Create And Vary A Licence",
    "HMPPS Auth",
    "Interventions Manager",
    "NDH",
    "NDelius",
    "NOMIS",
    "OASys",
    "Prepare a Case for Sentence",
    "Prison register",
    "Prison to Probation Update",
    "Unpaid Work Assessment Service",
    "User Preference API",
}


@pytest.fixture(scope="module")
def estate() -> Estate:
    """Software and explicit relationships, read straight from the JSON."""
    model = json.loads(WORKSPACE.read_text("utf-8"))["model"]
    systems: list[System] = []
    dependencies: list[Dependency] = []
    wholes = [(element, None) for element in model["softwareSystems"]]
    parts = [(part, whole["id"]) for whole, _ in wholes for part in whole.get("containers", ())]
    for element, parent in (*wholes, *parts):
        systems.append(
            System(
                id=element["id"],
                name=element["name"],
                parent=parent,
                description=element.get("description"),
                tags=tuple(element["tags"].split(",")[2:]),
            )
        )
    known = {system.id for system in systems}
    for element, _ in (*wholes, *parts):
        dependencies.extend(
            Dependency(
                id=row["id"],
                consumer=row["sourceId"],
                provider=row["destinationId"],
                description=row.get("description") or None,
                technology=row.get("technology") or None,
            )
            for row in element.get("relationships", ())
            if "linkedRelationshipId" not in row and row["destinationId"] in known
        )
    return Estate.of(Inventory.of(systems, dependencies))


@pytest.fixture(scope="module")
def found(estate: Estate) -> Structure:
    return structure(estate)


@pytest.fixture(scope="module")
def name(estate: Estate) -> dict[str, str]:
    return dict(estate.inventory.systems.select("id", "name").iter_rows())


def test_the_rolled_up_propagation_cost_is_910_of_3600(found: Structure) -> None:
    assert (found.systems, found.dependencies, found.declared) == (60, 121, 166)
    assert found.propagation == Ratio(910, 3600)
    assert (found.dropped.inside_one_system, found.dropped.parallel) == (109, 45)


def test_pushes_dropped_or_reversed_move_it(found: Structure) -> None:
    assert found.doubtful == 17
    assert found.without_doubtful.propagation == Ratio(671, 3600)
    assert found.pushes_reversed.propagation == Ratio(958, 3600)


def test_fourteen_systems_depend_on_each_other_and_a_pair_beside_them(
    found: Structure, name: dict[str, str]
) -> None:
    great, pair = found.cycles
    assert {name[system] for system in great.systems.first} == GROUP_OF_FOURTEEN
    assert {name[system] for system in pair.systems.first} == {"Gov.Pay", "Prisoner Money"}
    assert (great.cost, great.exact, pair.cost) == (7, True, 1)
    assert found.core.systems == great.systems


def test_without_doubtful_directions_eleven_are_left_and_the_pair_is_gone(
    found: Structure,
) -> None:
    great, pair = found.cycles
    assert [(g.systems.count, g.cost) for g in great.without_doubtful.first] == [(11, 3)]
    assert [(g.size, g.cost) for g in great.pushes_reversed.first] == [(15, 11)]
    assert pair.without_doubtful.count == 0


def test_at_part_level_groups_have_at_most_four_members(
    found: Structure, name: dict[str, str]
) -> None:
    inside = found.as_given
    assert inside is not None
    assert [group.systems.count for group in inside.cycles] == [4, 3, 2, 2, 2, 2]
    assert {name[system] for system in inside.cycles[0].systems.first} == {
        "Community API",
        "Delius API",
        "HMPPS Auth",
    }
    assert (inside.systems, inside.declared) == (209, 275)


def test_seventeen_systems_need_the_prison_api_and_it_needs_none(
    estate: Estate, name: dict[str, str]
) -> None:
    (prison_api,) = (system for system, called in name.items() if called == "Prison API")
    touched = impact(estate, prison_api)
    assert name[touched.part_of or ""] == "NOMIS"
    assert (touched.counts.consumers, touched.counts.providers) == (17, 0)
