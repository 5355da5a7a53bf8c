"""The main job as one function, findings and an order; and what if something were different."""

from legacymap.assessment.assessment import (
    FORMAT,
    Assessment,
    Contents,
    assess,
    contents,
    estate_of,
)
from legacymap.assessment.patch import Patch, patch_of
from legacymap.assessment.patched_inventory import patched_inventory
from legacymap.assessment.scenario import Scenario, plan_scenario, scenario

__all__ = [
    "FORMAT",
    "Assessment",
    "Contents",
    "Patch",
    "Scenario",
    "assess",
    "contents",
    "estate_of",
    "patch_of",
    "patched_inventory",
    "plan_scenario",
    "scenario",
]
