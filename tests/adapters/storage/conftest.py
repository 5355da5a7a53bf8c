"""Every store that the contract is run on: a new one is a row of ``STORES``."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from legacymap.storage import SqlStore, Store, open_store


def sqlite(folder: Path) -> SqlStore:
    return open_store(f"sqlite:///{folder}/legacymap.db")


STORES: Final[dict[str, Callable[[Path], SqlStore]]] = {"sqlite": sqlite}


@pytest.fixture(params=sorted(STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = STORES[request.param](tmp_path)
    yield opened
    opened.close()
