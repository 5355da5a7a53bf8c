"""From loose rows to valid records, with a place for every problem."""

from __future__ import annotations

from legacymap.errors import Finding, Place
from legacymap.inventory import Holding, LooseRow, System, read_rows


def row(number: int, **values: object) -> LooseRow:
    return LooseRow(values, Place(file="systems.csv", line=number + 1, row=number))


def test_blanks_are_unknown_and_not_empty_text() -> None:
    rows, findings = read_rows(System, [row(1, id="a", name="A", owner="", legacy=None)])
    assert [(r.record, r.place.row) for r in rows] == [(System(id="a", name="A"), 1)]
    assert findings == ()


def test_every_problem_of_a_row_is_reported_with_its_place_and_the_row_is_rejected() -> None:
    rows, findings = read_rows(
        System, [row(1, id="a", name="A", users=-1, kind="thing"), row(2, id="b", name="B")]
    )
    assert [r.record.id for r in rows] == ["b"]
    assert [(f.severity, f.code, f.where) for f in findings] == [
        ("error", "invalid_row", Place(file="systems.csv", line=2, row=1, column="kind", id="a")),
        ("error", "invalid_row", Place(file="systems.csv", line=2, row=1, column="users", id="a")),
    ]
    assert "(found '-1')" in findings[1].message
    assert findings[1].message.endswith("the row is rejected")


def test_a_missing_column_is_named() -> None:
    _, (finding,) = read_rows(System, [row(1, id="a")])
    assert finding.where == Place(file="systems.csv", line=2, row=1, column="name", id="a")
    assert finding.message == "name is required; the row is rejected"


def test_unknown_columns_move_to_properties_and_are_reported_once_a_file() -> None:
    rows, findings = read_rows(
        System, [row(1, id="a", name="A", colour="red"), row(2, id="b", name="B", colour="blue")]
    )
    assert [r.record.properties for r in rows] == [{"colour": "red"}, {"colour": "blue"}]
    assert findings == (
        Finding(
            "info",
            "unknown_field",
            "column 'colour' is not part of the System table; kept in properties (2 rows)",
            Place(file="systems.csv", column="colour"),
        ),
    )


def test_given_properties_outvote_unknown_columns_of_the_same_name() -> None:
    (read,), _ = read_rows(
        Holding, [row(1, system="a", entity="e", note="x", properties={"note": "y", "z": 1})]
    )
    assert read.record.properties == {"note": "y", "z": 1}


def test_no_rows_are_no_records() -> None:
    assert read_rows(System, []) == ((), ())
