"""What bridges a planned consumer and a planned provider that are replaced at different times.

Direction per kind of dependency is the ratio of facade to wrapper prices; where no gateway is
possible it becomes a precedence, and where both ends must move at once they share a wave.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from legacymap.inventory.vocabulary import DependencyKind
from legacymap.planning.compilation.links import Contract, Link
from legacymap.planning.model.model import Consumer, GatewayPrices, Interface, Precedence
from legacymap.planning.outcome import Side
from legacymap.planning.policy.policy import Policy
from legacymap.planning.policy.prices import GatewayPrice, KindPrices, exact


@dataclass(frozen=True, slots=True, kw_only=True)
class InterimInterface:
    """A contract that planned systems use of a planned provider, and its place in the model."""

    id: str
    label: str
    contract: Contract
    dependencies: Mapping[str, int]
    """Number of dependencies of each consumer."""
    doubtful: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Interim:
    """The interfaces of a model and the rules that follow from them."""

    facts: tuple[InterimInterface, ...]
    interfaces: tuple[Interface, ...]
    precedences: tuple[Precedence, ...]
    together: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side3:
    """Price of one side of a gateway, whole money, weighted."""

    build: int
    hold: int
    connect: int


def interim(links: Iterable[Link], policy: Policy) -> Interim:
    """The interfaces between planned systems, priced; and what must precede or go together."""
    facts = tuple(_facts(links))
    interfaces: list[Interface] = []
    precedences: list[Precedence] = []
    together: list[tuple[str, ...]] = []
    for fact in facts:
        sides = gateway_prices(fact.contract, policy)
        interfaces.append(_interface(fact, sides))
        direction = _direction(fact.contract, policy)
        if direction == "together" or (sides["facade"] is None and sides["wrapper"] is None):
            together.append(tuple(sorted({fact.contract.provider, *fact.dependencies})))
            continue
        precedences += _precedences(fact, sides)
    return Interim(
        facts=facts,
        interfaces=tuple(interfaces),
        precedences=tuple(precedences),
        together=tuple(together),
    )


def gateway_prices(contract: Contract, policy: Policy) -> dict[Side, Side3 | None]:
    """What each side of a gateway at ``contract`` costs; ``None`` where it is not possible.

    The kind's own price wins, else the general one times the kind's factor. A facade that exists
    is neither built nor connected again; what it costs to keep is still due.
    """
    sides: dict[Side, Side3 | None] = {}
    names: tuple[Side, Side] = ("facade", "wrapper")
    for side in names:
        given = _given(contract.kind, side, policy)
        sides[side] = None if given is None else _priced(contract, side, given, policy)
    return sides


def _given(kind: DependencyKind | None, side: Side, policy: Policy) -> GatewayPrice | None:
    own = policy.prices.by_kind.get(kind, KindPrices()) if kind is not None else KindPrices()
    return own.facade if side == "facade" else own.wrapper


def _priced(contract: Contract, side: Side, given: GatewayPrice, policy: Policy) -> Side3:
    general = _general(side, policy)
    factor = exact(policy.prices.kind_factor.get(contract.kind or "call", 1.0))
    direction = _direction(contract, policy)
    against = {"facade": "consumer_first", "wrapper": "provider_first"}[side]
    times = exact(policy.weights.gateways)
    if direction == against:
        times *= exact(policy.prices.against_direction)
    amounts = {
        name: round((Fraction(own) if own is not None else general[name] * factor) * times)
        for name, own in (("build", given.build), ("hold", given.hold), ("connect", given.connect))
    }
    if contract.existing and side == "facade":
        amounts |= {"build": 0, "connect": 0}
    return Side3(**amounts)


def _general(side: Side, policy: Policy) -> dict[str, int]:
    facade: dict[str, int] = policy.prices.facade.model_dump()
    if side == "facade":
        return facade
    wrapper: dict[str, int | None] = policy.prices.wrapper.model_dump()
    return {name: facade[name] if own is None else own for name, own in wrapper.items()}


def _direction(contract: Contract, policy: Policy) -> str:
    # A login is priced once per provider whatever the kind, and its order is nobody's aim.
    if contract.login or contract.kind is None:
        return "any"
    return policy.direction.get(contract.kind, "any")


def _facts(links: Iterable[Link]) -> Iterator[InterimInterface]:
    users: dict[Contract, Counter[str]] = {}
    doubtful: Counter[Contract] = Counter()
    for link in links:
        if link.contract is not None and link.consumer_planned and link.provider_planned:
            users.setdefault(link.contract, Counter())[link.consumer] += 1
            doubtful[link.contract] += link.doubtful
    taken: set[str] = set()
    for contract in sorted(users, key=contract_order):
        label = _unused(contract.label, contract.provider, taken)
        yield InterimInterface(
            id=_id(contract.provider, label),
            label=label,
            contract=contract,
            dependencies=dict(sorted(users[contract].items())),
            doubtful=doubtful[contract],
        )


def contract_order(contract: Contract) -> tuple[str, str, bool, str, str, bool]:
    """By provider, then by what the contract is called."""
    return (
        contract.provider,
        contract.interface or "",
        contract.login,
        contract.kind or "",
        contract.technology or "",
        contract.existing,
    )


def _id(provider: str, label: str) -> str:
    return f"{provider} / {label}"


def _unused(label: str, provider: str, taken: set[str]) -> str:
    number, free = 1, label
    while _id(provider, free) in taken:
        number += 1
        free = f"{label} ({number})"
    taken.add(_id(provider, free))
    return free


def _interface(fact: InterimInterface, sides: Mapping[Side, Side3 | None]) -> Interface:
    # A side that is not possible is ruled out by a precedence; its price is never asked for.
    free = Side3(build=0, hold=0, connect=0)
    facade, wrapper = sides["facade"] or free, sides["wrapper"] or free
    return Interface(
        id=fact.id,
        provider=fact.contract.provider,
        facade=GatewayPrices(build=facade.build, hold=facade.hold),
        wrapper=GatewayPrices(build=wrapper.build, hold=wrapper.hold),
        consumers=tuple(
            Consumer(system=consumer, facade=facade.connect, wrapper=wrapper.connect)
            for consumer in sorted(fact.dependencies)
        ),
    )


def _precedences(
    fact: InterimInterface, sides: Mapping[Side, Side3 | None]
) -> Iterator[Precedence]:
    why = {"why": f"no gateway is possible at {fact.id}"}
    for consumer in sorted(fact.dependencies):
        if sides["facade"] is None:
            yield Precedence(before=consumer, after=fact.contract.provider, information=why)
        if sides["wrapper"] is None:
            yield Precedence(before=fact.contract.provider, after=consumer, information=why)
