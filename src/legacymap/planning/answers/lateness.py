"""How many days late each system goes live, draw by draw, where works take other than planned.

Three things make a system late. **Its own work**: the estimated days times its factor, less the
days of its waves. **A full skill**: what a wave's capacity (overtime included) does not hold is
carried over and done first in the next; by Lindley's recursion ``L(w) = max(0, L(w - 1) + work(w)
- capacity(w))``, and what goes live in ``w`` waits until ``L(w)`` is worked off at the capacity of
the waves that follow (after the horizon: of the last). **Waiting for others**: those that share
its wave by rule, and what must go live before it, less the waves between. The latest counts.

What is past, where a plan goes on from an earlier one, is done and late no more.

All in whole numbers: work in 1,024ths of a person-day, lateness in days, rounded up.

Source:
    Lindley, D. V. (1952), "The theory of queues with a single server", Mathematical Proceedings
    of the Cambridge Philosophical Society 48, 277-289.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from legacymap.planning.answers.luck import ONE, Keys, Luck, together
from legacymap.planning.compilation.compile import Compiled
from legacymap.planning.compilation.stand_ins import ANY_SKILL
from legacymap.planning.model.arrays import Amount, Index
from legacymap.planning.model.model import Precedence, Resource
from legacymap.planning.policy.estimates import planned_factor

NEVER: Final = 1 << 20
"""As many days late is: no end in sight."""
_BLOCK: Final = 1 << 18  # numbers at a time: they stay in the processor's cache
_MOST_DAYS: Final = 10**8
_MOST_LEFT: Final = 1 << 50

Days = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """Days late of every system that goes live, in every draw."""

    systems: tuple[str, ...]
    """By wave, then by duration, then by id: the rows."""
    wave: Index
    days: Days
    keys: Keys
    """Where the streams of the systems' own luck start."""
    skills: tuple[str, ...]
    undecided: frozenset[str]
    """Systems without a duration and without a limited skill, whom nobody else makes late."""


def lateness(compiled: Compiled, waves: Mapping[str, int], luck: Luck) -> Lateness:
    """How late the systems are that ``waves`` places inside the horizon, in every draw."""
    works = _Works(compiled, waves)
    keys = luck.keys("system", works.systems)
    days = np.zeros((len(works.systems), luck.draws), np.int32)
    loads = _do(works, luck, keys, days)
    for line in works.lines:
        _wait_for_people(works, line, loads[line.resource.id], days)
    _wait_for_others(compiled, works, days)
    return Lateness(
        systems=works.systems,
        wave=works.wave,
        days=days,
        keys=keys,
        skills=tuple(sorted({line.skill for line in works.lines})),
        undecided=frozenset(
            system
            for row, system in enumerate(works.systems)
            if works.wave[row] > works.past
            and not works.known[row]
            and not any(line.amount[row] for line in works.lines)
            and not days[row].any()
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One limited skill: what each system takes of it, and what each wave has."""

    resource: Resource
    skill: str
    amount: Amount  # by row, 1,024ths of a day, as estimated
    capacity: Amount  # by wave, overtime included; entry 0 is unused

    def days_until_done(self, left: Amount, wave: int, wave_days: int) -> Amount:
        """Days after the end of ``wave`` in which ``left`` is worked off; ``NEVER`` at most."""
        until = np.cumsum(self.capacity)
        last = int(self.capacity[-1])
        goal = until[wave] + np.minimum(left, _MOST_LEFT)
        at = np.minimum(np.searchsorted(until, goal), len(until) - 1)
        pace = np.maximum(self.capacity[at], 1)
        days = (at - 1 - wave) * wave_days + -(-(goal - until[at - 1]) * wave_days // pace)
        if not last:
            days[goal > until[-1]] = NEVER
        days[left == 0] = 0
        waiting: Amount = np.minimum(days, NEVER)
        return waiting


class _Works:
    """The works of a plan as rows: who, when, how long, with how many days of which skill."""

    def __init__(self, compiled: Compiled, waves: Mapping[str, int]) -> None:
        policy, horizon = compiled.policy, compiled.policy.waves
        lasts = {system: compiled.windows[system].duration for system in waves}
        order = sorted((w, lasts[s], s) for s, w in waves.items() if w <= horizon)
        self.wave_days = policy.wave_days
        self.past = compiled.past.until if compiled.past is not None else 0
        self.systems = tuple(system for _, _, system in order)
        self.row = {system: row for row, system in enumerate(self.systems)}
        self.wave = np.array([wave for wave, _, _ in order], np.int64)
        self.lasts = np.array([duration for _, duration, _ in order], np.int64)
        given = [compiled.units[system].duration_days for system in self.systems]
        assumed = policy.assume.duration_days
        own = [assumed if days is None else days for days in given]
        self.known = np.array([days is not None for days in own], np.bool_)
        planned = self.lasts * policy.wave_days
        # A programme that already runs did a part of its work before the plan.
        self.own_days = np.minimum(
            np.array([min(days or 0, _MOST_DAYS) for days in own], np.int64), planned
        )
        self.weights = _weights(compiled, self.systems)
        self.lines = tuple(_lines(compiled, self.systems, horizon))

    def blocks(self, draws: int) -> Iterator[tuple[slice, int, int]]:
        """Rows of one wave and one duration, as many as are handled at a time, with both."""
        most, start = max(1, _BLOCK // draws), 0
        for key, rows in itertools.groupby(
            zip(self.wave.tolist(), self.lasts.tolist(), strict=True)
        ):
            end = start + sum(1 for _ in rows)
            for first in range(start, end, most):
                yield slice(first, min(first + most, end)), *key
            start = end


def _weights(compiled: Compiled, systems: tuple[str, ...]) -> dict[str, tuple[Index, Amount]]:
    """By skill, the rows that need it and how much; a work without effort is anybody's."""
    found: dict[str, tuple[list[int], list[int]]] = {}
    for row, system in enumerate(systems):
        effort = {skill: days for skill, days in compiled.effort[system].items() if days}
        for skill, days in (effort or {ANY_SKILL: 1}).items():
            rows, amounts = found.setdefault(skill, ([], []))
            rows.append(row)
            amounts.append(min(days, _MOST_DAYS))
    return {
        skill: (np.array(rows, np.int64), np.array(amounts, np.int64))
        for skill, (rows, amounts) in sorted(found.items())
    }


def _lines(compiled: Compiled, systems: tuple[str, ...], horizon: int) -> Iterator[_Line]:
    """The limited skills, with what the works take of them as estimated, not as planned."""
    policy = compiled.policy
    factor = planned_factor(policy.estimates, policy.risk_appetite)
    use = {system.id: system.use for system in compiled.model.systems}
    for resource in compiled.model.resources:
        if resource.kind != "skill":
            continue
        taken = [min(use[system].get(resource.id, 0), _MOST_DAYS) for system in systems]
        amount = np.array(taken, np.int64) * 1024 * factor.denominator // factor.numerator
        capacity = np.full(horizon + 1, -1, np.int64)
        for bucket in resource.buckets:
            for wave in bucket.waves:
                most = bucket.cap + bucket.over_max << 10
                capacity[wave] = most if capacity[wave] < 0 else min(capacity[wave], most)
        capacity = np.maximum(capacity, 0)
        skill = str(resource.information["skill"])
        yield _Line(resource=resource, skill=skill, amount=amount, capacity=capacity)


def _do(works: _Works, luck: Luck, keys: Keys, days: Days) -> dict[str, dict[int, Amount]]:
    """Work everything off: own lateness goes into ``days``, the loads by line and wave come out."""
    loads: dict[str, dict[int, Amount]] = {line.resource.id: {} for line in works.lines}
    common = {
        skill: luck.common(luck.levels(luck.keys("skill", [skill])))[0] for skill in works.weights
    }
    for rows, wave, lasts in works.blocks(luck.draws):
        factors, whole = _factors(works, rows, common, luck.own(luck.levels(keys[rows])))
        for line in works.lines:
            at, factor = (
                (np.arange(rows.start, rows.stop), whole)
                if line.skill == ANY_SKILL
                else factors.get(line.skill, (np.zeros(0, np.int64), whole[:0]))
            )
            todo = range(max(1, works.past + 1), wave + 1)
            _load(loads[line.resource.id], line.amount[at], factor, todo, lasts)
        if wave <= works.past:
            continue
        took = -(-works.own_days[rows, None] * whole // ONE)
        late = np.where(works.known[rows, None], took - lasts * works.wave_days, 0)
        days[rows] = np.clip(late, 0, NEVER)
    return loads


def _factors(
    works: _Works, rows: slice, common: Mapping[str, Amount], own: Amount
) -> tuple[dict[str, tuple[Index, Amount]], Amount]:
    """The factors of ``rows`` by skill with the rows that have it, and that of the whole work."""
    total = np.zeros(rows.stop - rows.start, np.int64)
    sums = np.zeros_like(own)
    found = {}
    for skill, (needing, amounts) in works.weights.items():
        first, end = np.searchsorted(needing, (rows.start, rows.stop))
        if first == end:
            continue
        at, amount = needing[first:end], amounts[first:end]
        factor = together(common[skill], own[at - rows.start])
        sums[at - rows.start] += amount[:, None] * factor
        total[at - rows.start] += amount
        found[skill] = (at, factor)
    return found, sums // total[:, None]


def _load(
    loads: dict[int, Amount], amount: Amount, factor: Amount, waves: range, lasts: int
) -> None:
    """Spread works over their waves as the planning model does, each times its factor.

    Only ``waves``, which end with that of going live, are still to be worked in.
    """
    if not amount.any():
        return
    for at in waves[-lasts:]:
        k = at - waves.stop + lasts
        share = amount // lasts + (k < amount % lasts)
        work = ((share[:, None] * (factor >> 10)) >> 10).sum(axis=0)
        loads[at] = loads.get(at, 0) + work


def _wait_for_people(works: _Works, line: _Line, loads: Mapping[int, Amount], days: Days) -> None:
    """Let what goes live in a wave wait until the work of its skill is done."""
    left = np.zeros(days.shape[1], np.int64)
    for wave in range(1, len(line.capacity)):
        left = np.maximum(0, left + loads.get(wave, 0) - line.capacity[wave])
        if not left.any():
            continue
        first, end = np.searchsorted(works.wave, (wave, wave + 1))
        waiting = line.days_until_done(left, wave, works.wave_days)
        for row in first + np.flatnonzero(line.amount[first:end]):
            np.maximum(days[row], waiting, out=days[row], casting="unsafe")


def _wait_for_others(compiled: Compiled, works: _Works, days: Days) -> None:
    """Let systems wait for those that share their wave by rule, and for what must come before."""
    groups = [
        rows
        for group in compiled.model.together
        if len(rows := [works.row[system] for system in group if system in works.row]) > 1
    ]
    rules = sorted(_kept(compiled.model.precedences, works), key=lambda rule: works.wave[rule[0]])
    changed = True
    while changed:
        changed = False
        for rows in groups:
            latest = days[rows].max(axis=0)
            changed |= bool((days[rows] != latest).any())
            days[rows] = latest
        for before, after, slack in rules:
            passed = days[before] - slack
            changed |= bool((passed > days[after]).any())
            np.maximum(days[after], passed, out=days[after])


def _kept(precedences: tuple[Precedence, ...], works: _Works) -> Iterator[tuple[int, int, int]]:
    """The precedences that the plan keeps, as rows with the days that lie between."""
    for rule in precedences:
        if rule.before in works.row and rule.after in works.row:
            before, after = works.row[rule.before], works.row[rule.after]
            slack = int(works.wave[after] - works.wave[before]) - rule.lag
            if slack >= 0:
                yield before, after, slack * works.wave_days
