"""Contractors, fiscal years, release trains, single services, parallel runs: number by number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from legacymap.analysis import Estate
from legacymap.errors import InvalidPolicy
from legacymap.ingest.settings.policies import read_policy
from legacymap.inventory import Dependency, Heading, Inventory, System
from legacymap.planning import plan, policy_of
from legacymap.planning.compilation.compile import Compiled, compile_model
from legacymap.planning.compilation.named import named_policy
from legacymap.planning.model.score import Score, score


def _compiled(
    systems: Sequence[System],
    dependencies: Sequence[Dependency] = (),
    *,
    as_of: str | None = "2026-12-31",
    **policy: object,
) -> Compiled:
    settings = {"wave_days": 73, "waves": 4, "parallel_waves": 0, "adapter_effort_reserve": 0}
    return compile_model(
        _estate(systems, dependencies, as_of=as_of), policy_of({**settings, **policy})
    )


def _estate(
    systems: Sequence[System],
    dependencies: Sequence[Dependency] = (),
    *,
    as_of: str | None = "2026-12-31",
) -> Estate:
    heading = Heading(name="test", as_of=as_of, currency="EUR")
    return Estate.of(Inventory.of(systems, dependencies, heading=heading))


def _old(name: str, **facts: object) -> System:
    return System.model_validate({"id": name, "name": name.upper(), "legacy": True, **facts})


def _caps(compiled: Compiled, resource: str) -> list[int]:
    (found,) = (one for one in compiled.model.resources if one.id == resource)
    return [bucket.cap for bucket in found.buckets]


def _open_waves(compiled: Compiled, system: str) -> list[int]:
    (found,) = (one for one in compiled.model.systems if one.id == system)
    return [wave for wave, cost in enumerate(found.cost, start=1) if cost is not None]


def _codes(compiled: Compiled) -> list[str]:
    return [finding.code for finding in compiled.findings]


def test_days_by_fiscal_year_are_shared_out_by_the_days_of_the_waves() -> None:
    # The waves begin on 1 January, 15 March (both fiscal 2026), 27 May and 8 August.
    line = {"skill": "cobol", "days_per_year": {"2026": 365, "2027": 730}}
    assert _caps(_compiled([_old("a")], capacity=[line]), "days of cobol") == [73, 73, 146, 146]


@pytest.mark.parametrize(("years", "caps"), [({"2027": 730}, 146), ({"2025": 365}, 73)])
def test_a_year_without_a_number_is_as_the_last_before_it_else_as_the_first(
    years: Mapping[str, int], caps: int
) -> None:
    line = {"skill": "cobol", "days_per_year": years}
    assert _caps(_compiled([_old("a")], capacity=[line]), "days of cobol") == [caps] * 4


def test_days_by_fiscal_year_need_dates() -> None:
    line = {"skill": "cobol", "days_per_year": {"2027": 730}}
    compiled = _compiled([_old("a")], as_of=None, capacity=[line])
    assert compiled.model.resources == ()
    assert [(f.code, f.where.path) for f in compiled.findings if f.where] == [
        ("date_without_start", "capacity")
    ]


def _spent(days: int, *, can: float | None = None, **line: object) -> Score:
    """The score of a work of so many days in a wave of 100 days of one's own."""
    system = _old("a", replacement_effort_days={"cobol": days}, contractor_share=can)
    offered = {"skill": "cobol", "days_per_wave": [100], "overtime_price": 30}
    hired = {"contractor_share": 0.5, "contractor_price": 10, **line}
    compiled = _compiled([system], capacity=[{**offered, **hired}])
    return score(compiled.model, {"a": 1})


@pytest.mark.parametrize(
    ("days", "price"),
    [
        (100, 0),
        (120, 20 * 10),
        (150, 50 * 10),
        (175, 50 * 10 + 25 * 30),
    ],
)
def test_contractors_are_taken_before_overtime_where_they_cost_less(days: int, price: int) -> None:
    assert (_spent(days).parts.overload, _spent(days).feasible) == (price, True)


def test_overtime_is_taken_first_where_it_costs_less() -> None:
    assert _spent(130, overtime_price=5).parts.overload == 25 * 5 + 5 * 10


def test_more_than_own_people_contractors_and_overtime_is_forbidden() -> None:
    assert [violation.resource for violation in _spent(176).violations] == ["days of cobol"]


def test_what_contractors_cannot_do_takes_own_days_and_overtime() -> None:
    assert _spent(120, can=0).parts.overload == 20 * 30
    assert [v.resource for v in _spent(126, can=0).violations] == [
        "days of cobol that contractors cannot do"
    ]
    # Half of 150 days is theirs at most: 75 of one's own fit, 50 days are contractors'.
    assert (_spent(150, can=0.5).parts.overload, _spent(150, can=0.5).feasible) == (500, True)


def test_the_limits_on_a_skill_with_contractors_have_names() -> None:
    offered = {"skill": "cobol", "days_per_wave": [100], "contractor_share": 0.5}
    system = _old("a", replacement_effort_days={"cobol": 900}, contractor_share=0.5)
    compiled = _compiled([system], capacity=[offered])
    assert [(one.name, one.text) for one in named_policy(compiled).constraints] == [
        (
            "capacity of cobol",
            "the capacity of cobol allows at most 175 days a wave, contractors and overtime"
            " included",
        ),
        (
            "capacity of cobol that contractors cannot do",
            "the capacity of cobol that contractors cannot do allows at most 125 days a wave,"
            " overtime included",
        ),
    ]
    labels = [one.buckets[0].information["label"] for one in compiled.model.resources]
    assert labels == [
        "cobol in wave 1",
        "own days of cobol in wave 1",
        "cobol that contractors cannot do in wave 1",
    ]


def test_what_contractors_can_do_is_assumed_only_where_there_are_any() -> None:
    def counted(**line: object) -> list[tuple[str, int]]:
        given = {"skill": "cobol", "days_per_wave": [100], **line}
        compiled = _compiled([_old("a"), _old("b", contractor_share=0.2)], capacity=[given])
        return [
            (one.text, one.count)
            for one in compiled.assumptions
            if one.code == "contractor_share_assumed"
        ]

    assert counted() == []
    assert counted(contractor_share=0.1) == [
        ("how much of the effort contractors can do is unknown; it is taken as 100 in 100", 1)
    ]


def test_contractors_make_room_in_the_plan() -> None:
    systems = [
        _old(
            name,
            annual_run_cost=100_000,
            replacement_run_cost=0,
            replacement_effort_days={"cobol": 100},
        )
        for name in "ab"
    ]
    offered = {"skill": "cobol", "days_per_wave": [100], "overtime_share": 0}
    settings = {"waves": 4, "adapter_effort_reserve": 0, "effort": "quick"}

    def waves(**line: object) -> list[int | None]:
        policy = policy_of({**settings, "capacity": [{**offered, **line}]})
        return sorted(plan(_estate(systems), policy, version="0").placement.values(), key=str)

    assert waves() == [1, 2]
    # A wave of waiting costs 25,000; 100 contractor days at 100 each cost 10,000.
    assert waves(contractor_share=1, contractor_price=100) == [1, 1]
    assert waves(contractor_share=1, contractor_price=500) == [1, 2]


def test_a_release_train_leaves_when_it_does_and_takes_what_it_holds() -> None:
    train = {"name": "spring", "systems": ["A"], "teams": ["pay"], "systems_per_wave": 1}
    systems = [_old("a"), _old("b", team="pay"), _old("c", team="other")]
    compiled = _compiled(
        systems, limits={"systems_per_wave": 9, "trains": [{**train, "every": 2, "first": 2}]}
    )
    assert [_open_waves(compiled, name) for name in "abc"] == [
        [2, 4, 5],
        [2, 4, 5],
        [1, 2, 3, 4, 5],
    ]
    assert compiled.windows["a"].forbidden(1)[0].text == (
        "its release train spring leaves in wave 2, 4"
    )
    judged = score(compiled.model, {"a": 2, "b": 2, "c": 2})
    assert [violation.resource for violation in judged.violations] == ["release train spring"]
    (limit,) = (one for one in named_policy(compiled).constraints if one.limits)
    assert limit.text == "at most 1 system of release train spring may go live in a wave"


def test_a_train_without_passengers_is_noticed() -> None:
    train = {"name": "spring", "teams": ["nobody"], "every": 2}
    compiled = _compiled([_old("a")], limits={"trains": [train]})
    assert "limit_on_nothing" in _codes(compiled)
    assert _open_waves(compiled, "a") == [1, 2, 3, 4, 5]


def test_a_service_may_bear_less_change_than_the_others() -> None:
    systems = [_old("a"), _old("b"), _old("c")]
    systems += [System(id=s, name=s.upper(), kind="service") for s in ("tax", "visa")]
    uses = [
        Dependency(consumer=service, provider=provider)
        for service in ("tax", "visa")
        for provider in ("a", "b" if service == "tax" else "c")
    ]
    uses.append(Dependency(consumer="visa", provider="b"))
    limits = {
        "systems_per_wave": 9,
        "changes_per_service": 2,
        "services": [{"service": "TAX", "changes_per_wave": 1}],
    }
    compiled = _compiled(systems, uses, limits=limits)
    found = {
        one.id: (
            one.buckets[0].cap,
            sorted(s.id for s in compiled.model.systems if one.id in s.use),
        )
        for one in compiled.model.resources
        if one.kind == "service"
    }
    assert found == {
        "changes under tax": (1, ["a", "b"]),
        "changes under visa": (2, ["a", "b", "c"]),
    }


def test_a_limit_on_a_service_that_stands_on_nothing_is_noticed() -> None:
    systems = [_old("a"), System(id="tax", name="Tax", kind="service")]
    limits = {"services": [{"service": "tax", "changes_per_wave": 1}]}
    assert "limit_on_nothing" in _codes(_compiled(systems, limits=limits))


def test_a_parallel_run_of_its_own_is_paid_for_and_delays_the_switch_off() -> None:
    systems = [_old("a", annual_run_cost=500), _old("b", annual_run_cost=500), _old("c")]
    compiled = _compiled(
        systems,
        prices={"dual_run": 7},
        parallel_waves=1,
        parallel_runs=[
            {"systems": ["A"], "waves": 2, "price_per_wave": 20},
            {"systems": ["b"], "waves": 0},
        ],
    )
    first = {name: compiled.delays[name].groups["run_cost"][0] for name in "abc"}
    # A wave is a fifth of a year: 100 of running cost, and the price of the parallel run.
    assert first == {"a": 2 * (100 + 20), "b": 0, "c": 7}
    policy = policy_of(
        {"waves": 4, "effort": "quick", "parallel_runs": [{"systems": ["a"], "waves": 3}]}
    )
    made = plan(_estate([_old("a")]), policy, version="0")
    assert [system.switch_off for wave in made.waves for system in wave.systems] == [4]


def test_a_successor_that_is_only_planned_and_has_no_date_is_noticed() -> None:
    new = System(id="new", name="New", lifecycle="planned")
    compiled = _compiled([_old("a", successor="new"), new])
    (noticed,) = (f for f in compiled.findings if f.code == "successor_undated")
    assert noticed.message == (
        "New, which takes over from A, is only planned and has no date: nothing keeps the plan from"
        " going live before it is there; give it `in_service_since`, or A a `not_before`"
    )


def test_a_successor_that_is_to_be_replaced_too_is_noticed() -> None:
    compiled = _compiled([_old("a", successor="b"), _old("b")])
    assert "successor_replaced_too" in _codes(compiled)


def test_names_in_limits_and_parallel_runs_are_told_with_their_places() -> None:
    with pytest.raises(InvalidPolicy) as refused:
        _compiled(
            [_old("a")],
            limits={
                "services": [{"service": "x", "changes_per_wave": 1}],
                "trains": [{"name": "t", "systems": ["a", "y"], "every": 2}],
            },
            parallel_runs=[{"systems": ["z"], "waves": 1}],
        )
    assert sorted(f.where.path or "" for f in refused.value.findings if f.where) == [
        "limits.services[0].service",
        "limits.trains[0].systems[1]",
        "parallel_runs[0].systems[0]",
    ]


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ({"limits": {"trains": [{"name": "t"}]}}, "a release train needs `systems` or `teams`"),
        (
            {"limits": {"trains": [{"name": "t", "teams": ["x"]}]}},
            "a release train needs `systems_per_wave`, or `every` or `first` above 1",
        ),
        (
            {"limits": {"services": [{"service": "x", "changes_per_wave": 1}] * 2}},
            "limits.services[1]: 'x' is given twice",
        ),
        (
            {"parallel_runs": [{"systems": ["x"], "waves": 1}, {"systems": ["x"], "waves": 2}]},
            "parallel_runs: 'x' is given twice",
        ),
        (
            {"capacity": [{"skill": "s", "days_per_wave": [1], "days_per_year": {"2027": 1}}]},
            "a capacity needs either `days_per_wave` or `days_per_year`",
        ),
    ],
)
def test_what_does_not_make_sense_is_refused(document: object, problem: str) -> None:
    with pytest.raises(InvalidPolicy) as refused:
        policy_of(document)
    assert [finding.message.partition("; a release")[0] for finding in refused.value.findings] == [
        problem
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "p.toml",
            "[[capacity]]\nskill = 'cobol'\n[capacity.days_per_year]\n2027 = 730\n"
            "[risk_appetite]\npercentile = 80\n",
        ),
        (
            "p.yaml",
            "capacity:\n- skill: cobol\n  days_per_year: {2027: 730}\n"
            "risk_appetite: {percentile: 80}\n",
        ),
        (
            "p.json",
            '{"capacity": [{"skill": "cobol", "days_per_year": {"2027": 730}}],'
            ' "risk_appetite": {"percentile": 80}}',
        ),
    ],
)
def test_the_same_policy_is_read_from_toml_yaml_and_json(name: str, content: str) -> None:
    assert read_policy(name, content.encode()) == policy_of(
        {
            "capacity": [{"skill": "cobol", "days_per_year": {"2027": 730}}],
            "risk_appetite": {"percentile": 80},
        }
    )
