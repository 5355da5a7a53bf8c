"""What a request hands over: files in a form, or one raw body."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Annotated, Final

from fastapi import Depends, HTTPException, Request
from starlette.datastructures import FormData, UploadFile

from legacymap.errors import LimitExceeded, UnreadableFile
from legacymap.ingest import InputFile
from legacymap.ingest.mappings import read_mapping
from legacymap.ingest.merging.matches import refuse_others
from legacymap.storage import UploadedFile
from legacymap_api.settings import Settings

FORM: Final = "multipart/form-data"
_FORM_PARTS: Final = 1_000
_FIELD_BYTES: Final = 2**20


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The files of a request and, in a form, its other fields."""

    files: tuple[UploadedFile, ...]
    fields: Mapping[str, UploadedFile]


async def handed_over(request: Request) -> HandedOver:
    """What ``request`` hands over, read whole.

    Raises:
        LimitExceeded: it is more than one upload may hold.
        UnreadableFile: there is no file in it.
    """
    _refuse_encoded(request)
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == FORM:
        found = await _form(request)
    else:
        body = await request.body()
        files = (UploadedFile(_name(request, kind), body),) if body else ()
        found = HandedOver(files, {})
    if not found.files:
        raise UnreadableFile(
            "the request holds no file: send files in the form field `files`, or one as the body"
        )
    return _few(request, found)


async def form_of(request: Request) -> HandedOver:
    """The form that ``request`` hands over, which may hold other fields than files.

    Raises:
        LimitExceeded: it is more than one upload may hold.
    """
    _refuse_encoded(request)
    return _few(request, await _form(request))


def _refuse_encoded(request: Request) -> None:
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise HTTPException(
            415, "send the body as it is: Content-Encoding is not accepted; a ZIP of files is"
        )


def _few(request: Request, found: HandedOver) -> HandedOver:
    settings: Settings = request.app.state.service.settings
    if len(found.files) > settings.files_per_upload:
        raise LimitExceeded(
            f"{len(found.files):,} files at once; the limit files_per_upload is"
            f" {settings.files_per_upload:,}"
        )
    return found


async def _form(request: Request) -> HandedOver:
    limits = {"max_files": _FORM_PARTS, "max_fields": _FORM_PARTS, "max_part_size": _FIELD_BYTES}
    async with request.form(**limits) as form:
        return await _parts(form)


async def _parts(form: FormData) -> HandedOver:
    files: list[UploadedFile] = []
    fields: dict[str, UploadedFile] = {}
    for field, value in form.multi_items():
        if isinstance(value, UploadFile):
            part = UploadedFile(value.filename or "unnamed", await value.read())
        else:
            part = UploadedFile(field, value.encode("utf-8", "surrogateescape"))
        if field in ("files", "file"):
            files.append(part)
        else:
            fields[field] = part
    return HandedOver(tuple(files), fields)


def _name(request: Request, kind: str) -> str:
    header = Message()
    header["Content-Disposition"] = request.headers.get("content-disposition", "inline")
    return header.get_filename() or f"body{mimetypes.guess_extension(kind) or ''}"


def only(handed: HandedOver, *fields: str) -> None:
    """Refuse form fields beside ``fields``: a misspelt one would be ignored in silence.

    Raises:
        UnreadableFile: there are others.
    """
    strange = sorted(set(handed.fields) - set(fields))
    if strange:
        raise UnreadableFile(
            f"the form has fields that mean nothing here: {', '.join(map(repr, strange))};"
            f" files belong into `files`"
        )


def with_mapping(handed: HandedOver) -> tuple[UploadedFile, ...]:
    """The files, a mapping in the field `mapping` among them: it is read like any other file.

    Raises:
        UnreadableFile: the field holds no mapping.
    """
    given = handed.fields.get("mapping")
    if given is None:
        return handed.files
    read_mapping(given.name, given.content)
    return (*handed.files, given)


def with_matches(handed: HandedOver, files: tuple[UploadedFile, ...]) -> tuple[UploadedFile, ...]:
    """``files``, decisions in the field `matches` among them: they are read like any other file.

    Raises:
        UnreadableFile: the field holds no decisions on matches.
    """
    given = handed.fields.get("matches")
    if given is None:
        return files
    refuse_others(InputFile(given.name, given.content))
    return (*files, given)


MATCHES_PART: Final = {
    "type": "string",
    "format": "binary",
    "description": "Which systems are the same and which are not, and whose word counts:"
    " legacymap-matches/1",
}


Handed = Annotated[HandedOver, Depends(handed_over)]

MAPPING_PART: Final = {
    "type": "string",
    "format": "binary",
    "description": "What the columns of tables mean: legacymap-mapping/1 as TOML or JSON",
}

FILES_BODY: Final[dict[str, object]] = {
    "required": True,
    "content": {
        FORM: {
            "schema": {
                "type": "object",
                "required": ["files"],
                "properties": {
                    "files": {
                        "type": "array",
                        "items": {"type": "string", "format": "binary"},
                        "description": "One or many files that make one inventory together",
                    },
                    "matches": MATCHES_PART,
                    "mapping": MAPPING_PART,
                },
            }
        },
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
    },
}
"""The request body of an upload, for OpenAPI."""
