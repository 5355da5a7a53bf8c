"""``diff``, ``trend``, and the part of an estate that an analysis is asked about."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from legacymap.cli import main
from legacymap.inventory import Dependency, Heading, Inventory, System, to_json


@pytest.fixture
def versions(tmp_path: Path) -> tuple[str, str]:
    """Two inventories, of 2024 and of 2025: whether Core is legacy became known."""
    paths = []
    for year, legacy in (("2024", None), ("2025", True)):
        inventory = Inventory.of(
            [
                System(id="web", name="Web", kind="service", owner="hq", legacy=False),
                System(id="core", name="Core", kind="application", legacy=legacy),
            ],
            [Dependency(consumer="web", provider="core")],
            heading=Heading(as_of=year),
        )
        paths.append(tmp_path / f"{year}.json")
        paths[-1].write_bytes(to_json(inventory.document()))
    return str(paths[0]), str(paths[1])


def ended(*arguments: str) -> int:
    with pytest.raises(SystemExit) as leaving:
        main(arguments)
    return int(leaving.value.code or 0)


def test_diff_tells_what_only_became_known(
    capfd: pytest.CaptureFixture[str], versions: tuple[str, str]
) -> None:
    assert ended("diff", *versions) == 0
    out = capfd.readouterr().out
    assert "only because 1 became known" in out
    assert "legacy: unknown > true" in out


@pytest.mark.parametrize("ending", ["html", "md"])
def test_diff_writes_a_report(tmp_path: Path, versions: tuple[str, str], ending: str) -> None:
    out = tmp_path / f"changes.{ending}"
    assert ended("diff", *versions, "--out", str(out)) == 0
    assert "only because 1 became known" in out.read_text()


def test_trend_orders_by_date_and_prints_one_document_on_request(
    capfd: pytest.CaptureFixture[str], versions: tuple[str, str]
) -> None:
    old, new = versions
    assert ended("trend", new, old, "--json") == 0
    found = json.loads(capfd.readouterr().out)
    assert [one["as_of"] for one in found["snapshots"]] == ["2024", "2025"]
    assert found["sentences"][0]["text"] == "2 snapshots, from 2024 to 2025."


def test_a_trend_of_one_is_wrong_use(versions: tuple[str, str]) -> None:
    assert ended("trend", versions[0]) == 2


@pytest.mark.parametrize("command", ["exposure", "fragmentation", "structure", "quality"])
def test_an_analysis_of_one_owner_says_so_first(
    capfd: pytest.CaptureFixture[str], versions: tuple[str, str], command: str
) -> None:
    assert ended(command, versions[1], "--owner", "hq") == 0
    out = capfd.readouterr().out
    assert out.startswith("Owner hq: 1 of 2 systems\n")
    assert "1 system states no owner" in out


def test_an_owner_that_there_is_not_is_wrong_use_with_close_ones(
    capfd: pytest.CaptureFixture[str], versions: tuple[str, str]
) -> None:
    assert ended("exposure", versions[1], "--owner", "hw") == 2
    assert "there is no owner 'hw' in the inventory; meant 'hq'?" in capfd.readouterr().err
