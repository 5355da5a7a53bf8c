"""A CycloneDX bill in XML as the document that it is in JSON, with the line of each part."""

from __future__ import annotations

from typing import Final

from pydantic import JsonValue

from legacymap.ingest.json_items import Json
from legacymap.ingest.texts.xml_text import Element

_LISTS: Final = {
    "components": "component",
    "services": "service",
    "dependencies": "dependency",
    "properties": "property",
    "endpoints": "endpoint",
    "hashes": "hash",
    "externalReferences": "reference",
    "tags": "tag",
    "custodians": "custodian",
    "owners": "owner",
    "stewards": "steward",
}
"""Elements that hold a list, and what the items are called."""


def bill_of(root: Element) -> tuple[Json, dict[str, int]]:
    """The bill below ``root``, and the line of each path in it."""
    lines: dict[str, int] = {}
    bill = _object(root, "", lines)
    return bill, lines


def _object(element: Element, path: str, lines: dict[str, int]) -> Json:
    if path:
        lines[path] = element.line
    found: Json = dict(element.attributes)
    for child in element.children:
        at = f"{path}.{child.name}".removeprefix(".")
        value, other = _value(child, at, lines), found.get(child.name)
        if child.name in found:
            found[child.name] = [*(other if isinstance(other, list) else [other]), value]
        else:
            found[child.name] = value
    if element.text:
        found["text"] = element.text
    return found


def _value(element: Element, path: str, lines: dict[str, int]) -> JsonValue:
    lines[path] = element.line
    if element.name in _LISTS:
        items = list(element.all(_LISTS[element.name]))
        return [_item(item, f"{path}[{index}]", lines) for index, item in enumerate(items)]
    if element.name == "data":
        return [
            _flow(item, f"{path}[{index}]", lines) for index, item in enumerate(element.children)
        ]
    if len({child.name for child in element.children}) == 1 < len(element.children):
        children = enumerate(element.children)
        return [_value(child, f"{path}[{index}]", lines) for index, child in children]
    if not element.children and not element.attributes:
        return {"true": True, "false": False}.get(element.text, element.text)
    return _object(element, path, lines)


def _item(element: Element, path: str, lines: dict[str, int]) -> JsonValue:
    lines[path] = element.line
    if element.name == "dependency":
        needed: list[JsonValue] = []
        for child in element.all("dependency"):
            lines[f"{path}.dependsOn[{len(needed)}]"] = child.line
            needed.append(child.attributes.get("ref", ""))
        return {"ref": element.attributes.get("ref"), "dependsOn": needed}
    if element.name == "property":
        value = element.text or element.attributes.get("value")
        return {"name": element.attributes.get("name"), "value": value}
    if element.name in ("endpoint", "tag"):
        return element.text
    return _object(element, path, lines)


def _flow(element: Element, path: str, lines: dict[str, int]) -> JsonValue:
    """`<classification flow="inbound">PII</classification>`, alone or within a `<dataflow>`."""
    lines[path] = element.line
    lines[f"{path}.flow"] = element.line
    inner = element.first("classification") or element
    found: Json = {key: value for key, value in element.attributes.items() if key != "flow"}
    found |= {"classification": inner.text, "flow": inner.attributes.get("flow")}
    for key in ("source", "destination"):
        holder = element.first(key)
        if holder is not None:
            found[key] = [child.text for child in holder.children]
    own = {"classification", "source", "destination"}
    others = (child for child in element.children if child.name not in own)
    return found | {child.name: _value(child, f"{path}.{child.name}", lines) for child in others}
