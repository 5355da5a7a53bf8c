"""An inventory that was exported is read back as the same inventory."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legacymap.errors import UnknownFormat
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import (
    DataEntity,
    Dependency,
    Evidence,
    Heading,
    Holding,
    Inventory,
    Organisation,
    System,
)
from legacymap.inventory.records import LikelihoodScores, ModernisationPlan, Programme, Risk
from legacymap.report import export

EXAMPLES = Path(__file__).parents[3] / "examples"


def members(archive: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


def read_back(inventory: Inventory, format: str) -> Inventory:
    name = {"canonical": "inventory.json", "csv": "inventory.zip"}[format]
    return read_inventory([InputFile(name, export(inventory, format).content)]).inventory


WHOLE = Inventory.of(
    [
        System(
            id="=1+1",
            name="no",
            technologies=("a;b", "Oracle"),
            replacement_effort_days={"oracle": 300, "integration": 120},
            risk=Risk(likelihood=LikelihoodScores(L1=4)),
            committed=Programme(name="Новый", end="2027"),
            modernisation_plan=ModernisationPlan(work=False),
            legacy=True,
            contractor_share=0.5,
            evidence=(Evidence(source="register", how="declared", confidence=1.0),),
            properties={"cost centre": "0123", "size": 5, "tags": ["x"]},
        ),
        System(id="b", name="'=quoted", parent="=1+1", properties={"cost centre": "=2"}),
    ],
    [
        Dependency(
            consumer="b",
            provider="=1+1",
            kind="call",
            live=False,
            description="first line\nsecond, line",
            evidence=(Evidence(source="trace", how="observed", count=3),),
        ),
        Dependency(consumer="b", provider="b", id="loop"),
    ],
    organisations=[Organisation(id="o", name="Org", parent="p")],
    data_entities=[DataEntity(id="e", name="Entity")],
    holdings=[Holding(system="b", entity="e", role="master", crud="CR", records=0)],
    heading=Heading(name="Estate", as_of="2025-03", currency="GBP"),
)


@pytest.mark.parametrize("format", ["canonical", "csv"])
def test_an_export_reads_back_to_the_same_content(format: str) -> None:
    assert read_back(WHOLE, format).document() == WHOLE.document()
    assert read_back(WHOLE, format).digest == WHOLE.digest


@pytest.mark.parametrize("example", ["benefits", "prisons-and-probation"])
@pytest.mark.parametrize("format", ["canonical", "csv"])
def test_the_examples_survive_an_export(example: str, format: str) -> None:
    files = sorted((EXAMPLES / example).glob("*.csv")) or [EXAMPLES / example / "inventory.json"]
    inventory = read_inventory([InputFile(f.name, f.read_bytes()) for f in files]).inventory

    assert read_back(inventory, format).digest == inventory.digest


def test_the_tables_are_rfc_4180_with_nothing_a_spreadsheet_would_run() -> None:
    tables = members(export(WHOLE, "csv").content)

    assert list(tables) == [
        "inventory.csv",
        "organisations.csv",
        "systems.csv",
        "dependencies.csv",
        "data_entities.csv",
        "holdings.csv",
        "evidence.csv",
    ]
    assert tables["inventory.csv"] == "name,as_of,currency\r\nEstate,2025-03,GBP\r\n"
    assert tables["systems.csv"] == (
        "id,name,parent,technologies,legacy,risk.L1,replacement_effort_days,contractor_share,"
        "committed.name,committed.end,modernisation_plan.work,properties,properties.cost centre\r\n"
        '\'=1+1,no,,"[""Oracle"",""a;b""]",true,4,integration:120;oracle:300,0.5,'
        'Новый,2027,false,"{""size"":5,""tags"":[""x""]}",0123\r\n'
        "b,''=quoted,'=1+1,,,,,,,,,,'=2\r\n"
    )
    assert tables["evidence.csv"] == (
        "system,consumer,provider,kind,description,source,how,confidence,count\r\n"
        "'=1+1,,,,,register,declared,1.0,\r\n"
        ',b,\'=1+1,call,"first line\nsecond, line",trace,observed,,3\r\n'
    )


def test_equal_inventories_give_equal_archives_without_a_date() -> None:
    archive = export(WHOLE, "csv").content

    assert archive == export(WHOLE, "csv").content
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert {member.date_time for member in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownFormat, match="there are canonical, csv"):
        export(WHOLE, "doc")


WORDS = (
    st.text(alphabet="'=+-@\t;:,\"[]{}|ж a1", min_size=1, max_size=6).map(str.strip).filter(bool)
)
SAFE = st.integers(-(2**53) + 1, 2**53 - 1)
SYSTEMS = st.builds(
    System,
    id=WORDS,
    name=WORDS,
    description=st.none() | WORDS,
    technologies=st.lists(WORDS, max_size=3).map(tuple),
    replacement_effort_days=st.dictionaries(WORDS, st.integers(0, 10**6), max_size=2),
    properties=st.dictionaries(
        WORDS.map("x ".__add__), WORDS | SAFE | st.lists(WORDS, max_size=2), max_size=2
    ),
)


@settings(max_examples=50)
@given(st.lists(SYSTEMS, min_size=1, max_size=3, unique_by=lambda system: system.id))
def test_names_of_any_text_survive_the_tables(systems: list[System]) -> None:
    inventory = Inventory.of(systems, [Dependency(consumer=systems[0].id, provider=systems[-1].id)])

    assert read_back(inventory, "csv").document() == inventory.document()
