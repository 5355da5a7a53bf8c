"""Laws of merging: suggestions are symmetric, decisions can be taken back, order is no content."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from legacymap.ingest import InputFile, read_inventory
from legacymap.ingest.merging.name_words import name_words
from legacymap.inventory import Import

WORDS = ("Tax", "Steuer", "Register", "registry", "Payment", "Zahlung", "DB", "NOMIS", "Crime", "2")
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True).map(" ".join)
estates = st.lists(st.lists(names, min_size=1, max_size=3), min_size=2, max_size=3)
few = settings(max_examples=25, deadline=None)


def source(number: int, systems: Sequence[str]) -> InputFile:
    """A model whose systems depend on each other in a line."""
    ids = [f"{number}-{index}" for index in range(len(systems))]
    document = {
        "format": "legacymap-inventory/1",
        "name": f"source {number}",
        "systems": [{"id": own, "name": name} for own, name in zip(ids, systems, strict=True)],
        "dependencies": [{"consumer": one, "provider": other} for one, other in pairwise(ids)],
    }
    return InputFile(f"{number}.json", json.dumps(document).encode())


def files(estate: Sequence[Sequence[str]]) -> list[InputFile]:
    return [source(number, systems) for number, systems in enumerate(estate)]


def decided(decision: str, pairs: Sequence[tuple[str, str]]) -> InputFile:
    document = {"format": "legacymap-matches/1", decision: [{"systems": pair} for pair in pairs]}
    return InputFile("decisions.json", json.dumps(document).encode())


def pairs_of(imported: Import) -> list[tuple[str, str]]:
    return [suggestion.systems for suggestion in imported.suggestions]


@few
@given(estates)
def test_accepting_and_then_refusing_restores_what_was(estate: list[list[str]]) -> None:
    before = read_inventory(files(estate))
    pairs = pairs_of(before)
    accepted = read_inventory([*files(estate), decided("accepted", pairs)])
    refused = read_inventory([*files(estate), decided("refused", pairs)])

    assert refused.inventory.digest == before.inventory.digest
    assert not set(pairs) & set(pairs_of(refused))
    assert not set(pairs) & set(pairs_of(accepted))
    assert accepted.inventory.systems.height <= before.inventory.systems.height - bool(pairs)
    for file in (*accepted.files, *refused.files):
        assert file.rows == file.used + file.merged + file.rejected


@few
@given(estates)
def test_the_order_of_files_and_of_decisions_changes_nothing(
    estate: list[list[str]],
) -> None:
    pairs = pairs_of(read_inventory(files(estate)))[:3]
    first = read_inventory([*files(estate), decided("accepted", pairs)])
    turned = [(other, one) for one, other in reversed(pairs)]
    second = read_inventory([decided("accepted", turned), *reversed(files(estate))])

    assert second.inventory.digest == first.inventory.digest
    assert second.suggestions == first.suggestions


@few
@given(names, names)
def test_suggestions_are_symmetric(one: str, other: str) -> None:
    here = read_inventory([source(0, [one]), source(1, [other])]).suggestions
    there = read_inventory([source(0, [other]), source(1, [one])]).suggestions

    assert [(s.score, s.parts) for s in here] == [(s.score, s.parts) for s in there]


@few
@given(st.text(max_size=60))
def test_any_name_has_words_and_the_same_ones_again(name: str) -> None:
    assert name_words(name) == name_words(name)
    assert all(word for word in name_words(name).words)


PLAIN = ("Tax", "TAX", "Pay", "Portal", "Data")
_ids = st.sampled_from(["", "1", "2", "tax", "p"])
_system_rows = st.lists(
    st.tuples(_ids, st.sampled_from(PLAIN), st.sampled_from(["", "5", "6"])),
    min_size=1,
    max_size=4,
    unique_by=(lambda row: row[0] or f"name {row[1]}", lambda row: row[1]),
)
_links = st.lists(
    st.tuples(
        st.sampled_from(PLAIN),
        st.sampled_from(PLAIN),
        st.sampled_from(["", "call", "event"]),
        st.sampled_from(["", "reads", "writes"]),
    ),
    max_size=5,
    unique=True,
)
tables = st.lists(st.tuples(_system_rows, _links), min_size=1, max_size=3)


def table(name: str, header: str, rows: Sequence[Sequence[str]]) -> InputFile:
    lines = [header, *(",".join(row) for row in rows)]
    return InputFile(name, ("\n".join(lines) + "\n").encode())


def findings_of(imported: Import) -> Counter[str]:
    """The findings without the numbers of their rows."""
    return Counter(re.sub(r"(?<=\.csv):\d+", "", str(finding)) for finding in imported.findings)


@few
@given(tables, st.randoms(use_true_random=False))
def test_no_order_of_files_or_rows_changes_what_comes_out(
    estate: list[tuple[list[tuple[str, str, str]], list[tuple[str, str, str, str]]]],
    random: Random,
) -> None:
    def written(*, mixed: bool) -> list[InputFile]:
        files = []
        for number, (systems, links) in enumerate(estate):
            mixed_systems, mixed_links = list(systems), list(links)
            if mixed:
                random.shuffle(mixed_systems)
                random.shuffle(mixed_links)
            files.append(table(f"s{number}.csv", "id,name,users", mixed_systems))
            if links:
                header = "consumer,provider,kind,description"
                files.append(table(f"l{number}.csv", header, mixed_links))
        if mixed:
            random.shuffle(files)
        return files

    first, second = read_inventory(written(mixed=False)), read_inventory(written(mixed=True))

    assert second.inventory.document() == first.inventory.document()
    assert second.suggestions == first.suggestions
    assert findings_of(second) == findings_of(first)


@few
@given(st.lists(_links, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_no_name_of_a_file_decides_what_is_one_dependency(
    stated: list[list[tuple[str, str, str, str]]], random: Random
) -> None:
    def found(names: Sequence[int]) -> Counter[tuple[str | None, ...]]:
        header = "consumer,provider,kind,description"
        files = [
            table(f"{name}.csv", header, links)
            for name, links in zip(names, stated, strict=True)
            if links
        ]
        systems = table("systems.csv", "id,name", [(name, name) for name in set(PLAIN) - {"TAX"}])
        rows = read_inventory([systems, *files]).inventory.dependencies
        return Counter(rows.select("consumer", "provider", "kind", "description").iter_rows())

    order = list(range(len(stated)))
    mixed = list(order)
    random.shuffle(mixed)

    assert found(mixed) == found(order)
