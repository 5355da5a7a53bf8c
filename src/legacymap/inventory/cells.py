"""How a value stands in one cell of the CSV tables, and how the cell is read back.

Whoever writes the tables and whoever reads them use the same pairs of functions, so that what is
written comes back as it was: each ``*_value`` is the inverse of its ``*_text``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Final

from pydantic import JsonValue

# A spreadsheet takes a cell that begins so for a formula or for its continuation, some of them
# also after blanks (OWASP ASVS 5.0, 1.2.10). Quotes before it are part of the pattern, so that
# text that itself begins with a quote and a sign is told apart from text that was guarded.
_FORMULA: Final = re.compile(r"'*\s*[=+\-@\t\r\0]")
_ESCAPED: Final = re.compile(r"\\([\\; ])")
_SEPARATOR: Final = re.compile(r"((?:[^\\;]|\\.|\\$)*)(?:;|$)", re.DOTALL)


def guarded(text: str) -> str:
    """``text`` with a leading single quote where a spreadsheet would run or hide it."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """``text`` without the quote that :func:`guarded` put before it."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def list_text(items: Iterable[str]) -> str:
    r"""``items`` separated by ``;``; inside an item ``\;`` is a semicolon, ``\\`` a backslash.

    A blank at either end of an item is written with a backslash too, since readers drop blanks
    around separators.
    """
    return ";".join(_escaped(item) for item in items)


def list_value(text: str) -> tuple[str, ...]:
    """The items of a cell that :func:`list_text` or a person wrote; empty ones are dropped."""
    parts = (_stripped(match.group(1)) for match in _SEPARATOR.finditer(text))
    return tuple(_ESCAPED.sub(r"\1", part) for part in parts if part)


def amounts_text(amounts: Mapping[str, int]) -> str:
    """``amounts`` as ``oracle:300;integration:120``, sorted by name."""
    return list_text(f"{name}:{amounts[name]}" for name in sorted(amounts))


def amounts_value(text: str) -> dict[str, str]:
    """What each name of a cell such as ``oracle:300;integration:120`` is given, still as text.

    The last colon separates, so that a name may hold colons. A name without one is given nothing.
    """
    pairs = [item.rpartition(":") for item in list_value(text)]
    return {
        name.strip() if colon else amount.strip(): amount.strip() if colon else ""
        for name, colon, amount in pairs
    }


def property_text(value: JsonValue) -> str:
    """``value`` as a cell of a ``properties.*`` column: text as it is, anything else as JSON.

    Text that would be read as JSON, or that a reader would trim or take for a blank, is written as
    a JSON string, in double quotes.
    """
    if isinstance(value, str) and value and value == value.strip() == property_value(value):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def property_value(text: str) -> JsonValue:
    """The value of a cell of a ``properties.*`` column; what is no JSON is text."""
    try:
        value: JsonValue = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        return text
    return value


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _finite(number: str) -> float:
    if not math.isfinite(float(number)):
        raise ValueError(number)
    return float(number)


def _escaped(item: str) -> str:
    text = item.replace("\\", "\\\\").replace(";", "\\;")
    inner = text.strip(" ")
    before = (len(text) - len(text.lstrip(" "))) * "\\ "
    after = (len(text) - len(text.rstrip(" "))) * "\\ " if inner else ""
    return f"{before}{inner}{after}"


def _stripped(part: str) -> str:
    text = part.strip()
    # The blank of a final escape is content: strip() took it from behind its backslash.
    cut = len(text) - len(text.rstrip("\\"))
    return f"{text} " if cut % 2 and part.lstrip().startswith(f"{text} ") else text
