"""Laws of importing: a large table that goes by columns says what its rows say one by one."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from legacymap.errors import InvalidInput
from legacymap.ingest import InputFile, read_inventory
from legacymap.ingest.columns import check_columns
from legacymap.ingest.merging import checking, settling
from legacymap.inventory import TABLES, Import, Inventory

IDS = ("a", "b", "c", "d", "A", " b ", "Book a visit", "x / a", "'=a", "1", "\u00e9", "a\u0301")
NONE = ("", "", "", " ", "\t")
texts = st.sampled_from(
    (*NONE, "n/a", "-", "'=1", "'plain", " edge ", "x" * 600, "two\nlines", 'q"')
)
systems = {
    "id": st.sampled_from((*IDS, *IDS, "")),
    "name": st.sampled_from((*IDS, "n/a", "", " ")),
    "parent": st.sampled_from((*IDS, *NONE, *NONE)),
    "successor": st.sampled_from((*IDS, *NONE)),
    "aliases": st.sampled_from((*NONE, "a", "b;B", '["a;b"]', ";")),
    "owner": st.sampled_from((*NONE, "o1", "Org", "O1")),
    "kind": st.sampled_from((*NONE, "service", "Database", "wonder", "n/a", "none", "person")),
    "legacy": st.sampled_from((*NONE, "yes", "nein", "?", "perhaps")),
    "legacy_scope": st.sampled_from((*NONE, "whole", "a", "whole;b", "x")),
    "users": st.sampled_from(
        (*NONE, "5", "1.200", "1,5", "-1", "unknown", "1e3", "10000000000000000")
    ),
    "contractor_share": st.sampled_from((*NONE, "0.5", "50%", "2", "nan", "0,25")),
    "end_of_support": st.sampled_from((*NONE, "2027", "30.06.2027", "2027-13", "2027-06-30 00:00")),
    "replacement_effort_days": st.sampled_from(
        (*NONE, "oracle:300;it:1", "oracle", '{"x": 1}', "x:-1")
    ),
    "risk.likelihood.L1": st.sampled_from((*NONE, "1", "7", "?")),
    "impact C2": st.sampled_from((*NONE, "1", "9")),
    "committed.start": st.sampled_from((*NONE, "2027", "soon")),
    "properties": st.sampled_from((*NONE, '{"k": 1}', '{"k": [1, {"x": null}]}', "none", "[1]")),
    "properties.colour": texts,
    "Shade": texts,
    "kind_as_given": texts,
    "description": texts,
}
dependencies = {
    "consumer": st.sampled_from((*IDS, *IDS, "nobody", "")),
    "provider": st.sampled_from((*IDS, *IDS, "nobody", "")),
    "id": st.sampled_from((*NONE, *NONE, "d1", "d2", " d1")),
    "kind": st.sampled_from((*NONE, "call", "API", "wonder", "part_of")),
    "interface": st.sampled_from((*NONE, "i", " i", "'-i")),
    "description": st.sampled_from((*NONE, "reads", "reads ", "'+reads")),
    "entities": st.sampled_from((*NONE, "e1", "Entity", "e1;e2", "e2;e1")),
    "frequency_per_day": st.sampled_from((*NONE, "5", "5.0", "1,200", "x", "-1")),
    "live": st.sampled_from((*NONE, "yes", "no", "x")),
    "flow": st.sampled_from((*NONE, "pull", "wonder")),
    "properties.colour": texts,
    "Shade": texts,
}


@st.composite
def tables(draw: st.DrawFn, columns: Mapping[str, st.SearchStrategy[str]], needed: int) -> str:
    """A CSV table with the first ``needed`` columns and some others, its rows now and then odd."""
    names = list(columns)
    also = draw(st.lists(st.sampled_from(names[needed:]), max_size=4, unique=True))
    header = draw(st.permutations([*names[:needed], *also]))
    rows: list[Sequence[str]] = draw(
        st.lists(st.tuples(*(columns[name] for name in header)), min_size=1, max_size=8)
    )
    again = draw(st.lists(st.sampled_from(rows), max_size=2))
    ragged = draw(st.lists(st.sampled_from(([], ["a"], ["a", "b"] * 12, ["a"] * 2)), max_size=1))
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows, *again, *ragged])
    return out.getvalue()


MODEL = {
    "format": "legacymap-inventory/1",
    "organisations": [{"id": "o1", "name": "Org"}],
    "data_entities": [{"id": "e1", "name": "Entity"}, {"id": "E1", "name": "e2"}],
    "systems": [],
}
BESIDE = {
    "nothing": b"",
    "references": json.dumps(MODEL).encode(),
    "systems": json.dumps({**MODEL, "systems": [{"id": "a", "name": "b"}]}).encode(),
    "evidence": b"consumer,provider,source,how\na,b,jaeger,observed\n",
    "overlay": b"id,users\na,5\nnobody,6\n",
    "decisions": b'{"format": "legacymap-matches/1", "refused": [{"systems": ["a", "b"]}]}',
    "mapping": b"""
format = "legacymap-mapping/1"
[[tables]]
table = "dependencies"
header = ["consumer", "provider"]
columns = { consumer = "consumer", provider = "provider", Shade = "kind" }
words = { kind = { "n/a" = "call", "-" = "" } }
constants = { live = "yes", "properties.by" = "mapping" }
""",
}


def told(files: Sequence[InputFile], least: int, base: Inventory | None) -> object:
    """All that an import says, with tables from ``least`` rows on going by columns."""
    with patch.object(settling, "LEAST", least):
        try:
            imported = read_inventory(files, base=base)
        except InvalidInput as error:
            return (type(error), error.message, error.findings)
    return _comparable(imported)


def _comparable(imported: Import) -> object:
    frames = {table: imported.inventory.table(table).to_dicts() for table in TABLES}
    schemas = {table: imported.inventory.table(table).schema for table in TABLES}
    said = (imported.files, imported.findings, imported.rejects, imported.suggestions)
    return frames, schemas, imported.inventory.digest, said


@settings(max_examples=150)
@given(
    tables(systems, 2) | tables(systems, 1),
    tables(dependencies, 2),
    st.sampled_from(("nothing", "references", *sorted(BESIDE))),
    st.sampled_from((False, False, True)),
)
def test_columns_say_what_rows_say(register: str, links: str, beside: str, has_base: bool) -> None:
    files = [
        InputFile("systems.csv", register.encode()),
        InputFile("dependencies.csv", links.encode()),
    ]
    if beside != "nothing":
        ending = {"evidence": "csv", "overlay": "csv", "mapping": "toml"}.get(beside, "json")
        files.append(InputFile(f"{beside}.{ending}", BESIDE[beside]))
    base = None
    if has_base:
        other = InputFile("base.csv", b"id,name\nq,Q\n")
        base = read_inventory([other]).inventory

    assert told(files, 0, base) == told(files, 10_000, base)


def test_only_large_tables_go_by_columns() -> None:
    files = [
        InputFile("systems.csv", b"id,name\na,A\nb,B\n"),
        InputFile("dependencies.csv", b"consumer,provider\na,b\nA,a\nb,x\n"),
    ]
    with patch.object(checking, "check_columns", wraps=check_columns) as asked:
        told(files, 4, None)
        assert asked.call_count == 0
        told(files, 2, None)
        assert asked.call_count == 2
