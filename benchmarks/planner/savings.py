"""What the planner saves against simple rules, under equal rules and three price lists.

Every rule may use the same overtime and must keep the same limits as the search; each system goes
into its earliest wave that breaks nothing. A rule that finds no plan which keeps everything is
said to fail, and nothing is claimed against it there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import median
from typing import Final

from benchmarks.markdown import section, table
from benchmarks.planner.budgets import Budget, run, unavoidable
from benchmarks.planner.sources import checked, generated, generator_name
from legacymap.planning.model.document import from_document, to_document
from legacymap.planning.model.elements import GatewayPrices
from legacymap.planning.model.model import PlanningModel
from legacymap.planning.search.baselines import RULES, baselines

SIZES: Final = {100: 10.0, 500: 30.0}
SEEDS: Final = (1, 2, 3, 4, 5)


def _gateways_doubled(model: PlanningModel) -> PlanningModel:
    def twice(price: GatewayPrices) -> GatewayPrices:
        return replace(price, build=2 * price.build, hold=2 * price.hold)

    return replace(
        model,
        interfaces=tuple(
            replace(
                interface,
                facade=twice(interface.facade),
                wrapper=twice(interface.wrapper),
                consumers=tuple(
                    replace(consumer, facade=2 * consumer.facade, wrapper=2 * consumer.wrapper)
                    for consumer in interface.consumers
                ),
            )
            for interface in model.interfaces
        ),
    )


def _waiting_halved(model: PlanningModel) -> PlanningModel:
    return replace(
        model,
        systems=tuple(
            replace(system, cost=tuple(None if cost is None else cost // 2 for cost in system.cost))
            for system in model.systems
        ),
    )


PRICE_LISTS: Final[dict[str, Callable[[PlanningModel], PlanningModel]]] = {
    "as generated": lambda model: model,
    "interim interfaces twice as dear": _gateways_doubled,
    "waiting half as dear": _waiting_halved,
}


ESTATES: Final = {"capacity and budgets": True, "deadlines and limits as well": False}
"""Whether the portfolios are plain ones: without dates, orders and limits per service."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One portfolio under one price list: our cost, the rules' (``None`` where they fail)."""

    objective: int
    bound: int
    unavoidable: int
    rules: dict[str, int | None]


def page(budget: Budget) -> str:
    """Savings over seeds, by estate, price list, size and rule, and what no plan avoids."""
    rules = sorted(RULES)
    rows = []
    for estate, plain in ESTATES.items():
        for prices, priced in PRICE_LISTS.items():
            for size in SIZES:
                outcomes = [_outcome(priced, size, seed, plain, budget) for seed in SEEDS]
                savings = [_spread(outcomes, rule) for rule in rules]
                rows.append((f"{estate}; {prices}", str(size), *savings, *_shares(outcomes)))
    budgets = " and ".join(dict.fromkeys(map(budget.words, SIZES.values())))
    return section(
        "What it saves against simple rules",
        f"Five portfolios a row (seeds 1 to 5 of {generator_name()} generator, 12 waves),"
        f" {budgets}, overtime allowed to all alike. A cell is the part of the rule's cost that our"
        " plan does without, in per cent: least / median / most of the portfolios where the rule"
        " keeps every limit, and how many those are where not all five. Where a rule breaks a limit"
        " nothing is claimed against it. *Unavoidable* is the part of our cost that every plan"
        " pays, each system's cheapest wave; *proven* the part below which no plan under these"
        " limits can cost (medians). A saving here is one under that price list, not a budget cut.",
        table(("estate; prices", "systems", *rules, "unavoidable %", "proven %"), rows),
    )


def _outcome(
    priced: Callable[[PlanningModel], PlanningModel],
    size: int,
    seed: int,
    plain: bool,
    budget: Budget,
) -> Outcome:
    model = priced(from_document(generated(size, seed, plain=plain)))
    solution = run(model, budget, SIZES[size]).solution
    assert solution.objective is not None  # noqa: S101 - a benchmark may stop
    checked(to_document(model), solution.plan or {}, solution.objective)
    return Outcome(
        objective=solution.objective,
        bound=solution.bound or 0,
        unavoidable=unavoidable(model),
        rules={
            rule.name: rule.score.objective if rule.score.feasible else None
            for rule in baselines(model)
        },
    )


def _spread(outcomes: list[Outcome], rule: str) -> str:
    saved = [
        100 * (cost - outcome.objective) / cost
        for outcome in outcomes
        if (cost := outcome.rules[rule]) is not None
    ]
    if not saved:
        return "fails"
    told = f"{min(saved):.1f} / {median(saved):.1f} / {max(saved):.1f}"
    return told if len(saved) == len(outcomes) else f"{told} ({len(saved)} of {len(outcomes)})"


def _shares(outcomes: list[Outcome]) -> tuple[str, str]:
    unavoidable = median(outcome.unavoidable / outcome.objective for outcome in outcomes)
    proven = median(outcome.bound / outcome.objective for outcome in outcomes)
    return f"{100 * unavoidable:.1f}", f"{100 * proven:.1f}"
