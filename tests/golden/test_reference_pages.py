"""The derived pages of the documentation are up to date: ``make docs`` writes them."""

from __future__ import annotations

import importlib.util
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_derived_pages_are_what_the_declarations_give() -> None:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    written = {name: (DOCS / "reference" / name).read_text() for name in generate.pages()}
    assert written == generate.pages()
