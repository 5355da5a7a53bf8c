"""What is past when a plan is made anew: who is live, who has begun, which waves are closed.

A past wave is frozen: what went live in it stays there, and nothing else goes live in it. What was
due in it and is said not to be live is planned again, and so is what was due before the first
wave. What is past cannot be mended, so it breaks no rule: limits that lie in the past bind nobody,
a limit on past and future waves together is raised to what is used of it already, and rules between
systems that are live are done with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from legacymap.errors import Finding, Place
from legacymap.inventory.vocabulary import first_day, last_day
from legacymap.planning.compilation.windows import Rule, Window
from legacymap.planning.model.model import (
    Bucket,
    PlannedSystem,
    PlanningModel,
    Precedence,
    Resource,
)
from legacymap.planning.model.score import shares
from legacymap.planning.policy.calendar import Calendar
from legacymap.planning.policy.policy import Policy
from legacymap.planning.previous import Previous


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """An earlier plan in the waves of this one.

    ``waves`` holds the wave of every planned system that the earlier plan knew: 0 is before the
    first wave, one more than the horizon after it. ``home`` are the waves in which it counts as
    left where it was.
    """

    previous: Previous
    until: int
    """The last wave that is past; 0: none is."""
    change_price: int
    waves: Mapping[str, int]
    home: Mapping[str, frozenset[int]]
    live: Mapping[str, int]
    """The wave in which each frozen system went live."""
    overdue: tuple[str, ...]
    """Due in the past, and not live."""
    started: Mapping[str, int]
    """The wave in which the work on a system began that is due in the future."""
    new: tuple[str, ...]
    """Planned now and not known to the earlier plan."""
    findings: tuple[Finding, ...]

    def changes(self, system: str, horizon: int) -> tuple[int, ...]:
        """What each wave, backlog last, costs ``system`` for not being where it was."""
        home = self.home.get(system)
        if home is None:
            return (0,) * (horizon + 1)
        return tuple(0 if wave in home else self.change_price for wave in range(1, horizon + 2))

    def window(self, system: str, name: str, window: Window, horizon: int) -> Window:
        """The waves that are open to ``system`` now, of those that ``window`` opens."""
        if system in self.live:
            return self._frozen(self.live[system], name, window, horizon)
        if not self.until:
            return window
        closed = Rule(
            name=f"the past of {name}",
            kind="past",
            text=f"{_waves(self.until)} past",
            forbids=frozenset(range(1, self.until + 1)),
        )
        rules = [*window.rules, closed]
        begun = self.started.get(system, self.until + 1)
        first = begun + window.duration - 1
        if system not in self.overdue and first > self.until + 1:
            began = f"began in wave {begun}" if begun <= self.until else "has not begun"
            rules.append(
                Rule(
                    name=f"work on {name}",
                    kind="work",
                    text=f"the work {began} and takes {window.duration} waves",
                    forbids=frozenset(range(1, min(first, horizon + 1))),
                )
            )
        return replace(window, rules=tuple(rules))

    def _frozen(self, wave: int, name: str, window: Window, horizon: int) -> Window:
        soft = tuple(rule for rule in window.rules if rule.price is not None)
        frozen = Rule(
            name=f"{name} is live",
            kind="past",
            text=f"it went live in wave {wave}, which is past",
            forbids=frozenset(range(1, horizon + 2)) - {wave},
        )
        # It may have taken less time than is thought now.
        duration = min(window.duration, wave)
        return Window(duration=duration, rules=(*soft, frozen), findings=window.findings)

    def together(self, groups: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
        """The groups that must share a wave, without those who are live."""
        left = {tuple(s for s in group if s not in self.live) for group in groups}
        return tuple(sorted(group for group in left if len(group) > 1))

    def precedences(self, rules: Iterable[Precedence]) -> tuple[Precedence, ...]:
        """The rules of order that can still be kept or broken."""
        return tuple(rule for rule in rules if rule.after not in self.live)

    def resources(
        self, resources: Iterable[Resource], systems: Sequence[PlannedSystem]
    ) -> tuple[Resource, ...]:
        """The limits that still bind, with room for what is used of them already."""
        if not self.until:
            return tuple(resources)
        live = [system for system in systems if system.id in self.live]
        return tuple(self._still_binding(resource, live) for resource in resources)

    def _still_binding(self, resource: Resource, live: Sequence[PlannedSystem]) -> Resource:
        used: dict[int, int] = {}
        for system in live:
            amount = system.use.get(resource.id, 0)
            for wave, share in shares(resource, system, amount, self.live[system.id]):
                used[wave] = used.get(wave, 0) + share
        return replace(resource, buckets=tuple(self._buckets(resource.buckets, used)))

    def _buckets(self, buckets: Iterable[Bucket], used: Mapping[int, int]) -> Iterator[Bucket]:
        for bucket in buckets:
            if max(bucket.waves) <= self.until:
                continue
            over = sum(used.get(wave, 0) for wave in bucket.waves) - bucket.cap
            yield replace(bucket, over_max=max(bucket.over_max, over))


def past_of(
    previous: Previous | None,
    *,
    durations: Mapping[str, int],
    names: Mapping[str, str],
    calendar: Calendar,
    policy: Policy,
    as_of: str | None,
) -> Past | None:
    """What ``previous`` leaves to a plan of the systems in ``durations`` (their waves of work)."""
    if previous is None:
        return None
    until = past_until(policy, calendar, as_of)
    into = _Into(previous, calendar)
    waves = {s: into.wave(previous.placement[s]) for s in durations if s in previous.placement}
    not_live = set(policy.replan.not_live)
    due = {system: wave for system, wave in waves.items() if wave <= until}
    live = {s: wave for s, wave in due.items() if wave >= 1 and s not in not_live}
    begun = {
        system: wave - durations[system] + 1
        for system, wave in waves.items()
        if until < wave <= calendar.waves
    }
    overdue = tuple(sorted(due.keys() - live.keys()))
    return Past(
        previous=previous,
        until=until,
        change_price=policy.replan.change_price,
        waves=waves,
        home={s: into.home(wave) for s, wave in waves.items() if s not in due},
        live=live,
        overdue=overdue,
        started={s: max(1, wave) for s, wave in sorted(begun.items()) if wave <= until},
        new=tuple(sorted(durations.keys() - waves.keys())),
        findings=(*previous.findings, *_findings(overdue, waves, not_live, names)),
    )


class _Into:
    """The waves of one calendar in another."""

    def __init__(self, previous: Previous, calendar: Calendar) -> None:
        self._calendar = calendar
        self._horizon = previous.horizon
        self._theirs: Calendar | None = None
        if previous.start is not None and previous.wave_days and calendar.start is not None:
            start = first_day(previous.start)
            theirs = Calendar(start, previous.wave_days, previous.horizon or calendar.waves)
            self._theirs = None if theirs == calendar else theirs

    def wave(self, theirs: int | None) -> int:
        """The wave that ends with or after theirs; 0 where that was over before the first."""
        after = self._calendar.waves + 1
        if theirs is None:
            return after
        if self._theirs is None:
            return min(theirs, after)
        last, start = self._theirs.last(theirs), self._calendar.start
        if last is None or start is None:
            return min(theirs, after)
        return 0 if last < start else min(self._calendar.first_ending_by(last), after)

    def home(self, wave: int) -> frozenset[int]:
        """The waves that say the same as ``wave``: what lies after their horizon is one."""
        after = self._calendar.waves + 1
        if wave < after or self._horizon is None:
            return frozenset({wave})
        return frozenset(range(min(self.wave(self._horizon) + 1, after), after + 1))


def start_from(
    previous: Previous | None, model: PlanningModel, calendar: Calendar
) -> dict[str, int | None] | None:
    """Where a search of ``model`` begins that goes on from ``previous``; new systems wait."""
    if previous is None:
        return None
    into = _Into(previous, calendar)
    planned = {system.id for system in model.systems} & previous.placement.keys()
    waves = {system: into.wave(previous.placement[system]) for system in sorted(planned)}
    return {system: wave or None for system, wave in waves.items()}


def past_until(policy: Policy, calendar: Calendar, as_of: str | None) -> int:
    """The last wave of ``calendar`` that is past by ``policy``, else by the inventory's date."""
    said = policy.replan.past_until
    if isinstance(said, int):
        return min(said, calendar.waves)
    day = said or as_of
    if day is None or calendar.start is None:
        return 0
    return min(calendar.last_in_time(last_day(day)), calendar.waves)


def noticed(past: Past | None, policy: Policy) -> tuple[Finding, ...]:
    """What there is to say of the past, or of a policy that speaks of one without any."""
    if past is not None:
        return past.findings
    if policy.replan.past_until is None and not policy.replan.not_live:
        return ()
    text = "`replan` says what is past, and there is no previous plan to take it from"
    return (Finding("warning", "no_previous_plan", text, Place(path="replan")),)


def _waves(until: int) -> str:
    return "wave 1 is" if until == 1 else f"waves 1 to {until} are"


def _findings(
    overdue: Iterable[str], waves: Mapping[str, int], not_live: set[str], names: Mapping[str, str]
) -> Iterator[Finding]:
    for system in overdue:
        if system in not_live:
            when = f"in wave {waves[system]}" if waves[system] else "before the first wave"
            text = f"{names[system]} was due {when} and is not live; it is planned again"
            yield Finding("info", "overdue", text, Place(id=system))
        else:
            text = (
                f"{names[system]} was due before the first wave and is still to be replaced by the"
                " inventory; it is planned again. If it is live, say so there (lifecycle retired)"
            )
            yield Finding("warning", "due_before_start", text, Place(id=system))
    for system in sorted(not_live - set(overdue)):
        text = f"{names.get(system, system)} was not due in the past: not_live says nothing of it"
        yield Finding("warning", "not_live_not_due", text, Place(id=system, path="replan.not_live"))
