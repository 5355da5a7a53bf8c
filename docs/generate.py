"""Write the pages that are derived from declarations: tables, JSON schemas, OpenAPI."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args, get_origin

from pydantic import BaseModel

from legacymap.analysis.long_lists import LISTS
from legacymap.inventory import TABLES
from legacymap.inventory.records import Heading
from legacymap.inventory.schema import inventory_schema
from legacymap.inventory.tables import bare_type
from legacymap.planning.policy.policy import Policy
from legacymap_api import create_app

REFERENCE = Path(__file__).parent / "reference"


def pages() -> dict[str, str]:
    """Every derived page by its file name."""
    return {
        "tables.md": tables_page(),
        "inventory.schema.json": as_json(inventory_schema()),
        "policy.schema.json": as_json(Policy.model_json_schema()),
        "openapi.json": as_json(create_app().openapi()),
        "lists.md": lists_page(),
    }


def tables_page() -> str:
    """The columns of each table, as Markdown."""
    parts = [
        "# The tables of an inventory",
        "",
        "Derived from the record models; `make docs` writes this page. In CSV files lists are"
        " separated by `;`, effort is written `oracle:300;integration:120`, scores stand in columns"
        " `risk.L1` to `risk.C6`, `evidence` is JSON"
        ' (`[{"source": "CMDB", "how": "declared"}]`), and columns not listed here are kept in'
        " `properties`.",
    ]
    for name, model in {"inventory": Heading, **TABLES}.items():
        parts += ["", f"## {name}.csv", "", (model.__doc__ or "").splitlines()[0], ""]
        parts += ["| column | holds | meaning |", "|---|---|---|"]
        for column, field in model.model_fields.items():
            needed = " (required)" if field.is_required() else ""
            parts.append(
                f"| `{column}`{needed} | {words(field.annotation)} | {field.description or ''} |"
            )
    return "\n".join(parts) + "\n"


def lists_page() -> str:
    """The lists that answers cut short, as Markdown."""
    rows = [
        f"| `{name}` | {one.items} | {', '.join(one.of)} |" for name, one in sorted(LISTS.items())
    ]
    return "\n".join(
        [
            "# Lists that answers cut short after a hundred",
            "",
            "Derived from `legacymap.analysis.long_lists`; `make docs` writes this page. How the"
            " rest is asked for: [../api.md](../api.md#long-lists). Lists of `structure` are those"
            " of parts with `level=as_given`.",
            "",
            "| list | of | what `of` names |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def words(annotation: object) -> str:
    """A type in the words of people who fill in tables."""
    bare = bare_type(annotation)
    simple = {str: "text", int: "whole number", float: "number", bool: "yes or no"}
    if bare in simple:
        return simple[bare]  # type: ignore[index]
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        return ", ".join(f"`.{name}`" for name in bare.model_fields)
    if get_origin(bare) is tuple:
        return f"list of {words(get_args(bare)[0])}"
    if get_origin(bare) is dict:
        return "numbers by name" if bare_type(get_args(bare)[1]) is int else "free"
    return " ".join(f"`{word}`" for word in get_args(bare))


def as_json(value: object) -> str:
    """``value`` as indented JSON, keys in order."""
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    """Write every page."""
    REFERENCE.mkdir(exist_ok=True)
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
