"""A policy says what it means, is refused with every problem, and has one digest."""

from __future__ import annotations

import pytest

from legacymap.errors import InvalidPolicy, Place
from legacymap.inventory import Inventory, System
from legacymap.inventory.naming import Names
from legacymap.planning.policy.naming import resolved
from legacymap.planning.policy.policy import Policy, path_text, policy_of, policy_schema
from legacymap.planning.policy.prices import price_list


def _problems(document: object) -> dict[str | None, str]:
    with pytest.raises(InvalidPolicy) as refused:
        policy_of(document, file="p.toml")
    return {
        finding.where.path if finding.where else None: finding.message
        for finding in refused.value.findings
    }


def test_an_empty_policy_is_a_whole_one() -> None:
    assert policy_of({}) == Policy()
    assert policy_of(Policy().document()) == Policy()


def test_a_default_written_out_is_the_same_policy() -> None:
    assert Policy(waves=12).digest == Policy().digest
    assert Policy(waves=11).digest != Policy().digest


def test_every_problem_is_reported_with_its_path() -> None:
    found = _problems(
        {
            "waves": 0,
            "wavs": 3,
            "capacity": [{"skill": "cobol"}],
            "constraints": [{"kind": "pin"}, {"kind": "freeze", "from": "2027", "to": "2027-13"}],
            "prices": {"impact": {"T": [1, 2, 3]}},
        }
    )
    assert sorted(found, key=str) == [
        "capacity[0]",
        "constraints[0]",
        "constraints[1].to",
        "prices.impact.T",
        "waves",
        "wavs",
    ]
    assert found["wavs"] == "there is no such setting; meant 'waves'?"
    assert found["capacity[0]"] == "a capacity needs either `days_per_wave` or `days_per_year`"
    assert found["constraints[0]"] == ("a pin needs either `wave` or `date`; a pin needs `systems`")


def test_what_is_no_table_is_refused() -> None:
    assert _problems([1]) == {None: "must be a table of settings"}


@pytest.mark.parametrize(
    ("constraint", "message"),
    [
        ({"kind": "pin", "systems": ["a"], "wave": 1, "date": "2027"}, "needs either"),
        ({"kind": "freeze", "wave": 1, "from": "2027", "to": "2028"}, "needs either"),
        ({"kind": "together", "systems": ["a"]}, "needs at least two systems"),
        ({"kind": "before", "systems": ["a", "b"], "hard": False}, "before is always hard"),
        ({"kind": "apart", "systems": ["a", "b", "a"]}, "names a system twice"),
    ],
)
def test_a_constraint_must_be_complete(constraint: dict[str, object], message: str) -> None:
    assert message in _problems({"constraints": [constraint]})["constraints[0]"]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (
            {"waves": 4, "constraints": [{"kind": "pin", "systems": ["a"], "wave": 5}]},
            "constraints[0].wave is 5, the horizon has 4 waves",
        ),
        (
            {"capacity": [{"skill": "a", "days_per_wave": [1]}] * 2},
            "capacity of 'a' is given twice",
        ),
        ({"budgets": [{"year": 2027, "amount": 1}] * 2}, "the budget of 2027 is given twice"),
        ({"fiscal_year_start": "02-30"}, "there is no 02-30 in every year"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(
    document: dict[str, object], message: str
) -> None:
    assert message in _problems(document)[None]


def test_years_and_ids_that_look_like_numbers_are_text() -> None:
    policy = policy_of({"budgets": [{"year": 2027, "amount": 1}], "legacy": [243]})
    assert (policy.budgets[0].year, policy.legacy) == ("2027", ("243",))


def test_prices_that_are_left_out_keep_their_defaults() -> None:
    policy = policy_of(
        {"prices": {"facade": {"build": 5}, "kind_factor": {"call": 2}, "impact": {"C1": [1] * 5}}}
    )
    facade = policy.prices.facade
    assert (facade.build, facade.hold, facade.connect) == (5, 4_000, 3_000)
    assert policy.prices.kind_factor["database"] == 2.0
    assert sorted(policy.prices.impact) == ["C1", "T"]


def test_the_price_list_tells_defaults_from_the_policy_and_gives_reasons() -> None:
    lines = {line.price: line for line in price_list(policy_of({"prices": {"adapter": 7}}).prices)}
    assert (lines["adapter"].value, lines["adapter"].origin) == ("7", "policy")
    assert (lines["facade"].value, lines["facade"].origin) == ("20,000 / 4,000 / 3,000", "default")
    assert all(line.reason and line.unit for line in lines.values())


def test_every_setting_with_a_default_says_why() -> None:
    schema = policy_schema()
    properties = schema["properties"]
    assert isinstance(properties, dict)
    unexplained = {name for name, setting in properties.items() if "description" not in setting}
    assert unexplained == {
        "format",
        "limits",
        "constraints",
        "prices",
        "weights",
        "assume",
        "estimates",
        "replan",
        "risk_appetite",
    }


def test_paths_read_like_the_document() -> None:
    assert path_text(("constraints", 2, "systems", 0)) == "constraints[2].systems[0]"


INVENTORY = Inventory.of(
    [
        System(id="1", name="Ledger", aliases=("GL",)),
        System(id="2", name="Payroll"),
        System(id="3", name="payroll"),
    ]
)


def test_systems_are_named_by_id_unique_name_or_alias() -> None:
    names = Names(INVENTORY)
    assert [names.find(text) for text in ("1", "ledger", "gl", "Payroll", "Ledgr")] == [
        "1",
        "1",
        "1",
        None,
        None,
    ]
    assert names.problem("Ledgr") == "no system 'Ledgr' in the inventory; meant 'Ledger'?"
    assert names.problem("Payroll") == "'Payroll' is the name of 2 systems; write an id: 2, 3"


def test_a_policy_is_resolved_to_ids() -> None:
    policy = policy_of(
        {
            "legacy": ["Ledger", "1"],
            "constraints": [{"kind": "pin", "systems": ["gl"], "wave": 1}],
        }
    )
    found = resolved(policy, INVENTORY)
    assert found.legacy == ("1",)
    assert found.constraints[0].systems == ("1",)
    assert resolved(Policy(), INVENTORY) == Policy()


def test_every_unknown_system_of_a_policy_is_named_with_a_hint() -> None:
    policy = policy_of(
        {
            "exclude": ["Ledgr"],
            "constraints": [{"kind": "pin", "systems": ["1", "nobody at all"], "wave": 1}],
        }
    )
    with pytest.raises(InvalidPolicy) as refused:
        resolved(policy, INVENTORY)
    assert [(f.where, f.message) for f in refused.value.findings] == [
        (
            Place(path="constraints[0].systems[1]"),
            "no system 'nobody at all' in the inventory",
        ),
        (Place(path="exclude[0]"), "no system 'Ledgr' in the inventory; meant 'Ledger'?"),
    ]
