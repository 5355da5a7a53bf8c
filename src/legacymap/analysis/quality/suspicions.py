"""What in the inventory looks forgotten, out of date or contradictory: one finding a question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, attrgetter
from typing import Final

import numpy as np
import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import FIRST, Excerpt
from legacymap.analysis.quality.system_table import Asked, SystemTable
from legacymap.analysis.scope import Part
from legacymap.analysis.sentences.wording import agreed, counted
from legacymap.errors import Severity
from legacymap.inventory.positions import positions
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
    found: Asked
    asked: Asked
    message: str
    """With `{count}`, `{total}` (`{systems}`, `{services}` and `{either}` with their noun) and
    `[one|many]`, see :func:`agreed`."""
    of_all: str | None = None
    """The message where it is so of all of several."""
    detail: Callable[[SystemTable, pl.Series], str] | None = None
    """What stands for `{detail}`, of those found."""


def suspicions(
    estate: Estate, part: Part | None = None, shown: slice = FIRST
) -> tuple[Suspicion, ...]:
    """Everything noticed, warnings first, then by code; a question without a hit says nothing.

    Without an `as_of` date of the inventory no date is called past, and that is said.
    """
    systems = SystemTable(estate, part, shown)
    answers = [_asked(question, systems) for question in _QUESTIONS]
    noticed = [answer for answer in answers if answer.systems.count]
    if estate.inventory.as_of is None:
        message = "the inventory has no as_of date, so no date was compared with it"
        noticed.append(Suspicion("info", "as_of_unknown", message, 1, Excerpt(0)))
    return tuple(sorted(noticed, key=lambda found: (found.severity != "warning", found.code)))


def _asked(question: _Question, systems: SystemTable) -> Suspicion:
    those = question.found(systems) & systems.in_part
    found, total = systems.named(those), int((question.asked(systems) & systems.in_part).sum())
    all_ = question.of_all if found.count == total > 1 else None
    detail = question.detail(systems, those) if question.detail and found.count else ""
    message = (all_ or question.message).format(
        count=found.count,
        total=total,
        detail=detail,
        systems=counted(total, "system"),
        services=counted(total, "service"),
        either=counted(total, "system or part", "systems and parts"),
    )
    return Suspicion(question.severity, question.code, agreed(message, found.count), total, found)


_own: Final = attrgetter("own")
_nodes: Final = attrgetter("nodes")
_whole_nodes: Final = attrgetter("whole_nodes")
_services: Final = attrgetter("service_nodes")


def _legacy_unknown(systems: SystemTable) -> pl.Series:
    return systems.own & (systems.legacy_state == "unknown")


def _owner_unknown(systems: SystemTable) -> pl.Series:
    return systems.own & systems.rows["owner"].is_null()


def _suggested_only(systems: SystemTable) -> pl.Series:
    """Those with a sign of their own: parts that only belong to such a system are not counted."""
    table = systems.estate.legacy.table
    suggested = table["suggested"].fill_null(False) & ~table["suggested_handed_down"]
    return suggested & (systems.legacy_state == "unknown") & systems.nodes


def _silent_services(systems: SystemTable) -> pl.Series:
    silent = np.diff(systems.estate.top.csr.indptr) == 0
    return systems.service_nodes & systems.of_nodes(silent)


def _isolated(systems: SystemTable) -> pl.Series:
    estate, csr = systems.estate, systems.estate.top.csr
    linked = np.diff(csr.indptr) + np.bincount(csr.indices, minlength=csr.nodes) > 0
    used = estate.inventory.dependencies["provider"].filter(
        estate.flows.table["joins"] == "used_by"
    )
    linked[estate.top_of[positions(used.unique(), estate.graph.ids)]] = True
    return systems.of_nodes(~linked)


def _days(dates: pl.Series, day: Callable[[str], date]) -> pl.Series:
    """Each date as a number of days; every text is read once."""
    texts = dates.drop_nulls().unique()
    days = pl.Series([day(text).toordinal() for text in texts], dtype=pl.Int64)
    return dates.replace_strict(texts, days, default=None, return_dtype=pl.Int64)


def _before_as_of(column: str) -> Asked:
    def found(systems: SystemTable) -> pl.Series:
        as_of = systems.estate.inventory.as_of
        if as_of is None:
            return systems.nobody
        past = _days(systems.rows[column], last_day) < first_day(as_of).toordinal()
        return systems.software & ~_retired(systems).fill_null(False) & past

    return found


def _in_service_later(systems: SystemTable) -> pl.Series:
    as_of = systems.estate.inventory.as_of
    if as_of is None:
        return systems.nobody
    running = systems.rows["lifecycle"].is_in(["live", "phasing_out"])
    later = _days(systems.rows["in_service_since"], first_day) > last_day(as_of).toordinal()
    return systems.software & running & later


def _support_before_service(systems: SystemTable) -> pl.Series:
    until = _days(systems.rows["end_of_support"], last_day)
    since = _days(systems.rows["in_service_since"], first_day)
    return systems.software & (until < since)


def _stated(*columns: str) -> Asked:
    def asked(systems: SystemTable) -> pl.Series:
        return reduce(and_, (systems.rows[one].is_not_null() for one in columns), systems.software)

    return asked


def _stated_in_use(column: str) -> Asked:
    """What is retired needs no support and no contract: its dates are not asked."""
    return lambda systems: _stated(column)(systems) & ~_retired(systems).fill_null(False)


def _retired(systems: SystemTable) -> pl.Series:
    return systems.software & (systems.rows["lifecycle"] == "retired")


def _retired_in_use(systems: SystemTable) -> pl.Series:
    retired = systems.rows["id"].filter(_retired(systems)).implode()
    ends = systems.estate.inventory.dependencies
    used = (
        systems.estate.flows.table["joins"].is_in(["software", "used_by"])
        & ends["provider"].is_in(retired)
        & ~ends["consumer"].is_in(retired)
    )
    return systems.rows["id"].is_in(ends["provider"].filter(used).unique().implode())


def _dangling(column: str) -> Asked:
    def found(systems: SystemTable) -> pl.Series:
        known = systems.rows["id"].implode()
        return systems.software & ~systems.rows[column].is_in(known)

    return found


def _owner_not_listed(systems: SystemTable) -> pl.Series:
    known = systems.estate.inventory.organisations["id"]
    if known.is_empty():
        return systems.nobody
    return systems.software & ~systems.rows["owner"].is_in(known.implode())


def _letters(systems: SystemTable) -> pl.Series:
    """Letters and digits of the names of whole systems alone: a hyphen makes no second system."""
    name = systems.rows["name"].str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", "")
    return pl.select(pl.when(systems.wholes & (name != "")).then(name)).to_series()


def _same_name(systems: SystemTable) -> pl.Series:
    compared = _letters(systems)
    return compared.is_duplicated() & compared.is_not_null()


def _of_one_kind(systems: SystemTable, those: pl.Series) -> str:
    """A service is often called like the application that offers it: that is no second record.

    Kinds that nobody states tell nobody apart.
    """
    named = pl.DataFrame({"name": _letters(systems), "kind": systems.rows["kind"]})
    count = int((named.is_duplicated() & those).sum())
    if count == those.sum() or (systems.rows["kind"].is_null() & those).any():
        return ""
    return f", {f'{count:,}' if count else 'none'} of them with one of the same kind"


def _contradicted(systems: SystemTable) -> pl.Series:
    return systems.rows["id"].is_in(systems.estate.legacy.contradictions())


def _no_yet_reasons(systems: SystemTable) -> pl.Series:
    return systems.software & ~systems.rows["legacy"] & systems.rows["legacy_reasons"].is_not_null()


_QUESTIONS: Final[tuple[_Question, ...]] = (
    _Question(
        "warning",
        "legacy_unknown",
        _legacy_unknown,
        _own,
        "it is not known of {count} of {systems} whether [it is|they are] legacy",
        of_all="it is not known of any of {total} systems whether it is legacy",
    ),
    _Question(
        "warning",
        "owner_unknown",
        _owner_unknown,
        _own,
        "{count} of {systems} [states|state] no owner: who decides about [it|them] and"
        " answers for [it|them] stays open",
        of_all="none of {total} systems states an owner: who decides about them and answers for"
        " them stays open",
    ),
    _Question(
        "warning",
        "service_without_dependency",
        _silent_services,
        _services,
        "{count} of {services} [has|have] no recorded dependency on another system: what"
        " [it stands|they stand] on is unknown, not nothing",
    ),
    _Question(
        "warning",
        "isolated",
        _isolated,
        _whole_nodes,
        "{count} of {systems} [has|have] no link to another in either direction and no"
        " recorded user",
        of_all="none of {total} systems has a link to another or a recorded user",
    ),
    _Question(
        "warning",
        "support_ended",
        _before_as_of("end_of_support"),
        _stated_in_use("end_of_support"),
        "{count} of {total} end-of-support dates [lies|lie] before the date of the inventory",
    ),
    _Question(
        "warning",
        "contract_ended",
        _before_as_of("contract_end"),
        _stated_in_use("contract_end"),
        "{count} of {total} dates of a contract's end [lies|lie] before the date of the inventory",
    ),
    _Question(
        "warning",
        "review_overdue",
        _before_as_of("review_date"),
        _stated_in_use("review_date"),
        "{count} of {total} review dates [lies|lie] before the date of the inventory",
    ),
    _Question(
        "warning",
        "in_service_later",
        _in_service_later,
        _stated("in_service_since"),
        "{count} of {either} with a start of service [is|are] called live, yet"
        " [starts|start] after the"
        " date of the inventory",
    ),
    _Question(
        "warning",
        "support_before_service",
        _support_before_service,
        _stated("in_service_since", "end_of_support"),
        "{count} of {either} with both dates lost support before [it|they] went into service",
    ),
    _Question(
        "warning",
        "retired_in_use",
        _retired_in_use,
        _retired,
        "{count} of {either} called retired still [has|have] consumers",
    ),
    _Question(
        "warning",
        "successor_unknown",
        _dangling("successor"),
        _stated("successor"),
        "{count} of {either} with a successor [names|name] one that is not in the inventory",
    ),
    _Question(
        "warning",
        "same_as_unknown",
        _dangling("same_as"),
        _stated("same_as"),
        "{count} of {either} said to be the same as another [points|point] to one that is not in"
        " the inventory",
    ),
    _Question(
        "warning",
        "legacy_contradicted",
        _contradicted,
        _nodes,
        "{count} of {either} [is|are] declared sound while [its|their] risk scores say legacy",
    ),
    _Question(
        "warning",
        "legacy_reasons_contradicted",
        _no_yet_reasons,
        _nodes,
        "{count} of {either} [is|are] declared not to be legacy, yet [gives|give]"
        " reasons why [it is|they are]",
    ),
    _Question(
        "info",
        "legacy_suggested",
        _suggested_only,
        _nodes,
        "{count} of {either} [looks|look] legacy by [its|their] text or shape; nobody said so",
    ),
    _Question(
        "info",
        "owner_not_listed",
        _owner_not_listed,
        _stated("owner"),
        "{count} of {either} with an owner [names|name] one that is not in the table of"
        " organisations",
    ),
    _Question(
        "warning",
        "same_name",
        _same_name,
        _whole_nodes,
        "{count} of {systems} [shares its|share their] name with another, blanks and signs"
        " aside{detail}: one system may be recorded more than once",
        detail=_of_one_kind,
    ),
)
