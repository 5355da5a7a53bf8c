"""``legacymap rows``: the rest of a list on the screen, as JSON and as a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from legacymap.cli import main

INVENTORY = Path(__file__).parents[3] / "examples" / "benefits" / "inventory.json"


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return ended.value.code if isinstance(ended.value.code, int) else 0


def test_a_list_is_printed_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rows", INVENTORY, "structure.cycles.systems", "--of", "claims") == 0
    printed = capsys.readouterr().out
    assert printed.startswith("structure.cycles.systems: 2 rows")
    assert printed.split()[-2:] == ["claims", "ledger"]


def test_the_json_is_a_page_that_says_how_to_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("structure", INVENTORY, "--json") == 0
    (circle,) = json.loads(capsys.readouterr().out)["cycles"]
    asked = ("rows", INVENTORY, "structure.cycles.systems", "--of", "claims", "--limit", "1")
    assert run(*asked, "--json") == 0
    first = json.loads(capsys.readouterr().out)
    assert run(*asked, "--cursor", first["next"], "--json") == 0
    rest = json.loads(capsys.readouterr().out)
    assert [*first["items"], *rest["items"]] == circle["systems"]["first"]
    assert (first["total"], rest["next"]) == (2, None)


def test_the_whole_is_written_as_csv_or_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, document = tmp_path / "cut.csv", tmp_path / "cut.json"
    asked = ("rows", INVENTORY, "structure.cycles.cut", "--of", "ledger", "--out")
    assert run(*asked, table) == 0
    assert table.read_text() == "consumer,provider,cost\nclaims,ledger,1\n"
    assert run(*asked, document) == 0
    cut = {"consumer": "claims", "provider": "ledger", "cost": 1}
    assert json.loads(document.read_text()) == {"items": [cut], "next": None, "total": 1}
    assert "1 of 1 rows of structure.cycles.cut are in" in capsys.readouterr().err


def test_a_difference_is_between_two_inventories(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "systems.csv"
    old.write_text("id,name\nclaims,Claims\n")
    asked = ("difference.tables.changed", "--of", "systems", "--from", old, "--json")
    assert run("rows", INVENTORY, *asked) == 0
    (changed,) = json.loads(capsys.readouterr().out)["items"]
    assert changed["identity"] == ["claims"]


def test_an_unknown_list_is_wrong_use_and_close_ones_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("rows", INVENTORY, "structure.cycle") == 2
    assert "meant structure.cycles.cut" in capsys.readouterr().err
