"""What integration says in words: who shares a store, who waits for a night, who talks to all."""

from __future__ import annotations

from collections.abc import Mapping

from legacymap.analysis.excerpt import SHOWN, Excerpt
from legacymap.analysis.integration.batch_hops import BatchChain
from legacymap.analysis.integration.integrated import Integration
from legacymap.analysis.sentences import Sentence, ranked, rows, sentence
from legacymap.analysis.sentences.wording import called, counted, grouped, is_are, listed, verb

Names = Mapping[str, str]
_DEPENDENCY = ("dependency", "dependencies")


def integration_sentences(found: Integration, names: Names) -> tuple[Sentence, ...]:
    """The sentences of ``found``, those that matter most first."""
    return ranked(
        (
            _shared(found),
            _undrawn(found, names),
            _mesh(found, names),
            _behind_batches(found, names),
            _batch_unknown(found),
            _not_declared(found),
            _chatty(found, names),
            _mutual(found, names),
        )
    )


def shown_systems(found: Integration) -> set[str]:
    """The systems that sentences may name."""
    chains, chatty = found.batch.chains.first, found.chatty.chatty
    shown = {store.store for store in found.shared_databases.undrawn.first}
    shown.update(system for mesh in found.meshes.found.first for system in mesh.systems.first)
    shown.update(chain.system for chain in chains)
    shown.update(link.origin for chain in chains for link in chain.links)
    shown.update(end for pair in found.chatty.mutual.first for end in pair.systems)
    if chatty:
        shown.update(end for pair in chatty.first for end in (pair.consumer, pair.provider))
    return shown


def _shared(found: Integration) -> Sentence | None:
    stores = found.shared_databases
    count = stores.shared.count
    if not count:
        return None
    across = (
        f", {grouped(stores.across_owners)} of them by systems of several owners"
        if stores.across_owners
        else ""
    )
    silent = stores.without_user
    unused = f"; {grouped(silent)} {verb(silent, 'has', 'have')} no recorded user" if silent else ""
    return sentence(
        "integration",
        "shared_database",
        f"{grouped(count)} of {counted(stores.stores, 'data store')} {is_are(count)} used by"
        f" several systems directly{across}{unused}",
        matter="change",
        topic="shared_database",
        count=count,
        of=stores.stores,
        unknown=silent,
        rows=rows(
            "systems",
            Excerpt(count, tuple(store.store for store in stores.shared.first)),
            at="integration.shared_databases.shared",
        ),
    )


def _undrawn(found: Integration, names: Names) -> Sentence | None:
    undrawn = found.shared_databases.undrawn
    if not undrawn.count:
        return None
    first = [called(store.store, names) for store in undrawn.first]
    return sentence(
        "integration",
        "database_not_drawn",
        f"Others use the database of {counted(undrawn.count, 'system')}"
        f" ({listed(first, total=undrawn.count, most=3)}) that the inventory does not name as a"
        " store",
        matter="change",
        count=undrawn.count,
        # Parts stand by themselves here, and beside a part of the estate what it uses of others.
        of=found.systems if undrawn.count <= found.systems else None,
        rows=rows(
            "systems",
            Excerpt(undrawn.count, tuple(store.store for store in undrawn.first)),
            at="integration.shared_databases.undrawn",
        ),
    )


def _mesh(found: Integration, names: Names) -> Sentence | None:
    meshes = found.meshes
    if not meshes.found.count:
        return None
    first = meshes.found.first[0]
    more = meshes.found.count - 1
    others = f"; {counted(more, 'more group')} like it" if more else ""
    members = [called(system, names) for system in first.systems.first]
    tied = f"{counted(first.systems.count, 'system')} are tied pair by pair"
    if found.scope:
        own = meshes.in_meshes
        tied = (
            f"{grouped(own)} of {counted(meshes.systems, 'system')} {is_are(own)} in groups tied"
            f" pair by pair, the largest of {grouped(first.systems.count)} systems"
        )
    return sentence(
        "integration",
        "point_to_point",
        f"{tied}: {grouped(first.links)} of"
        f" {grouped(first.possible)} pairs have a direct link"
        f" ({listed(members, total=first.systems.count, most=6)}){others}",
        matter="change",
        count=meshes.in_meshes,
        of=meshes.systems,
        rows=rows("systems", _in_meshes(found), at="integration.meshes.found"),
    )


def _in_meshes(found: Integration) -> Excerpt[str]:
    """All systems in such groups; named those of the groups at hand, the largest first."""
    named = [system for mesh in found.meshes.found.first for system in mesh.systems.first]
    return Excerpt(found.meshes.in_meshes, tuple(dict.fromkeys(named))[:SHOWN])


def _behind_batches(found: Integration, names: Names) -> Sentence | None:
    batch = found.batch
    count = batch.services_behind_batches
    if not count:
        return None
    longest = next(iter(batch.chains.first), None)
    chain = f"; {_told(longest, names)}" if longest else ""
    open_ = (
        f"; nothing tells of {counted(batch.unknown, *_DEPENDENCY)} that may carry data whether"
        f" {verb(batch.unknown, 'it waits', 'they wait')} for a run"
        if batch.unknown
        else ""
    )
    return sentence(
        "integration",
        "behind_batches",
        f"{grouped(count)} of {counted(batch.services, 'service')} {verb(count, 'gets', 'get')}"
        f" data by file, batch or hand{chain}{open_}",
        matter="data",
        count=count,
        of=batch.services,
        rows=rows(
            "services",
            Excerpt(count, batch.behind.first),
            at="integration.batch.behind",
        ),
    )


def _told(chain: BatchChain, names: Names) -> str:
    way = [called(link.origin, names) for link in chain.links]
    wait = "" if chain.hours is None else f", up to {grouped(round(chain.hours))} hours late"
    to = called(chain.system, names)
    return f"to {to} it is {grouped(chain.hops)} such links in a row from {way[0]}{wait}"


def _batch_unknown(found: Integration) -> Sentence | None:
    batch = found.batch
    if batch.batch or not batch.unknown:
        return None
    count = batch.unknown
    alone = batch.by_kind_alone
    hinted = (
        f"; of {grouped(alone)} nothing but {verb(alone, 'its', 'their')} kind does"
        if alone
        else ""
    )
    return sentence(
        "integration",
        "batch_unknown",
        f"Nothing tells of any of {counted(batch.links, *_DEPENDENCY)} that may carry data whether"
        " it answers at once or waits for a run"
        if count == batch.links > 1
        else f"Nothing tells of {grouped(count)} of {counted(batch.links, *_DEPENDENCY)} that may"
        f" carry data whether they answer at once or wait for a run{hinted}",
        matter="knowledge",
        count=0,
        of=batch.links,
        unknown=count,
        rows=rows("dependencies", Excerpt(count), at="integration.batch.unknown"),
    )


def _not_declared(found: Integration) -> Sentence | None:
    compared = found.declared_and_observed
    seen = compared.sightings
    if not compared.comparable:
        return None
    count = seen.counts["observed_not_declared"]
    unseen, unwatched = seen.counts["declared_not_observed"], seen.counts["not_watched"]
    return sentence(
        "integration",
        "declared_against_observed",
        f"{grouped(count)} of {counted(seen.dependencies, *_DEPENDENCY)} {is_are(count)} seen at"
        f" work and declared by nobody, {grouped(unseen)} declared and never seen where somebody"
        f" looks; {grouped(unwatched)} nobody watches",
        matter="knowledge",
        topic="declared_against_observed",
        count=count + unseen,
        of=seen.dependencies,
        unknown=unwatched,
        rows=rows(
            "dependencies",
            seen.observed_not_declared if count else seen.declared_not_observed,
            at="integration.declared_and_observed.sightings",
        ),
    )


def _chatty(found: Integration, names: Names) -> Sentence | None:
    chatty = found.chatty.chatty
    if chatty is None or not chatty.count:
        return None
    first = chatty.first[0]
    times = grouped(round(first.times_the_rest))
    return sentence(
        "integration",
        "chatty_pairs",
        f"{grouped(chatty.count)} of {counted(found.chatty.known, 'pair')} of systems whose traffic"
        f" is known {verb(chatty.count, 'stands', 'stand')} far above the rest:"
        f" {called(first.consumer, names)} uses {called(first.provider, names)} {times} times as"
        " often as three of four pairs do at most",
        matter="order",
        count=chatty.count,
        of=found.chatty.pairs,
        unknown=found.chatty.pairs - found.chatty.known,
        rows=rows(
            "pairs",
            Excerpt(chatty.count, tuple(f"{p.consumer} / {p.provider}" for p in chatty.first)),
            at="integration.chatty.chatty",
        ),
    )


def _letters(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _mutual(found: Integration, names: Names) -> Sentence | None:
    mutual = found.chatty.mutual
    if not mutual.count:
        return None
    first = [
        f"{called(a, names)} and {called(b, names)}" for a, b in (p.systems for p in mutual.first)
    ]
    left = found.chatty.beside
    beside = (
        f"; {counted(left, 'more pair is', 'more pairs are')} linked by logging in or notifying"
        " alone"
        if left
        else ""
    )
    twice = sum(
        _letters(names.get(a, a)) == _letters(names.get(b, b))
        for a, b in (p.systems for p in mutual.first)
    )
    same = (
        f"; {counted(twice, 'of these pairs has', 'of these pairs have')} one name, blanks and"
        " signs aside: perhaps one system recorded twice"
        if twice
        else ""
    )
    doubtful = sum(pair.doubtful > 0 for pair in mutual.first)
    unsure = (
        f"; in {grouped(doubtful)} a direction is doubtful"
        if doubtful and mutual.count <= len(mutual.first)
        else ""
    )
    return sentence(
        "integration",
        "mutual_pairs",
        f"{grouped(mutual.count)} of {counted(found.chatty.unordered, 'linked pair')} of systems"
        f" {verb(mutual.count, 'depends', 'depend')} on each other directly"
        f" ({listed(first, total=mutual.count, most=3)}){unsure}{same}{beside}",
        matter="order",
        count=mutual.count,
        of=found.chatty.unordered,
        rows=rows(
            "pairs",
            Excerpt(
                mutual.count, tuple(f"{a} / {b}" for a, b in (p.systems for p in mutual.first))
            ),
            at="integration.chatty.mutual",
        ),
    )
