"""Equal content gives equal bytes, whatever the order of rows, the form of the file, the hash seed.

What an assessment says of its files (their names and digests) is about the files and differs with
them; everything else must not.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from legacymap.assessment import Assessment, assess, estate_of
from legacymap.ingest import InputFile, read_inventory
from legacymap.ingest.settings.policies import read_policy
from legacymap.inventory import to_json
from legacymap.planning import plan, why
from legacymap.report import assessment_report, export, render

EXAMPLES = Path(__file__).parents[2] / "examples"
MIDDLE = EXAMPLES / "prisons-and-probation"
SMALL = EXAMPLES / "benefits"


def files_in(folder: Path, pattern: str) -> list[InputFile]:
    return [InputFile(path.name, path.read_bytes()) for path in sorted(folder.glob(pattern))]


def assessed(files: list[InputFile], folder: Path) -> Assessment:
    policy = read_policy("policy.toml", (folder / "policy.toml").read_bytes())
    return assess(read_inventory(files), policy)


def without_files(assessment: Assessment) -> bytes:
    return to_json(replace(assessment, contents=replace(assessment.contents, files=())))


def shuffled(file: InputFile, seed: int) -> InputFile:
    header, *rows = file.content.splitlines(keepends=True)
    random.Random(seed).shuffle(rows)  # noqa: S311 - no secret
    return InputFile(file.name, b"".join([header, *rows]))


def test_shuffled_rows_give_equal_bytes() -> None:
    files = files_in(MIDDLE, "*.csv")
    mixed = [shuffled(file, seed) for seed, file in enumerate(files)]
    assert [file.content for file in mixed] != [file.content for file in files]
    assert without_files(assessed(mixed[::-1], MIDDLE)) == without_files(assessed(files, MIDDLE))


def test_tables_and_document_of_the_same_content_give_equal_bytes() -> None:
    document = files_in(SMALL, "*.json")
    tables = [InputFile("t.zip", export(read_inventory(document).inventory, "csv").content)]
    assert without_files(assessed(tables, SMALL)) == without_files(assessed(document, SMALL))


def test_the_reasons_of_a_plan_are_equal_for_shuffled_rows() -> None:
    policy = read_policy("policy.toml", (MIDDLE / "policy.toml").read_bytes())
    files = files_in(MIDDLE, "*.csv")
    mixed = [shuffled(file, seed) for seed, file in enumerate(files)]
    estates = [estate_of(read_inventory(given).inventory, policy) for given in (files, mixed[::-1])]
    order = plan(estates[0], policy, version="1", effort="quick")
    once, again = (to_json(why(estate, policy, order, system="oasys")) for estate in estates)
    assert once == again


def test_every_format_of_the_report_is_equal_for_equal_input() -> None:
    files = files_in(SMALL, "*.json")
    once, again = (assessment_report(assessed(files, SMALL)) for _ in range(2))
    for form in ("json", "md", "html", "csv"):
        assert render(once, form) == render(again, form)


def test_the_hash_seed_changes_no_byte() -> None:
    command = [sys.executable, "-m", "legacymap", "assess", *map(str, sorted(MIDDLE.glob("*.csv")))]
    policy = ["--policy", str(MIDDLE / "policy.toml")]
    outputs = {
        subprocess.run(
            [*command, *policy, "--json"],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1")
    }
    assert len(outputs) == 1
