"""The main figures of an estate, each with its denominator, its unknowns and who is counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from legacymap.analysis.estate import LEGACY, UNKNOWN, Estate
from legacymap.analysis.exposure.exposure import exposure
from legacymap.analysis.fragmentation.held_data import EntityFragmentation, held_data
from legacymap.analysis.quality.missing import missing_facts
from legacymap.analysis.structure.cycles import standing_in_circles
from legacymap.analysis.structure.structure import structure

FigureCode = Literal[
    "systems",
    "dependencies",
    "data_entities",
    "holdings",
    "legacy_systems",
    "services_on_legacy",
    "systems_in_circles",
    "propagation_cost",
    "single_points_of_failure",
    "data_in_several_stores",
    "contested_data",
    "systems_without_owner",
    "missing_facts",
]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: ``count`` out of ``of``, and of how many nobody knows."""

    code: FigureCode
    label: str
    count: int
    of: int | None
    unknown: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure with whom it counts, so that two of them can be compared one by one.

    ``everybody`` is empty where the figure counts nobody by name.
    """

    figure: Figure
    counted: frozenset[str] = field(default=frozenset(), repr=False)
    unknown: frozenset[str] = field(default=frozenset(), repr=False)
    everybody: frozenset[str] = field(default=frozenset(), repr=False)


def figures(estate: Estate) -> tuple[Counted, ...]:
    """The main figures of ``estate``, always the same ones in the same order.

    Data figures are left out where the inventory states no data, circles, spread and single points
    where it records no dependency: no figure is not the figure 0.
    """
    inventory, top = estate.inventory, estate.top
    exposed, held = exposure(estate), held_data(estate)
    services = [service.id for service in exposed.services]
    return (
        _named("systems", "Systems", top.ids),
        _plain("dependencies", "Dependencies", inventory.dependencies.height),
        _plain("data_entities", "Kinds of data", inventory.data_entities.height),
        _plain("holdings", "Statements of who holds which data", inventory.holdings.height),
        _named(
            "legacy_systems",
            "Legacy systems",
            _tops(estate, LEGACY),
            unknown=set(_tops(estate, UNKNOWN)) - set(_tops(estate, LEGACY)),
            everybody=top.ids,
        ),
        _named(
            "services_on_legacy",
            "Services on legacy",
            [one.id for one in exposed.services if one.on_legacy is True],
            unknown=[one.id for one in exposed.services if one.on_legacy is None],
            everybody=services,
        ),
        *(_of_structure(estate) if top.edges else ()),
        *(_of_data(held) if held else ()),
        _named(
            "systems_without_owner",
            "Systems without an owner",
            top.systems.filter(pl.col("owner").is_null())["id"].to_list(),
            everybody=top.ids,
        ),
        _plain("missing_facts", "Missing facts that matter", missing_facts(estate).count),
    )


def _of_structure(estate: Estate) -> list[Counted]:
    top, found = estate.top, structure(estate)
    return [
        _named(
            "systems_in_circles",
            "Systems in circles of dependencies",
            top.named(standing_in_circles(top.reach)),
            everybody=top.ids,
        ),
        _plain(
            "propagation_cost",
            "Propagation cost",
            found.propagation.numerator,
            of=found.propagation.denominator,
        ),
        _plain(
            "single_points_of_failure",
            "Single points of failure",
            found.single_points_count,
            of=len(top),
        ),
    ]


def _of_data(held: Sequence[EntityFragmentation]) -> list[Counted]:
    entities = [entity.id for entity in held]
    return [
        _named(
            "data_in_several_stores",
            "Kinds of data kept in several systems",
            [entity.id for entity in held if entity.stores > 1],
            unknown=[e.id for e in held if e.stores <= 1 and e.unknown_roles],
            everybody=entities,
        ),
        _named(
            "contested_data",
            "Kinds of data with several systems of record",
            [entity.id for entity in held if entity.verdict == "contested"],
            unknown=[entity.id for entity in held if entity.verdict == "unknown"],
            everybody=entities,
        ),
    ]


def _tops(estate: Estate, state: int) -> tuple[str, ...]:
    """The whole systems that are in this state of legacy, or have a part that is."""
    return estate.top.named(set(estate.top_of[estate.state == state].tolist()))


def _plain(code: FigureCode, label: str, count: int, *, of: int | None = None) -> Counted:
    return Counted(Figure(code, label, count, of, 0))


def _named(
    code: FigureCode,
    label: str,
    counted: Iterable[str],
    *,
    unknown: Iterable[str] = (),
    everybody: Iterable[str] | None = None,
) -> Counted:
    yes, open_ = frozenset(counted), frozenset(unknown)
    whole = yes if everybody is None else frozenset(everybody)
    of = None if everybody is None else len(whole)
    return Counted(Figure(code, label, len(yes), of, len(open_)), yes, open_, whole)
