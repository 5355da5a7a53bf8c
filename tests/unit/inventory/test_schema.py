"""The published schema says what the records say."""

from __future__ import annotations

from legacymap.inventory import FORMAT, TABLES
from legacymap.inventory.schema import DIALECT, inventory_schema


def test_the_schema_names_its_dialect_format_and_tables() -> None:
    schema = inventory_schema()
    properties = schema["properties"]
    assert isinstance(properties, dict)
    assert (schema["$schema"], schema["title"]) == (DIALECT, FORMAT)
    assert properties["format"] == {"const": FORMAT, "title": "Format", "type": "string"}
    assert set(TABLES) <= set(properties)
    assert schema["required"] == ["format", "systems"]


def test_every_column_of_every_table_is_in_the_schema() -> None:
    definitions = inventory_schema()["$defs"]
    assert isinstance(definitions, dict)
    for model in TABLES.values():
        definition = definitions[model.__name__]
        assert isinstance(definition, dict)
        columns = definition["properties"]
        assert isinstance(columns, dict)
        assert list(columns) == list(model.model_fields)
