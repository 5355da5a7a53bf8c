"""How a list that may grow with the square of the estate is shown: its length and its beginning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import polars as pl

SHOWN: Final = 100
"""How many items of a long list are printed; the count is always the whole count."""

FIRST: Final = slice(0, SHOWN)
"""The stretch of a long list that is printed; whoever asks for the rest names another."""

T_co = TypeVar("T_co", covariant=True)
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Excerpt(Generic[T_co]):
    """A long list: how many items it has, and the first of them.

    The rest of each is to be had from :mod:`legacymap.analysis.long_lists`.
    """

    count: int
    first: tuple[T_co, ...] = ()

    @staticmethod
    def of(items: Iterable[S], shown: slice = FIRST) -> Excerpt[S]:
        """The excerpt of ``items``, which must be in their final order."""
        whole = tuple(items)
        return Excerpt(len(whole), whole[shown])


def marked(named: pl.Series, marks: pl.Series, shown: slice = FIRST) -> Excerpt[str]:
    """The excerpt of those of ``named``, which are in their final order, that have a mark."""
    return Excerpt(int(marks.sum()), tuple(named.gather(marks.arg_true()[shown])))
