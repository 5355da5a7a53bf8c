"""Parts of small planning models, drawn at random: what the laws of planning are tried on."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from legacymap.planning.model.model import (
    Bucket,
    Consumer,
    GatewayPrices,
    Interface,
    Profile,
    Resource,
)

_PROFILES: st.SearchStrategy[Profile] = st.sampled_from(["spread", "golive"])


def interface(
    draw: st.DrawFn, name: str, members: Sequence[str], *, most: int, hold: int
) -> Interface:
    """An interface whose provider is the first of ``members``; prices from 0 to ``most``."""
    amounts = st.integers(0, most)
    prices = st.builds(GatewayPrices, build=amounts, hold=st.integers(0, hold))
    provider, *consumers = members
    return Interface(
        id=name,
        provider=provider,
        facade=draw(prices),
        wrapper=draw(prices),
        consumers=tuple(
            Consumer(system=system, facade=draw(amounts), wrapper=draw(amounts))
            for system in consumers
        ),
    )


def bucket(
    draw: st.DrawFn, waves: Sequence[int], *, cap: int, over_max: int, over_price: int
) -> Bucket:
    """A bucket of ``waves``; each number from 0 to what is given for it."""
    return Bucket(
        waves=tuple(waves),
        cap=draw(st.integers(0, cap)),
        over_max=draw(st.integers(0, over_max)),
        over_price=draw(st.integers(0, over_price)),
    )


def resource(
    draw: st.DrawFn, name: str, waves: int, *, cap: int, over_max: int, over_price: int
) -> Resource:
    """A resource of either profile with up to three buckets of any waves."""
    any_waves = st.lists(st.integers(1, waves), unique=True)
    return Resource(
        id=name,
        profile=draw(_PROFILES),
        buckets=tuple(
            bucket(draw, draw(any_waves), cap=cap, over_max=over_max, over_price=over_price)
            for _ in range(draw(st.integers(0, 3)))
        ),
    )


def wave_by_wave(
    draw: st.DrawFn, name: str, waves: int, *, cap: int, over_max: int, over_price: int
) -> Resource:
    """A resource of either profile with a bucket for each wave."""
    return Resource(
        id=name,
        profile=draw(_PROFILES),
        buckets=tuple(
            bucket(draw, (wave,), cap=cap, over_max=over_max, over_price=over_price)
            for wave in range(1, waves + 1)
        ),
    )
