"""What in the inventory looks forgotten, out of date or contradictory: one finding a question."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.scope import Part
from legacymap.analysis.sentences.wording import agreed
from legacymap.errors import Severity
from legacymap.inventory.vocabulary import first_day, last_day


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A finding about many systems at once: what was noticed, of how many, and which."""

    severity: Severity
    code: str
    message: str
    total: int
    """How many were looked at."""
    systems: Excerpt[str]
    """Those of which it is true."""


@dataclass(frozen=True, slots=True)
class _Question:
    severity: Severity
    code: str
    found: Callable[[Estate], Iterable[str]]
    asked: Callable[[Estate], Iterable[str]]
    message: str
    """With `{count}`, `{total}` and `[one|many]`, see :func:`agreed`."""
    of_all: str | None = None
    """The message where it is so of all of several."""


def suspicions(estate: Estate, part: Part | None = None) -> tuple[Suspicion, ...]:
    """Everything noticed, warnings first, then by code; a question without a hit says nothing.

    Without an `as_of` date of the inventory no date is called past, and that is said.
    """
    answers = [_asked(question, estate, part) for question in _QUESTIONS]
    noticed = [answer for answer in answers if answer.systems.count]
    if estate.inventory.as_of is None:
        message = "the inventory has no as_of date, so no date was compared with it"
        noticed.append(Suspicion("info", "as_of_unknown", message, 1, Excerpt(0)))
    return tuple(sorted(noticed, key=lambda found: (found.severity != "warning", found.code)))


def _asked(question: _Question, estate: Estate, part: Part | None) -> Suspicion:
    found, asked = sorted(set(question.found(estate))), tuple(question.asked(estate))
    if part:
        found, asked = list(part.of(found)), part.of(asked)
    total = len(asked)
    all_ = question.of_all if len(found) == total > 1 else None
    message = (all_ or question.message).format(count=len(found), total=total)
    message = agreed(message, len(found))
    return Suspicion(question.severity, question.code, message, total, Excerpt.of(found))


def _wholes(estate: Estate) -> pl.DataFrame:
    """The rows of whole systems, people left out."""
    keep = estate.kinds.table.select(~pl.col("part") & (pl.col("kind") != "actor")).to_series()
    return estate.inventory.systems.filter(keep)


def _software(estate: Estate) -> pl.DataFrame:
    """The rows of systems and parts, people left out."""
    return estate.inventory.systems.filter(estate.kinds.table["kind"] != "actor")


def _own(estate: Estate) -> pl.Series:
    """For each system whether it is a whole one inside the organisation."""
    kinds = estate.kinds.table
    return ~kinds["part"] & ~kinds["kind"].is_in(["actor", "external"])


def _own_ids(estate: Estate) -> Iterable[str]:
    return estate.inventory.systems["id"].filter(_own(estate))


def _whole_ids(estate: Estate) -> Iterable[str]:
    return estate.top.ids


def _all_ids(estate: Estate) -> Iterable[str]:
    return estate.graph.ids


def _blank(column: str) -> Callable[[Estate], Iterable[str]]:
    return lambda estate: estate.inventory.systems.filter(_own(estate) & pl.col(column).is_null())[
        "id"
    ]


def _legacy_unknown(estate: Estate) -> Iterable[str]:
    state = estate.legacy.states(estate.legacy_counts)
    return estate.inventory.systems["id"].filter(_own(estate) & (state == "unknown"))


def _suggested_only(estate: Estate) -> Iterable[str]:
    suggested = estate.legacy.table.filter(pl.col("suggested").fill_null(False))["id"]
    state = dict(
        zip(
            estate.inventory.systems["id"],
            estate.legacy.states(estate.legacy_counts),
            strict=True,
        )
    )
    return (
        system
        for system in suggested
        if state[system] == "unknown" and system in estate.graph.node_of
    )


def _silent_services(estate: Estate) -> Iterable[str]:
    leaves = np.diff(estate.top.csr.indptr) > 0
    return (service for service in estate.services("top") if not leaves[estate.top.node(service)])


def _isolated(estate: Estate) -> Iterable[str]:
    degree = np.diff(estate.top.csr.indptr) + np.bincount(
        estate.top.csr.indices, minlength=len(estate.top)
    )
    used = estate.inventory.dependencies.filter(estate.flows.table["joins"] == "used_by")
    by_people = {estate.top.node_of[provider] for provider in used["provider"]}
    return (
        system
        for node, system in enumerate(estate.top.ids)
        if degree[node] == 0 and node not in by_people
    )


def _before_as_of(column: str) -> Callable[[Estate], Iterable[str]]:
    def found(estate: Estate) -> Iterable[str]:
        if estate.inventory.as_of is None:
            return ()
        today = first_day(estate.inventory.as_of)
        live = _software(estate).filter(pl.col("lifecycle").fill_null("live") != "retired")
        rows = live.select("id", column).drop_nulls().iter_rows()
        return [system for system, date in rows if last_day(date) < today]

    return found


def _in_service_later(estate: Estate) -> Iterable[str]:
    if estate.inventory.as_of is None:
        return ()
    today = last_day(estate.inventory.as_of)
    running = _software(estate).filter(pl.col("lifecycle").is_in(["live", "phasing_out"]))
    rows = running.select("id", "in_service_since").drop_nulls().iter_rows()
    return [system for system, date in rows if first_day(date) > today]


def _support_before_service(estate: Estate) -> Iterable[str]:
    rows = _software(estate).select("id", "in_service_since", "end_of_support").drop_nulls()
    return [
        system for system, since, until in rows.iter_rows() if last_day(until) < first_day(since)
    ]


def _dated(*columns: str) -> Callable[[Estate], Iterable[str]]:
    return lambda estate: _software(estate).select("id", *columns).drop_nulls()["id"]


def _retired_in_use(estate: Estate) -> Iterable[str]:
    retired = set(_software(estate).filter(pl.col("lifecycle") == "retired")["id"])
    between = estate.flows.table["joins"].is_in(["software", "used_by"])
    rows = estate.inventory.dependencies.filter(between)
    return (
        provider
        for consumer, provider in rows.select("consumer", "provider").iter_rows()
        if provider in retired and consumer not in retired
    )


def _retired(estate: Estate) -> Iterable[str]:
    return _software(estate).filter(pl.col("lifecycle") == "retired")["id"]


def _dangling(column: str) -> Callable[[Estate], Iterable[str]]:
    def found(estate: Estate) -> Iterable[str]:
        known = set(estate.inventory.systems["id"])
        rows = _software(estate).select("id", column).drop_nulls().iter_rows()
        return [system for system, other in rows if other not in known]

    return found


def _owner_not_listed(estate: Estate) -> Iterable[str]:
    known = set(estate.inventory.organisations["id"])
    rows = _software(estate).select("id", "owner").drop_nulls().iter_rows()
    return [system for system, owner in rows if owner not in known] if known else ()


def _same_name(estate: Estate) -> Iterable[str]:
    """Letters and digits alone are compared: a hyphen makes no second system."""
    name = pl.col("name").str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", "")
    return _wholes(estate).filter(name.is_duplicated() & (name != ""))["id"]


def _contradicted(estate: Estate) -> Iterable[str]:
    return estate.legacy.contradictions()


def _no_yet_reasons(estate: Estate) -> Iterable[str]:
    return _software(estate).filter(
        (pl.col("legacy") == pl.lit(False)) & pl.col("legacy_reasons").is_not_null()
    )["id"]


_QUESTIONS: Final[tuple[_Question, ...]] = (
    _Question(
        "warning",
        "legacy_unknown",
        _legacy_unknown,
        _own_ids,
        "it is not known of {count} of {total} systems whether [it is|they are] legacy",
        of_all="it is not known of any of {total} systems whether it is legacy",
    ),
    _Question(
        "warning",
        "owner_unknown",
        _blank("owner"),
        _own_ids,
        "{count} of {total} systems [has|have] no owner: nobody is named who could decide or"
        " answer",
        of_all="none of {total} systems has an owner: nobody is named who could decide or answer",
    ),
    _Question(
        "warning",
        "service_without_dependency",
        _silent_services,
        lambda estate: estate.services("top"),
        "{count} of {total} services [has|have] no recorded dependency on another system: what"
        " [it stands|they stand] on is unknown, not nothing",
    ),
    _Question(
        "warning",
        "isolated",
        _isolated,
        _whole_ids,
        "{count} of {total} systems [has|have] no dependency in either direction and no recorded"
        " user",
        of_all="none of {total} systems has a dependency or a recorded user",
    ),
    _Question(
        "warning",
        "support_ended",
        _before_as_of("end_of_support"),
        _dated("end_of_support"),
        "{count} of {total} end-of-support dates [lies|lie] before the date of the inventory",
    ),
    _Question(
        "warning",
        "contract_ended",
        _before_as_of("contract_end"),
        _dated("contract_end"),
        "{count} of {total} contracts ended before the date of the inventory",
    ),
    _Question(
        "warning",
        "review_overdue",
        _before_as_of("review_date"),
        _dated("review_date"),
        "{count} of {total} review dates [lies|lie] before the date of the inventory",
    ),
    _Question(
        "warning",
        "in_service_later",
        _in_service_later,
        _dated("in_service_since"),
        "{count} of {total} systems with a start of service [is|are] called live, yet"
        " [starts|start] after the"
        " date of the inventory",
    ),
    _Question(
        "warning",
        "support_before_service",
        _support_before_service,
        _dated("in_service_since", "end_of_support"),
        "{count} of {total} systems lost support before [it|they] went into service",
    ),
    _Question(
        "warning",
        "retired_in_use",
        _retired_in_use,
        _retired,
        "{count} of {total} retired systems still [has|have] consumers",
    ),
    _Question(
        "warning",
        "successor_unknown",
        _dangling("successor"),
        _dated("successor"),
        "{count} of {total} successors [is no system|are no systems] of the inventory",
    ),
    _Question(
        "warning",
        "same_as_unknown",
        _dangling("same_as"),
        _dated("same_as"),
        "{count} of {total} systems [repeats|repeat] a system that is not in the inventory",
    ),
    _Question(
        "warning",
        "legacy_contradicted",
        _contradicted,
        _all_ids,
        "{count} of {total} systems and parts [is|are] declared sound while [its|their] risk"
        " scores say"
        " legacy",
    ),
    _Question(
        "warning",
        "legacy_reasons_contradicted",
        _no_yet_reasons,
        _all_ids,
        "{count} of {total} systems and parts [is|are] declared not to be legacy, yet [gives|give]"
        " reasons why [it is|they are]",
    ),
    _Question(
        "info",
        "legacy_suggested",
        _suggested_only,
        _all_ids,
        "{count} of {total} systems and parts [looks|look] legacy by [its|their] text or shape;"
        " nobody said so",
    ),
    _Question(
        "info",
        "owner_not_listed",
        _owner_not_listed,
        _dated("owner"),
        "{count} of {total} owners [is|are] not in the table of organisations",
    ),
    _Question(
        "warning",
        "same_name",
        _same_name,
        _whole_ids,
        "{count} of {total} systems [shares its|share their] name with another, blanks and signs"
        " aside: one system may be recorded more than once",
    ),
)
