"""Which format is meant: the one named in the query, else the best that the client accepts."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import HTTPException

from legacymap.errors import UnknownFormat


def chosen_format(types: Mapping[str, str], *, format: str | None, accept: str) -> str:
    """One of the names in ``types`` (to media types); the first where anything is accepted.

    Raises:
        UnknownFormat: ``format`` is none of them.
        HTTPException: 406, nothing in ``accept`` is one of them.
    """
    if format is not None:
        if format not in types:
            raise UnknownFormat(f"no report format {format!r}; there are {', '.join(types)}")
        return format
    for wanted in _by_preference(accept):
        for name, media_type in types.items():
            if _covers(wanted, media_type.split(";")[0]):
                return name
    raise HTTPException(406, f"there is nothing as {accept}; there is {', '.join(types.values())}")


def _by_preference(accept: str) -> list[str]:
    weighed = []
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        weighed.append((_number(weight), name))
    # Sorting is stable: equal weights keep the order in which they were named.
    return [name for weight, name in sorted(weighed, key=lambda pair: -pair[0]) if weight > 0]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _covers(wanted: str, media_type: str) -> bool:
    return wanted in ("*/*", media_type) or (
        wanted.endswith("/*") and media_type.startswith(wanted[:-1])
    )
