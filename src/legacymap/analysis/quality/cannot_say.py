"""What the inventory cannot answer, and which column would: the questions it leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import attrgetter, or_
from typing import Final

import numpy as np
import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.inference.pace import by_kind_alone, paced, seen
from legacymap.analysis.quality.system_table import Asked, SystemTable
from legacymap.analysis.scope import Part, ends_within, within
from legacymap.analysis.sentences.wording import counted, grouped


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that the inventory answers for less than half of what it is asked of."""

    code: str
    question: str
    stated: int
    """Rows that state it, out of ``total``."""
    total: int
    asked_of: str
    """What is asked, in words."""
    columns: tuple[str, ...]
    """Columns of an inventory that would tell."""
    would_tell: str
    """The same in words, with other files that would."""
    text: str
    """All of it in a sentence."""


@dataclass(frozen=True, slots=True)
class _Question:
    code: str
    question: str
    asked: tuple[str, str]
    """One and many of what is asked."""
    rows: Asked
    answered: Asked
    columns: tuple[str, ...]
    would_tell: str
    said: str = "said of"
    """How the inventory tells it: what stands in prose is no list."""
    hint: str = ""
    """What hints at an answer where it is null."""


_own: Final = attrgetter("own")
_stating_data: Final = attrgetter("stating_data")
_asked_for_data: Final = attrgetter("asked_for_data")


def _to_replace(systems: SystemTable) -> pl.Series:
    """The legacy systems; where none is known, any system may turn out to be one."""
    return systems.legacy if systems.legacy.any() else systems.own


def _services(systems: SystemTable) -> pl.Series:
    return systems.services


def _links(systems: SystemTable) -> pl.Series:
    return systems.estate.flows.table["joins"] == "software"


def _holdings(systems: SystemTable) -> pl.Series:
    return within(None, systems.estate.inventory.holdings["system"])


def _any(*columns: str) -> Asked:
    return lambda systems: reduce(or_, map(systems.stating, columns))


def _use_known(systems: SystemTable) -> pl.Series:
    """All or none: where some people are drawn, who is not drawn as a user is told not to be."""
    drawn = (systems.estate.flows.table["joins"] == "used_by").any()
    kinds = systems.estate.kinds.table
    known = drawn or ((kinds["origin"] == "stated") & (kinds["kind"] == "service")).any()
    return pl.Series([bool(known)], dtype=pl.Boolean).new_from_index(0, systems.rows.height)


def _linked(systems: SystemTable) -> pl.Series:
    csr = systems.estate.top.csr
    degree = np.diff(csr.indptr) + np.bincount(csr.indices, minlength=csr.nodes)
    return systems.of_nodes(degree > 0)


def _role_stated(systems: SystemTable) -> pl.Series:
    return systems.estate.inventory.holdings["role"].is_not_null()


def _observed(systems: SystemTable) -> pl.Series:
    seen = pl.element().struct.field("how") == "observed"
    evidence = systems.estate.inventory.dependencies["evidence"].to_frame("evidence")
    return evidence.select(pl.col("evidence").list.eval(seen).list.any().fill_null(False))[
        "evidence"
    ]


def _pace_known(systems: SystemTable) -> pl.Series:
    """As integration reads it, in words and technology as well; null where only the kind hints."""
    said = paced(
        systems.estate.inventory.dependencies.select(
            "kind",
            "technology",
            "live",
            "frequency_per_day",
            pl.col("description").fill_null("").str.strip_chars().alias("words"),
            seen().alias("seen"),
        )
    )
    often = said["frequency_per_day"].is_not_null()
    told, hinted = said["batch"].is_not_null() | often, by_kind_alone(said) & ~often
    return pl.select(pl.when(~hinted).then(told)).to_series()


_SYSTEM: Final = ("system", "systems")
_QUESTIONS: Final = (
    _Question(
        "legacy",
        "Which systems are legacy",
        _SYSTEM,
        _own,
        _any("legacy"),
        ("systems.legacy", "systems.legacy_reasons", "systems.risk"),
        "`legacy` or `legacy_reasons` of the systems, or the scores of a risk register",
    ),
    _Question(
        "dependencies",
        "What most systems depend on, and who depends on them",
        _SYSTEM,
        _own,
        _linked,
        ("dependencies.consumer", "dependencies.provider"),
        "a table of dependencies, an architecture model, or recorded traffic",
    ),
    _Question(
        "use",
        "Who uses which system, so which of them are services",
        _SYSTEM,
        _own,
        _use_known,
        ("systems.kind", "dependencies.consumer"),
        "`kind` of the systems (`service`), or people in an architecture model",
    ),
    _Question(
        "data",
        "Which data is held where",
        _SYSTEM,
        _asked_for_data,
        _stating_data,
        ("holdings.system", "holdings.entity"),
        "tables of data entities and of their holdings",
        said="listed for",
    ),
    _Question(
        "system_of_record",
        "Which system is the one to trust for each kind of data",
        ("statement of who holds data", "statements of who holds data"),
        _holdings,
        _role_stated,
        ("holdings.role",),
        "`role` of the holdings (`master`, `copy`, `reader`, `writer`)",
    ),
    _Question(
        "owner",
        "Who decides about each system",
        _SYSTEM,
        _own,
        _any("owner"),
        ("systems.owner",),
        "`owner` of the systems",
    ),
    _Question(
        "dates",
        "Until when systems can run",
        _SYSTEM,
        _to_replace,
        _any("end_of_support", "contract_end"),
        ("systems.end_of_support", "systems.contract_end"),
        "`end_of_support` or `contract_end` of the systems, from an asset or contract register",
    ),
    _Question(
        "run_cost",
        "What systems cost a year",
        _SYSTEM,
        _to_replace,
        _any("annual_run_cost"),
        ("systems.annual_run_cost",),
        "`annual_run_cost` of the systems",
    ),
    _Question(
        "replacement",
        "What it would take to replace them",
        _SYSTEM,
        _to_replace,
        _any("replacement_cost", "replacement_effort_days"),
        ("systems.replacement_cost", "systems.replacement_effort_days"),
        "`replacement_cost` or `replacement_effort_days` of the systems",
    ),
    _Question(
        "risk",
        "How risky systems are",
        _SYSTEM,
        _to_replace,
        _any("risk"),
        ("systems.risk",),
        "the thirteen scores of the risk framework (`risk` of the systems)",
    ),
    _Question(
        "observation",
        "Whether what is recorded is in use",
        ("dependency", "dependencies"),
        _links,
        _observed,
        ("dependencies.evidence",),
        "recorded traffic beside it: traces, service maps, call counts",
    ),
    _Question(
        "pace",
        "Whether data comes at once or waits for a run",
        ("dependency", "dependencies"),
        _links,
        _pace_known,
        ("dependencies.live", "dependencies.frequency_per_day"),
        "`live` or `frequency_per_day` of the dependencies",
        hint="nothing but the kind (call, event, file ...) hints at it",
    ),
    _Question(
        "work",
        "Which systems do the same work",
        _SYSTEM,
        _own,
        _any("capabilities"),
        ("systems.capabilities",),
        "`capabilities` of the systems",
    ),
    _Question(
        "users",
        "How many people a service serves",
        ("service", "services"),
        _services,
        _any("users"),
        ("systems.users",),
        "`users` of the services",
    ),
)
"""In the order in which their answers would change what is said of an estate."""


QUESTIONS: Final = len(_QUESTIONS)


def cannot_say(estate: Estate, part: Part | None = None) -> tuple[Unanswered, ...]:
    """The questions that the inventory leaves open, those that would change most first.

    Formula:
        open where 2 * stated < total
    Unit:
        systems inside the organisation, dependencies, or statements of who holds data.
    Degenerate case:
        a question that is asked of nothing is not open.
    Source:
        Our own definition; the order is ours as well.
    """
    systems = SystemTable(estate, part)
    found = (_unanswered(one, systems) for one in _QUESTIONS)
    return tuple(one for one in found if one is not None)


def _unanswered(asked: _Question, systems: SystemTable) -> Unanswered | None:
    rows = asked.rows(systems) & _of_part(asked, systems)
    answered = asked.answered(systems)
    total, stated = int(rows.sum()), int((rows & answered.fill_null(value=False)).sum())
    if 2 * stated >= total:
        return None
    one, many = asked.asked
    if asked.rows is _to_replace and systems.legacy.any():
        one, many = "legacy system", "legacy systems"
    said = (
        f"{asked.said} {grouped(stated)} of {counted(total, one, many)} only"
        if stated
        else f"not {asked.said} any of {counted(total, one, many)}"
        if total > 1
        else f"not {asked.said} the one {one}"
    )
    if hints := int((rows & answered.is_null()).sum()):
        said += f"; of {grouped(hints)} {asked.hint}"
    return Unanswered(
        code=asked.code,
        question=asked.question,
        stated=stated,
        total=total,
        asked_of=many,
        columns=asked.columns,
        would_tell=asked.would_tell,
        text=f"{asked.question}: {said}. What would tell: {asked.would_tell}.",
    )


def _of_part(asked: _Question, systems: SystemTable) -> pl.Series:
    if asked.rows is _links:
        return ends_within(systems.part, systems.estate)
    if asked.rows is _holdings:
        return within(systems.part, systems.estate.inventory.holdings["system"])
    return systems.in_part
