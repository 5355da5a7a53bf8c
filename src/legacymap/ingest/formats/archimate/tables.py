"""How Archi's CSV export is read: elements, relations and properties, three files a model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.archimate.documents import bare_ids, namespace
from legacymap.ingest.formats.archimate.exchange import joined
from legacymap.ingest.formats.archimate.meaning import Meaning, meaning
from legacymap.ingest.formats.archimate.model import Concept, Model, Relation
from legacymap.ingest.formats.archimate.vocabulary import plain
from legacymap.ingest.readings import HEADING, Reading
from legacymap.ingest.texts.delimited import Records
from legacymap.ingest.vocabulary.cells import text
from legacymap.ingest.vocabulary.headers import normal
from legacymap.inventory import LooseRow, RejectedRow

_MODEL: Final = "ArchimateModel"
_ACCESS: Final = "Access_Type"
_DIRECTED: Final = "Directed"
_AGAIN: Final = re.compile(r" \(\d+\)$")
"""What is put after a name that another file has too."""
_TABLES: Final = ("elements", "relations", "properties")
"""In the order in which they are read, and as Archi calls the files."""


def is_archi_table(source: Source) -> bool:
    """Whether the header is that of one of Archi's three tables."""
    return _table_of(source.header) is not None


def _table_of(header: Sequence[str]) -> str | None:
    has = {normal(cell) for cell in header}
    if {"id", "type", "source", "target", "documentation"} <= has:
        return "relations"
    if {"id", "type", "name", "documentation"} <= has:
        return "elements"
    return "properties" if {"id", "key", "value"} <= has and "name" not in has else None


def read_archi_tables(sources: Sequence[Source]) -> Iterator[Reading]:
    """The models that the tables hold; tables of one model have one prefix, or are its only ones.

    Raises:
        UnreadableFile: some file is no table.
        LimitExceeded: some file has too many rows or columns.
    """
    tables = [_Table.of(source) for source in sources]
    is_one = sum(table.table == "elements" for table in tables) == 1
    sets: dict[str, list[_Table]] = {}
    for table in tables:
        sets.setdefault("" if is_one else _prefix(table.source.name), []).append(table)
    for prefix in sorted(sets):
        for together in _told_apart(sets[prefix]):
            yield from _Set(together).readings()


def _told_apart(tables: Sequence[_Table]) -> Iterator[Sequence[_Table]]:
    """The tables of each model, where several models came under the same names.

    A table of relations or properties goes to the elements that it speaks of most.
    """
    models = [[table] for table in tables if table.table == "elements"]
    if len(models) < 2:
        yield tables
        return
    ids = [set(model[0].cells("id")) for model in models]
    for table in tables:
        if table.table == "elements":
            continue
        meant = table.cells("source" if table.table == "relations" else "id")
        hits = [sum(cell in known for cell in meant) for known in ids]
        models[hits.index(max(hits))].append(table)
    yield from models


def _prefix(name: str) -> str:
    """What the files of one model have in common: ``estate/test1-`` of its ``elements.csv``."""
    folder, slash, file = name.rpartition("/")
    stem = _AGAIN.sub("", file).rpartition(".")[0] or file
    for table in _TABLES:
        stem = stem.replace(table, "")
    return f"{folder}{slash}{stem}"


@dataclass(slots=True)
class _Table:
    """One of the three tables, its cells by the normalised names of their columns."""

    source: Source
    records: Records
    table: str
    columns: Mapping[str, int]
    rejects: list[RejectedRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    merged: int = 0

    @classmethod
    def of(cls, source: Source) -> _Table:
        records = source.records
        table = _table_of(records.header) if records else None
        if records is None or table is None:
            message = (
                "the header is that of none of Archi's tables: `ID,Type,Name,Documentation`,"
                " `ID,Type,Name,Documentation,Source,Target`, `ID,Key,Value`"
            )
            finding = Finding("error", "unknown_table", message, Place(file=source.name))
            raise UnreadableFile.of([finding], source.name)
        columns = {normal(name): at for at, name in reversed([*enumerate(records.header)])}
        found = cls(source, records, table, columns)
        found.findings.extend(source.decoded[1] if source.sheet is None else ())
        return found

    def cells(self, column: str) -> list[str]:
        """What stands in one column."""
        at = self.columns[column]
        return [cells[at].strip() for cells in self.records.cells if at < len(cells)]

    def rows(self) -> Iterator[_Line]:
        """The rows that have an id or need none; a cell too many rejects its row."""
        width = len(self.records.header)
        for index, cells in enumerate(self.records.cells):
            line = _Line(self, index, cells)
            if len(cells) > width and any(cell.strip() for cell in cells[width:]):
                self.reject(line, f"{len(cells)} cells under {width} headers", "ragged_row")
            else:
                yield line

    def reject(self, line: _Line, what: str, code: str) -> None:
        """Leave the row out, and say why."""
        reason = f"{what}; the row is rejected"
        content = self.records.text(line.index)
        place = line.place
        self.rejects.append(RejectedRow(self.source.name, place.line, place.row, reason, content))
        self.findings.append(Finding("error", code, reason, place))


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of a table."""

    table: _Table
    index: int
    cells: Sequence[str]

    def __getitem__(self, column: str) -> str:
        at = self.table.columns.get(column)
        return text(self.cells[at]).strip() if at is not None and at < len(self.cells) else ""

    @property
    def place(self) -> Place:
        """Where it stands."""
        line = self.table.records.lines[self.index]
        return Place(file=self.table.source.name, line=line, row=self.index + 1)

    def others(self, known: Iterable[str]) -> dict[str, str]:
        """What stands in the columns that Archi does not write, by their own names."""
        names = {normal(name): name.strip() for name in self.table.records.header}
        return {
            names[column]: self[column]
            for column in self.table.columns
            if column and column not in known and self[column]
        }


class _Set:
    """The tables of one model."""

    def __init__(self, tables: Sequence[_Table]) -> None:
        self._tables = sorted(tables, key=lambda table: _TABLES.index(table.table))
        self._lines = {
            name: [line for table in self._tables if table.table == name for line in table.rows()]
            for name in _TABLES
        }
        self._heading: list[LooseRow] = []
        self._given: dict[str, dict[str, list[str]]] = {}
        self._counts: dict[str, Counter[str]] = {}

    def readings(self) -> Iterator[Reading]:
        """One for each table."""
        model = self._model()
        said = meaning(model)
        self._match_properties()
        for table in self._tables:
            yield self._reading(table, model, said)

    def _model(self) -> Model:
        for line in self._lines["properties"]:
            properties = self._given.setdefault(line["id"], {})
            for key, value in ((line["key"], line["value"]), *line.others(_KEYS).items()):
                properties.setdefault(key, []).append(value)
        ids = bare_ids(
            line["id"] for table in ("elements", "relations") for line in self._lines[table]
        )
        about = [line for line in self._lines["elements"] if line["type"] == _MODEL]
        for line in about:
            if line["name"]:
                self._heading.append(LooseRow({"name": line["name"]}, line.place))
        concepts = [line for line in self._lines["elements"] if line["type"] != _MODEL]
        given = next((line["id"] for line in about if line["id"]), "").removeprefix("id-")
        taken: set[str] = set()
        return Model(
            id=given or None,
            name=about[0]["name"] if about else None,
            elements=tuple(self._element(line, ids, taken) for line in concepts),
            relations=tuple(self._relation(line, ids) for line in self._lines["relations"]),
        )

    def _element(self, line: _Line, ids: Mapping[str, str], taken: set[str]) -> Concept:
        # A row without an id may still be meant by its name; Archi itself makes an id then.
        name = ids.get(line["id"]) or line["name"] or f"row {line.index + 1}"
        if not line["id"] and name in taken:
            name = f"{name} (row {line.index + 1})"
        taken.add(name)
        return Concept(
            id=name,
            type=plain(line["type"]),
            place=line.place,
            names=(line["name"],) if line["name"] else (),
            documentation=line["documentation"] or None,
            specialization=line["specialization"] or None,
            properties=self._properties(line, _ELEMENT_COLUMNS),
        )

    def _relation(self, line: _Line, ids: Mapping[str, str]) -> Relation:
        properties = self._properties(line, _RELATION_COLUMNS)
        kind = plain(line["type"])
        access = properties.pop(_ACCESS, None)
        directed = properties.pop(_DIRECTED, "")
        return Relation(
            id=ids.get(line["id"]) or f"relation {line.index + 1}",
            type=kind,
            place=line.place,
            names=(line["name"],) if line["name"] else (),
            documentation=line["documentation"] or None,
            specialization=line["specialization"] or None,
            properties=properties,
            source=ids.get(line["source"], line["source"]),
            target=ids.get(line["target"], line["target"]),
            access=access if kind == "Access" else None,
            directed=directed.casefold() == "true",
        )

    def _properties(self, line: _Line, known: Iterable[str]) -> dict[str, str]:
        given = self._given.get(line["id"], {}) if line["id"] else {}
        return {**line.others(known), **{key: joined(values) for key, values in given.items()}}

    def _match_properties(self) -> None:
        """Every property goes to what has its id; one of nothing that is here is rejected."""
        known = {line["id"] for table in _TABLES[:2] for line in self._lines[table]} - {""}
        about = {line["id"] for line in self._lines["elements"] if line["type"] == _MODEL} - {""}
        of_model: Counter[str] = Counter()
        for line in self._lines["properties"]:
            if line["id"] not in known:
                what = f"nothing here has the id {line['id']!r}"
                line.table.reject(line, what, "unmatched_row")
            elif line["id"] in about:
                of_model[line.table.source.name] += 1
            else:
                line.table.merged += 1
        for file, count in of_model.items():
            self._counts.setdefault(file, Counter())["properties_of_the_model"] = count
            message = f"{count} properties of the model itself were counted, not imported"
            finding = Finding("info", "properties_kept_aside", message, Place(file=file))
            self._findings_of(file).append(finding)

    def _findings_of(self, file: str) -> list[Finding]:
        return next(table.findings for table in self._tables if table.source.name == file)

    def _reading(self, table: _Table, model: Model, said: Meaning) -> Reading:
        file, records = table.source.name, table.records

        def own(rows: Iterable[LooseRow]) -> tuple[LooseRow, ...]:
            return tuple(row for row in rows if row.place.file == file)

        rows = {
            "systems": own(said.elements.systems),
            "data_entities": own(said.elements.data_entities),
            "dependencies": own(said.dependencies),
            "holdings": own(said.holdings),
            HEADING: own(self._heading),
        }
        findings = [
            finding
            for finding in (*said.elements.findings, *said.findings)
            if finding.where and finding.where.file == file
        ]
        in_relations = table.table == "relations"
        counts: dict[str, int] = {"rows": len(records.cells), **self._counts.get(file, {})}
        if table.table == "elements":
            counts |= +said.elements.counts
        elif in_relations:
            counts |= +said.counts
            if said.counts["Access"] and not self._lines["properties"]:
                message = (
                    "who reads and who writes stands in `properties.csv`, which is not here: the"
                    f" roles of {said.counts['Access']} accesses are unknown"
                )
                findings.append(Finding("warning", "unknown_roles", message, Place(file=file)))
        return Reading(
            file=file,
            format="archi_csv",
            digest=table.source.digest,
            namespace=namespace(model) or self._tables[0].source.namespace,
            is_model=True,
            rows={name: found for name, found in rows.items() if found},
            merged=table.merged + (said.in_structure if in_relations else 0),
            rejects=(*table.rejects, *(item for item in said.rejects if item.file == file)),
            findings=(*table.findings, *findings),
            counts=counts,
            original=lambda place: records.text((place.row or 1) - 1),
            records=records,
        )


_KEYS: Final = frozenset({"id", "key", "value"})
_ELEMENT_COLUMNS: Final = frozenset({"id", "type", "name", "documentation", "specialization"})
_RELATION_COLUMNS: Final = _ELEMENT_COLUMNS | {"source", "target"}
