"""What the commands say where memory runs out."""

from pathlib import Path

import pytest

from legacymap.cli.inputs import read_files
from legacymap.errors import LimitExceeded


def test_files_that_do_not_fit_into_memory_are_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise MemoryError

    (tmp_path / "a.csv").write_text("id,name\na,A\n")
    monkeypatch.setattr("legacymap.ingest.read_inventory", full)
    with pytest.raises(LimitExceeded, match="more memory than this process may have"):
        read_files([tmp_path / "a.csv"])
