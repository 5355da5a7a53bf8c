"""One encoder for everything that leaves."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest

from legacymap.inventory import plain, to_json


@dataclass(frozen=True, slots=True)
class Result:
    zeta: Fraction | None
    alpha: tuple[int, ...]


def test_fields_keep_their_order_mappings_are_sorted_and_a_line_ends() -> None:
    result = Result(Fraction(1, 3), (2, 1))
    assert to_json({"b": result, "a": {"y", "x"}}) == (
        b'{"a":["x","y"],"b":{"zeta":0.3333333333333333,"alpha":[2,1]}}\n'
    )


def test_unknown_stays_unknown() -> None:
    assert plain(Result(None, ())) == {"zeta": None, "alpha": []}


def test_numbers_of_arrays_are_numbers() -> None:
    value = {
        "one": np.int64(1),
        "half": np.float64(0.5),
        "yes": np.bool_(True),
        "all": np.arange(3),
    }
    assert plain(value) == {"one": 1, "half": 0.5, "yes": True, "all": [0, 1, 2]}


def test_text_leaves_as_it_is() -> None:
    assert to_json("Ærø 管理") == '"Ærø 管理"\n'.encode()


def test_what_has_no_json_form_is_refused() -> None:
    with pytest.raises(TypeError, match="object has no JSON form"):
        to_json(object())
