"""What each legacy system carries, and by which doors it is entered; what only looks like one."""

from __future__ import annotations

from itertools import chain

import numpy as np
import polars as pl

from legacymap.analysis.estate import LEGACY, Estate
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.exposure.entrances import Entrance, doors, entrances
from legacymap.analysis.exposure.exposed import LegacySystem, SuggestedLegacy
from legacymap.analysis.exposure.look import Look
from legacymap.analysis.exposure.standing import directly
from legacymap.analysis.inference.suggestions import Suggestion


def legacy_rows(look: Look) -> tuple[LegacySystem, ...]:
    """The legacy systems, or those with legacy parts, in the order of their ids."""
    estate, plane, given = look.estate, look.plane, look.given
    direct = _directly(look)
    entered = _entered(look)
    because = _because(estate)
    standing_on = given.standing_on.named(look.services)
    counts, counts_up = given.standing_on.count.tolist(), look.up.standing_on.count.tolist()
    whole = (estate.state == LEGACY).tolist()
    node_of, top_of = estate.graph.node_of, estate.top.node_of
    found = []
    for group in np.unique(plane.group[plane.goals]).tolist():
        system = plane.group_ids[group]
        entered_by = entered.get(system, ())
        directly_on = direct.get(group, Excerpt(0))
        total = max(counts[group], directly_on.count)
        rolled_up = counts_up[top_of[system]]
        found.append(
            LegacySystem(
                id=system,
                name=look.names[system],
                whole=whole[node_of[system]],
                because=because.get(system, ()),
                services=Excerpt(total, standing_on.first(group)),
                directly=directly_on,
                indirectly=total - directly_on.count,
                rolled_up_services=(
                    rolled_up if look.level == "top" and rolled_up != total else None
                ),
                entered_by=entered_by,
                entered=doors(entered_by),
            )
        )
    return tuple(found)


def _directly(look: Look) -> dict[int, Excerpt[str]]:
    """The services with a dependency of their own on each group, where there are any."""
    positions, groups = directly(look.plane, look.given.starts)
    # Services are sorted by id, so their positions of one group are in the order of the ids.
    order = np.argsort(groups, kind="stable")
    onto, first = np.unique(groups[order], return_index=True)
    services = [look.services[position] for position in positions[order].tolist()]
    ends = np.append(first[1:], len(services))[: len(first)].tolist()
    return {
        group: Excerpt.of(services[start:end])
        for group, start, end in zip(onto.tolist(), first.tolist(), ends, strict=True)
    }


def _entered(look: Look) -> dict[str, tuple[Entrance, ...]]:
    """The ways into every legacy system or part, as they are listed at the level."""
    estate = look.estate
    ways_in = entrances(estate, np.unique(estate.top_of[estate.state == LEGACY]))
    if look.level == "top":
        return ways_in
    by_part: dict[str, tuple[Entrance, ...]] = {}
    for way in chain.from_iterable(ways_in.values()):
        by_part[way.part] = (*by_part.get(way.part, ()), way)
    return by_part


def _because(estate: Estate) -> dict[str, tuple[str, ...]]:
    """For each system what makes it legacy, as ``origin: evidence``, by the origins that count."""
    if not estate.legacy_counts:
        return {}
    table = estate.legacy.table.filter(estate.legacy.states(estate.legacy_counts) == "legacy")
    said = [
        pl.when(origin).then(pl.format(f"{origin}: {{}}", _evidence(origin)))
        for origin in estate.legacy_counts
    ]
    told = table.select("id", pl.concat_list(*said).list.drop_nulls())
    return {system: tuple(why) for system, why in told.iter_rows()}


def _evidence(origin: str) -> pl.Expr:
    """Why it is legacy by ``origin``, without the word that the origin already says."""
    why = pl.col(f"{origin}_because").str.replace(r"^declared(; |$)", "")
    return pl.when(why == "").then(pl.lit("nobody says by whom or why")).otherwise(why)


def suggested_rows(look: Look) -> tuple[SuggestedLegacy, ...]:
    """What looks like legacy, with the signs, in the order of the ids."""
    estate = look.estate
    signs: dict[str, list[Suggestion]] = {}
    for suggestion in estate.legacy.suggestions:
        signs.setdefault(suggestion.system, []).append(suggestion)
    if not signs:
        return ()
    suggested = estate.kinds.table.filter(pl.col("id").is_in(list(signs)))
    above = dict(suggested.select("id", "top").iter_rows())
    counted = set(estate.legacy.legacy(estate.legacy_counts))
    return tuple(
        SuggestedLegacy(
            system,
            look.names[system],
            None if above[system] == system else above[system],
            tuple(sorted({sign.rule for sign in found})),
            tuple(sorted({sign.evidence for sign in found})),
            system in counted,
        )
        for system, found in sorted(signs.items())
    )
