"""How integration is told: who shares a store, who is tied to whom, who waits for files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from legacymap.analysis.integration.batch_hops import BatchChain
from legacymap.analysis.integration.integrated import Integration
from legacymap.analysis.integration.shared_stores import SharedStore, StoreUser
from legacymap.analysis.integration.thresholds import Thresholds
from legacymap.report.assessments.said import said
from legacymap.report.model import Cell, Column, KeyFigure, Section, Table
from legacymap.report.wording import counted, grouped, listed, out_of, verb

Names = Mapping[str, str]

_MEASURES: Final = {
    "frequency_per_day": "uses a day, as stated",
    "observations": "observations counted by who observes",
}
_DEPENDENCY: Final = ("dependency", "dependencies")


def integration_sections(integration: Integration, names: Names) -> tuple[Section, ...]:
    """The ways in which systems are tied together, each with its denominator."""
    tables = (
        _stores(integration, names),
        _meshes(integration, names),
        _chains(integration, names),
        _chatty(integration, names),
        _mutual(integration, names),
    )
    return (
        Section(
            id="integration",
            title=_headline(integration),
            said=said(integration.sentences),
            paragraphs=(
                "These are signs and no faults; each table says what it rests on."
                f" {_counted_from(integration.thresholds)}",
                _batch_told(integration),
                _chatty_told(integration),
                f"Declared against observed: {_compared(integration)}.",
                *_nothing_found(tables),
            ),
            key_figures=_figures(integration),
            tables=tuple(table for table in tables if table.rows),
        ),
    )


def _counted_from(limits: Thresholds) -> str:
    """The thresholds that this answer was made with, for people who set them or wonder."""
    return (
        f"Told are stores at which {grouped(limits.store_systems)} systems or more are, groups of"
        f" {grouped(limits.mesh_systems)} or more with {_percent(limits.mesh_density)} of their"
        f" pairs linked, {grouped(limits.batch_hops)} batches or more in a row, and pairs with"
        f" {grouped(limits.chatty_factor)} times the traffic of three of four, where that of"
        f" {grouped(limits.chatty_pairs)} pairs or more is known."
    )


def _nothing_found(tables: Sequence[Table]) -> tuple[str, ...]:
    """What was looked for in vain, in one line instead of a table each."""
    return tuple(f"{table.caption}: {table.when_empty}" for table in tables if not table.rows)


def _headline(found: Integration) -> str:
    stores = found.shared_databases
    if stores.shared.count:
        return (
            f"{grouped(stores.shared.count)} of {counted(stores.stores, 'data store')}"
            f" {'is' if stores.shared.count == 1 else 'are'} used by several systems directly"
        )
    if found.meshes.found.count:
        return f"{counted(found.meshes.found.count, 'group')} of systems tied pair by pair"
    if stores.undrawn.count:
        return (
            f"The database of {counted(stores.undrawn.count, 'system')} is used by others, past"
            " any interface"
        )
    if not stores.stores:
        return "How systems are tied together: the inventory names no data store"
    return f"None of {counted(stores.stores, 'data store')} is used by several systems directly"


def _figures(found: Integration) -> tuple[KeyFigure, ...]:
    stores, meshes, batch, chatty = (
        found.shared_databases,
        found.meshes,
        found.batch,
        found.chatty,
    )
    across = f", {grouped(stores.across_owners)} by several owners" if stores.across_owners else ""
    return (
        KeyFigure(
            label="Shared data stores",
            value=stores.shared.count if stores.stores else None,
            note=f"of {counted(stores.stores, 'data store')}{across};"
            f" {grouped(stores.without_user)} without a recorded user",
        ),
        KeyFigure(
            label="Groups tied pair by pair",
            value=meshes.found.count,
            note=f"{out_of(meshes.in_meshes, meshes.systems)} systems are in one",
        ),
        KeyFigure(
            label="Services that get data by file, batch or hand",
            value=batch.services_behind_batches
            if batch.batch or (batch.links and not batch.unknown + batch.by_kind_alone)
            else None,
            note=f"of {counted(batch.services, 'service')};"
            f" {counted(batch.unknown + batch.by_kind_alone, *_DEPENDENCY)} do not say in words"
            " whether they wait",
        ),
        KeyFigure(
            label="Pairs that depend on each other directly",
            value=chatty.mutual.count,
            note=f"of {counted(chatty.unordered, 'linked pair')} of systems",
        ),
    )


def _batch_told(found: Integration) -> str:
    batch = found.batch
    alone = (
        f"; of {grouped(batch.by_kind_alone)} nothing but the kind says so"
        if batch.by_kind_alone
        else ""
    )
    return (
        f"Of {counted(batch.links, *_DEPENDENCY)} between systems along which data may pass,"
        f" {grouped(batch.batch)} {verb(batch.batch, 'waits', 'wait')} for a file, a batch or a"
        f" person, {grouped(batch.live)} {verb(batch.live, 'is', 'are')} answered at once{alone},"
        f" and nothing tells of {grouped(batch.unknown)}."
    )


def _chatty_told(found: Integration) -> str:
    chatty = found.chatty
    if chatty.measure is None or chatty.chatty is None:
        return (
            f"Traffic is known of {grouped(chatty.known)} of {counted(chatty.pairs, 'pair')} of"
            " systems: too few to call any far above the rest."
        )
    return (
        f"Traffic is known of {grouped(chatty.known)} of {counted(chatty.pairs, 'pair')} of systems"
        f" ({_MEASURES[chatty.measure]}); three of four of them have at most"
        f" {_number(chatty.three_quarters)}."
    )


def _compared(found: Integration) -> str:
    told = found.declared_and_observed
    if not told.comparable:
        return told.why
    counts = told.sightings.counts
    return (
        f"{grouped(counts['declared_and_observed'])} of"
        f" {counted(told.sightings.dependencies, *_DEPENDENCY)} are both,"
        f" {grouped(counts['observed_not_declared'])} were seen and are declared by nobody,"
        f" {grouped(counts['declared_not_observed'])} are declared and never seen where somebody"
        f" looks, {grouped(counts['not_watched'])} nobody watches"
    )


def _number(value: float | None) -> str | None:
    """A count of uses: whole where it is, else one decimal."""
    if value is None:
        return None
    return grouped(int(value)) if value == int(value) else f"{value:,.1f}"


def _named(names: Names, systems: Sequence[str], total: int | None = None) -> str:
    return listed([names.get(system, system) for system in systems], total=total)


def _stores(found: Integration, names: Names) -> Table:
    stores = found.shared_databases
    rows = tuple(_store_row(store, names, "as drawn") for store in stores.shared.first)
    undrawn = tuple(
        _store_row(store, names, "its database, not drawn") for store in stores.undrawn.first
    )
    return Table(
        id="shared-stores",
        caption="Data stores that several systems use directly",
        columns=(
            Column(key="store", label="Store"),
            Column(key="system", label="of system"),
            Column(key="systems", label="Systems at it", numeric=True),
            Column(key="users", label="The others, and what they do"),
            Column(key="owners", label="Across owners"),
            Column(key="how", label="How it is known"),
        ),
        rows=rows + undrawn,
        total=stores.shared.count + stores.undrawn.count,
        when_empty="None." if stores.stores else "The inventory names no data store.",
    )


def _store_row(store: SharedStore, names: Names, how: str) -> tuple[Cell, ...]:
    handed = "; only handed over" if store.only_handed_over else ""
    return (
        names.get(store.store, store.store),
        names.get(store.system, store.system),
        store.systems,
        listed([_user(user, names) for user in store.users.first], total=store.users.count)
        + handed,
        {True: "yes", False: "no", None: None}[store.across_owners],
        how,
    )


def _user(user: StoreUser, names: Names) -> str:
    return f"{names.get(user.system, user.system)} ({user.access or 'how is not said'})"


def _meshes(found: Integration, names: Names) -> Table:
    meshes, limits = found.meshes, found.thresholds
    return Table(
        id="meshes",
        caption=f"Groups of {grouped(limits.mesh_systems)} systems or more with"
        f" {_percent(limits.mesh_density)} or more of their pairs linked directly",
        columns=(
            Column(key="systems", label="Systems"),
            Column(key="size", label="How many", numeric=True),
            Column(key="links", label="Pairs linked", numeric=True),
            Column(key="possible", label="of pairs", numeric=True),
            Column(key="dependencies", label="Dependencies", numeric=True),
            Column(key="hubs", label="Linked with all others"),
        ),
        rows=tuple(
            (
                listed(
                    [names.get(s, s) for s in mesh.systems.first],
                    total=mesh.systems.count,
                    most=20,
                ),
                mesh.systems.count,
                mesh.links,
                mesh.possible,
                mesh.dependencies,
                _named(names, mesh.hub_candidates.first, mesh.hub_candidates.count),
            )
            for mesh in meshes.found.first
        ),
        total=meshes.found.count,
        when_empty="None was found.",
    )


def _percent(share: Fraction) -> str:
    return f"{round(100 * share)}%"


def _chains(found: Integration, names: Names) -> Table:
    chains = found.batch.chains
    return Table(
        id="batch-chains",
        caption=f"Where {grouped(found.thresholds.batch_hops)} files or batches or more follow"
        " each other",
        columns=(
            Column(key="system", label="System"),
            Column(key="service", label="Service"),
            Column(key="hops", label="In a row", numeric=True),
            Column(key="way", label="From where, by which way"),
            Column(key="hours", label="Hours late, at most"),
        ),
        rows=tuple(_chain_row(chain, names) for chain in chains.first),
        total=chains.count,
        when_empty="None was found.",
    )


def _chain_row(chain: BatchChain, names: Names) -> tuple[Cell, ...]:
    way = [names.get(link.origin, link.origin) for link in chain.links]
    way.append(names.get(chain.links[-1].reader, chain.links[-1].reader))
    if chain.reads_live:
        way.append(f"{names.get(chain.system, chain.system)} (live)")
    hours = None if chain.hours is None else _number(round(chain.hours, 1))
    return (
        names.get(chain.system, chain.system),
        "yes" if chain.is_service else "no",
        f"at least {grouped(chain.hops)}" if chain.cut_short else chain.hops,
        " > ".join(way),
        hours,
    )


def _chatty(found: Integration, names: Names) -> Table:
    chatty = found.chatty.chatty
    return Table(
        id="chatty-pairs",
        caption="Systems that use another far more often than is usual",
        columns=(
            Column(key="consumer", label="System"),
            Column(key="provider", label="Uses"),
            Column(key="uses", label="How often", numeric=True),
            Column(key="times", label="Times what three of four pairs have", numeric=True),
        ),
        rows=tuple(
            (
                names.get(pair.consumer, pair.consumer),
                names.get(pair.provider, pair.provider),
                _number(pair.uses),
                _number(pair.times_the_rest),
            )
            for pair in (chatty.first if chatty else ())
        ),
        total=chatty.count if chatty else 0,
        when_empty="None." if chatty else "Not known: too few dependencies state their traffic.",
    )


def _mutual(found: Integration, names: Names) -> Table:
    mutual = found.chatty.mutual
    return Table(
        id="mutual-pairs",
        caption="Pairs of systems that depend on each other directly",
        columns=(
            Column(key="one", label="System"),
            Column(key="other", label="and"),
            Column(key="there", label="Dependencies there", numeric=True),
            Column(key="back", label="and back", numeric=True),
            Column(key="doubtful", label="Of doubtful direction", numeric=True),
        ),
        rows=tuple(
            (
                names.get(pair.systems[0], pair.systems[0]),
                names.get(pair.systems[1], pair.systems[1]),
                pair.there,
                pair.back,
                pair.doubtful,
            )
            for pair in mutual.first
        ),
        total=mutual.count,
        when_empty="None.",
    )
