"""The estates of the worked examples on the pages of the metrics, and their figures."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from legacymap.analysis.estate import Estate
from legacymap.analysis.fragmentation.duplicates import duplicates
from legacymap.analysis.fragmentation.fragmentation import fragmentation
from legacymap.analysis.fragmentation.fragmented import Fragmentation
from legacymap.analysis.fragmentation.silos import owners
from legacymap.analysis.fragmentation.spread import spread
from legacymap.analysis.integration.integrated import Integration
from legacymap.analysis.integration.integration import integration
from legacymap.analysis.structure.structure import structure
from legacymap.analysis.structure.structured import Structure
from legacymap.inventory import DataEntity, Dependency, Evidence, Holding, Inventory, System

Figures = dict[str, object]

SIX = ("A->B", "A->C", "B->D", "C->E", "E->F")
"""The example of the source: six elements without a circle."""
NINE = ("K1->a", "K2->b", "a->b", "b->c", "c->a", "c->S1", "b->S2", "P1->P2")
"""A core of three with what controls it and what it shares; P3 stands alone."""


def estate(
    edges: tuple[str, ...],
    *,
    also: str = "",
    services: str = "",
    owner: dict[str, str] | None = None,
) -> Estate:
    pairs = [edge.split("->") for edge in edges]
    ids = sorted({one for pair in pairs for one in pair} | set(also.split()))
    kinds = dict.fromkeys(services.split(), "service")
    systems = [
        System.model_validate(
            {
                "id": one,
                "name": one,
                "kind": kinds.get(one, "application"),
                "owner": (owner or {}).get(one),
            }
        )
        for one in ids
    ]
    return Estate.of(Inventory.of(systems, [Dependency(consumer=a, provider=b) for a, b in pairs]))


def of_structure(*edges: str, also: str = "", services: str = "") -> Structure:
    return structure(estate(edges, also=also, services=services))


def ratio(value: Fraction | None) -> str:
    return "none" if value is None else f"{value} = {float(value):.3f}"


def density() -> Figures:
    found = of_structure(*SIX)
    return {
        "systems N": found.systems,
        "pairs with a dependency E": found.dependencies,
        "density": ratio(found.density),
    }


def propagation_cost() -> Figures:
    found = of_structure(*SIX)
    each = {f"VFI / VFO of {s}": f"{v.fan_in} / {v.fan_out}" for s, v in found.visibility.items()}
    counted = f"{found.propagation.numerator}/{found.propagation.denominator}"
    return {**each, "propagation cost": counted, "as a ratio": ratio(found.propagation_cost)}


def core_and_roles() -> Figures:
    found = of_structure(*NINE, also="P3")
    roles: Figures = {
        role: ", ".join(s for s, of in found.roles.items() if of == role)
        for role in ("core", "shared", "control", "periphery")
    }
    return {
        **roles,
        "core share": ratio(found.core.share),
        "propagation cost": ratio(found.propagation_cost),
    }


def cycles_and_cuts() -> Figures:
    found = of_structure("a->b", "b->c", "c->a", "b->a", "c->d")
    (group,) = found.cycles
    return {
        "cyclic group": ", ".join(group.systems.first),
        "dependencies inside": group.dependencies,
        "cheapest cut": ", ".join(f"{one.consumer} > {one.provider}" for one in group.cut.first),
        "cost": group.cost,
        "proven cheapest": "yes" if group.exact else "no",
    }


def single_points() -> Figures:
    found = of_structure("s->a", "t->a", "a->b", "b->c", "b->d", "c->d", services="s t")
    points = {
        f"without {point.id}": f"{point.pieces} pieces; cut off: "
        + ", ".join(point.cuts_off.first)
        + f"; services among them: {point.services}"
        for point in found.single_points_of_failure
    }
    gates = {
        f"gate {gate.id}": f"behind it {', '.join(gate.behind.first)}; services that need it:"
        f" {gate.services} of {found.gates.services}"
        for gate in found.gates.found.first
    }
    bridges = ", ".join(" - ".join(link.systems) for link in found.bridges.first)
    return {**points, "bridges": bridges, **gates}


TRIANGLES = ("a->b", "a->c", "b->c", "d->e", "d->f", "e->f", "c->d")


def modularity_and_silos() -> Figures:
    owner = {"a": "north", "b": "north", "c": "south", "d": "south", "e": "south"}
    found = owners(estate(TRIANGLES, owner=owner))
    cells = {
        f"{cell.consumer} on {cell.provider}": cell.dependencies for cell in found.matrix.first
    }
    return {
        **cells,
        "crossing": f"{found.crossing} of {found.crossing + found.inside}",
        "of an unknown owner": found.unknown,
        "crossing share": ratio(found.crossing_share),
        "modularity": ratio(found.modularity),
    }


def communities() -> Figures:
    owner = {"a": "x", "b": "x", "c": "y", "d": "y", "e": "y", "f": "y"}
    found = owners(estate(TRIANGLES, owner=owner)).communities
    one = found.elsewhere.first[0]
    return {
        "communities": "; ".join(", ".join(c.systems.first) for c in found.found.first),
        "modularity": ratio(found.modularity),
        "adjusted Rand index": ratio(found.adjusted_rand),
        "normalised mutual information": f"{found.mutual_information:.3f}",
        "sits with another owner": f"{one.system} of {one.group} with {one.main}:"
        f" {one.with_main} dependencies there, {one.with_own} with its own",
    }


def hhi_and_entropy() -> Figures:
    found = spread([700, 200, 100])
    return {
        "shares": ", ".join(f"{float(share):.1f}" for share in found.shares),
        "HHI": ratio(found.hhi),
        "fragmentation": ratio(found.fragmentation),
        "effective stores": ratio(found.effective_stores),
        "entropy": f"{found.entropy:.4f}",
    }


def held(*rows: tuple[str, str, str | None, str | None]) -> Fragmentation:
    entities = sorted({entity for _, entity, _, _ in rows})
    systems = sorted({system for system, _, _, _ in rows} | {"desk", "post"})
    kinds = {"portal": "service", "claims": "service"}
    inventory = Inventory.of(
        [
            System.model_validate({"id": s, "name": s, "kind": kinds.get(s, "application")})
            for s in systems
        ],
        [
            Dependency(consumer="portal", provider="register", kind="call", entities=("person",)),
            Dependency(consumer="portal", provider="ledger", kind="file", entities=("payment",)),
        ]
        if {"portal", "register", "ledger"} <= set(systems)
        else [],
        data_entities=[DataEntity(id=entity, name=entity) for entity in entities],
        holdings=[
            Holding.model_validate({"system": s, "entity": e, "role": role, "crud": crud})
            for s, e, role, crud in rows
        ],
    )
    return fragmentation(Estate.of(inventory))


def copies_and_verdicts() -> Figures:
    found = held(
        ("register", "person", "master", None),
        ("ledger", "person", "copy", None),
        ("mail", "person", "copy", None),
        ("ledger", "payment", "writer", None),
        ("mail", "payment", "writer", None),
        ("mail", "letter", "reader", None),
        ("ledger", "rate", None, None),
    )
    verdicts = {
        entity.id: f"{entity.verdict}, stores: {entity.stores}"
        + (", systems of record inferred from who writes" if entity.masters_inferred else "")
        for entity in found.entities
    }
    return verdicts | {
        "redundant copies": found.estate.redundant_copies,
        "duplication ratio": ratio(found.estate.duplication_ratio),
        "left out, a role being unknown": found.estate.entities_unknown,
    }


def crud() -> Figures:
    found = held(
        ("register", "person", "master", "CRUD"),
        ("ledger", "person", "copy", "CD"),
        ("ledger", "address", "writer", "U"),
        ("mail", "letter", "reader", None),
    )
    return {
        check.check: (", ".join(check.failing.first) or "none")
        + (f"; not known of {check.undecided}" if check.undecided else "")
        for check in found.checks
    }


JOINED = (
    ("register", "person", "master", None),
    ("ledger", "payment", "master", None),
    ("portal", "letter", "reader", None),
)


def joined_up() -> Figures:
    found = held(*JOINED)
    service = next(one for one in found.services if one.id == "portal")
    return {
        "needs": service.needs,
        "read live from the system of record": service.joined,
        "not joined": ", ".join(service.not_joined),
        "not known": ", ".join(service.not_known) or "none",
        "joined-up index": ratio(service.joined_up),
    }


def tell_us_once() -> Figures:
    found = held(
        ("portal", "person", "copy", "CR"),
        ("claims", "person", "copy", "CRU"),
        ("register", "person", "master", "RU"),
    )
    return {
        one.entity: f"asked for by {', '.join(one.services.first)}"
        for one in found.tell_us_once.first
    }


def look_alikes() -> Figures:
    systems = (
        System(id="a", name="Payroll", capabilities=("pay staff",), technologies=("SAP",)),
        System(
            id="b",
            name="Wages",
            capabilities=("pay staff",),
            technologies=("SAP", "Java"),
        ),
    )
    found = duplicates(Estate.of(Inventory.of(systems)))
    assert found.pairs is not None
    pair = found.pairs.first[0]
    likeness = {f"likeness of {feature}": ratio(of) for feature, of in pair.likeness.items()}
    return {**likeness, "score": ratio(pair.score), "pairs": found.pairs.count}


def tied(systems: tuple[System, ...], *dependencies: Dependency) -> Integration:
    return integration(Estate.of(Inventory.of(systems, dependencies)))


def plain(*ids: str) -> tuple[System, ...]:
    return tuple(System(id=one, name=one, kind="application") for one in ids)


def shared_database() -> Figures:
    systems = (
        System(id="ledger", name="ledger", owner="finance"),
        System(id="web", name="web", owner="digital"),
        System(id="db", name="ledger database", parent="ledger", kind="data_store"),
        System(id="old", name="archive database", parent="ledger", kind="data_store"),
    )
    reads = Dependency(consumer="web", provider="db", description="reads balances")
    found = tied(systems, reads).shared_databases
    (store,) = found.shared.first
    (user,) = store.users.first
    return {
        "data stores": found.stores,
        "without a recorded user": found.without_user,
        "shared": f"{found.shared.count}: {store.store}, systems at it: {store.systems}",
        "across owners": found.across_owners,
        "evidence": f"{user.system} {user.access}: '{user.words[0]}'",
    }


def mesh() -> Figures:
    edges = ("a->b", "a->c", "a->d", "c->b", "d->b", "d->e")
    dependencies = [Dependency(consumer=e[0], provider=e[-1]) for e in edges]
    found = tied(plain(*"abcde"), *dependencies).meshes
    (one,) = found.found.first
    return {
        "mesh": ", ".join(one.systems.first),
        "links": f"{one.links} of {one.possible}",
        "density": ratio(one.density),
        "linked with all others": ", ".join(one.hub_candidates.first),
        "in a mesh": f"{found.in_meshes} of {found.systems} systems",
    }


def batch_hops() -> Figures:
    systems = (System(id="portal", name="portal", kind="service"), *plain("copy", "record"))
    found = tied(
        systems,
        Dependency(consumer="portal", provider="copy", kind="file", description="nightly extract"),
        Dependency(consumer="copy", provider="record", live=False, frequency_per_day=2),
    ).batch
    chain = found.chains.first[0]
    way = " > ".join([*(link.origin for link in chain.links), chain.links[-1].reader])
    return {
        "links that carry data": found.links,
        "batch / live / not known": f"{found.batch} / {found.live} / {found.unknown}",
        "longest chain": f"{way}, {chain.hops} in a row",
        "hours late, at most": f"{chain.hours:.0f}",
        "services behind a batch": f"{found.services_behind_batches} of {found.services}",
    }


def declared_and_observed() -> Figures:
    seen = (Evidence(source="traces", how="observed"),)
    found = tied(
        plain(*"abcd"),
        Dependency(consumer="a", provider="b"),
        Dependency(consumer="a", provider="b", kind="call", evidence=seen),
        Dependency(consumer="a", provider="c", evidence=seen),
        Dependency(consumer="a", provider="d"),
        Dependency(consumer="d", provider="a"),
    ).declared_and_observed
    return {"compared": "yes" if found.comparable else "no", **found.sightings.counts}


def chatty_pairs() -> Figures:
    often = (1, 2, 3, 4, 5, 6, 7, 70)
    systems = plain(*(f"s{number}" for number in range(8)), "hub")
    found = tied(
        systems,
        *(
            Dependency(consumer=f"s{number}", provider="hub", frequency_per_day=uses)
            for number, uses in enumerate(often)
        ),
        Dependency(consumer="hub", provider="s0"),
    ).chatty
    chatty = found.chatty.first if found.chatty else ()
    return {
        "pairs, traffic known of": f"{found.pairs}, {found.known}",
        "three of four have at most": f"{found.three_quarters:.0f} a day",
        "far above": ", ".join(
            f"{pair.consumer} on {pair.provider} ({pair.uses:.0f} a day)" for pair in chatty
        ),
        "both ways": ", ".join(" - ".join(pair.systems) for pair in found.mutual.first),
    }


EXAMPLES: dict[str, Callable[[], Figures]] = {
    "density": density,
    "propagation-cost": propagation_cost,
    "core-and-roles": core_and_roles,
    "cycles-and-cuts": cycles_and_cuts,
    "single-points": single_points,
    "modularity-and-silos": modularity_and_silos,
    "communities": communities,
    "hhi-and-entropy": hhi_and_entropy,
    "copies-and-verdicts": copies_and_verdicts,
    "crud": crud,
    "joined-up": joined_up,
    "tell-us-once": tell_us_once,
    "duplicates": look_alikes,
    "shared-database": shared_database,
    "mesh": mesh,
    "batch-hops": batch_hops,
    "declared-and-observed": declared_and_observed,
    "chatty-pairs": chatty_pairs,
}
