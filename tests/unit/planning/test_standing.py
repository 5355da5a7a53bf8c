"""Services on systems: a search from either side finds the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legacymap.analysis import Estate
from legacymap.inventory import Dependency, Inventory, System
from legacymap.planning.compilation import standing as module
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
    assert standing(estate, groups, frozenset()).on == {
        "ab": ("tax",),
        "c": ("visa",),
        "d": (),
        "tax": ("tax",),
    }


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=8))
def test_few_services_or_few_groups_give_the_same(uses: list[tuple[str, str]]) -> None:
    estate = _estate(uses)
    each = {name: (name,) for name in NAMES}
    with pytest.MonkeyPatch.context() as patch:
        forth = standing(estate, each, frozenset()).on
        patch.setattr(module, "_by_service", module._by_group)
        assert standing(estate, each, frozenset()).on == forth
