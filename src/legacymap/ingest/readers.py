"""Which formats are read, and which of them a file is: one row a format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from legacymap.errors import (
    Finding,
    InvalidInput,
    LimitExceeded,
    Place,
    UnknownFormat,
    UnreadableFile,
)
from legacymap.ingest import archives
from legacymap.ingest.canonical import is_canonical, read_canonical
from legacymap.ingest.files import Source, signature
from legacymap.ingest.limits import over
from legacymap.ingest.readings import Reading
from legacymap.ingest.structurizr import is_structurizr, read_structurizr
from legacymap.ingest.tables import is_table, read_table


@dataclass(frozen=True, slots=True)
class Reader:
    """How one format is known by its content, and how it is read."""

    detect: Callable[[Source], bool]
    read: Callable[[Source], tuple[Reading, ...]]
    description: str


def read_archive(source: Source) -> tuple[Reading, ...]:
    """The readings of all files in a ZIP archive, each in its own format.

    Raises:
        InvalidInput: the archive or any file in it is not usable.
    """
    inside = archives.members(source)
    for member in inside:
        if archives.is_archive(member):
            message = "an archive within an archive is not read"
            finding = Finding("error", "unsafe_archive", message, Place(file=member.name))
            raise UnreadableFile.of([finding], source.name)
    return read_all(inside, "auto")


READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "zip": Reader(archives.is_archive, read_archive, "ZIP archive of files in these formats"),
        "canonical": Reader(is_canonical, read_canonical, "JSON document legacymap-inventory/1"),
        "structurizr": Reader(is_structurizr, read_structurizr, "Structurizr workspace as JSON"),
        "csv": Reader(is_table, read_table, "CSV tables, separated by comma, semicolon, tab, pipe"),
    }
)
"""Asked in this order; the first that knows the content reads it."""


def read_all(sources: Iterable[Source], format: str) -> tuple[Reading, ...]:
    """What each of ``sources`` says; the problems of all files are reported together.

    Raises:
        UnknownFormat: no reader goes by that name.
        UnreadableFile: some file is of no known format, or not what it seems to be.
        LimitExceeded: some file is over a limit.
    """
    if format != "auto" and format not in READERS:
        known = ", ".join(("auto", *READERS))
        raise UnknownFormat(f"no reader is called {format!r}; there are: {known}")
    readings: list[Reading] = []
    errors: list[InvalidInput] = []
    for source in sources:
        try:
            readings.extend(_read(source, format))
        except InvalidInput as error:
            errors.append(error)
    if errors:
        findings = [finding for error in errors for finding in error.findings]
        too_large = any(isinstance(error, LimitExceeded) for error in errors)
        refusal = LimitExceeded if too_large else UnreadableFile
        raise refusal.of(findings, "the input cannot be read")
    return tuple(readings)


def _read(source: Source, format: str) -> tuple[Reading, ...]:
    place = Place(file=source.name)
    if len(source.content) > source.limits.file_bytes:
        what = f"{len(source.content):,} bytes"
        finding = over("file_bytes", source.limits.file_bytes, what, place)
        raise LimitExceeded.of([finding], source.name)
    what_it_is = None if archives.is_archive(source) else signature(source.content)
    if what_it_is:
        message = f"this is {what_it_is}, which holds no inventory"
        finding = Finding("error", "unknown_format", message, place)
        raise UnreadableFile.of([finding], source.name)
    if format != "auto":
        return READERS[format].read(source)
    for reader in READERS.values():
        if reader.detect(source):
            return reader.read(source)
    raise UnreadableFile.of([_nobodys(place)], source.name)


def _nobodys(place: Place) -> Finding:
    known = "; ".join(f"{name}: {reader.description}" for name, reader in READERS.items())
    message = f"the content is of no format that is read here ({known})"
    return Finding("error", "unknown_format", message, place)
