"""What a plan says among the findings: how much is replaced by when, and what decides it."""

from __future__ import annotations

from legacymap.analysis.sentences import Sentence, ranked, rows, sentence
from legacymap.analysis.sentences.wording import counted, grouped, is_are, verb
from legacymap.planning import Plan


def plan_sentences(plan: Plan) -> tuple[Sentence, ...]:
    """The sentences of ``plan``: one on the order and one on what it rests on."""
    if not plan.systems:
        return ()
    return ranked((_order(plan), _decided(plan)))


def _order(plan: Plan) -> Sentence:
    planned = [system.id for wave in plan.waves for system in wave.systems]
    whole = counted(plan.systems, "system")
    count = len(planned)
    if plan.objective is None:
        text = (
            f"No order of replacement for {whole} keeps all the constraints"
            if plan.status == "infeasible"
            else f"No order of replacement for {whole} was found that keeps all the constraints"
        )
    else:
        used = [wave for wave in plan.waves if wave.systems]
        left = plan.systems - count
        by = (used[-1].end or f"wave {used[-1].number}") if used else None
        text = (
            f"{grouped(count)} of {whole} to be replaced {verb(count, 'goes', 'go')} live by {by}"
            if by
            else f"None of {whole} to be replaced goes live inside the horizon"
        )
        if by and left:
            text += f"; {grouped(left)} {is_are(left)} left for after the horizon"
    return sentence(
        "plan",
        "order",
        text,
        matter="order",
        count=count,
        of=plan.systems,
        rows=rows("plan", planned, at="plan.waves"),
    )


def _decided(plan: Plan) -> Sentence | None:
    if plan.objective is None or plan.determination.determined is not False:
        return None
    return sentence(
        "plan",
        "order_not_decided_by_data",
        plan.determination.statement,
        matter="order",
        rows=rows("plan", (), at="plan.determination"),
    )
