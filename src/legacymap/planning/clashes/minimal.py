"""Which named constraints clash: sets from which none can be left out.

A set is shrunk by leaving constraints out, many at first and one by one at last, as long as the
rest still clashes; what remains is needed, each by a plan found for the others. Clashes that need
no limit are looked for first: they are the easiest to understand and to decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from legacymap.planning.exact.feasibility import Judge
from legacymap.planning.model.named import ConstraintKind, NamedConstraint, NamedModel

MOST_CLASHES: Final = 3

_FIRST_TO_GO: Final[tuple[ConstraintKind, ...]] = (
    "capacity",
    "budget",
    "limit",
    "apart",
    "together",
    "before",
    "work",
    "past",
    "freeze",
    "not_before",
    "deadline",
    "pin",
)
"""Where either of two would do, a rule about one system is left in: it is the plainer one."""
_LIMITED: Final = frozenset[ConstraintKind]({"capacity", "budget", "limit", "apart"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A clash: the positions of its constraints, and of each the part that is needed for it."""

    members: tuple[int, ...]
    parts: tuple[NamedConstraint, ...]
    minimal: bool


def found_clashes(named: NamedModel, judge: Judge) -> tuple[Found, ...]:
    """Some clashes of ``named``, of which it is known that there is one; none shares a member."""
    found: list[Found] = []
    left = tuple(range(len(named.constraints)))
    while len(found) < MOST_CLASHES:
        members, minimal = one_clash(named, judge, left)
        parts = _parts(named, judge, members)
        found.append(Found(members=tuple(parts), parts=tuple(parts.values()), minimal=minimal))
        left = tuple(i for i in left if i not in members)
        if judge.keep(named.model, _of(named, left)).status != "clash":
            break
    return tuple(found)


def one_clash(
    named: NamedModel, judge: Judge, clashing: tuple[int, ...]
) -> tuple[tuple[int, ...], bool]:
    """A clash among ``clashing``, of which it is known that they clash; whether it is minimal."""
    return shrunk(named, judge, _plainest(named, judge, clashing))


def shrunk(
    named: NamedModel, judge: Judge, clashing: Sequence[int]
) -> tuple[tuple[int, ...], bool]:
    """Those of ``clashing`` that are needed for a clash, and whether all of them are."""
    kept = _core(named, judge, clashing)
    minimal = True
    for size in _sizes(len(kept)):
        if size > 1 and len(kept) < 2 * size:
            continue
        for chunk in _chunks(sorted(kept, key=lambda i: _rank(named, i)), size):
            if judge.spent:
                return kept, False
            rest = tuple(i for i in kept if i not in chunk)
            if len(rest) == len(kept):
                continue
            verdict = judge.keep(named.model, _of(named, rest))
            if verdict.status == "clash":
                core = tuple(rest[k] for k in verdict.core)
                kept = _core(named, judge, core) if size > 1 else core
            elif verdict.status == "open" and size == 1:
                minimal = False
    return kept, minimal


def _plainest(named: NamedModel, judge: Judge, left: tuple[int, ...]) -> tuple[int, ...]:
    """``left``, or those of them that are no limits if these clash by themselves."""
    unlimited = tuple(i for i in left if named.constraints[i].kind not in _LIMITED)
    clash = judge.keep(named.model, _of(named, unlimited)).status == "clash"
    return unlimited if clash else left


def _core(named: NamedModel, judge: Judge, clashing: Sequence[int]) -> tuple[int, ...]:
    return tuple(clashing[k] for k in judge.core(named.model, _of(named, clashing)))


def _of(named: NamedModel, positions: Sequence[int]) -> list[NamedConstraint]:
    return [named.constraints[i] for i in positions]


def _rank(named: NamedModel, i: int) -> tuple[int, int]:
    return _FIRST_TO_GO.index(named.constraints[i].kind), i


def _sizes(count: int) -> Iterator[int]:
    """How many are left out at a time: a quarter, a quarter of that, and so on down to one."""
    size = count // 4
    while size > 1:
        yield size
        size //= 4
    yield 1


def _chunks(order: Sequence[int], size: int) -> Iterator[frozenset[int]]:
    for start in range(0, len(order), size):
        yield frozenset(order[start : start + size])


def _parts(named: NamedModel, judge: Judge, members: Sequence[int]) -> dict[int, NamedConstraint]:
    """Of each member the part that clashes: systems it closes waves to, waves it limits, pairs."""
    pieces = [(i, piece) for i in members for piece in _pieces(named.constraints[i])]
    cut = replace(named, constraints=tuple(piece for _, piece in pieces))
    kept, _ = shrunk(cut, judge, range(len(pieces)))
    of = {i: [pieces[k][1] for k in kept if pieces[k][0] == i] for i in members}
    return {i: _joined(left) for i, left in of.items() if left}


def _pieces(constraint: NamedConstraint) -> Iterator[NamedConstraint]:
    bare = replace(constraint, closed={}, limits=(), precedences=(), together=())
    for system, waves in sorted(constraint.closed.items()):
        yield replace(bare, closed={system: waves})
    for limit in constraint.limits:
        yield replace(bare, limits=(limit,))
    for rule in constraint.precedences:
        yield replace(bare, precedences=(rule,))
    for group in constraint.together:
        yield replace(bare, together=(group,))


def _joined(pieces: Sequence[NamedConstraint]) -> NamedConstraint:
    return replace(
        pieces[0],
        closed={system: waves for piece in pieces for system, waves in piece.closed.items()},
        limits=tuple(limit for piece in pieces for limit in piece.limits),
        precedences=tuple(rule for piece in pieces for rule in piece.precedences),
        together=tuple(group for piece in pieces for group in piece.together),
    )
