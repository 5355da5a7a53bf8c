"""The examples give the reports beside them, byte for byte, and a plan the checker accepts.

Where a report changes on purpose, write it anew: ``python -m tests.golden.test_examples``.
"""

from __future__ import annotations

import importlib.util
import json
from fractions import Fraction
from pathlib import Path

import pytest

from legacymap.analysis import Estate
from legacymap.assessment import assess, estate_of
from legacymap.ingest import InputFile, read_inventory
from legacymap.ingest.settings.policies import read_policy
from legacymap.planning import Policy, compile_model
from legacymap.planning.model.document import to_document
from legacymap.report import assessment_report, render, schedule

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
CHECKER = ROOT.parent / "shared" / "planner" / "check.py"
INPUTS = {"benefits": "inventory.json", "prisons-and-probation": "*.csv"}
REPORTS = {"benefits": ("report.md", "report.csv"), "prisons-and-probation": ("report.md",)}
PLANS = {"jira.csv": "jira", "project.xml": "msproject", "project.csv": "msproject-csv"}
"""The plan of the small example for other tools, and the calendar of both."""
SCHEDULES = {
    "benefits": {**PLANS, "plan.ics": "ics"},
    "prisons-and-probation": {"plan.ics": "ics"},
}


def estate_and_policy(name: str) -> tuple[list[InputFile], Policy]:
    folder = EXAMPLES / name
    files = [InputFile(p.name, p.read_bytes()) for p in sorted(folder.glob(INPUTS[name]))]
    return files, read_policy("policy.toml", (folder / "policy.toml").read_bytes())


def reports_of(name: str) -> dict[str, bytes]:
    files, policy = estate_and_policy(name)
    assessment = assess(read_inventory(files), policy)
    report = assessment_report(assessment)
    return {
        **{file: render(report, file.rpartition(".")[2]) for file in REPORTS[name]},
        **{file: schedule(assessment.plan, kind) for file, kind in SCHEDULES[name].items()},
    }


@pytest.mark.parametrize("name", sorted(INPUTS))
def test_an_example_gives_the_reports_that_lie_beside_it(name: str) -> None:
    for file, content in reports_of(name).items():
        assert content.decode() == (EXAMPLES / name / file).read_bytes().decode()


def test_the_small_example_gives_the_figures_that_its_readme_derives() -> None:
    files, policy = estate_and_policy("benefits")
    result = assess(read_inventory(files), policy)
    estate = result.exposure.estate
    assert (estate.services, estate.on_legacy, estate.unknown) == (4, 2, 1)
    assert (estate.share_low, estate.share_high) == (Fraction(1, 2), Fraction(3, 4))
    structure = result.structure
    assert (structure.propagation.numerator, structure.propagation.denominator) == (21, 64)
    assert structure.core.systems.first == ("claims", "ledger")
    assert [cycle.cost for cycle in structure.cycles] == [1]
    citizen = next(e for e in result.fragmentation.entities if e.id == "citizen")
    assert (citizen.hhi, citizen.fragmentation) == (Fraction(54, 100), Fraction(46, 100))
    assert result.plan.objective == 231_300
    assert result.plan.placement == {"claims": 1, "ledger": 2}
    assert sorted(gateway.cost for gateway in result.plan.gateways) == [13_500, 54_000]


def test_the_independent_checker_accepts_the_plan_of_the_middle_example() -> None:
    if not CHECKER.exists():
        pytest.skip("the independent plan checker is not there")
    files, policy = estate_and_policy("prisons-and-probation")
    imported = read_inventory(files)
    plan = assess(imported, policy).plan
    estate: Estate = estate_of(imported.inventory, policy)
    model = json.loads(json.dumps(to_document(compile_model(estate, policy).model)))
    spec = importlib.util.spec_from_file_location("independent_checker", CHECKER)
    assert spec is not None
    assert spec.loader is not None
    checker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checker)
    verdict, _ = checker.check(model, plan.placement)
    assert verdict["feasible"]
    assert plan.parts is not None
    assert verdict["objective"] == plan.parts.total - plan.parts.constant


def write() -> None:
    """Write the reports of all examples anew."""
    for name in INPUTS:
        for file, content in reports_of(name).items():
            (EXAMPLES / name / file).write_bytes(content)


if __name__ == "__main__":
    write()
