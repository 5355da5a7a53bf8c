"""Is a plan feasible and what does it cost, whoever made it?"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from legacymap.analysis import Estate
from legacymap.assessment import estate_of
from legacymap.errors import Place, UnreadableFile
from legacymap.ingest import InputFile, read_inventory
from legacymap.ingest.given_plans.plans import plan_in, read_plan_file
from legacymap.ingest.settings.policies import read_policy
from legacymap.inventory import Inventory, to_json
from legacymap.planning import Check, Policy, check_plan
from legacymap_api.answers import ExactRoute, Handler, respond_json
from legacymap_api.resources import Running
from legacymap_api.service import Service
from legacymap_api.uploads import FORM, HandedOver, form_of, only


class FilesOrJson(ExactRoute):
    """A route that takes its question as JSON, or as a form of files."""

    def get_route_handler(self) -> Handler:
        """The handler; a form is read here, for its files are no JSON."""
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
            if kind != FORM:
                return await handler(request)
            handed = await form_of(request)
            running: Service = request.app.state.service
            return respond_json(await run_in_threadpool(check_files, running, handed))

        return answer


router = APIRouter(route_class=FilesOrJson, tags=["checks"])

_FILE: Final[dict[str, object]] = {"type": "string", "format": "binary"}
_BODY: Final[dict[str, object]] = {
    "content": {
        FORM: {
            "schema": {
                "type": "object",
                "required": ["plan"],
                "properties": {
                    "plan": {
                        **_FILE,
                        "description": "A plan as JSON, YAML or CSV: ours, systems with waves or"
                        " dates, migration waves of Konveyor, issues of Jira",
                    },
                    "files": {
                        "type": "array",
                        "items": _FILE,
                        "description": "One or many files that make one inventory together",
                    },
                    "inventory": {
                        "type": "string",
                        "description": "Id of a kept inventory, instead of `files`",
                    },
                    "number": {
                        "type": "integer",
                        "description": "Its snapshot; the newest without it",
                    },
                    "policy": {
                        **_FILE,
                        "description": "A policy as TOML, YAML or JSON; all defaults without it",
                    },
                },
            }
        }
    }
}


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
    plan: dict[str, JsonValue] | list[JsonValue] = Field(
        description="A `legacymap-plan/1` document, the wave of each system by its id, rows of"
        " `system` and `wave`, or migration waves as Konveyor's hub answers them"
    )
    policy: Policy = Policy()

    @model_validator(mode="after")
    def _of_one_estate(self) -> ToCheck:
        if (self.snapshot is None) == (self.inventory is None):
            raise ValueError("give either `snapshot` or `inventory`")
        return self


@router.post("/v1/checks", openapi_extra={"requestBody": _BODY})
def check(running: Running, asked: ToCheck) -> Check:
    """Every rule that the plan breaks, and what it costs under the policy.

    Plans in files, made here or elsewhere, come as a form.
    """
    plan = plan_in(asked.plan, Place(file="body"), {})
    return check_plan(_estate(running, asked), asked.policy, plan)


def check_files(running: Service, handed: HandedOver) -> Check:
    """The same for a form: `plan`, an optional `policy`, and `files` or a kept `inventory`.

    Raises:
        UnreadableFile: a part is missing, or there is one too many.
    """
    only(handed, "plan", "policy", "inventory", "number")
    given, policy = handed.fields.get("plan"), handed.fields.get("policy")
    if given is None:
        raise UnreadableFile("the form holds no plan: send it as the file `plan`")
    settings = Policy() if policy is None else read_policy(policy.name, policy.content)
    estate = estate_of(_inventory_in(running, handed), settings)
    return check_plan(estate, settings, read_plan_file(given.name, given.content))


def _inventory_in(running: Service, handed: HandedOver) -> Inventory:
    named, number = (handed.fields.get(field) for field in ("inventory", "number"))
    if (named is None) == (not handed.files):
        raise UnreadableFile("send either the `files` of an inventory or the id of an `inventory`")
    if named is None:
        files = [InputFile(file.name, file.content) for file in handed.files]
        return running.reading.read(files).inventory
    wanted = "" if number is None else number.content.decode("ascii", "replace").strip()
    if wanted and not (wanted.isdecimal() and len(wanted) < 10):
        raise UnreadableFile(f"the number of a snapshot is a whole number, not {wanted[:40]!r}")
    chosen = int(wanted) if wanted else None
    inventory = named.content.decode("utf-8", "replace").strip()
    return running.estate(running.store.inventories.snapshot(inventory, chosen)).inventory


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
