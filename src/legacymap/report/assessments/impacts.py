"""How impact is told: who needs one system, what it needs, and how far away each is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from legacymap.analysis.impact import Consumer, Impact
from legacymap.analysis.impact.touched import TouchedActor
from legacymap.report.assessments.said import said
from legacymap.report.model import Column, KeyFigure, Section, Table
from legacymap.report.wording import counted, grouped, listed, named

_EFFECT: Final = {"stops": "stops", "degrades": "works worse", "none": "not affected"}


def impact_sections(impact: Impact, names: Mapping[str, str]) -> tuple[Section, ...]:
    """Everything that one system touches."""
    upwards = impact.direction != "providers"
    return (
        Section(
            id="impact",
            title=_headline(impact),
            said=said(impact.sentences[1:]),
            paragraphs=(_scope(impact),),
            key_figures=_figures(impact) if upwards else (),
            tables=(
                *(_needing(impact, names) if upwards else ()),
                *((_providers(impact, names),) if impact.direction != "consumers" else ()),
                _entities(impact),
                *((_people(impact, names),) if upwards else ()),
            ),
        ),
    )


def _headline(impact: Impact) -> str:
    if not impact.sentences:
        return f"{named(impact.system, impact.name)} is the only system"
    return impact.sentences[0].text.rstrip(".")


def _figures(impact: Impact) -> tuple[KeyFigure, ...]:
    needing = [one for one in impact.consumers if one.effect != "none"]
    linked = len(impact.consumers) - len(needing)
    far = (
        "directly or not" if impact.depth is None else f"up to {counted(impact.depth, 'step')} away"
    )
    others = [one for one in impact.services if one.id != impact.system]
    services = [one for one in others if one.effect != "none"]
    stop = sum(one.effect == "stops" for one in services)
    itself = len(others) < len(impact.services)
    return (
        KeyFigure(
            label="Systems that stop with it",
            value=impact.counts.consumers_that_stop,
            note=f"of {grouped(len(needing))} that need it, {far}"
            + (f"; {grouped(linked)} only linked to it" if linked else ""),
        ),
        KeyFigure(
            label="Services that stop with it",
            value=stop,
            note=f"of {grouped(len(services))} that need it"
            + ("; it is a service itself" if itself else ""),
        ),
    )


def _needing(impact: Impact, names: Mapping[str, str]) -> tuple[Table, ...]:
    return (
        _consumers("services", "Services that it touches", impact.services, names),
        _consumers("consumers", "Systems that need it", impact.consumers, names),
    )


def _scope(impact: Impact) -> str:
    listed_as = "whole systems" if impact.level == "top" else "parts as given"
    way = {None: "both ways", "consumers": "who needs it", "providers": "what it needs"}
    far = (
        "as far as dependencies lead"
        if impact.depth is None
        else f"up to {counted(impact.depth, 'step')} away"
    )
    return f"Listed as {listed_as}; {way[impact.direction]}, {far}."


def _consumers(
    id: str, caption: str, consumers: tuple[Consumer, ...], names: Mapping[str, str]
) -> Table:
    return Table(
        id=id,
        caption=caption,
        columns=(
            Column(key="system", label="System"),
            Column(key="distance", label="Steps away", numeric=True),
            Column(key="effect", label="Without it"),
        ),
        rows=tuple(
            (names.get(c.id, c.id), c.distance, _EFFECT.get(c.effect, c.effect)) for c in consumers
        ),
        total=len(consumers),
        when_empty="None is recorded.",
    )


def _providers(impact: Impact, names: Mapping[str, str]) -> Table:
    return Table(
        id="providers",
        caption="Systems that it needs",
        columns=(
            Column(key="system", label="System"),
            Column(key="distance", label="Steps away", numeric=True),
        ),
        rows=tuple((names.get(p.id, p.id), p.distance) for p in impact.providers),
        total=len(impact.providers),
        when_empty="None is recorded.",
    )


def _entities(impact: Impact) -> Table:
    return Table(
        id="touched-data",
        caption="Data that it holds or passes",
        columns=(
            Column(key="entity", label="Data"),
            Column(key="roles", label="Held as"),
            Column(key="dependencies", label="Passes over dependencies", numeric=True),
        ),
        rows=tuple((e.id, listed(e.roles), e.dependencies) for e in impact.entities),
        total=len(impact.entities),
        when_empty="None is recorded.",
    )


def _uses(actor: TouchedActor, names: Mapping[str, str]) -> str:
    """What people use by its names, each once: a system and a part of it may share one."""
    uses = list(dict.fromkeys(names.get(used, used) for used in actor.uses.first))
    return listed(uses, total=len(uses) + actor.uses.count - len(actor.uses.first))


def _people(impact: Impact, names: Mapping[str, str]) -> Table:
    return Table(
        id="touched-people",
        caption="People who use it or what needs it",
        columns=(
            Column(key="who", label="Who"),
            Column(key="uses", label="Use"),
        ),
        rows=tuple(
            (
                names.get(actor.id, actor.id),
                _uses(actor, names),
            )
            for actor in impact.actors
        ),
        total=len(impact.actors),
        when_empty="None is recorded.",
    )
