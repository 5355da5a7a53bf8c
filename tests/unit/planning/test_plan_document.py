from __future__ import annotations

from typing import Any

import pytest

from legacymap.errors import InvalidPlanningModel
from legacymap.planning.model.document import from_document, to_document
from legacymap.planning.model.model import PlannedSystem, PlanningModel


def document(**changes: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "format": "legacymap-plan-instance/1",
        "name": "two",
        "waves": 2,
        "money_unit": "EUR",
        "systems": [
            {"id": "a", "duration": 1, "cost": [1, 2, None], "use": {"team": 3}, "risk": 0.5},
            {"id": "b", "duration": 2, "cost": [0, 0, 9], "use": {}},
        ],
        "interfaces": [
            {
                "id": "i",
                "provider": "a",
                "facade": {"build": 5, "hold": 1},
                "wrapper": {"build": 4, "hold": 2},
                "consumers": [{"system": "b", "facade": 1, "wrapper": 2}],
            }
        ],
        "resources": [
            {
                "id": "team",
                "kind": "capacity",
                "profile": "spread",
                "buckets": [{"waves": [1, 2], "cap": 5, "over_max": 1, "over_price": 7}],
            }
        ],
        "precedences": [{"before": "a", "after": "b", "lag": 1}],
        "together": [["a", "b"]],
    }
    return whole | changes


def problems(broken: object) -> list[str]:
    with pytest.raises(InvalidPlanningModel) as caught:
        from_document(broken)
    return [str(finding).removeprefix("error ") for finding in caught.value.findings]


def test_a_document_is_read_and_written_unchanged() -> None:
    assert to_document(from_document(document())) == document()


def test_keys_that_the_format_does_not_know_are_kept() -> None:
    assert from_document(document()).systems[0].information == {"risk": 0.5}


def test_every_problem_is_reported_with_its_place() -> None:
    interface = document()["interfaces"][0] | {
        "provider": "z",
        "consumers": [
            {"system": "b", "facade": 1, "wrapper": 2},
            {"system": "S9", "facade": -1, "wrapper": 2.0},
        ],
    }
    broken = document(
        interfaces=[interface],
        precedences=[{"before": "a", "after": "q", "lag": -1}],
        together=[["a", "y"], "b"],
    )
    assert problems(broken) == [
        "interfaces[0].consumers[1].facade: must be 0 to 1000000000000, is -1",
        "interfaces[0].consumers[1].system: no system 'S9'",
        "interfaces[0].consumers[1].wrapper: must be a whole number, is 2.0",
        "interfaces[0].provider: no system 'z'",
        "precedences[0].after: no system 'q'",
        "precedences[0].lag: must be 0 to 1000000000000, is -1",
        "together[0][1]: no system 'y'",
        "together[1]: must be a list of system ids, is 'b'",
    ]


@pytest.mark.parametrize("cost", [True, 1.0, float("nan"), "1", [1]])
def test_only_whole_numbers_and_null_are_costs(cost: object) -> None:
    system = {"id": "a", "duration": 1, "cost": [cost, 2, 3], "use": {}}
    other = {"id": "b", "duration": 1, "cost": [1, 2, 3], "use": {}}
    assert problems(document(systems=[system, other])) == [
        f"systems[0].cost[0]: must be a whole number or null, is {cost!r}"
    ]


@pytest.mark.parametrize("key", ["systems", "interfaces", "resources", "precedences", "together"])
def test_a_misspelt_list_is_missed(key: str) -> None:
    broken = document()
    broken[f"{key}s"] = broken.pop(key)
    assert f"{key}: is missing; a list" in problems(broken)


def test_what_is_no_object_is_refused() -> None:
    assert "must be an object" in problems([])


def test_repeated_ids_name_the_first() -> None:
    system = document()["systems"][0]
    assert problems(document(systems=[system, document()["systems"][1], system])) == [
        "systems[2].id: 'a' is already systems[0]"
    ]


def test_a_consumer_is_neither_the_provider_nor_named_twice() -> None:
    interface = document()["interfaces"][0]
    consumers = [
        {"system": "a", "facade": 1, "wrapper": 1},
        {"system": "b", "facade": 1, "wrapper": 1},
        {"system": "b", "facade": 1, "wrapper": 1},
    ]
    assert problems(document(interfaces=[interface | {"consumers": consumers}])) == [
        "interfaces[0].consumers[0].system: 'a' is the provider itself",
        "interfaces[0].consumers[2].system: 'b' is a consumer already",
    ]


def test_a_bucket_names_each_wave_of_the_horizon_at_most_once() -> None:
    resource = document()["resources"][0]
    bucket = {"waves": [2, 2, 3], "cap": 1, "over_max": 0, "over_price": 0}
    assert problems(document(resources=[resource | {"buckets": [bucket], "profile": "flat"}])) == [
        "resources[0].buckets[0].waves: must be 1 to 2, one is 3",
        "resources[0].buckets[0].waves: names a wave twice",
        "resources[0].profile: must be spread or golive, is 'flat'",
    ]


def test_a_resource_must_exist_to_be_used() -> None:
    assert problems(document(resources=[])) == ["systems[0].use: no resource 'team'"]


def test_a_model_made_in_code_obeys_the_same_rules() -> None:
    with pytest.raises(InvalidPlanningModel) as caught:
        PlanningModel(waves=2, systems=(PlannedSystem(id="a", cost=(1, 2), duration=0),))
    assert [str(finding) for finding in caught.value.findings] == [
        "error systems[0].cost: must have 3 entries, one a wave and the backlog, has 2",
        "error systems[0].duration: must be 1 to 10000, is 0",
    ]


def test_what_cannot_be_summed_in_64_bits_is_refused() -> None:
    dear = PlannedSystem(id="a", cost=(10**12, 0), use={"r": 10**12})
    resource = from_document(document()).resources[0].__class__
    bucket = from_document(document()).resources[0].buckets[0].__class__
    with pytest.raises(InvalidPlanningModel, match="can be summed"):
        PlanningModel(
            waves=1,
            systems=(dear,),
            resources=(
                resource(
                    id="r",
                    profile="golive",
                    buckets=(bucket(waves=(1,), cap=0, over_max=0, over_price=10**12),),
                ),
            ),
        )
