from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.fragmentation.communities import (
    Communities,
    Community,
    Elsewhere,
    GroupShare,
)
from legacymap.analysis.fragmentation.silos import owners
from legacymap.graph.agreement import adjusted_rand, mutual_information
from legacymap.inventory import Dependency, Inventory, System

OWNERS = {"a": "x", "b": "x", "c": "y", "d": "y", "e": "y", "f": "y"}
"""Two triangles with one link between them; c sits in the triangle of a and b."""


def found(owner: dict[str, str | None]) -> Communities:
    pairs = [*combinations("abc", 2), *combinations("def", 2), ("c", "d")]
    systems = [System(id=one, name=one, owner=owner.get(one)) for one in "abcdefg"]
    dependencies = [Dependency(consumer=a, provider=b) for a, b in pairs]
    return owners(Estate.of(Inventory.of(systems, dependencies))).communities


def test_two_triangles_with_one_link_are_two_communities() -> None:
    told = found({**OWNERS})
    assert told.systems == 6
    assert told.found == Excerpt(
        2,
        (
            Community(
                Excerpt(3, ("a", "b", "c")),
                inside=3,
                crossing=1,
                groups=Excerpt(2, (GroupShare("x", 2), GroupShare("y", 1))),
                without_group=0,
                main="x",
                own=None,
            ),
            Community(
                Excerpt(3, ("d", "e", "f")),
                inside=3,
                crossing=1,
                groups=Excerpt(1, (GroupShare("y", 3),)),
                without_group=0,
                main="y",
                own=None,
            ),
        ),
    )
    # 6 of 7 inside; the first gives 4 of 7 and takes 3, the second gives 3 and takes 4.
    assert told.modularity == Fraction(6, 7) - Fraction(24, 49)


def test_a_system_that_sits_with_another_owner_is_named_with_both_pulls() -> None:
    assert found({**OWNERS}).elsewhere == Excerpt(1, (Elsewhere("c", "y", "x", 2, 1),))


def cliques(*systems: str, owner: dict[str, str], more: tuple[str, ...] = ()) -> Communities:
    """Communities of systems all linked with each other, and ``more`` links such as ``"ab"``."""
    pairs = ["".join(ends) for one in systems for ends in combinations(one, 2)]
    dependencies = [
        Dependency(id=f"{number}", consumer=ends[0], provider=ends[1])
        for number, ends in enumerate([*pairs, *more])
    ]
    every = [System(id=one, name=one, owner=owner[one]) for one in "".join(systems)]
    return owners(Estate.of(Inventory.of(every, dependencies))).communities


def test_half_of_a_community_is_not_mainly_one_group() -> None:
    told = cliques(
        "abcd", "efgh", owner={**dict.fromkeys("ab", "x"), **dict.fromkeys("cdefgh", "y")}
    )
    assert [(one.systems.first, one.main) for one in told.found.first] == [
        (("a", "b", "c", "d"), None),
        (("e", "f", "g", "h"), "y"),
    ]


def test_who_is_pulled_as_strongly_by_its_own_group_sits_nowhere_else() -> None:
    owner = {**dict.fromkeys("abc", "x"), **dict.fromkeys("defgh", "y")}
    pulled = cliques("abcde", "fgh", owner=owner, more=("de",))
    assert [(one.system, one.with_main, one.with_own) for one in pulled.elsewhere.first] == [
        ("d", 3, 2),
        ("e", 3, 2),
    ]
    assert cliques("abcde", "fgh", owner=owner, more=("de", "de")).elsewhere == Excerpt(0)
    # Another system of the other group pulls only where it sits in the same community.
    owner["f"] = "x"
    apart = cliques("abcde", "fgh", owner=owner, more=("de", "de", "df")).elsewhere
    assert [one.system for one in apart.first] == ["f"]


def test_who_is_alone_of_its_group_sits_nowhere_else() -> None:
    owner = {**dict.fromkeys("abcefg", "x"), "d": "y"}
    assert cliques("abcd", "efg", owner=owner).elsewhere == Excerpt(0)


def test_owners_that_are_the_communities_agree_wholly() -> None:
    told = found({**dict.fromkeys("abc", "x"), **dict.fromkeys("def", "y")})
    assert (told.compared, told.adjusted_rand, told.mutual_information) == (6, Fraction(1), 1.0)
    assert told.elsewhere == Excerpt(0)


def test_with_one_owner_there_is_nothing_to_compare() -> None:
    told = found(dict.fromkeys("abcdefg", "x"))
    assert (told.compared, told.adjusted_rand, told.mutual_information) == (0, None, None)


def test_few_known_owners_are_not_held_against_the_communities_of_all() -> None:
    told = found({"a": "x", "d": "y"})
    assert (told.compared, told.adjusted_rand, told.mutual_information) == (2, None, None)


def test_the_owners_of_half_of_the_systems_are_held_against_the_communities() -> None:
    told = found({"a": "x", "b": "x", "d": "y"})
    assert (told.systems, told.compared, told.adjusted_rand) == (6, 3, Fraction(1))


def test_an_estate_without_dependencies_has_no_community() -> None:
    systems = [System(id=one, name=one) for one in "ab"]
    told = owners(Estate.of(Inventory.of(systems))).communities
    assert (told.systems, told.found, told.modularity) == (0, Excerpt(0), None)


@pytest.mark.parametrize(
    ("one", "other", "rand"),
    [
        # Of 15 pairs 6 are together in one, 4 in the other, 2 in both: (2 - 1.6) / (5 - 1.6).
        ("aaabbb", "xxyyyz", Fraction(2, 17)),
        ("aabb", "xyxy", Fraction(-1, 2)),
        ("aab", "xxy", Fraction(1)),
        ("aaa", "xxx", None),
        ("abc", "xyz", None),
        ("a", "x", None),
        ("", "", None),
    ],
)
def test_agreement_corrected_for_chance(one: str, other: str, rand: Fraction | None) -> None:
    assert adjusted_rand(one, other) == rand


def test_mutual_information_of_independent_partitions_is_nothing() -> None:
    assert mutual_information("aabb", "xyxy") == 0.0
    assert mutual_information("aabb", "xxyy") == 1.0
    assert mutual_information("aaaa", "xxxx") is None
    assert mutual_information("", "") is None
