"""How a list that may grow with the square of the estate is shown: its length and its beginning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

SHOWN: Final = 100
"""How many items of a long list are printed; the count is always the whole count."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Excerpt(Generic[T]):
    """A long list: how many items it has, and the first of them."""

    count: int
    first: tuple[T, ...] = ()

    @classmethod
    def of(cls, items: Iterable[T]) -> Excerpt[T]:
        """The excerpt of ``items``, which must be in their final order."""
        whole = tuple(items)
        return cls(len(whole), whole[:SHOWN])
