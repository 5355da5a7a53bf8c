"""Which part of the estate an answer is about: one owner, one service line or one tag.

A part does not stand alone: reach, circles and everything that follows dependencies is computed on
the whole estate. What is reported, and every denominator, is of the part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, Literal, NoReturn

import numpy as np
import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.sentences import Sentence, of_part
from legacymap.errors import Finding, InvalidQuery, Place
from legacymap.graph import kernels

ScopeBy = Literal["owner", "service_line", "tag"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What part of the estate an answer is about, and how much of it that is."""

    by: ScopeBy
    value: str
    label: str
    """The part in words, as sentences about it begin."""
    rule: str
    """What belongs to it."""
    systems: int
    """Whole systems in it, out of all ``of``."""
    of: int
    unstated: int
    """Systems that state no owner (area, tag) at all, so that nobody knows where they belong."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an estate: its scope, and the ids of the systems and parts in it."""

    scope: Scope
    ids: frozenset[str]

    def __contains__(self, system: object) -> bool:
        return system in self.ids

    def of(self, systems: Iterable[str]) -> tuple[str, ...]:
        """Those of ``systems`` that belong to it, in their order."""
        return tuple(system for system in systems if system in self.ids)

    def told(self, sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
        """``sentences`` with the part named first."""
        return tuple(of_part(self.scope.label, sentence) for sentence in sentences)


def within(part: Part | None, systems: pl.Series) -> pl.Series:
    """For each of ``systems`` whether it belongs to ``part``; without one all do."""
    if part is None:
        return pl.Series([True], dtype=pl.Boolean).new_from_index(0, len(systems))
    return systems.is_in(sorted(part.ids))


def ends_within(part: Part | None, estate: Estate) -> pl.Series:
    """For each row of the dependencies whether its consumer or its provider is in ``part``."""
    rows = estate.inventory.dependencies
    return within(part, rows["consumer"]) | within(part, rows["provider"])


def part_of(
    estate: Estate,
    *,
    owner: str | None = None,
    service_line: str | None = None,
    tag: str | None = None,
) -> Part | None:
    """The part of ``estate`` that is asked for; ``None`` is the whole.

    A part of a system belongs where it says so itself, else where its whole does.

    Raises:
        InvalidQuery: more than one is asked for, or there is no such owner, service line or tag;
            close ones are named.
    """
    given: tuple[tuple[ScopeBy, str | None], ...] = (
        ("owner", owner),
        ("service_line", service_line),
        ("tag", tag),
    )
    asked = [(by, value) for by, value in given if value is not None]
    if not asked:
        return None
    if len(asked) > 1:
        raise InvalidQuery(f"ask for one of {', '.join(by for by, _ in asked)} at a time")
    ((by, value),) = asked
    return _PARTS[by](estate, value)


def _owner(estate: Estate, value: str) -> Part:
    organisations = estate.inventory.organisations.select("id", "name", "parent").rows()
    owners = _stated(estate, "owner")
    known = {text: text for text in owners.values()}
    known |= {name: one for one, name, _ in organisations if name}
    known |= {one: one for one, _, _ in organisations}
    found = _found("owner", value, known)
    under, before = {found}, 0
    while len(under) > before:
        before = len(under)
        under |= {one for one, _, parent in organisations if parent in under}
    more = f" and the {len(under) - 1} under it" if len(under) > 1 else ""
    return _part(
        estate,
        "owner",
        value=found,
        label=f"Owner {next((n for i, n, _ in organisations if i == found and n), found)}",
        rule=f"systems whose owner is {found}{more}",
        ids={system for system, of in _inherited(estate, owners).items() if of in under},
        stated=owners,
    )


def _service_line(estate: Estate, value: str) -> Part:
    areas = _stated(estate, "partition")
    known = {area: area for area in areas.values()}
    match = _match(value, known)
    if match is not None:
        inherited = _inherited(estate, areas)
        return _part(
            estate,
            "service_line",
            value=match,
            label=f"Service line {match}",
            rule=f"systems whose partition is {match}",
            ids={system for system, area in inherited.items() if area == match},
            stated=areas,
        )
    names = dict(estate.inventory.systems.select("id", "name").iter_rows())
    services = {names[one]: one for one in estate.services("as_given")}
    services |= {one: one for one in services.values()}
    service = _match(value, services) or _refuse("service_line", value, known | services)
    return _part(
        estate,
        "service_line",
        value=service,
        label=f"Service line {names[service]}",
        rule=f"the service {service} and everything it reaches: no partition is called {value}",
        ids=_reached(estate, service),
        stated=dict.fromkeys(estate.top.ids, ""),
    )


def _tag(estate: Estate, value: str) -> Part:
    rows = estate.inventory.systems.select("id", "tags").drop_nulls().iter_rows()
    tags = {system: tuple(own) for system, own in rows if system in estate.graph.node_of}
    found = _found("tag", value, {tag: tag for own in tags.values() for tag in own})
    bearing = {system for system, own in tags.items() if found in own}
    marks = _inherited(estate, dict.fromkeys(bearing, found))
    wholes = {estate.top.ids[estate.top_of[estate.graph.node(system)]] for system in bearing}
    return _part(
        estate,
        "tag",
        value=found,
        label=f"Tag {found}",
        rule=f"systems that bear the tag {found}, or a part of which does",
        ids={*marks, *wholes},
        stated={estate.top.ids[estate.top_of[estate.graph.node(system)]]: "" for system in tags},
    )


_PARTS: Final[dict[ScopeBy, Callable[[Estate, str], Part]]] = {
    "owner": _owner,
    "service_line": _service_line,
    "tag": _tag,
}


def _part(
    estate: Estate,
    by: ScopeBy,
    *,
    value: str,
    label: str,
    rule: str,
    ids: set[str],
    stated: Mapping[str, str],
) -> Part:
    wholes = estate.top.ids
    scope = Scope(
        by,
        value,
        label,
        rule,
        sum(system in ids for system in wholes),
        len(wholes),
        sum(system not in stated for system in wholes),
    )
    return Part(scope, frozenset(ids))


def _stated(estate: Estate, column: str) -> dict[str, str]:
    rows = estate.inventory.systems.select("id", column).drop_nulls().iter_rows()
    return {system: text for system, text in rows if system in estate.graph.node_of}


def _inherited(estate: Estate, own: Mapping[str, str]) -> dict[str, str]:
    """What each system or part says itself, or else what the next whole above it says."""
    graph, found = estate.graph, dict[str, str]()
    for node, system in enumerate(graph.ids):
        above = node
        while above >= 0 and graph.ids[above] not in own:
            above = int(graph.parents[above])
        if above >= 0:
            found[system] = own[graph.ids[above]]
    return found


def _reached(estate: Estate, service: str) -> set[str]:
    """``service``, everything that it reaches, and the whole of each part among it."""
    graph = estate.graph
    start = np.array([graph.node(service)], dtype=np.int64)
    steps = kernels.distances(graph.reach.indptr, graph.reach.indices, start)
    nodes = np.nonzero(steps >= 0)[0]
    wholes = {estate.top.ids[top] for top in estate.top_of[nodes]}
    return {graph.ids[node] for node in nodes} | wholes


def _match(value: str, known: Mapping[str, str]) -> str | None:
    """What ``value`` stands for: as it is written, or alone in whatever case."""
    if value in known:
        return known[value]
    meant = {of for text, of in known.items() if text.casefold() == value.casefold()}
    return meant.pop() if len(meant) == 1 else None


def _found(by: ScopeBy, value: str, known: Mapping[str, str]) -> str:
    return _match(value, known) or _refuse(by, value, known)


def _refuse(by: ScopeBy, value: str, known: Mapping[str, str]) -> NoReturn:
    folded = {text.casefold(): text for text in sorted(known)}
    near = get_close_matches(value.casefold(), sorted(folded), n=3, cutoff=0.5)
    meant = ", ".join(repr(folded[text]) for text in near)
    noun = by.replace("_", " ")
    message = f"there is no {noun} {value!r} in the inventory"
    if meant:
        message += f"; meant {meant}?"
    elif not known:
        message += f": no system states any {noun}"
    raise InvalidQuery.of(
        [Finding("error", f"unknown_{by}", message, Place(path=by))], "nothing to look at"
    )
