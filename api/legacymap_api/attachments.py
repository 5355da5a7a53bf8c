"""How a file leaves: as an attachment, under a name that can do no harm."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import Response


def attachment(content: bytes, kind: str, name: str) -> Response:
    """``content`` to be kept as a file called ``name``, or nearly so."""
    # RFC 6266: the name is the sender's, so nothing of it may end the header or name a path.
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "._-") else "_"
        for letter in base
    )
    exact = quote(base, safe="", errors="replace")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}"
    return Response(content, 200, {"Content-Disposition": disposition}, kind)
