"""How evenly one thing is spread over the stores that hold it, in exact numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

SharesBy = Literal["records", "equal"]


@dataclass(frozen=True, slots=True)
class Spread:
    """Concentration of a data entity over its stores; ``None`` where nothing holds it."""

    shares_by: SharesBy | None
    """Whether shares are of records, or equal because the number of records is not known."""
    shares: tuple[Fraction, ...]
    """Share of each store, in the order given; 0 for a store that holds no records."""
    hhi: Fraction | None
    fragmentation: Fraction | None
    effective_stores: Fraction | None
    entropy: float | None


def spread(records: Sequence[int | None]) -> Spread:
    """Herfindahl-Hirschman index and entropy of ``records``, one number per store.

    Stores without records (0) are dropped first; if any number is then unknown (``None``), all
    shares are taken as equal and marked so.

    Formula:
        s_i = share of store i;  HHI = sum s_i^2;  F = 1 - HHI;  Neff = 1 / HHI;
        Hn = -sum s_i ln s_i / ln n
    Range:
        HHI 1/n to 1; F 0 to 1 - 1/n; Neff 1 to n; Hn 0 to 1. Exact, but for the entropy.
    Unit:
        none; Neff in stores.
    Degenerate case:
        one store: HHI 1, F 0, Neff 1, Hn 0. No store: ``None``.
    Source:
        Herfindahl (1950), Hirschman (1964), "The Paternity of an Index"; F is the index of Simpson
        (1949), "Measurement of Diversity"; Hn is Shannon's entropy (1948) by its maximum. That
        they are applied to the stores of a data entity is our own use.
    """
    kept = [count for count in records if count != 0]
    if not kept:
        return Spread(None, tuple(Fraction(0) for _ in records), None, None, None, None)
    known = [count for count in kept if count is not None]
    by: SharesBy = "records" if len(known) == len(kept) else "equal"
    weights = [
        0 if count == 0 else (1 if by == "equal" or count is None else count) for count in records
    ]
    # Whole numbers until the last step: the result does not depend on the order of the stores.
    total = sum(weights)
    hhi = Fraction(sum(weight * weight for weight in weights), total * total)
    return Spread(
        by,
        tuple(Fraction(weight, total) for weight in weights),
        hhi,
        1 - hhi,
        1 / hhi,
        _entropy([Fraction(weight, total) for weight in weights if weight]),
    )


def _entropy(shares: list[Fraction]) -> float:
    if len(shares) == 1:
        return 0.0
    if len(set(shares)) == 1:
        return 1.0  # what the sum comes to but for rounding
    terms = [float(share) * math.log(share) for share in shares]
    return min(1.0, -math.fsum(terms) / math.log(len(shares)))
