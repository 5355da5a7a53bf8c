"""Laws of every import: the account balances, and order is no content."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import TABLES, Import

CELLS = st.sampled_from(
    ["", "a", "b", "A", "B / a", "no", "=1", "Ж", "3", "-1", "x;y", 'q"', "2027", "two\nlines"]
)
HEADERS = {
    "systems": (("id", "name"), ("parent", "aliases", "users", "legacy", "eol", "colour")),
    "names": (("name",), ("parent", "users", "successor", "kind")),
    "dependencies": (("consumer", "provider"), ("id", "kind", "description", "entities")),
    "holdings": (("system", "entity"), ("role", "records")),
    "data_entities": (("id", "name", "sensitivity"), ("description",)),
    "organisations": (("id", "name", "parent"), ("size",)),
    "evidence": (("system", "source", "how"), ("consumer", "provider", "count")),
    "inventory": (("as_of",), ("name", "currency")),
}


def quoted(cells: list[str]) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)


@st.composite
def tables(draw: st.DrawFn) -> InputFile:
    """A CSV table of anything, often wrong, sometimes ragged."""
    table = draw(st.sampled_from(sorted(HEADERS)))
    needed, others = HEADERS[table]
    header = draw(st.permutations([*needed, *draw(st.lists(st.sampled_from(others), unique=True))]))
    row = st.lists(CELLS, min_size=len(header) - 1, max_size=len(header) + 1)
    rows = draw(st.lists(row, max_size=6))
    return InputFile(f"{table}.csv", "\n".join(map(quoted, [header, *rows])).encode())


def imported(files: list[InputFile]) -> Import:
    """The import of ``files`` and of one that always yields systems."""
    return read_inventory([*files, InputFile("always.csv", b"id,name,users\na,a,1\nb,B,\nc,C,\n")])


@given(st.lists(tables(), max_size=4))
def test_every_row_is_used_merged_or_rejected(files: list[InputFile]) -> None:
    result = imported(files)

    for file in result.files:
        assert file.rows == file.used + file.merged + file.rejected
        rejected = [reject for reject in result.rejects if reject.file == file.name]
        assert len(rejected) == file.rejected
        assert all(reject.reason and reject.content and reject.line for reject in rejected)
    implied = sum(finding.code == "implied_entity" for finding in result.findings)
    used = sum(file.used for file in result.files if "inventory" not in file.counts)
    assert used == sum(result.inventory.table(table).height for table in TABLES) - implied


@given(st.lists(tables(), max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_files_is_no_content(files: list[InputFile], chance: Random) -> None:
    shuffled = list(files)
    chance.shuffle(shuffled)
    result, other = imported(files), imported(shuffled)

    assert result.inventory.document() == other.inventory.document()
    assert (result.files, result.findings, result.rejects) == (
        other.files,
        other.findings,
        other.rejects,
    )


ROWS = [f"s{i},System {i},s{i // 3},{'Java;Oracle' if i % 2 else 'Oracle;Java'}" for i in range(9)]
EDGES = [f"s{i},System {i * 7 % 9},{'call' if i % 2 else ''},uses {i % 4}" for i in range(9)]


@given(st.permutations(ROWS), st.permutations(EDGES))
def test_the_order_of_rows_is_no_content(rows: list[str], edges: list[str]) -> None:
    def read(rows: list[str], edges: list[str]) -> Import:
        systems = "\n".join(["id,name,parent,technologies", *rows]).encode()
        dependencies = "\n".join(["source,target,kind,label", *edges]).encode()
        return read_inventory([InputFile("s.csv", systems), InputFile("d.csv", dependencies)])

    assert read(rows, edges).inventory.digest == read(ROWS, EDGES).inventory.digest
