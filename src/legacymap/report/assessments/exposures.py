"""How exposure is told: which services stand on legacy, and which legacy carries most of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from legacymap.analysis.exposure.exposed import (
    Exposure,
    LegacySystem,
    ServiceExposure,
    SuggestedLegacy,
)
from legacymap.analysis.exposure.sign_sentences import SIGNS
from legacymap.report.assessments.said import said, title
from legacymap.report.model import Cell, Column, KeyFigure, Section, Table
from legacymap.report.wording import counted, grouped, listed, named, percent, verb

_PARTS: Final = 6
_BECAUSE = {
    "no_recorded_dependency": "no dependency of it is recorded",
    "reaches_unknown": "it depends on systems that may or may not be legacy",
}


def exposure_sections(exposure: Exposure, names: Mapping[str, str]) -> tuple[Section, ...]:
    """Services on legacy, and the legacy systems by the services that stand on them."""
    sections = (_services(exposure, names), _legacy(exposure, names))
    return (*sections, _suggested(exposure)) if exposure.suggested else sections


def _services(exposure: Exposure, names: Mapping[str, str]) -> Section:
    estate = exposure.estate
    return Section(
        id="exposure",
        title=title(
            exposure.sentences,
            "services_on_legacy",
            "There is no service that is not legacy itself",
        ),
        said=(
            *said(exposure.sentences, at="exposure.services", without={"services_on_legacy"}),
            *said(exposure.sentences, at="exposure.estate"),
        ),
        paragraphs=tuple(
            sentence
            for sentence in (
                f"What counts as a service: {estate.rule}.",
                f"What counts as legacy: what is {_grounds(estate.legacy_counts)}. How dependencies"
                f" are followed: {exposure.level_note}.",
                _unknown(exposure, names),
                *(f"{note[:1].upper()}{note[1:]}." for note in exposure.notes),
            )
            if sentence
        ),
        key_figures=(
            KeyFigure(
                label="Services on legacy",
                value=estate.on_legacy,
                note=f"of {_not_themselves(estate.denominator)}:"
                f" {_interval(estate.on_legacy, estate.unknown, estate.denominator)};"
                f" {grouped(estate.unknown)} unknown",
            ),
            KeyFigure(
                label="Services that are legacy themselves",
                value=estate.legacy_themselves
                if estate.legacy_themselves or estate.own_state_unknown < estate.services
                else None,
                note=f"of {counted(estate.services, 'service')};"
                f" {grouped(estate.own_state_unknown)} unknown",
            ),
            KeyFigure(
                label="Services that one change would free",
                value=estate.with_choke_point,
                note=f"of {grouped(estate.on_legacy)} on legacy: every way to legacy passes one"
                " point outside the service",
            ),
        ),
        tables=(
            _service_table(exposure.services, names),
            *((_brokers(exposure, names),) if exposure.brokers else ()),
        ),
    )


def _brokers(exposure: Exposure, names: Mapping[str, str]) -> Table:
    return Table(
        id="brokers",
        caption="Where events are published and taken",
        columns=(
            Column(key="broker", label="Topic, queue or system"),
            Column(key="publishers", label="Published by"),
            Column(key="subscribers", label="Taken by"),
        ),
        rows=tuple(
            (
                names.get(broker.id, broker.id),
                *(
                    listed([names.get(one, one) for one in who.first], total=who.count)
                    for who in (broker.publishers, broker.subscribers)
                ),
            )
            for broker in exposure.brokers
        ),
        total=len(exposure.brokers),
        when_empty="No events are recorded.",
    )


_GROUNDS = {
    "declared": "declared legacy",
    "derived": "derived to be legacy from its risk scores",
    "suggested": "suggested by signs",
}


def _grounds(counts: Sequence[str]) -> str:
    """On which grounds a system counts as legacy: ``declared legacy, or suggested by signs``."""
    return ", or ".join(_GROUNDS.get(ground, ground) for ground in counts) or "nothing"


def _not_themselves(count: int) -> str:
    are = verb(count, "is not legacy itself", "are not legacy themselves")
    return f"{counted(count, 'service')} that {are}"


def _interval(on: int, unknown: int, whole: int) -> str:
    low, high = percent(on, whole), percent(on + unknown, whole)
    return low if not unknown or not whole else f"{low} to {high}"


def _unknown(exposure: Exposure, names: Mapping[str, str]) -> str:
    unknown = exposure.estate.unknown_services
    if not unknown.count:
        return ""
    who = listed([names.get(s, s) for s in unknown.first], total=unknown.count)
    return f"Not known, because a dependency or a legacy state is missing: {who}."


def _service_table(services: Sequence[ServiceExposure], names: Mapping[str, str]) -> Table:
    ranked = sorted(services, key=lambda s: (_RANK[s.on_legacy], s.depth or 0, s.name, s.id))
    return Table(
        id="services",
        caption="Services and the legacy they stand on",
        columns=(
            Column(key="service", label="Service"),
            Column(key="on_legacy", label="On legacy"),
            Column(key="depth", label="Steps to it", numeric=True),
            Column(key="path", label="Shortest way"),
            Column(key="legacy", label="Which legacy systems"),
            Column(key="legacy_count", label="Legacy in reach", numeric=True),
            Column(key="closure", label="Systems in reach", numeric=True),
            Column(key="choke_points", label="One change here would free it"),
            Column(key="note", label="Note"),
        ),
        rows=tuple(_service_row(service, names) for service in ranked),
        total=len(ranked),
        when_empty="There is no service that is not legacy itself.",
    )


_RANK = {True: 0, None: 1, False: 2}


def _service_row(service: ServiceExposure, names: Mapping[str, str]) -> tuple[Cell, ...]:
    answer = {True: "yes", False: "no", None: None}[service.on_legacy]
    none = None if service.on_legacy is None else "none"
    return (
        named(service.id, service.name),
        answer,
        none if service.depth is None else service.depth,
        " > ".join(names.get(system, system) for system in service.path) or none,
        listed([names.get(s, s) for s in service.legacy], total=service.legacy_count)
        if service.legacy_count
        else none,
        service.legacy_count if service.legacy_count or service.on_legacy is not None else None,
        service.closure,
        listed([names.get(system, system) for system in service.choke_points]),
        _note(service, names),
    )


def _note(service: ServiceExposure, names: Mapping[str, str]) -> str:
    notes = (
        (service.login_only, "only by logging in"),
        (service.by_alternative_only, "only by one of several alternatives"),
    )
    said = [text for holds, text in notes if holds]
    if service.without_login:
        way = " > ".join(names.get(system, system) for system in service.without_login.path)
        said.append(f"without logging in {counted(service.without_login.depth, 'step')}: {way}")
    if service.unknown_because:
        said.append(_BECAUSE[service.unknown_because])
    if service.on_legacy is not True and service.events_of_legacy_at:
        places = listed([names.get(one, one) for one in service.events_of_legacy_at], most=3)
        said.append(f"takes events where a legacy system publishes ({places})")
    if service.rolled_up:
        said.append(
            f"legacy in reach if rolled up first: {grouped(service.rolled_up.legacy_count)}"
        )
    return "; ".join(said)


def _legacy(exposure: Exposure, names: Mapping[str, str]) -> Section:
    ranked = sorted(exposure.legacy, key=lambda s: (-s.services.count, s.name, s.id))
    return Section(
        id="legacy",
        title=title(
            exposure.sentences,
            "most_carrying_legacy",
            counted(len(ranked), "legacy system") if ranked else "No system counts as legacy",
        ),
        said=said(exposure.sentences, at="exposure.legacy", without={"most_carrying_legacy"}),
        paragraphs=(
            "The second table shows how other systems connect to each legacy system. Those that go"
            " through an API have an interface that can stay while the system behind it is"
            " replaced; those that go directly to the database have none.",
            *_left_out(exposure),
        )
        if ranked
        else (),
        tables=(
            Table(
                id="legacy-systems",
                caption="Legacy systems by the services that stand on them",
                columns=(
                    Column(key="system", label="Legacy system"),
                    Column(key="because", label="Legacy because"),
                    Column(
                        key="services",
                        # Names and counts up to a hundred are exact on any estate.
                        label="Services on it, about" if exposure.sample else "Services on it",
                        numeric=True,
                    ),
                    Column(key="directly", label="of them directly", numeric=True),
                    Column(key="rolled_up", label="Services, if rolled up first", numeric=True),
                    Column(key="which", label="Which"),
                ),
                rows=tuple(_legacy_row(system, names) for system in ranked),
                total=len(ranked),
                when_empty="No system counts as legacy.",
            ),
            _doors(ranked, names),
        ),
    )


def _left_out(exposure: Exposure) -> tuple[str, ...]:
    if not exposure.estate.legacy_themselves:
        return ()
    return ("Services that are legacy themselves are not counted among the services on a system.",)


def _suggested(exposure: Exposure) -> Section:
    uncounted = sum(not system.counted for system in exposure.suggested)
    how_many = counted(uncounted, "system or part", "systems or parts")
    return Section(
        id="suggested",
        title=f"Looking like legacy, not counted: {how_many}"
        if uncounted
        else "Everything that looks like legacy is counted as such",
        paragraphs=(
            "A sign decides nothing by itself: it counts only where somebody declares the system"
            " legacy, or where the policy's `legacy_counts` names `suggested`.",
        ),
        tables=(
            Table(
                id="suggested-legacy",
                caption="What looks like legacy, and why",
                columns=(
                    Column(key="system", label="System or part"),
                    Column(key="signs", label="Sign"),
                    Column(key="evidence", label="Evidence"),
                    Column(key="counted", label="Counted as legacy"),
                ),
                rows=tuple(_suggested_row(system) for system in exposure.suggested),
                total=len(exposure.suggested),
                when_empty="Nothing looks like legacy.",
            ),
        ),
    )


def _suggested_row(system: SuggestedLegacy) -> tuple[Cell, ...]:
    return (
        named(system.id, system.name),
        "; ".join(SIGNS[rule] for rule in system.rules),
        "; ".join(system.evidence),
        "yes" if system.counted else "no",
    )


def _doors(systems: Sequence[LegacySystem], names: Mapping[str, str]) -> Table:
    return Table(
        id="doors",
        caption="How other systems connect to the legacy systems",
        columns=(
            Column(key="system", label="Legacy system"),
            Column(key="entered", label="Dependencies on it", numeric=True),
            Column(key="past_api", label="through an API", numeric=True),
            Column(key="on_database", label="directly to the database", numeric=True),
            Column(key="by_event", label="by events", numeric=True),
            Column(key="system_only", label="to no named part", numeric=True),
            Column(key="other", label="to other parts", numeric=True),
            Column(key="parts", label="Named, and how often"),
        ),
        rows=tuple(_door_row(system, names) for system in systems),
        total=len(systems),
        when_empty="No system counts as legacy.",
    )


def _door_row(system: LegacySystem, names: Mapping[str, str]) -> tuple[Cell, ...]:
    doors = system.entered
    named_parts = Counter[str]()
    for way in system.entered_by:
        named_parts[way.part] += way.dependencies
    parts = [f"{names.get(part, part)} ({grouped(n)})" for part, n in named_parts.most_common()]
    return (
        named(system.id, system.name),
        doors.dependencies,
        doors.past_api,
        doors.on_database,
        doors.by_event,
        doors.system_only,
        doors.other,
        listed(parts, most=_PARTS),
    )


def _legacy_row(system: LegacySystem, names: Mapping[str, str]) -> tuple[Cell, ...]:
    up = system.rolled_up_services
    return (
        named(system.id, system.name) + ("" if system.whole else " (parts of it)"),
        "; ".join(system.because),
        system.services.count,
        system.directly.count,
        system.services.count if up is None else up,
        listed([names.get(s, s) for s in system.services.first], total=system.services.count),
    )
