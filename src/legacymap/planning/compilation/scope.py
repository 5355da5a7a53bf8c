"""Which systems are to be replaced, what belongs to each, and what is known of each.

Legacy by what the policy counts, plus what it includes, less what it excludes. Retired and planned
systems, those outside the organisation, people, facades that survive, and what is stated not to be
replaceable are not planned. Costs and effort are summed over parts only where the system's own
are blank.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, cast

import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.inference.legacy import infer_legacy
from legacymap.errors import Finding, Place
from legacymap.inventory.vocabulary import last_day
from legacymap.planning.policy.policy import Policy

_COLUMNS: Final = (
    "id",
    "name",
    "parent",
    "owner",
    "team",
    "lifecycle",
    "replaceable",
    "successor",
    "same_as",
    "criticality",
    "end_of_support",
    "contract_end",
    "in_service_since",
    "not_before",
    "committed",
    "statutory_hold",
    "contractor_share",
    "risk",
    "annual_run_cost",
    "replacement_run_cost",
    "replacement_cost",
    "switch_off_cost",
    "replacement_effort_days",
    "data_migration_effort_days",
    "replacement_duration_days",
)
_CRITICALITY: Final = ("low", "medium", "high", "critical")
DATA_SKILL: Final = "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A replacement that already runs, as far as its dates are known."""

    name: str | None
    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One thing to replace: a system, with those of its parts that go with it."""

    id: str
    name: str
    elements: tuple[str, ...]
    whole: bool
    """Whether the system itself is replaced; else only the parts in ``elements`` are."""
    because: str
    owner: str | None
    team: str | None
    criticality: str | None
    end_of_support: str | None
    contract_end: str | None
    not_before: str | None
    committed: Programme | None
    successor: str | None
    statutory_hold: bool
    likelihood: Mapping[str, int]
    impact: Mapping[str, int]
    annual_run_cost: int | None
    replacement_run_cost: int | None
    replacement_cost: int | None
    switch_off_cost: int | None
    effort_days: Mapping[str, int]
    """By skill; empty is unknown."""
    duration_days: int | None
    contractor_share: float | None
    """How much of the effort contractors can do; ``None`` is unknown."""

    @property
    def support_end(self) -> date | None:
        """When support ends, or the contract where nothing is known of support."""
        end = self.end_of_support or self.contract_end
        return None if end is None else last_day(end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is planned, and what was left out of it."""

    units: tuple[Unit, ...]
    unit_of: Mapping[str, str]
    """The unit of every system and part that is replaced."""
    legacy: frozenset[str]
    """Ids, parts included, of what is legacy by the policy, planned or not."""
    not_planned: Mapping[str, str]
    """Why a legacy system or part is not planned."""
    whole_systems: frozenset[str]
    """Ids of everything that is no part of another system."""
    findings: tuple[Finding, ...]


Row = Mapping[str, object]


def planned_scope(estate: Estate, policy: Policy) -> Scope:
    """The units that ``policy`` wants replaced; its names must have been resolved."""
    kept = _Elements(estate, policy)
    members: dict[str, list[str]] = {}
    for element in sorted(kept.planned):
        unit = kept.top(element) if policy.level == "top" else element
        members.setdefault(unit, []).append(element)
    units = tuple(_unit(kept, unit, tuple(members[unit])) for unit in sorted(members))
    return Scope(
        units=units,
        unit_of={element: unit.id for unit in units for element in unit.elements},
        legacy=kept.legacy,
        not_planned=kept.reasons,
        whole_systems=frozenset(s for s, row in kept.rows.items() if row["parent"] is None),
        findings=tuple(_findings(kept, units)),
    )


class _Elements:
    """The systems and parts of an estate, which of them are planned, and why the others are not."""

    def __init__(self, estate: Estate, policy: Policy) -> None:
        rows = estate.inventory.systems.select(_COLUMNS).iter_rows(named=True)
        self.rows: dict[str, Row] = {str(row["id"]): row for row in rows}
        self.kind = estate.kind_of
        self.parts: dict[str, list[str]] = {}
        for system, row in self.rows.items():
            if row["parent"] is not None:
                self.parts.setdefault(str(row["parent"]), []).append(system)
        states = estate.legacy
        if policy.legacy:
            states = infer_legacy(estate.inventory, estate.kinds, named=policy.legacy)
        self.because = _because(states.table, policy)
        self.legacy = frozenset(states.legacy(policy.legacy_counts))
        facades = frozenset(states.table.filter(states.table["facade"])["id"])
        self.reasons: dict[str, str] = {}
        included = self._with_parts(policy.include) - facades
        excluded = self._with_parts(policy.exclude)
        self.included = included
        self.planned = {
            element
            for element in (self.legacy | included) - excluded
            if self._wanted(element, element in included, element in facades)
        }
        self.reasons.update(
            (element, "excluded by the policy") for element in excluded & self.legacy
        )

    def _wanted(self, element: str, included: bool, facade: bool) -> bool:
        reason = self._reason_not(element, included, facade)
        if reason is not None:
            self.reasons[element] = reason
        return reason is None

    def _reason_not(self, element: str, included: bool, facade: bool) -> str | None:
        row, kind = self.rows[element], self.kind.get(element)
        if kind == "actor":
            return "is a person or role"
        if facade:
            return "survives as a facade"
        if included:
            return None
        if kind == "external":
            return "is outside the organisation"
        if row["lifecycle"] in ("retired", "planned"):
            return f"its lifecycle is {row['lifecycle']}"
        if any(self.rows[above]["replaceable"] is False for above in self.upward(element)):
            return "is stated not to be replaceable"
        if row["same_as"] in self.rows and row["same_as"] != element:
            return f"is the same as {row['same_as']}"
        return None

    def upward(self, element: str) -> Iterator[str]:
        """``element``, what it is a part of, and so on."""
        here: str | None = element
        while here is not None and here in self.rows:
            yield here
            above = self.rows[here]["parent"]
            here = None if above is None else str(above)

    def top(self, element: str) -> str:
        """The system that ``element`` belongs to in the end."""
        return list(self.upward(element))[-1]

    def _with_parts(self, systems: Iterable[str]) -> set[str]:
        found: set[str] = set()
        waiting = list(systems)
        while waiting:
            element = waiting.pop()
            if element not in found:
                found.add(element)
                waiting += self.parts.get(element, ())
        return found


def _because(table: pl.DataFrame, policy: Policy) -> dict[str, str]:
    origins = ("declared", "derived", "suggested")
    because: dict[str, str] = {}
    for row in table.iter_rows(named=True):
        said = [
            f"{origin}: {row[f'{origin}_because']}"
            for origin in origins
            if origin in policy.legacy_counts and row[origin]
        ]
        because[row["id"]] = "; ".join(said) or "named by the policy"
    return because


def _unit(kept: _Elements, id: str, elements: tuple[str, ...]) -> Unit:
    row = kept.rows[id]
    own = _Rolled(kept, id, frozenset(elements))
    first = id if id in elements else elements[0]
    return Unit(
        id=id,
        name=str(row["name"]),
        elements=elements,
        whole=id in elements,
        because=kept.because.get(first, "named by the policy"),
        owner=_text(row["owner"]),
        team=_text(row["team"]),
        criticality=own.criticality(),
        end_of_support=own.earliest("end_of_support"),
        contract_end=own.earliest("contract_end"),
        not_before=own.text("not_before"),
        committed=_programme(own.value("committed")),
        successor=own.text("successor"),
        statutory_hold=any(kept.rows[element]["statutory_hold"] is True for element in elements),
        likelihood=own.scores("likelihood"),
        impact=own.scores("impact"),
        annual_run_cost=own.total("annual_run_cost"),
        replacement_run_cost=own.total("replacement_run_cost"),
        replacement_cost=own.total("replacement_cost"),
        switch_off_cost=own.total("switch_off_cost"),
        effort_days=own.effort(),
        duration_days=own.longest("replacement_duration_days"),
        contractor_share=own.share("contractor_share"),
    )


class _Rolled:
    """The values of a unit: its own, or where blank its parts' together."""

    def __init__(self, kept: _Elements, id: str, elements: frozenset[str]) -> None:
        self._kept = kept
        self._elements = elements
        self._roots = (
            (id,)
            if id in elements
            else tuple(e for e in sorted(elements) if kept.rows[e]["parent"] not in elements)
        )

    def _known(self, column: str, *, roots: tuple[str, ...] | None = None) -> list[object]:
        """The values nearest the top: a part's count only where what holds it has none."""
        found: list[object] = []
        for element in self._roots if roots is None else roots:
            own = self._kept.rows[element][column]
            if own is not None:
                found.append(own)
            else:
                inside = sorted(set(self._kept.parts.get(element, ())) & self._elements)
                found += self._known(column, roots=tuple(inside))
        return found

    def value(self, column: str) -> object:
        """The system's own value; a part's where only parts are replaced and one has it."""
        values = [self._kept.rows[root][column] for root in self._roots]
        return next((value for value in values if value is not None), None)

    def text(self, column: str) -> str | None:
        return _text(self.value(column))

    def share(self, column: str) -> float | None:
        value = self.value(column)
        return float(value) if isinstance(value, (int, float)) else None

    def total(self, column: str) -> int | None:
        known = [cast(int, value) for value in self._known(column)]
        return sum(known) if known else None

    def longest(self, column: str) -> int | None:
        return max((cast(int, value) for value in self._known(column)), default=None)

    def earliest(self, column: str) -> str | None:
        return min((str(value) for value in self._known(column)), key=last_day, default=None)

    def criticality(self) -> str | None:
        known = [str(value) for value in self._known("criticality")]
        return max(known, key=_CRITICALITY.index, default=None)

    def effort(self) -> dict[str, int]:
        days: Counter[str] = Counter()
        for value in self._known("replacement_effort_days"):
            for item in cast(list[dict[str, object]], value):
                days[str(item["key"])] += cast(int, item["value"])
        moving = self.total("data_migration_effort_days")
        if moving and days:
            days[DATA_SKILL] += moving
        return dict(sorted(days.items()))

    def scores(self, side: str) -> dict[str, int]:
        risk = self.value("risk")
        if not isinstance(risk, Mapping):
            return {}
        given = risk.get(side)
        known = given if isinstance(given, Mapping) else {}
        return {str(name): int(score) for name, score in known.items() if score is not None}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _programme(value: object) -> Programme | None:
    if not isinstance(value, Mapping):
        return None
    return Programme(
        name=_text(value.get("name")), start=_text(value.get("start")), end=_text(value.get("end"))
    )


def _findings(kept: _Elements, units: tuple[Unit, ...]) -> Iterator[Finding]:
    tops = [element for element in kept.reasons if kept.rows[element]["parent"] is None]
    for element in sorted(tops):
        name = kept.rows[element]["name"]
        yield Finding(
            "info",
            "legacy_not_planned",
            f"{name} is legacy and not planned: {kept.reasons[element]}",
            Place(id=element),
        )
    for unit in units:
        if unit.successor is not None and unit.successor not in kept.rows:
            yield Finding(
                "warning",
                "unknown_successor",
                f"{unit.name} names a successor {unit.successor!r} that is not in the inventory",
                Place(id=unit.id),
            )
    if not units:
        yield Finding("warning", "nothing_to_plan", _nothing_to_plan(kept))


def _nothing_to_plan(kept: _Elements) -> str:
    if kept.legacy:
        return (
            f"all {len(kept.legacy)} legacy systems and parts are excluded from planning;"
            " see the findings 'legacy_not_planned'"
        )
    return (
        "no system is known to be legacy, so there is nothing to plan: mark systems with"
        " `legacy` = true (or a legacy reason, or likelihood scores) in the inventory, name them"
        " as `legacy` in the policy, or let suggestions count by adding `suggested` to"
        " `legacy_counts`"
    )
