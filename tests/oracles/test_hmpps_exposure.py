"""Exposure and fragmentation of a real estate, against figures derived by hand beforehand."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from legacymap.analysis.estate import Estate
from legacymap.analysis.exposure.entrances import Doors
from legacymap.analysis.exposure.exposed import Exposure
from legacymap.analysis.exposure.exposure import exposure
from legacymap.analysis.fragmentation.data_words import RecurringWord
from legacymap.analysis.fragmentation.fragmentation import fragmentation
from legacymap.analysis.fragmentation.fragmented import Fragmentation
from legacymap.graph import Level
from legacymap.ingest import InputFile, read_inventory

WORKSPACE = Path(__file__).parents[3] / "shared/data/hmpps/structurizr-56937.json"
DECLARED = ("NOMIS", "NDelius", "OASys", "NDH", "NDMIS", "NID", "Interventions Manager")

pytestmark = pytest.mark.skipif(
    not WORKSPACE.exists(), reason="the HMPPS workspace is not beside the repository"
)


@pytest.fixture(scope="module")
def estate() -> Estate:
    overlay = "name,legacy\n" + "".join(f"{name},true\n" for name in DECLARED)
    files = (
        InputFile(WORKSPACE.name, WORKSPACE.read_bytes()),
        InputFile("overlay.csv", overlay.encode()),
    )
    return Estate.of(read_inventory(files).inventory)


@pytest.fixture(scope="module")
def names(estate: Estate) -> dict[str, str]:
    return dict(estate.inventory.systems.select("id", "name").iter_rows())


@pytest.fixture(scope="module", params=["top", "as_given"])
def either_level(request: pytest.FixtureRequest, estate: Estate) -> Exposure:
    level: Level = request.param
    return exposure(estate, level)


@pytest.fixture(scope="module")
def at_top(estate: Estate) -> Exposure:
    return exposure(estate)


@pytest.fixture(scope="module")
def spread(estate: Estate) -> Fragmentation:
    return fragmentation(estate)


def test_sixteen_of_eighteen_services_are_on_legacy_and_two_are_unknown(
    either_level: Exposure, names: dict[str, str]
) -> None:
    found = either_level.estate
    assert (found.services, found.legacy_themselves, found.denominator) == (23, 5, 18)
    assert (found.on_legacy, found.not_on_legacy, found.unknown) == (16, 0, 2)
    assert (found.share_low, found.share_high) == (Fraction(16, 18), Fraction(1))
    assert {names[s] for s in found.unknown_services.first} == {"EPF", "EQuiP"}
    unknown = [service for service in either_level.services if service.on_legacy is None]
    assert {service.unknown_because for service in unknown} == {"no_recorded_dependency"}
    assert {names[s] for s in found.legacy_services.first} == set(DECLARED) - {"NDH", "NID"}


def test_services_on_each_legacy_system_as_given_and_rolled_up(
    at_top: Exposure, names: dict[str, str]
) -> None:
    assert {
        names[legacy.id]: (legacy.services.count, legacy.rolled_up_services)
        for legacy in at_top.legacy
    } == {
        "NOMIS": (15, 16),
        "NDelius": (13, 16),
        "OASys": (6, 16),
        "NDMIS": (2, 3),
        "NDH": (1, 16),
        "Interventions Manager": (1, 16),
        "NID": (0, None),
    }


def test_four_services_have_a_choke_point(either_level: Exposure, names: dict[str, str]) -> None:
    assert either_level.estate.with_choke_point == 4
    assert {
        names[service.id]: [names[s] for s in service.choke_points]
        for service in either_level.services
        if service.choke_points
    } == {
        "Prison Visits Booking": ["Prison API"],
        "Prisoner Content Hub": ["Prison API"],
        "Prisoner Money": ["Prison API"],
        "Workload Measurement Tool": ["NDMIS"],
    }


def test_rolled_up_the_same_services_have_one_by_whole_systems(
    at_top: Exposure, names: dict[str, str]
) -> None:
    assert {
        names[service.id]: [names[s] for s in service.rolled_up.choke_points]
        for service in at_top.services
        if service.rolled_up and service.rolled_up.choke_points
    } == {
        "Prison Visits Booking": ["NOMIS"],
        "Prisoner Content Hub": ["NOMIS"],
        "Prisoner Money": ["NOMIS"],
        "Workload Measurement Tool": ["NDMIS"],
    }


def test_twenty_five_of_twenty_nine_dependencies_on_nomis_pass_an_api(
    at_top: Exposure, names: dict[str, str]
) -> None:
    (nomis,) = (legacy for legacy in at_top.legacy if names[legacy.id] == "NOMIS")
    assert nomis.entered == Doors(29, 25, on_database=1, by_event=0, system_only=3, other=0)
    assert [(names[way.part], way.dependencies) for way in nomis.entered_by] == [
        ("Prison API", 18),
        ("PrisonerSearch", 7),
        ("NOMIS", 3),
        ("NOMIS database", 1),
    ]


def test_paths_of_services_end_at_something_legacy(at_top: Exposure, estate: Estate) -> None:
    legacy = set(estate.legacy.legacy())
    edges = set(
        zip(
            estate.inventory.dependencies["consumer"],
            estate.inventory.dependencies["provider"],
            strict=True,
        )
    )
    parts = set(estate.inventory.systems.select("parent", "id").drop_nulls().iter_rows())
    for service in at_top.services:
        way = service.path_as_given
        assert bool(way) == (service.on_legacy is True)
        if way:
            assert way[-1] in legacy
            assert set(pairwise(way)) <= edges | parts
            assert service.depth == len(service.path) - 1


def test_without_data_entities_words_and_stores_are_all_there_is(
    spread: Fragmentation, names: dict[str, str]
) -> None:
    assert spread.based_on == "words"
    # 60 without 6 platforms and 9 outside.
    assert spread.estate.statement == (
        "None of 45 systems lists which data it holds (platforms and systems outside the"
        " organisation are not asked), so no index of fragmentation is given"
    )
    assert spread.estate.duplication_ratio is None
    evidence = spread.evidence
    assert evidence is not None
    words = {word.word: word for word in evidence.recurring_words}
    assert words["offender"] == RecurringWord("offender", 24, 8)
    assert words["prisoner"] == RecurringWord("prisoner", 24, 10)
    assert evidence.same_thing == (("offender", "prisoner"),)
    assert {
        (names[use.store], *(names[s] for s in use.consumers.first))
        for use in evidence.stores_read_across.first
    } == {
        ("Analytical Platform landing bucket", "Refer and monitor an intervention"),
        ("NDMIS ETL reporting landing bucket", "Refer and monitor an intervention"),
        ("NDelius database", "NDMIS"),
        ("NOMIS database", "HMPPS Auth"),
    }
    copied = [copy for copy in evidence.copy_flows.first if copy.word == "copied"]
    assert {(names[c.consumer], names[c.provider]) for c in copied if c.across_systems} == {
        ("NOMIS", "OASys"),
        ("OASys", "NDelius"),
    }


def test_without_a_declaration_the_systems_with_store_and_api_are_suggested_with_evidence() -> None:
    bare = Estate.of(read_inventory([InputFile(WORKSPACE.name, WORKSPACE.read_bytes())]).inventory)
    shown = exposure(bare)
    assert shown.legacy == ()
    by_rule = [s for s in shown.suggested if "store_and_api" in s.rules]
    assert {s.name: s.evidence for s in by_rule} == {
        "NOMIS": (
            "owns NOMIS database (Oracle) and an API over it: Custody API (Deprecated), Prison API",
        ),
        "NDelius": (
            "owns NDelius database (Oracle) and an API over it: Community API, Delius API",
        ),
        "OASys": (
            "owns OASys Database (Oracle) and an API over it:"
            " ORDS API endpoints, Offender Assessments API",
        ),
    }
    assert not any(system.counted for system in shown.suggested)
