"""Which services stand on legacy, by which way, how many of how many, where one cut frees them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import polars as pl

from legacymap.analysis.estate import UNKNOWN, Estate
from legacymap.analysis.excerpt import SHOWN, Excerpt
from legacymap.analysis.exposure.brokers import BROKER_NOTE, brokers
from legacymap.analysis.exposure.exposed import EstateExposure, Exposure, ServiceExposure, Share
from legacymap.analysis.exposure.legacy_rows import legacy_rows, suggested_rows
from legacymap.analysis.exposure.look import Look
from legacymap.analysis.exposure.sentences import exposure_sentences
from legacymap.analysis.exposure.service_rows import service_row
from legacymap.analysis.exposure.supposed import supposed
from legacymap.analysis.scope import Part
from legacymap.graph import Level

_LEVEL_NOTES: Final[dict[Level, str]] = {
    "top": "along the dependencies as given and from a system to its parts; whole systems shown",
    "as_given": "along the dependencies as given and from a system to its parts; parts shown",
}
_ROLLED_UP_NOTE: Final = (
    "rolled-up figures stand beside where they differ: there every part stands for its whole "
    "system, so a service seems to need all that any part of its providers needs"
)
_CHOKE_NOTE: Final = (
    "a choke point of a service is a system or part outside it that is on every path from it to "
    "anything legacy, parts of legacy systems included"
)
_SAMPLE_NOTE: Final = (
    "closure, legacy_share and counts beyond a hundred of what a service reaches or who stands on "
    "a system are estimates: with more than 262,144 systems it is counted how many of 16,384 that "
    "were drawn are reached; whether a service is on legacy, ways, choke points and smaller counts "
    "are exact"
)
_ALTERNATIVE_NOTE: Final = (
    "dependencies of one alternative_group are not all needed; a service whose every way to legacy "
    "has a free alternative is marked by_alternative_only"
)


def exposure(estate: Estate, level: Level = "top", part: Part | None = None) -> Exposure:
    """How the services of ``estate`` stand to its legacy systems, listed at ``level``.

    A service is on legacy when something legacy is in its reach (dependencies as given, plus
    parent -> part); unknown when nothing legacy but something unknown is, or when it has no
    recorded dependency on another system; else not. Services that are legacy themselves are
    listed apart and are not in the denominator. Of a ``part`` of the estate its own services and
    legacy systems are listed; what they reach, and who stands on them, is of the whole.

    Formula:
        share = on / (on + not on + unknown)  to  (on + unknown) / (on + not on + unknown)
    Range:
        0 to 1, exact; the interval is a point where nothing is unknown.
    Unit:
        services by services.
    Degenerate case:
        ``None`` where there is no service that is not legacy itself.
    Source:
        Our own definition, after the National Audit Office, "Digital transformation in
        government: addressing the barriers to efficiency" (2023): "layered new changes on top of
        existing services using old data and systems".
    """
    look = Look.of(estate, level)
    listed = [n for n, service in enumerate(look.services) if part is None or service in part]
    answers = [look.given.on_legacy(position) for position in listed]
    services = tuple(
        service_row(look, position, answer)
        for position, answer in zip(listed, answers, strict=True)
    )
    found = Exposure(
        level,
        _LEVEL_NOTES[level],
        _estate(look, listed, services, part),
        services,
        tuple(one for one in legacy_rows(look) if part is None or one.id in part),
        tuple(one for one in suggested_rows(look) if part is None or one.id in part),
        supposed(estate, level, part),
        tuple(one for one in brokers(estate) if part is None or one.id in part),
        look.given.drawn,
        _notes(look),
        scope=part.scope if part else None,
        sentences=(),
    )
    told = exposure_sentences(
        found,
        carried=len(look.services),
        nobody_says=bool((estate.state == UNKNOWN).all()),
        names=look.names,
    )
    return replace(found, sentences=part.told(told) if part else told)


def _estate(
    look: Look, listed: list[int], services: tuple[ServiceExposure, ...], part: Part | None
) -> EstateExposure:
    estate = look.estate
    share = Share.of([service.on_legacy for service in services])
    rolled_up = Share.of([look.up.on_legacy(position) for position in listed])
    unknown = [service.id for service in services if service.on_legacy is None]
    themselves, every = look.legacy_services, estate.services("as_given")
    if part:
        themselves, every = part.of(themselves), part.of(every)
    return EstateExposure(
        rule=estate.kinds.rule,
        users_recorded=_users_recorded(estate),
        legacy_counts=estate.legacy_counts,
        services=len(services) + len(themselves),
        legacy_themselves=len(themselves),
        denominator=len(services),
        on_legacy=share.on_legacy,
        not_on_legacy=share.not_on_legacy,
        unknown=share.unknown,
        share_low=share.share_low,
        share_high=share.share_high,
        legacy_services=Excerpt(len(themselves), themselves[:SHOWN]),
        unknown_services=Excerpt.of(unknown),
        with_choke_point=sum(bool(service.choke_points) for service in services),
        own_state_unknown=sum(not service.own_state_known for service in services),
        service_parts_left_out=len(every) - len(services) - len(themselves),
        rolled_up=None if rolled_up == share else rolled_up,
    )


def _users_recorded(estate: Estate) -> bool:
    """Whether the inventory names anybody who uses a system, or states what is a service."""
    stated = estate.kinds.table.filter(pl.col("origin") == "stated")
    used = estate.flows.table["joins"] == "used_by"
    return bool(used.any() or (stated["kind"] == "service").any())


def _notes(look: Look) -> tuple[str, ...]:
    """What a reader must know to read the figures rightly, as far as it applies here."""
    has_parts = len(look.estate.graph) > len(look.estate.top)
    has_brokers = look.estate.flows.table["flow"].is_in(["publish", "subscribe"]).any()
    return tuple(
        note
        for note, applies in (
            (_CHOKE_NOTE, True),
            (_ROLLED_UP_NOTE, has_parts),
            (BROKER_NOTE, has_brokers),
            (_ALTERNATIVE_NOTE, look.needing is not None),
            (_SAMPLE_NOTE, look.given.drawn is not None),
        )
        if applies
    )
