"""The register of legacy risk as a file, and back into the inventory."""

from __future__ import annotations

import csv
import io

import pytest

from legacymap.analysis.estate import Estate
from legacymap.analysis.framework import IMPACTS, LIKELIHOODS
from legacymap.analysis.risk.register import register_of
from legacymap.errors import UnknownFormat
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import (
    Dependency,
    Heading,
    ImpactScores,
    Inventory,
    LikelihoodScores,
    ModernisationPlan,
    Risk,
    System,
    to_json,
)
from legacymap.report.risk_register import HEADER, REGISTER_TYPES, risk_register

FULL = Risk(
    likelihood=LikelihoodScores(**dict(zip(LIKELIHOODS, (5, 5, 5, 5, 6, 6, 6), strict=True))),
    impact=ImpactScores(**dict(zip(IMPACTS, (5, 5, 2, 5, 5, 4), strict=True))),
)
INVENTORY = Inventory.of(
    [
        System(
            id="=1+1",
            name="@ledger",
            legacy_reasons=("end_of_life", "impossible_to_update"),
            legacy_source="-CTO",
            confirmed_on="2025-03",
            risk=FULL,
            functional_fit=1,
            technical_fit=1,
            modernisation_plan=ModernisationPlan(milestones=True, work=False),
        ),
        System(id="desk", name="Desk", risk=Risk(likelihood=LikelihoodScores(L1=2))),
        System(id="part", name="Store", parent="desk"),
    ],
    [Dependency(consumer="desk", provider="=1+1")],
    heading=Heading(as_of="2026"),
)


def register(format: str) -> bytes:
    return risk_register(register_of(Estate.of(INVENTORY)), format)


def rows() -> dict[str, dict[str, str]]:
    table = csv.DictReader(io.StringIO(register("csv").decode(), newline=""))
    return {row["name"]: row for row in table}


def test_the_register_has_the_thirteen_scores_and_what_follows_from_them() -> None:
    row = rows()["'@ledger"]
    assert tuple(row) == HEADER
    assert [row[f"risk.{name}"] for name in (*LIKELIHOODS, *IMPACTS)] == list("5555666552554")
    assert (row["legacymap_t_l"], row["legacymap_t_c"], row["legacymap_overall"]) == (
        "5.714",
        "4.667",
        "26.667",
    )
    assert (row["legacymap_zone"], row["legacymap_class"], row["legacymap_missing"]) == (
        "red",
        "red",
        "",
    )
    assert (row["legacy"], row["legacy_reasons"]) == ("", "end_of_life;impossible_to_update")
    assert (row["legacymap_suggested_c6"], row["legacymap_c6_because"]) == (
        "5",
        "1 of 1 other system stops or works worse without it, 1 of them directly",
    )
    assert (row["legacymap_disposition"], row["legacymap_move_first"]) == ("retire", "desk")
    assert row["legacymap_plan"] == "partial"


def test_what_is_missing_stays_blank_and_is_named() -> None:
    row = rows()["Desk"]
    assert (row["legacymap_overall"], row["legacymap_zone"], row["legacymap_class"]) == ("",) * 3
    assert row["legacymap_missing"] == "L2 L3 L4 L5 L6 L7 C1 C2 C3 C4 C5 C6"
    assert row["legacymap_overall_least"] == "1.571"


def test_nothing_in_the_register_is_run_as_a_formula() -> None:
    cells = [cell for row in rows().values() for cell in row.values()]
    assert {"'=1+1", "'@ledger", "'-CTO"} <= set(cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


@pytest.mark.parametrize("format", REGISTER_TYPES)
def test_the_register_read_beside_its_inventory_changes_nothing(format: str) -> None:
    document = InputFile("inventory.json", to_json(INVENTORY.document()))
    file = InputFile(f"register.{format}", register(format))
    again = read_inventory([document, file])
    assert [f for f in again.findings if f.severity != "info"] == []
    assert again.inventory.digest == INVENTORY.digest


def test_a_score_that_is_filled_in_comes_back() -> None:
    filled = register("csv").decode().replace("Desk,,,,,,,2,,,", "Desk,,,,,,,2,6,,")
    document = InputFile("inventory.json", to_json(INVENTORY.document()))
    again = read_inventory([document, InputFile("register.csv", filled.encode())]).inventory
    (risk,) = again.systems.filter(id="desk")["risk"]
    assert (risk["likelihood"]["L1"], risk["likelihood"]["L2"]) == (2, 6)
    assert again.systems.filter(id="desk")["properties"].to_list() == [None]


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UnknownFormat):
        register("pdf")
