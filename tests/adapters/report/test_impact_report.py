"""The section on impact: who stops, of how many that need the system, and who is only linked."""

from __future__ import annotations

from legacymap.analysis.estate import Estate
from legacymap.analysis.impact import impact
from legacymap.inventory import Dependency, Inventory, System
from legacymap.report.assessments.impacts import impact_sections
from legacymap.report.model import Section


def section(*dependencies: Dependency, depth: int | None = None) -> Section:
    kinds = {"p": "actor", "s": "service", "a": "service"}
    systems = [
        System.model_validate({"id": one, "name": "Case work" if one in "ab" else one, **kind})
        for one in "abcps"
        for kind in [{"kind": kinds[one]} if one in kinds else {}]
    ]
    estate = Estate.of(Inventory.of(systems, dependencies))
    names = {system.id: system.name for system in systems}
    (found,) = impact_sections(impact(estate, "a", depth=depth), names)
    return found


def figures(found: Section) -> list[tuple[str, str | int | None, str | None]]:
    return [(figure.label, figure.value, figure.note) for figure in found.key_figures]


def test_figures_count_who_needs_the_system_and_not_the_system_itself() -> None:
    found = section(
        Dependency(consumer="s", provider="a"),
        Dependency(consumer="b", provider="a"),
        Dependency(consumer="c", provider="a", flow="link"),
    )
    assert figures(found) == [
        ("Systems that stop with it", 2, "of 2 that need it, directly or not; 1 only linked to it"),
        ("Services that stop with it", 1, "of 1 that need it; it is a service itself"),
    ]


def test_a_look_that_ends_early_says_so_beside_its_figures() -> None:
    found = section(Dependency(consumer="s", provider="a"), depth=1)
    assert figures(found)[0][2] == "of 1 that need it, up to 1 step away"


def test_what_people_use_is_named_once() -> None:
    found = section(
        Dependency(consumer="p", provider="a"),
        Dependency(consumer="p", provider="b"),
        Dependency(consumer="b", provider="a"),
    )
    (people,) = [table for table in found.tables if table.id == "touched-people"]
    assert people.rows == (("p", "Case work"),)
