"""What is wrong with a value, in words that need no knowledge of the validator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

Context = Mapping[str, object]


def fault(kind: str, said: str, context: Context) -> str:
    """One problem of a validator: its ``kind``, what it ``said`` and the ``context`` it gave.

    What has no words of its own here keeps the validator's.
    """
    words = _WORDS.get(kind)
    if words is not None:
        return words(context) if callable(words) else words
    own = said.removeprefix("Value error, ").removeprefix("Input should ")
    return own[:1].lower() + own[1:] if own == said else _as_demand(own)


def _as_demand(own: str) -> str:
    """``be a valid date`` as a demand; a message of our own as it is."""
    return f"must {own}" if own.startswith(("be ", "have ", "match ")) else own


def _one_of(context: Context) -> str:
    return f"must be {context.get('expected', 'another word')}"


def _number(word: str, key: str) -> Callable[[Context], str]:
    def words(context: Context) -> str:
        limit = context.get(key)
        return f"must be {word} {limit:,}" if isinstance(limit, int) else f"must be {word} {limit}"

    return words


def _shortest(context: Context) -> str:
    least = context.get("min_length", 1)
    return "must not be empty" if least == 1 else f"must have at least {least} characters"


def _longest(context: Context) -> str:
    return f"must have at most {context.get('max_length'):,} characters"


def _kinds(kinds: Sequence[str], words: str) -> dict[str, str]:
    return dict.fromkeys(kinds, words)


_WORDS: Final[Mapping[str, str | Callable[[Context], str]]] = {
    **_kinds(
        ("int_type", "int_parsing", "int_parsing_size", "int_from_float"), "must be a whole number"
    ),
    **_kinds(
        ("float_type", "float_parsing", "decimal_type", "decimal_parsing"), "must be a number"
    ),
    **_kinds(("bool_type", "bool_parsing"), "must be true or false"),
    **_kinds(("list_type", "tuple_type", "set_type"), "must be a list"),
    **_kinds(
        (
            "dict_type",
            "mapping_type",
            "model_type",
            "model_attributes_type",
            "dataclass_type",
        ),
        "must be an object of names and values",
    ),
    "finite_number": "must be a finite number",
    "string_type": "must be text",
    "string_too_short": _shortest,
    "string_too_long": _longest,
    "missing": "is required",
    "extra_forbidden": "there is no such field",
    "literal_error": _one_of,
    "enum": _one_of,
    "greater_than": _number("above", "gt"),
    "greater_than_equal": _number("at least", "ge"),
    "less_than": _number("below", "lt"),
    "less_than_equal": _number("at most", "le"),
}
