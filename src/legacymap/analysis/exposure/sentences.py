"""What exposure says in words: how many services stand on legacy, on which, and by which doors."""

from __future__ import annotations

from collections.abc import Mapping

from legacymap.analysis.excerpt import SHOWN
from legacymap.analysis.exposure.exposed import Exposure, LegacySystem
from legacymap.analysis.exposure.sign_sentences import (
    looks_like_legacy,
    on_supposed_legacy,
    services_told_by,
)
from legacymap.analysis.sentences import LEGACY_STATE, Sentence, ranked, rows, sentence
from legacymap.analysis.sentences.wording import (
    but_unknown,
    called,
    counted,
    grouped,
    is_are,
    verb,
)

_SERVICES = "exposure.services"
_LEGACY = "exposure.legacy"


def exposure_sentences(
    found: Exposure, *, carried: int, nobody_says: bool, names: Mapping[str, str]
) -> tuple[Sentence, ...]:
    """The sentences of ``found``; ``carried`` services of the whole estate may stand on legacy.

    ``nobody_says``: of no system of the estate is it known whether it is legacy.
    """
    return ranked(
        (
            services_told_by(found, names),
            _on_legacy(found, nobody_says=nobody_says),
            on_supposed_legacy(found, names),
            _legacy_themselves(found),
            _most_carrying(found, carried, names),
            _carrying_nothing(found, carried),
            _freed_by_one_change(found),
            _doors(found),
            _login_only(found),
            _by_choice(found),
            _events_of_legacy(found),
            _own_state_unknown(found),
            looks_like_legacy(found, names),
        )
    )


def _on_legacy(found: Exposure, *, nobody_says: bool) -> Sentence | None:
    estate = found.estate
    if not estate.denominator:
        return None
    on, whole, unknown = estate.on_legacy, estate.denominator, estate.unknown
    services = counted(whole, "service")
    if not on and unknown == whole:
        which = f"any of {services}" if whole > 1 else "the one service"
        text = f"It is not known of {which} whether it stands on legacy"
        text += ": no system is declared legacy or sound" if nobody_says else ""
    elif not on:
        text = f"None of {services} is known to stand on legacy{but_unknown(unknown)}"
    else:
        stand = verb(on, "stands", "stand")
        text = f"{grouped(on)} of {services} {stand} on legacy{_reading(found)}"
        text += but_unknown(unknown)
    return sentence(
        "exposure",
        "services_on_legacy",
        text,
        matter="service",
        count=on,
        of=whole,
        unknown=unknown,
        topic=LEGACY_STATE if nobody_says else None,
        rows=rows("services", [s.id for s in found.services if s.on_legacy is True], at=_SERVICES),
    )


def _reading(found: Exposure) -> str:
    """Which reading the figure is of, where the other gives another one."""
    rolled_up = found.estate.rolled_up
    return _as_given(rolled_up.on_legacy if rolled_up else None)


def _as_given(rolled_up: int | None) -> str:
    if rolled_up is None:
        return ""
    return f" (along the dependencies as given; {grouped(rolled_up)} rolled up)"


def _legacy_themselves(found: Exposure) -> Sentence | None:
    count, whole = found.estate.legacy_themselves, found.estate.services
    if not count:
        return None
    text = f"{grouped(count)} of {counted(whole, 'service')} {is_are(count)} legacy"
    return sentence(
        "exposure",
        "legacy_services",
        f"{text} {verb(count, 'itself', 'themselves')}",
        matter="service",
        count=count,
        of=whole,
        rows=rows("services", found.estate.legacy_services, at="exposure.estate.legacy_services"),
    )


def _most_carrying(found: Exposure, carried: int, names: Mapping[str, str]) -> Sentence | None:
    carrying = sorted(found.legacy, key=lambda system: (-system.services.count, system.id))
    if not carrying or not carrying[0].services.count:
        return None
    most = carrying[0].services.count
    first = [system for system in carrying if system.services.count == most]
    whole = " of the whole estate" if found.scope else ""
    estimated = found.sample is not None and most > SHOWN
    about = "About " if estimated else ""
    services = f"{about}{grouped(most)} of {counted(carried, 'service')}{whole}"
    verb_ = verb(most, "stands", "stand")
    carries = "is estimated to carry" if estimated else "carries"
    if len(first) == 1:
        direct = carrying[0].directly.count
        own = f", {grouped(direct)} of them by a dependency of their own" if most > 1 else ""
        up = _as_given(carrying[0].rolled_up_services)
        text = f"{services} {verb_} on {_named(carrying[0], names)}{own}{up}: no legacy system"
        text += f" {carries} more"
    else:
        text = (
            f"{services} {verb_} on each of {counted(len(first), 'legacy system')}, first of them"
            f" {_named(first[0], names)}: none {carries} more"
        )
    return sentence(
        "exposure",
        "most_carrying_legacy",
        text,
        matter="order",
        count=most,
        of=carried,
        rows=rows("systems", [system.id for system in first], at=_LEGACY),
    )


def _named(system: LegacySystem, names: Mapping[str, str]) -> str:
    part = "" if system.whole else ", of which parts are legacy,"
    return f"{called(system.id, names)}{part}"


def _carrying_nothing(found: Exposure, carried: int) -> Sentence | None:
    idle = [system.id for system in found.legacy if not system.services.count]
    if not idle or not carried:
        return None
    count, whole = len(idle), len(found.legacy)
    text = (
        f"{grouped(count)} of {counted(whole, 'legacy system')} {verb(count, 'carries', 'carry')}"
    )
    themselves = " that is not legacy itself" if found.estate.legacy_themselves else ""
    return sentence(
        "exposure",
        "legacy_without_services",
        f"{text} no service{themselves}, as far as dependencies are recorded",
        matter="knowledge",
        count=count,
        of=whole,
        rows=rows("systems", idle, at=_LEGACY),
    )


def _freed_by_one_change(found: Exposure) -> Sentence | None:
    on = found.estate.on_legacy
    freed = [service.id for service in found.services if service.choke_points]
    if not freed:
        return None
    count = len(freed)
    return sentence(
        "exposure",
        "freed_by_one_change",
        f"For {grouped(count)} of {counted(on, 'service')} on legacy every recorded way to legacy"
        " passes a single system or part outside the service: a change there frees the service",
        matter="order",
        count=count,
        of=on,
        rows=rows("services", freed, at="exposure.services.choke_points"),
    )


def _doors(found: Exposure) -> Sentence | None:
    entered = [system for system in found.legacy if system.entered.dependencies]
    whole = sum(system.entered.dependencies for system in entered)
    if not whole:
        return None
    api = sum(system.entered.past_api for system in entered)
    store = sum(system.entered.on_database for system in entered)
    unnamed = sum(system.entered.system_only for system in entered)
    text = (
        f"Of {counted(whole, 'dependency', 'dependencies')} on legacy systems"
        f" {grouped(store)} {verb(store, 'goes', 'go')} directly to a database and {grouped(api)}"
        f" through an API"
    )
    open_ = f"; {grouped(unnamed)} {verb(unnamed, 'names', 'name')} no part" if unnamed else ""
    return sentence(
        "exposure",
        "doors_into_legacy",
        text + open_,
        matter="change",
        count=store,
        of=whole,
        unknown=unnamed,
        rows=rows("systems", [system.id for system in entered], at=f"{_LEGACY}.entered_by"),
    )


def _login_only(found: Exposure) -> Sentence | None:
    only = [service.id for service in found.services if service.login_only]
    if not only:
        return None
    count, on = len(only), found.estate.on_legacy
    return sentence(
        "exposure",
        "login_only",
        f"{grouped(count)} of {counted(on, 'service')} on legacy {verb(count, 'stands', 'stand')}"
        " on it by logging in alone",
        matter="order",
        count=count,
        of=on,
        rows=rows("services", only, at="exposure.services.login_only"),
    )


def _by_choice(found: Exposure) -> Sentence | None:
    chosen = [service.id for service in found.services if service.by_alternative_only]
    if not chosen:
        return None
    count, on = len(chosen), found.estate.on_legacy
    return sentence(
        "exposure",
        "by_alternative_only",
        f"{grouped(count)} of {counted(on, 'service')} on legacy {verb(count, 'stands', 'stand')}"
        " on it only by a choice: an alternative that is stated is free of legacy",
        matter="order",
        count=count,
        of=on,
        rows=rows("services", chosen, at="exposure.services.by_alternative_only"),
    )


def _events_of_legacy(found: Exposure) -> Sentence | None:
    """Services that the search calls free or unknown and that may live on events of legacy."""
    other = [service for service in found.services if service.on_legacy is not True]
    taking = [service.id for service in other if service.events_of_legacy_at]
    if not taking:
        return None
    count, whole = len(taking), len(other)
    that = f"that {is_are(whole)} not known to stand on legacy"
    return sentence(
        "exposure",
        "events_of_legacy",
        f"{grouped(count)} of {counted(whole, 'service')} {that} {verb(count, 'takes', 'take')}"
        f" events where a legacy system publishes: whether {verb(count, 'it needs', 'they need')}"
        " them is not recorded",
        matter="knowledge",
        count=count,
        of=whole,
        rows=rows("services", taking, at="exposure.services.events_of_legacy_at"),
    )


def _own_state_unknown(found: Exposure) -> Sentence | None:
    silent = [service.id for service in found.services if not service.own_state_known]
    if not silent:
        return None
    count, whole = len(silent), found.estate.denominator
    all_ = count == whole > 1
    which = "any of" if all_ else f"{grouped(count)} of" if whole > 1 else "the one"
    one = all_ or count == 1
    return sentence(
        "exposure",
        "own_state_unknown",
        f"Nobody says of {which} {counted(whole, 'service') if whole > 1 else 'service'} whether"
        f" {'it is' if one else 'they are'} legacy {'itself' if one else 'themselves'};"
        f" {verb(count, 'it stays', 'they stay')} in the count",
        topic=LEGACY_STATE if count == whole and not found.legacy else None,
        matter="knowledge",
        count=count,
        of=whole,
        rows=rows("services", silent, at="exposure.services.own_state_known"),
    )
