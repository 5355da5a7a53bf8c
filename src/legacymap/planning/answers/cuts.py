"""Which dependencies the order goes against, and what bridging each of them costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from legacymap.graph import kernels
from legacymap.planning.compilation.compile import Compiled
from legacymap.planning.outcome import Cut, PlannedGateway


def cuts(
    compiled: Compiled, waves: Mapping[str, int], gateways: Iterable[PlannedGateway]
) -> tuple[Cut, ...]:
    """Dependencies whose consumer goes live before its provider, dearest first.

    Logins are left out: they are priced once per provider, and cutting one is never proposed.
    """
    price = {
        (gateway.provider, gateway.interface): gateway.cost
        for gateway in gateways
        if gateway.side == "wrapper"
    }
    group = _cyclic_groups(compiled)
    horizon = compiled.policy.waves
    found = [
        Cut(
            consumer=consumer,
            provider=fact.contract.provider,
            interface=fact.label,
            consumer_wave=waves[consumer],
            provider_wave=None
            if waves[fact.contract.provider] > horizon
            else waves[fact.contract.provider],
            in_cycle=group[consumer] == group[fact.contract.provider],
            dependencies=count,
            cost=price[fact.contract.provider, fact.label],
        )
        for fact in compiled.interim.facts
        if not fact.contract.login
        for consumer, count in fact.dependencies.items()
        if waves[consumer] < waves[fact.contract.provider]
    ]
    return tuple(sorted(found, key=lambda cut: (-cut.cost, cut.provider, cut.consumer)))


def _cyclic_groups(compiled: Compiled) -> dict[str, int]:
    """For every planned system the cyclic group it is in, login left out."""
    ids = [unit.id for unit in compiled.scope.units]
    position = {system: node for node, system in enumerate(ids)}
    pairs = [
        (position[consumer], position[fact.contract.provider])
        for fact in compiled.interim.facts
        if not fact.contract.login
        for consumer in fact.dependencies
    ]
    edges = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    label = kernels.components(kernels.csr(len(ids), edges[:, 0], edges[:, 1]))
    return dict(zip(ids, label.tolist(), strict=True))
