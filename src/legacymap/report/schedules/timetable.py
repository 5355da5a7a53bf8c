"""What happens when under a plan: waves, work, go-lives, interim interfaces, switch-offs.

A system goes live, a gateway is removed and an old system is switched off on the last day of its
wave; a gateway is built during its wave.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final, Literal

from legacymap.errors import Finding, NoTimetable, Place
from legacymap.planning.outcome import PlacedSystem, Plan, PlannedGateway, Retirement
from legacymap.planning.promises import Deadline
from legacymap.report.legible import on_one_line
from legacymap.report.wording import listed, money

Kind = Literal["wave", "system", "work", "build", "go_live", "remove", "switch_off"]
MILESTONES: Final = frozenset({"go_live", "remove", "switch_off"})


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """The item ``key`` is finished ``days`` days, or more, before another one is."""

    key: str
    days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that is done in ``wave``, at ``level`` of an outline; dates where they are known.

    ``key`` stays the same from plan to plan. A wave and a system last as long as what stands
    under them.
    """

    key: str
    kind: Kind
    name: str
    level: int
    wave: int
    start: date | None
    finish: date | None
    notes: str = ""
    system: str | None = None
    after: tuple[After, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    movable: bool = True
    """Whether a system could also go live in the next wave."""


class Timetable:
    """The items of ``plan`` in the order of an outline."""

    def __init__(self, plan: Plan) -> None:
        if not plan.waves and not plan.backlog:
            raise _refused(
                "the plan has no order to put into a timetable",
                "it replaces nothing" if not plan.systems else f"its status is {plan.status}",
            )
        self.plan = plan
        self._start = date.fromisoformat(plan.start) if plan.start else None

    def require_dates(self) -> None:
        """Refuse a plan whose waves carry no dates: none are made up.

        Raises:
            NoTimetable: nobody knows when wave 1 begins.
        """
        if self._start is None:
            raise _refused(
                "the plan has no dates",
                "nobody knows when wave 1 begins: set `start` in the policy"
                ' (start = "2027-04-01"), or `as_of` in the inventory, and plan again',
            )

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item: under each wave its systems, under each system its work and interfaces."""
        return tuple(item for wave in self._numbers for item in self._wave(wave))

    @property
    def _numbers(self) -> list[int]:
        """The waves in which anything is finished."""
        busy = {wave.number for wave in self.plan.waves if wave.systems}
        for gateway in self.plan.gateways:
            busy |= {gateway.built} - ({gateway.built} if gateway.existing else set())
            busy |= {gateway.removed} - {None} if gateway.removed else set()
        return sorted(busy | {proof.wave for proof in self.plan.retirement})

    def name(self, system: str) -> str:
        """What people call ``system``."""
        return on_one_line(self.plan.names.get(system, system)) or system

    def first(self, wave: int) -> date | None:
        """First day of ``wave``."""
        return self._day((wave - 1) * self.plan.wave_days)

    def last(self, wave: int) -> date | None:
        """Last day of ``wave``."""
        return self._day(wave * self.plan.wave_days - 1)

    def _day(self, offset: int) -> date | None:
        return None if self._start is None else self._start + timedelta(days=offset)

    @cached_property
    def _go_live(self) -> dict[str, int]:
        return {s.id: wave.number for wave in self.plan.waves for s in wave.systems}

    def _wave(self, number: int) -> Iterator[Item]:
        under = list(self._under(number))
        starts = [item.start for item in under if item.start is not None]
        yield Item(
            key=f"wave:{number}",
            kind="wave",
            name=f"Wave {number}",
            level=1,
            wave=number,
            start=min(starts, default=self.first(number)),
            finish=self.last(number),
        )
        yield from under

    def _under(self, number: int) -> Iterator[Item]:
        built = [g for g in self.plan.gateways if g.built == number and not g.existing]
        removed = [g for g in self.plan.gateways if g.removed == number]
        for system in self._systems(number):
            yield from self._replacement(
                system,
                number,
                [g for g in built if self._parent(g, number, building=True) == system.id],
                [g for g in removed if self._parent(g, number, building=False) == system.id],
            )
        for gateway in built:
            if self._parent(gateway, number, building=True) is None:
                yield self._build(gateway, level=2)
        for gateway in removed:
            if self._parent(gateway, number, building=False) is None:
                yield self._remove(gateway, number, level=2)
        for proof in self.plan.retirement:
            if proof.wave == number:
                yield self._switch_off(proof)

    def _systems(self, number: int) -> Iterator[PlacedSystem]:
        for wave in self.plan.waves:
            if wave.number == number:
                yield from wave.systems

    def _parent(self, gateway: PlannedGateway, wave: int, *, building: bool) -> str | None:
        """The system that goes live in ``wave`` and needs ``gateway``, or lets it go."""
        # A facade is built for the replacement of its provider and goes with its last user; a
        # wrapper is built for its first user and goes with its provider.
        provider_first = (gateway.side == "facade") == building
        users = sorted(gateway.consumers)
        concerned = (gateway.provider, *users) if provider_first else (*users, gateway.provider)
        return next((one for one in concerned if self._go_live.get(one) == wave), None)

    def _replacement(
        self,
        system: PlacedSystem,
        number: int,
        built: Iterable[PlannedGateway],
        removed: Iterable[PlannedGateway],
    ) -> Iterator[Item]:
        name = self.name(system.id)
        builds = [self._build(gateway, level=3) for gateway in built]
        work = self._work(system, number)
        starts = [item.start for item in (work, *builds) if item.start is not None]
        yield Item(
            key=f"system:{system.id}",
            kind="system",
            name=f"Replace {name}",
            level=2,
            wave=number,
            start=min(starts, default=None),
            finish=self.last(number),
            notes=system.reason,
            system=system.id,
            deadlines=self._deadlines(system.id),
            movable=system.one_wave_later is not None,
        )
        yield work
        yield from builds
        yield Item(
            key=f"go-live:{system.id}",
            kind="go_live",
            name=f"{name} goes live",
            level=3,
            wave=number,
            start=self.last(number),
            finish=self.last(number),
            notes=system.reason,
            system=system.id,
            after=(
                After(key=work.key),
                *(After(key=build.key) for build in builds),
                *self._before(system.id),
            ),
            deadlines=self._deadlines(system.id),
        )
        yield from (self._remove(gateway, number, level=3) for gateway in removed)

    def _work(self, system: PlacedSystem, number: int) -> Item:
        return Item(
            key=f"work:{system.id}",
            kind="work",
            name=f"Build and test the replacement of {self.name(system.id)}",
            level=3,
            wave=number,
            start=self.first(system.work_starts),
            finish=self.last(number),
            system=system.id,
        )

    def _before(self, system: str) -> Iterator[After]:
        for rule in self.plan.goes_before:
            if rule.after == system and rule.before in self._go_live:
                yield After(key=f"go-live:{rule.before}", days=rule.lag * self.plan.wave_days)

    def _deadlines(self, system: str) -> tuple[Deadline, ...]:
        return tuple(one for one in self.plan.deadlines if one.system == system)

    def _build(self, gateway: PlannedGateway, *, level: int) -> Item:
        return Item(
            key=f"build:{_key(gateway)}",
            kind="build",
            name=f"Build the {self.gateway(gateway)}",
            level=level,
            wave=gateway.built,
            start=self.first(gateway.built),
            finish=self.last(gateway.built),
            notes=self._use(gateway),
        )

    def _remove(self, gateway: PlannedGateway, wave: int, *, level: int) -> Item:
        concerned = sorted({gateway.provider, *gateway.consumers})
        return Item(
            key=f"remove:{_key(gateway)}",
            kind="remove",
            name=f"Remove the {self.gateway(gateway)}",
            level=level,
            wave=wave,
            start=self.last(wave),
            finish=self.last(wave),
            notes=self._use(gateway),
            after=tuple(
                After(key=f"go-live:{one}") for one in concerned if self._go_live.get(one) == wave
            ),
        )

    def gateway(self, gateway: PlannedGateway) -> str:
        """What people call a gateway: ``facade at NOMIS (API)``."""
        return on_one_line(f"{gateway.side} at {self.name(gateway.provider)} ({gateway.interface})")

    def _use(self, gateway: PlannedGateway) -> str:
        users = listed([self.name(user) for user in gateway.consumers])
        return f"Used by {users}. Costs {money(gateway.cost, self.plan.currency)} in all."

    def _switch_off(self, proof: Retirement) -> Item:
        live = self._go_live.get(proof.system, proof.wave)
        clear = "" if proof.clear else "Something live still needs it: see the plan's report. "
        return Item(
            key=f"switch-off:{proof.system}",
            kind="switch_off",
            name=f"Switch off the old {self.name(proof.system)}",
            level=2,
            wave=proof.wave,
            start=self.last(proof.wave),
            finish=self.last(proof.wave),
            notes=f"{clear}{proof.note or ''}".strip(),
            system=proof.system,
            after=(
                After(
                    key=f"go-live:{proof.system}",
                    days=(proof.wave - live) * self.plan.wave_days,
                ),
            ),
        )


def _key(gateway: PlannedGateway) -> str:
    return f"{gateway.provider}\0{gateway.interface}\0{gateway.side}"


def _refused(what: str, why: str) -> NoTimetable:
    finding = Finding("error", "no_timetable", f"{what}: {why}", Place(path="start"))
    return NoTimetable.of([finding], "there is nothing to schedule")
