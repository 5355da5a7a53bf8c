"""How sentences are weighed, ordered and chosen."""

from __future__ import annotations

import pytest

from legacymap.analysis.sentences import (
    MOST,
    About,
    Matter,
    Sentence,
    ranked,
    rows,
    sentence,
    summary,
)


def said(
    about: About = "exposure",
    code: str = "code",
    *,
    matter: Matter = "service",
    count: int = 0,
    topic: str | None = None,
    premise: bool = False,
) -> Sentence:
    return sentence(
        about,
        code,
        f"{about} says {code}",
        matter=matter,
        count=count,
        of=100,
        topic=topic,
        premise=premise,
        rows=rows("systems", (), at=about),
    )


def codes(sentences: tuple[Sentence, ...]) -> list[str]:
    return [one.code for one in sentences]


def test_a_sentence_weighs_what_is_at_stake_and_the_share_that_is_touched() -> None:
    assert (said(count=49).weight, said(matter="knowledge", count=100).weight) == (199, 130)


def test_a_sentence_out_of_nothing_weighs_its_matter_alone() -> None:
    text = sentence("exposure", "x", "X", matter="data", of=0, rows=rows("systems", (), at="x"))
    assert (text.weight, text.text) == (90, "X.")


def test_more_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="3 and 2 unknown of 4"):
        sentence(
            "exposure",
            "x",
            "X",
            matter="data",
            count=3,
            of=4,
            unknown=2,
            rows=rows("systems", (), at="x"),
        )


def test_within_an_analysis_the_premise_comes_first_and_what_cannot_be_said_is_dropped() -> None:
    found = ranked(
        (
            said(code="light", matter="knowledge"),
            None,
            said(code="heavy"),
            said(code="premise", matter="knowledge", premise=True),
        )
    )
    assert codes(found) == ["premise", "heavy", "light"]


def test_the_summary_says_one_thing_of_a_topic() -> None:
    found = summary(
        [said(code="less", count=1, topic="same"), said("risk", "more", count=2, topic="same")]
    )
    assert codes(found) == ["more"]


def test_of_a_shared_store_the_one_who_knows_who_uses_it_tells() -> None:
    of_data = said("fragmentation", "words", count=50, topic="shared_database")
    of_ties = said("integration", "users", count=10, topic="shared_database")
    between = said("risk", "between", count=30)
    assert codes(summary([of_data, of_ties, between])) == ["between", "users"]
    assert codes(summary([of_data, between])) == ["words", "between"]


def test_the_summary_takes_three_of_an_analysis_while_others_have_something_to_say() -> None:
    many = [said(code=f"a{n}", count=100 - n) for n in range(20)]
    others = [said("structure", f"s{n}", matter="knowledge") for n in range(2)]
    found = codes(summary([*many, *others]))
    assert len(found) == MOST
    assert found[:8] == [f"a{n}" for n in range(8)]
    assert found[8:] == ["s0", "s1"]


def test_a_premise_stands_before_the_first_sentence_of_its_analysis() -> None:
    found = summary(
        [
            said(code="between", count=50),
            said("fragmentation", "premise", matter="knowledge", premise=True),
            said("fragmentation", "data", matter="data", count=10),
        ]
    )
    assert codes(found) == ["between", "premise", "data"]


def test_a_premise_alone_has_its_place_by_weight() -> None:
    found = summary(
        [
            said("fragmentation", "premise", matter="knowledge", premise=True),
            said("structure", "lighter", matter="knowledge"),
            said(code="heavier", count=50),
        ]
    )
    assert codes(found) == ["heavier", "premise", "lighter"]
