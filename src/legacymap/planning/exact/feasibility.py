"""Can these named constraints all be kept, and if not, which of them are enough to clash?

Cost plays no part, so a system that may stay in the backlog, and that nobody needs, stays there:
only those that must be replaced, and whom they need, are put to the solver. One worker, a fixed
seed and a purse of deterministic work: equal questions get equal answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ortools.sat.python import cp_model

from legacymap.planning.exact.counting import excess
from legacymap.planning.exact.stopping import Stop, solved
from legacymap.planning.model.elements import Precedence
from legacymap.planning.model.model import PlanningModel
from legacymap.planning.model.named import Limit, NamedConstraint
from legacymap.planning.model.score import shares

SEED: Final = 1
MOST_CHOICES: Final = 200_000
"""Systems that matter times waves, beyond which nothing is put to the solver."""
FEE: Final = 5e-5
"""Work of a question for each choice, beside the solver's: writing it down takes time too."""
READING: Final = 1e-5
"""The same where counting answers without the solver."""

Enforced = cp_model.IntVar | None
"""The switch of a constraint; ``None`` where it simply holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer to a question.

    ``kept``: ``plan`` keeps all; ``clash``: no plan does, ``core`` is enough for that (positions
    among the constraints asked about); ``open``: not decided. ``spare`` is how far limits had to
    be raised, where that was asked, and ``least`` whether less is proven not to do.
    """

    status: Literal["kept", "clash", "open"]
    plan: dict[str, int] | None = None
    core: tuple[int, ...] = ()
    spare: int | None = None
    least: bool = False


OPEN: Final = Verdict(status="open")


class Judge:
    """Answers questions until ``work`` units of deterministic time, about a second each, are used.

    ``share`` is the most that one question may take.
    """

    def __init__(self, *, work: float, share: float, stop: Stop) -> None:
        self._left = work
        self._share = share
        self._stop = stop

    @property
    def spent(self) -> bool:
        """Whether there is nothing left to work with, or somebody wants to stop."""
        return self._left <= 0 or self._stop()

    def keep(self, model: PlanningModel, constraints: Sequence[NamedConstraint]) -> Verdict:
        """Whether ``constraints``, and they alone, can all be kept."""
        parts = self._read(model, constraints)
        if parts.clash is not None:
            return Verdict(status="clash", core=parts.clash)
        if not parts.needed:
            return Verdict(status="kept", plan=parts.plan({}))
        if self.spent or parts.choices > MOST_CHOICES:
            return OPEN
        program = _Program(parts, switched=False)
        status, solver = self._solve(program)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Verdict(status="kept", plan=parts.plan(program.waves(solver)))
        if status == cp_model.INFEASIBLE:
            return Verdict(status="clash", core=tuple(range(len(constraints))))
        return OPEN

    def core(self, model: PlanningModel, constraints: Sequence[NamedConstraint]) -> tuple[int, ...]:
        """Some of ``constraints``, of which it is known that they clash, that are enough for it.

        The solver names them from the switches of the constraints; where it cannot within its
        share of work, these are all.
        """
        everyone = tuple(range(len(constraints)))
        parts = self._read(model, constraints)
        if parts.clash is not None:
            return parts.clash
        if self.spent or parts.choices > MOST_CHOICES:
            return everyone
        program = _Program(parts, switched=True)
        status, solver = self._solve(program, presolve=False)
        if status != cp_model.INFEASIBLE:
            return everyone
        found = set(solver.sufficient_assumptions_for_infeasibility())
        return tuple(i for i in everyone if program.switches[i].index in found)

    def least(
        self,
        model: PlanningModel,
        constraints: Sequence[NamedConstraint],
        raised: Sequence[Limit],
    ) -> Verdict:
        """How far ``raised`` must all be raised for ``constraints`` to be kept beside them."""
        parts = self._read(model, constraints)
        if parts.clash is not None:
            return Verdict(status="clash", core=parts.clash)
        if self.spent or parts.choices > MOST_CHOICES:
            return OPEN
        program = _Program(parts, switched=False)
        spare = program.raise_(raised)
        status, solver = self._solve(program)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Verdict(
                status="kept",
                plan=parts.plan(program.waves(solver)),
                spare=solver.value(spare),
                least=status == cp_model.OPTIMAL,
            )
        return Verdict(status="clash") if status == cp_model.INFEASIBLE else OPEN

    def _read(self, model: PlanningModel, constraints: Sequence[NamedConstraint]) -> _Parts:
        parts = _Parts(model, constraints)
        self._left -= READING * parts.choices
        return parts

    def _solve(
        self, program: _Program, *, presolve: bool = True
    ) -> tuple[cp_model.CpSolverStatus, cp_model.CpSolver]:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = SEED
        solver.parameters.cp_model_presolve = presolve
        solver.parameters.max_deterministic_time = min(self._left, self._share)
        status = solved(solver, program.model, stop=self._stop)
        self._left -= float(solver.response_proto.deterministic_time) + FEE * program.choices
        return status, solver


class _Parts:
    """What is left to decide once closed waves and what may stay in the backlog are known.

    ``clash`` are constraints that leave some system no wave at all, or more work in some waves than
    there is room for, where there are such.
    """

    def __init__(self, model: PlanningModel, constraints: Sequence[NamedConstraint]) -> None:
        self.model = model
        self.constraints = constraints
        self.systems = {system.id: system for system in model.systems}
        self.closed: dict[str, list[tuple[int, frozenset[int]]]] = defaultdict(list)
        for i, constraint in enumerate(constraints):
            for system, waves in constraint.closed.items():
                self.closed[system].append((i, waves))
        everywhere = frozenset(range(1, model.backlog + 1))
        shut = {
            system: frozenset().union(*(waves for _, waves in by))
            for system, by in self.closed.items()
        }
        self.allowed = {system: sorted(everywhere - shut[system]) for system in sorted(shut)}
        stuck = [system for system, waves in self.allowed.items() if not waves]
        self.clash = tuple(i for i, _ in self.closed[stuck[0]]) if stuck else None
        self.needed = () if stuck else tuple(sorted(self._needed()))
        for system in self.needed:
            self.allowed.setdefault(system, sorted(everywhere))
        self.clash = self.clash or self._overfull()

    @property
    def choices(self) -> int:
        """How large the question is."""
        return len(self.needed) * self.model.backlog

    def plan(self, placed: Mapping[str, int]) -> dict[str, int]:
        """The wave of every system; the backlog for those that do not matter."""
        backlog = self.model.backlog
        return {system: placed.get(system, backlog) for system in sorted(self.systems)}

    def rules(self) -> Iterator[tuple[int, Precedence]]:
        """The precedences, each with the constraint that it belongs to."""
        for i, constraint in enumerate(self.constraints):
            for rule in constraint.precedences:
                yield i, rule

    def groups(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The groups that share a wave, each with the constraint that it belongs to."""
        for i, constraint in enumerate(self.constraints):
            for group in constraint.together:
                yield i, group

    def _overfull(self) -> tuple[int, ...] | None:
        """What closes waves to systems that have to do more than limits allow, and the limits."""
        limits = [limit for constraint in self.constraints for limit in constraint.limits]
        allowed = {system: self.allowed[system] for system in self.needed}
        found = excess(self.model, allowed, limits)
        if found is None:
            return None
        closing = {i for system in found.systems for i, _ in self.closed[system]}
        full = {
            i
            for i, constraint in enumerate(self.constraints)
            if not set(found.limits).isdisjoint(constraint.limits)
        }
        return tuple(sorted(closing | full))

    def _needed(self) -> set[str]:
        """Those that must be replaced, and whom they need: all others can stay."""
        pulls: dict[str, set[str]] = defaultdict(set)
        for _, rule in self.rules():
            pulls[rule.after].add(rule.before)
        for _, group in self.groups():
            for system in group:
                pulls[system].update(group)
        backlog = self.model.backlog
        found = {system for system, waves in self.allowed.items() if backlog not in waves}
        ahead = list(found)
        while ahead:
            more = pulls[ahead.pop()] - found
            found |= more
            ahead += more
        return found


class _Program:
    """One switch a system and wave, ``live`` switches where order matters, limits as sums."""

    def __init__(self, parts: _Parts, *, switched: bool) -> None:
        self.model = cp_model.CpModel()
        self.choices = parts.choices
        self._parts = parts
        self._horizon = parts.model.waves
        self.switches = [
            self.model.new_bool_var("") for _ in (parts.constraints if switched else ())
        ]
        self.model.add_assumptions(self.switches)
        self._at = {system: self._choice(system) for system in parts.needed}
        self._live: dict[str, list[cp_model.IntVar]] = {}
        for i, rule in parts.rules():
            if rule.after in self._at:
                self._precede(rule, self._switch(i))
        for i, group in parts.groups():
            if group[0] in self._at:
                self._share(group, self._switch(i))
        for i, constraint in enumerate(parts.constraints):
            for limit, use in self._uses(constraint.limits):
                self._hold(self.model.add(use <= limit.most), self._switch(i))

    def waves(self, solver: cp_model.CpSolver) -> dict[str, int]:
        """The wave of every system that matters."""
        return {
            system: next(wave for wave, switch in at.items() if solver.value(switch))
            for system, at in self._at.items()
        }

    def raise_(self, limits: Sequence[Limit]) -> cp_model.IntVar:
        """A number by which ``limits`` are raised, all alike and as little as possible."""
        parts = self._parts.systems.values()
        wanted = {limit.resource for limit in limits}
        most = max(sum(system.use.get(name, 0) for system in parts) for name in wanted)
        spare = self.model.new_int_var(0, most, "")
        for limit, use in self._uses(limits):
            self.model.add(use <= limit.most + spare)
        self.model.minimize(spare)
        return spare

    def _switch(self, constraint: int) -> Enforced:
        return self.switches[constraint] if self.switches else None

    def _hold(self, held: cp_model.Constraint, switch: Enforced) -> None:
        if switch is not None:
            held.only_enforce_if(switch)

    def _choice(self, system: str) -> dict[int, cp_model.IntVar]:
        """The waves that ``system`` may have, of which it has one."""
        waves: Sequence[int] = self._parts.allowed[system]
        if self.switches:
            waves = range(1, self._horizon + 2)
        at = {wave: self.model.new_bool_var("") for wave in waves}
        self.model.add_exactly_one(at.values())
        if self.switches:
            for i, closed in self._parts.closed[system]:
                for wave in closed:
                    self.model.add_implication(self.switches[i], ~at[wave])
        return at

    def _live_by(self, system: str) -> list[cp_model.IntVar]:
        """By wave from 0: whether ``system`` is live."""
        if system not in self._live:
            live: list[cp_model.IntVar] = [self.model.new_constant(0)]
            for wave in range(1, self._horizon + 1):
                here = self._at[system].get(wave)
                if here is None:
                    live.append(live[-1])
                    continue
                switch = self.model.new_bool_var("")
                self.model.add(switch == live[-1] + here)
                live.append(switch)
            self._live[system] = live
        return self._live[system]

    def _precede(self, rule: Precedence, switch: Enforced) -> None:
        before, after = self._live_by(rule.before), self._live_by(rule.after)
        off = [] if switch is None else [~switch]
        for wave in range(1, self._horizon + 1):
            self.model.add_bool_or(~after[wave], before[max(wave - rule.lag, 0)], *off)

    def _share(self, group: Sequence[str], switch: Enforced) -> None:
        first, *others = group
        for other in others:
            for wave in range(1, self._horizon + 2):
                here, there = (self._at[system].get(wave, 0) for system in (first, other))
                if not (isinstance(here, int) and isinstance(there, int)):
                    self._hold(self.model.add(here == there), switch)

    def _uses(self, limits: Sequence[Limit]) -> Iterator[tuple[Limit, cp_model.LinearExpr]]:
        """Each of ``limits`` with what is used of it, where anybody uses it."""
        at_work: dict[tuple[str, int], list[int]] = defaultdict(list)
        for i, limit in enumerate(limits):
            for wave in limit.waves:
                at_work[limit.resource, wave].append(i)
        terms: list[dict[tuple[str, int], int]] = [defaultdict(int) for _ in limits]
        resources = {resource.id: resource for resource in self._parts.model.resources}
        for resource in sorted({limit.resource for limit in limits}):
            for name, at in self._at.items():
                system = self._parts.systems[name]
                amount = system.use.get(resource, 0)
                for wave in at if amount else ():
                    if wave > self._horizon:
                        continue
                    for when, share in shares(resources[resource], system, amount, wave):
                        for i in at_work.get((resource, when), ()):
                            terms[i][name, wave] += share
        for limit, of in zip(limits, terms, strict=True):
            if of:
                switches = [self._at[name][wave] for name, wave in of]
                yield limit, cp_model.LinearExpr.weighted_sum(switches, list(of.values()))
