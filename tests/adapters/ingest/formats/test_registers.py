"""What registers of systems with headers of their own say: SB 272, GEAR TIME, GLPI."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from legacymap.errors import UnreadableFile
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Import

SB272 = (
    ":updated_at,vendor_name,product,system_purpose,custodian,frequency_of_data_collection,Extra\n"
    "1457952989,Sungard,IFAS,Financial and HR system,Finance,Daily,x\n"
    "1457952989,ESRI,GIS,Parcels,IT,Weekly,\n"
    "1457952989,Acme,GIS,Sewers,Water,Daily,\n"
)
TIME = (
    "Id,System Name,FY,TIME Designation,Business Score,Technical Score,O&M Cost,DM&E Cost\n"
    '12,FSS,FY22,Migrate,3.0,1.5,"$1,300,000.40",5\n'
    '12,FSS,FY2021,Tolerate,3.2,2.1,"$1,200,000",0\n'
    "13,ACE,FY22,Invest,4,4,,\n"
)
COMPUTERS = (
    "Nom;Entité;Statut;Fabricant;Système d'exploitation - Nom;Lieu;ID\n"
    "srv1;Mairie;Production;Dell;Debian 11;DC1;1\n"
)
IMPACTS = (
    "id,itemtype_source,items_id_source,itemtype_impacted,items_id_impacted\n"
    "5,Computer,1,Appliance,2\n"
    "6,Computer,1,Computer,1\n"
)


def read(**files: str) -> Import:
    return read_inventory([InputFile(f"{name}.csv", text.encode()) for name, text in files.items()])


def systems(imported: Import) -> JsonValue:
    return imported.inventory.document()["systems"]


def test_an_sb_272_catalogue_has_a_product_a_row() -> None:
    imported = read(catalogue=SB272)

    assert systems(imported) == [
        {
            "id": "Acme / GIS",
            "name": "GIS",
            "owner": "Water",
            "supplier": "Acme",
            "description": "Sewers",
            "properties": {"frequency_of_data_collection": "Daily", "updated_at": "1457952989"},
        },
        {
            "id": "ESRI / GIS",
            "name": "GIS",
            "owner": "IT",
            "supplier": "ESRI",
            "description": "Parcels",
            "properties": {"frequency_of_data_collection": "Weekly", "updated_at": "1457952989"},
        },
        {
            "id": "IFAS",
            "name": "IFAS",
            "owner": "Finance",
            "supplier": "Sungard",
            "description": "Financial and HR system",
            "properties": {
                "Extra": "x",
                "frequency_of_data_collection": "Daily",
                "updated_at": "1457952989",
            },
        },
    ]
    assert imported.files[0].format == "sb272"


def test_the_newest_year_of_a_gear_table_is_the_system_and_all_designations_are_kept() -> None:
    imported = read(time=TIME)

    assert systems(imported) == [
        {
            "id": "12",
            "name": "FSS",
            "annual_run_cost": 1300000,
            "evidence": [{"source": "time.csv", "how": "declared", "as_of": "2022"}],
            "properties": {
                "business_score": "3.0",
                "dm_and_e_cost": "5",
                "fy": "FY22",
                "o_and_m_cost": "$1,300,000.40",
                "technical_score": "1.5",
                "time_by_year": {"FY2021": "Tolerate", "FY22": "Migrate"},
                "time_designation": "Migrate",
            },
        },
        {
            "id": "13",
            "name": "ACE",
            "evidence": [{"source": "time.csv", "how": "declared", "as_of": "2022"}],
            "properties": {
                "business_score": "4",
                "fy": "FY22",
                "technical_score": "4",
                "time_designation": "Invest",
            },
        },
    ]
    (file,) = imported.files
    assert (file.rows, file.used, file.merged, file.rejected) == (3, 2, 1, 0)
    assert [finding.code for finding in imported.findings] == ["unknown_scale"]


def test_glpis_computers_and_impacts_are_one_inventory() -> None:
    imported = read(computers=COMPUTERS, impacts=IMPACTS)

    assert systems(imported) == [
        {
            "id": "Computer 1",
            "name": "srv1",
            "kind": "platform",
            "owner": "Mairie",
            "supplier": "Dell",
            "technologies": ["Debian 11"],
            "lifecycle": "live",
            "properties": {"Lieu": "DC1", "Système d'exploitation - Nom": "Debian 11"},
        }
    ]
    assert imported.inventory.document()["dependencies"] == [
        {
            "consumer": "Computer 1",
            "provider": "Computer 1",
            "evidence": [{"source": "impacts.csv", "how": "declared"}],
            "properties": {"id": "6"},
        }
    ]
    assert [reject.reason for reject in imported.rejects] == [
        "no system 'Appliance 2'; the row is rejected"
    ]


@pytest.mark.parametrize("format", ["sb272", "gear_time", "glpi"])
def test_a_table_of_something_else_is_refused(format: str) -> None:
    with pytest.raises(UnreadableFile):
        read_inventory([InputFile("x.csv", b"a,b\n1,2\n")], format=format)


def _table(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


@settings(max_examples=40)
@given(
    st.sampled_from([SB272, TIME]),
    st.randoms(use_true_random=False),
    st.sampled_from([str.upper, str.lower, str.title, lambda name: f" {name} "]),
    st.sampled_from(",;\t|"),
)
def test_columns_may_be_renamed_in_case_stand_in_any_order_and_be_more(
    text: str, random: st.DataObject, spelled: Callable[[str], str], delimiter: str
) -> None:
    header, *rows = csv.reader(io.StringIO(text))
    order = list(range(len(header)))
    random.shuffle(order)  # type: ignore[attr-defined]  # a random.Random
    known = [name if name == "Extra" else spelled(name) for name in header]
    moved = [[*(row[at] for at in order), "more"] for row in (known, *rows)]
    moved[0][-1] = "Another"

    names = {(row["id"], row["name"]) for row in _records(read(t=_table(moved, delimiter)))}

    assert names == {(row["id"], row["name"]) for row in _records(read(t=text))}


def _records(imported: Import) -> list[dict[str, str]]:
    return imported.inventory.systems.select("id", "name").to_dicts()
