"""Which days the plan had to meet and which systems had to go before others."""

from __future__ import annotations

from collections.abc import Iterator

from legacymap.inventory.vocabulary import last_day
from legacymap.planning.answers.timeline import iso
from legacymap.planning.compilation.compile import Compiled, support_end
from legacymap.planning.compilation.windows import constraint_name
from legacymap.planning.policy.policy import Constraint
from legacymap.planning.promises import Deadline, GoesBefore


def deadlines(compiled: Compiled) -> tuple[Deadline, ...]:
    """The days to meet of every planned system: those of the policy, and its end of support."""
    found = {*_of_policy(compiled), *_of_support(compiled)}
    return tuple(sorted(found, key=lambda one: (one.date, one.system, one.name)))


def goes_before(compiled: Compiled) -> tuple[GoesBefore, ...]:
    """Which planned system goes live before which, the longest lag where several ask for it."""
    lags: dict[tuple[str, str], int] = {}
    for rule in compiled.model.precedences:
        pair = (rule.before, rule.after)
        lags[pair] = max(rule.lag, lags.get(pair, 0))
    return tuple(
        GoesBefore(before=before, after=after, lag=lag)
        for (before, after), lag in sorted(lags.items())
    )


def _of_policy(compiled: Compiled) -> Iterator[Deadline]:
    for rule in compiled.policy.constraints:
        day = _day(compiled, rule) if rule.kind == "deadline" else None
        if day is None:
            continue
        for named in rule.systems:
            system = compiled.scope.unit_of.get(named, named)
            if system in compiled.units:
                yield Deadline(
                    system=system,
                    name=constraint_name(rule),
                    date=day,
                    kind="deadline",
                    hard=rule.hard,
                )


def _day(compiled: Compiled, rule: Constraint) -> str | None:
    if rule.date is not None:
        return iso(last_day(rule.date))
    return None if rule.wave is None else iso(compiled.calendar.last(rule.wave))


def _of_support(compiled: Compiled) -> Iterator[Deadline]:
    for system, unit in compiled.units.items():
        end = support_end(unit)
        if end is not None:
            yield Deadline(
                system=system,
                name="end of support" if unit.end_of_support else "end of the contract",
                date=end.isoformat(),
                kind="end_of_support",
                hard=False,
            )
