"""The pages about planning say what the program does."""

from __future__ import annotations

import re
from pathlib import Path

from legacymap.assessment import estate_of
from legacymap.ingest import InputFile, read_inventory
from legacymap.ingest.settings.policies import read_policy
from legacymap.planning import plan
from legacymap.planning.policy.estimates import Estimates
from legacymap.planning.policy.policy import Policy, Replan, policy_schema
from legacymap.planning.policy.prices import GatewayPrice, Prices, Weights, price_list
from legacymap.report.plans.clashes import clash_sentences

ROOT = Path(__file__).parents[2]


def test_the_price_list_in_the_documentation_is_the_programs() -> None:
    page = (ROOT / "docs" / "planner.md").read_text(encoding="utf-8")
    for line in price_list(Policy().prices):
        assert f"| `{line.price}` | {line.value} | {line.unit} | {line.reason} |" in page


def test_the_annotated_policy_names_every_setting() -> None:
    file = ROOT / "examples" / "policies" / "annotated.toml"
    policy = read_policy(file.name, file.read_bytes())
    text = file.read_text(encoding="utf-8")
    assert _settings() - set(re.findall(r"\w+", text)) == set()
    assert policy.prices.facade == Policy().prices.facade
    assert policy.prices.kind_factor == Policy().prices.kind_factor
    assert (policy.weights, policy.assume) == (Policy().weights, Policy().assume)


def test_the_page_on_the_policy_names_every_setting_of_its_own() -> None:
    page = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    told_elsewhere = {*Prices.model_fields, *Weights.model_fields, *Estimates.model_fields}
    told_elsewhere |= {*GatewayPrice.model_fields, *Replan.model_fields, "replan"}
    assert _settings() - set(re.findall(r"\w+", page)) - told_elsewhere == set()


def _settings() -> set[str]:
    """The name of every setting, at whatever depth."""
    schema = policy_schema()
    parts = [schema, *schema["$defs"].values()]  # type: ignore[attr-defined]
    return {name for part in parts for name in part.get("properties", {})}


def test_the_clash_in_the_documentation_is_the_programs() -> None:
    example = ROOT / "examples" / "prisons-and-probation"
    tables = [InputFile(file.name, file.read_bytes()) for file in sorted(example.glob("*.csv"))]
    file = ROOT / "examples" / "policies" / "clashing.toml"
    policy = read_policy(file.name, file.read_bytes())
    estate = estate_of(read_inventory(tables).inventory, policy)
    told = tuple(clash_sentences(plan(estate, policy, version="1.0").clashes, "GBP"))
    page = " ".join((ROOT / "docs" / "planner.md").read_text(encoding="utf-8").split())
    assert len(told) == 2
    for sentence in told:
        assert sentence in page.replace("> ", "")


def test_every_policy_of_the_examples_can_be_read() -> None:
    files = sorted((ROOT / "examples").glob("*/*.toml"))
    files = [file for file in files if file.parent.name != "mappings"]
    assert len(files) >= 3
    for file in files:
        read_policy(file.name, file.read_bytes())
