"""How applications are read as Konveyor imports them: applications, and who depends on whom.

A row of type 1 is an application, a row of type 2 a dependency; *southbound* means that the
application needs the other, *northbound* that the other needs it. Konveyor itself refuses forward
references, circles, dependencies in rows of applications and early headers; here they are read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.readings import Reading
from legacymap.ingest.texts.delimited import Records
from legacymap.ingest.vocabulary.cells import text
from legacymap.ingest.vocabulary.headers import normal
from legacymap.inventory import LooseRow, RejectedRow

_COLUMNS: Final[Mapping[str, str]] = {
    "recordtype": "type",
    "recordtype1": "type",
    "applicationname": "name",
    "description": "description",
    "businessservice": "partition",
    "owner": "owner",
    "dependency": "dependency",
    "dependencydirection": "direction",
}
_TAG: Final = re.compile(r"tag(category|type)?(\d{1,9})")
_TECHNOLOGIES: Final = frozenset(
    {
        "cots",
        "database",
        "framework",
        "language",
        "middleware",
        "operatingsystem",
        "platform",
        "runtime",
        "technology",
    }
)
"""Categories of tags that say what an application is made of."""


_normal: Final = lru_cache(maxsize=4096)(normal)
"""The same few headers and categories stand in every row."""


def is_konveyor(source: Source) -> bool:
    """Whether the header names the type of a record and the application that it is about."""
    found = {_COLUMNS.get(normal(cell)) for cell in source.header}
    return {"type", "name"} <= found


def read_konveyor(source: Source) -> tuple[Reading, ...]:
    """The applications and dependencies of one file.

    Raises:
        UnreadableFile: it is no table, or not one of Konveyor's.
        LimitExceeded: too many rows or columns.
    """
    records = source.records
    if records is None or not is_konveyor(source):
        message = "an import of Konveyor has the columns `Record Type 1` and `Application Name`"
        finding = Finding("error", "unknown_table", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    table = _Table(source, records)
    table.everything()
    return (
        Reading(
            file=source.name,
            format="konveyor",
            digest=source.digest,
            namespace="konveyor",
            is_model=True,
            rows={name: tuple(rows) for name, rows in table.rows.items() if rows},
            rejects=tuple(table.rejects),
            findings=(*(source.decoded[1] if source.sheet is None else ()), *table.findings),
            counts=dict(table.counts),
            original=lambda place: records.text((place.row or 1) - 1),
            records=records,
        ),
    )


@dataclass(slots=True)
class _Table:
    """One file on its way from cells to rows."""

    source: Source
    records: Records
    rows: dict[str, list[LooseRow]] = field(default_factory=dict)
    rejects: list[RejectedRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def everything(self) -> None:
        """All records; what stands in none of Konveyor's columns is kept by its header."""
        header = self.records.header
        for index, cells in enumerate(self.records.cells):
            place = Place(file=self.source.name, line=self.records.lines[index], row=index + 1)
            whole = _rejoined(cells, len(header))
            if any(cell.strip() for cell in whole[len(header) :]):
                what = f"{len(whole)} cells under {len(header)} headers"
                self._reject(place, what, "ragged_row")
                continue
            if max(map(len, whole), default=0) > self.source.limits.cell_characters:
                allowed = f"{self.source.limits.cell_characters:,}"
                self._reject(place, f"a cell of over {allowed} characters", "oversized_cell")
                continue
            known, others = _sorted(header, whole)
            self._record(known, others, place)

    def _record(self, known: Mapping[str, str], others: Mapping[str, str], place: Place) -> None:
        type_, name = known.get("type"), known.get("name")
        if type_ not in ("1", "2"):
            self._reject(place, f"the record type is 1 or 2 (found {(type_ or '')[:60]!r})")
        elif name is None:
            self._reject(place, "no application is named")
        elif type_ == "1":
            self.counts["applications"] += 1
            self._row("systems", _application(known, others), place)
            if "dependency" in known:
                at = Place(file=place.file, line=place.line, row=place.row, path="dependency")
                self._dependency(name, known, {}, at)
        elif "dependency" not in known:
            self._reject(place, "a record of type 2 names a dependency")
        else:
            self._dependency(name, known, others, place)

    def _dependency(
        self, name: str, known: Mapping[str, str], others: Mapping[str, str], place: Place
    ) -> None:
        self.counts["dependencies"] += 1
        other, given = known["dependency"], known.get("direction")
        direction = (given or "southbound").casefold()
        if direction not in ("southbound", "northbound"):
            what = f"the direction is southbound or northbound (found {direction[:60]!r})"
            self._reject(place, what)
            return
        if given is None:
            message = "no direction is stated; read as southbound, and marked as doubtful"
            self.findings.append(Finding("warning", "direction_doubtful", message, place))
        consumer, provider = (name, other) if direction == "southbound" else (other, name)
        values: dict[str, object] = {
            "consumer": consumer,
            "provider": provider,
            "kind": "call",
            "description": known.get("description"),
            "evidence": [{"source": self.source.name, "how": "declared"}],
            "properties": {
                **({} if given else {"direction_doubtful": True}),
                **{key: value for key, value in others.items() if value != name},
            },
        }
        self._row("dependencies", values, place)

    def _row(self, table: str, values: dict[str, object], place: Place) -> None:
        self.rows.setdefault(table, []).append(LooseRow(values, place))

    def _reject(self, place: Place, what: str, code: str = "invalid_row") -> None:
        reason = f"{what}; the row is rejected"
        content = self.records.text((place.row or 1) - 1)
        self.rejects.append(RejectedRow(self.source.name, place.line, place.row, reason, content))
        self.findings.append(Finding("error", code, reason, place))


def _rejoined(cells: Sequence[str], width: int) -> list[str]:
    """``cells`` with those joined again that a blank before a quote has split at commas.

    Konveyor's own template has ` "A <a@x>, B <b@x>"` in a cell.
    """
    if len(cells) <= width:
        return list(cells)
    joined: list[str] = []
    open_ = False
    for cell in cells:
        if open_:
            joined[-1] += f",{cell}"
            open_ = not cell.rstrip().endswith('"')
        else:
            joined.append(cell)
            begun = cell != cell.lstrip() and cell.lstrip().startswith('"')
            open_ = begun and not cell.rstrip().removeprefix('"').endswith('"')
    return (
        [whole.strip()[1:-1] if _is_quoted(whole) else whole for whole in joined]
        if len(joined) <= width
        else list(cells)
    )


def _is_quoted(cell: str) -> bool:
    """Whether quotes stand around ``cell`` as part of its text."""
    bare = cell.strip()
    return len(bare) > 1 and bare[0] == bare[-1] == '"'


def _sorted(header: Sequence[str], cells: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The cells that are not blank: by our names for Konveyor's columns, others by header."""
    known: dict[str, str] = {}
    others: dict[str, str] = {}
    for title, cell in zip(header, cells, strict=False):
        said = text(cell.strip())
        if not said:
            continue
        column = _COLUMNS.get(_normal(title))
        if column and column not in known:
            known[column] = said
        else:
            others.setdefault(title.strip() or "column without a name", said)
    return known, others


def _application(known: Mapping[str, str], others: Mapping[str, str]) -> dict[str, object]:
    tagged = dict(_tags(others))
    # An owner who is no person with an address has no other place there.
    owners = next((tags for name, tags in tagged.items() if _normal(name) == "owner"), [])
    is_owned = "owner" not in known and len(owners) == 1
    if is_owned:
        tagged = {name: tags for name, tags in tagged.items() if _normal(name) != "owner"}
    technologies = sorted(
        tag
        for category, tags in tagged.items()
        if _normal(category) in _TECHNOLOGIES
        for tag in tags
    )
    plain = [
        f"{category}: {tag}" if _normal(category) not in ("", "tag", "tags") else tag
        for category, tags in tagged.items()
        if _normal(category) not in _TECHNOLOGIES
        for tag in tags
    ]
    properties: dict[str, object] = {
        key: said for key, said in others.items() if not _TAG.fullmatch(_normal(key))
    }
    if tagged:
        properties["tags"] = {category: tags for category, tags in tagged.items() if category}
    return {
        "id": known["name"],
        "name": known["name"],
        "kind": "application",
        "description": known.get("description"),
        "partition": known.get("partition"),
        "owner": owners[0] if is_owned else known.get("owner"),
        "technologies": technologies or None,
        "tags": plain or None,
        "properties": properties,
    }


def _tags(others: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Tags by category, in the order of their numbers."""
    found: dict[int, dict[str, str]] = {}
    for title, said in others.items():
        match = _TAG.fullmatch(_normal(title))
        if match:
            found.setdefault(int(match[2]), {})["category" if match[1] else "tag"] = said
    tagged: dict[str, list[str]] = {}
    for _, pair in sorted(found.items()):
        if "tag" in pair:
            tagged.setdefault(pair.get("category", ""), []).append(pair["tag"])
    yield from tagged.items()
