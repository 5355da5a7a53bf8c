"""What an impact says in words: how much of the estate, and which services, need one system."""

from __future__ import annotations

from legacymap.analysis.estate import Estate
from legacymap.analysis.impact.touched import Impact
from legacymap.analysis.scope import Part
from legacymap.analysis.sentences import Sentence, ranked, rows, sentence
from legacymap.analysis.sentences.wording import counted, grouped, named, verb


def impact_sentences(
    found: Impact, estate: Estate, part: Part | None = None
) -> tuple[Sentence, ...]:
    """The sentences of ``found``, whose denominators are all that ``estate`` lists at its level."""
    systems = (estate.top if found.level == "top" else estate.graph).ids
    every = estate.services("as_given" if found.level == "as_given" else "top")
    if part:
        systems, every = part.of(systems), part.of(every)
    itself = found.system if found.part_of is None or found.level == "as_given" else found.part_of
    others = len(systems) - (itself in set(systems))
    services = len(every)
    asked = found.direction
    return ranked(
        (
            _consumers(found, others) if asked != "providers" else None,
            _services(found, services) if asked != "providers" else None,
            _providers(found, others) if asked != "consumers" else None,
            _people(found) if asked != "providers" else None,
        )
    )


def _within(found: Impact) -> str:
    return "" if found.depth is None else f" within {counted(found.depth, 'step')}"


def _others(found: Impact, count: int) -> str:
    """``count`` of what is listed beside the one asked about; parts are no systems."""
    if found.level == "top":
        return counted(count, "other system")
    return counted(count, "other system or part", "other systems and parts")


def _consumers(found: Impact, others: int) -> Sentence | None:
    needing = [one for one in found.consumers if one.effect != "none"]
    count, linked = len(needing), found.counts.consumers - len(needing)
    if not others or (found.scope and not found.consumers):
        return None
    who = named(found.system, found.name)
    if not count:
        text = f"No {'need of' if linked else 'dependency on'} {who} is recorded"
    else:
        stop = found.counts.consumers_that_stop
        text = (
            f"{grouped(count)} of {_others(found, others)} {verb(count, 'needs', 'need')}"
            f" {who}{_within(found)}, {grouped(stop)} of them by dependencies that all stop"
        )
    if linked:
        text += (
            f"; {counted(linked, 'system is', 'systems are')} only linked to it, and not affected"
        )
    return sentence(
        "impact",
        "consumers",
        text,
        matter="change",
        count=count,
        of=others,
        rows=rows("systems", [one.id for one in needing], at="impact.consumers"),
    )


def _services(found: Impact, services: int) -> Sentence | None:
    others = [one for one in found.services if one.distance or one.id != found.system]
    needing = [one for one in others if one.effect != "none"]
    count = len(needing)
    whole = services - (len(found.services) - len(others) if found.scope is None else 0)
    if not whole or not count:
        return None
    stop = sum(one.effect == "stops" for one in needing)
    return sentence(
        "impact",
        "services",
        f"{grouped(count)} of {counted(whole, 'service')} {verb(count, 'needs', 'need')}"
        f" {named(found.system, found.name)}{_within(found)}; {grouped(stop)}"
        f" {verb(stop, 'stops', 'stop')} with it",
        matter="service",
        count=count,
        of=whole,
        rows=rows("services", [one.id for one in needing], at="impact.services"),
    )


def _providers(found: Impact, others: int) -> Sentence | None:
    count = found.counts.providers
    if not others or (found.scope and not count):
        return None
    who = named(found.system, found.name)
    return sentence(
        "impact",
        "providers",
        f"{who} needs {grouped(count)} of {_others(found, others)}{_within(found)}"
        if count
        else f"No dependency of {who} on another system is recorded",
        matter="change",
        count=count,
        of=others,
        rows=rows("systems", [one.id for one in found.providers], at="impact.providers"),
    )


def _people(found: Impact) -> Sentence | None:
    count = found.counts.actors
    if not count:
        return None
    return sentence(
        "impact",
        "people",
        f"{counted(count, 'group of people uses', 'groups of people use')} it or something that"
        f" needs it{_within(found)}",
        matter="service",
        count=count,
        rows=rows("systems", [one.id for one in found.actors], at="impact.actors"),
    )
