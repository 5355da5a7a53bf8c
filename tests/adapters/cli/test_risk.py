"""``legacymap risk``: what it prints, the register it writes, how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from legacymap.cli import main

BENEFITS = Path(__file__).parents[3] / "examples" / "benefits"
INVENTORY = BENEFITS / "inventory.json"


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return ended.value.code if isinstance(ended.value.code, int) else 0


def test_legacy_risk_plans_and_suggestions_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("risk", INVENTORY) == 0
    printed = capsys.readouterr().out
    assert "2 of 7 systems are legacy; 4 unknown" in printed
    assert "Plans and suggestions for legacy systems" in printed


def test_the_json_is_the_whole_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("risk", INVENTORY, "--high-from", "4", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["time"]["high_from"] == 4
    assert answer["register"]["count"] == answer["systems"] == 7


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
def test_the_register_is_written_and_read_again_beside_the_inventory(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    file = tmp_path / f"register.{ending}"
    assert run("risk", INVENTORY, "--register", file) == 0
    assert "The register of 7 systems is in" in capsys.readouterr().err
    assert run("risk", INVENTORY, "--json") == 0
    alone = capsys.readouterr().out
    assert run("risk", INVENTORY, file, "--json") == 0
    assert capsys.readouterr().out == alone


def test_a_register_of_another_kind_is_wrong_use(tmp_path: Path) -> None:
    assert run("risk", INVENTORY, "--register", tmp_path / "register.pdf") == 2


def test_a_system_that_the_policy_freezes_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    systems, policy = tmp_path / "systems.csv", tmp_path / "policy.toml"
    systems.write_text("id,name,legacy,criticality\nold,Old,true,high\n")
    policy.write_text(
        'constraints = [{kind = "freeze", systems = ["Old"], from = "2026", to = "2026"}]\n'
    )
    run("risk", systems, "--policy", policy, "--json")
    (row,) = json.loads(capsys.readouterr().out)["register"]["first"]
    assert row["disposition"]["rule"] == "frozen"


def test_the_register_of_an_owner_is_told_as_such(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = tmp_path / "register.csv"
    assert run("risk", INVENTORY, "--owner", "registry", "--register", register) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Owner ")
    assert "2 of 8 systems" in printed.splitlines()[0]
    assert len(register.read_text().splitlines()) == 3
    assert run("integration", INVENTORY, "--owner", "registry", "--json") == 0
    assert json.loads(capsys.readouterr().out)["systems"] == 2
