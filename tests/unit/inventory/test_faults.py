"""Problems of values in words for people."""

from __future__ import annotations

from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from legacymap.inventory.faults import fault


class Thing(BaseModel):
    model_config = ConfigDict(extra="forbid")

    count: int = Field(1, ge=1, lt=2**31)
    share: float = 0.5
    name: str = Field("x", min_length=1, max_length=1_500)
    code: str = Field("ab", min_length=2)
    side: Literal["left", "right"] = "left"
    list: tuple[str, ...] = ()
    inner: Thing | None = None
    yes: bool = True
    year: str = Field("2027", pattern="^[0-9]{4}$")
    day: str = ""

    @field_validator("day")
    @classmethod
    def _day(cls, day: str) -> str:
        if day == "never":
            raise ValueError("a date is written 2027, 2027-06 or 2027-06-30")
        return day


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"count": "many"}, "must be a whole number"),
        ({"count": 1.5}, "must be a whole number"),
        ({"count": 0}, "must be at least 1"),
        ({"count": 2**31}, "must be below 2,147,483,648"),
        ({"share": "half"}, "must be a number"),
        ({"name": ""}, "must not be empty"),
        ({"name": "x" * 1_501}, "must have at most 1,500 characters"),
        ({"code": "x"}, "must have at least 2 characters"),
        ({"name": 3}, "must be text"),
        ({"side": "up"}, "must be 'left' or 'right'"),
        ({"list": "x"}, "must be a list"),
        ({"inner": 3}, "must be an object of names and values"),
        ({"yes": "perhaps"}, "must be true or false"),
        ({"colour": 1}, "there is no such field"),
        ({"day": "never"}, "a date is written 2027, 2027-06 or 2027-06-30"),
        ({"year": "x"}, "string should match pattern '^[0-9]{4}$'"),
    ],
)
def test_a_wrong_value_is_told_in_plain_words(given: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Thing.model_validate(given)
    (problem,) = caught.value.errors()
    assert fault(problem["type"], problem["msg"], problem.get("ctx", {})) == words
