from __future__ import annotations

from fractions import Fraction

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.fragmentation.duplicates import Alike, Duplicates, duplicates
from legacymap.analysis.fragmentation.like_names import bare_name, bare_names
from legacymap.analysis.scope import part_of
from legacymap.inventory import DataEntity, Dependency, Holding, Inventory, System


def found(*systems: System, dependencies: tuple[Dependency, ...] = ()) -> Duplicates:
    return duplicates(Estate.of(Inventory.of(systems, dependencies)))


def first(found: Duplicates) -> tuple[Alike, ...]:
    assert found.pairs is not None
    return found.pairs.first


def test_like_capabilities_and_technology_make_a_pair_with_its_evidence() -> None:
    pairs = found(
        System(id="a", name="Payroll", capabilities=("pay staff",), technologies=("SAP",)),
        System(id="b", name="Wages", capabilities=("Pay staff",), technologies=("SAP", "Java")),
    ).pairs
    # Capabilities 3 * 1, technologies 1 * 1/2, name 2 * 0: 3.5 of 6.
    alike = Alike(
        systems=("a", "b"),
        score=Fraction(7, 12),
        likeness={
            "capabilities": Fraction(1),
            "name": Fraction(0),
            "technologies": Fraction(1, 2),
        },
        evidence={"capabilities": ("pay staff",), "technologies": ("sap",)},
        unknown=(),
        replaces=False,
    )
    assert pairs == Excerpt(1, (alike,))


def test_all_five_features_count_together() -> None:
    systems = (
        System(id="a", name="Case register", capabilities=("cases",), technologies=("Java",)),
        System(id="b", name="Register of cases", capabilities=("cases",), technologies=("Java",)),
        System(id="desk", name="Desk"),
    )
    dependencies = tuple(Dependency(consumer="desk", provider=one) for one in "ab")
    holdings = [Holding(system=one, entity="person", role="copy") for one in "ab"]
    inventory = Inventory.of(
        systems,
        dependencies,
        data_entities=[DataEntity(id="person", name="Person")],
        holdings=holdings,
    )
    (pair,) = first(duplicates(Estate.of(inventory)))
    # Names: 'case register' and 'cases register' have 26 of 27 letters in common.
    assert pair.likeness == {
        "capabilities": Fraction(1),
        "consumers": Fraction(1),
        "data": Fraction(1),
        "name": Fraction(96, 100),
        "technologies": Fraction(1),
    }
    assert pair.score == (9 + 2 * Fraction(96, 100)) / 11
    assert pair.evidence["consumers"] == ("desk",)
    assert pair.evidence["name"] == ("case register", "cases register")


def test_equal_descriptions_names_and_technologies_alone_make_no_pair() -> None:
    text = "Service for the management of appointments"
    pairs = found(
        System(id="a", name="Booking API", description=text, technologies=("Java",)),
        System(id="b", name="Booking API", description=text, technologies=("Java",)),
    )
    assert pairs == Duplicates(
        pairs=None,
        stating={"capabilities": 0, "consumers": 0, "data": 0, "name": 2, "technologies": 2},
        systems_stating_work=0,
        systems=2,
        compared=0,
    )


def used(*names: str, users: tuple[str, ...] = ("web",)) -> list[tuple[str, ...]]:
    """The pairs among systems of these ``names`` that all ``users`` use, and nobody else."""
    systems = [System(id=f"{n}", name=name) for n, name in enumerate(names)]
    systems += [System(id=user, name=f"User {user}") for user in users]
    found_pairs = found(
        *systems,
        dependencies=tuple(
            Dependency(consumer=user, provider=f"{n}") for user in users for n in range(len(names))
        ),
    ).pairs
    assert found_pairs is not None
    return [tuple(names[int(system)] for system in pair.systems) for pair in found_pairs.first]


def test_nearly_equal_names_with_two_consumers_in_common_make_a_pair() -> None:
    names = ("Booking-Service", "bookings service", "Billing Service")
    assert used(*names, users=("web", "desk")) == [names[:2]]
    # Parts of one library bear such names and have the library as their one user.
    assert used("jetty-servlet", "jetty-servlets") == []


def test_the_same_words_with_a_common_consumer_make_a_pair_whatever_their_number() -> None:
    assert used("Case register", "register of cases", "Register: case 2") == [
        ("Case register", "Register: case 2")
    ]


def test_names_alike_in_nine_letters_of_ten_are_nearly_equal() -> None:
    names = ("abcdefghij", "abcdefghik")
    assert used(*names, users=("web", "desk")) == [names]


def test_names_without_any_word_are_not_names_of_the_same_words() -> None:
    assert used("7", "7") == []


def test_names_alike_in_three_letters_of_four_count_as_like() -> None:
    (pair,) = first(
        found(
            System(id="a", name="Abcd", capabilities=("pay",)),
            System(id="b", name="Abce", capabilities=("pay",)),
        )
    )
    assert pair.likeness == {"capabilities": Fraction(1), "name": Fraction(3, 4)}


def test_two_common_entities_carry_a_pair_and_one_does_not() -> None:
    def pairs(entities: str) -> Excerpt[Alike] | None:
        inventory = Inventory.of(
            [System(id=one, name=one * 4, technologies=("Java",)) for one in "ab"],
            data_entities=[DataEntity(id=one, name=one) for one in entities],
            holdings=[Holding(system=one, entity=e, role="copy") for one in "ab" for e in entities],
        )
        return duplicates(Estate.of(inventory)).pairs

    both, alone = pairs("xy"), pairs("x")
    assert both is not None
    assert [(pair.systems, pair.evidence["data"]) for pair in both.first] == [
        (("a", "b"), ("x", "y"))
    ]
    assert alone == Excerpt(0)


def test_of_a_part_the_pairs_with_one_system_in_it_are_told() -> None:
    estate = Estate.of(
        Inventory.of(
            [
                System(id=one, name="Pay", owner=owner, capabilities=("pay",))
                for one, owner in (("a", "ours"), ("b", "theirs"), ("c", "theirs"))
            ]
        )
    )
    told = duplicates(estate, part_of(estate, owner="ours"))
    assert [pair.systems for pair in first(told)] == [("a", "b"), ("a", "c")]
    assert (told.systems, told.systems_stating_work) == (1, 1)


def test_what_is_left_of_a_name_is_not_the_name() -> None:
    assert used("Fiks platform", "Fiks system") == []


def test_one_consumer_of_many_makes_no_pair_of_two_systems_of_one_name() -> None:
    users = [Dependency(consumer=f"u{n}", provider="a") for n in range(3)]
    every = [System(id=f"u{n}", name=f"User {n} of many") for n in range(3)]
    alike = (System(id="a", name="Fiks"), System(id="b", name="Fiks"))

    def pairs(*more: Dependency) -> Excerpt[Alike] | None:
        return found(*alike, *every, dependencies=(*users, *more)).pairs

    shared, other = (Dependency(consumer=user, provider="b") for user in ("u0", "a"))
    told = pairs(shared)
    assert told is not None
    assert [(pair.systems, pair.likeness["consumers"]) for pair in told.first] == [
        (("a", "b"), Fraction(1, 3))
    ]
    assert pairs(shared, other) == Excerpt(0)


def test_what_nobody_states_is_told_and_is_no_difference() -> None:
    told = found(
        System(id="a", name="Booking"),
        System(id="b", name="Booking"),
        System(id="web", name="Web", capabilities=("show",)),
        dependencies=tuple(Dependency(consumer="web", provider=one) for one in "ab"),
    )
    assert told.stating == {
        "capabilities": 1,
        "consumers": 2,
        "data": 0,
        "name": 2,
        "technologies": 0,
    }
    assert told.pairs is not None
    assert told.pairs.count == 1


def test_one_common_feature_is_not_enough_where_names_are_generic() -> None:
    pairs = found(
        System(id="a", name="API", capabilities=("pay staff",)),
        System(id="b", name="Database", capabilities=("pay staff",)),
    )
    assert pairs.pairs == Excerpt(0)


def test_what_more_than_fifty_systems_have_brings_no_two_together() -> None:
    systems = [
        System(id=f"{n:02}", name=f"N{n}", capabilities=("report",), technologies=("Java",))
        for n in range(51)
    ]
    assert found(*systems).compared == 0
    assert found(*systems[:50]).compared == 50 * 49 // 2


def test_a_system_and_its_stated_successor_are_alike_on_purpose() -> None:
    (pair,) = first(
        found(
            System(
                id="a", name="Old pay", capabilities=("pay",), technologies=("SAP",), successor="b"
            ),
            System(id="b", name="New pay", capabilities=("pay",), technologies=("SAP",)),
        )
    )
    assert pair.replaces


def test_a_name_is_what_is_left_without_generic_words() -> None:
    assert bare_name("CaseManager API v2") == "2 case v"
    assert bare_name("Fagsystem barnevern") == "barnevern"
    assert bare_name("Database") == ""


@given(st.lists(st.text(alphabet="aBc 1_-.ÆßǅapiAPI\u0301", max_size=12), max_size=5))
def test_many_names_at_once_lose_the_same_words_as_each_alone(names: list[str]) -> None:
    assert bare_names(pl.Series(names, dtype=pl.String)) == tuple(map(bare_name, names))
