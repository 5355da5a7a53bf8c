"""How many days of a skill a wave has: own people, contractors, overtime, and what each costs more.

Contractors and overtime are two steps on top of the people's own days, the cheaper one first. With
``C`` own days, a cheaper step of ``a`` days at the price ``p`` and a dearer one of ``b`` days at
``q``, a wave holds ``C + a`` days, ``b`` more at ``q - p``; and a limit that never binds charges
``p`` for every day above ``C``. Together that is ``p`` a day in the first step, ``q`` in the next.

What contractors cannot do has a limit of its own: ``C`` days, and overtime. Where such work takes
overtime while contractors are at hand, the day costs the price of overtime; where all steps are
used up at once, it may be counted up to the difference of the two too dear.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from legacymap.planning.model.model import Bucket, Resource
from legacymap.planning.policy.calendar import Calendar
from legacymap.planning.policy.limits import Capacity
from legacymap.planning.policy.policy import Policy
from legacymap.planning.policy.prices import exact

_YEAR: Final = 365


class Effort(NamedTuple):
    """The days that a work takes of a skill, and how many of them contractors cannot do."""

    days: int
    own: int


class _Step(NamedTuple):
    """Days on top of a wave's own, as a share of these, and the extra price of each."""

    price: int
    share: float

    def days(self, own: int) -> int:
        return int(own * exact(self.share))


def skill_resource(skill: str) -> str:
    """The resource that stands for the days of ``skill``."""
    return f"days of {skill}"


def skill_limits(
    line: Capacity, efforts: Mapping[str, Effort], policy: Policy, calendar: Calendar
) -> Iterator[tuple[Resource, dict[str, int]]]:
    """The limits on the days of one skill, each with who uses how much of it."""
    weight = exact(policy.weights.overload)
    overtime = _Step(round(line.overtime_price * weight), line.overtime_share)
    contractors = _Step(round(line.contractor_price * weight), line.contractor_share)
    own = own_days(line, policy, calendar)
    whole = {system: effort.days for system, effort in efforts.items()}
    name, skill = skill_resource(line.skill), line.skill
    if not line.contractor_share:
        yield _resource(name, skill, own, overtime), whole
        return
    cheap, dear = sorted((overtime, contractors))
    held = [days + cheap.days(days) for days in own]
    over = [dear.days(days) for days in own]
    both = _limit(name, skill, held, over, dear.price - cheap.price)
    yield replace(both, information={"skill": skill, "contractors": True}), whole
    free = [sum(whole.values())] * len(own)
    yield _limit(f"own {name}", skill, own, free, cheap.price), whole
    alone = {system: effort.own for system, effort in efforts.items()}
    if any(alone.values()):
        more = _Step(max(0, overtime.price - contractors.price), overtime.share)
        yield _resource(f"{name} that contractors cannot do", skill, own, more), alone


def own_days(line: Capacity, policy: Policy, calendar: Calendar) -> list[int]:
    """The days of each wave of the horizon, less the reserve for gateways."""
    kept = 1 - exact(policy.adapter_effort_reserve)
    waves = range(1, calendar.waves + 1)
    given = line.days_per_wave
    if given is not None:
        return [int(given[min(wave, len(given)) - 1] * kept) for wave in waves]
    by_year = sorted((line.days_per_year or {}).items())
    found = []
    for wave in waves:
        year = calendar.fiscal_year(wave, policy.fiscal_year_start) or ""
        before = [days for known, days in by_year if known <= year]
        days = before[-1] if before else by_year[0][1]
        found.append(int(days * kept * calendar.wave_days / _YEAR))
    return found


def _resource(name: str, skill: str, own: list[int], step: _Step) -> Resource:
    return _limit(name, skill, own, [step.days(days) for days in own], step.price)


def _limit(name: str, skill: str, held: list[int], over: list[int], price: int) -> Resource:
    """A limit on a skill; people call its buckets by what follows "days of"."""
    label = name.removeprefix("days of ")
    return Resource(
        id=name,
        kind="skill",
        profile="spread",
        buckets=tuple(
            Bucket(
                waves=(wave,),
                cap=cap,
                over_max=most,
                over_price=price,
                information={"label": f"{label} in wave {wave}"},
            )
            for wave, (cap, most) in enumerate(zip(held, over, strict=True), start=1)
        ),
        information={"skill": skill},
    )
