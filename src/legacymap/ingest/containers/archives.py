"""Which files a ZIP archive holds, read without trusting what it says about itself."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Final

from legacymap.errors import Finding, LimitExceeded, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.limits import Limits, over

_CHUNK: Final = 2**20
_RATIO_FREE_BYTES: Final = 2**20
"""Small archives of repetitive tables compress better than any sane ratio, and harm nobody."""

_DAMAGES: Final = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
)
"""What the library raises where an archive is not what it says."""


def is_archive(source: Source) -> bool:
    """Whether the file is a ZIP archive by its first bytes (an empty one too)."""
    return source.content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def members(source: Source) -> tuple[Source, ...]:
    """The files in the archive, sorted by name; folders and what file managers add are left out.

    They share a namespace: the tables of one archive speak of the same ids.

    Raises:
        UnreadableFile: no ZIP, damaged, encrypted, or with odd member names.
        LimitExceeded: too many members, or too much comes out of it.
    """
    return tuple(
        Source(f"{source.name}/{name}", content, source.limits, source.name)
        for name, content in sorted(contents(source).items())
    )


def contents(source: Source) -> dict[str, bytes]:
    """The bytes of each file in the archive, by name, counted as they come out.

    Raises:
        UnreadableFile: no ZIP, damaged, encrypted, or with odd member names.
        LimitExceeded: too many members, or too much comes out of it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(source.content)) as archive:
            entries = [info for info in archive.infolist() if not _is_noise(info)]
            _check(archive.infolist(), source)
            return dict(_inflated(archive, entries, source))
    except _DAMAGES as error:
        raise _refused(source, "damaged_archive", f"the ZIP archive is damaged: {error}") from error


def names(source: Source) -> frozenset[str]:
    """What the directory of the archive calls its members; none where it is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.content)) as archive:
            return frozenset(archive.namelist())
    except _DAMAGES:
        return frozenset()


def _is_noise(info: zipfile.ZipInfo) -> bool:
    base = info.filename.rsplit("/", 1)[-1]
    return info.is_dir() or info.filename.startswith("__MACOSX/") or base in ("", ".DS_Store")


def _check(entries: list[zipfile.ZipInfo], source: Source) -> None:
    limits, place = source.limits, Place(file=source.name)
    if len(entries) > limits.archive_members:
        finding = over("archive_members", limits.archive_members, f"{len(entries):,} files", place)
        raise LimitExceeded.of([finding], source.name)
    names = [info.filename for info in entries]
    for info in entries:
        if fault := _fault(info, names):
            message = f"{info.filename[:80]!r} in the archive {fault}"
            raise _refused(source, "unsafe_archive", message)


def _fault(info: zipfile.ZipInfo, names: list[str]) -> str | None:
    parts = info.filename.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or ":" in parts[0] or not info.filename.isprintable():
        return "has a name that leads out of it or is not legible"
    if names.count(info.filename) > 1:
        return "is there twice"
    if info.flag_bits & 0x1:
        return "is encrypted"
    if (info.external_attr >> 16) & 0o170000 == 0o120000:
        return "is a link"
    return None


def _inflated(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], source: Source
) -> list[tuple[str, bytes]]:
    """Name and content of each entry, counting the bytes that really come out."""
    total = 0
    found = []
    for info in entries:
        chunks = []
        with archive.open(info) as member:
            for chunk in _chunks(member):
                total += len(chunk)
                _check_size(total, source, source.limits)
                chunks.append(chunk)
        found.append((info.filename, b"".join(chunks)))
    return found


def _chunks(member: IO[bytes]) -> Iterator[bytes]:
    while chunk := member.read(_CHUNK):
        yield chunk


def _check_size(total: int, source: Source, limits: Limits) -> None:
    place, packed = Place(file=source.name), len(source.content)
    if total > limits.inflated_bytes:
        finding = over("inflated_bytes", limits.inflated_bytes, "the archive unpacks larger", place)
        raise LimitExceeded.of([finding], source.name)
    if total > _RATIO_FREE_BYTES and total > packed * limits.inflation_ratio:
        what = f"the archive unpacks to more than {limits.inflation_ratio} times its size"
        finding = over("inflation_ratio", limits.inflation_ratio, what, place)
        raise LimitExceeded.of([finding], source.name)


def _refused(source: Source, code: str, message: str) -> UnreadableFile:
    finding = Finding("error", code, message, Place(file=source.name))
    return UnreadableFile.of([finding], source.name)
