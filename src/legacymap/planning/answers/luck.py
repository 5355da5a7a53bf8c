"""How much more or less than its estimate each work takes, draw by draw.

The factor of a system's work in a skill is ``exp(sigma * (sqrt(rho) * F + sqrt(1 - rho) * E))``: a
lognormal with median 1, ``F`` common to all works of the skill and ``E`` the system's own, both
standard normal. So the logarithms of two systems' factors in one skill are correlated by ``rho``.

Every stream of numbers belongs to a name and is the same whatever else is drawn: the n-th number
is SplitMix64's at ``n`` steps from a start that is hashed from seed and name. Its upper 16 bits
choose one of 65,536 equally likely values, and the two parts of a factor come from tables of whole
numbers, so that no figure hangs on the mathematical library of a machine.

Source:
    Steele, G. L., Lea, D., Flood, C. H. (2014), "Fast Splittable Pseudorandom Number Generators",
    OOPSLA, 453-472.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from functools import cache, cached_property
from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt

from legacymap.planning.model.arrays import Amount

LEVELS: Final = 1 << 16
ONE: Final = 1 << 20
"""A factor of 1."""
MOST: Final = 100 * ONE
"""Nothing takes more than a hundred times its estimate."""
UPPER_FIFTH: Final = LEVELS - LEVELS // 5

Levels = npt.NDArray[np.uint16]
Keys = npt.NDArray[np.uint64]

_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX: Final = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))


class Luck:
    """The factors of ``draws`` draws under one seed."""

    def __init__(self, *, seed: int, draws: int, sigma: float, correlation: float) -> None:
        self.draws = draws
        self._seed = seed
        self._sigma = sigma
        self._correlation = correlation
        self._steps = np.arange(1, draws + 1, dtype=np.uint64) * _STEP

    def keys(self, kind: str, names: Iterable[str]) -> Keys:
        """Where the stream of each of ``names`` starts."""
        starts = (_start(f"{self._seed}:{kind}:{name}") for name in names)
        return np.fromiter(starts, np.uint64)

    def levels(self, keys: Keys) -> Levels:
        """For each of ``keys`` a row of draws, each one of ``LEVELS`` equally likely steps."""
        x = keys[:, None] + self._steps[None, :]
        for shift, factor in _MIX:
            x ^= x >> np.uint64(shift)
            x *= np.uint64(factor)
        x ^= x >> np.uint64(31)
        return (x >> np.uint64(48)).astype(np.uint16)

    def common(self, levels: Levels) -> Amount:
        """The part of a factor that all works of a skill share; ``ONE`` is 1."""
        return np.take(self._common, levels)

    def own(self, levels: Levels) -> Amount:
        """The part of a factor that is the system's own."""
        return np.take(self._own, levels)

    @cached_property
    def _common(self) -> Amount:
        return _table(self._sigma * math.sqrt(self._correlation))

    @cached_property
    def _own(self) -> Amount:
        return _table(self._sigma * math.sqrt(1 - self._correlation))


def together(common: Amount, own: Amount) -> Amount:
    """The factor that the two parts make."""
    factor: Amount = np.minimum((common * own) >> 20, MOST)
    return factor


def _table(sigma: float) -> Amount:
    table: Amount = np.rint(np.exp(sigma * _deviates()) * ONE).astype(np.int64)
    return table


@cache
def _deviates() -> npt.NDArray[np.float64]:
    """The standard normal deviate in the middle of each level."""
    quantile = NormalDist().inv_cdf
    return np.array([quantile((level + 0.5) / LEVELS) for level in range(LEVELS)])


def _start(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
