"""Laws of merging: suggestions are symmetric, decisions can be taken back, order is no content."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise

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
