"""How a judgement on a plan is told, and the answer to a bare planning model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from legacymap.planning.given import PlanAccount
from legacymap.planning.model.score import Parts, Score
from legacymap.planning.outcome import Check
from legacymap.planning.search.solution import Solution
from legacymap.report.finding_tables import findings_section
from legacymap.report.model import Column, KeyFigure, Section, Table
from legacymap.report.plans.clashes import clash_section, clash_sentences, try_sentences
from legacymap.report.wording import counted, grouped, listed

_PARTS: Final = {
    "delay": "waiting",
    "run_cost": "of it running cost",
    "risk": "of it risk",
    "end_of_support": "of it end of support",
    "deadlines": "of it missed deadlines",
    "neighbours": "of it joining systems that stay",
    "replacement": "of it replacement",
    "gateways": "interim interfaces",
    "overload": "overtime",
    "constant": "the same for every order",
    "total": "together",
}
SCORE_FORMAT: Final = "legacymap-plan-score/1"


def check_sections(check: Check) -> tuple[Section, ...]:
    """Whether a plan keeps the constraints, what it costs, and what it leaves open."""
    remaining = sum(not proof.clear for proof in check.retirement)
    parts = {name: getattr(check.parts, name) for name in check.parts.__slots__}
    return (
        Section(
            id="check",
            title=_verdict(len(check.violations)),
            paragraphs=(
                *_account(check.account),
                *_compared(check),
                f"{counted(len(check.gateways), 'interim interface')} needed;"
                f" {counted(len(check.cuts), 'dependency', 'dependencies')} gone against;"
                f" {grouped(len(check.retirement) - remaining)} of"
                f" {counted(len(check.retirement), 'old system')} can be switched off on time.",
            ),
            key_figures=(_cost(check.objective),),
            tables=(
                _violations((v.kind, v.message, v.systems) for v in check.violations),
                _parts(parts),
            ),
        ),
        findings_section(check.findings, id="check-findings", title="Findings"),
    )


def _account(account: PlanAccount | None) -> tuple[str, ...]:
    if account is None:
        return ()
    fates = (
        (account.unmatched, "name no system of the inventory"),
        (account.unreadable, "have a wave or date that cannot be used"),
        (account.not_planned, "are about systems that are not to be replaced"),
        (account.doubled, "repeat a system"),
        (account.set_aside, "are no go-live"),
    )
    others = "".join(f", {grouped(count)} {what}" for count, what in fates if count)
    return (
        f"Read as {account.format}: of {counted(account.rows, 'row')} {grouped(account.used)}"
        f" put a system into a wave{others}.",
    )


def _compared(check: Check) -> tuple[str, ...]:
    if check.difference is None:
        return ()
    more = "more" if check.difference > 0 else "less"
    return (
        f"It costs {grouped(abs(check.difference))} {more} than the plan it was compared with, in"
        f" which {counted(len(check.moved), 'system')} stand elsewhere.",
    )


def score_sections(score: Score) -> tuple[Section, ...]:
    """The judgement on a plan of a bare planning model."""
    return (
        Section(
            id="score",
            title=_verdict(len(score.violations)),
            paragraphs=(f"Not inside the horizon: {listed(score.backlog)}.",),
            key_figures=(_cost(score.objective),),
            tables=(
                _violations((v.kind, v.message, v.systems) for v in score.violations),
                _parts(score.parts.to_document()),
            ),
        ),
    )


def score_document(score: Score) -> dict[str, object]:
    """The judgement as a JSON document, ``legacymap-plan-score/1``."""
    return {
        "format": SCORE_FORMAT,
        "feasible": score.feasible,
        "objective": score.objective,
        "parts": score.parts.to_document(),
        "violations": score.violations,
        "gateways": score.gateways,
        "buckets": score.buckets,
        "backlog": score.backlog,
    }


def solution_sections(solution: Solution) -> tuple[Section, ...]:
    """The answer to a bare planning model: a wave for every system, and how good that is."""
    placed = sorted((solution.plan or {}).items(), key=lambda item: (item[1] or 10**9, item[0]))
    parts: Parts | None = solution.parts
    told = (clash_section(solution.clashes, None, {}),) if solution.clashes else ()
    return (
        Section(
            id="solution",
            title=f"{solution.status.capitalize()}: {counted(len(placed), 'system')}",
            paragraphs=tuple(_no_plan(solution)),
            key_figures=(
                _cost(solution.objective),
                KeyFigure(
                    label="Proven lower bound",
                    value="none was computed" if solution.bound is None else solution.bound,
                    note=f"{grouped(solution.engine.iterations)} steps, seed"
                    f" {solution.engine.seed}, ended by {solution.engine.ended_by}",
                ),
            ),
            tables=(
                _parts(parts.to_document() if parts else {}),
                Table(
                    id="placement",
                    caption="The wave of each system",
                    columns=(
                        Column(key="system", label="System"),
                        Column(key="wave", label="Wave", numeric=True),
                    ),
                    rows=tuple(
                        (system, "after the horizon" if wave is None else wave)
                        for system, wave in placed
                    ),
                    total=len(placed),
                    when_empty="No plan was found.",
                ),
            ),
        ),
        *told,
    )


def _no_plan(solution: Solution) -> Iterator[str]:
    """Why there is no plan, where there is none."""
    if solution.status == "infeasible":
        yield "No plan keeps all the constraints."
    elif solution.status in ("unknown", "cancelled"):
        yield "No plan that keeps all the constraints was found; whether there is one is not known."
    if solution.conflict and not solution.clashes:
        yield f"These constraints clash: {listed(solution.conflict)}."
    yield from clash_sentences(solution.clashes, None)
    yield from try_sentences([v.message for v in solution.violations])


def _verdict(violations: int) -> str:
    if not violations:
        return "The plan keeps every constraint"
    return f"The plan breaks {counted(violations, 'constraint')}"


def _cost(objective: int | None) -> KeyFigure:
    return KeyFigure(
        label="Cost of the order", value=objective, note="what breaks a constraint is not priced in"
    )


def _violations(violations: Iterable[tuple[str, str, tuple[str, ...]]]) -> Table:
    rows = tuple((kind, message, listed(systems)) for kind, message, systems in violations)
    return Table(
        id="violations",
        caption="Constraints that the plan breaks",
        columns=(
            Column(key="kind", label="Kind"),
            Column(key="message", label="What"),
            Column(key="systems", label="Systems"),
        ),
        rows=rows,
        total=len(rows),
        when_empty="None.",
    )


def _parts(parts: Mapping[str, int]) -> Table:
    return Table(
        id="parts",
        caption="What the cost is made of",
        columns=(
            Column(key="part", label="Part"),
            Column(key="amount", label="Amount", numeric=True),
        ),
        rows=tuple(
            (_PARTS.get(name, name.replace("_", " ")), amount) for name, amount in parts.items()
        ),
        total=len(parts),
        when_empty="Nothing was priced.",
    )
