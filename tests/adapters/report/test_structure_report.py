"""The section on structure: what nobody recorded is unknown, and shares name what they are of."""

from __future__ import annotations

from legacymap.analysis.estate import Estate
from legacymap.analysis.scope import part_of
from legacymap.analysis.structure import structure
from legacymap.inventory import Dependency, Inventory, Organisation, System
from legacymap.report.assessments.structures import structure_sections
from legacymap.report.model import Section


def section(arrows: str = "", *, alone: str = "", owner: str | None = None) -> Section:
    pairs = [arrow.split(">") for arrow in arrows.split()]
    names = sorted({*alone.split(), *(one for pair in pairs for one in pair)})
    systems = [System(id=one, name=one, owner="o" if one == "a" else None) for one in names]
    dependencies = [Dependency(consumer=a, provider=b) for a, b in pairs]
    owners = [Organisation(id="o", name="O")]
    estate = Estate.of(Inventory.of(systems, dependencies, organisations=owners))
    part = part_of(estate, owner=owner) if owner else None
    (found,) = structure_sections(structure(estate, part=part), {})
    return found


def figures(found: Section) -> dict[str, tuple[str | int | None, str | None]]:
    return {figure.label: (figure.value, figure.note) for figure in found.key_figures}


def test_where_no_dependency_is_recorded_circles_and_spread_are_unknown() -> None:
    found = section(alone="a b")
    nothing = (None, "of 2 systems no dependency is recorded")
    assert figures(found) == {
        "Propagation cost": nothing,
        "Circles of systems": nothing,
        "Single points of failure": nothing,
    }
    unknown = [table.id for table in found.tables if table.when_empty.startswith("Not known")]
    assert unknown == ["cycles-top", "single-points", "links", "gates"]


def test_the_core_is_named_and_density_and_links_have_their_place() -> None:
    found = section("a>b b>a b>c")
    assert figures(found)["Density"] == (
        "3 of 9 (33.3%)",
        "ordered pairs of systems with a dependency, of all pairs",
    )
    (core,) = [text for text in found.paragraphs if text.startswith("Core: ")]
    assert core.startswith("Core: 2 of 3 systems (66.7%): a, b; the largest group of systems that")
    (links,) = [table for table in found.tables if table.id == "links"]
    assert links.rows == (("a and b", 2, 1, 0, "a"), ("b and c", 1, 1, 0, "c"))


def test_of_a_part_of_the_estate_circles_and_reach_are_of_the_whole() -> None:
    found = section("a>b b>c c>a c>d", owner="o")
    assert figures(found)["Circles of systems"] == (1, "the largest holds 3 systems of 4")
    assert "Density" not in figures(found)
    (roles,) = [table for table in found.tables if table.id == "roles"]
    assert roles.rows == (("a", "core", 3, 4, 4),)


def test_without_parts_the_inside_is_not_told_again() -> None:
    tables = [table.id for table in section("a>b").tables]
    assert "cycles-top" in tables
    assert "cycles-as-given" not in tables


def test_few_dependencies_without_a_circle_are_not_told_to_be_none() -> None:
    assert section("a>b", alone="c d e").title == (
        "Dependencies of 1 pair of 5 systems are recorded: too few to tell of circles"
    )
    assert section(alone="a b").title == "No dependency between systems is recorded"
    assert section().title == "There is no system"
