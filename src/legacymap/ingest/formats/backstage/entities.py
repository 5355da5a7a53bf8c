"""Which entities a catalogue holds, and which of them a reference means.

A reference is `[kind:][namespace/]name`, compared without case. What it leaves out, its place says:
the namespace is that of the entity that it stands in, the kinds are those that the field may name.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pydantic import JsonValue

from legacymap.errors import Finding, Place
from legacymap.ingest.files import Source
from legacymap.ingest.json_items import word
from legacymap.ingest.texts.yaml_text import YamlDocument, parse_yaml

Json = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True, eq=False)
class Entity:
    """One document of a catalogue."""

    kind: str
    namespace: str
    name: str
    document: Json
    place: Place
    lines: Mapping[str, int]

    @property
    def ref(self) -> str:
        """The full reference, as Backstage itself writes it: ``component:default/prison-api``."""
        return f"{self.kind}:{self.namespace}/{self.name}".casefold()

    @property
    def metadata(self) -> Json:
        """What every kind of entity says about itself."""
        return part(self.document, "metadata")

    @property
    def spec(self) -> Json:
        """What its kind of entity says."""
        return part(self.document, "spec")

    @property
    def title(self) -> str:
        """What people call it."""
        return text(self.metadata.get("title")) or self.name

    def at(self, path: str) -> Place:
        """The place of ``path`` within the entity."""
        line = self.lines.get(path, self.place.line)
        return Place(file=self.place.file, line=line, path=f"{self.place.path}.{path}")

    def references(self, name: str) -> Iterator[tuple[str, str]]:
        """The references in a list of the spec, each with its path; one by itself is a list too."""
        given = self.spec.get(name)
        for index, item in enumerate(given if isinstance(given, list) else ()):
            if said := text(item):
                yield f"spec.{name}[{index}]", said
        if said := text(given):
            yield f"spec.{name}", said


def part(document: Json, name: str) -> Json:
    """The object under ``name``, empty where there is none."""
    given = document.get(name)
    return given if isinstance(given, Mapping) else {}


def text(value: JsonValue) -> str | None:
    """``value`` as a word; objects and lists are none."""
    return word(value) if isinstance(value, (str, int, float, bool)) else None


def documents(
    source: Source,
) -> tuple[list[tuple[JsonValue, Place, Mapping[str, int]]], tuple[Finding, ...]]:
    """The documents of a catalogue file, or the entities that its catalogue API answered with.

    Where people forgot the line `---` between two entities, it is put in for them.

    Raises:
        UnreadableFile: it is not YAML, or not JSON.
        LimitExceeded: it is nested too deeply or holds too many values.
    """
    if source.looks_like_json:
        answer: JsonValue = source.document
        items = answer.get("items", [answer]) if isinstance(answer, dict) else answer
        listed = items if isinstance(items, list) else [items]
        places = [Place(file=source.name, path=f"entities[{i}]") for i in range(len(listed))]
        return [(item, place, {}) for item, place in zip(listed, places, strict=True)], ()
    written, guessed = source.decoded
    mended, inserted = _separated(written)
    whole = Place(file=source.name)
    findings = tuple(
        Finding("warning", "missing_separator", _MISSING, replace(whole, line=line))
        for line in inserted
    )
    found = parse_yaml(mended, whole, source.limits) if inserted else source.yaml
    return [
        (as_json(each.value), replace(whole, line=each.line, path=f"entities[{i}]"), each.lines)
        for i, each in enumerate(_as_written(each, inserted) for each in found)
    ], (*guessed, *findings)


_MISSING: Final = "an entity begins here without a line `---` before it; read as one of its own"


def _separated(written: str) -> tuple[str, tuple[int, ...]]:
    """``written`` with a line `---` put in where another entity begins, and those lines of it."""
    lines: list[str] = []
    inserted: list[int] = []
    inside = False
    for number, line in enumerate(written.split("\n"), 1):
        if line.startswith("---"):
            inside = False
        elif line.startswith("apiVersion:"):
            if inside:
                lines.append("---")
                inserted.append(number)
            inside = True
        lines.append(line)
    return "\n".join(lines), tuple(inserted)


def _as_written(document: YamlDocument, inserted: Sequence[int]) -> YamlDocument:
    """``document`` with the lines that it has in the file, where lines were put in."""
    if not inserted:
        return document
    # In the mended text the lines put in stand each as many lower as there were others before.
    moved = [line + before for before, line in enumerate(inserted)]

    def line(mended: int) -> int:
        return mended - bisect(moved, mended)

    lines = {path: line(at) for path, at in document.lines.items()}
    return YamlDocument(document.value, line(document.line), lines)


def as_json(value: object) -> JsonValue:
    """``value`` as JSON: all that a YAML text of words can hold."""
    if isinstance(value, Mapping):
        return {str(key): as_json(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_json(inner) for inner in value]
    return value if isinstance(value, (str, int, float, bool)) else None


def entity(document: Json, place: Place, lines: Mapping[str, int]) -> Entity | None:
    """The entity that ``document`` is; ``None`` where it has no kind or no name."""
    metadata = part(document, "metadata")
    kind, name = text(document.get("kind")), text(metadata.get("name"))
    if kind is None or name is None:
        return None
    namespace = text(metadata.get("namespace")) or "default"
    return Entity(kind, namespace, name, document, place, lines)


@dataclass(slots=True)
class Catalogue:
    """All entities that came together, to be found by reference."""

    _by_ref: dict[str, list[Entity]] = field(default_factory=dict)
    _titled: dict[str, set[str]] = field(default_factory=dict)
    """References of the entities that go by a title."""

    def add(self, found: Entity) -> None:
        """Make ``found`` known."""
        self._by_ref.setdefault(found.ref, []).append(found)
        self._titled.setdefault(found.title.casefold(), set()).add(found.ref)

    def is_title_of_another(self, found: Entity) -> bool:
        """Whether another entity goes by what is only the name of ``found``."""
        return bool(self._titled.get(found.name.casefold(), set()) - {found.ref})

    def namesakes(self, found: Entity) -> Sequence[Entity]:
        """All entities with the reference of ``found``, itself among them."""
        return self._by_ref.get(found.ref, ())

    def distinct(self, found: Entity) -> bool:
        """Whether ``found`` shares its reference with an entity of another system."""
        return len({belongs_to(other) for other in self.namesakes(found)}) > 1

    def id_of(self, found: Entity) -> str:
        """The reference; with the system that it belongs to, where another's has the same name."""
        stated = text(part(found.metadata, "annotations").get("legacymap/id"))
        if stated:
            return stated
        system = belongs_to(found)
        return f"{found.ref} ({system})" if self.distinct(found) and system else found.ref

    def find(self, reference: str, within: Entity, kinds: Iterable[str]) -> tuple[Entity, ...]:
        """The entities that ``reference`` may mean, those of the referrer's own system first.

        Of several with one name, the one that belongs to the same system is meant.
        """
        for ref in refs(reference, within, kinds):
            found = self._by_ref.get(ref, [])
            if found:
                apart = {self.id_of(other): other for other in reversed(found)}
                own = [e for e in apart.values() if belongs_to(e) == belongs_to(within)]
                return tuple(own) if len(own) == 1 else tuple(reversed(apart.values()))
        return ()


def refs(reference: str, within: Entity, kinds: Iterable[str]) -> Iterator[str]:
    """The full references that ``reference`` may stand for, in the order of asking."""
    kind, colon, rest = reference.strip().rpartition(":")
    namespace, slash, name = rest.rpartition("/")
    place = namespace if slash else within.namespace
    for possible in (kind,) if colon else kinds:
        yield f"{possible}:{place}/{name}".casefold()


def belongs_to(found: Entity) -> str | None:
    """The system that an entity says it belongs to, as it is written."""
    said = text(found.spec.get("system"))
    return said.casefold() if said else None
