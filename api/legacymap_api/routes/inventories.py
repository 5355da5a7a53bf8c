"""Inventories: make, list, rename, delete."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Header, HTTPException
from pydantic import BaseModel, ConfigDict

from legacymap.errors import OutOfDate
from legacymap.inventory.vocabulary import Name
from legacymap.storage import StoredInventory
from legacymap_api.answers import Answer, ExactRoute
from legacymap_api.paging import Asked, Page
from legacymap_api.resources import Running, TheInventory

router = APIRouter(prefix="/v1/inventories", route_class=ExactRoute, tags=["inventories"])


class Naming(BaseModel):
    """The name of an inventory."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra={"examples": [{"name": "HMPPS"}]}
    )

    name: Name


def _tagged(inventory: StoredInventory, status: int = 200, **headers: str) -> Answer:
    return Answer(inventory, status, {"ETag": f'"{inventory.revision}"', **headers})


@router.post("", status_code=201, response_model=StoredInventory)
def create_inventory(running: Running, naming: Naming) -> Answer:
    """A new inventory, empty until files are uploaded to it."""
    made = running.store.inventories.create(naming.name)
    return _tagged(made, 201, Location=f"/v1/inventories/{made.id}")


@router.get("")
def list_inventories(running: Running, asked: Asked) -> Page[StoredInventory]:
    """Every inventory, oldest first."""
    stretch = running.store.inventories.list(after=asked.after, limit=asked.limit)
    return asked.following(stretch, lambda inventory: (inventory.created_at, inventory.id))


@router.get("/{inventory}", response_model=StoredInventory)
def get_inventory(inventory: TheInventory) -> Answer:
    """One inventory; its ETag is what a change has to name."""
    return _tagged(inventory)


@router.patch("/{inventory}", response_model=StoredInventory)
def rename_inventory(
    running: Running,
    inventory: TheInventory,
    naming: Naming,
    if_match: Annotated[str | None, Header(description="ETag of the inventory as read")] = None,
) -> Answer:
    """Another name, unless somebody changed the inventory since (412)."""
    revision = _revision(if_match)
    return _tagged(
        running.store.inventories.rename(inventory.id, name=naming.name, revision=revision)
    )


def _revision(if_match: str | None) -> int:
    if if_match is None:
        raise HTTPException(428, "name the ETag of the inventory as you read it in If-Match")
    tag = re.fullmatch(r'"(\d{1,9})"', if_match.strip())
    if tag is None:
        raise OutOfDate(f"If-Match {if_match} is not the ETag of this inventory")
    return int(tag[1])


@router.delete("/{inventory}", status_code=204)
def delete_inventory(running: Running, inventory: TheInventory) -> None:
    """Forget the inventory with its snapshots, uploads and plans, for good."""
    running.store.inventories.delete(inventory.id)
