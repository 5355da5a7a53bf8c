"""How a JSON body is read: as strictly as a JSON file, so that every parser would agree on it."""

from __future__ import annotations

from typing import Final

from fastapi import Request
from pydantic import JsonValue

from legacymap.errors import Place
from legacymap.ingest.limits import Limits
from legacymap.ingest.texts.json_text import parse_json

_LIMITS: Final = Limits()


class StrictRequest(Request):
    """A request whose JSON body holds no key twice, no NaN and no half of a character."""

    _document: JsonValue = None

    async def read(self) -> None:
        """Read the body where it is JSON.

        Raises:
            UnreadableFile: it is not sound JSON; every problem with its place.
            LimitExceeded: it is nested too deeply or holds too many values.
        """
        body = await self.body()
        if body and self._says_json:
            self._document = parse_json(body, Place(file="body"), _LIMITS)

    async def json(self) -> JsonValue:
        """The document that :meth:`read` found."""
        return self._document

    @property
    def _says_json(self) -> bool:
        kind = self.headers.get("content-type", "").split(";")[0].strip().lower()
        return kind == "application/json" or kind.endswith("+json")
