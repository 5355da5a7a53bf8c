"""Legacy and risk of a snapshot: figures, the register in pages, the register as a file."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from legacymap.analysis.disposition.plans import Completeness
from legacymap.analysis.disposition.rules import Disposition
from legacymap.analysis.disposition.time import HIGH_FROM, Quadrant
from legacymap.analysis.framework import Zone
from legacymap.analysis.inference.legacy import LegacyState
from legacymap.analysis.risk.answers import LegacyRisk, SystemRisk
from legacymap.analysis.risk.register import Register, matching, register_of
from legacymap.analysis.risk.risk import risk_of
from legacymap.analysis.risk.rows import system_rows
from legacymap.graph import Level
from legacymap.report.risk_register import REGISTER_TYPES, risk_register
from legacymap_api.answers import ImmutableRoute
from legacymap_api.paging import Page
from legacymap_api.resources import Running, SnapshotPaging, TheEstate, ThePart, Unchanging

router = APIRouter(
    prefix="/v1/inventories/{inventory}/snapshots/{snapshot}/risk",
    route_class=ImmutableRoute,
    tags=["analyses"],
)

AtLevel = Annotated[Level, Query(description="Whole systems, or their parts as well")]
HighFrom = Annotated[int, Query(ge=1, le=5, description="Fit that counts as high in TIME")]


def the_register(
    running: Running,
    snapshot: Unchanging,
    estate: TheEstate,
    part: ThePart,
    level: AtLevel = "top",
    high_from: HighFrom = HIGH_FROM,
) -> Register:
    """The register of the snapshot or of a part of it; its pages are cut from the same one."""
    key = (snapshot.inventory, snapshot.number, level, high_from)
    whole = running.registers.get(
        key, lambda: register_of(estate, level=level, high_from=high_from)
    )
    return whole.within(part)


TheRegister = Annotated[Register, Depends(the_register)]


@router.get("")
def get_risk(estate: TheEstate, register: TheRegister) -> LegacyRisk:
    """What is legacy and who says so, risk scores, modernisation plans, TIME, dispositions."""
    return risk_of(register, estate)


@router.get("/systems")
def list_system_risks(
    register: TheRegister,
    asked: SnapshotPaging,
    state: LegacyState | None = None,
    zone: Zone | None = None,
    plan: Completeness | None = None,
    quadrant: Quadrant | None = None,
    disposition: Disposition | None = None,
    disagrees: Annotated[
        bool | None, Query(description="Whether statements about it do not go together")
    ] = None,
) -> Page[SystemRisk]:
    """The register, legacy systems first, then the riskiest."""
    found = matching(
        register.table,
        state=state,
        zone=zone,
        plan=plan,
        quadrant=quadrant,
        disposition=disposition,
        disagrees=disagrees,
    )
    rows = found.slice(asked.offset, asked.limit)
    return asked.of(system_rows(register, rows), found.height)


@router.get("/register")
def get_register(
    register: TheRegister,
    snapshot: Unchanging,
    format: Annotated[str, Query(description=", ".join(REGISTER_TYPES))] = "csv",
) -> Response:
    """The register as a table, to be scored further and handed in beside the inventory."""
    content = risk_register(register, format)
    name = f"register-{snapshot.number}.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, 200, headers, REGISTER_TYPES[format])
