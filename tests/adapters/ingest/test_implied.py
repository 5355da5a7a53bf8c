"""A table of dependencies by itself says which systems there are; beside others it does not."""

from __future__ import annotations

import pytest

from legacymap.errors import EmptyInventory
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Inventory, System

CONSUMERS = InputFile("d.csv", b"consumer,provider,kind\nweb,orders,call\norders,db,\n")


def test_the_ends_of_dependencies_are_systems_where_no_file_lists_any() -> None:
    imported = read_inventory([CONSUMERS])

    assert imported.inventory.document()["systems"] == [
        {"id": "db", "name": "db"},
        {"id": "orders", "name": "orders"},
        {"id": "web", "name": "web"},
    ]
    assert imported.inventory.document()["dependencies"] == [
        {"consumer": "orders", "provider": "db"},
        {"consumer": "web", "provider": "orders", "kind": "call"},
    ]
    assert [(f.severity, f.code) for f in imported.findings] == [("info", "systems_implied")]
    (account,) = imported.files
    assert (account.rows, account.used, account.merged, account.rejected) == (5, 5, 0, 0)


def test_two_tables_of_dependencies_speak_of_the_same_systems() -> None:
    more = InputFile("e.csv", b"consumer,provider\nweb,mail\n")

    imported = read_inventory([CONSUMERS, more])

    assert imported.inventory.systems["id"].to_list() == ["db", "mail", "orders", "web"]
    assert imported.rejects == ()


def test_ends_that_may_stand_the_other_way_round_are_doubtful() -> None:
    imported = read_inventory([InputFile("d.csv", b"source,target\nweb,orders\n")])

    assert imported.inventory.document()["dependencies"] == [
        {"consumer": "web", "provider": "orders", "properties": {"direction_doubtful": True}}
    ]
    (told,) = [f for f in imported.findings if f.code == "direction_doubtful"]
    assert told.message.startswith("`source` was taken for who needs and `target` for what is")


def test_beside_a_list_of_systems_a_slip_stays_a_slip() -> None:
    systems = InputFile("s.csv", b"id,name\nweb,Web\norders,Orders\n")

    imported = read_inventory([CONSUMERS, systems])

    assert imported.inventory.systems["id"].to_list() == ["orders", "web"]
    assert [reject.reason for reject in imported.rejects] == ["no system 'db'; the row is rejected"]


def test_laid_over_an_inventory_a_slip_stays_a_slip() -> None:
    base = Inventory.of([System(id="web", name="Web"), System(id="orders", name="Orders")])

    imported = read_inventory([CONSUMERS], base=base)

    assert imported.inventory.systems["id"].to_list() == ["orders", "web"]
    assert len(imported.rejects) == 1


def test_what_is_missing_for_an_inventory_is_said() -> None:
    with pytest.raises(EmptyInventory) as refused:
        read_inventory([InputFile("h.csv", b"system,entity\nweb,person\n")])

    assert any("it takes a table of systems" in f.message for f in refused.value.findings)


def test_a_register_of_systems_beside_traces_adds_those_that_were_never_seen() -> None:
    traces = (
        b'[{"traceId": "aa", "id": "01", "name": "get", "kind": "CLIENT",'
        b' "timestamp": 1700000000000000, "localEndpoint": {"serviceName": "web"},'
        b' "remoteEndpoint": {"serviceName": "orders"}}]'
    )
    register = b"id,name\nweb,Web\norders,Orders\nbilling,Billing\n"
    files = [InputFile("spans.json", traces), InputFile("register.csv", register)]

    imported = read_inventory(files)

    assert imported.inventory.systems["id"].to_list() == ["billing", "orders", "web"]
    assert imported.rejects == ()
