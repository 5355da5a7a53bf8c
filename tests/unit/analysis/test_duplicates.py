from __future__ import annotations

from fractions import Fraction

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.fragmentation.duplicates import (
    Alike,
    Duplicates,
    bare_name,
    bare_names,
    duplicates,
)
from legacymap.inventory import DataEntity, Dependency, Holding, Inventory, System


def found(*systems: System, dependencies: tuple[Dependency, ...] = ()) -> Duplicates:
    return duplicates(Estate.of(Inventory.of(systems, dependencies)))


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
    (pair,) = duplicates(Estate.of(inventory)).pairs.first
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
    assert pairs == Duplicates(Excerpt(0), systems_stating_work=0, systems=2, compared=0)


def test_nearly_equal_names_with_a_common_consumer_make_a_pair() -> None:
    systems = (
        System(id="a", name="Booking-Service"),
        System(id="b", name="bookings service"),
        System(id="c", name="Billing Service"),
        System(id="web", name="Web"),
    )
    dependencies = tuple(Dependency(consumer="web", provider=one) for one in "abc")
    pairs = found(*systems, dependencies=dependencies).pairs
    assert [pair.systems for pair in pairs.first] == [("a", "b")]


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
    (pair,) = found(
        System(id="a", name="Old pay", capabilities=("pay",), technologies=("SAP",), successor="b"),
        System(id="b", name="New pay", capabilities=("pay",), technologies=("SAP",)),
    ).pairs.first
    assert pair.replaces


def test_a_name_is_what_is_left_without_generic_words() -> None:
    assert bare_name("CaseManager API v2") == "2 case v"
    assert bare_name("Fagsystem barnevern") == "barnevern"
    assert bare_name("Database") == ""


@given(st.lists(st.text(alphabet="aBc 1_-.ÆßǅapiAPI\u0301", max_size=12), max_size=5))
def test_many_names_at_once_lose_the_same_words_as_each_alone(names: list[str]) -> None:
    assert bare_names(pl.Series(names, dtype=pl.String)) == tuple(map(bare_name, names))
