"""What a cell of text means in a column of the inventory."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, Literal, get_args, get_origin

from pydantic import BaseModel, JsonValue

from legacymap.errors import InvalidInput, Place
from legacymap.ingest.limits import Limits
from legacymap.ingest.texts.json_text import parse_json
from legacymap.ingest.vocabulary.words import FALSE, SYNONYMS, TRUE, UNKNOWN, without_accents
from legacymap.inventory.records import Record
from legacymap.inventory.tables import bare_type
from legacymap.inventory.vocabulary import PartialDate

Meaning = Callable[[str], JsonValue]
"""From the text of a cell that is not blank to its value: ``None`` is unknown, and the text itself
where it means nothing, so that the row is rejected with what was found."""

_CELL_LIMITS: Final = Limits(depth=16)
_LONGEST_NUMBER: Final = 100
"""No number that means something is longer, and patterns are slow on text that is."""
_GERMAN_DATE: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_MIDNIGHT: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[T ][0-9:.]+(?:Z|[+-]\d{2}:?\d{2})?")
_MARKED_TEXT: Final = re.compile(r"'+[\s]*[=+\-@\uff1d\t\r\n]")


def text(cell: str) -> str:
    """The text, without the quote that spreadsheets put before what looks like a formula."""
    if cell.startswith("'") and _MARKED_TEXT.match(cell):
        return cell[1:]
    return cell


def words(cell: str) -> JsonValue:
    """Items separated by ``;``, or a JSON array where an item holds one."""
    if cell.lstrip().startswith("["):
        items = _json(cell)
        if isinstance(items, list) and all(isinstance(item, str) for item in items):
            return items
    return [text(item.strip()) for item in cell.split(";") if item.strip()]


def truth(cell: str) -> JsonValue:
    """Yes or no, in the words of several languages."""
    word = cell.strip().casefold()
    if word in UNKNOWN:
        return None
    return True if word in TRUE else False if word in FALSE else cell


def whole(cell: str) -> JsonValue:
    """A whole number; separators of thousands in any style, decimals only if they are zero.

    ``1.200`` is twelve hundred here, for one and a fifth is not whole.
    """
    if _is_short_and_plain(cell):
        return int(cell)
    bare = _bare_number(cell)
    if bare is None:
        return None
    if len(bare) > _LONGEST_NUMBER:
        return cell
    if re.fullmatch(r"[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*", bare):
        bare = bare.replace(",", "").replace(".", "")
    elif match := re.fullmatch(r"([+-]?[\d.,]*\d)[.,]0{1,2}", bare):
        bare = match[1].replace(",", "").replace(".", "")
    return int(bare) if re.fullmatch(r"[+-]?\d+", bare) else cell


def number(cell: str) -> JsonValue:
    """A number with decimal point or decimal comma, or a percentage.

    ``1,200`` stays text: it may be twelve hundred or one and a fifth.
    """
    if _is_short_and_plain(cell):
        return float(cell)
    bare = _bare_number(cell)
    if bare is None:
        return None
    if len(bare) > _LONGEST_NUMBER:
        return cell
    percent = bare.endswith("%")
    bare = bare.removesuffix("%")
    if "," in bare and "." in bare:
        thousands = "," if bare.rindex(".") > bare.rindex(",") else "."
        bare = bare.replace(thousands, "")
    elif re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", bare):
        return cell
    elif re.fullmatch(r"[+-]?\d{1,3}(,\d{3}){2,}", bare):
        bare = bare.replace(",", "")
    bare = bare.replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", bare):
        return cell
    return float(bare) / 100 if percent else float(bare)


def _is_short_and_plain(cell: str) -> bool:
    """Whether ``cell`` is nothing but a few digits, as most numbers are: no pattern is needed."""
    return len(cell) < 16 and cell.isascii() and cell.isdigit()


def _bare_number(cell: str) -> str | None:
    """``cell`` without blanks, apostrophes and a currency; ``None`` where it says unknown."""
    if cell.strip().casefold() in UNKNOWN:
        return None
    return re.sub(r"[\s'\u2019_\u00a0\u202f]|^[\u00a3\u20ac$]|[\u00a3\u20ac$]$", "", cell.strip())


def day(cell: str) -> JsonValue:
    """A year, month or day; ``30.06.2027`` and ``2027-06-30 00:00`` are days too."""
    bare = cell.strip()
    if bare.casefold() in UNKNOWN:
        return None
    if match := _GERMAN_DATE.fullmatch(bare):
        return f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}"
    match = _MIDNIGHT.fullmatch(bare)
    return match[1] if match else bare


def effort(cell: str) -> JsonValue:
    """Days by skill as ``oracle:300;integration:120``, or as a JSON object."""
    if cell.lstrip().startswith("{"):
        return _json(cell)
    days: dict[str, JsonValue] = {}
    for item in cell.split(";"):
        skill, colon, amount = item.rpartition(":")
        if item.strip() and (not colon or not skill.strip()):
            return cell
        if item.strip():
            days[text(skill.strip())] = whole(amount)
    return days


def free(cell: str) -> JsonValue:
    """A JSON object of properties, or a JSON array of records."""
    return _json(cell)


def one_of(synonyms: dict[str, str | None]) -> Meaning:
    """A word of a vocabulary, however it is spelled, or one of its ``synonyms``."""
    meanings: dict[str, JsonValue] = {}

    def word(cell: str) -> JsonValue:
        if cell not in meanings:
            spelled = re.sub(r"[\s_-]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cell.strip()))
            spelled = spelled.casefold()
            plain = spelled if spelled in synonyms else without_accents(spelled)
            meanings[cell] = None if spelled in UNKNOWN else synonyms.get(plain, spelled)
        return meanings[cell]

    return word


def crud(cell: str) -> JsonValue:
    """Letters of create, read, update, delete, in any case."""
    return cell.strip().upper()


def _json(cell: str) -> JsonValue:
    try:
        return parse_json(cell.encode(), Place(), _CELL_LIMITS)
    except InvalidInput:
        return cell


def meaning(table: str, model: type[Record], column: str) -> Meaning:
    """What cells mean in ``column`` of ``table``, by the type that ``model`` declares for it."""
    if column == "crud":
        return crud
    annotation = model.model_fields[column].annotation
    if PartialDate in get_args(annotation):
        return day
    bare = bare_type(annotation)
    if bare in _BY_TYPE:
        return _BY_TYPE[bare]
    origin, args = get_origin(bare), get_args(bare)
    if origin is Literal:
        return one_of(SYNONYMS.get((table, column), {}))
    if origin is tuple:
        # Records, as the evidence of a row that was rejected, are JSON in a cell.
        return free if isinstance(args[0], type) and issubclass(args[0], BaseModel) else words
    if origin is dict and bare_type(args[1]) is int:
        return effort
    assert origin is dict or (isinstance(bare, type) and issubclass(bare, BaseModel))  # noqa: S101 - nothing else is declared
    return free


_BY_TYPE: Final[dict[object, Meaning]] = {str: text, bool: truth, int: whole, float: number}
