"""What the estate of a snapshot is like: exposure, data, structure, ties, quality, impact."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from legacymap.analysis.exposure.exposed import Exposure
from legacymap.analysis.exposure.exposure import exposure
from legacymap.analysis.fragmentation.fragmentation import fragmentation
from legacymap.analysis.fragmentation.fragmented import Fragmentation
from legacymap.analysis.impact import Impact, impact
from legacymap.analysis.integration import Integration, integration
from legacymap.analysis.quality.quality import quality
from legacymap.analysis.quality.sightings import STALE_AFTER_DAYS
from legacymap.analysis.quality.told import Quality
from legacymap.analysis.structure.cut_costs import cut_costs
from legacymap.analysis.structure.structure import structure
from legacymap.analysis.structure.structured import Structure
from legacymap.graph import Level
from legacymap.report.drawing import RollUp, draw
from legacymap.report.graphs import GRAPH_FORMATS, GRAPH_TYPES, graph
from legacymap_api.answers import ImmutableRoute
from legacymap_api.resources import StaleAfter, TheEstate, ThePart, TheThresholds

router = APIRouter(
    prefix="/v1/inventories/{inventory}/snapshots/{snapshot}",
    route_class=ImmutableRoute,
    tags=["analyses"],
)

AtLevel = Annotated[Level, Query(description="Whole systems, or parts as nodes of their own")]
Depth = Annotated[int | None, Query(ge=0, lt=2**31, description="Steps away; all without it")]

FarAway = Annotated[int | None, Query(ge=1, lt=2**31, description="Steps away; all without it")]

CutCosts = Annotated[
    list[str],
    Query(
        default_factory=list,
        max_length=100,
        description="CONSUMER,PROVIDER,COST: what cutting this dependency costs; 1 where nothing is"
        " said. May be repeated.",
    ),
]


@router.get("/exposure")
def get_exposure(estate: TheEstate, part: ThePart, level: AtLevel = "top") -> Exposure:
    """Which services stand on legacy, by which way."""
    return exposure(estate, level, part)


@router.get("/fragmentation")
def get_fragmentation(estate: TheEstate, part: ThePart) -> Fragmentation:
    """How data is spread over systems, and which systems do the same."""
    return fragmentation(estate, part)


@router.get("/structure")
def get_structure(estate: TheEstate, part: ThePart, cut_cost: CutCosts) -> Structure:
    """How systems hang together: circles, core, single points of failure."""
    return structure(estate, prices=cut_costs(estate, cut_cost), part=part)


@router.get("/integration")
def get_integration(
    estate: TheEstate,
    part: ThePart,
    thresholds: TheThresholds,
    stale_after: StaleAfter = STALE_AFTER_DAYS,
) -> Integration:
    """How systems are tied together: shared stores, meshes, batches in a row, chatty pairs."""
    return integration(estate, thresholds, stale_after_days=stale_after, part=part)


@router.get("/quality")
def get_quality(
    estate: TheEstate,
    part: ThePart,
    stale_after: StaleAfter = STALE_AFTER_DAYS,
) -> Quality:
    """What the inventory does not say, and which missing fact matters most."""
    return quality(estate, stale_after, part)


@router.get("/impact")
def get_impact(
    estate: TheEstate,
    part: ThePart,
    system: Annotated[str, Query(description="Id of a system, or its name")],
    direction: Literal["consumers", "providers"] | None = None,
    depth: FarAway = None,
    level: AtLevel = "top",
) -> Impact:
    """Who is affected when the system stops, and what it needs itself."""
    return impact(estate, system, depth=depth, direction=direction, level=level, part=part)


@router.get("/graph")
def get_graph(
    estate: TheEstate,
    format: Annotated[str, Query(description=", ".join(GRAPH_FORMATS))] = "json",
    level: AtLevel = "top",
    focus: Annotated[str | None, Query(description="Id or name of a system in the middle")] = None,
    depth: Depth = None,
    roll_up: RollUp | None = None,
) -> Response:
    """A drawing of the estate, of what is around a system, or of groups of systems."""
    drawn = graph(draw(estate, level=level, focus=focus, depth=depth, roll_up=roll_up), format)
    return Response(drawn, media_type=GRAPH_TYPES[format])
