"""A planning model as a program over one switch a block and wave: is it live by then?

Written ``live[b][t] = [wave of b <= t]``, a switch turns on once and stays on. A gateway is held in
wave ``t`` where the one side is live by ``t`` and the other is not, so each of its costs is a sum
of switches and each of its conditions a clause of three: far tighter than differences of waves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

import numpy as np
from ortools.sat.python import cp_model

from legacymap.planning.exact.program import Program, ValueOf, Waves
from legacymap.planning.model.arrays import Arrays, Index


class Order:
    """The program of ``arrays``, whose allowed waves are the domains."""

    def __init__(self, arrays: Arrays) -> None:
        self.program = Program()
        self._arrays = arrays
        self._horizon = range(1, arrays.waves + 1)
        self._off = self.program.model.new_constant(0)
        self._on = self.program.model.new_constant(1)
        self._at: list[dict[int, cp_model.IntVar]] = []
        self._live = [self._switches(block) for block in range(len(arrays.cost))]
        self._precede()
        for interface in range(len(arrays.interfaces.provider)):
            self._gateways(interface)
        self._limit()
        self.program.minimise()

    def waves(self, value: ValueOf) -> Index:
        """The wave of every block: the one after all in which it is not live."""
        late = [sum(1 - value(switch) for switch in switches[1:]) for switches in self._live]
        return np.array(late, np.int64) + 1

    def _switches(self, block: int) -> list[cp_model.IntVar]:
        """``live`` by wave from 0; what domains decide is constant, holes share a switch."""
        program, allowed = self.program, np.flatnonzero(self._arrays.allowed[block]).tolist()
        at = {
            wave: program.switch(partial(_is_at, block, wave)) if len(allowed) > 1 else self._on
            for wave in allowed
        }
        program.model.add_exactly_one(at.values())
        live = [self._off]
        for wave in self._horizon:
            if wave not in at:
                live.append(live[-1])
            elif wave == allowed[-1]:
                live.append(self._on)
            elif wave == allowed[0]:
                live.append(at[wave])
            else:
                switch = program.switch(partial(_is_live, block, wave))
                program.model.add(switch == live[-1] + at[wave])
                live.append(switch)
        for wave, switch in at.items():
            program.charge(switch, int(self._arrays.cost[block, wave]))
        self._at.append(at)
        return live

    def _precede(self) -> None:
        rules = self._arrays.precedences
        for before, after, lag in zip(
            rules.before.tolist(), rules.after.tolist(), rules.lag.tolist(), strict=True
        ):
            for wave in self._horizon:
                earlier = self._live[before][max(wave - lag, 0)]
                self.program.model.add_implication(self._live[after][wave], earlier)

    def _gateways(self, i: int) -> None:
        """Interface ``i``: a facade for consumers that come later, a wrapper for the earlier."""
        it = self._arrays.interfaces
        provider = int(it.provider[i])
        rows = range(it.consumer_ptr[i], it.consumer_ptr[i + 1])
        consumers = [int(it.consumer[row]) for row in rows]
        self._gateway(
            build=int(it.facade_build[i]),
            hold=int(it.facade_hold[i]),
            gaps=[(provider, consumer) for consumer in consumers],
            connect=[int(it.facade[row]) for row in rows],
        )
        self._gateway(
            build=int(it.wrapper_build[i]),
            hold=int(it.wrapper_hold[i]),
            gaps=[(consumer, provider) for consumer in consumers],
            connect=[int(it.wrapper[row]) for row in rows],
        )

    def _gateway(
        self, *, build: int, hold: int, gaps: Sequence[tuple[int, int]], connect: Sequence[int]
    ) -> None:
        """One gateway over ``gaps``, each from its first block going live until its second."""
        program = self.program
        built = program.switch(partial(_any_gap, gaps)) if build else None
        held = {
            wave: program.switch(partial(_any_gap_over, gaps, wave))
            for wave in self._horizon
            if hold
        }
        for (first, second), price in zip(gaps, connect, strict=True):
            connected = program.switch(partial(_any_gap, [(first, second)])) if price else built
            for wave in self._horizon:
                for bridge in (connected, held.get(wave)):
                    if bridge is not None:
                        self._bridge(first, second, wave, bridge)
            if price and connected is not None:
                program.charge(connected, price)
                if built is not None:
                    program.model.add_implication(connected, built)
        for switch in held.values():
            program.charge(switch, hold)
        if built is not None:
            program.charge(built, build)

    def _bridge(self, first: int, second: int, wave: int, bridge: cp_model.IntVar) -> None:
        """Where ``first`` is live by ``wave`` and ``second`` is not, ``bridge`` is on."""
        live = self._live
        self.program.model.add_bool_or(~live[first][wave], live[second][wave], bridge)

    def _limit(self) -> None:
        uses = self._arrays.uses
        for bucket, terms in sorted(_uses_of_buckets(self._arrays).items()):
            cap, price = int(uses.cap[bucket]), int(uses.over_price[bucket])
            switches = [self._at[block][wave] for block, wave in terms]
            use = cp_model.LinearExpr.weighted_sum(switches, list(terms.values()))
            most = int(uses.over_max[bucket])
            over = self.program.number(0, most, partial(_excess, terms, cap)) if most else 0
            self.program.model.add(use <= cap + over)
            if not isinstance(over, int):
                self.program.charge(over, price)


def _uses_of_buckets(arrays: Arrays) -> dict[int, dict[tuple[int, int], int]]:
    """By bucket: what each block uses of it, by block and go-live wave."""
    uses = arrays.uses
    terms: dict[int, dict[tuple[int, int], int]] = defaultdict(lambda: defaultdict(int))
    for block in range(len(arrays.cost)):
        waves = np.flatnonzero(arrays.allowed[block, : arrays.waves + 1]).tolist()
        for line in range(uses.line_ptr[block], uses.line_ptr[block + 1]):
            first_row = int(uses.resource[line]) * (arrays.waves + 2) - int(uses.offset[line])
            for wave in waves:
                row = first_row + wave
                for slot in range(uses.slot_ptr[row], uses.slot_ptr[row + 1]):
                    terms[int(uses.slot[slot])][block, wave] += int(uses.amount[line])
    return terms


def _is_at(block: int, wave: int, waves: Waves) -> int:
    return int(waves[block] == wave)


def _is_live(block: int, wave: int, waves: Waves) -> int:
    return int(waves[block] <= wave)


def _any_gap(gaps: Sequence[tuple[int, int]], waves: Waves) -> int:
    return int(any(waves[first] < waves[second] for first, second in gaps))


def _any_gap_over(gaps: Sequence[tuple[int, int]], wave: int, waves: Waves) -> int:
    return int(any(waves[first] <= wave < waves[second] for first, second in gaps))


def _excess(terms: dict[tuple[int, int], int], cap: int, waves: Waves) -> int:
    used = sum(amount for (block, wave), amount in terms.items() if waves[block] == wave)
    return max(0, used - cap)
