"""How far two ways of putting the same things into groups agree."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from fractions import Fraction


def adjusted_rand(one: Sequence[Hashable], other: Sequence[Hashable]) -> Fraction | None:
    """Share of the pairs of things on which two partitions agree, corrected for chance.

    Formula:
        (S - E) / ((A + B) / 2 - E); S, A, B = pairs together in both, in the first, in the second;
        E = A * B / all pairs
    Range:
        below 0 (less than chance) over 0 (chance) to 1 (equal partitions), exact.
    Unit:
        pairs by pairs.
    Degenerate case:
        ``None`` with fewer than two things, or where both put everything into one group, or both
        each thing into a group of its own: there is nothing to agree on.
    Source:
        Hubert, Arabie (1985), "Comparing partitions", Journal of Classification 2, 193-218.
    """
    together = sum(math.comb(n, 2) for n in Counter(zip(one, other, strict=True)).values())
    first = sum(math.comb(n, 2) for n in Counter(one).values())
    second = sum(math.comb(n, 2) for n in Counter(other).values())
    pairs = math.comb(len(one), 2)
    if not pairs:
        return None
    expected = Fraction(first * second, pairs)
    room = Fraction(first + second, 2) - expected
    return (together - expected) / room if room else None


def mutual_information(one: Sequence[Hashable], other: Sequence[Hashable]) -> float | None:
    """How much one partition tells of the other, by the mean of what there is to tell.

    Formula:
        2 I / (H1 + H2), with I = sum of p(a, b) ln(p(a, b) / (p(a) p(b))) and H = -sum of p ln p
    Range:
        0 (tells nothing) to 1 (tells all). It is not corrected for chance: many small groups raise
        it, which is why the adjusted Rand index stands beside it.
    Unit:
        none.
    Degenerate case:
        ``None`` where there is nothing, or both put everything into one group.
    Source:
        Danon, Diaz-Guilera, Duch, Arenas (2005), "Comparing community structure identification",
        Journal of Statistical Mechanics P09008.
    """
    n = len(one)
    both = Counter(zip(one, other, strict=True))
    first, second = Counter(one), Counter(other)
    told = _entropy(first.values(), n) + _entropy(second.values(), n)
    if not told:
        return None
    shared = math.fsum(
        count / n * math.log(Fraction(count * n, first[a] * second[b]))
        for (a, b), count in both.items()
    )
    return min(1.0, max(0.0, 2 * shared / told))


def _entropy(sizes: Iterable[int], n: int) -> float:
    # Exactly rounded: the order of the sizes does not show.
    return -math.fsum(size / n * math.log(size / n) for size in sizes)
