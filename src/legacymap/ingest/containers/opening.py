"""Which files the input holds once archives and workbooks are taken apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from legacymap.errors import Finding, InvalidInput, LimitExceeded, Place, UnreadableFile
from legacymap.ingest.containers import archives, workbooks
from legacymap.ingest.files import Source
from legacymap.ingest.limits import over


def unpacked(sources: Iterable[Source], errors: list[InvalidInput]) -> Iterator[Source]:
    """The files, those in archives instead of the archives, the sheets instead of the workbooks.

    What cannot be opened is put into ``errors``.
    """
    for source in sources:
        try:
            _refuse_size(source)
            yield from _within(source) if archives.is_archive(source) else (_as_it_is(source),)
        except InvalidInput as error:
            errors.append(error)


_BOOKS: Final = (".xlsx", ".xlsm", ".ods", ".zip")


def _as_it_is(source: Source) -> Source:
    """``source``, which is no archive, with a remark where its name says that it is one."""
    ending = next((end for end in _BOOKS if source.name.lower().endswith(end)), None)
    if ending is None or source.remarks:
        return source
    message = f"the name ends in {ending}, the content does not agree; it was read as what it is"
    remark = Finding("warning", "name_misleads", message, Place(file=source.name))
    return replace(source, remarks=(remark,))


_ARCHI: Final = "model.xml"
_ARCHI_PICTURES: Final = "images/"


def _without_pictures(inside: tuple[Source, ...], source: Source) -> tuple[Source, ...]:
    """The members; of a model that Archi saved with pictures in it, the model alone."""
    model = f"{source.name}/{_ARCHI}"
    pictures = f"{source.name}/{_ARCHI_PICTURES}"
    others = [member.name for member in inside if member.name != model]
    if len(others) == len(inside) or not all(name.startswith(pictures) for name in others):
        return inside
    message = f"{len(others)} pictures in the model were left aside"
    remark = Finding("info", "parts_kept_aside", message, Place(file=model))
    return tuple(
        replace(member, remarks=(remark,) if others else ())
        for member in inside
        if member.name == model
    )


def _refuse_size(source: Source) -> None:
    if len(source.content) > source.limits.file_bytes:
        what = f"{len(source.content):,} bytes"
        finding = over("file_bytes", source.limits.file_bytes, what, Place(file=source.name))
        raise LimitExceeded.of([finding], source.name)


def _within(source: Source) -> Iterable[Source]:
    if workbooks.is_workbook(source):
        return workbooks.sheets(source)
    inside = _without_pictures(archives.members(source), source)
    books = {member.name for member in inside if archives.is_archive(member)}
    # The workbooks of an archive share what may come out of it.
    left = source.limits.inflated_bytes - sum(len(member.content) for member in inside)
    limits = replace(source.limits, inflated_bytes=left // max(len(books), 1))
    found: list[Source] = []
    for member in inside:
        if member.name not in books:
            found.append(member)
        elif workbooks.is_workbook(member):
            found.extend(workbooks.sheets(replace(member, limits=limits)))
        else:
            message = "an archive within an archive is not read"
            finding = Finding("error", "unsafe_archive", message, Place(file=member.name))
            raise UnreadableFile.of([finding], source.name)
    return found
