"""Legacy and risk of real estates, against what was counted by hand in the files."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from legacymap.analysis.estate import Estate
from legacymap.analysis.impact import impact
from legacymap.analysis.risk.answers import Answers, LegacyRisk
from legacymap.analysis.risk.register import register_of
from legacymap.analysis.risk.risk import risk
from legacymap.analysis.risk.rows import system_rows
from legacymap.ingest import InputFile, read_inventory

DATA = Path(__file__).parents[3] / "shared/data"
HMPPS = DATA / "hmpps/structurizr-56937.json"
KS = DATA / "archimate/ks-kommunal-sektor/model.xml"
CATALOGUE = DATA / "portfolio/systems-catalog-explorer/systems.csv"
DECLARED = ("NOMIS", "NDelius", "OASys", "NDH", "NDMIS", "NID", "Interventions Manager")
OVERLAY = (
    "name,legacy,legacy_source,confirmed_on\nNOMIS,true,HMPPS,2025-03\nNDelius,true,HMPPS,2025-03\n"
    "OASys,true,HMPPS,\nNDH,true,,\nNDMIS,true,,\nNID,true,,\nInterventions Manager,true,,\n"
)


def estate_of(*files: InputFile) -> Estate:
    return Estate.of(read_inventory(files).inventory)


def file(path: Path) -> InputFile:
    if not path.exists():
        pytest.skip(f"{path.name} is not beside the repository")
    return InputFile(path.name, path.read_bytes())


@pytest.fixture(scope="module")
def hmpps() -> Estate:
    return estate_of(file(HMPPS), InputFile("overlay.csv", OVERLAY.encode()))


@pytest.fixture(scope="module")
def answer(hmpps: Estate) -> LegacyRisk:
    return risk(hmpps)


def test_seven_declared_systems_of_fifty_one_are_legacy_and_the_rest_is_unknown(
    answer: LegacyRisk,
) -> None:
    legacy = answer.legacy
    assert (answer.systems, answer.outside) == (51, 9)
    assert (legacy.legacy, legacy.not_legacy, legacy.unknown) == (7, 0, 44)
    assert (legacy.share_low, legacy.share_high) == (Fraction(7, 51), Fraction(1))
    assert (legacy.declared, legacy.derived) == (Answers(7, 0, 44), Answers(0, 0, 51))
    assert (legacy.without_source, legacy.without_date) == (4, 5)
    assert {row.name for row in answer.register.first[:7]} == set(DECLARED)
    assert (answer.scores.complete, answer.plans.unknown, answer.time.unknown) == (0, 7, 51)


def test_the_pattern_of_a_store_with_an_api_over_it_finds_exactly_three(
    answer: LegacyRisk,
) -> None:
    signs = {row.name: row.legacy.suggested.because or "" for row in answer.register.first}
    assert {name for name, sign in signs.items() if "an API over it" in sign} == {
        "NOMIS",
        "NDelius",
        "OASys",
    }
    assert signs["NID"] == "tagged deprecated; described by 'Spreadsheet'"


def test_legacy_in_circles_is_to_be_refactored_and_who_has_no_score_gets_no_verdict(
    answer: LegacyRisk,
) -> None:
    found = {
        row.name: (row.disposition.rule, row.disposition.reason)
        for row in answer.register.first
        if row.disposition is not None
    }
    unscored = "no rule decides and its risk is not scored; set a date to review it"
    circle = "behind a facade: it is in a circle of {} systems that depend on each other"
    assert found == {
        **{name: ("circle", circle.format(3)) for name in ("NOMIS", "OASys", "NDH")},
        **{name: ("circle", circle.format(2)) for name in ("NDelius", "Interventions Manager")},
        **dict.fromkeys(("NDMIS", "NID"), ("not_scored", unscored)),
    }


def test_who_is_affected_is_who_is_in_the_impact_of_each_system(hmpps: Estate) -> None:
    rows = system_rows(register_of(hmpps))
    assert {row.id: row.affected for row in rows} == {
        row.id: sum(one.effect != "none" for one in impact(hmpps, row.id).consumers) for row in rows
    }


@pytest.mark.parametrize(("path", "systems"), [(KS, 431), (CATALOGUE, 72)])
def test_an_inventory_that_says_nothing_of_legacy_gets_one_sentence(
    path: Path, systems: int
) -> None:
    answer = risk(estate_of(file(path)))
    assert [one.text for one in answer.sentences] == [
        f"It is not known of any of {systems} systems whether it is legacy."
    ]
    assert (answer.dispositions.systems, answer.plans.share_low) == (0, None)


def test_designations_of_gear_are_stated_places_in_time() -> None:
    table = (
        "System Name,FY,TIME Designation,Business Score,Technical Score\n"
        "FSS,2021,Tolerate,3.0,1.5\nFSS,2022,Migrate,3.0,1.5\nACE,2022,Invest,4,4\n"
    )
    answer = risk(estate_of(InputFile("time.csv", table.encode())))
    assert (answer.time.stated, answer.time.unknown) == (2, 0)
    assert answer.time.quadrants == {"tolerate": 0, "invest": 1, "migrate": 1, "eliminate": 0}
    assert [one.text for one in answer.sentences if one.code == "time_to_change"] == [
        "By TIME 0 of 2 systems are to be eliminated and 1 to be migrated."
    ]
