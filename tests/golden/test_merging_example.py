"""The example of overlapping sources gives the suggestions and the inventory that lie beside it.

Where they change on purpose, write them anew: ``python -m tests.golden.test_merging_example``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from legacymap.ingest import InputFile, read_inventory
from legacymap.ingest.merging.matches import to_matches
from legacymap.report.exports import to_canonical

EXAMPLE = Path(__file__).parents[2] / "examples" / "merging"
SOURCES = ("architecture.json", "cmdb.csv", "cmdb_relations.csv", "traces.json")
GOLDEN = ("suggested.json", "inventory.json")


def outcome() -> dict[str, bytes]:
    files = [InputFile(name, (EXAMPLE / name).read_bytes()) for name in SOURCES]
    decided = InputFile("matches.json", (EXAMPLE / "matches.json").read_bytes())
    alone, merged = read_inventory(files), read_inventory([*files, decided])
    assert merged.suggestions == ()
    return {
        "suggested.json": to_matches([], alone.suggestions),
        "inventory.json": to_canonical(merged.inventory),
    }


@pytest.mark.parametrize("name", GOLDEN)
def test_overlapping_sources_give_what_lies_beside_them(name: str) -> None:
    assert outcome()[name].decode() == (EXAMPLE / name).read_text()


def write() -> None:
    """Write what the sources give anew."""
    for name, content in outcome().items():
        (EXAMPLE / name).write_bytes(content)


if __name__ == "__main__":
    write()
