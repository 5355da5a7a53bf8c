"""Tables whose columns nobody foresaw: headers in other languages, and mapping files."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from pydantic import JsonValue

from legacymap.errors import UnreadableFile
from legacymap.ingest import InputFile, read_inventory
from legacymap.ingest.mappings import read_mapping
from legacymap.ingest.suggesting import suggested_mapping
from legacymap.inventory import ColumnMapping, Import


def files(**named: str) -> list[InputFile]:
    return [
        InputFile(name if "." in name else f"{name}.csv", text.encode())
        for name, text in named.items()
    ]


def read(**named: str) -> Import:
    return read_inventory(files(**named))


def rows(imported: Import, table: str) -> JsonValue:
    return imported.inventory.document().get(table)


def mapping(rules: str) -> dict[str, str]:
    return {"map.toml": f'format = "legacymap-mapping/1"\n{rules}'}


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        (
            "Kennung;Bezeichnung;Kritikalität;Lebenszyklus;Altsystem;Nutzer;Supportende",
            "1;Register;sehr hoch;in Betrieb;ja;1.200;30.06.2027",
        ),
        (
            "Identifiant;Nom du système;Criticité;Cycle de vie;Système obsolète;Utilisateurs;"
            "Fin de support",
            "1;Register;très élevée;en service;oui;1 200;2027-06-30",
        ),
        (
            "Identificador;Nombre;Criticidad;Estado;Sistema heredado;Usuarios;Fin de soporte",
            "1;Register;muy alta;en producción;sí;1200;2027-06-30",
        ),
        (
            "Identificatie;Naam;Kriticiteit;Levenscyclus;Verouderd;Aantal gebruikers;"
            "Einde ondersteuning",
            "1;Register;zeer hoog;in gebruik;ja;1200;2027-06-30",
        ),
        (
            "Nummer;Systemnavn;Kritikalitet;Livssyklus;Arvesystem;Antall brukere;Support slutt",
            "1;Register;svært høy;i drift;ja;1200;2027-06-30",
        ),
        (
            "Tunnus;Järjestelmän nimi;Kriittisyys;Elinkaari;Perinne;Käyttäjät;Tuen päättyminen",
            "1;Register;kriittinen;käytössä;;1200;2027-06-30",
        ),
        (
            "Nummer;Systemnamn;Kritikalitet;Livscykel;Arvsystem;Antal användare;Supportslut",
            "1;Register;mycket hög;i drift;ja;1200;2027-06-30",
        ),
    ],
)
def test_tables_in_seven_more_languages_are_read(header: str, cells: str) -> None:
    expected = {
        "id": "1",
        "name": "Register",
        "criticality": "critical",
        "lifecycle": "live",
        "legacy": True,
        "users": 1200,
        "end_of_support": "2027-06-30",
    }
    if "Perinne" in header:
        del expected["legacy"]

    assert rows(read(systems=f"{header}\n{cells}\n"), "systems") == [expected]


def test_an_id_beside_another_that_may_be_the_rows_own_is_doubtful() -> None:
    one = read_inventory([InputFile("c.csv", b"application_id,name\n1,a\n")])
    several = read_inventory([InputFile("c.csv", b"component_id,application_id,name\n7,1,a\n")])

    found = []
    for imported in (one, several):
        mapping = imported.files[0].mapping
        assert mapping is not None
        found += [item.doubtful for item in mapping.columns if item.column == "id"]
    assert found == [False, True]


@pytest.mark.parametrize(
    "header", ["Quelle;Ziel", "Origen;Destino", "Bron;Doel", "Fra;Til", "Lähde;Kohde", "Från;Till"]
)
def test_ends_in_other_languages_are_read_and_doubtful(header: str) -> None:
    imported = read(systems="id\na\nb\n", links=f"{header};Beschreibung\na;b;x\n")

    links = imported.files[0]
    assert rows(imported, "dependencies") == [
        {"consumer": "a", "provider": "b", "description": "x"}
    ]
    assert links.mapping is not None
    assert links.mapping.doubtful


def test_an_account_tells_what_each_column_became() -> None:
    (file,) = read(
        list="Name,Run cost (EUR),Status,Colour,properties.x\nLedger,5,live,red,1\n"
    ).files

    assert file.mapping is not None
    assert (file.mapping.table, file.mapping.separator) == ("systems", ",")
    assert file.mapping.columns == (
        ColumnMapping("Name", "name", "name", doubtful=False),
        ColumnMapping("Run cost (EUR)", "annual_run_cost", "synonym", doubtful=False),
        ColumnMapping("Status", "lifecycle", "synonym", doubtful=True),
        ColumnMapping("Colour", "properties.Colour", "kept", doubtful=False),
        ColumnMapping("properties.x", "properties.x", "name", doubtful=False),
    )


RULES = """
[[tables]]
header = ["Nr", "Wie", "Alt?", "Teil von", "Sorte", "Egal"]
table = "systems"
ids = "estate"
[tables.columns]
Nr = "id"
Wie = "name"
"Alt?" = "legacy"
"Teil von" = "parent"
Sorte = "kind"
Egal = "ignored"
[tables.prefixes]
Nr = "s"
"Teil von" = "s"
[tables.constants]
criticality = "hoch"
[tables.words.legacy]
jawohl = "yes"
[tables.words.kind]
Topf = "data_store"

[[tables]]
header = ["Nr", "A", "B"]
table = "dependencies"
ids = "estate"
columns = { Nr = "id", A = "consumer", B = "provider" }
prefixes = { A = "s", B = "s" }
"""


def test_a_mapping_says_columns_words_constants_and_prefixes() -> None:
    imported = read(
        one="Nr,Wie,Alt?,Teil von,Sorte,Egal,Mehr\n1,Ledger,JAWOHL,,,x,y\n2,Store,,1,Topf,x,\n",
        two="nr;a;b\n1;1;2\n",
        **mapping(RULES),
    )

    assert imported.inventory.document() == {
        "format": "legacymap-inventory/1",
        "systems": [
            {
                "id": "s1",
                "name": "Ledger",
                "legacy": True,
                "criticality": "high",
                "properties": {"Mehr": "y"},
            },
            {
                "id": "s2",
                "name": "Store",
                "parent": "s1",
                "kind": "data_store",
                "criticality": "high",
            },
        ],
        "dependencies": [{"id": "1", "consumer": "s1", "provider": "s2"}],
    }
    assert [(file.name, file.format, file.rows) for file in imported.files] == [
        ("map.toml", "mapping", 0),
        ("one.csv", "csv", 2),
        ("two.csv", "csv", 1),
    ]


def test_a_rule_for_which_there_is_no_table_is_told() -> None:
    imported = read(systems="id,name\n1,A\n", **mapping(RULES))

    assert [str(finding) for finding in imported.findings] == [
        "info map.toml tables[0]: no table here has this header",
        "info map.toml tables[1]: no table here has this header",
    ]


def test_every_problem_of_a_mapping_is_told_with_its_path() -> None:
    wrong = """
    [[tables]]
    header = ["a", "b"]
    table = "dependencies"
    columns = { a = "consumer", c = "providr" }
    words = { nothing = { x = "y" } }
    [[tables]]
    header = ["a"]
    table = "systems"
    columns = { a = "properties.a" }
    """
    with pytest.raises(UnreadableFile) as refused:
        read(systems="id\n1\n", **mapping(wrong))

    assert [str(finding) for finding in refused.value.findings] == [
        "error map.toml tables[0].columns: no column is 'provider', which dependencies need",
        "error map.toml tables[0].columns.c: the table dependencies has no column 'providr'",
        "error map.toml tables[0].columns.c: there is no 'c' in the header",
        "error map.toml tables[0].words.nothing: the table dependencies has no column 'nothing'",
        "error map.toml tables[1].columns: no column is 'id' or 'name', which systems need",
    ]


@pytest.mark.parametrize(
    ("rules", "error"),
    [
        ("tables = 5", "error map.toml tables: must be a list"),
        ("[[tables]]\nheader = []\ntable = 'systems'", "error map.toml tables[0].header: "),
        ("[[tables]]\nheader = ['a']\ntable = 'system'", "error map.toml tables[0].table: must be"),
        ("[[tables]]\nheadr = 1", "error map.toml tables[0].headr: "),
        ("x = = 1", "error map.toml:2: not TOML: "),
    ],
)
def test_what_is_no_mapping_is_refused_at_its_place(rules: str, error: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(systems="id\n1\n", **mapping(rules))

    assert any(str(finding).startswith(error) for finding in refused.value.findings), [
        str(finding) for finding in refused.value.findings
    ]


def test_what_was_understood_is_a_mapping_that_reads_the_same() -> None:
    tables = {
        "systems": 'Name,Status,"odd ""one""\\",legacy\nA,live,x,yes\nB,,,\n',
        "links": "consumer,provider,type\nA,B,call\n",
    }
    saved = suggested_mapping(files(**tables)).decode()

    assert '"Status" = "lifecycle"  # check' in saved
    assert [rule["table"] for rule in tomllib.loads(saved)["tables"]] == ["dependencies", "systems"]
    plain, mapped = read(**tables), read(**tables, **{"m.toml": saved})
    assert mapped.inventory.digest == plain.inventory.digest
    assert suggested_mapping(files(**tables, **{"m.toml": saved})).decode().count("[[tables]]") == 2


def test_a_table_that_nobody_knows_is_there_to_be_filled_in() -> None:
    saved = suggested_mapping(files(odd="foo,bar\n1,2\n")).decode()

    assert tomllib.loads(saved)["tables"] == [
        {"header": ["foo", "bar"], "table": "ignored", "columns": {}}
    ]
    assert 'table = "ignored"  # check' in saved


def test_the_example_on_the_page_is_a_mapping() -> None:
    page = (Path(__file__).parents[3] / "docs/formats/mapping.md").read_text()
    (example,) = re.findall(r"^```toml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)

    assert len(read_mapping("page.toml", example.encode()).tables) == 2
