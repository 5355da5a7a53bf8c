"""How long lists are given out in parts, with a cursor that says where to go on."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Generic, TypeVar

import msgspec
from fastapi import Depends, Query, Request

from legacymap.errors import InvalidQuery
from legacymap.storage import Stretch

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Part of a list of ``total`` items; ``next`` is the cursor of the rest, if any."""

    items: tuple[T, ...]
    next: str | None
    total: int


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list is wanted: at most ``limit`` items from where ``given`` says.

    ``about`` stands for the list with its filters: a cursor of another list is refused.
    """

    limit: int
    about: str
    given: str | None

    def within(self, content: str) -> Paging:
        """The same of a list that belongs to ``content`` and to no other."""
        return replace(self, about=_short(f"{self.about} {content}"))

    @property
    def offset(self) -> int:
        """How many items to leave out, in lists that never change.

        Raises:
            InvalidQuery: the cursor is none of this list.
        """
        return int(self._position[0])

    @property
    def after(self) -> tuple[str, str] | None:
        """The last item seen, in lists that may change.

        Raises:
            InvalidQuery: the cursor is none of this list.
        """
        return self._position if self._position[1] else None

    def of(self, items: tuple[T, ...], total: int) -> Page[T]:
        """The page of ``items``, which begin at the offset, of a list that never changes."""
        seen = self.offset + len(items)
        return Page(items, self._cursor(str(seen), "") if seen < total else None, total)

    def cut(self, items: Sequence[T]) -> Page[T]:
        """The page out of all ``items`` of a list that never changes."""
        return self.of(tuple(items[self.offset : self.offset + self.limit]), len(items))

    def following(self, stretch: Stretch[T], position: Callable[[T], tuple[str, str]]) -> Page[T]:
        """The page of ``stretch``, to be continued after the ``position`` of its last item."""
        go_on = stretch.more and bool(stretch.items)
        cursor = self._cursor(*position(stretch.items[-1])) if go_on else None
        return Page(stretch.items, cursor, stretch.total)

    def _cursor(self, first: str, second: str) -> str:
        content = msgspec.json.encode([self.about, first, second])
        return base64.urlsafe_b64encode(content).decode().rstrip("=")

    @property
    def _position(self) -> tuple[str, str]:
        if self.given is None:
            return ("0", "")
        padding = "=" * (-len(self.given) % 4)
        try:
            content = base64.urlsafe_b64decode(self.given + padding)
            about, first, second = msgspec.json.decode(content, type=tuple[str, str, str])
        except (ValueError, msgspec.MsgspecError) as error:
            raise InvalidQuery("the cursor is none that a page gave as its `next`") from error
        if about != self.about or not (second or (first.isdecimal() and len(first) < 16)):
            raise InvalidQuery("the cursor belongs to another list, or to other filters")
        return first, second


def paging(
    request: Request,
    limit: Annotated[int, Query(ge=1, description="Most items of this page")] = 100,
    cursor: Annotated[
        str | None, Query(description="`next` of the page before; opaque", max_length=1024)
    ] = None,
) -> Paging:
    """The part of a list that the request asks for.

    Raises:
        InvalidQuery: the limit is beyond its own limit.
    """
    most = request.app.state.service.settings.page_items
    if limit > most:
        raise InvalidQuery(f"limit is {limit:,}; the limit page_items is {most:,}")
    filters = sorted(item for item in request.query_params.multi_items() if item[0] not in _OWN)
    return Paging(limit, _short(f"{request.url.path} {filters}"), cursor)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]


_OWN = frozenset({"limit", "cursor"})

Asked = Annotated[Paging, Depends(paging)]
