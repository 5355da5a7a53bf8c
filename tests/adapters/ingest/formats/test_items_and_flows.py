"""Tables of C4InterFlow, relations of Xurrent, server template of Azure Migrate."""

from __future__ import annotations

from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Import


def read(files: dict[str, str] | str) -> Import:
    named = {"table": files} if isinstance(files, str) else files
    imported = read_inventory([InputFile(name, text.encode()) for name, text in named.items()])
    for file in imported.files:
        assert file.rows == file.used + file.merged + file.rejected
    return imported


FLOWS = {
    "Software Systems.csv": "Name,Is External,Alias,Description\n"
    "Shop,No,Shop,Sells things\nBank,Yes,Bank,\n",
    "Containers.csv": "Software System,Name,Type,Alias,Description,Technology,Team\n"
    "Shop,Web,Web Application,Shop.Containers.Web,,Java,Blue\n"
    "Shop,Orders,Database,Shop.Containers.Orders,,PostgreSQL,\n",
    "Container Interfaces.csv": "Container,Alias,Name\n"
    "Shop.Containers.Web,Shop.Containers.Web.Interfaces.Order,Place an order\n"
    "Shop.Containers.Orders,orders-insert,Insert\n",
    "Container Interface Flows.csv": "Container Interface,Uses Container Interface,"
    "Uses Software System Interface,Condition\n"
    "Shop.Containers.Web.Interfaces.Order,orders-insert,Bank.Interfaces.Pay,paid by card\n"
    "Shop.Containers.Web.Interfaces.Order,Post.Containers.Api.Interfaces.Ship,,\n"
    "Shop.Containers.Web.Interfaces.Order,,,\n",
    "Business Activities.csv": "Business Process,Name,Actor,Uses Container Interface\n"
    "Sale,Order,Customer,Shop.Containers.Web.Interfaces.Order\n",
}


def test_the_owner_of_an_interface_needs_the_owner_of_the_one_it_uses() -> None:
    imported = read(FLOWS)
    document = imported.inventory.document()

    assert {file.format for file in imported.files} == {"c4interflow"}
    assert document["systems"] == [
        {
            "id": "Bank",
            "name": "Bank",
            "kind": "external",
        },
        {"id": "Customer", "name": "Customer", "kind": "actor"},
        {"id": "Post.Containers.Api", "name": "Api"},
        {"id": "Shop", "name": "Shop", "description": "Sells things"},
        {
            "id": "Shop.Containers.Orders",
            "name": "Orders",
            "kind": "data_store",
            "parent": "Shop",
            "technologies": ["PostgreSQL"],
            "properties": {"interfaces": {"orders-insert": "Insert"}, "type": "Database"},
        },
        {
            "id": "Shop.Containers.Web",
            "name": "Web",
            "parent": "Shop",
            "technologies": ["Java"],
            "properties": {
                "Team": "Blue",
                "interfaces": {"Shop.Containers.Web.Interfaces.Order": "Place an order"},
                "type": "Web Application",
            },
        },
    ]
    flows, activities = "Container Interface Flows.csv", "Business Activities.csv"
    assert document["dependencies"] == [
        {
            "consumer": "Customer",
            "provider": "Shop.Containers.Web",
            "kind": "call",
            "interface": "Place an order",
            "description": "Order",
            "evidence": [{"source": activities, "how": "declared"}],
            "properties": {"business_process": "Sale"},
        },
        {
            "consumer": "Shop.Containers.Web",
            "provider": "Bank",
            "kind": "call",
            "interface": "Pay",
            "description": "Place an order (paid by card)",
            "evidence": [{"source": flows, "how": "declared"}],
        },
        {
            "consumer": "Shop.Containers.Web",
            "provider": "Post.Containers.Api",
            "kind": "call",
            "interface": "Ship",
            "description": "Place an order",
            "evidence": [{"source": flows, "how": "declared"}],
        },
        {
            "consumer": "Shop.Containers.Web",
            "provider": "Shop.Containers.Orders",
            "kind": "database",
            "interface": "Insert",
            "description": "Place an order (paid by card)",
            "evidence": [{"source": flows, "how": "declared"}],
        },
    ]
    assert [(reject.line, reject.reason) for reject in imported.rejects] == [
        (4, "one end is missing: who uses, or what is used; the row is rejected")
    ]


def test_flows_by_themselves_say_whose_the_interfaces_are() -> None:
    imported = read(
        "Software System Interface,Uses Software System Interface,Condition\n"
        "Shop.Interfaces.Buy,Bank.Interfaces.Pay,\n"
    )

    assert imported.inventory.systems["id"].to_list() == ["Bank", "Shop"]
    pairs = imported.inventory.dependencies.select("consumer", "provider", "interface")
    assert pairs.rows() == [("Shop", "Bank", "Pay")]


def test_a_container_without_alias_is_qualified_by_its_system() -> None:
    imported = read("Software System,Name,Type\nShop,Web,Api\n,Batch,Job\n,,Queue\n")

    assert imported.inventory.systems["id"].to_list() == ["Batch", "Shop / Web"]
    assert len(imported.rejects) == 1


ITEMS = """\
Source,CI Source,CI Source ID,CI Label,Related CI Source,Related CI Source ID,Related CI Label,\
Relation Type,Note
,,,CMP1,,,CMP2,redundancy,
Tool,,,CMP1,,,RCK6,parent,
,,,CMP1,,,HP-UX,child,third floor
,,,ERP,,,Oracle,software_dependency,
,Tool,7,,Tool,8,CMP1,feeds,
,,,CMP1,,,,child,
"""


def test_relations_of_items_keep_structure_apart_and_say_what_they_leave_open() -> None:
    imported = read(ITEMS)
    document = imported.inventory.document()

    evidence = [{"source": "table", "how": "declared"}]
    assert document["systems"] == [
        {"id": "7", "name": "7", "properties": {"source": "Tool", "source_id": "7"}},
        {
            "id": "CMP1",
            "name": "CMP1",
            "aliases": ["8"],
            "properties": {"redundancy": ["CMP2"], "source": "Tool", "source_id": "8"},
        },
        *({"id": own, "name": own} for own in ("CMP2", "ERP", "HP-UX", "Oracle", "RCK6")),
    ]
    assert document["dependencies"] == [
        {
            "consumer": "7",
            "provider": "CMP1",
            "description": "feeds",
            "evidence": evidence,
            "properties": {"direction_doubtful": True},
        },
        {
            "consumer": "CMP1",
            "provider": "RCK6",
            "kind": "part_of",
            "description": "parent",
            "evidence": evidence,
            "properties": {"source": "Tool"},
        },
        {
            "consumer": "ERP",
            "provider": "Oracle",
            "description": "software_dependency",
            "evidence": evidence,
            "properties": {"direction_doubtful": True},
        },
        {
            "consumer": "HP-UX",
            "provider": "CMP1",
            "kind": "part_of",
            "description": "child",
            "evidence": evidence,
            "properties": {"Note": "third floor"},
        },
    ]
    (account,) = imported.files
    assert (account.format, account.merged, account.rejected) == ("xurrent", 1, 1)
    assert [f.code for f in imported.findings if f.severity == "warning"] == ["direction_doubtful"]


SERVERS = """\
*Server name,IP addresses,*Cores,*Memory (In MB),*OS name,OS version,Server type,Hypervisor
web01,10.0.0.4,4,8192,RHEL,8.6,Virtual,VMware
,10.0.0.5,4,8192,RHEL,8.6,Virtual,VMware
web01,10.0.0.6,2,8192,RHEL,8.6,Virtual,VMware
"""


def test_azures_template_lists_platforms_with_all_that_it_says() -> None:
    imported = read(SERVERS)

    assert imported.files[0].format == "azure_servers"
    assert imported.inventory.document()["systems"] == [
        {
            "id": "web01",
            "name": "web01",
            "kind": "platform",
            "technologies": ["RHEL 8.6"],
            "properties": {
                "Cores": "4",
                "Hypervisor": "VMware",
                "Memory (In MB)": "8192",
                "Server type": "Virtual",
                "ip": "10.0.0.4",
            },
        }
    ]
    assert [reject.line for reject in imported.rejects] == [3, 4]


def test_servers_and_the_dependencies_of_azure_are_the_same_servers() -> None:
    imported = read(
        {
            "servers.csv": SERVERS.splitlines()[0] + "\n" + SERVERS.splitlines()[1] + "\n",
            "deps.csv": "Source server name,Destination server name,Destination port\n"
            "web01,db01,1433\n",
        }
    )

    assert imported.inventory.systems["id"].to_list() == ["db01", "web01"]
