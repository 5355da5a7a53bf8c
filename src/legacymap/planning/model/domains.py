"""Which waves can be ruled out before any search, and whether that already leaves no plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from legacymap.planning.model.arrays import Arrays, Flag
from legacymap.planning.model.compiled import CompiledModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Domains:
    """The waves that a feasible plan may give each block, and why some block has none.

    A ``conflict`` proves that there is no feasible plan; without one there may still be none.
    """

    allowed: Flag
    conflict: tuple[str, ...]


def domains(compiled: CompiledModel) -> Domains:
    """Waves without those that no feasible plan can use.

    A wave goes where the block alone overfills a bucket, and where the precedences, taken by
    themselves and followed through, leave no room.
    """
    own = compiled.arrays.allowed
    fitting = own & ~_overfull(compiled.arrays)
    ordered = _within_precedences(compiled.arrays, fitting)
    reasons = (
        (own, "no wave, not even the backlog, is allowed for {}"),
        (fitting, "no allowed wave has room for {} alone"),
        (ordered, "the precedences leave no wave for {}"),
    )
    for allowed, reason in reasons:
        stuck = np.flatnonzero(~allowed.any(axis=1))
        if len(stuck):
            members = compiled.members()
            conflict = tuple(reason.format(_names(members[block])) for block in stuck)
            return Domains(allowed=ordered, conflict=conflict)
    return Domains(allowed=ordered, conflict=())


def _names(systems: tuple[str, ...]) -> str:
    return f"the group {', '.join(systems)}" if len(systems) > 1 else systems[0]


def _overfull(arrays: Arrays) -> Flag:
    """By block and wave: whether the block alone breaks the limit of a bucket."""
    uses = arrays.uses
    overfull = np.zeros_like(arrays.allowed)
    blocks = np.repeat(np.arange(len(arrays.cost)), np.diff(uses.line_ptr))
    limit = uses.cap + uses.over_max
    for wave in range(1, arrays.waves + 1):
        lines = np.flatnonzero(uses.offset < wave)
        rows = uses.resource[lines] * (arrays.waves + 2) + wave - uses.offset[lines]
        starts, widths = uses.slot_ptr[rows], uses.slot_ptr[rows + 1] - uses.slot_ptr[rows]
        line = np.repeat(lines, widths)
        position = np.arange(len(line)) - np.repeat(np.cumsum(widths) - widths, widths)
        bucket = uses.slot[np.repeat(starts, widths) + position].astype(np.int64)
        pair, place = np.unique(blocks[line] * len(limit) + bucket, return_inverse=True)
        amount = np.zeros(len(pair), np.int64)
        np.add.at(amount, place, uses.amount[line])
        over = amount > limit[pair % max(len(limit), 1)]
        overfull[pair[over] // max(len(limit), 1), wave] = True
    return overfull


def _within_precedences(arrays: Arrays, allowed: Flag) -> Flag:
    """``allowed`` without what precedences rule out, followed through to the end."""
    for narrowed in _narrowings(arrays, allowed):
        allowed = narrowed
    return allowed


def _narrowings(arrays: Arrays, allowed: Flag) -> Iterator[Flag]:
    rules = arrays.precedences
    columns = np.arange(arrays.waves + 2)
    backlog = arrays.waves + 1
    while len(rules.lag):
        earliest, latest = _ends(allowed)
        not_before = np.ones(len(allowed), np.int64)
        np.maximum.at(not_before, rules.after, earliest[rules.before] + rules.lag)
        not_after = np.full(len(allowed), backlog, np.int64)
        # Only an ``after`` that must be placed holds its ``before`` inside the horizon.
        held = ~allowed[rules.after, backlog]
        last = latest[rules.after[held]] - rules.lag[held]
        np.minimum.at(not_after, rules.before[held], last)
        in_time = (columns >= not_before[:, None]) | (columns == backlog)
        narrowed = allowed & in_time & (columns <= not_after[:, None])
        if (narrowed == allowed).all():
            return
        yield narrowed
        allowed = narrowed


def _ends(allowed: Flag) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The first and the last allowed wave of every block; the backlog where there is none."""
    last_column = allowed.shape[1] - 1
    first = np.where(allowed.any(axis=1), np.argmax(allowed, axis=1), last_column)
    last = last_column - np.argmax(allowed[:, ::-1], axis=1)
    return first.astype(np.int64), last.astype(np.int64)
