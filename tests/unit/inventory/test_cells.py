"""A cell of the CSV tables is read back as the value it was written from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legacymap.inventory.cells import (
    amounts_text,
    amounts_value,
    guarded,
    list_text,
    list_value,
    property_text,
    property_value,
    unguarded,
)

EDGES = st.text(alphabet="'=+-@\t\r\n ;:\\\"a1é", max_size=8) | st.text(max_size=8)
ITEMS = EDGES.map(lambda text: text.strip("\t\r\n")).filter(
    lambda text: text.strip() == text.strip(" ") and text != ""
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | EDGES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(EDGES, inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("  =1+1", "'  =1+1"),
        ("\t=1", "'\t=1"),
        ("\r", "'\r"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("'=1+1", "''=1+1"),
        ("it's", "it's"),
        ("'quoted'", "'quoted'"),
        ("no", "no"),
    ],
)
def test_what_a_spreadsheet_would_run_is_quoted(text: str, cell: str) -> None:
    assert guarded(text) == cell
    assert unguarded(cell) == text


@given(EDGES)
def test_a_guard_that_was_put_on_comes_off(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(EDGES)
def test_no_guarded_cell_begins_like_a_formula(text: str) -> None:
    assert guarded(text).lstrip()[:1] not in {"=", "+", "-", "@"}


def test_a_list_is_separated_by_semicolons() -> None:
    assert list_text(["Oracle", "COBOL"]) == "Oracle;COBOL"
    assert list_value(" Oracle ; COBOL;; ") == ("Oracle", "COBOL")


def test_a_semicolon_inside_an_item_is_written_with_a_backslash() -> None:
    assert list_text(["a;b", "c\\d"]) == "a\\;b;c\\\\d"
    assert list_value("a\\;b;c\\\\d;C:\\temp") == ("a;b", "c\\d", "C:\\temp")


@given(st.lists(ITEMS, max_size=4))
def test_a_list_comes_back_as_it_was(items: list[str]) -> None:
    assert list_value(list_text(items)) == tuple(items)


def test_effort_is_written_by_skill() -> None:
    assert amounts_text({"oracle": 300, "a:b": 2}) == "a:b:2;oracle:300"
    assert amounts_value("a:b:2; oracle : 300;java") == {"a:b": "2", "oracle": "300", "java": ""}


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("text", "text"),
        ("5", '"5"'), ("", '""'), (" a", '" a"'),
        (5, "5"),
        (True, "true"),
        ("true", '"true"'),
        ("NaN", "NaN"),
        ("1e999", "1e999"),
    ],
)
def test_a_property_keeps_its_type(value: str | int, cell: str) -> None:
    assert property_text(value) == cell
    assert property_value(cell) == value


@given(JSON)
def test_a_property_comes_back_as_it_was(value: str) -> None:
    assert property_value(property_text(value)) == value
