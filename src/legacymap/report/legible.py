"""How text of any origin is kept legible: what no document can carry is made visible."""

from __future__ import annotations

import re
from typing import Final

CODE: Final = re.compile(r"`([^`\n]+)`")
"""A name of a setting or a column inside a sentence."""

_REPLACEMENT: Final = 0xFFFD
_CONTROL_PICTURES: Final = 0x2400
_DELETE_PICTURE: Final = 0x2421
_NON_CHARACTERS: Final = (0xFFFE, 0xFFFF)
# Embeddings and overrides turn the rest of a sentence around; marks and isolates do not.
_TURNS_TEXT_AROUND: Final = range(0x202A, 0x202F)

_VISIBLE: Final = {
    **{code: _CONTROL_PICTURES + code for code in range(0x20) if chr(code) not in "\t\n\r"},
    0x7F: _DELETE_PICTURE,
    **dict.fromkeys(range(0x80, 0xA0), _REPLACEMENT),
    **dict.fromkeys(range(0xD800, 0xE000), _REPLACEMENT),
    **dict.fromkeys(_NON_CHARACTERS, _REPLACEMENT),
    **dict.fromkeys(_TURNS_TEXT_AROUND, _REPLACEMENT),
}


def legible(text: str) -> str:
    """``text`` with control characters as their pictures; HTML and XML allow none of them."""
    return text.translate(_VISIBLE)


def on_one_line(text: str) -> str:
    """``text``, legible, with every run of blanks and line ends as one blank."""
    return " ".join(legible(text).split())


def shortened(text: str, most: int) -> str:
    """``text`` on one line, cut to ``most`` characters with an ellipsis that says so."""
    line = on_one_line(text)
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
