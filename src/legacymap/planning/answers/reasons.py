"""Why a system stands in its wave, in words for people who know nothing of optimisation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from legacymap.planning.answers.determination import Swaps, ties
from legacymap.planning.answers.moves import Move, Moves
from legacymap.planning.answers.timeline import iso, work_waves
from legacymap.planning.compilation.compile import Compiled, support_end
from legacymap.planning.outcome import (
    BacklogSystem,
    Bottleneck,
    PlacedSystem,
    ReasonClass,
)

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Why:
    """A reason and its class."""

    text: str
    reason_class: ReasonClass


def placed_systems(teller: Teller) -> tuple[PlacedSystem, ...]:
    """Every system that goes live inside the horizon, by id, with its reason."""
    return tuple(
        teller.placed(unit.id)
        for unit in teller.compiled.scope.units
        if teller.waves[unit.id] <= teller.horizon
    )


def backlog_systems(teller: Teller) -> tuple[BacklogSystem, ...]:
    """Every system that is not replaced inside the horizon, by id, with its reason."""
    costs = {system.id: system.cost for system in teller.compiled.model.systems}
    return tuple(
        BacklogSystem(
            id=unit.id,
            name=unit.name,
            reason=teller.why_not(unit.id),
            cost=costs[unit.id][teller.horizon] or 0,
            tied_with=teller.ties.get(unit.id, ()),
        )
        for unit in teller.compiled.scope.units
        if teller.waves[unit.id] > teller.horizon
    )


class Teller:
    """Looks at where else each system could stand and says what speaks against it."""

    def __init__(
        self,
        compiled: Compiled,
        waves: Mapping[str, int],
        swapped: Swaps,
        scarce: Sequence[Bottleneck] = (),
    ) -> None:
        self.compiled = compiled
        self.waves = waves
        self.horizon = compiled.policy.waves
        self.ties = ties(swapped)
        self._scarce = {limit.limit: limit for limit in scarce if limit.saves}
        self._moves = Moves(compiled.model, waves)
        self._known: dict[tuple[str, int], Move] = {}
        self._labels = {fact.id: fact for fact in compiled.interim.facts}
        self._swaps: dict[str, list[tuple[int, str]]] = {}
        for pair, change in swapped.items():
            if change is not None:
                for one, other in (pair, pair[::-1]):
                    self._swaps.setdefault(one, []).append((change, other))

    def placed(self, system: str) -> PlacedSystem:
        """``system``, which goes live inside the horizon, with its reason."""
        compiled, wave = self.compiled, self.waves[system]
        why = self.why(system)
        return PlacedSystem(
            id=system,
            name=self._name(system),
            reason=why.text,
            reason_class=why.reason_class,
            work_starts=work_waves(compiled, system, wave).start,
            go_live=wave,
            go_live_by=iso(compiled.calendar.last(wave)),
            switch_off=wave + compiled.parallel[system].waves,
            one_wave_earlier=self.change(system, wave - 1),
            one_wave_later=self.change(system, wave + 1) if wave < self.horizon else None,
            tied_with=self.ties.get(system, ()),
        )

    def change(self, system: str, wave: int) -> int | None:
        """What ``wave`` would add to the objective; ``None`` where it is not possible."""
        if not 1 <= wave <= self.horizon:
            return None
        move = self._move(system, wave)
        return None if move.blocked else move.total

    def _move(self, system: str, wave: int) -> Move:
        """``system`` in ``wave`` instead; several reasons look at the same."""
        known = self._known.get((system, wave))
        if known is None:
            known = self._known[system, wave] = self._moves.to(system, wave)
        return known

    def why(self, system: str) -> Why:
        """Why ``system`` goes live when it does."""
        wave = self.waves[system]
        if self.compiled.past is not None and system in self.compiled.past.live:
            return Why(f"Went live in wave {wave}{self._date(wave)}, which is past.", "domain")
        earlier = self._not_earlier(system, wave)
        later = self._not_later(system, wave)
        late, haste = self._pressing(system, wave)
        because = [text for text in (haste, earlier.text) if text]
        text = f"Goes live in wave {wave}{self._date(wave)}{late}"
        text += f"{',' if late else ''} because {' and '.join(because)}" if because else ""
        besides = [s for s in (later, self._swap(system, wave), self._tie(system)) if s]
        return Why(_sentences(text, "; ".join(besides)), self._class(system, wave, earlier, later))

    def _tie(self, system: str) -> str | None:
        tied = self.ties.get(system, ())
        if not tied:
            return None
        return f"it could change places with {self._list(tied)} at no cost: their order is open"

    def _swap(self, system: str, wave: int) -> str | None:
        """The cheapest change of places with a later one, if it cannot simply wait a wave."""
        later = [
            (change, other)
            for change, other in self._swaps.get(system, ())
            if change > 0 and self.waves[other] > wave
        ]
        if not later or self.change(system, wave + 1) is not None:
            return None
        change, other = min(later)
        return f"changing places with {self._name(other)} would cost {self._money(change)} more"

    def why_not(self, system: str) -> str:
        """Why ``system`` is not replaced inside the horizon."""
        last = [self._move(system, wave) for wave in range(1, self.horizon + 1)]
        possible = [move for move in last if not move.blocked]
        if not possible:
            return self._never(system, last)
        best = min(possible, key=lambda move: (move.total, move.wave))
        if best.total > 0:
            return (
                f"Stays beyond wave {self.horizon}, because replacing it in the cheapest wave,"
                f" {best.wave}, would cost {self._money(best.total)} more."
            )
        return (
            f"Stays beyond wave {self.horizon}; wave {best.wave} would cost no more, so this is"
            " not decided by the plan."
        )

    def _never(self, system: str, moves: list[Move]) -> str:
        kinds = [{kind for kind, _ in move.blocked} for move in moves]
        if all("domain" in kind for kind in kinds):
            rules = self.compiled.windows[system].rules
            texts = sorted({rule.text for rule in rules if rule.price is None and rule.forbids})
            return f"Stays beyond wave {self.horizon}, because {' and '.join(texts)}."
        labels = {label for move in moves for kind, label in move.blocked if kind == "bucket"}
        precedences = {
            label for move in moves for kind, label in move.blocked if kind == "precedence"
        }
        said = []
        if labels:
            shown = sorted(labels)
            said.append(f"there is no room for it (limit: {_some(shown)})")
        if precedences:
            said.append(f"it must keep its order with {self._list(tuple(sorted(precedences)))}")
        return f"Stays beyond wave {self.horizon}, because " + " and ".join(said) + "."

    def _class(self, system: str, wave: int, earlier: Why, later: str | None) -> ReasonClass:
        opened = [
            number
            for number in range(1, self.horizon + 2)
            if not self.compiled.windows[system].forbidden(number)
        ]
        if opened == [wave]:
            return "domain"
        if earlier.text:
            return earlier.reason_class
        if self.ties.get(system):
            return "tie"
        if later is None:
            return "tie"
        move = self._move(system, wave + 1) if wave < self.horizon else None
        if move is not None and not move.blocked and move.gateways > max(move.delay, 0):
            return "neighbours"
        return "delay"

    def _pressing(self, system: str, wave: int) -> tuple[str, str]:
        """The end of support where ``wave`` comes after it, and where it makes haste."""
        unit = self.compiled.units[system]
        end = support_end(unit)
        calendar = self.compiled.calendar
        if end is None or calendar.start is None:
            return "", ""
        what = "its support" if unit.end_of_support else "its contract"
        if end < calendar.start:
            return "", f"{what} ended on {end.isoformat()}"
        if calendar.last_in_time(end) >= self.horizon:
            return "", ""
        ends = f"{what} ends on {end.isoformat()}"
        return (f", after {ends}", "") if wave > calendar.last_in_time(end) else ("", ends)

    def _not_earlier(self, system: str, wave: int) -> Why:
        if wave == 1:
            return Why("", "delay")
        move = self._move(system, wave - 1)
        kinds = dict(move.blocked)
        if "domain" in kinds:
            return Why(f"it cannot go live earlier: {self._closed(system, wave - 1)}", "domain")
        if "precedence" in kinds:
            name = self._list((kinds["precedence"],))
            return Why(f"it must not go before {name}", "precedence")
        if "bucket" in kinds:
            limit = self._limit(kinds["bucket"])
            return Why(f"there is no room for it earlier ({limit})", "bucket")
        if move.total < 0:
            return Why("", "delay")
        if move.overload > 0 and move.overload >= max(move.gateways, 0):
            money = self._money(move.overload)
            return Why(f"one wave earlier would take overtime for {money}", "overload")
        if move.gateways > 0:
            return Why(self._gateway_words(move, "one wave earlier"), "neighbours")
        if move.total > 0:
            money = self._money(move.total)
            return Why(f"one wave earlier would cost {money} more", "delay")
        return Why("", "tie")

    def _closed(self, system: str, wave: int) -> str:
        together = self._moves.together_with(system)
        texts = {
            rule.text: member
            for member in together
            for rule in self.compiled.windows[member].forbidden(wave)
        }
        first = min(texts) if texts else "it is closed to it"
        whose = texts.get(first, system)
        name = "" if whose == system else f" (of {self._name(whose)}, which shares its wave)"
        return first + name

    def _not_later(self, system: str, wave: int) -> str | None:
        if wave == self.horizon:
            return None
        # One by one: most systems could wait a wave, and each move takes its time.
        after = (self._move(system, later) for later in range(wave + 1, self.horizon + 1))
        first = next(after)
        possible = next((move for move in chain((first,), after) if not move.blocked), None)
        if possible is None or (first.blocked and possible.total <= 0):
            return self._shut(system, first)
        if possible.total <= 0:
            return None
        when = "one wave later" if possible is first else f"the next open wave, {possible.wave},"
        text = f"{when} would cost {self._money(possible.total)} more"
        if possible.gateways > max(possible.delay, 0):
            text += f" ({self._gateway_list(possible)})"
        return text

    def _shut(self, system: str, move: Move) -> str:
        kind, label = move.blocked[0]
        if kind == "domain":
            return f"it cannot wait for wave {move.wave}: {self._closed(system, move.wave)}"
        if kind == "precedence":
            return f"one wave later it would come after {self._list((label,))}"
        return f"one wave later there is no room for it ({self._limit(label)})"

    def _limit(self, label: str) -> str:
        scarce = self._scarce.get(label)
        if scarce is None or scarce.saves is None:
            return f"limit: {label}"
        more = f"{scarce.raised_by:,}"
        if scarce.unit is not None:
            more += f" {scarce.unit}" + "s" * (scarce.unit == "day" and scarce.raised_by > 1)
        return f"limit: {label}; {more} more there would save {self._money(scarce.saves)}"

    def _gateway_words(self, move: Move, when: str) -> str:
        return f"{when} would cost {self._money(move.total)} more: {self._gateway_list(move)}"

    def _gateway_list(self, move: Move) -> str:
        dearer = sorted(
            ((change, key) for key, change in move.gateway_changes if change > 0), reverse=True
        )
        shown = [
            f"{self._money(change)} for an interim interface at"
            f" {self._name(self._labels[key].contract.provider)}, {self._labels[key].label}"
            for change, key in dearer[:_NAMED]
        ]
        return "; ".join(shown)

    def _date(self, wave: int) -> str:
        day = self.compiled.calendar.last(wave)
        return "" if day is None else f" (by {day.isoformat()})"

    def _money(self, amount: int) -> str:
        unit = self.compiled.model.money_unit
        return f"{amount:,} {unit}" if unit else f"{amount:,}"

    def _name(self, system: str) -> str:
        return self.compiled.units[system].name

    def _list(self, systems: tuple[str, ...]) -> str:
        return _some([self._name(system) for system in systems])


def _sentences(first: str, second: str) -> str:
    return f"{first}. {second[:1].upper()}{second[1:]}." if second else f"{first}."


def _some(names: list[str]) -> str:
    shown = names[:_NAMED]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return ", ".join(shown) + more
