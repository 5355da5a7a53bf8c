"""Which missing fact matters most: what one more filled cell would change, and for how many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from legacymap.analysis.estate import LEGACY, UNKNOWN, Estate
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.exposure.nearest import Bits
from legacymap.analysis.quality.completeness import legacy_systems, stated_systems
from legacymap.graph import Ints, kernels
from legacymap.graph.reach_sets import Upward


@dataclass(frozen=True, slots=True)
class MissingFact:
    """One empty cell, or the dependencies that one service does not record."""

    system: str
    name: str
    column: str
    decides: int
    """Services whose answer (on legacy or not) is open and may turn on this fact."""
    services: int
    """Services, not legacy themselves, that stand on the system; a service stands on itself."""
    reason: str


_LEGACY_COLUMNS: Final[tuple[tuple[str, str], ...]] = (
    ("end_of_support", "when it must be gone is not known"),
    ("replacement_effort_days", "how much work its replacement is has to be assumed"),
    ("annual_run_cost", "what each year of waiting costs is not known"),
    ("replacement_cost", "its replacement cannot be set against a budget"),
    ("risk", "its risk cannot be set against that of other systems"),
    ("replacement_duration_days", "how long its replacement takes has to be assumed"),
    ("team", "whose capacity its replacement uses is not known"),
    ("owner", "nobody is named who could decide or answer"),
)
"""What is asked of a legacy system, those that move the order of replacement most first."""

_ORDER: Final = ("legacy", "dependencies", *(column for column, _ in _LEGACY_COLUMNS))


def missing_facts(estate: Estate) -> Excerpt[MissingFact]:
    """The facts that are missing, those that would decide and touch most services first.

    Three kinds: whether a system is legacy (it decides the answer of every service that reaches it
    and reaches nothing that is legacy already); what a service without a recorded dependency
    depends on (it decides its own answer); and of legacy systems what their order rests on, weighed
    by the services that stand on them. Equals stand by column, then by id.

    Unit:
        services.
    Degenerate case:
        nothing is missing: an empty list.
    Source:
        Our own definition.
    """
    look = _Look.of(estate)
    facts = [*_legacy_unknown(look), *_dependencies_unknown(look), *_of_legacy(look)]
    return Excerpt.of(
        sorted(
            facts,
            key=lambda fact: (
                -fact.decides,
                -fact.services,
                _ORDER.index(fact.column),
                fact.system,
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """How many services reach each system, by nodes of the rolled-up graph.

    As in the exposure of the estate, services that are legacy themselves are not counted.
    """

    estate: Estate
    names: dict[str, str]
    services: tuple[str, ...]
    open: frozenset[str]
    """Services that reach nothing legacy: their answer is not yet yes."""
    on: Ints
    """Services that reach the system or a part of it."""
    on_legacy: Ints
    """Services that reach what is legacy of it."""
    on_unknown: Ints
    """Services that reach what of it may be legacy."""
    open_on_unknown: Ints
    """Those of them whose answer is open."""

    @classmethod
    def of(cls, estate: Estate) -> _Look:
        """Everything the ranking is read from."""
        services = tuple(
            service
            for service in estate.services("top")
            if estate.state[estate.graph.node(service)] != LEGACY
        )
        starts = np.array([estate.graph.node(service) for service in services], dtype=np.int64)
        back = estate.graph.reach.reversed()
        legacy = np.nonzero(estate.state == LEGACY)[0]
        free = kernels.distances(back.indptr, back.indices, legacy)[starts] < 0
        unknown = estate.state == UNKNOWN
        return cls(
            estate,
            dict(estate.inventory.systems.select("id", "name").iter_rows()),
            services,
            frozenset(service for service, still in zip(services, free, strict=True) if still),
            on=_services_on(estate, starts, np.ones(len(unknown), dtype=np.bool_)),
            on_legacy=_services_on(estate, starts, estate.state == LEGACY),
            on_unknown=_services_on(estate, starts, unknown),
            open_on_unknown=_services_on(estate, starts[free], unknown),
        )


def _services_on(estate: Estate, services: Ints, counted: Bits) -> Ints:
    """How many of ``services`` reach each whole system through a ``counted`` node of it.

    Every system gets a node of its own that leads to its counted nodes and, against the
    dependencies, to everybody who reaches one of them.
    """
    nodes, systems = len(estate.graph), len(estate.top)
    back = estate.graph.reach.reversed()
    members = np.nonzero(counted)[0]
    joined = kernels.csr(
        nodes + systems,
        np.concatenate([back.tails, nodes + estate.top_of[members]]),
        np.concatenate([back.indices, members]),
    )
    upward = Upward.of(joined)
    column = np.full(nodes + systems, -1, dtype=np.int64)
    column[services] = np.arange(len(services))
    count = np.zeros(systems, dtype=np.int64)
    for _, bits in upward.blocks(column, len(services)):
        count += np.bitwise_count(bits[upward.position[nodes:]]).sum(axis=1, dtype=np.int64)
    return count


def _legacy_unknown(look: _Look) -> Iterator[MissingFact]:
    estate = look.estate
    services = set(look.services)
    for node in sorted(set(estate.top_of[estate.state == UNKNOWN].tolist())):
        system = estate.top.ids[node]
        decides = int(look.open_on_unknown[node])
        standing = int(look.on_unknown[node])
        others = standing - (system in services)
        if decides:
            reason = f"whether it is legacy decides the answer for {_services(decides)}"
        elif others:
            reason = (
                f"whether it is legacy is not known; {_services(others)} standing on it"
                " reach other legacy anyway"
            )
        else:
            reason = "whether it is legacy is not known; no service stands on it"
        yield MissingFact(system, look.names[system], "legacy", decides, standing, reason)


def _dependencies_unknown(look: _Look) -> Iterator[MissingFact]:
    leads_out = np.diff(look.estate.top.csr.indptr) > 0
    for service in look.services:
        node = look.estate.top.node(service)
        if leads_out[node]:
            continue
        yield MissingFact(
            service,
            look.names[service],
            "dependencies",
            int(service in look.open),
            int(look.on[node]),
            "no dependency of this service on another system is recorded: what it stands on is"
            " not known",
        )


def _of_legacy(look: _Look) -> Iterator[MissingFact]:
    estate = look.estate
    found = legacy_systems(estate)
    ids = estate.inventory.systems["id"]
    for column, consequence in _LEGACY_COLUMNS:
        stated = set(ids.filter(stated_systems(estate, column)).to_list())
        for system in found:
            if system in stated:
                continue
            standing = int(look.on_legacy[estate.top.node(system)])
            stands = "stands" if standing == 1 else "stand"
            reason = f"it is legacy, {_services(standing)} {stands} on it, and {consequence}"
            yield MissingFact(system, look.names[system], column, 0, standing, reason)


def _services(count: int) -> str:
    return f"{count or 'no'} service{'' if count == 1 else 's'}"
