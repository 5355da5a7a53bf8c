"""What was handed over: bytes with a name, seen as text or as a JSON document."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from pydantic import JsonValue

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.limits import Limits
from legacymap.ingest.readings import BASE
from legacymap.ingest.texts.delimited import Records, header_of, is_ours, read_records
from legacymap.ingest.texts.json_text import parse_json
from legacymap.ingest.texts.xml_text import Element, parse_xml, root_of
from legacymap.ingest.texts.yaml_text import YamlDocument, parse_yaml
from legacymap.ingest.vocabulary.headers import worth


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file as it came; its name is shown to people and decides nothing that content can."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Source:
    """One file on its way to a reader, under the name that findings call it by."""

    name: str
    content: bytes = field(repr=False)
    limits: Limits
    namespace: str
    """Where its ids belong to, unless the content names its own source."""
    sheet: Records | None = None
    """The rows, where it is a sheet of a workbook and no file of its own."""
    part_of: Source | None = None
    """The workbook that the sheet belongs to."""
    remarks: tuple[Finding, ...] = ()
    """What was noticed before any reader saw it."""

    @cached_property
    def digest(self) -> str:
        """``sha256:...`` of the bytes, for a sheet of those of its workbook."""
        if self.part_of is not None:
            return self.part_of.digest
        return f"sha256:{hashlib.sha256(self.content).hexdigest()}"

    @cached_property
    def decoded(self) -> tuple[str, tuple[Finding, ...]]:
        """The content as text, and a finding where its encoding had to be guessed.

        Raises:
            UnreadableFile: the bytes are no text.
        """
        return decode(self.content, Place(file=self.name))

    @property
    def looks_like_json(self) -> bool:
        """Whether the first character opens a JSON object or array."""
        return self._start[:1] in (b"{", b"[")

    @property
    def looks_like_xml(self) -> bool:
        """Whether the first character opens an XML element or declaration."""
        return self._start[:1] == b"<"

    @property
    def _start(self) -> bytes:
        return self.content[:4096].removeprefix(_BOM).lstrip()

    @cached_property
    def header(self) -> tuple[str, ...]:
        """The cells of the first record, where the file may be a table; else none."""
        if self.sheet is not None:
            return self.sheet.header
        if self.looks_like_json or self.looks_like_xml:
            return ()
        cells = header_of(self.content[:65_536].decode("utf-8-sig", "replace"), worth)
        return tuple(cell for cell in cells if not is_ours(cell))

    @cached_property
    def records(self) -> Records | None:
        """The content as a table; ``None`` where there is not even a header.

        Raises:
            UnreadableFile: the bytes are no text, or quotes do not match.
            LimitExceeded: too many rows or columns.
        """
        if self.sheet is not None:
            return self.sheet
        found = read_records(self.decoded[0], self.name, self.limits, worth)
        return None if found is None else found.without_ours()

    @cached_property
    def xml(self) -> Element:
        """The content as an XML tree.

        Raises:
            UnreadableFile: it is not XML, or has a document type.
            LimitExceeded: it is nested too deeply, or holds too many elements.
        """
        return parse_xml(self.content, Place(file=self.name), self.limits)

    @cached_property
    def xml_root(self) -> tuple[str, str] | None:
        """Namespace and name of the root element, where the file may be XML."""
        return root_of(self.content) if self.looks_like_xml else None

    @cached_property
    def yaml(self) -> tuple[YamlDocument, ...]:
        """The content as YAML documents, unquoted scalars as they are written.

        Raises:
            UnreadableFile: it is no text or not YAML.
            LimitExceeded: it is nested too deeply or holds too many values.
        """
        return parse_yaml(self.decoded[0], Place(file=self.name), self.limits)

    @cached_property
    def document(self) -> JsonValue:
        """The content as a JSON document.

        Raises:
            UnreadableFile: it is not JSON that every JSON parser reads alike.
            LimitExceeded: it is nested too deeply or holds too many values.
        """
        return parse_json(self.content.removeprefix(_BOM), Place(file=self.name), self.limits)


_BOM: Final = b"\xef\xbb\xbf"

_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")

_SIGNATURES: Final = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF document"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\x1f\x8b", "gzip-compressed data"),
    (b"\xd0\xcf\x11\xe0", "an Office document in an old format (save it as .xlsx or .ods)"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "an SQLite database"),
)


def signature(content: bytes) -> str | None:
    """What ``content`` is where it is surely no text: ``a PNG image``; else ``None``."""
    if content.startswith(b"\xd0\xcf\x11\xe0") and _ENCRYPTED in content:
        return "an Office document with a password (save it without)"
    for start, what in _SIGNATURES:
        if content.startswith(start) and (len(start) > 2 or b"\0" in content[:1024]):
            return what
    is_utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return "binary data" if b"\0" in content[:8192] and not is_utf16 else None


def decode(content: bytes, place: Place) -> tuple[str, tuple[Finding, ...]]:
    """``content`` as text: UTF-8, UTF-16 with its mark, or Windows-1252 with a warning.

    Raises:
        UnreadableFile: it is none of these, or holds NUL characters.
    """
    findings: tuple[Finding, ...] = ()
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = content.decode("utf-16")
        else:
            text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text, findings = _windows_text(content, error, place)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _unreadable("not_text", "holds a NUL character", _at(place, line))
    return text, findings


def _windows_text(
    content: bytes, error: UnicodeDecodeError, place: Place
) -> tuple[str, tuple[Finding, ...]]:
    at = _at(place, content.count(b"\n", 0, error.start) + 1)
    found = f"is not UTF-8 (byte 0x{content[error.start]:02x})"
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise _unreadable("not_text", f"{found}, nor Windows-1252; save it as UTF-8", at) from error
    message = f"the file {found}; it was read as Windows-1252: check its accented letters"
    return text, (Finding("warning", "encoding_guessed", message, at),)


def _at(place: Place, line: int) -> Place:
    return Place(file=place.file, line=line)


def _unreadable(code: str, message: str, place: Place) -> UnreadableFile:
    finding = Finding("error", code, f"the file {message}", place)
    return UnreadableFile.of([finding], str(place.file))


def sources(files: Sequence[InputFile], limits: Limits) -> tuple[Source, ...]:
    """``files`` in an order that does not depend on the order given, each under a name of its own.

    Equal names are told apart by a number: ``systems.csv``, ``systems.csv (2)``.
    """
    ordered = sorted(
        (Source(_shown(file.name), file.content, limits, "") for file in files),
        key=lambda source: (source.name, source.digest),
    )
    taken = {BASE}
    named = []
    for source in ordered:
        name, number = source.name, 1
        while name in taken:
            number += 1
            name = f"{source.name} ({number})"
        taken.add(name)
        named.append(Source(name, source.content, limits, name))
    return tuple(named)


def _shown(name: str) -> str:
    # Names come from strangers and end up in logs, reports and headers: one legible line.
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    legible = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in base
    )
    return legible[:200] or "unnamed"
