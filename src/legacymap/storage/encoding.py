"""How times, ids and documents are written in the database."""

from __future__ import annotations

import hashlib
import uuid
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from legacymap.inventory import to_json

T = TypeVar("T")
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


def timestamp(moment: datetime) -> str:
    """``moment`` as RFC 3339 in UTC, always of the same width, so that text sorts as time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def new_id() -> str:
    """An id that nobody can guess and no two databases share."""
    return str(uuid.uuid4())


def sha256(content: bytes) -> str:
    """``sha256:...`` of ``content``."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def packed(value: object) -> bytes:
    """``value`` as compressed JSON."""
    return zlib.compress(to_json(value))


def unpacked(blob: bytes | None, kind: type[T]) -> T | None:
    """What :func:`packed` was given, as a ``kind``; ``None`` stays ``None``."""
    return None if blob is None else msgspec.json.decode(zlib.decompress(blob), type=kind)
