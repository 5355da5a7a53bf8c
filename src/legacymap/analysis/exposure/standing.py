"""Which services stand on which legacy systems: the arrays behind exposure, for one way of looking.

Reach runs on the dependencies as given plus parent -> part. Looked at rolled up, a service would
reach all that any part of its providers reaches: nearly everything; so that is shown only beside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from legacymap.analysis.estate import LEGACY, NOT_LEGACY, UNKNOWN, Estate
from legacymap.analysis.exposure.choke_points import gates
from legacymap.analysis.exposure.nearest import Bits, Steps, Ways, ways
from legacymap.analysis.exposure.reach import Found, drawn_of, reached, reached_by
from legacymap.graph import Ints, Level, SystemGraph


@dataclass(frozen=True, slots=True)
class Plane:
    """One way of looking at an estate: the graph that is searched and the groups that are counted.

    ``group`` gives for each node what it is listed as (a node of the rolled-up graph, or itself);
    ``system`` the node of the rolled-up graph it belongs to.
    """

    graph: SystemGraph
    steps: Steps
    without_login: Steps
    state: Ints
    group: Ints
    group_ids: tuple[str, ...]
    system: Ints

    @property
    def goals(self) -> Ints:
        """The legacy nodes."""
        return np.nonzero(self.state == LEGACY)[0]


@dataclass(frozen=True, slots=True)
class Standing:
    """For each of the ``starts``, in order: what it reaches, how far, and what it cannot avoid."""

    starts: Ints
    legacy: Found
    """Groups with something legacy in reach; what is legacy inside the start itself counts."""
    standing_on: Found
    """For each group the starts (by position) that reach something legacy of it."""
    unknown: Found
    """Systems with something unknown in reach, the start itself left out."""
    closure: Ints
    """Number of groups in reach, the start itself left out."""
    drawn: int | None
    """How many groups were drawn where ``closure`` and counts beyond a hundred are estimates."""
    legacy_in_closure: Ints
    ways: Ways
    without_login: Ways
    gate: Ints
    recorded: Bits
    """Whether any dependency on another system is recorded."""

    def on_legacy(self, position: int) -> bool | None:
        """True where something legacy is in reach; unknown where that cannot be told."""
        if self.legacy.count[position]:
            return True
        if self.unknown.count[position] or not self.recorded[position]:
            return None
        return False


def plane_as_given(estate: Estate, level: Level) -> Plane:
    """Search as given; list systems or, at `as_given`, parts as well.

    Steps inside one system are free at `top`, and a step to one's own part always is.
    """
    graph = estate.graph
    inside = estate.top_of[graph.csr.tails] == estate.top_of[graph.csr.indices]
    cost = np.where(inside, 0, 1) if level == "top" else np.ones(graph.edges, dtype=np.int64)
    group = estate.top_of if level == "top" else np.arange(len(graph))
    return Plane(
        graph=graph,
        steps=_steps(graph, cost, np.ones(graph.edges, dtype=np.bool_)),
        without_login=_steps(graph, cost, ~_login_only(estate, graph)),
        state=estate.state,
        group=group,
        group_ids=estate.top.ids if level == "top" else graph.ids,
        system=estate.top_of,
    )


def plane_rolled_up(estate: Estate) -> Plane:
    """Search with every part standing for its system, which is legacy where any part of it is."""
    graph = estate.top
    state = np.full(len(graph), NOT_LEGACY, dtype=np.int64)
    for code in (UNKNOWN, LEGACY):
        state[estate.top_of[estate.state == code]] = code
    cost = np.ones(graph.edges, dtype=np.int64)
    return Plane(
        graph=graph,
        steps=_steps(graph, cost, np.ones(graph.edges, dtype=np.bool_)),
        without_login=_steps(graph, cost, ~_login_only(estate, graph)),
        state=state,
        group=np.arange(len(graph)),
        group_ids=graph.ids,
        system=np.arange(len(graph)),
    )


def standing(plane: Plane, starts: Ints) -> Standing:
    """What each of ``starts`` (nodes of the plane) reaches."""
    groups = len(plane.group_ids)
    systems = int(plane.system.max(initial=-1)) + 1
    # A part that is a start of its own has siblings: its system is not left out, only itself.
    whole = plane.graph.parents[starts] < 0
    own_system = np.where(whole, plane.system[starts], -1)
    own_group = plane.group[starts]
    is_legacy = plane.state == LEGACY
    legacy_groups = np.where(is_legacy, plane.group, -1)
    upward = plane.graph.upward
    unknown_systems = np.where(plane.state == UNKNOWN, plane.system, -1)
    legacy = reached(
        upward, starts, legacy_groups, groups=groups, own=own_group, own_left_out=False
    )
    unknown = reached(upward, starts, unknown_systems, groups=systems, own=own_system)
    closure = reached(upward, starts, plane.group, groups=groups, own=own_group, shown=0)
    return Standing(
        starts,
        legacy,
        reached_by(upward, starts, legacy_groups, groups=groups),
        unknown,
        closure.count,
        drawn_of(upward, groups),
        legacy.count - legacy.own,
        ways(plane.steps, plane.goals),
        ways(plane.without_login, plane.goals),
        gates(plane.graph.reach, plane.goals),
        _leaving(plane)[starts],
    )


def directly(plane: Plane, starts: Ints) -> tuple[Ints, Ints]:
    """Pairs (position in ``starts``, group): starts with a dependency of their own on legacy."""
    position = np.full(len(plane.graph), -1, dtype=np.int64)
    position[starts] = np.arange(len(starts))
    tails, heads = plane.graph.csr.tails, plane.graph.csr.indices
    onto = plane.state[heads] == LEGACY
    tails, heads = tails[onto], heads[onto]
    groups = max(len(plane.group_ids), 1)
    pairs: list[Ints] = []
    above = tails
    while len(above) and (above >= 0).any():
        counted = (above >= 0) & (plane.group[above] != plane.group[heads])
        counted &= position[above] >= 0
        pairs.append(position[above[counted]] * groups + plane.group[heads[counted]])
        above = np.where(above >= 0, plane.graph.parents[above], -1)
    keys = np.unique(np.concatenate(pairs)) if pairs else np.zeros(0, dtype=np.int64)
    return keys // groups, keys % groups


def _steps(graph: SystemGraph, cost: Ints, kept: Bits) -> Steps:
    parts = np.nonzero(graph.parents >= 0)[0] if graph.level == "as_given" else np.zeros(0, int)
    return Steps.of(
        len(graph),
        np.concatenate([graph.csr.tails[kept], graph.parents[parts]]),
        np.concatenate([graph.csr.indices[kept], parts]),
        np.concatenate([cost[kept], np.zeros(len(parts), dtype=np.int64)]),
    )


def _login_only(estate: Estate, graph: SystemGraph) -> Bits:
    """Edges behind which there is nothing but logging in."""
    login = (estate.flows.table["flow"].fill_null("") == "login").to_numpy()
    rows = graph.edge_of[login & (graph.edge_of >= 0)]
    found: Bits = np.bincount(rows, minlength=graph.edges) == graph.multiplicity
    return found


def _leaving(plane: Plane) -> Bits:
    """Nodes from which, or from a part of which, a dependency leads out of them."""
    graph = plane.graph
    tails, heads = graph.csr.tails, graph.csr.indices
    found = np.zeros(len(graph), dtype=np.bool_)
    above = tails
    while len(above) and (above >= 0).any():
        inside = np.zeros(len(heads), dtype=np.bool_)
        whole = heads
        while (whole >= 0).any():
            inside |= whole == above
            whole = np.where(whole >= 0, graph.parents[whole], -1)
        found[above[(above >= 0) & ~inside]] = True
        above = np.where(above >= 0, graph.parents[above], -1)
    return found
