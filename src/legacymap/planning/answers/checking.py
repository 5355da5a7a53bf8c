"""Is a plan feasible, what does it cost and what does it leave open, whoever made it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from legacymap.analysis.estate import Estate
from legacymap.errors import Finding, InvalidPlan, Place, in_order
from legacymap.inventory.naming import Names
from legacymap.planning.answers.accounts import plan_parts, planned_gateways
from legacymap.planning.answers.cuts import cuts
from legacymap.planning.answers.given_plan import place_given
from legacymap.planning.answers.given_waves import BACKLOG_WORDS, number_in
from legacymap.planning.answers.plan import names_of
from legacymap.planning.answers.retirement import retirements
from legacymap.planning.answers.violations import in_names
from legacymap.planning.compilation.compile import Compiled, compile_model
from legacymap.planning.given import GivenPlan, PlanAccount
from legacymap.planning.model.score import score
from legacymap.planning.outcome import Check, Plan
from legacymap.planning.policy.policy import Policy
from legacymap.planning.previous import Previous

FORMAT: Final = "legacymap-check/1"
_SYSTEM_KEYS: Final = ("system", "id", "name")
Pairs = Sequence[tuple[object, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a plan puts the planned systems, by wave, and what was noticed on the way.

    ``account`` says what became of every row of a plan made elsewhere; ``None`` for others.
    """

    waves: dict[str, int]
    findings: tuple[Finding, ...]
    account: PlanAccount | None = None


def check_plan(
    estate: Estate, policy: Policy, document: object, *, compared_with: Plan | None = None
) -> Check:
    """The judgement on the plan in ``document``.

    ``document`` is a plan of ours (:class:`Plan` or its JSON), a solution, a mapping of waves by
    system, rows with `system` and `wave`, or pairs of both. Systems are matched by id, then by a
    name that only one bears; one that is not mentioned stands in the backlog. A
    :class:`GivenPlan`, made elsewhere, is taken as far as it can be understood: the rest are
    findings, and the account says what became of every row.

    Raises:
        InvalidPlan: ``document`` is none of these, or names systems or waves that there are not;
            every problem with its place. Of a plan made elsewhere: no row can be used.
        InvalidPolicy: the policy names systems that the inventory does not have.
    """
    compiled = compile_model(estate, policy, previous=gone_on_from(document))
    read = placement_of(compiled, document)
    waves = read.waves
    judged = score(compiled.model, waves)
    gateways = planned_gateways(compiled, judged)
    horizon = compiled.policy.waves
    placed = {system: wave if wave <= horizon else None for system, wave in waves.items()}
    difference, moved = _compared(judged.objective, placed, compared_with)
    return Check(
        format=FORMAT,
        snapshot=estate.inventory.digest,
        policy=compiled.policy.digest,
        feasible=judged.feasible,
        objective=judged.objective,
        parts=plan_parts(compiled, waves, judged),
        violations=tuple(in_names(compiled, waves, broken) for broken in judged.violations),
        placement=placed,
        gateways=gateways,
        cuts=cuts(compiled, waves, gateways),
        retirement=retirements(compiled, waves),
        difference=difference,
        moved=moved,
        account=read.account,
        assumptions=compiled.assumptions,
        findings=in_order((*compiled.findings, *read.findings)),
        names=names_of(compiled),
    )


def placement_of(compiled: Compiled, document: object) -> Placed:
    """The wave of every planned system in any form of plan, and what was noticed about others.

    Raises:
        InvalidPlan: ``document`` is no plan, or not one of this model.
    """
    if not isinstance(document, GivenPlan):
        waves, noticed = _placement(compiled, pairs_of(document))
        return Placed(waves=waves, findings=noticed)
    placed, findings, account = place_given(compiled, document)
    waves, noticed = _placement(compiled, list(placed.items()))
    return Placed(waves=waves, findings=(*findings, *noticed), account=account)


def gone_on_from(document: object) -> Previous | None:
    """The plan that a plan of ours goes on from: it is judged by the same past."""
    if isinstance(document, Plan):
        return document.replanning.previous if document.replanning else None
    again = document.get("replanning") if isinstance(document, Mapping) else None
    if not isinstance(again, Mapping):
        return None
    try:
        return msgspec.convert(again.get("previous"), Previous)
    except msgspec.ValidationError as error:
        problem = Finding("error", "invalid_plan", str(error), Place(path="replanning.previous"))
        raise _invalid([problem]) from error


def _compared(
    objective: int, placed: Mapping[str, int | None], other: Plan | None
) -> tuple[int | None, tuple[str, ...]]:
    if other is None or other.objective is None:
        return None, ()
    theirs = other.placement
    moved = (system for system, wave in placed.items() if theirs.get(system) != wave)
    return objective - other.objective, tuple(sorted(moved))


def pairs_of(document: object) -> Pairs:
    """Whatever form a plan has, as pairs of system and wave.

    Raises:
        InvalidPlan: it has none of the forms.
    """
    if isinstance(document, Plan):
        return list(document.placement.items())
    if isinstance(document, Mapping):
        if isinstance(document.get("waves"), list):
            return list(_of_plan(document))
        inner = document.get("plan")
        return list((inner if isinstance(inner, Mapping) else document).items())
    if isinstance(document, Sequence) and not isinstance(document, (str, bytes)):
        return [_row(row, i) for i, row in enumerate(document)]
    raise _invalid([_problem("", "must be waves by system, or rows of `system` and `wave`")])


def _of_plan(document: Mapping[str, object]) -> Iterator[tuple[object, object]]:
    """The pairs in a ``legacymap-plan/1`` document."""
    waves, backlog = document["waves"], document.get("backlog")
    for i, wave in enumerate(waves if isinstance(waves, list) else ()):
        number = wave.get("number") if isinstance(wave, Mapping) else None
        systems = wave.get("systems") if isinstance(wave, Mapping) else None
        if not isinstance(systems, list):
            raise _invalid([_problem(f"waves[{i}]", "must have `number` and `systems`")])
        for system in systems:
            yield _id(system), number
    for system in backlog if isinstance(backlog, list) else ():
        yield _id(system), None


def _id(system: object) -> object:
    return system.get("id") if isinstance(system, Mapping) else system


def _row(row: object, i: int) -> tuple[object, object]:
    if isinstance(row, Mapping) and "wave" in row:
        known = [row[key] for key in _SYSTEM_KEYS if row.get(key)]
        if known:
            return known[0], row["wave"]
    if isinstance(row, Sequence) and not isinstance(row, str) and len(row) == 2:
        return row[0], row[1]
    raise _invalid([_problem(f"[{i}]", "must be a row of `system` and `wave`")])


def _placement(compiled: Compiled, pairs: Pairs) -> tuple[dict[str, int], tuple[Finding, ...]]:
    """The wave of every planned system, and what was noticed about the others."""
    horizon = compiled.policy.waves
    problems: list[Finding] = []
    ignored: list[str] = []
    waves: dict[str, int] = {}
    for text, given in pairs:
        wave = wave_of(given, horizon)
        unit = _unit(compiled, compiled.names, text)
        if wave is None:
            problems.append(
                _problem(str(text), f"must be wave 1 to {horizon} or none, is {given!r}")
            )
        if unit is None:
            problems.append(_problem(str(text), compiled.names.problem(str(text))))
        elif unit not in compiled.units:
            ignored.append(unit)
        elif wave is not None and waves.setdefault(unit, wave) != wave:
            problems.append(_problem(str(text), f"stands in wave {waves[unit]} and in {wave}"))
    if problems:
        raise _invalid(problems)
    left_out = [system for system in compiled.units if system not in waves]
    waves.update((system, horizon + 1) for system in left_out)
    return dict(sorted(waves.items())), tuple(_noticed(compiled, ignored, left_out))


def wave_of(given: object, horizon: int) -> int | None:
    """The wave that ``given`` says, the backlog being the one after the last; else ``None``."""
    if given is None or (isinstance(given, str) and given.strip().lower() in BACKLOG_WORDS):
        return horizon + 1
    if isinstance(given, str):
        given = number_in(given)
    return given if type(given) is int and 1 <= given <= horizon + 1 else None


def _unit(compiled: Compiled, names: Names, text: object) -> str | None:
    system = names.find(str(text))
    if system is None:
        return None
    return system if system in compiled.units else compiled.scope.unit_of.get(system, system)


def _noticed(
    compiled: Compiled, ignored: Sequence[str], left_out: Sequence[str]
) -> Iterator[Finding]:
    for system in sorted(set(ignored)):
        why = compiled.scope.not_planned.get(system, "it is not legacy by this policy")
        yield Finding(
            "warning",
            "not_planned",
            f"{compiled.names[system]} is in the plan and not to be replaced ({why}); ignored",
            Place(id=system),
        )
    if left_out:
        shown = ", ".join(compiled.names[system] for system in left_out[:5])
        more = f" and {len(left_out) - 5} more" if len(left_out) > 5 else ""
        one_or_many = "1 system is" if len(left_out) == 1 else f"{len(left_out)} systems are"
        yield Finding(
            "info",
            "not_mentioned",
            f"{one_or_many} not mentioned and counted as left after the horizon: {shown}{more}",
        )


def _problem(system: str, message: str) -> Finding:
    return Finding("error", "invalid_plan", message, Place(id=system or None))


def _invalid(problems: Sequence[Finding]) -> InvalidPlan:
    return InvalidPlan.of(problems, "not a plan for this inventory")
