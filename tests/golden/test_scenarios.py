"""The scenarios of an example give the comparison beside them, byte for byte.

Where it changes on purpose, write it anew: ``python -m tests.golden.test_scenarios``.
"""

from __future__ import annotations

from tests.golden.test_examples import EXAMPLES, estate_and_policy

from legacymap import __version__
from legacymap.assessment import estate_of, plan_scenario, scenario
from legacymap.ingest import read_inventory
from legacymap.ingest.settings.scenarios import read_patch
from legacymap.planning import compare, plan
from legacymap.report import render
from legacymap.report.comparisons import comparison_report

NAME = "prisons-and-probation"
SCENARIOS = EXAMPLES / NAME / "scenarios"
COMPARISON = SCENARIOS / "comparison.md"
PATCHES = ("three-go-lives-a-wave.toml", "more-data-engineers.toml", "without-ndmis.json")


def comparison() -> bytes:
    files, policy = estate_and_policy(NAME)
    inventory = read_inventory(files).inventory
    base = plan(estate_of(inventory, policy), policy, version=__version__, effort="quick")
    found = [("as things are", base)]
    for name in PATCHES:
        patch = read_patch(name, (SCENARIOS / name).read_bytes())
        what_if = scenario(inventory, policy, patch)
        found.append((patch.name or name, plan_scenario(what_if, base=base, effort="quick")))
    return render(comparison_report(compare(found)), "md")


def test_the_scenarios_give_the_comparison_that_lies_beside_them() -> None:
    assert comparison().decode() == COMPARISON.read_bytes().decode()


if __name__ == "__main__":
    COMPARISON.write_bytes(comparison())
