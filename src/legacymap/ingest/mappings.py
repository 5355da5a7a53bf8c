"""What the columns of tables mean that nobody foresaw: mapping files, ``legacymap-mapping/1``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.limits import Limits, over
from legacymap.ingest.texts.json_text import parse_json
from legacymap.ingest.vocabulary.headers import MODELS, Column, Header, normal
from legacymap.inventory.faults import fault
from legacymap.inventory.tables import bare_type
from legacymap.inventory.vocabulary import Name

FORMAT: Final = "legacymap-mapping/1"
IGNORED: Final = "ignored"
LARGEST: Final = 2**20
"""Bytes of a mapping file."""
_LIMITS: Final = Limits(file_bytes=LARGEST, nodes=100_000, depth=16)
_NEEDED: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "systems": (("id", "name"),),
    "organisations": (("id", "name"),),
    "data_entities": (("id", "name"),),
    "dependencies": (("consumer",), ("provider",)),
    "holdings": (("system",), ("entity",)),
    "evidence": (("source",),),
    "inventory": (),
}
"""Of each group at least one column must be there."""

TableName = Literal[
    "systems",
    "dependencies",
    "organisations",
    "data_entities",
    "holdings",
    "evidence",
    "inventory",
    "ignored",
]
Word = Annotated[str, Field(max_length=512)]


class TableRule(BaseModel):
    """What the tables with one header are, and what their columns mean."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    header: Annotated[tuple[Word, ...], Field(min_length=1, max_length=500)]
    """The columns that such a table has, in any order and spelling; it may have more."""
    file: Word | None = None
    """Name of the file or sheet, `*` for any text, where several tables have the same header."""
    table: TableName
    ids: Name | None = None
    """What the ids belong to: tables that say the same share their ids."""
    columns: dict[Word, Word] = {}
    """Header to column of the table, `properties.x` or `ignored`; the others are kept."""
    prefixes: dict[Word, Word] = {}
    """Header to what is put before each id in it, where two tables number alike."""
    constants: dict[Word, Word] = {}
    """Column to what it says in each row that says nothing."""
    words: dict[Word, dict[Word, Word]] = {}
    """Column to words of the cells and what they mean here."""

    @cached_property
    def _columns(self) -> dict[str, str]:
        return {normal(header): column for header, column in self.columns.items()}

    def column(self, header: str) -> str | None:
        """The column that the mapping states for ``header``; ``None`` where it states none."""
        stated = self._columns.get(normal(header))
        return None if stated == IGNORED else stated

    def ignores(self, header: str) -> bool:
        """Whether the mapping leaves the column ``header`` aside."""
        return self._columns.get(normal(header)) == IGNORED

    def prefix_of(self, header: str) -> str:
        """What stands before each id in the column ``header``."""
        return {normal(name): text for name, text in self.prefixes.items()}.get(normal(header), "")

    def words_of(self, column: str) -> dict[str, str]:
        """Meanings by word, in small letters, of a column of the inventory."""
        given = self.words.get(column, {})
        return {word.strip().casefold(): meaning for word, meaning in given.items()}

    def fits(self, header: Sequence[str], file: str) -> bool:
        """Whether a table with ``header``, in the file or sheet ``file``, is meant."""
        has = {normal(cell) for cell in header}
        return {normal(cell) for cell in self.header} <= has and self._names(file)

    def _names(self, file: str) -> bool:
        if self.file is None:
            return True
        pattern, path = self.file.casefold(), file.casefold()
        base = path.rsplit("/", 1)[-1]
        return any(fnmatchcase(name, pattern) for name in (path, base, base.rsplit(".", 1)[0]))

    def as_header(self, header: Sequence[str]) -> Header:
        """The columns of ``header`` as readers of tables want them."""
        columns: list[Column | None] = []
        for cell in header:
            stated = self.column(cell)
            columns.append(_way(stated) if stated else None)
        return Header(self.table, tuple(columns))


class MappingFile(BaseModel):
    """A mapping file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["legacymap-mapping/1"]
    tables: Annotated[tuple[TableRule, ...], Field(max_length=1_000)]


@dataclass(frozen=True, slots=True)
class Mappings:
    """The rules of all mapping files at hand."""

    rules: tuple[TableRule, ...] = ()

    def rule(self, header: Sequence[str], file: str) -> TableRule | None:
        """The rule for a table: the one that names the file, then the one with most columns."""
        fitting = [rule for rule in self.rules if header and rule.fits(header, file)]
        return max(
            fitting, key=lambda rule: (rule.file is not None, len(rule.header)), default=None
        )


def _way(column: str) -> Column:
    first, dot, rest = column.partition(".")
    if first == "properties" and dot:
        return (first, rest)
    return tuple(column.split("."))


def is_mapping(content: bytes) -> bool:
    """Whether ``content`` says that it is a mapping file."""
    found = _STATED.search(content[:4096])
    return found is not None


_STATED: Final = re.compile(
    rb"^\s*(?:\{\s*)?[\"']?format[\"']?\s*[=:]\s*[\"']legacymap-mapping/", re.MULTILINE
)


def read_mapping(name: str, content: bytes) -> MappingFile:
    """The mapping in the file ``name``, TOML or JSON.

    Raises:
        UnreadableFile: it is neither, or breaks the format; every problem with its path.
    """
    place = Place(file=name)
    if len(content) > LARGEST:
        what = f"{len(content):,} bytes are no mapping"
        raise UnreadableFile.of([over("mapping_bytes", LARGEST, what, place)], name)
    document = _parsed(content, place)
    try:
        mapping = MappingFile.model_validate(document)
    except ValidationError as error:
        raise UnreadableFile.of(list(_faults(error, name)), f"{name} is not a mapping") from error
    problems = [
        Finding("error", "invalid_mapping", message, Place(file=name, path=path))
        for index, rule in enumerate(mapping.tables)
        for path, message in _problems(rule, f"tables[{index}]")
    ]
    if problems:
        raise UnreadableFile.of(problems, f"{name} is not a mapping")
    return mapping


def _parsed(content: bytes, place: Place) -> object:
    if content.lstrip()[:1] == b"{":
        return parse_json(content.removeprefix(b"\xef\xbb\xbf"), place, _LIMITS)
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        found = re.search(r"line (\d+)", str(error))
        at = Place(file=place.file, line=int(found[1]) if found else None)
        finding = Finding("error", "not_toml", f"not TOML: {error}", at)
        raise UnreadableFile.of([finding], str(place.file)) from error


def _faults(error: ValidationError, name: str) -> Iterator[Finding]:
    for problem in error.errors(include_url=False):
        path = ""
        for part in problem["loc"]:
            path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
        wrong = fault(problem["type"], problem["msg"], problem.get("ctx", {}))
        yield Finding("error", "invalid_mapping", wrong, Place(file=name, path=path))


def _problems(rule: TableRule, path: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a rule by itself, each with its path."""
    if rule.table == IGNORED:
        return
    has = {normal(cell) for cell in rule.header}
    for part, given in (("columns", rule.columns), ("prefixes", rule.prefixes)):
        for header in given:
            if normal(header) not in has:
                yield f"{path}.{part}.{header}", f"there is no {header!r} in the header"
    stated = [column for column in rule.columns.values() if column != IGNORED]
    for header, column in rule.columns.items():
        if column != IGNORED and not _is_column(rule.table, column):
            message = f"the table {rule.table} has no column {column!r}"
            yield f"{path}.columns.{header}", message
        elif stated.count(column) > 1:
            yield f"{path}.columns.{header}", f"two columns are {column!r}"
    for part, names in (("constants", rule.constants), ("words", rule.words)):
        for column in names:
            if not _is_column(rule.table, column):
                message = f"the table {rule.table} has no column {column!r}"
                yield f"{path}.{part}.{column}", message
    for group in _NEEDED[rule.table]:
        if not set(group) & {*stated, *rule.constants}:
            wanted = " or ".join(repr(column) for column in group)
            yield f"{path}.columns", f"no column is {wanted}, which {rule.table} need"


def _is_column(table: str, column: str) -> bool:
    first, *rest = column.split(".")
    if first == "properties" and rest:
        return "properties" in MODELS[table].model_fields
    model: object = MODELS[table]
    for name in (first, *rest):
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            return False
        if name not in model.model_fields:
            return False
        model = bare_type(model.model_fields[name].annotation)
    return True


def as_toml(rules: Iterable[tuple[str, TableRule, frozenset[str]]]) -> bytes:
    """A mapping file of ``rules``, each with the file it was made for and its doubtful headers."""
    lines = [
        f"format = {_quoted(FORMAT)}",
        "",
        "# What each column became. Columns marked `check` may mean something else.",
        "# A column is one of the table, `properties.x` or `ignored`; tables can be `ignored` too.",
    ]
    for file, rule, doubtful in rules:
        lines += ["", f"# {_one_line(file)}", "[[tables]]"]
        lines.append(f"header = [{', '.join(_quoted(cell) for cell in rule.header)}]")
        if rule.file is not None:
            lines.append(f"file = {_quoted(rule.file)}")
        mark = "  # check" if not rule.columns or "" in doubtful else ""
        lines.append(f"table = {_quoted(rule.table)}{mark}")
        if rule.ids is not None:
            lines.append(f"ids = {_quoted(rule.ids)}")
        lines.append("[tables.columns]")
        lines += [
            f"{_quoted(header)} = {_quoted(column)}{'  # check' if header in doubtful else ''}"
            for header, column in rule.columns.items()
        ]
        lines += _pairs("tables.prefixes", rule.prefixes)
        lines += _pairs("tables.constants", rule.constants)
        for column, words in rule.words.items():
            lines += _pairs(f"tables.words.{_quoted(column)}", words)
    return ("\n".join(lines) + "\n").encode()


def _pairs(table: str, given: Mapping[str, str]) -> list[str]:
    lines = [f"{_quoted(key)} = {_quoted(value)}" for key, value in given.items()]
    return [f"[{table}]", *lines] if lines else []


def _one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _quoted(text: str) -> str:
    """A basic string of TOML."""
    out = []
    for letter in text:
        if letter in '"\\':
            out.append(f"\\{letter}")
        elif letter.isprintable():
            out.append(letter)
        else:
            out.append(
                f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"
            )
    return f'"{"".join(out)}"'
