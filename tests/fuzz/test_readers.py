"""Whatever a file holds, every reader reads it or refuses it in words."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.fuzz.mutations import mutated
from tests.fuzz.seeds import seeds

from legacymap.errors import LegacymapError
from legacymap.ingest import READERS, InputFile, Limits, read_inventory
from legacymap.inventory import to_json

LIMITS = Limits(nodes=200_000, rows=20_000, inflated_bytes=20_000_000)
OTHERS = InputFile("others.csv", b"id,name\na,A\nb,B\n")
WITHOUT_SEEDS: frozenset[str] = frozenset()
"""Readers that nobody has a small file for."""


def read_or_refuse(file: InputFile, format: str) -> None:
    """Read ``file``; fail where that ends in anything but a result or a refusal."""
    # Decisions on matches speak of the systems of others.
    files = [file, OTHERS] if format == "matches" else [file]
    try:
        imported = read_inventory(files, format="auto" if len(files) > 1 else format, limits=LIMITS)
    except LegacymapError as error:
        to_json([error.message or None, error.findings])
        return
    to_json([imported.inventory.document(), imported.findings, imported.rejects])
    for account in imported.files:
        assert account.rows == account.used + account.merged + account.rejected


def tries(reader: str) -> st.SearchStrategy[tuple[InputFile, str]]:
    """Changed files of the format of ``reader``, and by which name they are read."""
    files = st.sampled_from(seeds(reader)).flatmap(mutated)
    return st.tuples(files, st.sampled_from([reader, "auto"]))


@pytest.mark.parametrize("reader", [name for name in READERS if name not in WITHOUT_SEEDS])
def test_a_changed_file_is_read_or_refused_in_words(reader: str) -> None:
    assert seeds(reader), f"there is no small file to begin with for {reader}"

    @settings(
        max_examples=15,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(tries(reader))
    def holds(given_try: tuple[InputFile, str]) -> None:
        read_or_refuse(*given_try)

    holds()
