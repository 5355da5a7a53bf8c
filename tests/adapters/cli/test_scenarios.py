"""What if, on the command line: plans of scenarios beside the plan without them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from legacymap.assessment import patch_of, plan_scenario, scenario
from legacymap.cli import main
from legacymap.ingest import InputFile, read_inventory
from legacymap.ingest.settings.policies import read_policy
from legacymap.inventory import to_json
from legacymap.report.stored import stored_plan

BENEFITS = Path(__file__).parents[3] / "examples" / "benefits"
INVENTORY = BENEFITS / "inventory.json"
POLICY = BENEFITS / "policy.toml"
GIVEN = (INVENTORY, "--policy", POLICY, "--effort", "quick")

Run = Callable[..., tuple[int, bytes, str]]


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Exit code, standard output and standard error of one command."""

    def command(*arguments: str | Path) -> tuple[int, bytes, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        printed = capsysbinary.readouterr()
        code = ended.value.code
        return code if isinstance(code, int) else 0, printed.out, printed.err.decode()

    return command


@pytest.fixture
def patch(tmp_path: Path) -> Path:
    """Twice the hands: both systems fit into one wave."""
    file = tmp_path / "hands.toml"
    file.write_text(
        'name = "Twice the hands"\n[[policy.capacity]]\nskill = "cobol"\ndays_per_wave = [120]\n'
        "overtime_share = 0\n"
    )
    return file


def test_a_scenario_is_planned_and_compared_with_how_things_are(
    run: Run, patch: Path, tmp_path: Path
) -> None:
    keep = tmp_path / "keep.json"
    keep.write_text('{"keep": ["ledger"]}')
    out = tmp_path / "out"
    code, printed, told = run(
        "scenario", *GIVEN, "--patch", patch, "--patch", keep, "--out", out, "--json"
    )
    assert (code, told) == (0, f"The plans and their comparison are in {out}\n")
    assert sorted(file.name for file in out.iterdir()) == [
        "as-things-are.json",
        "comparison.json",
        "comparison.md",
        "keep.json",
        "twice-the-hands.json",
    ]
    assert printed == (out / "comparison.json").read_bytes()
    comparison = json.loads(printed)
    assert comparison["verdicts"][0] == (
        '"Twice the hands" costs 231,300 EUR less than "as things are" (100.0%). It ends in wave 1'
        " (2027-03-14) rather than wave 2 (2027-05-26). It needs 2 interim interfaces fewer, for 0"
        " EUR rather than 67,500 EUR. The largest yearly risk left after a wave is 0 EUR rather"
        " than 600,000 EUR. 1 system stands elsewhere."
    )
    assert comparison["moved"][0]["differences"] == [
        'One wave earlier in "Twice the hands": "as things are" holds it back because there is no'
        ' room for it earlier (limit: cobol in wave 1); "Twice the hands" has'
        " capacity[cobol].days_per_wave 120 (was 60).",
        '"keep" does not plan it: excluded by the policy.',
    ]


def test_a_scenario_goes_on_from_the_plan_that_is_given(
    run: Run, patch: Path, tmp_path: Path
) -> None:
    base, out = tmp_path / "base.json", tmp_path / "out"
    run("plan", *GIVEN, "--out", base)
    code, printed, _ = run(
        "scenario", *GIVEN, "--plan", base, "--patch", patch, "--out", out, "--json"
    )
    policy = read_policy(POLICY.name, POLICY.read_bytes())
    inventory = read_inventory([InputFile("inventory.json", INVENTORY.read_bytes())]).inventory
    hands = {"capacity": [{"skill": "cobol", "days_per_wave": [120], "overtime_share": 0}]}
    what_if = scenario(inventory, policy, patch_of({"name": "Twice the hands", "policy": hands}))
    found = plan_scenario(what_if, base=stored_plan(base.read_bytes()), effort="quick")
    assert code == 0
    assert (out / "twice-the-hands.json").read_bytes() == to_json(found)
    assert [plan["plan"] for plan in json.loads(printed)["plans"]] == [
        "base.json",
        "Twice the hands",
    ]


def test_what_is_wrong_with_a_patch_is_told_and_nothing_is_planned(
    run: Run, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"retire": ["clams"], "keep": ["legder"]}')
    code, printed, told = run("scenario", *GIVEN, "--patch", wrong)
    assert (code, printed) == (2, b"")
    assert "keep[0]: no system 'legder' in the inventory; meant 'ledger'?" in told
    assert "retire[0]: no system 'clams' in the inventory; meant 'claims'?" in told


def test_a_plan_goes_on_from_an_earlier_one(run: Run, tmp_path: Path) -> None:
    earlier = tmp_path / "earlier.json"
    earlier.write_text('{"claims": 2, "ledger": 1}')
    policy = tmp_path / "policy.toml"
    policy.write_text(POLICY.read_text() + "\n[replan]\npast_until = 1\n")
    code, printed, _ = run(
        "plan", INVENTORY, "--policy", policy, "--previous", earlier, "--effort", "quick", "--json"
    )
    document = json.loads(printed)
    assert code == 0
    assert (document["replanning"]["live"], document["replanning"]["moved"]) == (["ledger"], [])
