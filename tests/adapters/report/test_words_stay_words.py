"""Names that look like numbers, dates, booleans or formulas leave and come back as they were."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import Final

import pytest
from python_calamine import CalamineWorkbook

from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Dependency, Inventory, System
from legacymap.report import EXPORTERS, export

WORDS: Final = (
    *("no", "on", "010", "12:30", "1e3", "~", "2020-02-30", "2020-01-01", "true", "null", "NaN"),
    *(
        "=cmd|' /C calc'!A0",
        "+1",
        "-1+1",
        "-5",
        "@SUM(A1)",
        "\uff1d1+1",
        "'=1",
        "''",
        "1,5",
        "a;=1",
    ),
    *("{{7*7}}", "%s", "<script>", "]]>", '"', "007", "1.0", "1/2", "#1", "&a", "*a", "!b", "- c"),
)
WAYS: Final = tuple(name for name in EXPORTERS if name != "mermaid")
"""Mermaid is a drawing that nobody reads back."""
_RUNS: Final = re.compile(r"\s*[=+\-@\uff1d\t\r]")
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")


def estate() -> Inventory:
    systems = [
        System(id=f"s{number}", name=word, annual_run_cost=number)
        for number, word in enumerate(WORDS)
    ]
    dependencies = [
        Dependency(consumer=f"s{number}", provider="s0", description=word)
        for number, word in enumerate(WORDS)
    ]
    return Inventory.of(systems, dependencies[1:])


@pytest.mark.parametrize("way", WAYS)
def test_a_word_comes_back_as_it_left(way: str) -> None:
    left = InputFile(f"x{EXPORTERS[way].suffix}", export(estate(), way).content)

    names = read_inventory([left]).inventory.systems["name"].to_list()

    assert sorted(names) == sorted(WORDS)


def cells(way: str) -> list[object]:
    """Every cell of the tables that leave."""
    content = export(estate(), way).content
    if way in ("xlsx", "ods"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
        return [cell for rows in sheets for row in rows for cell in row]
    return [
        cell
        for table in tables(content)
        for row in csv.reader(io.StringIO(table.decode("utf-8-sig")))
        for cell in row
    ]


def tables(content: bytes) -> list[bytes]:
    """The members of an archive, or the one table itself."""
    if not content.startswith(b"PK"):
        return [content]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [archive.read(name) for name in archive.namelist()]


@pytest.mark.parametrize("way", ["csv", "konveyor", "xlsx", "ods"])
def test_no_text_in_a_table_begins_like_a_formula(way: str) -> None:
    texts = [cell for cell in cells(way) if isinstance(cell, str)]
    assert [text for text in texts if _RUNS.match(text) and not _NUMBER.fullmatch(text)] == []
