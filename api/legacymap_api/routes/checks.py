"""Is a plan feasible and what does it cost, whoever made it?"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from legacymap.analysis import Estate
from legacymap.assessment import estate_of
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Inventory, to_json
from legacymap.planning import Check, Policy, check_plan
from legacymap_api.answers import ExactRoute
from legacymap_api.resources import Running
from legacymap_api.service import Service

router = APIRouter(route_class=ExactRoute, tags=["checks"])


class SnapshotName(BaseModel):
    """Which snapshot is meant."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    inventory: str
    number: Annotated[int, Field(ge=1, lt=2**31)] | None = Field(
        None, description="The newest without it"
    )


_EXAMPLE: Final[JsonValue] = {
    "snapshot": {"inventory": "0b8f6a52-6f0e-4a6b-9d1c-2f3a1d5c7e90", "number": 1},
    "plan": {"nomis": 2, "delius": 3, "oasys": None},
    "policy": {"start": "2027-04-01", "waves": 12},
}


class ToCheck(BaseModel):
    """A plan, and the snapshot or the inventory that it is for."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra={"examples": [_EXAMPLE]}
    )

    snapshot: SnapshotName | None = None
    inventory: dict[str, JsonValue] | None = Field(
        None, description="A canonical document, `legacymap-inventory/1`"
    )
    plan: dict[str, JsonValue] = Field(
        description="A `legacymap-plan/1` document, or `plan`: the wave of each system by its id"
    )
    policy: Policy = Policy()

    @model_validator(mode="after")
    def _of_one_estate(self) -> ToCheck:
        if (self.snapshot is None) == (self.inventory is None):
            raise ValueError("give either `snapshot` or `inventory`")
        return self


@router.post("/v1/checks")
def check(running: Running, asked: ToCheck) -> Check:
    """Every rule that the plan breaks, and what it costs under the policy."""
    return check_plan(_estate(running, asked), asked.policy, asked.plan)


def _estate(running: Service, asked: ToCheck) -> Estate:
    return estate_of(_inventory(running, asked), asked.policy)


def _inventory(running: Service, asked: ToCheck) -> Inventory:
    if asked.snapshot is None:
        file = InputFile("inventory", to_json(asked.inventory))
        return read_inventory([file], format="canonical").inventory
    named = asked.snapshot
    return running.estate(
        running.store.inventories.snapshot(named.inventory, named.number)
    ).inventory
