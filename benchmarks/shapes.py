"""Graphs to measure kernels on: layered estates with circles in one band, and the same without.

A random graph of five dependencies each is one great circle, and its answers are all alike. Here
systems stand in layers and domains: most dependencies lead to the next layers down and stay inside
their domain, some systems of every domain are hubs, and numbers say nothing about the place of a
system. Circles lie in a band of layers that holds a quarter of the systems, so that the largest
cyclic group has at most 30 % of them; pairs that answer each other stand elsewhere.
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Shape = Literal["layered", "acyclic"]

LAYERS: Final = 24
BAND: Final = (9, 15)
"""The layers in which dependencies may lead back up: 6 of 24."""
DOMAIN: Final = 240
"""Systems of one domain."""


def pairs(systems: int, shape: Shape, *, seed: int = 1) -> tuple[Ints, Ints]:
    """Consumer and provider of five dependencies a system, on the average."""
    dice = np.random.default_rng(seed)
    wanted = 5 * systems
    consumers, providers = _downward(systems, wanted + wanted // 4, dice)
    if shape == "layered":
        consumers, providers = _with_back(systems, consumers, providers, dice)
    keys = np.sort(consumers * systems + providers)
    keys = keys[np.diff(keys, prepend=-1) != 0]  # np.unique takes ten times as long
    keys = keys[dice.permutation(len(keys))[:wanted]]
    number = dice.permutation(systems)
    return number[keys // systems], number[keys % systems]


def _downward(systems: int, count: int, dice: np.random.Generator) -> tuple[Ints, Ints]:
    """Pairs that lead down the layers; a place is ``layer * width + domain * depth + rest``."""
    width = systems // LAYERS
    consumers = dice.integers(0, systems - width, count)
    layer = consumers // width
    down = layer + np.minimum(1 + dice.geometric(0.7, count) - 1, LAYERS - 1 - layer)
    inside = dice.random(count) < 0.8
    depth = max(1, DOMAIN // LAYERS)
    domain = consumers % width // depth
    # The square draws towards the first systems of a domain: they become its hubs.
    hub = (depth * dice.random(count) ** 2).astype(np.int64)
    anywhere = (width * dice.random(count) ** 2).astype(np.int64)
    place = np.where(inside, np.minimum(domain * depth + hub, width - 1), anywhere)
    providers = np.minimum(down * width + place, systems - 1)
    keep = providers // width > layer
    return consumers[keep], providers[keep]


def _with_back(
    systems: int, consumers: Ints, providers: Ints, dice: np.random.Generator
) -> tuple[Ints, Ints]:
    """The pairs, and some of them the other way as well: one in six inside the band."""
    width = systems // LAYERS
    first, last = BAND[0] * width, BAND[1] * width
    chance = dice.random(len(consumers))
    in_band = (consumers >= first) & (providers < last) & (chance < 1 / 6)
    beside = ((providers < first) | (consumers >= last)) & (chance < 1 / 1000)
    turned = in_band | beside
    return (
        np.concatenate([consumers, providers[turned]]),
        np.concatenate([providers, consumers[turned]]),
    )
