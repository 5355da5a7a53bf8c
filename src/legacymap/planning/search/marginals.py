"""What moving one block to any other wave would change, exactly, and what that would break."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from legacymap.planning.kernel import kernel, part
from legacymap.planning.model.arrays import Amount, Arrays, Flag, Index
from legacymap.planning.model.compiled import CompiledModel
from legacymap.planning.search.books import (
    Books,
    gateways_change,
    gather_use,
    open_books,
    place,
    shortfall,
)

NOTHING: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Marginals:
    """Tables by system and wave; column ``t - 1`` is wave ``t``, the last one the backlog.

    A system moves with those that must share its wave. ``delay``, ``gateways`` and ``overload``
    are changes of the objective, 0 where the block stands. ``forbidden`` waves are not allowed;
    ``full`` is the bucket (a row of ``CompiledModel.buckets``) that would be overfilled most,
    ``unordered`` a precedence (a row of ``CompiledModel.precedences``) that would be broken. Both
    look at limits that concern the block, and are -1 where it could stand without harm.
    """

    delay: Amount
    gateways: Amount
    overload: Amount
    forbidden: Flag
    full: Index
    unordered: Index

    @property
    def total(self) -> Amount:
        """The change of the objective."""
        return self.delay + self.gateways + self.overload

    @property
    def breaks(self) -> Flag:
        """Whether the block would stand in conflict with a hard constraint."""
        harmed: Flag = (self.full != NOTHING) | (self.unordered != NOTHING)
        return self.forbidden | harmed


class Tables(NamedTuple):
    """What the kernel fills in, by block and wave; column 0 is unused."""

    gateways: Amount
    overload: Amount
    full: Index
    unordered: Index


def marginals(compiled: CompiledModel, plan: Mapping[str, int | None]) -> Marginals:
    """What moving each block of ``plan``, and nothing else, to each wave would change.

    Only the interfaces, buckets and precedences of the block itself are looked at. A group that
    ``plan`` splits is taken to stand where its first system does.

    Raises:
        InvalidPlan: ``plan`` names systems or waves that the model does not have.
    """
    arrays = compiled.arrays
    waves = compiled.waves(plan)
    tables = tables_at(arrays, waves)
    here = arrays.cost[np.arange(len(waves)), waves][:, None]
    rows = compiled.block
    return Marginals(
        delay=(arrays.cost - here)[rows, 1:],
        gateways=tables.gateways[rows, 1:],
        overload=tables.overload[rows, 1:],
        forbidden=~arrays.allowed[rows, 1:],
        full=tables.full[rows, 1:],
        unordered=tables.unordered[rows, 1:],
    )


def tables_at(arrays: Arrays, waves: Index) -> Tables:
    """The tables of the placement ``waves``."""
    books = open_books(arrays, seed=1)
    place(arrays, books, waves)
    shape = arrays.cost.shape
    tables = Tables(
        gateways=np.zeros(shape, np.int64),
        overload=np.zeros(shape, np.int64),
        full=np.full(shape, NOTHING, np.int64),
        unordered=np.full(shape, NOTHING, np.int64),
    )
    tabulate(arrays, books, tables)
    return tables


@kernel
def tabulate(arrays: Arrays, books: Books, tables: Tables) -> None:
    """Fill in ``tables`` for the placement in ``books``."""
    for b in range(len(arrays.cost)):
        for wave in range(1, arrays.waves + 2):
            tables.gateways[b, wave] = gateways_change(arrays, books, b, wave)
            tabulate_use(arrays, books, tables, b, wave)
            tables.unordered[b, wave] = broken_precedence(arrays, books, b, wave)


@part
def tabulate_use(arrays: Arrays, books: Books, tables: Tables, b: int, wave: int) -> None:
    """Fill in what moving ``b`` to ``wave`` adds to overload, and what it overfills most."""
    uses = arrays.uses
    touched = gather_use(arrays, books, b, books.wave[b], wave)
    worst = 0
    for i in range(touched):
        k = books.touched[i]
        was = max(0, books.used[k] - uses.cap[k])
        now = max(0, books.used[k] + books.change[k] - uses.cap[k])
        tables.overload[b, wave] += (now - was) * uses.over_price[k]
        # A bucket that the block leaves is not in its way, however full it stays.
        if books.change[k] >= 0 and now - uses.over_max[k] > worst:
            worst = now - uses.over_max[k]
            tables.full[b, wave] = k
        books.change[k] = 0
        books.marked[k] = False


@part
def broken_precedence(arrays: Arrays, books: Books, b: int, wave: int) -> int:
    """A precedence that ``b`` breaks in ``wave``, or -1."""
    rules = arrays.precedences
    for j in range(rules.as_after_ptr[b], rules.as_after_ptr[b + 1]):
        i = rules.as_after[j]
        if shortfall(arrays, i, books.wave[rules.before[i]], wave) > 0:
            return int(i)
    for j in range(rules.as_before_ptr[b], rules.as_before_ptr[b + 1]):
        i = rules.as_before[j]
        if shortfall(arrays, i, wave, books.wave[rules.after[i]]) > 0:
            return int(i)
    return NOTHING
