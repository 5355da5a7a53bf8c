"""The objects that the lists of a document hold, each with its path; the rest is rejected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue

from legacymap.errors import Finding, Place
from legacymap.inventory import RejectedRow
from legacymap.inventory.tables import canonical_text

Json = dict[str, JsonValue]
NO_LINES: Final[dict[str, int]] = {}


@dataclass(slots=True)
class Items:
    """The objects met in one document, and what was wrong with the others."""

    file: str
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of a path, where the document is text with lines."""
    rejects: list[RejectedRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    originals: dict[str, JsonValue] = field(default_factory=dict)

    def place(self, path: str) -> Place:
        """Where ``path`` is."""
        return Place(file=self.file, line=self.lines.get(path), path=path)

    def objects(self, items: JsonValue, path: str) -> Iterator[tuple[str, Json]]:
        """The objects of the list ``items`` at ``path``, with the path of each."""
        if items is not None and not isinstance(items, list):
            self.reject(path, f"`{path}` is no list", items)
            return
        for index, item in enumerate(items or ()):
            at = f"{path}[{index}]"
            self.originals[at] = item
            if isinstance(item, dict):
                yield at, item
            else:
                self.reject(at, f"{at} is no object", item)

    def reject(self, path: str, what: str, item: JsonValue, code: str = "invalid_row") -> None:
        """Leave out ``item`` at ``path``, and say why."""
        reason = f"{what}; it is rejected"
        place = self.place(path)
        self.rejects.append(RejectedRow(self.file, place.line, None, reason, canonical_text(item)))
        self.findings.append(Finding("error", code, reason, place))

    def inform(self, code: str, message: str, path: str | None = None) -> None:
        """Say something about the whole document or what is at ``path``."""
        place = self.place(path) if path else Place(file=self.file)
        self.findings.append(Finding("info", code, message, place))

    def warn(self, code: str, message: str, path: str) -> None:
        """Say what should be looked at."""
        self.findings.append(Finding("warning", code, message, self.place(path)))

    def original(self, place: Place) -> str:
        """The object at ``place`` as it stood."""
        path = place.path or ""
        while path and path not in self.originals:
            path = path.rpartition(".")[0]
        return canonical_text(self.originals[path]) if path else ""


def word(value: JsonValue) -> str | None:
    """``value`` as text: ids and names that somebody wrote as numbers are words too."""
    if value is None or isinstance(value, (dict, list)):
        return None
    return (value if isinstance(value, str) else canonical_text(value)).strip() or None


def listed(items: Mapping[str, int]) -> str:
    """Numbers by name for a message: ``3 views, 1 flow``."""
    return ", ".join(f"{count} {name}" for name, count in sorted(items.items()) if count)
