"""What a wave of delay, a gateway, a missed date and a day over capacity cost by default.

None of these prices has an outside authority: they are ours, of a plausible size for public
bodies, there to be replaced. Every plan lists them with what they contributed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache, lru_cache
from typing import Annotated, Final, Literal

from pydantic import Field, field_validator

from legacymap.inventory import Record
from legacymap.inventory.vocabulary import DependencyKind, Money
from legacymap.planning.outcome import PriceLine

ImpactScale = Literal["T", "C1", "C2", "C3", "C4", "C5", "C6"]
Five = Annotated[tuple[Money, ...], Field(min_length=5, max_length=5)]
Factor = Annotated[float, Field(ge=0, le=1_000)]
Weight = Annotated[float, Field(ge=0, le=1_000_000)]

KIND_FACTOR: Final[dict[DependencyKind, float]] = {
    "call": 1.0,
    "database": 2.0,
    "file": 0.5,
    "event": 0.5,
    "screen": 1.5,
    "manual": 0.5,
    "hosting": 1.0,
}
FACADE: Final = {"build": 20_000, "hold": 4_000, "connect": 3_000}
IMPACT: Final[tuple[int, ...]] = (10_000, 50_000, 200_000, 1_000_000, 5_000_000)


class GatewayPrice(Record):
    """One side of a temporary gateway; what is blank is taken from the more general price."""

    build: Money | None = Field(None, description="Once, shared by all consumers")
    hold: Money | None = Field(None, description="Per wave while it is there, shared")
    connect: Money | None = Field(None, description="Once per consumer")


class KindPrices(Record):
    """Gateway prices of one kind of dependency; `null` says that no such gateway is possible."""

    facade: GatewayPrice | None = GatewayPrice()
    wrapper: GatewayPrice | None = GatewayPrice()


class Prices(Record):
    """The price list, in whole units of the inventory's currency unless said otherwise."""

    facade: GatewayPrice = Field(
        GatewayPrice(**FACADE),
        description="Old consumers on the new provider; 20,000 is about a month of a pair, 4,000 a"
        " wave is looking after it, 3,000 a week's work for each consumer",
    )
    wrapper: GatewayPrice = Field(
        GatewayPrice(),
        description="New consumers on the old provider; blank: as the facade, because nothing"
        " general makes one direction dearer",
    )
    by_kind: dict[DependencyKind, KindPrices] = Field(
        {}, description="Prices of one kind of dependency; they win over everything general"
    )
    kind_factor: dict[DependencyKind, Factor] = Field(
        KIND_FACTOR,
        description="What a gateway of one kind costs against a call's. A shared database must be"
        " kept in step both ways (2), screens break with every change (1.5), files, events and"
        " re-keying are loosely joined already (0.5)",
    )
    against_direction: Annotated[float, Field(ge=1, le=1_000)] = Field(
        3.0,
        description="How many times dearer a gateway is that goes against `direction`; 3 is enough"
        " to turn most orders and can still be bought",
    )
    repointing: Money = Field(
        0,
        description="Pointing a retained consumer at the replacement; 0: it falls due in whatever"
        " wave and can only argue for never replacing",
    )
    adapter: Money = Field(
        0, description="Joining a replacement to a retained provider; 0: as re-pointing"
    )
    impact: dict[ImpactScale, Five] = Field(
        {"T": IMPACT},
        description="Loss a year by impact score 1 to 5 if the worst is sure to happen: `T` by the"
        " combined score rounded down, `C1`-`C6` on top by that criterion. Each step is four to"
        " five times the last, as people read such scales",
    )
    extended_support_share: Factor = Field(
        0.5,
        description="Extended support after its end, as a share of the running cost; 0.5 is of the"
        " size that large vendors' extended support has",
    )
    missed_deadline_share: Factor = Field(
        0.1,
        description="Once, if the end of support is missed, as a share of a year's running cost;"
        " 0.1: about five weeks of it, for negotiating and for emergency measures",
    )
    missed_deadline: Money = Field(
        50_000,
        description="The same where the running cost is unknown; a round sum, so that a known"
        " date counts at all",
    )
    hazard_factor: Factor = Field(
        1.0, description="How much likelier the loss is after end of support; 1: twice as likely"
    )
    backlog_years: Factor = Field(
        1.0,
        description="Years beyond the horizon that a system in the backlog is charged for; 1: the"
        " next round of planning comes within a year",
    )
    remobilisation_share: Factor = Field(
        0.25,
        description="Share of the replacement's effort spent again if it is put off past the"
        " horizon; 0.25: knowledge leaves and work is done twice",
    )
    dual_run: Money = Field(
        0,
        description="Running old and new side by side for a wave, beside the old one's running"
        " cost; 0: what keeping two systems in step takes is known to you alone",
    )
    person_day: Money = Field(
        600, description="Price of a person-day; 600 is a common public-sector day rate in the UK"
    )

    @field_validator("facade")
    @classmethod
    def _over_general(cls, given: GatewayPrice) -> GatewayPrice:
        return GatewayPrice(**{**FACADE, **given.model_dump(exclude_none=True)})

    @field_validator("kind_factor", mode="before")
    @classmethod
    def _over_defaults(cls, given: object) -> object:
        return {**KIND_FACTOR, **given} if isinstance(given, Mapping) else given

    @field_validator("impact", mode="before")
    @classmethod
    def _over_scale(cls, given: object) -> object:
        return {"T": IMPACT, **given} if isinstance(given, Mapping) else given


class Weights(Record):
    """How much each group of prices counts; 1: as it stands in the price list."""

    run_cost: Weight = 1.0
    risk: Weight = 1.0
    end_of_support: Weight = 1.0
    gateways: Weight = 1.0
    overload: Weight = 1.0


@cache
@lru_cache(1_024)
def exact(number: float) -> Fraction:
    """``number`` as people wrote it: 0.1 is one tenth here."""
    return Fraction(repr(number))


def price_list(prices: Prices) -> tuple[PriceLine, ...]:
    """Every price with its unit, whether it is a default, and its reason."""
    return tuple(_lines(prices))


_UNITS: Final[dict[str, str]] = {
    "facade": "money: once / a wave / a consumer",
    "wrapper": "money: once / a wave / a consumer",
    "by_kind": "money: once / a wave / a consumer",
    "kind_factor": "times the general price",
    "against_direction": "times the general price",
    "repointing": "money per dependency, once",
    "adapter": "money per dependency, once",
    "impact": "money a year, for scores 1 to 5",
    "extended_support_share": "share of the yearly running cost",
    "missed_deadline_share": "share of the yearly running cost, once",
    "missed_deadline": "money, once",
    "hazard_factor": "times the expected loss, added",
    "backlog_years": "years",
    "remobilisation_share": "share of the replacement's effort",
    "dual_run": "money a system and wave",
    "person_day": "money a person-day",
}


def _lines(prices: Prices) -> Iterator[PriceLine]:
    for name, field in type(prices).model_fields.items():
        yield PriceLine(
            price=name,
            value=_value_text(getattr(prices, name)),
            unit=_UNITS[name],
            origin="policy" if name in prices.model_fields_set else "default",
            reason=field.description or "",
        )


def _value_text(value: object) -> str:
    if value is None:
        return "not possible"
    if isinstance(value, GatewayPrice):
        parts = (value.build, value.hold, value.connect)
        if parts == (None, None, None):
            return "as the general price"
        return " / ".join("as general" if part is None else f"{part:,}" for part in parts)
    if isinstance(value, KindPrices):
        return f"facade {_value_text(value.facade)}; wrapper {_value_text(value.wrapper)}"
    if isinstance(value, Mapping):
        shown = (f"{key}: {_value_text(item)}" for key, item in sorted(value.items()))
        return "; ".join(shown) or "none"
    if isinstance(value, tuple):
        return ", ".join(_value_text(item) for item in value)
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"
