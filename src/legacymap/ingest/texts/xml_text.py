"""What an XML text says, as a tree with the line of each element; without any DTD."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, NoReturn
from xml.parsers import expat

from legacymap.errors import Finding, LimitExceeded, Place, UnreadableFile
from legacymap.ingest.limits import Limits, over

_CHUNK: Final = 2**20


@dataclass(slots=True, eq=False)
class Element:
    """An element; its names and those of its attributes are without their namespaces."""

    name: str
    namespace: str
    attributes: Mapping[str, str]
    line: int
    children: list[Element] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text directly in it, without blanks around."""
        return "".join(self.parts).strip()

    def all(self, name: str) -> Iterator[Element]:
        """Its children called ``name``."""
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> Element | None:
        """Its first child called ``name``."""
        return next(self.all(name), None)

    def walk(self) -> Iterator[Element]:
        """Itself and all elements within, in the order of the text."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(reversed(element.children))


def parse_xml(content: bytes, place: Place, limits: Limits) -> Element:
    """The root element of ``content``.

    A document type is refused at its first character: nothing else can define entities or name
    other files, so nothing is ever expanded or fetched.

    Raises:
        UnreadableFile: it is not XML, or has a document type.
        LimitExceeded: it is nested too deeply, or holds too many elements and attributes.
    """
    build = _Build(place, limits)
    parser = build.parser
    try:
        for start in range(0, len(content), _CHUNK):
            parser.Parse(content[start : start + _CHUNK], False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        at = Place(file=place.file, line=error.lineno)
        message = f"not XML: {expat.ErrorString(error.code)} (column {error.offset + 1})"
        raise _refusal("not_xml", message, at) from error
    except (ValueError, LookupError) as error:  # an encoding that is none, or not what it says
        raise _refusal("not_xml", f"not XML: {error}", place) from error
    if build.root is None:
        raise _refusal("not_xml", "not XML: there is no element", place)
    return build.root


def root_of(content: bytes) -> tuple[str, str] | None:
    """Namespace and name of the root element, or ``None`` where ``content`` begins no XML."""
    found: list[tuple[str, str]] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, _: Mapping[str, str]) -> None:
        if not found:
            namespace, _space, local = name.rpartition(" ")
            found.append((namespace, local))

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _stop
    with suppress(expat.ExpatError, ValueError, LookupError):
        parser.Parse(content[:65_536], False)
    return found[0] if found else None


def _stop(*_: object) -> NoReturn:
    raise ValueError("a document type (DOCTYPE) is not allowed")


class _Build:
    """Takes what the parser meets and puts the tree together."""

    def __init__(self, place: Place, limits: Limits) -> None:
        self.root: Element | None = None
        self._place = place
        self._limits = limits
        self._open: list[Element] = []
        self._count = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        self._count += 1 + len(attributes)
        place = Place(file=self._place.file, line=line)
        if len(self._open) >= self._limits.depth:
            raise _too_much("depth", self._limits.depth, "elements nested too deeply", place)
        if self._count > self._limits.nodes:
            raise _too_much("nodes", self._limits.nodes, "too many elements", place)
        namespace, _, local = name.rpartition(" ")
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        element = Element(local, namespace, plain, line)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        self._open[-1].parts.append(text)

    def _doctype(self, *_: object) -> None:
        message = "a document type (DOCTYPE) is not allowed: it could name files and entities"
        place = Place(file=self._place.file, line=self.parser.CurrentLineNumber)
        raise _refusal("doctype", message, place)


def _too_much(limit: str, allowed: int, what: str, place: Place) -> LimitExceeded:
    return LimitExceeded.of([over(limit, allowed, what, place)], str(place.file))


def _refusal(code: str, message: str, place: Place) -> UnreadableFile:
    return UnreadableFile.of([Finding("error", code, message, place)], str(place.file))
