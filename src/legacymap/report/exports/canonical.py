"""An inventory as the canonical document ``legacymap-inventory/1``: nothing is lost."""

from __future__ import annotations

import msgspec

from legacymap.inventory import Inventory, to_json


def to_canonical(inventory: Inventory) -> bytes:
    """The canonical document, indented for people."""
    return msgspec.json.format(to_json(inventory.document()), indent=2) + b"\n"
