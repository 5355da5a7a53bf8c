"""What became of the previous plan: who moved from where to where, and what that is worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from legacymap.planning.answers.moves import Move, Moves
from legacymap.planning.answers.timeline import iso
from legacymap.planning.compilation.compile import Compiled
from legacymap.planning.compilation.past import Past
from legacymap.planning.model.score import Score, score
from legacymap.planning.outcome import PlanParts
from legacymap.planning.previous import ChangedSystem, GoneSystem, Replanning

MOST_BROKEN = 100


def replanning(compiled: Compiled, waves: Mapping[str, int], parts: PlanParts) -> Replanning | None:
    """What became of the previous plan in the plan ``waves``; ``None`` where there was none."""
    past = compiled.past
    if past is None:
        return None
    kept = _kept(compiled, past, waves)
    moved = tuple(_moved(compiled, past, waves))
    broken = tuple(_broken(compiled, kept))
    return Replanning(
        past_until=past.until,
        past_by=iso(compiled.calendar.last(past.until)) if past.until else None,
        change_price=past.change_price,
        changes_cost=parts.changes,
        keeping=None if broken else kept.objective,
        saving=None if broken else kept.objective - parts.total,
        broken=broken[:MOST_BROKEN],
        live=tuple(sorted(past.live)),
        started=tuple(past.started),
        overdue=past.overdue,
        new=past.new,
        gone=tuple(_gone(compiled, past)),
        moved=moved,
        unmoved=len(past.waves) - len(moved),
        previous=past.previous,
    )


def _kept(compiled: Compiled, past: Past, waves: Mapping[str, int]) -> Score:
    """The previous order as it would stand now; what was due already stands where it is now."""
    due = set(past.overdue)
    kept = {system: wave for system, wave in past.waves.items() if system not in due}
    return score(compiled.model, {**waves, **kept})


def _broken(compiled: Compiled, kept: Score) -> Iterator[str]:
    for violation in kept.violations:
        if violation.kind != "wave":
            names = ", ".join(compiled.names[system] for system in violation.systems)
            yield f"{names}: {violation.message}" if names else violation.message
            continue
        system = violation.systems[0]
        yield f"{compiled.names[system]}: {_closed(compiled, system)}"


def _closed(compiled: Compiled, system: str) -> str:
    past = compiled.past
    assert past is not None  # noqa: S101 - only asked where there is a previous plan
    rules = compiled.windows[system].forbidden(past.waves[system])
    return "; ".join(rule.text for rule in rules) or "the work takes longer"


def _moved(compiled: Compiled, past: Past, waves: Mapping[str, int]) -> Iterator[ChangedSystem]:
    moves = Moves(compiled.model, waves)
    for system, before in sorted(past.waves.items()):
        after = waves[system]
        if after in past.home.get(system, {past.live.get(system)}):
            continue
        staying, why = _staying(compiled, past, moves, system, before)
        yield ChangedSystem(
            id=system,
            name=compiled.names[system],
            before=_inside(compiled, before),
            before_by=_live_by(compiled, before),
            after=_inside(compiled, after),
            after_by=_live_by(compiled, after),
            staying=staying,
            why=why,
        )


def _staying(
    compiled: Compiled, past: Past, moves: Moves, system: str, before: int
) -> tuple[int | None, str]:
    """What moving ``system`` back would add, and in words why it moved."""
    if system in past.overdue:
        return None, "it was due already and is not live"
    move = moves.to(system, before)
    if move.blocked:
        return None, _blocked(compiled, move)
    money = f"{abs(move.total):,} {compiled.model.money_unit or 'units of money'}"
    if move.total < 0:
        return move.total, f"moving it alone back would cost {money} less"
    return move.total, f"moving it alone back would cost {money} more"


def _blocked(compiled: Compiled, move: Move) -> str:
    kind, label = move.blocked[0]
    if kind == "domain":
        return f"its wave is closed to it now: {_closed(compiled, label)}"
    if kind == "precedence":
        return f"it would come out of order with {compiled.names[label]}"
    return f"there is no room for it where it was (limit: {label})"


def _gone(compiled: Compiled, past: Past) -> Iterator[GoneSystem]:
    """The systems of the previous plan that are not planned now."""
    scope, previous = compiled.scope, past.previous
    for system in sorted(previous.placement.keys() - compiled.units.keys()):
        if compiled.names.find(system) != system:
            why = "it is not in the inventory any more"
        else:
            why = scope.not_planned.get(system, "it is not legacy by this policy")
        name = compiled.names[system]
        yield GoneSystem(
            id=system,
            name=previous.names.get(system, name) if name == system else name,
            why=why,
        )


def _inside(compiled: Compiled, wave: int) -> int | None:
    return wave if wave <= compiled.policy.waves else None


def _live_by(compiled: Compiled, wave: int) -> str | None:
    return iso(compiled.calendar.last(wave)) if 1 <= wave <= compiled.policy.waves else None
