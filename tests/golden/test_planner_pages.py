"""The pages about planning say what the program does."""

from __future__ import annotations

from pathlib import Path

from legacymap.ingest.policies import read_policy
from legacymap.planning.policy.policy import Policy
from legacymap.planning.policy.prices import price_list

ROOT = Path(__file__).parents[2]


def test_the_price_list_in_the_documentation_is_the_programs() -> None:
    page = (ROOT / "docs" / "planner.md").read_text(encoding="utf-8")
    for line in price_list(Policy().prices):
        assert f"| `{line.price}` | {line.value} | {line.unit} | {line.reason} |" in page


def test_the_annotated_policy_names_every_setting() -> None:
    file = ROOT / "examples" / "policies" / "annotated.toml"
    policy = read_policy(file.name, file.read_bytes())
    text = file.read_text(encoding="utf-8")
    assert all(setting in text for setting in Policy.model_fields)
    assert policy.prices.facade == Policy().prices.facade
    assert policy.prices.kind_factor == Policy().prices.kind_factor
    assert (policy.weights, policy.assume) == (Policy().weights, Policy().assume)


def test_every_policy_of_the_examples_can_be_read() -> None:
    files = sorted((ROOT / "examples").glob("*/*.toml"))
    assert len(files) >= 3
    for file in files:
        read_policy(file.name, file.read_bytes())
