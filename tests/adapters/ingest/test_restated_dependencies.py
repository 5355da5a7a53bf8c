"""Which dependencies of several files are one, whatever the files are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations

import pytest

from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Import

SYSTEMS = {"systems.csv": "id,name\na,A\nb,B\nc,C\n"}
HEADER = "id,consumer,provider,kind,interface,description\n"


def read(files: Mapping[str, str]) -> Import:
    return read_inventory([InputFile(name, text.encode()) for name, text in files.items()])


def under_all_names(tables: Sequence[str]) -> list[Import]:
    """The tables read under each distribution of as many names."""
    names = [f"{number}.csv" for number in range(len(tables))]
    return [
        read({**SYSTEMS, **dict(zip(order, [HEADER + t for t in tables], strict=True))})
        for order in permutations(names)
    ]


def stated(imported: Import) -> list[tuple[str | None, str | None, int]]:
    """Kind, description and number of sources of each dependency."""
    rows = imported.inventory.dependencies.to_dicts()
    return sorted(
        ((row["kind"], row["description"], len(row["evidence"] or ())) for row in rows), key=str
    )


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        # A row that says only its ends joins the only dependency between them.
        ((",a,b,,,", ",a,b,call,,reads"), [("call", "reads", 2)]),
        # Where there are two, it stays for itself.
        (
            (",a,b,,,", ",a,b,call,,reads\n,a,b,call,,writes"),
            [("call", "reads", 0), ("call", "writes", 0), (None, None, 0)],
        ),
        # A row without a kind joins the one that is alike, of whatever kind.
        ((",a,b,,,reads", ",a,b,call,,reads"), [("call", "reads", 2)]),
        (
            (",a,b,,,reads", ",a,b,call,,reads", ",a,b,event,,reads"),
            [("call", "reads", 0), ("event", "reads", 0), (None, "reads", 0)],
        ),
        # A kind without words joins the only words without a kind, or of that kind.
        ((",a,b,call,,", ",a,b,,,reads"), [("call", "reads", 2)]),
        (
            (",a,b,call,,", ",a,b,event,,", ",a,b,,,reads"),
            [("call", None, 0), ("event", None, 0), (None, "reads", 0)],
        ),
        ((",a,b,call,,", ",a,b,,,", ",a,b,call,,reads"), [("call", "reads", 3)]),
        # What one file tells apart stays apart, and is told apart in the other file too.
        (
            ("p,a,b,call,,reads\nq,a,b,call,,reads", "x,a,b,call,,reads\ny,a,b,call,,reads"),
            [("call", "reads", 2), ("call", "reads", 2)],
        ),
        (
            ("p,a,b,call,,reads\nq,a,b,call,,reads", ",a,b,call,,reads"),
            [("call", "reads", 0), ("call", "reads", 2)],
        ),
    ],
)
def test_what_is_one_dependency_depends_on_no_name_of_a_file(
    tables: Sequence[str], expected: list[tuple[str | None, str | None, int]]
) -> None:
    for imported in under_all_names(tables):
        assert stated(imported) == expected


def test_evidence_finds_a_dependency_under_the_id_of_each_of_its_sources() -> None:
    model = '{{"format":"legacymap-inventory/1","name":"{0}","systems":[{{"id":"a","name":"A"}},\
{{"id":"b","name":"B"}}],"dependencies":[{{"id":"{1}","consumer":"a","provider":"b"}}]}}'
    imported = read(
        {
            "1.json": model.format("one", "d1"),
            "2.json": model.format("two", "d2"),
            "evidence.csv": "dependency,source,how\nd2,jaeger,observed\n",
        }
    )

    assert imported.rejects == ()
    assert imported.inventory.document()["dependencies"] == [
        {
            "id": "d1",
            "consumer": "a",
            "provider": "b",
            "evidence": [
                {"source": "1.json", "how": "declared"},
                {"source": "2.json", "how": "declared"},
                {"source": "jaeger", "how": "observed"},
            ],
        }
    ]


def test_other_ends_under_the_same_id_of_one_source_are_told() -> None:
    model = '{{"format":"legacymap-inventory/1","name":"one","systems":[{{"id":"a","name":"A"}},\
{{"id":"b","name":"B"}},{{"id":"c","name":"C"}}],\
"dependencies":[{{"id":"d","consumer":"a","provider":"{0}"}}]}}'
    imported = read({"1.json": model.format("b"), "2.json": model.format("c")})

    assert imported.inventory.dependencies.select("consumer", "provider").rows() == [("a", "c")]
    assert [str(found) for found in imported.findings if found.code == "conflicting_value"] == [
        "warning 2.json dependencies[0] provider: 'b' by 1.json dependencies[0], 'c' here,"
        " which was taken (read later)"
    ]
