"""Which fact sheets a table or an answer of the GraphQL API holds, both in one shape.

Workspaces name fields and relations their own way, so that relations are known by how their names
end (`relApplicationToITComponent`), and phases of the life cycle likewise (`lifecycle:endOfLife`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue

from legacymap.errors import Place
from legacymap.ingest.formats.named_columns import NamedRow
from legacymap.ingest.json_items import Json, word
from legacymap.ingest.vocabulary.headers import normal

ROLES: Final = (
    "businesscapability",
    "child",
    "consumerapplication",
    "dataobject",
    "interface",
    "itcomponent",
    "organization",
    "parent",
    "predecessor",
    "providerapplication",
    "provider",
    "requiredby",
    "requires",
    "successor",
    "usergroup",
)
"""What a relation leads to, as the end of its name."""
_PHASES: Final[Mapping[str, str]] = {
    name.casefold(): name for name in ("plan", "phaseIn", "active", "phaseOut", "endOfLife")
}


@dataclass(frozen=True, slots=True)
class Target:
    """The fact sheet at the end of a relation, by id or by name, and what the relation says."""

    id: str | None
    name: str | None
    said: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FactSheet:
    """One fact sheet: what it says of itself, when its phases begin, and where it leads to."""

    id: str
    type: str
    name: str
    place: Place
    fields: Mapping[str, JsonValue]
    phases: Mapping[str, str]
    relations: tuple[tuple[str, str, Target], ...]
    """The role of the target, the name of the relation, and the target."""


def role_of(name: str) -> str | None:
    """The role of the targets of a relation of that name; ``None`` where it is none."""
    bare = re.sub(r"[^a-z]", "", normal(name))
    bare = re.sub(r"(?<=.)(displayname|name|id)\Z", "", bare)
    if re.match(r"rel(?!ease|evan|iab).*to", bare) is None:
        return None
    found = [role for role in ROLES if bare.endswith(role)]
    return max(found, key=len) if found else "other"


def phase_of(name: str) -> str | None:
    """The phase of the life cycle that a column is about."""
    bare = re.sub(r"[^a-z]", "", normal(name))
    return _PHASES.get(bare.removeprefix("lifecycle").removesuffix("startdate"))


def of_row(row: NamedRow) -> FactSheet | None:
    """The fact sheet in a row of a table; ``None`` without type or name."""
    type_, name = row.get("type"), row.get("name")
    if type_ is None or name is None:
        return None
    shown = row.get("displayname") or name
    fields: dict[str, JsonValue] = {} if shown == name else {"alias of": name}
    phases: dict[str, str] = {}
    relations: list[tuple[str, str, Target]] = []
    for title, said in row.others.items():
        role, phase = role_of(title), phase_of(title)
        if role is not None:
            names = [part.strip() for part in said.split(";") if part.strip()]
            relations.extend((role, title, Target(None, each)) for each in names)
        elif phase is not None:
            phases[phase] = said
        else:
            fields[title] = said
    return FactSheet(
        row.get("id") or shown, type_, shown, row.place, fields, phases, tuple(relations)
    )


def of_node(node: Json, place: Place) -> FactSheet | None:
    """The fact sheet in a node of an answer; ``None`` without type or name."""
    type_, name = word(node.get("type")), word(node.get("name"))
    name = name or word(node.get("displayName"))
    if type_ is None or name is None:
        return None
    shown = word(node.get("displayName")) or name
    fields: dict[str, JsonValue] = {} if shown == name else {"alias of": name}
    phases: dict[str, str] = {}
    relations: list[tuple[str, str, Target]] = []
    for key, said in node.items():
        role = role_of(key)
        if key in ("id", "type", "name", "displayName", "__typename"):
            continue
        if role is not None:
            relations.extend((role, key, target) for target in _targets(said))
        elif key == "lifecycle" and isinstance(said, dict):
            phases |= _phases(said)
            fields["lifecycle"] = word(said.get("asString"))
        elif key == "tags" and isinstance(said, list):
            names = (word(tag.get("name")) if isinstance(tag, dict) else word(tag) for tag in said)
            fields["tags"] = [tag for tag in names if tag]
        else:
            fields[key] = said
    given = word(node.get("id"))
    return FactSheet(given or shown, type_, shown, place, fields, phases, tuple(relations))


def _phases(lifecycle: Json) -> dict[str, str]:
    found: dict[str, str] = {}
    phases = lifecycle.get("phases")
    for item in phases if isinstance(phases, list) else ():
        if isinstance(item, dict):
            phase, begins = phase_of(word(item.get("phase")) or ""), word(item.get("startDate"))
            if phase and begins:
                found[phase] = begins
    return found


def _targets(relation: JsonValue) -> list[Target]:
    edges = relation.get("edges") if isinstance(relation, dict) else relation
    targets = []
    for edge in edges if isinstance(edges, list) else ():
        node = edge.get("node") if isinstance(edge, dict) else None
        sheet = node.get("factSheet") if isinstance(node, dict) else None
        if isinstance(node, dict) and isinstance(sheet, dict):
            name = word(sheet.get("displayName")) or word(sheet.get("name"))
            said = {key: value for key, value in node.items() if key not in ("factSheet", "id")}
            targets.append(Target(word(sheet.get("id")), name, said))
    return targets
