"""Changes and trends: what rose, what fell, and what only became known."""

from __future__ import annotations

from legacymap.analysis import Estate
from legacymap.analysis.changes import changes
from legacymap.analysis.figure_changes import FigureChange, Movement
from legacymap.analysis.trend import Moment, trend
from legacymap.inventory import Dependency, Heading, Inventory, System

NEEDS = (Dependency(consumer="web", provider="core"),)


def estate(
    *, legacy: bool | None, as_of: str | None = None, more: tuple[System, ...] = ()
) -> Estate:
    return Estate.of(
        Inventory.of(
            [
                System(id="web", name="Web", kind="service", owner="hq", legacy=False),
                System(id="core", name="Core", kind="application", owner="hq", legacy=legacy),
                *more,
            ],
            NEEDS,
            heading=Heading(as_of=as_of),
        )
    )


def change(found: tuple[FigureChange, ...], code: str) -> FigureChange:
    return next(one for one in found if one.code == code)


def texts(before: Estate, after: Estate) -> list[str]:
    return [one.text for one in changes(before=before, after=after).sentences]


def test_equal_estates_differ_in_nothing() -> None:
    found = changes(before=estate(legacy=True), after=estate(legacy=True))
    assert (found.tables, [one.text for one in found.sentences]) == (
        {},
        ["No row differs between the two inventories."],
    )


def test_a_figure_that_moved_only_because_more_is_known_says_so() -> None:
    assert texts(estate(legacy=None), estate(legacy=True)) == [
        "Systems: 1 changed.",
        "Services on legacy rose from 0 of 1 (1 unknown) to 1 of 1, only because 1 became known.",
        "Legacy systems rose from 0 of 2 (1 unknown) to 1 of 2, only because 1 became known.",
        "Missing facts that matter rose from 1 to 7.",
    ]


def test_a_figure_that_moved_because_something_changed_says_only_that() -> None:
    found = changes(before=estate(legacy=False), after=estate(legacy=True))
    assert change(found.figures, "services_on_legacy").movement == Movement(1, 0, 0, 0, 0, 0)
    assert "Services on legacy rose from 0 of 1 to 1 of 1." in [s.text for s in found.sentences]


def test_where_no_dependency_was_recorded_circles_and_spread_did_not_rise_from_nothing() -> None:
    systems = [System(id=one, name=one) for one in "ab"]
    ring = [Dependency(consumer="a", provider="b"), Dependency(consumer="b", provider="a")]
    before, after = Estate.of(Inventory.of(systems)), Estate.of(Inventory.of(systems, ring))
    found = changes(before=before, after=after)
    for code in ("systems_in_circles", "propagation_cost", "single_points_of_failure"):
        one = change(found.figures, code)
        assert (one.before, one.after is None, one.moved) == (None, False, 0)
    assert not [text for text in texts(before, after) if "circles" in text or "cost" in text]


def test_what_came_into_the_inventory_is_no_change_of_the_estate() -> None:
    more = (System(id="old", name="Old", kind="application", owner="hq", legacy=True),)
    assert (
        "Legacy systems rose from 1 of 2 to 2 of 3, only because 1 came into the inventory."
        in texts(estate(legacy=True), estate(legacy=True, more=more))
    )


def test_what_is_not_known_any_more_is_told() -> None:
    assert (
        "Legacy systems fell from 1 of 2 to 0 of 2 (1 unknown), only because 1 is not known any"
        " more." in texts(estate(legacy=True), estate(legacy=None))
    )


def test_unknowns_that_became_known_not_to_count_are_told() -> None:
    assert "Services on legacy: 0 of 1, as before; the unknown fell from 1 to 0." in texts(
        estate(legacy=None), estate(legacy=False)
    )


def test_a_trend_stands_in_the_order_of_its_dates_and_tells_ups_and_downs() -> None:
    found = trend(
        [
            Moment.of("c", estate(legacy=False, as_of="2025")),
            Moment.of("a", estate(legacy=False, as_of="2023-05")),
            Moment.of("b", estate(legacy=True, as_of="2024-01-01")),
        ]
    )
    assert (found.ordered_by, [one.name for one in found.snapshots]) == ("as_of", ["a", "b", "c"])
    assert [one.text for one in found.sentences] == ["3 snapshots, from 2023-05 to 2025."]


def test_what_was_known_in_between_did_not_only_become_known() -> None:
    found = trend(
        [
            Moment.of("a", estate(legacy=None, as_of="2023")),
            Moment.of("b", estate(legacy=False, as_of="2024")),
            Moment.of("c", estate(legacy=True, as_of="2025")),
        ]
    )
    assert "Legacy systems rose from 0 of 2 (1 unknown) to 1 of 2." in [
        one.text for one in found.sentences
    ]


def test_without_all_dates_a_trend_stands_in_the_order_given() -> None:
    found = trend(
        [
            Moment.of("new", estate(legacy=True, as_of="2025")),
            Moment.of("undated", estate(legacy=None)),
        ]
    )
    assert (found.ordered_by, [one.name for one in found.snapshots]) == (
        "given",
        ["new", "undated"],
    )
    assert found.sentences[0].text == (
        "2 snapshots in the order given, because not all state a date."
    )


def test_a_figure_that_rose_and_fell_on_the_way_says_so() -> None:
    found = trend(
        [
            Moment.of("a", estate(legacy=False, as_of="2023")),
            Moment.of("b", estate(legacy=True, as_of="2024")),
            Moment.of("c", estate(legacy=None, as_of="2025")),
            Moment.of("d", estate(legacy=True, as_of="2026")),
        ]
    )
    assert "Services on legacy rose from 0 of 1 to 1 of 1; up and down in between." in [
        one.text for one in found.sentences
    ]


def test_where_only_the_whole_changed_that_is_told() -> None:
    more = (System(id="new", name="New", kind="application", owner="hq", legacy=False),)
    assert "Legacy systems: still 1, now of 3 instead of 2." in texts(
        estate(legacy=True), estate(legacy=True, more=more)
    )


def test_where_the_whole_and_the_unknown_changed_both_are_told() -> None:
    more = (System(id="new", name="New", kind="application", owner="hq"),)
    assert "Legacy systems: still 0, now of 3 instead of 2; the unknown rose from 0 to 1." in texts(
        estate(legacy=False), estate(legacy=False, more=more)
    )
