"""What an inventory and a policy compile to, number by number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest

from legacymap.analysis import Estate
from legacymap.errors import InvalidPolicy
from legacymap.inventory import (
    Dependency,
    Heading,
    ImpactScores,
    Inventory,
    LikelihoodScores,
    Programme,
    Risk,
    System,
)
from legacymap.planning.compilation.compile import RETAINED, Compiled, compile_model
from legacymap.planning.compilation.named import named_policy
from legacymap.planning.policy.policy import policy_of


def _compiled(
    systems: Sequence[System],
    dependencies: Sequence[Dependency] = (),
    policy: Mapping[str, object] | None = None,
    *,
    as_of: str | None = "2026-12-31",
) -> Compiled:
    heading = Heading(name="test", as_of=as_of, currency="EUR")
    inventory = Inventory.of(systems, dependencies, heading=heading)
    settings = {"wave_days": 73, "waves": 4, "parallel_waves": 0, **(policy or {})}
    return compile_model(Estate.of(inventory), policy_of(settings))


def _old(id: str, **facts: object) -> System:
    return System.model_validate({"id": id, "name": id.upper(), "legacy": True, **facts})


def _codes(compiled: Compiled) -> list[str]:
    return [finding.code for finding in compiled.findings]


def _counts(compiled: Compiled) -> dict[str, tuple[int, int]]:
    return {one.code: (one.count, one.of) for one in compiled.assumptions}


def test_what_is_planned_is_legacy_and_can_be_replaced() -> None:
    compiled = _compiled(
        [
            _old("a"),
            _old("b", replaceable=False),
            _old("c", lifecycle="retired"),
            _old("d", kind="external"),
            _old("e", same_as="a"),
            System(id="f", name="F"),
            _old("g"),
        ],
        policy={"include": ["f"], "exclude": ["g"]},
    )
    assert list(compiled.units) == ["a", "f"]
    assert compiled.scope.not_planned == {
        "b": "is stated not to be replaceable",
        "c": "its lifecycle is retired",
        "d": "is outside the organisation",
        "e": "is the same as a",
        "g": "excluded by the policy",
    }


def test_the_policy_can_name_legacy_that_nobody_declared() -> None:
    assert list(_compiled([System(id="a", name="A")], policy={"legacy": ["A"]}).units) == ["a"]


def test_suggestions_count_only_where_the_policy_says_so() -> None:
    systems = [System(id="a", name="A", tags=("deprecated",))]
    assert list(_compiled(systems).units) == []
    counts = {"legacy_counts": ["declared", "suggested"]}
    assert list(_compiled(systems, policy=counts).units) == ["a"]


def test_nothing_to_plan_says_what_to_mark() -> None:
    compiled = _compiled([System(id="a", name="A")])
    assert _codes(compiled) == ["nothing_to_plan"]
    assert "mark systems with `legacy` = true" in compiled.findings[0].message


def test_parts_go_with_their_system_and_fill_in_what_it_leaves_blank() -> None:
    compiled = _compiled(
        [
            _old("s", annual_run_cost=100),
            System(id="p", name="P", parent="s", annual_run_cost=7, replacement_cost=20),
            System(id="q", name="Q", parent="s", replacement_cost=30),
            System(id="api", name="API", parent="s", keep_as_facade=True),
        ]
    )
    unit = compiled.units["s"]
    assert unit.elements == ("p", "q", "s")
    assert (unit.annual_run_cost, unit.replacement_cost) == (100, 50)


def test_a_scope_limits_what_replacing_a_system_replaces() -> None:
    systems = [
        _old("s", legacy_scope=("p",)),
        System(id="p", name="P", parent="s"),
        System(id="q", name="Q", parent="s"),
    ]
    assert _compiled(systems).units["s"].elements == ("p", "s")


def test_parts_are_units_of_their_own_at_the_level_as_given() -> None:
    systems = [_old("s"), System(id="p", name="P", parent="s")]
    assert list(_compiled(systems, policy={"level": "as_given"}).units) == ["p", "s"]


def test_effort_and_duration_become_use_and_waves() -> None:
    compiled = _compiled(
        [_old("a", replacement_effort_days={"cobol": 30}, replacement_duration_days=74)],
        policy={
            "capacity": [{"skill": "cobol", "days_per_wave": [100, 50], "overtime_share": 0.5}]
        },
    )
    (system,) = compiled.model.systems
    (resource,) = compiled.model.resources
    assert (system.duration, system.use) == (2, {"days of cobol": 30})
    assert system.cost[0] is None
    assert [(b.waves, b.cap, b.over_max, b.over_price) for b in resource.buckets] == [
        ((1,), 90, 45, 900),
        ((2,), 45, 22, 900),
        ((3,), 45, 22, 900),
        ((4,), 45, 22, 900),
    ]


def test_an_unknown_effort_is_put_where_there_is_capacity_and_counted() -> None:
    capacity = [{"skill": skill, "days_per_wave": [100]} for skill in ("b", "a")]
    compiled = _compiled(
        [_old("x"), _old("y", team="b")],
        policy={"capacity": capacity, "assume": {"effort_days": 91}},
    )
    assert compiled.effort == {"x": {"a": 46, "b": 45}, "y": {"b": 91}}
    assert _counts(compiled)["effort_assumed"] == (2, 2)


def test_a_skill_without_capacity_is_never_short_and_says_so() -> None:
    compiled = _compiled(
        [_old("a", replacement_effort_days={"cobol": 3, "java": 4})],
        policy={"capacity": [{"skill": "java", "days_per_wave": [9]}]},
    )
    assert _codes(compiled) == ["unlimited_skill"]
    assert compiled.model.systems[0].use == {"days of java": 4}


def test_without_any_capacity_all_finish_in_three_quarters_of_the_horizon() -> None:
    compiled = _compiled([_old(name) for name in "abcdef"])
    (resource,) = compiled.model.resources
    assert resource.profile == "golive"
    assert {bucket.cap for bucket in resource.buckets} == {2}
    assert _counts(compiled)["capacity_assumed"] == (6, 6)


def test_an_assumed_limit_does_not_forbid_what_the_policy_demands() -> None:
    rule = {"kind": "together", "systems": ["a", "b", "c"]}
    compiled = _compiled([_old(name) for name in "abc"], policy={"constraints": [rule]})
    assert compiled.model.resources[0].buckets[0].cap == 3


def test_a_budget_is_a_bucket_of_the_waves_of_its_year() -> None:
    compiled = _compiled(
        [_old("a", replacement_cost=500)],
        policy={
            "start": "2027-01-01",
            "fiscal_year_start": "04-01",
            "budgets": [
                {"year": "2027", "amount": 400, "overspend_share": 0.5},
                {"year": 2030, "amount": 1},
            ],
        },
    )
    budget = next(r for r in compiled.model.resources if r.id == "budget")
    assert [(b.waves, b.cap, b.over_max) for b in budget.buckets] == [((3, 4), 400, 200)]
    assert compiled.model.systems[0].use["budget"] == 500
    assert "budget_outside_horizon" in _codes(compiled)


def test_changes_are_limited_per_service_that_stands_on_them() -> None:
    service = System(id="s", name="S", kind="service")
    compiled = _compiled(
        [service, _old("a"), _old("b"), _old("c")],
        [Dependency(consumer="s", provider="a"), Dependency(consumer="a", provider="b")],
        policy={"limits": {"changes_per_service": 1, "systems_per_wave": 9}},
    )
    limit = next(r for r in compiled.model.resources if r.kind == "service")
    users = [system.id for system in compiled.model.systems if limit.id in system.use]
    assert (limit.id, users) == ("changes under s", ["a", "b"])
    assert compiled.standing.under("s") == ("a", "b")
    assert [compiled.standing.on([group]) for group in ("a", "b", "c", RETAINED)] == [
        ("s",),
        ("s",),
        (),
        (),
    ]


FULL_RISK = Risk(
    likelihood=LikelihoodScores(L1=6, L2=1, L3=1, L4=1, L5=1, L6=1, L7=1),
    impact=ImpactScores(C1=5, C2=5, C3=5, C4=5, C5=5, C6=5),
)


def test_risk_comes_from_the_scores_of_the_framework() -> None:
    compiled = _compiled([_old("a", risk=FULL_RISK.model_dump())])
    basis = compiled.risks["a"]
    # T(L) = (12/7 + 6) / 2 = 27/7, so p = (27/7 - 1) / 5 = 4/7; T(C) = 5 costs 5,000,000 a year.
    assert basis.expected_loss == Fraction(4, 7) * 5_000_000
    assert "likelihood_assumed" not in _counts(compiled)


def test_missing_scores_stand_in_by_criticality_else_by_consumers() -> None:
    compiled = _compiled(
        [_old("a", criticality="high"), _old("b"), System(id="c", name="C")],
        [Dependency(consumer="c", provider="b")],
    )
    # p = (3 - 1) / 5; criticality high is impact 4, one consumer is impact 2.
    assert compiled.risks["a"].expected_loss == Fraction(2, 5) * 1_000_000
    assert compiled.risks["b"].expected_loss == Fraction(2, 5) * 50_000
    counts = _counts(compiled)
    assert counts["likelihood_assumed"] == (2, 2)
    assert (counts["impact_by_criticality"], counts["impact_by_consumers"]) == ((1, 2), (1, 2))


def test_the_policy_can_assume_other_scores_and_price_single_criteria() -> None:
    compiled = _compiled(
        [_old("a")],
        policy={
            "assume": {"risk": {"likelihood": 6, "impact": 1}},
            "prices": {"impact": {"C3": [11, 0, 0, 0, 0]}},
        },
    )
    assert compiled.risks["a"].expected_loss == 10_011
    assert _counts(compiled)["impact_by_policy"] == (1, 1)


@pytest.mark.parametrize(
    ("constraint", "open_waves"),
    [
        ({"kind": "pin", "wave": 2}, [2]),
        ({"kind": "pin", "date": "2027-03-15"}, [2]),
        ({"kind": "pin", "date": "2099"}, [5]),
        ({"kind": "not_before", "wave": 3}, [3, 4, 5]),
        ({"kind": "not_before", "date": "2027-04"}, [2, 3, 4, 5]),
        ({"kind": "deadline", "wave": 2}, [1, 2]),
        ({"kind": "deadline", "date": "2027-05"}, [1, 2]),
        ({"kind": "deadline", "date": "2099"}, [1, 2, 3, 4, 5]),
        ({"kind": "freeze", "from": "2027-05-01", "to": "2027-06"}, [1, 3, 4, 5]),
        ({"kind": "freeze", "wave": 1}, [2, 3, 4, 5]),
    ],
)
def test_constraints_close_waves(constraint: dict[str, object], open_waves: list[int]) -> None:
    # Waves end 14 March, 26 May, 7 August, 19 October 2027.
    compiled = _compiled(
        [_old("a")], policy={"constraints": [{"systems": ["a"], "name": "rule", **constraint}]}
    )
    costs = compiled.model.systems[0].cost
    assert [wave for wave, cost in enumerate(costs, start=1) if cost is not None] == open_waves


def test_a_soft_constraint_costs_instead_of_closing() -> None:
    rule = {"kind": "deadline", "systems": ["a"], "wave": 2, "hard": False, "price": 77}
    compiled = _compiled([_old("a")], policy={"constraints": [rule]})
    assert compiled.delays["a"].groups["deadlines"] == tuple(
        Fraction(price) for price in (0, 0, 77, 77, 77)
    )


def test_the_inventory_closes_waves_too() -> None:
    committed = Programme(name="run", start="2026", end="2027-05")
    compiled = _compiled(
        [
            _old("a", not_before="2027-04"),
            _old("b", committed=committed.model_dump(), replacement_duration_days=365),
            _old("c", successor="new"),
            System(id="new", name="New", lifecycle="planned", in_service_since="2027-07"),
        ]
    )
    opened = {
        system.id: [w for w, cost in enumerate(system.cost, start=1) if cost is not None]
        for system in compiled.model.systems
    }
    assert opened == {"a": [2, 3, 4, 5], "b": [3], "c": [3, 4, 5]}


def test_before_and_apart_become_precedences_and_a_limit_of_one() -> None:
    rules = [
        {"kind": "before", "systems": ["c", "a"], "lag": 2, "name": "first things"},
        {"kind": "apart", "systems": ["a", "b"]},
    ]
    compiled = _compiled([_old(name) for name in "abc"], policy={"constraints": rules})
    (rule,) = compiled.model.precedences
    assert (rule.before, rule.after, rule.lag) == ("c", "a", 2)
    limit = next(r for r in compiled.model.resources if r.kind == "apart")
    users = [system.id for system in compiled.model.systems if limit.id in system.use]
    assert (limit.buckets[0].cap, limit.buckets[0].over_max, users) == (1, 0, ["a", "b"])


def test_every_rule_that_closes_a_wave_is_named() -> None:
    rules = [
        {"kind": "deadline", "name": "court order", "systems": ["a"], "wave": 1},
        {"kind": "not_before", "name": "new law", "systems": ["a"], "wave": 2},
    ]
    compiled = _compiled([_old("a"), _old("b")], policy={"constraints": rules})
    closing = [[rule.name for rule in compiled.windows["a"].forbidden(wave)] for wave in (1, 2)]
    assert closing == [["new law"], ["court order"]]
    assert [rule.name for rule in named_policy(compiled).constraints[:2]] == [
        "court order",
        "new law",
    ]


def test_a_constraint_on_what_is_not_planned_says_so() -> None:
    rule = {"kind": "pin", "systems": ["x"], "wave": 1}
    compiled = _compiled([_old("a"), System(id="x", name="X")], policy={"constraints": [rule]})
    assert _codes(compiled) == ["constraint_on_unplanned"]


def test_dates_without_a_start_are_findings() -> None:
    compiled = _compiled(
        [_old("a", end_of_support="2027")],
        policy={
            "budgets": [{"year": "2027", "amount": 1}],
            "constraints": [{"kind": "deadline", "systems": ["a"], "date": "2027"}],
        },
        as_of=None,
    )
    assert _codes(compiled) == ["date_without_start"] * 3 + ["waves_without_dates"]
    assert None not in compiled.model.systems[0].cost


def test_a_price_is_never_negative_but_the_difference_is_kept() -> None:
    compiled = _compiled([_old("a", annual_run_cost=500, replacement_run_cost=1000)])
    costs = compiled.model.systems[0].cost
    assert min(cost for cost in costs if cost is not None) == 0
    delays = compiled.delays["a"].whole(compiled.policy.weights)
    assert [cost - costs[0] for cost in costs if cost is not None and costs[0] is not None] == [
        delay - delays[0] for delay in delays
    ]


def test_lexicographic_prices_let_each_level_outweigh_all_below_it() -> None:
    compiled = _compiled(
        [
            _old("a", end_of_support="2027-03-14", annual_run_cost=10, replacement_run_cost=5),
            _old("b", annual_run_cost=10, replacement_run_cost=5),
        ],
        [Dependency(consumer="a", provider="b", kind="call")],
        {
            "lexicographic": True,
            "capacity": [{"skill": "any", "days_per_wave": [100]}],
        },
    )
    money, levels = compiled.model, compiled.sought
    delay = sum(max(cost or 0 for cost in system.cost) for system in money.systems)
    interface = levels.interfaces[0].facade.build
    overload = levels.resources[0].buckets[0].over_price
    late = (levels.systems[0].cost[1] or 0) - (money.systems[0].cost[1] or 0)
    assert interface > delay
    assert overload > 2 * interface
    assert late > overload * sum(bucket.over_max for bucket in levels.resources[0].buckets)
    assert levels.systems[0].cost[0] == money.systems[0].cost[0]


def test_levels_that_do_not_fit_into_whole_numbers_are_refused() -> None:
    systems = [
        _old(f"s{i}", replacement_cost=10**11, annual_run_cost=10**9, replacement_run_cost=0)
        for i in range(3)
    ]
    budgets = [{"year": "2027", "amount": 10**11, "overspend_share": 1}]
    with pytest.raises(InvalidPolicy, match="do not fit into one whole number"):
        _compiled(systems, policy={"lexicographic": True, "budgets": budgets})
