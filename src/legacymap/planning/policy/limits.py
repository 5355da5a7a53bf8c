"""What a policy says is scarce: days of a skill, money of a year, change in a wave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from legacymap.inventory.vocabulary import Money, Name
from legacymap.planning.policy.parts import Part, Share, SystemName, Year

Days = Annotated[int, Field(ge=0, le=10**9)]
Most = Annotated[int, Field(ge=1)]


class Capacity(Part):
    """How many person-days of one skill a wave has."""

    skill: Name = Field(
        description="As in `replacement_effort_days`; `any` counts the days of every skill"
    )
    days_per_wave: Annotated[tuple[Days, ...], Field(min_length=1)] | None = Field(
        None, description="One number a wave; the last one holds for all further waves"
    )
    days_per_year: Annotated[dict[Year, Days], Field(min_length=1)] | None = Field(
        None,
        description="In place of `days_per_wave`: days by fiscal year, each wave its share by the"
        " days it has, in the year in which it begins. A year without a number is as the last one"
        " before it, else as the first",
    )
    overtime_share: Share = Field(
        0.25, description="How far a wave may go over; a quarter is what teams bear for a while"
    )
    overtime_price: Money = Field(
        900,
        description="Extra price of an overtime day; half as much again as `prices.person_day`,"
        " so that overtime is never cheaper than waiting a day",
    )
    contractor_share: Share = Field(
        0,
        description="How many days of contractors a wave may add, as a share of its own; 0: only"
        " you know whether any can be hired",
    )
    contractor_price: Money = Field(
        300,
        description="Extra price of a contractor's day over one of your own people's; half of"
        " `prices.person_day`",
    )

    @model_validator(mode="after")
    def _stated_once(self) -> Self:
        if (self.days_per_wave is None) == (self.days_per_year is None):
            raise ValueError("a capacity needs either `days_per_wave` or `days_per_year`")
        return self


class Budget(Part):
    """What replacements may cost in one fiscal year."""

    year: Year = Field(description="The calendar year in which the fiscal year starts")
    amount: Money
    overspend_share: Share = Field(0, description="0: a budget voted is a limit, not a wish")
    overspend_price: Money = Field(
        1, description="Price of one unit overspent; 1: the money itself, once more"
    )


class ServiceLimit(Part):
    """How much change one business service bears."""

    service: SystemName = Field(description="Id or unique name of a service")
    changes_per_wave: Most = Field(
        description="Most go-lives under it in one wave; wins over `limits.changes_per_service`"
    )


class ReleaseTrain(Part):
    """Systems that go live by one release, when it leaves and no more than it takes."""

    name: Name
    systems: tuple[SystemName, ...] = Field((), description="Ids or unique names")
    teams: tuple[SystemName, ...] = Field((), description="All systems of these teams")
    systems_per_wave: Most | None = Field(
        None, description="Most go-lives by one train; blank: as many as other limits allow"
    )
    every: Most = Field(1, description="It leaves every so many waves; 1: in each")
    first: Most = Field(1, description="The wave in which it first leaves; 1: the first")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        problems = tuple(self._problems())
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _problems(self) -> Iterator[str]:
        if not (self.systems or self.teams):
            yield "a release train needs `systems` or `teams`"
        if self.systems_per_wave is None and self.every == 1 and self.first == 1:
            yield "a release train needs `systems_per_wave`, or `every` or `first` above 1"
        if len(set(self.systems)) != len(self.systems):
            yield "names a system twice"

    def leaves(self, wave: int) -> bool:
        """Whether the train leaves in ``wave``."""
        return wave >= self.first and (wave - self.first) % self.every == 0


class Limits(Part):
    """How much change a wave may bring."""

    systems_per_wave: Most | None = Field(
        None,
        description="Most go-lives in one wave. Blank: no limit where a capacity is given; else"
        " as many as finish in three quarters of the horizon, so that there is an order at all",
    )
    changes_per_service: Most | None = Field(
        None,
        description="Most go-lives in one wave under any one service. Blank: no limit, because"
        " only the service's owner knows how much change its users bear",
    )
    services: tuple[ServiceLimit, ...] = Field(
        (), description="Services that bear more or less change than the others"
    )
    trains: tuple[ReleaseTrain, ...] = Field(
        (), description="Blank: each system goes live by itself"
    )


def repeated(limits: Limits) -> Iterator[str]:
    """What a policy limits twice, as problems with their places."""
    for key, names in (
        ("services", [line.service for line in limits.services]),
        ("trains", [train.name for train in limits.trains]),
    ):
        for i, name in enumerate(names):
            if name in names[:i]:
                yield f"limits.{key}[{i}]: {name!r} is given twice"
