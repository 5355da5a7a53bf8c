"""What a plan is asked for: dates, capacity, constraints, prices; every default with its reason.

A policy is ``legacymap-policy/1``. The reason of a default is the end of its field's description,
from where the schema and the documentation take it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Final, Literal, Self

import msgspec
from pydantic import BeforeValidator, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import ErrorDetails

from legacymap.errors import Finding, InvalidPolicy, Place
from legacymap.inventory import Record, to_json
from legacymap.inventory.faults import fault
from legacymap.inventory.vocabulary import DependencyKind, Money, Name, last_day
from legacymap.planning.policy.estimates import Estimates, RiskAppetite
from legacymap.planning.policy.limits import Budget, Capacity, Limits, repeated
from legacymap.planning.policy.parts import Day, Part, SystemName, as_text
from legacymap.planning.policy.prices import Prices, Weights

FORMAT: Final = "legacymap-policy/1"

LegacyBasis = Literal["declared", "derived", "suggested"]
Direction = Literal["provider_first", "consumer_first", "together", "any"]
ConstraintKind = Literal["pin", "not_before", "deadline", "freeze", "together", "apart", "before"]
Effort = Literal["quick", "standard", "thorough"]


# Waves are numbered below it, and no plan begins before it.
_FIRST_YEAR: Final = 1000


class Constraint(Part):
    """Something that must hold, or, where ``hard`` is false, costs something when it does not."""

    kind: ConstraintKind
    name: Name | None = Field(None, description="How messages call it; made up where blank")
    systems: tuple[SystemName, ...] = Field(
        (), description="Ids or unique names; a freeze: blank is all"
    )
    wave: Annotated[int, Field(ge=1)] | None = None
    date: Day | None = Field(
        None, description="A year or month means its last day; its first for `not_before`"
    )
    from_: Day | None = Field(None, alias="from", description="First day of a freeze")
    to: Day | None = Field(None, description="Last day of a freeze")
    hard: bool = Field(True, description="true: what is called a constraint should bind")
    lag: Annotated[int, Field(ge=0)] = Field(
        0, description="Waves between the systems of `before`; 0: the same wave will do"
    )
    price: Money | None = Field(
        None,
        description="What breaking it costs, once a system, where `hard` is false; blank: as a"
        " missed end of support (`prices.missed_deadline_share`, else `prices.missed_deadline`)",
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        problems = tuple(_incomplete(self))
        if problems:
            raise ValueError("; ".join(problems))
        return self


def _incomplete(rule: Constraint) -> Iterator[str]:
    if rule.kind in ("pin", "not_before", "deadline"):
        if (rule.wave is None) == (rule.date is None):
            yield f"a {rule.kind} needs either `wave` or `date`"
        if not rule.systems:
            yield f"a {rule.kind} needs `systems`"
    if rule.kind == "freeze":
        dated = rule.from_ is not None and rule.to is not None
        if dated == (rule.wave is not None):
            yield "a freeze needs either `from` and `to`, or `wave`"
    if rule.kind in ("together", "apart", "before"):
        if len(set(rule.systems)) < 2:
            yield f"{rule.kind} needs at least two systems"
        if not rule.hard and rule.kind != "apart":
            yield f"{rule.kind} is always hard"
    if len(set(rule.systems)) != len(rule.systems):
        yield "names a system twice"


class ParallelRun(Part):
    """How long some old systems run on beside their replacements."""

    systems: tuple[SystemName, ...] = Field(min_length=1, description="Ids or unique names")
    waves: Annotated[int, Field(ge=0, le=100)] = Field(
        description="Waves the old system still runs after go-live; wins over `parallel_waves`"
    )
    price_per_wave: Money | None = Field(
        None, description="Price of a wave of it; blank: as `prices.dual_run`"
    )


class AssumedRisk(Part):
    """Risk scores taken where the inventory has none."""

    likelihood: Annotated[int, Field(ge=1, le=6)]
    impact: Annotated[int, Field(ge=1, le=5)]


class Assume(Part):
    """What stands in for what the inventory does not say; each use is counted and shown."""

    effort_days: Annotated[int, Field(ge=0)] = Field(
        90, description="Person-days of a replacement of unknown effort; 90: one person, a wave"
    )
    duration_days: Annotated[int, Field(ge=0)] | None = Field(
        None, description="Calendar days of a replacement; blank: it fits into one wave"
    )
    contractor_share: Annotated[float, Field(ge=0, le=1)] = Field(
        1,
        description="How much of a work contractors can do, where a capacity has any; 1: nobody"
        " said that they cannot",
    )
    risk: AssumedRisk | None = Field(
        None,
        description="Blank: likelihood 3, where the framework begins to say legacy, and impact by"
        " criticality (low 2, medium 3, high 4, critical 5), else by the number of consumers",
    )


def _moment(value: object) -> object:
    """A wave by its number, or a day."""
    if type(value) is int and value < _FIRST_YEAR:
        if value < 0:
            raise ValueError("must be a wave, from 0, or a date")
        return value
    text = as_text(value)
    if not isinstance(text, str):
        raise ValueError("must be a wave or a date")
    last_day(text)
    return text


class Replan(Part):
    """How a plan keeps to the one before it; without a previous plan it says nothing."""

    past_until: Annotated[int | str, BeforeValidator(_moment)] | None = Field(
        None,
        description="The last wave that is past, by number, or a date: waves that ended on or"
        " before it are. Blank: by the inventory's `as_of`, because the program asks no clock",
    )
    not_live: tuple[SystemName, ...] = Field(
        (),
        description="Systems that were due in the past and are not live. Blank: what was due is"
        " live, because a plan that is followed needs no report",
    )
    change_price: Money = Field(
        5_000,
        description="Price of every system that goes live in another wave than before; 5,000 is"
        " about eight person-days, for agreeing a date again with suppliers, testers and users. 0:"
        " what costs the same may move",
    )


class Policy(Part):
    """The settings of a plan, ``legacymap-policy/1``; an empty policy is a whole one."""

    format: Literal["legacymap-policy/1"] = FORMAT
    start: Day | None = Field(
        None, description="First day of wave 1; blank: the first quarter after the inventory's date"
    )
    wave_days: Annotated[int, Field(ge=1, le=3_660)] = Field(
        91, description="Days a wave; 91: a quarter, the rhythm in which public bodies report"
    )
    waves: Annotated[int, Field(ge=1, le=520)] = Field(
        12, description="The horizon; 12: three years, about as far as a budget is planned"
    )
    fiscal_year_start: Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-[0-3]\d$")] = (
        Field("04-01", description="Month and day; 04-01: the fiscal year of UK public bodies")
    )
    legacy_counts: tuple[LegacyBasis, ...] = Field(
        ("declared", "derived"),
        description="What counts as legacy; suggested does not, because a pattern is no decision",
    )
    legacy: tuple[SystemName, ...] = Field((), description="Systems to count as legacy as well")
    include: tuple[SystemName, ...] = Field((), description="Systems to plan although not legacy")
    exclude: tuple[SystemName, ...] = Field((), description="Systems not to plan although legacy")
    level: Literal["top", "as_given"] = Field(
        "top", description="Whole systems or their parts; top: what is bought and decided on"
    )
    capacity: tuple[Capacity, ...] = Field(
        (), description="Blank: unknown, not endless; see `limits.systems_per_wave`"
    )
    budgets: tuple[Budget, ...] = Field((), description="Blank: years without a line have no limit")
    limits: Limits = Limits()
    constraints: tuple[Constraint, ...] = ()
    parallel_waves: Annotated[int, Field(ge=0, le=100)] = Field(
        1, description="Waves the old system still runs after go-live; 1: a quarter to fall back"
    )
    parallel_runs: tuple[ParallelRun, ...] = Field(
        (), description="Systems for which it is otherwise; blank: `parallel_waves` holds for all"
    )
    direction: dict[DependencyKind, Direction] = Field(
        {}, description="Who goes first, by kind of dependency; blank: whatever costs less"
    )
    prices: Prices = Prices()
    weights: Weights = Weights()
    assume: Assume = Assume()
    estimates: Estimates = Estimates()
    risk_appetite: RiskAppetite = RiskAppetite()
    replan: Replan = Replan()
    lexicographic: bool = Field(
        False,
        description="Missed deadlines first, then overload, then interim interfaces, then delay;"
        " false: prices can say how much of one is worth how much of the other",
    )
    replacement_in_objective: bool = Field(
        False,
        description="Whether a system may stay because its replacement costs more than it saves;"
        " false: to replace it is already decided",
    )
    adapter_effort_reserve: Annotated[float, Field(ge=0, lt=1)] = Field(
        0.1, description="Share of every capacity kept for building gateways; 5-15 % is usual"
    )
    effort: Effort = Field("standard", description="Search effort, counted in iterations")
    seed: Annotated[int, Field(ge=0, lt=2**31)] = Field(1, description="Equal seeds, equal plans")

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        problems = tuple(_disagreements(self))
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @property
    def digest(self) -> str:
        """``sha256:...`` of all settings, defaults included: equal policies are equal here."""
        return f"sha256:{hashlib.sha256(to_json(self.document())).hexdigest()}"

    def document(self) -> dict[str, object]:
        """The policy as a ``legacymap-policy/1`` document with every default written out."""
        return self.model_dump(mode="json")


def _disagreements(policy: Policy) -> Iterator[str]:
    for i, rule in enumerate(policy.constraints):
        if rule.wave is not None and rule.wave > policy.waves:
            yield f"constraints[{i}].wave is {rule.wave}, the horizon has {policy.waves} waves"
    skills = [capacity.skill for capacity in policy.capacity]
    for skill in sorted({skill for skill in skills if skills.count(skill) > 1}):
        yield f"capacity of {skill!r} is given twice"
    years = [budget.year for budget in policy.budgets]
    for year in sorted({year for year in years if years.count(year) > 1}):
        yield f"the budget of {year} is given twice"
    yield from repeated(policy.limits)
    runs = [system for run in policy.parallel_runs for system in run.systems]
    for system in sorted({system for system in runs if runs.count(system) > 1}):
        yield f"parallel_runs: {system!r} is given twice"
    month, day = (int(part) for part in policy.fiscal_year_start.split("-"))
    try:
        date(2001, month, day)  # not a leap year: the day must exist every year
    except ValueError:
        yield f"fiscal_year_start: there is no {policy.fiscal_year_start} in every year"


def policy_of(document: object, *, file: str | None = None) -> Policy:
    """The policy in ``document``, parsed JSON, TOML or YAML.

    Raises:
        InvalidPolicy: it breaks the schema; every problem with its path in ``file``.
    """
    if not isinstance(document, Mapping):
        finding = Finding("error", "invalid_policy", "must be a table of settings", Place(file))
        raise InvalidPolicy.of([finding], "not a policy")
    try:
        return Policy.model_validate(dict(document))
    except ValidationError as error:
        findings = [_finding(problem, file) for problem in error.errors(include_url=False)]
        raise InvalidPolicy.of(findings, "not a policy") from error


def _finding(problem: ErrorDetails, file: str | None) -> Finding:
    kind, given = problem["type"], problem["input"]
    path = path_text(problem["loc"])
    message = fault(kind, problem["msg"], problem.get("ctx", {}))
    if kind == "extra_forbidden":
        message = f"there is no such setting{_meant(str(problem['loc'][-1]))}"
    elif kind != "missing" and not isinstance(given, (dict, Record)):
        message += f", is {given}" if isinstance(given, (int, float)) else f", is {_short(given)}"
    return Finding("error", "invalid_policy", message, Place(file=file, path=path or None))


def _short(given: object) -> str:
    return repr(str(given)[:60])


def _meant(word: str) -> str:
    """The settings that ``word`` may be a slip of, at whatever depth they stand."""
    schema = Policy.model_json_schema()
    tables = (schema, *schema.get("$defs", {}).values())
    known = sorted({name for table in tables for name in table.get("properties", {})})
    near = get_close_matches(word, known, n=1)
    return f"; meant {near[0]!r}?" if near else ""


def path_text(location: tuple[int | str, ...]) -> str:
    """``("capacity", 0, "skill")`` as ``capacity[0].skill``."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def policy_schema() -> dict[str, object]:
    """The JSON schema of a policy, with the reason of every default."""
    schema: dict[str, object] = msgspec.json.decode(msgspec.json.encode(Policy.model_json_schema()))
    return schema
