"""How a value stands in one cell of a CSV table, so that no spreadsheet runs or splits it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from legacymap.inventory.tables import canonical_text

# A spreadsheet takes a cell that begins so for a formula or for its continuation, some of them
# also after blanks (OWASP ASVS 5.0, 1.2.10). Quotes before it are part of the pattern: text that
# itself begins with a quote and a sign gets one more, so that readers can take off exactly one.
_FORMULA: Final = re.compile(r"'*\s*[=+\-@\uff1d\t\r\n\0]")


def guarded(text: str) -> str:
    """``text`` with a leading single quote where a spreadsheet would run or hide it."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """``text`` without the quote that :func:`guarded` or a person put before it."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def list_text(items: Iterable[str]) -> str:
    """``items`` separated by ``;``, or a JSON array where that would not come back as it was."""
    given = list(items)
    text = ";".join(given)
    plain = all(_stands_alone(item) for item in given) and not text.startswith("[")
    return text if plain else canonical_text(list(given))


def amounts_text(amounts: Mapping[str, int]) -> str:
    """``amounts`` as ``integration:120;oracle:300``, or a JSON object where a name is odd."""
    text = ";".join(f"{name}:{amounts[name]}" for name in sorted(amounts))
    plain = all(_stands_alone(name) for name in amounts) and not text.startswith("{")
    return text if plain else canonical_text(dict(amounts))


def _stands_alone(item: str) -> bool:
    return bool(item) and ";" not in item and item == item.strip() and not item.startswith("'")
