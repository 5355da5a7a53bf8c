"""The bare planning model: what may go live when, what that costs, and what must hold.

Integers only and one money unit. Waves are numbered 1 to ``waves``; the wave after them is the
backlog, where everything stands that is not replaced inside the horizon. A model that exists is
sound: every reference resolves and every number is in its range.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from legacymap.errors import InvalidPlanningModel
from legacymap.planning.model.elements import (
    Bucket,
    Consumer,
    GatewayPrices,
    Interface,
    PlannedSystem,
    Precedence,
    Profile,
    Resource,
)
from legacymap.planning.model.rules import broken_rules

__all__ = [
    "FORMAT",
    "Bucket",
    "Consumer",
    "GatewayPrices",
    "Interface",
    "PlannedSystem",
    "PlanningModel",
    "Precedence",
    "Profile",
    "Resource",
]

FORMAT: Final = "legacymap-plan-instance/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningModel:
    """Everything a plan is judged by.

    Raises:
        InvalidPlanningModel: a number is out of its range or a reference resolves to nothing;
            it carries every such problem with its place.
    """

    waves: int
    systems: tuple[PlannedSystem, ...]
    interfaces: tuple[Interface, ...] = ()
    resources: tuple[Resource, ...] = ()
    precedences: tuple[Precedence, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    name: str | None = None
    money_unit: str | None = None
    information: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        findings = tuple(
            broken_rules(
                waves=self.waves,
                systems=self.systems,
                interfaces=self.interfaces,
                resources=self.resources,
                precedences=self.precedences,
                together=self.together,
            )
        )
        if findings:
            raise InvalidPlanningModel.of(findings, "the planning model is not sound")

    @property
    def backlog(self) -> int:
        """The number of the wave that stands for "not inside the horizon"."""
        return self.waves + 1
