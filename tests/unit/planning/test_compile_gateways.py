"""How dependencies between planned systems become interfaces with prices, and rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest

from legacymap.analysis import Estate
from legacymap.inventory import (
    Dependency,
    Heading,
    Inventory,
    System,
)
from legacymap.planning.compilation.compile import Compiled, compile_model
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


def test_one_interface_for_each_named_contract_else_for_kind_and_technology() -> None:
    def uses(consumer: str, **facts: object) -> Dependency:
        return Dependency.model_validate({"consumer": consumer, "provider": "p", **facts})

    compiled = _compiled(
        [_old("p"), _old("a"), _old("b")],
        [
            uses("a", interface="claims", kind="call"),
            uses("b", interface="claims", kind="call"),
            uses("a", kind="file", technology="FTP"),
            uses("b", kind="file", technology="FTP"),
            uses("a", kind="file", technology="SFTP"),
            uses("a", kind="part_of"),
        ],
    )
    assert [(fact.label, fact.dependencies) for fact in compiled.interim.facts] == [
        ("files by FTP", {"a": 1, "b": 1}),
        ("files by SFTP", {"a": 1}),
        ("claims", {"a": 1, "b": 1}),
    ]


@pytest.mark.parametrize(
    ("facts", "label"),
    [
        ({}, "interface not recorded"),
        ({"kind": "manual"}, "re-keying"),
        ({"technology": "SOAP"}, "SOAP"),
        ({"existing_facade": True}, "an existing API"),
        ({"existing_facade": True, "kind": "call"}, "calls through an existing API"),
    ],
)
def test_an_interface_without_a_name_is_called_by_what_is_known(
    facts: Mapping[str, object], label: str
) -> None:
    (fact,) = _one_use(None, **facts).interim.facts
    assert fact.label == label


def _one_use(policy: Mapping[str, object] | None = None, **facts: object) -> Compiled:
    dependency = Dependency.model_validate({"consumer": "a", "provider": "p", **facts})
    return _compiled([_old("p"), _old("a")], [dependency], policy)


def _prices(compiled: Compiled) -> tuple[tuple[int, ...], tuple[int, ...]]:
    (interface,) = compiled.model.interfaces
    (consumer,) = interface.consumers
    return (
        (interface.facade.build, interface.facade.hold, consumer.facade),
        (interface.wrapper.build, interface.wrapper.hold, consumer.wrapper),
    )


def test_a_gateway_costs_the_list_price_times_the_factor_of_its_kind() -> None:
    assert _prices(_one_use(kind="call")) == ((20_000, 4_000, 3_000),) * 2
    assert _prices(_one_use(kind="database")) == ((40_000, 8_000, 6_000),) * 2
    assert _prices(_one_use(kind="hosting")) == ((20_000, 4_000, 3_000),) * 2


def test_the_price_of_a_kind_wins_over_the_general_one() -> None:
    prices = {"wrapper": {"build": 100}, "by_kind": {"file": {"facade": {"build": 1}}}}
    found = _prices(_one_use({"prices": prices}, kind="file"))
    assert found == ((1, 2_000, 1_500), (50, 2_000, 1_500))


def test_a_facade_that_exists_is_not_built_again() -> None:
    facade, wrapper = _prices(_one_use(kind="call", existing_facade=True))
    assert facade == (0, 4_000, 0)
    assert wrapper == (20_000, 4_000, 3_000)


def test_a_part_that_is_an_api_is_taken_as_a_facade_that_exists() -> None:
    compiled = _compiled(
        [_old("p"), System(id="api", name="Ledger API", parent="p"), _old("a")],
        [Dependency(consumer="a", provider="api", kind="call")],
    )
    assert _prices(compiled)[0] == (0, 4_000, 0)
    assert _counts(compiled)["existing_facade_inferred"] == (1, 1)


@pytest.mark.parametrize(
    "facts",
    [{"flow": "side"}, {"flow": "link"}, {"strength": "none"}],
    ids=["side", "link", "none"],
)
def test_what_does_not_matter_needs_no_gateway(facts: dict[str, str]) -> None:
    assert _one_use(None, **facts).model.interfaces == ()


def test_logins_are_one_interface_of_their_provider() -> None:
    compiled = _compiled(
        [_old("p"), _old("a"), _old("b")],
        [
            Dependency(consumer="a", provider="p", flow="login", kind="call", interface="x"),
            Dependency(consumer="b", provider="p", flow="login", kind="file"),
        ],
    )
    assert [(fact.label, fact.dependencies) for fact in compiled.interim.facts] == [
        ("login", {"a": 1, "b": 1})
    ]


def test_a_login_through_an_api_is_not_taken_as_a_facade_that_exists() -> None:
    compiled = _one_use(flow="login", existing_facade=None)
    assert "existing_facade_inferred" not in _counts(compiled)
    systems = [_old("p"), _old("a"), System(id="api", name="P API", parent="p")]
    through = _compiled(systems, [Dependency(consumer="a", provider="api", flow="login")])
    assert "existing_facade_inferred" not in _counts(through)


def test_a_direction_makes_gateways_against_it_dearer() -> None:
    provider_first = _prices(_one_use({"direction": {"call": "provider_first"}}, kind="call"))
    assert provider_first == ((20_000, 4_000, 3_000), (60_000, 12_000, 9_000))
    consumer_first = _prices(_one_use({"direction": {"call": "consumer_first"}}, kind="call"))
    assert consumer_first == provider_first[::-1]


def test_what_must_move_together_shares_a_wave() -> None:
    compiled = _one_use({"direction": {"database": "together"}}, kind="database")
    assert compiled.model.together == (("a", "p"),)


@pytest.mark.parametrize(
    ("impossible", "precedences"),
    [
        ({"facade": None}, [("a", "p")]),
        ({"wrapper": None}, [("p", "a")]),
    ],
)
def test_where_no_gateway_is_possible_there_is_a_precedence(
    impossible: dict[str, None], precedences: list[tuple[str, str]]
) -> None:
    compiled = _one_use({"prices": {"by_kind": {"file": impossible}}}, kind="file")
    assert [(rule.before, rule.after) for rule in compiled.model.precedences] == precedences


def test_where_neither_gateway_is_possible_both_share_a_wave() -> None:
    impossible = {"prices": {"by_kind": {"file": {"facade": None, "wrapper": None}}}}
    compiled = _one_use(impossible, kind="file")
    assert (compiled.model.precedences, compiled.model.together) == ((), (("a", "p"),))


def test_retained_neighbours_are_priced_once_and_only_inside_the_horizon() -> None:
    compiled = _compiled(
        [
            _old("p", annual_run_cost=0, replacement_run_cost=0, successor="new"),
            System(id="c", name="C"),
            System(id="d", name="D"),
            System(id="new", name="New"),
        ],
        [
            Dependency(consumer="c", provider="p", interface="x"),
            Dependency(consumer="c", provider="p", interface="x", description="again"),
            Dependency(consumer="d", provider="p", interface="x", flow="side"),
            Dependency(consumer="new", provider="p"),
            Dependency(consumer="p", provider="d"),
        ],
        policy={"prices": {"repointing": 100, "adapter": 10}},
    )
    assert compiled.delays["p"].groups["neighbours"] == (
        *(Fraction(110),) * 4,
        Fraction(0),
    )


def test_doubtful_directions_can_be_read_the_other_way() -> None:
    heading = Heading(name="test", as_of="2026")
    inventory = Inventory.of(
        [_old("a"), _old("b")],
        [Dependency(consumer="a", provider="b", flow="push")],
        heading=heading,
    )
    estate, policy = Estate.of(inventory), policy_of({})
    readings = [
        compile_model(estate, policy, reverse_doubtful=turned).model.interfaces[0].provider
        for turned in (False, True)
    ]
    assert readings == ["b", "a"]
    assert compile_model(estate, policy).doubtful == 1
