"""What an inventory document says, and what is said of the rows that are wrong in it."""

from __future__ import annotations

import json

from pydantic import JsonValue

from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Import

WHOLE: dict[str, JsonValue] = {
    "format": "legacymap-inventory/1",
    "name": "Estate",
    "as_of": "2025-03",
    "currency": "GBP",
    "organisations": [{"id": "o", "name": "Org"}],
    "systems": [
        {
            "id": "a",
            "name": "A",
            "kind": "application",
            "owner": "o",
            "technologies": ["Java", "Oracle"],
            "legacy": False,
            "users": 0,
            "risk": {"likelihood": {"L1": 4}},
            "replacement_effort_days": {"integration": 1, "oracle": 3},
            "evidence": [{"source": "x"}, {"source": "y"}],
            "properties": {"n": 1, "list": [True, None]},
        },
        {"id": "b", "name": "B", "parent": "a"},
    ],
    "dependencies": [{"consumer": "a", "provider": "b"}, {"consumer": "b", "provider": "b"}],
    "data_entities": [{"id": "e", "name": "E"}],
    "holdings": [{"system": "a", "entity": "e", "role": "master"}],
}


def read(document: dict[str, JsonValue], **more: JsonValue) -> Import:
    content = json.dumps({"format": "legacymap-inventory/1", **document, **more}).encode()
    return read_inventory([InputFile("x.json", content)])


def test_a_document_is_read_whole() -> None:
    imported = read(WHOLE)

    assert imported.inventory.document() == {**WHOLE, "systems": WHOLE["systems"]}
    assert imported.findings == ()
    assert [(file.format, file.rows, file.used, file.counts) for file in imported.files] == [
        (
            "canonical",
            8,
            8,
            {
                "organisations": 1,
                "systems": 2,
                "dependencies": 2,
                "data_entities": 1,
                "holdings": 1,
                "inventory": 1,
            },
        )
    ]


def test_null_and_empty_text_are_unknown() -> None:
    imported = read({"systems": [{"id": "a", "name": "A", "kind": None, "owner": "", "users": 0}]})

    assert imported.inventory.document()["systems"] == [{"id": "a", "name": "A", "users": 0}]


def test_rows_that_are_wrong_are_rejected_with_every_reason() -> None:
    imported = read(
        {
            "systems": [
                {"id": "a", "name": "A"},
                {"id": "a", "name": "A"},
                {"id": "a", "name": "B"},
                {"id": "c", "kind": "gizmo", "users": -1},
                7,
            ],
            "dependencies": [
                {"consumer": "a", "provider": "nobody"},
                {"consumer": "a", "provider": "a"},
            ],
        }
    )

    assert [(reject.row, reject.content, reject.reason) for reject in imported.rejects] == [
        (
            1,
            '{"consumer":"a","provider":"nobody"}',
            "no system 'nobody'; the row is rejected",
        ),
        (
            3,
            '{"id":"a","name":"B"}',
            "system 'a' stands already at x.json systems[0]; this row is rejected",
        ),
        (
            4,
            '{"id":"c","kind":"gizmo","users":-1}',
            "name is required; the row is rejected; "
            "kind must be 'service', 'application', 'component', 'data_store',"
            " 'interface', 'platform', 'external' or 'actor' (found 'gizmo'); the row is rejected; "
            "users must be at least 0 (found '-1'); the row is rejected",
        ),
        (5, "7", "systems[4] is no object; the row is rejected"),
    ]
    assert [(file.rows, file.used, file.merged, file.rejected) for file in imported.files] == [
        (7, 2, 1, 4)
    ]


def test_a_key_that_nobody_knows_is_kept_in_a_row_and_reported_at_the_top() -> None:
    imported = read({"systems": [{"id": "a", "name": "A", "colour": "red"}]}, extra=[1])

    assert imported.inventory.document()["systems"] == [
        {"id": "a", "name": "A", "properties": {"colour": "red"}}
    ]
    assert [str(finding) for finding in imported.findings] == [
        "warning x.json extra: the key 'extra' is not part of legacymap-inventory/1;"
        " it was left out",
        "info x.json colour: column 'colour' is not part of the System table; kept in properties"
        " (1 row)",
    ]


def test_cycles_and_self_loops_are_welcome() -> None:
    imported = read(
        {
            "systems": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}],
            "dependencies": [
                {"consumer": "a", "provider": "b"},
                {"consumer": "b", "provider": "a"},
                {"consumer": "a", "provider": "a"},
            ],
        }
    )

    assert imported.inventory.dependencies.height == 3
    assert imported.findings == ()


def test_the_same_content_as_tables_is_the_same_inventory() -> None:
    tables = {
        "inventory.csv": "name,as_of,currency\nEstate,2025-03,GBP\n",
        "organisations.csv": "id;name\no;Org\n",
        "systems.csv": "id\tname\tparent\tkind\towner\ttechnologies\tlegacy\tusers\trisk.L1"
        "\treplacement_effort_days\tproperties\n"
        "b\tB\ta\n"
        "a\tA\t\tapplication\to\tOracle;Java\tno\t0\t4\toracle:3;integration:1"
        '\t"{""list"": [true, null], ""n"": 1}"\n',
        "dependencies.csv": "provider,consumer\nb,b\nb,a\n",
        "data_entities.csv": "id,name\ne,E\n",
        "holdings.csv": "system,entity,role\na,e,Master\n",
        "evidence.csv": "system,source,how\na,y,\na,x,\n",
    }
    from_tables = read_inventory(
        [InputFile(name, table.encode()) for name, table in tables.items()]
    )

    assert from_tables.inventory.document() == read(WHOLE).inventory.document()
    assert from_tables.inventory.digest == read(WHOLE).inventory.digest
