"""The whole job in one request: files in, findings and an order out, nothing kept."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from legacymap.analysis.quality.sightings import STALE_AFTER_DAYS
from legacymap.assessment import Assessment, assess, estate_of
from legacymap.errors import TooMuchAtOnce
from legacymap.ingest import InputFile
from legacymap.ingest.settings.policies import read_policy
from legacymap.inventory import Import
from legacymap.planning import Policy, compile_model
from legacymap_api.answers import ExactRoute
from legacymap_api.resources import Running, StaleAfter, TheThresholds
from legacymap_api.service import Service
from legacymap_api.uploads import (
    MAPPING_PART,
    MATCHES_PART,
    Handed,
    HandedOver,
    only,
    with_mapping,
    with_matches,
)

router = APIRouter(route_class=ExactRoute, tags=["assessments"])

_BODY: Final[dict[str, object]] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["files"],
                "properties": {
                    "files": {
                        "type": "array",
                        "items": {"type": "string", "format": "binary"},
                        "description": "One or many files that make one inventory together",
                    },
                    "matches": MATCHES_PART,
                    "mapping": MAPPING_PART,
                    "policy": {
                        "type": "string",
                        "format": "binary",
                        "description": "A policy as TOML, YAML or JSON; all defaults without it",
                    },
                },
            }
        },
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
    },
}


@router.post("/v1/assessments", openapi_extra={"requestBody": _BODY})
def assess_files(
    running: Running,
    handed: Handed,
    thresholds: TheThresholds,
    stale_after: StaleAfter = STALE_AFTER_DAYS,
) -> Assessment:
    """Findings and a replacement order for some files; the same as `legacymap assess --json`."""
    only(handed, "policy", "mapping", "matches")
    imported, policy = _read(handed, running), _policy(handed)
    _refuse_too_many(imported, policy, running.settings.assessment_systems)
    return assess(
        imported,
        policy,
        effort="quick",
        stale_after_days=stale_after,
        thresholds=thresholds,
    )


_INSTEAD: Final = (
    "Make an inventory (POST /v1/inventories), upload the files to it as a snapshot and ask there"
    " for a plan: that has no such limit"
)


def _read(handed: HandedOver, running: Service) -> Import:
    settings = running.settings
    size = sum(len(file.content) for file in handed.files)
    if size > settings.assessment_bytes:
        raise TooMuchAtOnce(
            f"{size:,} bytes of files; the limit assessment_bytes is"
            f" {settings.assessment_bytes:,}. {_INSTEAD}"
        )
    handed_in = with_matches(handed, with_mapping(handed))
    files = [InputFile(file.name, file.content) for file in handed_in]
    return running.reading.read(files)


def _refuse_too_many(imported: Import, policy: Policy, most: int) -> None:
    if imported.inventory.systems.height <= most:
        return
    planned = len(compile_model(estate_of(imported.inventory, policy), policy).units)
    if planned > most:
        raise TooMuchAtOnce(
            f"{planned:,} systems to plan; the limit assessment_systems is {most:,}. {_INSTEAD}"
        )


def _policy(handed: HandedOver) -> Policy:
    given = handed.fields.get("policy")
    return Policy() if given is None else read_policy(given.name, given.content)
