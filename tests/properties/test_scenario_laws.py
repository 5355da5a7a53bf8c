"""Scenarios and re-planning: what nothing changes, what twice changes, and what never moves."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from legacymap.analysis import Estate
from legacymap.assessment import patch_of, scenario
from legacymap.assessment.merging import merged
from legacymap.inventory import Dependency, Inventory, System
from legacymap.planning import Policy, Previous, plan, policy_of

IDS = "abcd"
SYSTEMS = st.sampled_from(IDS)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


@st.composite
def inventories(draw: st.DrawFn) -> Inventory:
    systems = [
        System(
            id=id_,
            name=id_.upper(),
            legacy=draw(st.booleans()),
            annual_run_cost=draw(st.none() | st.integers(0, 9)),
            replacement_effort_days=draw(
                st.dictionaries(st.sampled_from("xy"), st.integers(0, 9), max_size=2)
            ),
        )
        for id_ in IDS
    ]
    ends = draw(st.sets(st.tuples(SYSTEMS, SYSTEMS), max_size=5))
    return Inventory.of(systems, [Dependency(consumer=c, provider=p) for c, p in sorted(ends)])


@st.composite
def patches(draw: st.DrawFn) -> dict[str, object]:
    """Patches that only set, keep and add: those that may be put on twice."""
    return {
        "keep": draw(st.lists(SYSTEMS, max_size=2, unique=True)),
        "set": draw(
            st.dictionaries(
                SYSTEMS,
                st.fixed_dictionaries(
                    {},
                    optional={
                        "users": st.none() | st.integers(0, 9),
                        "annual_run_cost": st.none() | st.integers(0, 9),
                        "replacement_effort_days": st.dictionaries(
                            st.sampled_from("xy"), st.none() | st.integers(0, 9), max_size=2
                        ),
                    },
                ),
                max_size=2,
            )
        ),
        "policy": draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "waves": st.none() | st.integers(1, 9),
                    "weights": st.dictionaries(
                        st.sampled_from(["risk", "overload"]), st.integers(0, 3), max_size=2
                    ),
                },
            )
        ),
        "add_dependencies": draw(
            st.lists(
                st.fixed_dictionaries(
                    {"consumer": SYSTEMS, "provider": SYSTEMS, "kind": st.just("file")}
                ),
                max_size=2,
            )
        ),
    }


@given(inventories())
@settings(max_examples=20)
def test_an_empty_patch_gives_equal_digests(inventory: Inventory) -> None:
    found = scenario(inventory, Policy(), patch_of({}))
    assert (found.inventory.digest, found.policy.digest) == (inventory.digest, Policy().digest)


@given(inventories(), patches())
@settings(max_examples=30)
def test_setting_twice_is_setting_once(inventory: Inventory, patch: dict[str, object]) -> None:
    once = scenario(inventory, Policy(), patch_of(patch))
    twice = scenario(once.inventory, once.policy, patch_of(patch))
    assert twice.inventory.digest == once.inventory.digest
    assert twice.policy.digest == once.policy.digest
    assert twice.origin.changes == tuple(
        change for change in once.origin.changes if "is not replaced" in change or "new:" in change
    )


@given(inventories(), st.sets(SYSTEMS, max_size=3))
@settings(max_examples=20)
def test_what_is_retired_is_nowhere_any_more(inventory: Inventory, gone: set[str]) -> None:
    found = scenario(inventory, Policy(), patch_of({"retire": sorted(gone)})).inventory
    ends = found.dependencies.select("consumer", "provider").rows()
    assert not gone & {*found.systems["id"], *(system for pair in ends for system in pair)}
    kept = inventory.dependencies.select("consumer", "provider").rows()
    assert ends == [pair for pair in kept if not gone & set(pair)]


@given(VALUES, VALUES)
@settings(max_examples=50)
def test_a_merge_patch_put_on_twice_changes_nothing_more(target: object, patch: object) -> None:
    once = merged(target, patch)  # type: ignore[arg-type]  # JSON values
    assert merged(once, patch) == once  # type: ignore[arg-type]  # JSON values


@given(
    st.fixed_dictionaries({id_: st.none() | st.integers(1, 4) for id_ in IDS}),
    st.integers(0, 4),
    st.integers(0, 2),
)
@settings(max_examples=12, deadline=None)
def test_a_frozen_past_never_moves(
    order: dict[str, int | None], past: int, change_price: int
) -> None:
    systems = [
        System(id=id_, name=id_, legacy=True, annual_run_cost=100 * n, replacement_run_cost=0)
        for n, id_ in enumerate(IDS, start=1)
    ]
    policy = policy_of(
        {
            "waves": 4,
            "limits": {"systems_per_wave": 1},
            "replan": {"past_until": past, "change_price": change_price},
        }
    )
    found = plan(
        Estate.of(Inventory.of(systems)),
        policy,
        version="1",
        effort="quick",
        previous=Previous(placement=order),
    )
    live = {system: wave for system, wave in order.items() if wave is not None and wave <= past}
    assert found.status == "feasible"
    assert {system: found.placement[system] for system in live} == live
    others = [wave for system, wave in found.placement.items() if system not in live]
    assert all(wave is None or wave > past for wave in others)
