"""The rest of every list of which an answer gives the count and the first hundred."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from itertools import chain, islice, pairwise
from typing import Final

import pytest

from legacymap.analysis.changes import changes
from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import SHOWN, Excerpt
from legacymap.analysis.exposure.exposure import exposure
from legacymap.analysis.fragmentation.fragmentation import fragmentation
from legacymap.analysis.impact import impact
from legacymap.analysis.integration.integration import integration
from legacymap.analysis.long_lists import LISTS, Wanted, stretch, whole
from legacymap.analysis.quality.quality import quality
from legacymap.analysis.risk.risk import risk
from legacymap.analysis.scope import part_of
from legacymap.analysis.structure.structure import structure
from legacymap.errors import InvalidQuery, UnknownSystem
from legacymap.graph import Level
from legacymap.inventory import (
    DataEntity,
    Dependency,
    Evidence,
    Heading,
    Holding,
    Inventory,
    System,
)

Row = Callable[[object], tuple[str, ...]]


def _by(*names: str) -> Row:
    return lambda row: tuple(str(getattr(row, name)) for name in names)


def _member(row: object) -> tuple[str, ...]:
    return (row.systems.first[0],)  # type: ignore[attr-defined]  # whatever has systems


ROWS: Final[dict[str, Row]] = {
    "exposure.services": _by("id"),
    "exposure.legacy": _by("id"),
    "exposure.brokers": _by("id"),
    "structure.core.tied": _member,
    "structure.cycles": _member,
    "structure.cycles.without_doubtful": _member,
    "structure.cycles.pushes_reversed": _member,
    "structure.single_points_of_failure": _by("id"),
    "structure.bridges": lambda row: row.systems,  # type: ignore[attr-defined]  # of a link
    "structure.gates.found": _by("id"),
    "fragmentation.checks": _by("check"),
    "fragmentation.tell_us_once": _by("entity"),
    "fragmentation.owners.communities.found": _member,
    "fragmentation.components": _member,
    "fragmentation.evidence.stores_read_across": _by("store"),
    "integration.shared_databases.shared": _by("store"),
    "integration.shared_databases.shared.users": _by("system"),
    "integration.shared_databases.undrawn": _by("store"),
    "integration.shared_databases.undrawn.users": _by("system"),
    "quality.columns": _by("table", "column"),
    "quality.findings": _by("code"),
    "risk.register": _by("id"),
    "impact.actors": _by("id"),
}
"""What names a row of each list of rows."""

WAYS: Final = tuple(
    f"exposure.services.{step}" for step in ("path", "path_as_given", "choke_points")
)
"""Lists that answers give without a count: no way in a real estate has a hundred steps."""


def _system(dice: random.Random, number: int, *, silent: bool) -> System:
    some = dice.random() < 0.6
    return System(
        id=f"s{number:03d}",
        name=f"{dice.choice(('Search index', 'Ledger', 'Registry'))} {number // 2}",
        kind=dice.choice(("service", "service", "application", "data_store", "external", None)),
        parent=f"s{dice.randrange(number):03d}" if number > 20 and dice.random() < 0.15 else None,
        owner=dice.choice(("finance", "digital", "prisons", None)),
        legacy=None if silent else dice.choice((True, False, None)),
        lifecycle=dice.choice(("live", "retired", "phasing_out", None)),
        technologies=("Windows Server 2003",) if dice.random() < 0.3 else (),
        description="the system of record for claims" if dice.random() < 0.5 else None,
        capabilities=(dice.choice(("pay", "ask")),) if some else (),
        functional_fit=dice.choice((1, 2, 5, None)),
        technical_fit=dice.choice((1, 2, 5, None)),
        end_of_support=dice.choice(("2020-01-01", None)),
    )


def _dependency(dice: random.Random, number: int, systems: int) -> Dependency:
    near = dice.randrange(systems)
    other = (near + dice.randrange(1, 9)) % systems if dice.random() < 0.7 else near // 2
    seen = Evidence(source="traces", how="observed", as_of="2020-01-01", count=number)
    told = Evidence(source="map", how="declared")
    return Dependency(
        id=f"d{number}",
        consumer=f"s{near:03d}",
        provider=f"s{other:03d}",
        kind=dice.choice(("call", "database", "database", "file", "event", None)),
        flow=dice.choice(("pull", "push", "publish", "subscribe", None, None)),
        description=dice.choice(("reads claims", "copies records nightly from", "sends", None)),
        frequency_per_day=900 if dice.random() < 0.1 else 1,
        evidence=dice.choice(((seen,), (told,), (told, seen), ())),
    )


@cache
def estate(seed: int, systems: int = 150, *, silent: bool = False, data: bool = True) -> Estate:
    """An estate with something of everything."""
    dice = random.Random(seed)  # noqa: S311 - a made-up estate, no secret
    people = [System(id=f"people{n}", name=f"People {n}", kind="actor") for n in range(3)]
    drawn = [_system(dice, number, silent=silent) for number in range(systems)]
    rows = [_dependency(dice, number, systems) for number in range(2 * systems)]
    uses = [
        Dependency(consumer=person.id, provider=one.id) for person in people for one in drawn[::3]
    ]
    entities = [DataEntity(id=f"e{n}", name=f"Entity {n}") for n in range(6 if data else 0)]
    held = [
        Holding(
            system=one.id,
            entity=entity.id,
            role=dice.choice(("master", "copy", "reader", None)),
            crud=dice.choice(("C", "CR", "D", None)),
        )
        for entity in entities
        for one in dice.sample(drawn, 2 * len(drawn) // 3)
    ]
    found = Inventory.of([*drawn, *people], [*rows, *uses], data_entities=entities, holdings=held)
    return Estate.of(replace(found, as_of="2026-01-01"))


@cache
def pairs_and_owners() -> Estate:
    """Pairs that need each other, and a system that sits with another owner's."""
    links = [("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")]
    knot = [(one, two) for one in "uvwx" for two in "uvwx" if one < two]
    owner = {"u": "digital", "v": "finance", "w": "finance", "x": "finance"}
    systems = [
        System(id=one, name=one, owner=owner.get(one, "digital"), kind="application")
        for one in "abcdsuvwx" + "0123"
    ]
    rows = [
        Dependency(consumer=one, provider=two)
        for one, two in (*links, *knot, ("0", "1"), ("2", "3"))
    ]
    return Estate.of(Inventory.of(systems, rows))


ESTATES: Final[dict[str, Callable[[], Estate]]] = {
    "of everything": lambda: estate(1, 60),
    "larger": lambda: estate(2, 300),
    "without data": lambda: estate(3, 60, data=False),
    "where nobody says what is legacy": lambda: estate(4, 60, silent=True, data=False),
    "of pairs and owners": pairs_and_owners,
}


def lists(name: str, answer: object) -> Iterator[tuple[tuple[str, ...], Excerpt[object]]]:
    """The lists called ``name`` in an answer, each with what names its row."""
    root, *steps = name.split(".")
    many = len(LISTS[name].of)
    for of, found in _walk(root, answer, steps, ()):
        yield of[len(of) - many :], found


def _walk(
    path: str, value: object, steps: list[str], of: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Excerpt[object]]]:
    if value is None:
        return
    if not steps:
        if path in WAYS and isinstance(value, tuple):
            value = Excerpt(len(value), value)
        assert isinstance(value, Excerpt)
        yield of, value
    elif isinstance(value, (tuple, Excerpt)):
        for number, row in enumerate(value.first if isinstance(value, Excerpt) else value):
            named = ROWS[path](row) if path in ROWS else (str(number + 1),)
            yield from _walk(f"{path}.{steps[0]}", _step(row, steps[0]), steps[1:], (*of, *named))
    elif isinstance(value, dict):
        for key, row in value.items():
            yield from _walk(f"{path}.{steps[0]}", _step(row, steps[0]), steps[1:], (*of, key))
    else:
        yield from _walk(f"{path}.{steps[0]}", _step(value, steps[0]), steps[1:], of)


def _step(row: object, step: str) -> object:
    value = getattr(row, step)
    # Two shapes: an excerpt, or the first hundred with the count beside.
    count = getattr(row, _COUNTS.get(step, ""), None)
    return Excerpt(count, value) if count is not None else value


_COUNTS: Final = {"legacy": "legacy_count", "single_points_of_failure": "single_points_count"}


def answers(one: Estate, level: Level) -> dict[str, object]:
    found = structure(one)
    return {
        "exposure": exposure(one, level),
        "fragmentation": fragmentation(one),
        "structure": found if level == "top" else found.as_given,
        "integration": integration(one),
        "quality": quality(one),
        "risk": risk(one, level=level),
        "impact": impact(one, min(one.graph.ids)),
        "difference": changes(before=estate(5, 40), after=one),
    }


@pytest.fixture(scope="module")
def every() -> list[tuple[str, Wanted, Excerpt[object]]]:
    """Every list of every answer about every estate, with what asks for it."""
    found = []
    levels: tuple[Level, Level] = ("top", "as_given")
    for make in ESTATES.values():
        one = make()
        for level in levels:
            told = answers(one, level)
            base = Wanted(estate=one, level=level, before=estate(5, 40))
            for name in LISTS:
                root = name.partition(".")[0]
                if level == "as_given" and root not in ("exposure", "structure", "risk"):
                    continue
                outer = (min(one.graph.ids),) if root == "impact" else ()
                # A few rows of each list will do.
                for of, excerpt in islice(lists(name, told[root]), 3):
                    found.append((name, replace(base, of=(*outer, *of)), excerpt))
    return found


def test_the_rest_of_a_list_begins_with_what_the_answer_shows_and_is_as_long_as_it_says(
    every: list[tuple[str, Wanted, Excerpt[object]]],
) -> None:
    for name, wanted, excerpt in every:
        rest = whole(name, wanted)
        assert (name, wanted.of, len(rest)) == (name, wanted.of, excerpt.count)
        assert (name, wanted.of, rest[:SHOWN]) == (name, wanted.of, excerpt.first)


def test_stretches_one_after_the_other_are_the_whole_list(
    every: list[tuple[str, Wanted, Excerpt[object]]],
) -> None:
    longest = {name: (wanted, found) for name, wanted, found in sorted(every, key=_length)}
    for name, (wanted, found) in longest.items():
        cuts = [slice(start, start + 97) for start in range(0, found.count + 1, 97)]
        parts = [stretch(name, replace(wanted, shown=cut)) for cut in cuts]
        assert {part.count for part in parts} == {found.count}
        assert tuple(chain.from_iterable(p.first for p in parts)) == whole(name, wanted)


def _length(one: tuple[str, Wanted, Excerpt[object]]) -> int:
    return one[2].count


def test_every_list_of_the_table_is_met_with_something_in_it_and_many_with_more_than_shown(
    every: list[tuple[str, Wanted, Excerpt[object]]],
) -> None:
    met = {name for name, _, excerpt in every if excerpt.count}
    assert set(LISTS) - met == {"structure.own_core"}  # only a part has one
    assert len({name for name, _, excerpt in every if excerpt.count > SHOWN}) >= 15


def test_every_excerpt_in_an_answer_is_in_the_table() -> None:
    for level in ("top", "as_given"):
        for root, answer in answers(estate(1, 60), level).items():
            for path in _excerpts(root, answer):
                assert path.replace("structure.as_given.", "structure.") in LISTS, path


def _excerpts(path: str, value: object) -> Iterator[str]:
    if isinstance(value, Excerpt):
        yield path
        value = value.first
    if isinstance(value, (tuple, dict)):
        for row in value.values() if isinstance(value, dict) else value:
            yield from _excerpts(path, row)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in ("sentences", "scope"):
                yield from _excerpts(f"{path}.{field.name}", getattr(value, field.name))


def test_of_a_very_long_way_the_answer_holds_the_first_hundred_steps() -> None:
    ids = [f"s{number:03d}" for number in range(130)]
    systems = [System(id=one, name=one, kind="service") for one in ids[:-1]]
    systems.append(System(id=ids[-1], name="Old", legacy=True))
    rows = [Dependency(consumer=one, provider=other) for one, other in pairwise(ids)]
    one = Estate.of(Inventory.of(systems, rows))
    first = exposure(one).services[0]
    assert (first.depth, first.path, first.choke_points) == (
        129,
        tuple(ids[:100]),
        tuple(ids[1:101]),
    )
    wanted = Wanted(estate=one, of=("s000",))
    told = [whole(name, wanted) for name in WAYS]
    assert told == [tuple(ids), tuple(ids), tuple(ids[1:])]


def test_a_part_of_the_estate_has_the_lists_of_that_part() -> None:
    one = estate(1, 60)
    part = part_of(one, owner="finance")
    wanted = Wanted(estate=one, part=part)
    assert stretch("quality.missing", wanted) == quality(one, part=part).missing
    told = structure(one, part=part)
    assert stretch("structure.in_circles", wanted) == told.in_circles
    assert stretch("structure.own_core", wanted) == told.own_core
    assert stretch("structure.gates.found", wanted) == told.gates.found
    found = exposure(one, part=part).estate
    assert stretch("exposure.estate.unknown_services", wanted) == found.unknown_services
    assert stretch("exposure.estate.legacy_services", wanted) == found.legacy_services
    assert stretch("risk.register", wanted) == risk(one, part=part).register
    for row in exposure(one, part=part).legacy:
        # What a legacy system carries is told of the whole.
        rest = stretch("exposure.legacy.services", replace(wanted, of=(row.id,)))
        assert (row.id, rest) == (row.id, row.services)


def test_what_was_last_seen_long_ago_is_told_by_the_days_that_were_asked_for() -> None:
    seen = Evidence(source="trace", how="observed", as_of="2026-01-01")
    one = Estate.of(
        Inventory.of(
            [System(id=one, name=one) for one in "ab"],
            [Dependency(consumer="a", provider="b", evidence=(seen,))],
            heading=Heading(as_of="2026-01-31"),
        )
    )
    (found,) = (row for row in quality(one, 7).findings if row.code == "observation_stale")
    wanted = Wanted(estate=one, of=("observation_stale",), stale_after_days=7)
    assert found.systems == Excerpt(1, ("a -> b",))
    assert stretch("quality.findings.systems", wanted) == found.systems


def test_what_people_use_is_told_as_far_away_as_the_impact_was_asked_for() -> None:
    systems = [System(id=one, name=one) for one in ("far", "near", "old")]
    rows = [
        Dependency(consumer=a, provider=b)
        for a, b in (("near", "old"), ("far", "near"), ("clerk", "near"), ("clerk", "far"))
    ]
    one = Estate.of(Inventory.of([System(id="clerk", name="Clerk", kind="actor"), *systems], rows))
    wanted = Wanted(estate=one, of=("old", "clerk"), depth=1)
    (clerk,) = impact(one, "old", depth=1).actors
    assert clerk.uses == Excerpt(1, ("near",))
    assert stretch("impact.actors.uses", wanted) == clerk.uses


@pytest.mark.parametrize(
    ("name", "of", "said"),
    [
        ("structure.cycle", (), "there is no list 'structure.cycle'; meant structure"),
        ("structure.cycles.cut", (), "a list of a system of the circle; name that"),
        ("quality.missing", ("a",), "a list of nothing: there is one such list"),
        ("exposure.legacy.services", ("new",), "new is not legacy, and no part of it is"),
        ("exposure.services.legacy", ("old",), "old is no service, or is legacy itself"),
        ("structure.cycles.systems", ("new",), "new stands in no such circle"),
        ("structure.cycles.cut", ("new",), "new stands in no such circle"),
        ("structure.own_core", (), "there is no part"),
        ("structure.gates.found.behind", ("old",), "old is not the only way"),
        ("structure.bridges.cuts_off", ("old", "lone"), "old / lone is no single point"),
        ("fragmentation.components.systems", ("lone",), "lone stands alone"),
        ("fragmentation.owners.communities.found.systems", ("lone",), "lone has no dependency"),
        ("fragmentation.checks.failing", ("x",), "x is no check that was made"),
        ("fragmentation.tell_us_once.services", ("x",), "x is no data entity"),
        ("fragmentation.evidence.stores_read_across.consumers", ("old",), "old is no data store"),
        ("exposure.brokers.publishers", ("old",), "old is not published or subscribed to"),
        ("integration.meshes.found.systems", ("0",), "0 is not the place of a mesh"),
        ("integration.meshes.found.systems", ("x",), "x is not the place of a mesh"),
        ("quality.columns.unknown", ("systems", "x"), "systems / x is no column"),
        ("quality.findings.systems", ("x",), "x was not found here"),
        ("difference.tables.added", ("systems",), "needs the earlier inventory"),
        ("structure.gates.found.behind", ("new",), "new is not the only way from the services"),
    ],
)
def test_a_list_or_row_that_there_is_not_is_refused_by_name(
    name: str, of: tuple[str, ...], said: str
) -> None:
    small = _small()
    with pytest.raises(InvalidQuery) as refused:
        stretch(name, Wanted(estate=small, of=of))
    assert said in f"{refused.value.message} {refused.value.findings}"


def test_a_row_of_a_system_that_there_is_not_is_an_unknown_system() -> None:
    with pytest.raises(UnknownSystem):
        stretch("structure.cycles.systems", Wanted(estate=_small(), of=("nobody",)))


def test_a_table_that_does_not_differ_has_no_list_of_changes() -> None:
    small = _small()
    wanted = Wanted(estate=small, of=("systems",), before=small)
    with pytest.raises(InvalidQuery):
        stretch("difference.tables.added", wanted)


def _small() -> Estate:
    systems = [
        System(id="new", name="New", kind="service"),
        System(id="old", name="Old", legacy=True),
        System(id="lone", name="Lone"),
    ]
    return Estate.of(Inventory.of(systems, [Dependency(consumer="new", provider="old")]))
