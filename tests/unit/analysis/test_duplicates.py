from __future__ import annotations

from fractions import Fraction

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.fragmentation.duplicates import Alike, Duplicates, duplicates
from legacymap.inventory import Inventory, System


def found(*systems: System) -> Duplicates:
    return duplicates(Estate.of(Inventory.of(systems)))


def test_like_capabilities_and_technology_make_a_pair_with_its_evidence() -> None:
    pairs = found(
        System(id="a", name="Payroll", capabilities=("pay staff",), technologies=("SAP",)),
        System(id="b", name="Wages", capabilities=("Pay staff",), technologies=("SAP", "Java")),
    ).pairs
    assert pairs == Excerpt(
        1,
        (
            Alike(
                ("a", "b"),
                Fraction(1, 2),
                {"capabilities": ("pay staff",), "technologies": ("sap",)},
                (),
            ),
        ),
    )


def test_equal_descriptions_names_and_technologies_alone_make_no_pair() -> None:
    text = "Service for the management of appointments"
    pairs = found(
        System(id="a", name="Booking API", description=text, technologies=("Java",)),
        System(id="b", name="Booking API", description=text, technologies=("Java",)),
    )
    assert pairs == Duplicates(Excerpt(0), systems_stating_work=0, systems=2)


def test_one_common_feature_is_not_enough_where_names_are_generic() -> None:
    pairs = found(
        System(id="a", name="API", capabilities=("pay staff",)),
        System(id="b", name="Database", capabilities=("pay staff",)),
    )
    assert pairs.pairs == Excerpt(0)
