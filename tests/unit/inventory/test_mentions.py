"""Names as people write them: in labels and inside sentences."""

from __future__ import annotations

import pytest

from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory.mentions import Mentions
from legacymap.inventory.naming import Names

TABLE = (
    b"id,name,aliases\nv,Book a visit,\nw,Visit,\nn,NOMIS,C-NOMIS\n"
    b"x,Database,\ny,Database,\nit,it,\n"
)


@pytest.fixture(scope="module")
def mentions() -> Mentions:
    return Mentions(Names(read_inventory([InputFile("systems.csv", TABLE)]).inventory))


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("v", "v"),
        ("book_a-VISIT", "v"),
        ("c nomis", "n"),
        ("database", None),
        ("nomis!", "n"),
        ("visits", None),
        ("", None),
        ("--", None),
    ],
)
def test_a_label_is_a_name_whatever_stands_between_its_words(
    mentions: Mentions, text: str, system: str | None
) -> None:
    assert mentions.labelled(text) == system


@pytest.mark.parametrize(
    ("sentence", "systems"),
    [
        ("Replace book a visit (phase 1)", ("v",)),
        ("Visit NOMIS, then book a visit", ("n", "v", "w")),
        ("Do it: the Database", ()),
        ("", ()),
    ],
)
def test_in_a_sentence_the_longest_name_wins_and_short_ones_do_not_count(
    mentions: Mentions, sentence: str, systems: tuple[str, ...]
) -> None:
    assert mentions.in_sentence(sentence) == systems
