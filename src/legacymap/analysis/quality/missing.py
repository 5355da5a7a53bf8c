"""Which missing fact matters most: what one more filled cell would change, and for how many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from legacymap.analysis.estate import LEGACY, UNKNOWN, Estate
from legacymap.analysis.excerpt import FIRST, Excerpt
from legacymap.analysis.exposure.reach import EXACT_COUNTS, counts_reached_by, drawn_of
from legacymap.analysis.quality.system_table import Bools, SystemTable
from legacymap.analysis.scope import Part
from legacymap.graph import Ints, kernels


@dataclass(frozen=True, slots=True)
class MissingFact:
    """One empty cell, or the dependencies that one service does not record."""

    system: str
    name: str
    column: str
    decides: int
    """Services whose answer (on legacy or not) is open and may turn on this fact. Whether a service
    is legacy itself decides for others alone: it takes the service out of the count."""
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


def missing_facts(
    estate: Estate, part: Part | None = None, shown: slice = FIRST
) -> Excerpt[MissingFact]:
    """The facts that are missing, those that would decide and touch most services first.

    Three kinds: whether a system is legacy (it decides the answer of every service that reaches it
    and reaches nothing that is legacy already); what a service without a recorded dependency
    depends on (it decides its own answer); and of legacy systems what their order rests on, weighed
    by the services that stand on them. Equals stand by column, then by id. Of a ``part`` of the
    estate the facts of its own systems are asked for, weighed by all services.

    Unit:
        services.
    Degenerate case:
        nothing is missing: an empty list.
    Source:
        Our own definition.
    """
    look = _Look.of(SystemTable(estate, part))
    kinds = (_legacy_unknown(look), _dependencies_unknown(look), *_of_legacy(look))
    cells = _Cells(*(np.concatenate(parts) for parts in zip(*kinds, strict=True)))
    if part is not None:
        inside = look.systems.in_part.to_numpy()[look.rows]
        cells = _Cells(*(column[inside[cells.system]] for column in cells))
    # Systems are numbered by sorted id. Only what is shown is put into words.
    order = np.lexsort((cells.system, cells.column, -cells.services, -cells.decides))[shown]
    first = _Cells(*(column[order] for column in cells))
    return Excerpt(
        len(cells.system),
        tuple(_told(look, *cell) for cell in zip(*(c.tolist() for c in first), strict=True)),
    )


class _Cells(NamedTuple):
    """Empty cells, one after the other."""

    system: Ints
    """Node of the rolled-up graph."""
    column: Ints
    """Place in the order of columns."""
    decides: Ints
    services: Ints


def _cells(column: int, system: Ints, decides: Ints, services: Ints) -> _Cells:
    return _Cells(system, np.full(len(system), column, dtype=np.int64), decides, services)


@dataclass(frozen=True, slots=True)
class _Look:
    """How many services reach each system, by nodes of the rolled-up graph.

    As in the exposure of the estate, services that are legacy themselves are not counted.
    """

    systems: SystemTable
    rows: Ints
    """The row of each node."""
    services: Bools
    """The services that are counted."""
    open: Bools
    """Those of them that reach nothing legacy: their answer is not yet yes."""
    silent: Ints
    """Those of them without a dependency on another system."""
    on_silent: Ints
    """Services that reach the system or a part of it; counted of silent services alone."""
    on_legacy: Ints
    """Services that reach what is legacy of it."""
    on_unknown: Ints
    """Services that reach what of it may be legacy."""
    open_on_unknown: Ints
    """Those of them whose answer is open."""
    estimated: bool
    """Whether larger counts of services are estimates."""

    def said(self, count: int) -> str:
        """A number of services in words."""
        about = "about " if self.estimated and count > EXACT_COUNTS else ""
        return f"{about}{count or 'no'} service{'' if count == 1 else 's'}"

    @classmethod
    def of(cls, systems: SystemTable) -> _Look:
        """Everything the ranking is read from."""
        estate = systems.estate
        rows, wholes = estate.top.rows, np.nonzero(estate.graph.parents < 0)[0]
        services = (estate.kinds.table["kind"] == "service").to_numpy()[rows]
        services &= estate.state[wholes] != LEGACY
        back = estate.graph.reach.reversed()
        legacy = np.nonzero(estate.state == LEGACY)[0]
        free = kernels.distances(back.indptr, back.indices, legacy)[wholes] < 0
        silent = services & (np.diff(estate.top.csr.indptr) == 0)
        on_silent, on_legacy, on_unknown = (
            np.where(counted, estate.top_of, -1)
            for counted in (
                silent[estate.top_of],
                estate.state == LEGACY,
                estate.state == UNKNOWN,
            )
        )
        upward, count = estate.graph.upward, len(estate.top)
        # Who reaches nothing legacy has nothing to count there: each service is followed once.
        some = counts_reached_by(
            upward, wholes[services & free], (on_silent, on_unknown), groups=count
        )
        others = counts_reached_by(
            upward, wholes[services & ~free], (on_silent, on_unknown, on_legacy), groups=count
        )
        return cls(
            systems,
            rows,
            services,
            services & free,
            np.nonzero(silent)[0],
            on_silent=some[0] + others[0],
            on_legacy=others[2],
            on_unknown=some[1] + others[1],
            open_on_unknown=some[1],
            estimated=any(
                drawn_of(upward, int(counted.sum())) is not None
                for counted in (services & free, services & ~free)
            ),
        )


def _legacy_unknown(look: _Look) -> _Cells:
    estate = look.systems.estate
    open_systems = np.unique(estate.top_of[estate.state == UNKNOWN])
    # No service stands on itself, although it reaches itself.
    others = look.open_on_unknown[open_systems] - look.open[open_systems]
    return _cells(0, open_systems, others, look.on_unknown[open_systems])


def _dependencies_unknown(look: _Look) -> _Cells:
    return _cells(
        1, look.silent, look.open[look.silent].astype(np.int64), look.on_silent[look.silent]
    )


def _of_legacy(look: _Look) -> Iterator[_Cells]:
    found = np.nonzero(look.systems.legacy.to_numpy()[look.rows])[0]
    for number, (column, _) in enumerate(_LEGACY_COLUMNS):
        empty = found[~look.systems.stating(column).to_numpy()[look.rows[found]]]
        nothing = np.zeros(len(empty), dtype=np.int64)
        yield _cells(2 + number, empty, nothing, look.on_legacy[empty])


def _told(look: _Look, node: int, column: int, decides: int, standing: int) -> MissingFact:
    """One empty cell, and in words why it matters."""
    row = int(look.rows[node])
    system, name = look.systems.rows["id"][row], look.systems.rows["name"][row]
    if column == 0:
        reason = _why_legacy(look, decides, standing, is_service=bool(look.services[node]))
    elif column == 1:
        reason = (
            "no dependency of this service on another system is recorded: what it stands on is"
            " not known"
        )
    else:
        stands = "stands" if standing == 1 else "stand"
        consequence = _LEGACY_COLUMNS[column - 2][1]
        reason = f"it is legacy, {look.said(standing)} {stands} on it, and {consequence}"
    return MissingFact(system, name, _ORDER[column], decides, standing, reason)


def _why_legacy(look: _Look, decides: int, standing: int, *, is_service: bool) -> str:
    others = standing - is_service
    if decides:
        return f"whether it is legacy decides the answer for {look.said(decides)}"
    if others:
        return (
            f"whether it is legacy is not known; {look.said(others)} standing on it"
            f" {'reaches' if others == 1 else 'reach'} other legacy anyway"
        )
    other = "other " if is_service else ""
    return f"whether it is legacy is not known; no {other}service stands on it"
