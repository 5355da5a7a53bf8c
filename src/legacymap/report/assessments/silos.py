"""How groups are told: what crosses owners, which communities there are, who is alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from legacymap.analysis.fragmentation.communities import Community
from legacymap.analysis.fragmentation.duplicates import Alike
from legacymap.analysis.fragmentation.fragmented import Fragmentation
from legacymap.analysis.fragmentation.silos import Owners
from legacymap.report.assessments.said import said, title
from legacymap.report.model import Cell, Column, KeyFigure, Section, Table
from legacymap.report.wording import counted, decimal, grouped, listed, verb

Names = Mapping[str, str]
_MOST: Final = 25
OF_SILOS: Final = frozenset({"crossing_owners", "sits_with_others", "look_alike"})
"""Codes of the sentences that stand in this section."""


def silos_section(fragmentation: Fragmentation, names: Names) -> Section:
    """Groups as they are named and as dependencies form them, and systems that are alike."""
    owners = fragmentation.owners
    communities = owners.communities
    return Section(
        id="silos",
        title=_title(fragmentation),
        said=said(
            [one for one in fragmentation.sentences if one.code in OF_SILOS],
            without={"crossing_owners"},
        ),
        paragraphs=(
            f"How groups are told: {owners.why}. {_left_out(fragmentation)}"
            if owners.by
            else f"Groups of systems are not told apart: {owners.why}.",
            *_part_in_communities(fragmentation),
        ),
        key_figures=(
            KeyFigure(
                label=f"Modularity of the named groups{_whole(fragmentation)}",
                value=decimal(owners.modularity),
                note="0 is as many dependencies inside as by chance; the communities that the"
                f" dependencies form reach {decimal(communities.modularity) or 'no figure'}",
            ),
            KeyFigure(
                label=f"Agreement of named groups and communities{_whole(fragmentation)}",
                value=decimal(communities.adjusted_rand),
                note="adjusted Rand index: 1 is the same groups, 0 is as by chance; over"
                f" {grouped(communities.compared)} of {counted(communities.systems, 'system')} with"
                " a dependency",
            ),
        ),
        tables=(
            _groups(fragmentation),
            _matrix(fragmentation),
            _communities(fragmentation, names),
            _elsewhere(fragmentation, names),
            _alike(fragmentation, names),
        ),
    )


def _whole(fragmentation: Fragmentation) -> str:
    return ", of the whole estate" if fragmentation.scope else ""


def _part_in_communities(fragmentation: Fragmentation) -> Iterator[str]:
    """How the boundary of the part lies to the communities, where a part was asked about."""
    part = fragmentation.owners.communities.of_part
    if part is None:
        return
    if part.together is None or part.among_themselves is None:
        yield "No system of this part has a dependency, so none lies in a community."
        return
    most = part.together * part.systems
    every = part.systems / part.among_themselves
    yield (
        f"{counted(part.systems, 'system')} of this part with a dependency"
        f" {verb(part.systems, 'lies', 'lie')} in"
        f" {counted(part.communities, 'community', 'communities')} of the whole estate:"
        f" none holds more than {grouped(int(most))} of them; of the {grouped(int(every))} systems"
        f" in these communities {grouped(part.systems)} {verb(part.systems, 'is', 'are')} of this"
        " part."
    )


def _title(fragmentation: Fragmentation) -> str:
    owners = fragmentation.owners
    if owners.by is None:
        return "Nothing tells groups of systems apart"
    groups = {"owner": "owners", "partition": "areas", "tags": "areas, told by their tags"}
    if not owners.crossing + owners.inside:
        if owners.unknown > 1:
            return (
                f"It is not known of any of {owners.unknown:,} dependencies between systems whether"
                f" it crosses {groups[owners.by]}"
            )
        return f"No dependency is recorded inside or between {groups[owners.by]}"
    none = f"No recorded dependency crosses {groups[owners.by]}"
    return title(fragmentation.sentences, "crossing_owners", none)


def _left_out(fragmentation: Fragmentation) -> str:
    owners = fragmentation.owners
    return (
        f"Not counted: {counted(owners.unknown, 'dependency', 'dependencies')} of systems whose"
        f" group is unknown. Without a group: {counted(owners.systems_without_group, 'system')}."
    )


def _groups(fragmentation: Fragmentation) -> Table:
    groups = fragmentation.owners.groups
    return Table(
        id="silo-list",
        caption="Groups of systems and the dependencies inside and between them",
        columns=(
            Column(key="group", label="Group"),
            Column(key="systems", label="Systems", numeric=True),
            Column(key="inside", label="Dependencies inside", numeric=True),
            Column(key="outgoing", label="On other groups", numeric=True),
            Column(key="incoming", label="From other groups", numeric=True),
        ),
        rows=tuple(
            (
                fragmentation.owners.name(silo.name),
                silo.systems,
                silo.inside,
                silo.outgoing,
                silo.incoming,
            )
            for silo in groups.first
        ),
        total=groups.count,
        when_empty="There are none.",
    )


def _matrix(fragmentation: Fragmentation) -> Table:
    owners = fragmentation.owners
    crossing = [pair for pair in owners.matrix.first if pair.consumer != pair.provider][:_MOST]
    return Table(
        id="crossings",
        caption="Which groups depend on which others",
        columns=(
            Column(key="consumer", label="Group"),
            Column(key="provider", label="depends on"),
            Column(key="dependencies", label="Dependencies", numeric=True),
        ),
        rows=tuple(
            (owners.name(pair.consumer), owners.name(pair.provider), pair.dependencies)
            for pair in crossing
        ),
        total=owners.crossing_pairs,
        when_empty="None.",
    )


def _communities(fragmentation: Fragmentation, names: Names) -> Table:
    owners, of_part = fragmentation.owners, fragmentation.scope is not None
    found = owners.communities.found
    return Table(
        id="communities",
        caption="Communities: systems that depend on each other more than on the rest",
        columns=(
            Column(key="systems", label="Systems"),
            Column(key="size", label="How many", numeric=True),
            Column(key="inside", label="Dependencies inside", numeric=True),
            Column(key="crossing", label="To and from others", numeric=True),
            Column(key="groups", label="Of which groups"),
            *((Column(key="own", label="Of this part", numeric=True),) if of_part else ()),
        ),
        rows=tuple(_community_row(community, names, owners) for community in found.first[:_MOST]),
        total=found.count,
        when_empty="None: no dependency between systems is recorded.",
    )


def _community_row(community: Community, names: Names, owners: Owners) -> tuple[Cell, ...]:
    groups = [
        f"{owners.name(share.group)} ({grouped(share.systems)})" for share in community.groups.first
    ]
    if community.without_group:
        groups.append(f"no group named ({grouped(community.without_group)})")
    total = community.groups.count + (community.without_group > 0)
    systems = community.systems
    return (
        listed([names.get(s, s) for s in systems.first], total=systems.count),
        systems.count,
        community.inside,
        community.crossing,
        listed(groups, total=total, most=4),
        *(() if community.own is None else (community.own,)),
    )


def _elsewhere(fragmentation: Fragmentation, names: Names) -> Table:
    owners = fragmentation.owners
    communities = owners.communities
    return Table(
        id="elsewhere",
        caption="Systems that hang together with another group's systems",
        columns=(
            Column(key="system", label="System"),
            Column(key="group", label="Group"),
            Column(key="main", label="Its community is mainly of"),
            Column(key="with_main", label="Dependencies with these", numeric=True),
            Column(key="with_own", label="With its own group", numeric=True),
        ),
        rows=tuple(
            (
                names.get(one.system, one.system),
                owners.name(one.group),
                owners.name(one.main),
                one.with_main,
                one.with_own,
            )
            for one in communities.elsewhere.first
        ),
        total=communities.elsewhere.count,
        when_empty="None." if communities.compared else "Not known: no system names its group.",
    )


def _alike(fragmentation: Fragmentation, names: Names) -> Table:
    pairs = fragmentation.duplicates
    data = {entity.id: entity.name for entity in fragmentation.entities}
    return Table(
        id="duplicates",
        caption=f"Systems that look alike{_told_by(fragmentation)}",
        columns=(
            Column(key="one", label="System"),
            Column(key="other", label="Resembles"),
            Column(key="score", label="Alike (0 to 1)", numeric=True),
            Column(key="evidence", label="Both have"),
            Column(key="unknown", label="Stated by one only"),
        ),
        rows=tuple(_alike_row(pair, names, data) for pair in pairs.first) if pairs else (),
        total=pairs.count if pairs else 0,
        when_empty="None was found."
        if pairs
        else "Not known: of fewer than two systems is known what they do, which data they hold or"
        " who uses them.",
    )


def _told_by(fragmentation: Fragmentation) -> str:
    """By what they were compared, where not everything is stated."""
    stating = fragmentation.estate.alike_by
    there = [feature for feature, count in sorted(stating.items()) if count > 1]
    absent = [feature for feature in sorted(stating) if feature not in there]
    if fragmentation.duplicates is None or not absent:
        return ""
    return f", by {_in_words(there, 'and')}: nobody can tell by {_in_words(absent, 'or')}"


def _in_words(words: Sequence[str], last: str) -> str:
    return f" {last} ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]


def _alike_row(pair: Alike, names: Names, data: Names) -> tuple[Cell, ...]:
    called: dict[str, Names] = {"consumers": names, "data": data}
    told = [
        f"{feature}: {listed([called.get(feature, {}).get(one, one) for one in common])}"
        for feature, common in sorted(pair.evidence.items())
    ]
    replaces = ("one is to replace the other",) if pair.replaces else ()
    return (
        names.get(pair.systems[0], pair.systems[0]),
        names.get(pair.systems[1], pair.systems[1]),
        decimal(pair.score),
        "; ".join((*told, *replaces)),
        listed(pair.unknown),
    )
