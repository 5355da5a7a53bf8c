"""Which dependencies are declared, which were observed, and when last."""

from __future__ import annotations

from legacymap.analysis import Estate
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.quality.quality import quality
from legacymap.analysis.quality.sightings import Sightings, sighted, sightings
from legacymap.inventory import Dependency, Evidence, Heading, Inventory, System


def between(consumer: str, provider: str, *hows: str, kind: str | None = "call") -> Dependency:
    """A dependency with one piece of evidence for each of ``hows``: `observed 2025-01`."""
    evidence = tuple(
        Evidence(source=how.split()[0], how=how.split()[0], as_of=[*how.split(), None][1])
        for how in hows
    )
    return Dependency.model_validate(
        {"consumer": consumer, "provider": provider, "kind": kind, "evidence": evidence}
    )


def estate(*dependencies: Dependency, as_of: str | None = "2025-06-30") -> Estate:
    systems = [System(id=name, name=name, kind="application") for name in "abcd"]
    systems.append(System(id="a/web", name="web", kind="application", parent="a"))
    return Estate.of(Inventory.of(systems, dependencies, heading=Heading(as_of=as_of)))


def test_nobody_observes_and_nothing_is_counted() -> None:
    found = sighted(estate(between("a", "b", "declared"), between("b", "c")))

    assert found == Sightings((), 90, 0, {}, 0, 0, Excerpt(0), Excerpt(0), Excerpt(0), 4, 0)


def test_each_dependency_is_declared_observed_or_both_or_not_watched() -> None:
    seen = estate(
        between("a", "b", "declared", "observed 2025-06-01"),
        between("a", "c"),
        between("a", "d", "observed 2025-03-31"),
        between("b", "a", "inferred"),
        between("c", "b", "declared"),
        between("c", "d", kind="manual"),
        between("d", "a", "observed"),
    )
    table = sightings(seen.inventory, seen.flows.table["joins"])

    assert table.rows() == [
        ("declared_and_observed", "2025-06-01", False),
        ("declared_not_observed", None, None),
        ("observed_not_declared", "2025-03-31", True),
        (None, None, None),
        ("not_watched", None, None),
        (None, None, None),
        ("observed_not_declared", None, None),
    ]
    assert sighted(seen) == Sightings(
        sources=("observed",),
        stale_after_days=90,
        dependencies=5,
        counts={
            "declared_and_observed": 1,
            "declared_not_observed": 1,
            "observed_not_declared": 2,
            "not_watched": 1,
        },
        stale=1,
        undated=1,
        declared_not_observed=Excerpt(1, ("a -> c",)),
        observed_not_declared=Excerpt(2, ("a -> d", "d -> a")),
        last_seen_long_ago=Excerpt(1, ("a -> d",)),
        systems=4,
        watched=2,
    )


def test_of_what_was_only_seen_to_be_used_nothing_follows() -> None:
    seen = sighted(estate(between("a", "b", "observed"), between("b", "c"), between("a", "d")))

    assert (seen.counts["declared_not_observed"], seen.counts["not_watched"]) == (1, 1)
    assert seen.declared_not_observed == Excerpt(1, ("a -> d",))
    assert (seen.watched, seen.systems) == (1, 4)


def test_what_is_seen_of_a_part_is_seen_of_its_system_and_the_other_way_round() -> None:
    seen = estate(between("a", "b"), between("a/web", "b", "observed"))
    turned = estate(between("a", "b", "observed"), between("a/web", "b"))

    for one in (seen, turned):
        assert sighted(one).counts["declared_and_observed"] == 2


def test_how_long_ago_is_stale_is_told_and_can_be_said() -> None:
    seen = estate(between("a", "b", "declared", "observed 2025-05"))

    assert sighted(seen).stale == 0
    assert sighted(seen, 29).stale == 1
    assert sighted(estate(between("a", "b", "observed 2024"), as_of=None)).undated == 1


def test_the_quality_of_the_inventory_tells_all_three() -> None:
    found = quality(
        estate(between("a", "b", "observed 2024"), between("a", "c"), between("c", "d"))
    ).findings
    told = {finding.code: (finding.message, finding.systems.first) for finding in found}

    assert told["declared_not_observed"] == (
        "1 of 2 dependencies of watched systems is declared, and no source that observes has seen"
        " it",
        ("a -> c",),
    )
    assert told["observed_not_declared"] == (
        "1 of 1 dependency seen at work is declared by nobody",
        ("a -> b",),
    )
    assert "observed_not_declared" not in {
        finding.code for finding in quality(estate(between("a", "b", "observed 2024"))).findings
    }
    assert told["observation_stale"] == (
        "1 of 1 dependency seen at work was last seen more than 90 days before the date of the"
        " inventory",
        ("a -> b",),
    )
