"""The section on exposure: what nobody says is unknown there, and no 0."""

from __future__ import annotations

from legacymap.analysis.estate import Estate
from legacymap.analysis.exposure import exposure
from legacymap.inventory import Dependency, Inventory, System
from legacymap.report.assessments.exposures import exposure_sections
from legacymap.report.model import Section


def section(legacy: bool | None) -> Section:
    systems = [
        System(id="s", name="S", kind="service", legacy=legacy),
        System(id="a", name="A", legacy=legacy),
    ]
    inventory = Inventory.of(systems, [Dependency(consumer="s", provider="a")])
    return exposure_sections(exposure(Estate.of(inventory)), {})[0]


def told(found: Section) -> tuple[object, ...]:
    (figure,) = (f for f in found.key_figures if f.label == "Services that are legacy themselves")
    places = {column.key: place for place, column in enumerate(found.tables[0].columns)}
    return figure.value, figure.note, found.tables[0].rows[0][places["legacy_count"]]


def test_where_nobody_says_what_is_legacy_there_is_no_zero() -> None:
    assert told(section(None)) == (None, "of 1 service; 1 unknown", None)


def test_where_all_is_said_to_be_sound_there_is_none() -> None:
    assert told(section(False)) == (0, "of 1 service; 0 unknown", 0)
