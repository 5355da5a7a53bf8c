"""What the constraints of a compiled model are called: by policy and inventory, not by its ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import add
from typing import Final

from legacymap.planning.compilation.compile import Compiled, open_costs
from legacymap.planning.compilation.constraints import Rules
from legacymap.planning.compilation.windows import Rule, constraint_name
from legacymap.planning.model.model import Precedence, Resource
from legacymap.planning.model.named import (
    ConstraintKind,
    Limit,
    NamedConstraint,
    NamedModel,
    binding_limits,
    limit_text,
)
from legacymap.planning.policy.policy import Constraint

_SHOWN: Final = 3


def named_policy(compiled: Compiled) -> NamedModel:
    """The planning model of ``compiled`` with the names that policy and inventory use."""
    return NamedModel(
        model=compiled.model,
        constraints=(
            *_dated(compiled),
            *_facts(compiled),
            *_orders(compiled),
            *_shared_waves(compiled),
            *_limits(compiled),
        ),
        names={system: compiled.names[system] for system in compiled.units},
        prices={system: _prices(compiled, system) for system in compiled.units},
    )


def _prices(compiled: Compiled, system: str) -> tuple[int, ...]:
    """What each wave costs if nothing closes it, the price of a change of plan included."""
    whole, _ = open_costs(compiled.delays[system], compiled.policy)
    if compiled.past is None:
        return whole
    changes = compiled.past.changes(system, compiled.policy.waves)
    return tuple(map(add, whole, changes))


def _dated(compiled: Compiled) -> Iterator[NamedConstraint]:
    """The policy's constraints on when systems go live, each with all the systems it binds."""
    seen: list[Constraint] = []
    for given in compiled.policy.constraints:
        if given in seen:
            continue
        seen.append(given)
        bound = {
            system: rule
            for system, window in sorted(compiled.windows.items())
            for rule in window.rules
            if rule.given == given and rule.price is None and rule.forbids
        }
        if bound:
            rule = next(iter(bound.values()))
            yield NamedConstraint(
                name=rule.name,
                kind=rule.kind,
                text=_SAID[rule.kind](given, _who(compiled, list(bound))),
                closed={system: of.forbids for system, of in bound.items()},
            )


def _facts(compiled: Compiled) -> Iterator[NamedConstraint]:
    """What the inventory says of single systems: how long work takes, programmes, successors."""
    for system, window in sorted(compiled.windows.items()):
        for rule in window.rules:
            if rule.given is None and rule.forbids:
                yield NamedConstraint(
                    name=rule.name,
                    kind=rule.kind,
                    text=_fact(compiled.names[system], rule),
                    closed={system: rule.forbids},
                )


def _fact(name: str, rule: Rule) -> str:
    if rule.kind == "work":
        return f"{rule.text.replace('the work', f'the work on {name}')}"
    return f"{name}: {rule.text}"


def _orders(compiled: Compiled) -> Iterator[NamedConstraint]:
    """Each reason for an order, with all the pairs it puts in order."""
    by_reason: dict[str, list[Precedence]] = {}
    for rule in compiled.model.precedences:
        pair = f"{compiled.names[rule.before]} before {compiled.names[rule.after]}"
        by_reason.setdefault(str(rule.information.get("why", pair)), []).append(rule)
    for reason, rules in by_reason.items():
        shown = "; ".join(_order(compiled, rule) for rule in rules[:_SHOWN])
        more = f"; and {len(rules) - _SHOWN} more" if len(rules) > _SHOWN else ""
        yield NamedConstraint(
            name=reason, kind="before", text=f"{shown}{more}", precedences=tuple(rules)
        )


def _order(compiled: Compiled, rule: Precedence) -> str:
    before, after = compiled.names[rule.before], compiled.names[rule.after]
    if not rule.lag:
        return f"{before} must not go live after {after}"
    waves = f"{rule.lag} wave{'s' if rule.lag > 1 else ''}"
    return f"{before} must go live at least {waves} before {after}"


def _shared_waves(compiled: Compiled) -> Iterator[NamedConstraint]:
    rules = Rules(compiled.policy, compiled.scope, compiled.units)
    own = {tuple(sorted(units)): rule for rule, units in rules.between("together")}
    for group in compiled.model.together:
        who = _who(compiled, group)
        why = "" if group in own else ", because no interim interface is possible between them"
        yield NamedConstraint(
            name=constraint_name(own[group]) if group in own else f"together: {who}",
            kind="together",
            text=f"{who} must share one wave{why}",
            together=(group,),
        )


def _limits(compiled: Compiled) -> Iterator[NamedConstraint]:
    """A constraint for each skill, year, service, and for the size of a wave."""
    resources = {resource.id: resource for resource in compiled.model.resources}
    for name, limits in binding_limits(compiled.model).items():
        for limit in _one_by_one(resources[name], limits):
            yield _limit(compiled, resources[name], limit)


def _one_by_one(resource: Resource, limits: tuple[Limit, ...]) -> Sequence[tuple[Limit, ...]]:
    """The limits of a budget are a year each and stand alone; others hold in every wave."""
    return [(limit,) for limit in limits] if resource.kind == "budget" else [limits]


_KINDS: Final[dict[str, ConstraintKind]] = {
    "skill": "capacity",
    "budget": "budget",
    "apart": "apart",
}


def _limit(compiled: Compiled, resource: Resource, limits: tuple[Limit, ...]) -> NamedConstraint:
    kind = _KINDS.get(resource.kind or "", "limit")
    most = limits[0].most
    constraint = NamedConstraint(name=resource.id, kind=kind, text="", limits=limits)
    if kind == "capacity":
        skill = resource.id.removeprefix("days of ")
        over = any(resource.buckets[limit.bucket].over_max for limit in limits)
        text = limit_text(f"the capacity of {skill}", limits, "days")
        hired = resource.information.get("contractors") is True
        more = [*(["contractors"] if hired else []), *(["overtime"] if over else [])]
        said = f"{text}, {' and '.join(more)} included" if more else text
        return replace(constraint, name=f"capacity of {skill}", text=said, unit="days")
    if kind == "budget":
        label = str(resource.buckets[limits[0].bucket].information.get("label", resource.id))
        unit = compiled.model.money_unit
        return replace(constraint, name=label, text=limit_text(label, limits, unit), unit=unit)
    if kind == "apart":
        who = [system.id for system in compiled.model.systems if system.use.get(resource.id)]
        text = f"{_who(compiled, who)} must go live in different waves"
        return replace(constraint, name=resource.id.removeprefix("apart: "), text=text)
    under = {
        "service": resource.id.removeprefix("changes "),
        "train": f"of {resource.id}",
    }.get(resource.kind or "", "")
    systems = f"{most} system{'s' if most != 1 else ''}"
    assumed = compiled.scarcity.assumed_per_wave is not None and not under
    text = f"at most {systems} {under} may go live in a wave".replace("  ", " ")
    why = " (assumed, because the policy gives no capacity)" if assumed else ""
    return replace(constraint, text=f"{text}{why}")


def _who(compiled: Compiled, systems: Sequence[str]) -> str:
    names = [compiled.names[system] for system in systems]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"


def _pin(given: Constraint, who: str) -> str:
    return f"{who} must go live in {_when(given, 'the wave that holds ')}"


def _not_before(given: Constraint, who: str) -> str:
    return f"{who} must not go live before {_when(given)}"


def _deadline(given: Constraint, who: str) -> str:
    return f"{who} must be live by {_when(given)}"


def _freeze(given: Constraint, who: str) -> str:
    when = f"in wave {given.wave}" if given.wave else f"from {given.from_} to {given.to}"
    return f"{who} must not go live {when}" if given.systems else f"nothing goes live {when}"


def _when(given: Constraint, before_date: str = "") -> str:
    return f"wave {given.wave}" if given.wave is not None else f"{before_date}{given.date}"


_SAID: Final[Mapping[str, Callable[[Constraint, str], str]]] = {
    "pin": _pin,
    "not_before": _not_before,
    "deadline": _deadline,
    "freeze": _freeze,
}
