"""From loose rows to valid records, with a place for every problem."""

from __future__ import annotations

import json

import pytest

from legacymap.errors import Finding, Place
from legacymap.inventory import Holding, LooseRow, System, read_rows
from legacymap.inventory.rows import AS_RECORDS


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


@pytest.mark.parametrize("column", sorted(AS_RECORDS))
def test_a_text_where_records_belong_is_told_a_form_that_is_right(column: str) -> None:
    text = {"id": "a", "name": "A", column: "as the owner says"}
    _, (finding,) = read_rows(System, [row(1, **text)])
    assert finding.where == Place(file="systems.csv", line=2, row=1, column=column, id="a")
    form = finding.message.partition(" such as ")[2].partition(", in a table as JSON")[0]
    read, findings = read_rows(System, [row(1, **{**text, column: json.loads(form)})])
    assert (len(read), findings) == (1, ())
    assert getattr(read[0].record, column) not in (None, (), {})


def test_a_wrong_word_elsewhere_is_shown_no_form() -> None:
    _, (finding,) = read_rows(System, [row(1, id="a", name="A", users="many")])
    assert finding.message == "users must be a whole number (found 'many'); the row is rejected"


def test_no_rows_are_no_records() -> None:
    assert read_rows(System, []) == ((), ())
