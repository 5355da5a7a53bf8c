"""Services on systems: a search from either side finds the same."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from legacymap.analysis import Estate
from legacymap.inventory import Dependency, Inventory, System
from legacymap.planning.compilation.standing import standing

NAMES = ("tax", "visa", "a", "b", "c", "d")


def _estate(uses: list[tuple[str, str]]) -> Estate:
    systems = [
        System(id=name, name=name, kind="service" if name in ("tax", "visa") else "application")
        for name in NAMES
    ]
    return Estate.of(
        Inventory.of(systems, [Dependency(consumer=c, provider=p) for c, p in sorted(set(uses))])
    )


def test_a_service_stands_on_what_it_reaches_and_on_itself() -> None:
    estate = _estate([("tax", "a"), ("a", "b"), ("visa", "c"), ("d", "visa")])
    groups = {"ab": ("a", "b"), "c": ("c",), "d": ("d",), "tax": ("tax",)}
    found = standing(estate, groups, frozenset({"visa"}))
    assert {group: found.on([group]) for group in groups} == {
        "ab": ("tax",),
        "c": ("visa",),
        "d": (),
        "tax": ("tax",),
    }
    assert (found.on(["ab", "c"]), found.on([])) == (("tax", "visa"), ())
    assert (found.under("tax"), found.under("visa")) == (("ab", "tax"), ("c",))
    assert found.under("nobody") == ()
    assert (found.services, found.legacy_services) == (("tax",), ("visa",))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=8))
def test_a_search_back_and_one_forth_find_the_same(uses: list[tuple[str, str]]) -> None:
    found = standing(_estate(uses), {name: (name,) for name in NAMES}, frozenset())
    for service in ("tax", "visa"):
        assert found.under(service) == tuple(n for n in NAMES if service in found.on([n]))
