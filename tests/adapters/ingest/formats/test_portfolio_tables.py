"""What tables of migration and portfolio tools say: installed software, intake forms, flows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legacymap.errors import UnreadableFile
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Import

SOFTWARE = (
    "MachineName,Application,Version,Provider\n"
    "db01,Agent,1.0,Acme\ndb01,Tools,,Acme\nweb01,Agent,1.0,Acme\n,Agent,1.0,Acme\n"
)
DATABASES = "MachineName,Instance Name,Edition,Service Pack,Version\ndb01,PAY,Express,0,12.0\n"
INTAKE = (
    "wave_name,app_name,server_name,server_os_family,server_os_version,r_type,aws_region\n"
    "Wave 1,Payroll,s1,linux,rhel9,Rehost,eu\nWave 1,Payroll,s2,windows,,Rehost,eu\n"
)
FLOWS = (
    "Waltz Id,Source,Source Asset Code,Source Org Unit,Target,Target Asset Code,Target Org Unit,"
    "Flow External Id,Data Type\n"
    "1,Ledger,A-1,Finance,Reporting,A-2,Risk,F-9,Postings\n"
)


def read(text: str) -> Import:
    return read_inventory([InputFile("t.csv", text.encode())])


def test_machines_have_their_software_and_databases_stand_on_them() -> None:
    software, databases = read(SOFTWARE), read(DATABASES)

    assert software.inventory.document()["systems"] == [
        {
            "id": "db01",
            "name": "db01",
            "kind": "platform",
            "properties": {"software": ["Agent 1.0", "Tools"]},
        },
        {
            "id": "web01",
            "name": "web01",
            "kind": "platform",
            "properties": {"software": ["Agent 1.0"]},
        },
    ]
    (file,) = software.files
    assert (file.rows, file.used, file.merged, file.rejected) == (4, 2, 1, 1)
    found = databases.inventory.document()
    assert found["systems"] == [
        {"id": "db01", "name": "db01", "kind": "platform"},
        {
            "id": "db01 / PAY",
            "name": "PAY on db01",
            "kind": "data_store",
            "technologies": ["SQL Server Express 12.0"],
            "properties": {"Service Pack": "0"},
        },
    ]
    assert found["dependencies"] == [
        {
            "consumer": "db01 / PAY",
            "provider": "db01",
            "kind": "hosting",
            "evidence": [{"source": "t.csv", "how": "observed"}],
        }
    ]


@pytest.mark.parametrize(
    "text",
    [
        INTAKE,
        INTAKE.replace("wave_name", "mgn:wave:name")
        .replace("app_name", "mgn:app:name")
        .replace("server_name", "mgn:server:user-provided-id")
        .replace("server_os_family", "mgn:server:platform"),
    ],
    ids=["migration factory", "MGN"],
)
def test_an_intake_form_says_which_application_runs_where(text: str) -> None:
    found = read(text).inventory.document()

    properties = {"aws_region": "eu", "r_type": "Rehost", "wave": "Wave 1"}
    assert found["systems"] == [
        {"id": "application Payroll", "name": "Payroll", "kind": "application"},
        {
            "id": "s1",
            "name": "s1",
            "kind": "platform",
            "technologies": ["linux rhel9"],
            "properties": properties,
        },
        {
            "id": "s2",
            "name": "s2",
            "kind": "platform",
            "technologies": ["windows"],
            "properties": properties,
        },
    ]
    evidence = [{"source": "t.csv", "how": "declared"}]
    assert found["dependencies"] == [
        {
            "consumer": "application Payroll",
            "provider": server,
            "kind": "hosting",
            "evidence": evidence,
        }
        for server in ("s1", "s2")
    ]


def test_the_target_of_a_flow_needs_its_source() -> None:
    found = read(FLOWS).inventory.document()

    assert found["systems"] == [
        {"id": "A-1", "name": "Ledger", "kind": "application", "owner": "Finance"},
        {"id": "A-2", "name": "Reporting", "kind": "application", "owner": "Risk"},
    ]
    assert found["dependencies"] == [
        {
            "consumer": "A-2",
            "provider": "A-1",
            "description": "receives Postings",
            "evidence": [{"source": "t.csv", "how": "declared"}],
            "properties": {"Flow External Id": "F-9", "waltz_id": "1"},
        }
    ]


@pytest.mark.parametrize(
    ("text", "row", "reason"),
    [
        (INTAKE, "Wave 2,Orders,,,,,", "no server is named; the row is rejected"),
        (FLOWS, "2,Ledger,,,,,,,", "a flow has a source and a target; the row is rejected"),
    ],
)
def test_a_row_that_names_nobody_is_rejected(text: str, row: str, reason: str) -> None:
    (reject,) = read(f"{text}{row}\n").rejects

    assert (reject.reason, reject.content) == (reason, row)


@pytest.mark.parametrize("format", ["cloud_migration", "software_inventory", "waltz"])
def test_a_table_of_something_else_is_refused(format: str) -> None:
    with pytest.raises(UnreadableFile):
        read_inventory([InputFile("x.csv", b"a,b\n1,2\n")], format=format)


@settings(max_examples=40)
@given(
    st.sampled_from([SOFTWARE, DATABASES, INTAKE, FLOWS]),
    st.randoms(use_true_random=False),
    st.sampled_from([str.upper, str.lower, lambda name: f" {name} "]),
    st.sampled_from(",;\t|"),
)
def test_columns_may_be_renamed_in_case_stand_in_any_order_and_be_more(
    text: str, random: st.DataObject, spelled: Callable[[str], str], delimiter: str
) -> None:
    header, *rows = csv.reader(io.StringIO(text))
    order = list(range(len(header)))
    random.shuffle(order)  # type: ignore[attr-defined]  # a random.Random
    renamed = [spelled(name) for name in header]
    moved = [[*(row[at] for at in order), "more"] for row in (renamed, *rows)]
    moved[0][-1] = "Another"

    imported, plain = read(_table(moved, delimiter)), read(text)

    assert imported.files[0].format == plain.files[0].format
    for table, columns in (
        ("systems", ["id", "name", "kind", "technologies"]),
        ("dependencies", ["consumer", "provider", "kind"]),
    ):
        found, expected = (
            getattr(each.inventory, table).select(columns).rows() for each in (imported, plain)
        )
        assert found == expected


def _table(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()
