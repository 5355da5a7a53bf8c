"""What exposure says where nobody says what is legacy: which signs there are, what would follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.exposure.exposed import Exposure, SuggestedLegacy
from legacymap.analysis.inference.kinds import WITHOUT_CONSUMERS
from legacymap.analysis.inference.suggestions import SuggestionRule
from legacymap.analysis.sentences import LEGACY_STATE, Sentence, rows, sentence
from legacymap.analysis.sentences.wording import (
    but_unknown,
    called,
    counted,
    grouped,
    is_are,
    listed,
    verb,
)

SIGNS: Final[Mapping[SuggestionRule, str]] = {
    "called_legacy": "called legacy by a tag or type",
    "deprecated": "called deprecated",
    "end_of_support": "support has ended",
    "end_of_life_technology": "runs on a technology out of support",
    "phasing_out": "being phased out",
    "telling_word": "a telling word",
    "store_and_api": "its own store on a commercial database, and an API over that very store",
}
"""What each rule saw."""

_TELLING: Final = ("described by '", "technology '")
_MOST: Final = 3


def services_told_by(found: Exposure, names: Mapping[str, str]) -> Sentence | None:
    """What was taken for a service, where the inventory names no user and states none."""
    estate = found.estate
    if estate.users_recorded or not estate.services or found.scope:
        return None
    ids = [*estate.legacy_services.first, *(service.id for service in found.services)]
    which = (
        verb(estate.services, "that nothing depends on", "that nothing depends on")
        if estate.rule == WITHOUT_CONSUMERS
        else verb(
            estate.services,
            "of which a name, text or tag, its own or a part's, speaks of a user interface",
            "of which a name, text or tag, their own or a part's, speaks of a user interface",
        )
    )
    text = (
        f"The files name nobody who uses a system: taken for {verb(estate.services, 'a ', '')}"
        f"{verb(estate.services, 'service is', 'services are')} the"
        f" {counted(estate.services, 'system')} {which}"
        f" ({listed([called(one, names) for one in sorted(ids)], total=estate.services, most=4)})"
    )
    return sentence(
        "exposure",
        "services_told_by",
        text,
        matter="knowledge",
        premise=True,
        rows=rows("services", sorted(ids), at="exposure.services"),
    )


def on_supposed_legacy(found: Exposure, names: Mapping[str, str]) -> Sentence | None:
    """What would follow if the signs were right: nobody says anything else."""
    supposed = found.supposed
    if supposed is None or not supposed.on_legacy:
        return None
    most, count = supposed.systems.first[0], supposed.systems.count
    others = " other" if supposed.legacy_themselves else ""
    text = (
        f"No system is declared legacy. If the {counted(count, 'system')} that"
        f" {verb(count, 'looks', 'look')} like it {is_are(count)}, {grouped(supposed.on_legacy)} of"
        f" {grouped(supposed.denominator)}{others} services"
        f" {verb(supposed.on_legacy, 'stands', 'stand')} on legacy, {grouped(most.services)} of"
        f" them on {called(most.id, names)}{but_unknown(supposed.unknown)}"
    )
    return sentence(
        "exposure",
        "services_on_supposed_legacy",
        text,
        matter="service",
        topic=LEGACY_STATE,
        count=supposed.on_legacy,
        of=supposed.denominator,
        unknown=supposed.unknown,
        rows=rows(
            "systems",
            Excerpt(count, tuple(one.id for one in supposed.systems.first)),
            at="exposure.supposed",
        ),
    )


def looks_like_legacy(found: Exposure, names: Mapping[str, str]) -> Sentence | None:
    """What looks like legacy and is not counted, which of it, and by which signs."""
    uncounted = [one for one in found.suggested if not one.counted]
    if not uncounted:
        return None
    wholes = {one.id for one in uncounted if one.part_of is None}
    parts = [one for one in uncounted if one.part_of and one.part_of not in wholes]
    shown = _in_order(found, [one for one in uncounted if one.part_of is None] + parts)
    who = " and ".join(
        text
        for count, text in (
            (len(wholes), counted(len(wholes), "system")),
            (len(parts), counted(len(parts), "part of a system", "parts of systems")),
        )
        if count
    )
    count = len(wholes) + len(parts)
    text = (
        f"{who} {verb(count, 'looks', 'look')} like legacy and"
        f" {verb(count, 'counts', 'count')} only once somebody declares {verb(count, 'it', 'them')}"
        f" so: {_by_sign(shown, names)}{_nothing_follows(found)}"
    )
    return sentence(
        "exposure",
        "looks_like_legacy",
        text,
        matter="order" if found.supposed else "knowledge",
        count=count,
        rows=rows("systems", [one.id for one in shown], at="exposure.suggested"),
    )


def _nothing_follows(found: Exposure) -> str:
    """What is worth knowing of the signs where nothing stands on what shows them."""
    if found.supposed is None or found.supposed.on_legacy or not found.supposed.denominator:
        return ""
    return f"; none of {counted(found.supposed.denominator, 'service')} is known to stand on them"


def _in_order(found: Exposure, looking: list[SuggestedLegacy]) -> list[SuggestedLegacy]:
    """What would carry most services first, then by the number of signs."""
    carrying = (
        {one.id: one.services for one in found.supposed.systems.first} if found.supposed else {}
    )
    return sorted(
        looking,
        key=lambda one: (-carrying.get(one.part_of or one.id, 0), -len(one.rules), one.id),
    )


def _who(one: SuggestedLegacy, names: Mapping[str, str]) -> str:
    within = f" in {called(one.part_of, names)}" if one.part_of else ""
    return f"{called(one.id, names)}{within}"


def _signs(one: SuggestedLegacy) -> tuple[str, ...]:
    """What each rule saw; a word that tells is given, for others to judge it."""
    words = next((said for said in one.evidence if said.startswith(_TELLING)), None)
    return tuple(words if words and rule == "telling_word" else SIGNS[rule] for rule in one.rules)


def _by_sign(looking: list[SuggestedLegacy], names: Mapping[str, str]) -> str:
    """The first few that show the same signs together, by the order of the first of each."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for one in looking:
        alike.setdefault(_signs(one), []).append(_who(one, names))
    said = [
        f"{listed(who, most=_MOST)} ({', '.join(signs)})"
        for signs, who in list(alike.items())[:_MOST]
    ]
    more = len(looking) - sum(len(who) for who in list(alike.values())[:_MOST])
    return "; ".join(said) + (f"; {grouped(more)} more by other signs" if more else "")
