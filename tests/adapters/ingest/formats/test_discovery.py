"""What tools that discover servers and their connections export."""

from __future__ import annotations

import io
import zipfile
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legacymap.errors import EmptyInventory
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Import


def read(files: dict[str, str] | str) -> Import:
    named = {"table": files} if isinstance(files, str) else files
    imported = read_inventory([InputFile(name, text.encode()) for name, text in named.items()])
    for file in imported.files:
        assert file.rows == file.used + file.merged + file.rejected
    return imported


def stated(imported: Import) -> list[dict[str, Any]]:
    """The dependencies of the canonical document."""
    return cast("list[dict[str, Any]]", imported.inventory.document().get("dependencies", []))


AZURE = """\
Timeslot,Source server name,Source application,Source process,Destination server name,\
Destination IP,Destination application,Destination process,Destination port
2026-09-10 00:00,shop-web01,nginx,nginx,shop-db01,10.60.0.5,sqlservr,sqlservr,1433
2026-09-10 06:00,shop-web01,nginx,nginx,shop-db01,10.60.0.5,sqlservr,sqlservr,1433
2026-09-11 06:00,shop-web01,php,php,,10.60.0.5,,,1433
2026-09-10 06:00,shop-web01,postfix,master,,52.1.2.3,,,25
2026-09-10 06:00,,postfix,master,,52.1.2.3,,,25
"""


def test_slots_of_azure_are_one_dependency_for_each_destination_and_port() -> None:
    imported = read(AZURE)
    document = imported.inventory.document()

    assert imported.files[0].format == "azure_dependencies"
    assert document["systems"] == [
        {"id": "52.1.2.3", "name": "52.1.2.3", "kind": "external"},
        {
            "id": "shop-db01",
            "name": "shop-db01",
            "kind": "platform",
            "properties": {"ip": "10.60.0.5"},
        },
        {"id": "shop-web01", "name": "shop-web01", "kind": "platform"},
    ]
    assert stated(imported) == [
        {
            "consumer": "shop-web01",
            "provider": "52.1.2.3",
            "kind": "call",
            "interface": "port 25",
            "evidence": [{"source": "table", "how": "observed", "as_of": "2026-09-10", "count": 1}],
            "properties": {"source_application": "postfix", "source_process": "master"},
        },
        {
            "consumer": "shop-web01",
            "provider": "shop-db01",
            "kind": "call",
            "interface": "port 1433",
            "evidence": [{"source": "table", "how": "observed", "as_of": "2026-09-11", "count": 3}],
            "properties": {
                "source_application": ["nginx", "php"],
                "source_process": ["nginx", "php"],
                "destination_application": "sqlservr",
                "destination_process": "sqlservr",
            },
        },
    ]
    assert [(reject.line, reject.reason) for reject in imported.rejects] == [
        (6, "no source server; the row is rejected")
    ]


def test_two_programs_in_one_slot_were_seen_in_one_slot() -> None:
    lines = AZURE.splitlines()

    imported = read("\n".join([lines[0], lines[1], lines[1].replace("nginx", "php")]))

    (row,) = stated(imported)
    assert row["evidence"][0]["count"] == 1


@settings(max_examples=25, deadline=None)
@given(
    order=st.permutations(range(9)),
    rows=st.permutations(AZURE.splitlines()[1:]),
    delimiter=st.sampled_from(",;\t"),
    spelled=st.sampled_from([str.upper, str.lower, lambda text: text.replace(" ", "_")]),
    dropped=st.sampled_from([None, 2, 3, 6, 7]),
)
def test_azures_columns_are_found_wherever_they_stand_and_however_they_are_spelled(
    order: list[int], rows: list[str], delimiter: str, spelled: object, dropped: int | None
) -> None:
    assert callable(spelled)
    kept = [column for column in order if column != dropped]
    header = spelled(AZURE.splitlines()[0])
    text = "\n".join(
        delimiter.join([*(line.split(",")[column] for column in kept), extra])
        for line, extra in zip((header, *rows), ["note", *["x"] * 5], strict=True)
    )

    imported, plain = read(text), read(AZURE)

    columns = ["consumer", "provider", "interface"]
    assert imported.inventory.dependencies.select(columns).rows() == (
        plain.inventory.dependencies.select(columns).rows()
    )
    assert [row["evidence"] for row in stated(imported)] == [
        row["evidence"] for row in stated(plain)
    ]


SERVERS = """\
ExternalId,SMBiosId,IPAddress,MACAddress,HostName,VMware.MoRefId,VMware.VCenterId,\
CPU.NumberOfProcessors,CPU.NumberOfCores,OS.Name,OS.Version,VMware.VMName,RAM.TotalSizeInMB,\
Applications,ApplicationWave,Tags
srv-1,,10.70.0.1,,pay-app01,vm-1001,vc01,2,8,Red Hat Enterprise Linux,9.2,pay-app01,32768,\
"Payments,Ledger",Wave 2,"owner:finance, tier:1"
srv-2,,10.70.0.2,,,,,1,2,Windows Server 2016,,,8192,Ledger,,
srv-2,,10.70.0.3,,,,,1,2,Windows Server 2016,,,8192,,,
,bios,,,,,,1,2,,,,,,,
"""


def test_applications_of_awss_template_run_on_the_servers_that_list_them() -> None:
    imported = read(SERVERS)
    document = imported.inventory.document()

    assert imported.files[0].format == "aws_servers"
    assert document["systems"] == [
        {"id": "application Ledger", "name": "Ledger", "kind": "application"},
        {"id": "application Payments", "name": "Payments", "kind": "application"},
        {
            "id": "srv-1",
            "name": "pay-app01",
            "kind": "platform",
            "owner": "finance",
            "technologies": ["Red Hat Enterprise Linux 9.2"],
            "properties": {
                "IPAddress": "10.70.0.1",
                "VMware.MoRefId": "vm-1001",
                "VMware.VCenterId": "vc01",
                "VMware.VMName": "pay-app01",
                "CPU.NumberOfProcessors": "2",
                "CPU.NumberOfCores": "8",
                "RAM.TotalSizeInMB": "32768",
                "ApplicationWave": "Wave 2",
                "tag.tier": "1",
            },
        },
        {
            "id": "srv-2",
            "name": "srv-2",
            "kind": "platform",
            "technologies": ["Windows Server 2016"],
            "properties": {
                "IPAddress": "10.70.0.2",
                "CPU.NumberOfProcessors": "1",
                "CPU.NumberOfCores": "2",
                "RAM.TotalSizeInMB": "8192",
            },
        },
    ]
    assert [(row["consumer"], row["provider"], row["kind"]) for row in stated(imported)] == [
        ("application Ledger", "srv-1", "hosting"),
        ("application Ledger", "srv-2", "hosting"),
        ("application Payments", "srv-1", "hosting"),
    ]
    assert [(reject.line, reject.reason) for reject in imported.rejects] == [
        (4, "the server 'srv-2' stands in an earlier row; the row is rejected"),
        (5, "no ExternalId, IP or MAC address, host name or VM id; the row is rejected"),
    ]


ADS = {
    "1_sourceProcessConnection.csv": """\
account_number,agent_id,source_ip,source_port,destination_ip,destination_port,ip_version,\
transport_protocol,agent_assigned_process_id,agent_creation_date
1,o-web,10.0.1.5,53412,10.0.2.9,1521,IPv4,TCP,4711,2026-09-10 00:01:00
1,o-web,10.0.1.5,53420,10.0.2.9,1521,IPv4,TCP,4711,2026-09-12 00:16:00
1,o-web,10.0.1.5,53421,10.0.3.4,389,IPv4,TCP,4711,2026-09-10 00:16:00
1,o-web,10.0.1.5,53421,,389,IPv4,TCP,4711,2026-09-10 00:16:00
""",
    "1_destinationProcessConnection.csv": """\
accountNumber,agentId,sourceIp,sourcePort,destinationIp,destinationPort,ipVersion,\
transportProtocol,agentAssignedProcessId,agentCreationDate
1,o-db,10.0.1.5,53412,10.0.2.9,1521,IPv4,TCP,9,2026-09-11 00:01:00
""",
    "1_networkInterface.csv": """\
account_number,agent_id,name,mac_address,family,ip_address,gateway,net_mask,timestamp
1,o-web,eth0,aa,ipv4,10.0.1.5,,,2026-09-10
1,o-db,eth0,bb,ipv4,10.0.2.9,,,2026-09-10
""",
    "1_osInfo.csv": """\
account_number,agent_id,os_name,os_version,cpu_type,host_name,hypervisor,timestamp
1,o-web,Linux,9,x86,web01,xen,2026-09-10
1,o-db,AIX,7,ppc,db01,,2026-09-10
""",
}


def zipped(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def connections(imported: Import) -> list[dict[str, object]]:
    return [{key: row[key] for key in row if key != "properties"} for row in stated(imported)]


def test_an_export_of_ads_is_joined_by_its_agents() -> None:
    imported = read_inventory([InputFile("export.zip", zipped(ADS))])

    assert {file.format for file in imported.files} == {"aws_connections"}
    systems = imported.inventory.systems.select("id", "name", "kind").rows()
    assert systems == [
        ("10.0.3.4", "10.0.3.4", None),
        ("o-db", "db01", "platform"),
        ("o-web", "web01", "platform"),
    ]

    def seen(file: str, day: str, count: int) -> dict[str, object]:
        source = f"export.zip/1_{file}ProcessConnection.csv"
        return {"source": source, "how": "observed", "as_of": day, "count": count}

    assert connections(imported) == [
        {
            "consumer": "o-web",
            "provider": "10.0.3.4",
            "kind": "call",
            "interface": "port 389",
            "technology": "TCP",
            "evidence": [seen("source", "2026-09-10", 1)],
        },
        {
            "consumer": "o-web",
            "provider": "o-db",
            "kind": "call",
            "interface": "port 1521",
            "technology": "TCP",
            "evidence": [seen("destination", "2026-09-11", 1), seen("source", "2026-09-12", 2)],
        },
    ]
    assert [reject.reason for reject in imported.rejects] == [
        "a connection without source or destination; the row is rejected"
    ]
    merged = {file.name.rpartition("_")[2]: file.merged for file in imported.files}
    assert merged["networkInterface.csv"] == 2


def test_addresses_tell_which_end_reports_whatever_the_file_is_called() -> None:
    renamed = {f"{number}.csv": text for number, text in enumerate(ADS.values())}

    imported = read_inventory([InputFile("export.zip", zipped(renamed))])

    assert [(row["consumer"], row["provider"]) for row in stated(imported)] == [
        ("o-web", "10.0.3.4"),
        ("o-web", "o-db"),
    ]


def test_athenas_answer_has_names_and_frequencies() -> None:
    text = """Source,Port,Target,Frequency,Source Host Name,Destination Host Name
10.0.1.5,1521,10.0.2.9,120,web01,db01
10.0.1.5,443,52.1.2.3,7,web01,
10.0.1.5,443,52.1.2.3,often,web01,
"""

    imported = read(text)

    assert imported.files[0].format == "aws_connections"
    assert connections(imported) == [
        {
            "consumer": "web01",
            "provider": "52.1.2.3",
            "kind": "call",
            "interface": "port 443",
            "evidence": [{"source": "table", "how": "observed", "count": 7}],
        },
        {
            "consumer": "web01",
            "provider": "db01",
            "kind": "call",
            "interface": "port 1521",
            "evidence": [{"source": "table", "how": "observed", "count": 120}],
        },
    ]
    assert [reject.reason for reject in imported.rejects] == [
        "the frequency 'often' is no whole number; the row is rejected"
    ]


MACHINES = """MachineId,MachineName,PrimaryIPAddress,OsName,OsVersion,AllocatedProcessorCoreCount
m1,web01,10.0.0.1,Debian,11,4
m1,web01,10.0.0.1,Debian,11,4
,ghost,,,,
"""
TAGS = """MachineId,Key,Value
m1,owner,Finance
m1,tier,1
m9,tier,2
"""


def test_tags_of_migration_center_go_to_their_machines() -> None:
    imported = read({"vmInfo.csv": MACHINES, "tagInfo.csv": TAGS})

    assert imported.inventory.document()["systems"] == [
        {
            "id": "m1",
            "name": "web01",
            "kind": "platform",
            "owner": "Finance",
            "technologies": ["Debian 11"],
            "properties": {
                "PrimaryIPAddress": "10.0.0.1",
                "tag.tier": "1",
                "AllocatedProcessorCoreCount": "4",
            },
        }
    ]
    assert {file.format for file in imported.files} == {"migration_center"}
    assert [(reject.file, reject.line, reject.reason) for reject in imported.rejects] == [
        ("tagInfo.csv", 4, "no machine 'm9' for this tag; the row is rejected"),
        ("vmInfo.csv", 3, "the machine 'm1' stands in an earlier row; the row is rejected"),
        ("vmInfo.csv", 4, "a machine without MachineId; the row is rejected"),
    ]


PORTFOLIO = """\
Application,Business Units,Tags,Level,Technologies,CloudReady,Lines of Code,BusinessValue
Roswell,Core;Demo,Blockers,Application,C#;Ksh,81.65,855939,N/A
Roswell,,,Analysis,C#,48.8,567398,
Ghost,,,Analysis,C#,48.8,567398,
"""


def test_scans_of_a_portfolio_go_to_their_application() -> None:
    imported = read(PORTFOLIO)

    assert imported.inventory.document()["systems"] == [
        {
            "id": "Roswell",
            "name": "Roswell",
            "kind": "application",
            "partition": "Core",
            "technologies": ["C#", "Ksh"],
            "tags": ["Blockers"],
            "properties": {
                "Lines of Code": "855939",
                "CloudReady": "81.65",
                "business_units": ["Core", "Demo"],
                "analyses": {"C#": {"Lines of Code": "567398"}},
            },
        }
    ]
    assert [(reject.line, reject.reason) for reject in imported.rejects] == [
        (4, "no row of level Application for 'Ghost'; the row is rejected")
    ]


def test_disks_alone_are_no_inventory() -> None:
    with pytest.raises(EmptyInventory):
        read("MachineId,DiskLabel,SizeInGib\nm1,sda,40\n")
