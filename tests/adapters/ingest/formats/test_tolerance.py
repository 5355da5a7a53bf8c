"""Tables of other programs mean the same however their headers are spelled and wherever they stand.

The tables are the examples on the pages of the formats. Each is written again with its headers in
another case or with other blanks, in another order, with another separator, with a column that
nobody knows, and without one that may be missing.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legacymap.ingest import InputFile, read_inventory
from legacymap.ingest.readers import READERS
from legacymap.inventory import Import

PAGES: Final = Path(__file__).parents[4] / "docs/formats"
_BLOCK: Final = re.compile(r"^```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
EXTRA: Final = "Zone of nobody"

NEEDED: Final[dict[str, str]] = {
    "archi_csv": "ID,Type,Name,Documentation,Source,Target,Key,Value",
    "aws_connections": "agent_id,source_ip,destination_ip,destination_port,ip_address,host_name",
    "aws_servers": "ExternalId,HostName,VMware.MoRefId,VMware.VCenterId,Applications",
    "azure_dependencies": "Timeslot,Source server name,Destination server name,Destination IP,"
    "Destination port",
    "azure_servers": "*Server name,*Cores,Server type",
    "c4interflow": "Name,Is External,Alias,Software System,Type,Container Interface,"
    "Uses Container Interface,Uses Software System Interface",
    "cloud_migration": "server_name,app_name,wave_name",
    "gear_time": "Id,System Name,TIME Designation",
    "glpi": "Name,Operating System - Name,ID",
    "konveyor": "Record Type 1,Application Name,Dependency,Dependency Direction",
    "leanix": "id,type,name,displayName,lifecycle:active,lifecycle:endOfLife,"
    "relApplicationToITComponent,relApplicationToDataObject,relToRequires,relITComponentToProvider",
    "migration_center": "MachineId,MachineName,Key,Value,Application,Level,Technologies,CloudReady",
    "sb272": "vendor_name,product,system_purpose,custodian",
    "servicenow": "parent,type,child,name,sys_class_name,sys_id",
    "software_inventory": "MachineName,Application,Version,Provider,Instance Name,Edition",
    "span_table": "TraceID,SpanID,ParentID,PodName",
    "waltz": "Source,Source Asset Code,Target,Target Asset Code",
    "xurrent": "CI Label,CI Source ID,Related CI Label,Related CI Source ID,Relation Type",
}
"""The columns of each format without which a table is another one, or means something else."""

SPELLINGS: Final[dict[str, Callable[[str], str]]] = {
    "as it is": str,
    "upper case": str.upper,
    "lower case": str.lower,
    "underscores": lambda header: header.replace(" ", "_"),
    "blanks": lambda header: f" {header.replace('_', ' ')}  ",
}


@dataclass(frozen=True)
class Table:
    """A table as rows of cells."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, text: str) -> Table:
        """The table that ``text`` is."""
        delimiter = ";" if text.split("\n", 1)[0].count(";") > 2 else ","
        header, *rows = csv.reader(io.StringIO(text), delimiter=delimiter)
        width = len(header)
        filled = (tuple(row + [""] * (width - len(row))) for row in rows)
        return cls(tuple(header), tuple(filled))

    def text(self, columns: Sequence[int], spelled: Callable[[str], str], separator: str) -> str:
        """The table with these columns."""
        written = io.StringIO()
        writer = csv.writer(written, delimiter=separator)
        writer.writerow([spelled(self.header[column]) for column in columns])
        writer.writerows([row[column] for column in columns] for row in self.rows)
        return written.getvalue()

    def with_extra(self) -> Table:
        """The table with one more column."""
        return Table((*self.header, EXTRA), tuple((*row, "x") for row in self.rows))


def page_of(format: str) -> str:
    path = PAGES / f"{format}.md"
    return path.read_text() if path.is_file() else ""


def tables(page: str) -> list[Table]:
    return [Table.of(block) for block in _BLOCK.findall((PAGES / f"{page}.md").read_text())]


def read(page: str, texts: Sequence[str]) -> Import:
    files = [InputFile(f"{number}.csv", text.encode()) for number, text in enumerate(texts)]
    imported = read_inventory(files)
    assert {file.format for file in imported.files} == {page}
    return imported


def plainly(page: str) -> list[str]:
    return [table.text(range(len(table.header)), str, ",") for table in tables(page)]


@cache
def plain(page: str) -> Import:
    """What the page's own examples say."""
    return read(page, plainly(page))


def said(value: Any) -> Any:
    """``value`` with what may be a header, a key or a text, as headers are compared."""
    if isinstance(value, dict):
        return {said(key): said(item) for key, item in value.items()}
    if isinstance(value, list):
        return sorted((said(item) for item in value), key=repr)
    return re.sub(r"[\s_.\-]", "", value).lower() if isinstance(value, str) else value


def without_extra(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: without_extra(item) for key, item in value.items() if key != EXTRA}
        return {key: item for key, item in kept.items() if item != {}}
    return [without_extra(item) for item in value] if isinstance(value, list) else value


def test_no_table_of_another_program_is_left_out() -> None:
    of_tables = {name for name in READERS if "```csv\n" in page_of(name)}

    # Our own tables are known by many more names; a list of edges is known by what it looks like.
    assert of_tables - {"csv", "edge_list"} == set(NEEDED)


@pytest.mark.parametrize("page", NEEDED)
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_headers_spelled_otherwise_in_another_order_say_the_same(
    page: str, data: st.DataObject
) -> None:
    spelled = SPELLINGS[data.draw(st.sampled_from(sorted(SPELLINGS)))]
    texts = [
        table.text(
            data.draw(st.permutations(range(len(table.header)))),
            spelled,
            data.draw(st.sampled_from(",;\t|")),
        )
        for table in tables(page)
    ]

    imported = read(page, texts)

    assert said(imported.inventory.document()) == said(plain(page).inventory.document())
    assert imported.rejects == ()


@pytest.mark.parametrize("page", NEEDED)
def test_a_column_that_nobody_knows_is_kept_by_its_name_or_told(page: str) -> None:
    texts = [
        table.with_extra().text(range(len(table.header) + 1), str, ",") for table in tables(page)
    ]

    imported = read(page, texts)

    plainly_said = without_extra(plain(page).inventory.document())
    assert without_extra(imported.inventory.document()) == plainly_said
    told = any(EXTRA in finding.message for finding in imported.findings)
    assert EXTRA in str(imported.inventory.document()) or (page == "span_table" and told)


@pytest.mark.parametrize("page", NEEDED)
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_columns_that_may_be_missing_are_not_missed(page: str, data: st.DataObject) -> None:
    needed = set(NEEDED[page].split(","))
    texts = []
    for table in tables(page):
        optional = [column for column, name in enumerate(table.header) if name not in needed]
        dropped = data.draw(st.sets(st.sampled_from(optional))) if optional else set()
        kept = [column for column in range(len(table.header)) if column not in dropped]
        texts.append(table.text(kept, str, ","))

    imported, whole = read(page, texts).inventory, plain(page).inventory

    assert imported.systems["id"].to_list() == whole.systems["id"].to_list()
    ends = ["consumer", "provider"]
    assert imported.dependencies.select(ends).rows() == whole.dependencies.select(ends).rows()
    assert imported.holdings.height == whole.holdings.height


_JSON: Final = re.compile(r"^```json\n(.*?)^```", re.MULTILINE | re.DOTALL)
DOCUMENTS: Final = tuple(
    page.stem
    for page in sorted(PAGES.glob("*.md"))
    if page.stem in READERS and _JSON.search(page.read_text())
)


def turned(value: Any) -> Any:
    """``value`` with the keys of its objects in the other order."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    return [turned(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("page", DOCUMENTS)
def test_keys_of_a_document_may_stand_in_any_order(page: str) -> None:
    documents = [json.loads(text) for text in _JSON.findall((PAGES / f"{page}.md").read_text())]
    as_they_are, as_turned = (
        read_inventory(
            [
                InputFile(f"{number}.json", json.dumps(document).encode())
                for number, document in enumerate(written)
            ]
        )
        for written in (documents, [turned(document) for document in documents])
    )

    assert as_turned.inventory.document() == as_they_are.inventory.document()
    assert as_turned.rejects == as_they_are.rejects == ()
