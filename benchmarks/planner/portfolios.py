"""Synthetic portfolios to plan: layered estates with scarce teams, yearly budgets and deadlines.

For those who do not have the published generator. Money is in hundreds, effort in person-days.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from typing import Any, Final

from benchmarks.estates import edges

DEPENDENCIES: Final = 2.6  # a system
SYSTEMS_PER_TEAM: Final = 20
YEAR: Final = 4  # waves
SLACK: Final = 1.2  # capacity over the mean load


def portfolio(size: int, waves: int, seed: int, *, plain: bool = False) -> dict[str, Any]:
    """A ``legacymap-plan-instance/1`` document of ``size`` systems; ``plain``: no deadlines."""
    dice = random.Random(f"legacymap {size} {waves} {seed}")
    teams = max(2, size // SYSTEMS_PER_TEAM)
    systems = [
        _system(dice, number, waves, f"team-{dice.randrange(teams)}", plain)
        for number in range(size)
    ]
    return {
        "format": "legacymap-plan-instance/1",
        "name": f"portfolio-{size}-{waves}-{seed}",
        "waves": waves,
        "money_unit": "100",
        "systems": systems,
        "interfaces": _interfaces(dice, size, seed),
        "resources": _resources(systems, waves),
        "precedences": [],
        "together": [],
    }


def _about(dice: random.Random, middle: float, spread: float) -> float:
    return middle * math.exp(dice.gauss(0, spread))


def _system(dice: random.Random, number: int, waves: int, team: str, plain: bool) -> dict[str, Any]:
    effort = max(5, min(900, int(_about(dice, 90, 0.8))))
    duration = 1 if effort < 180 else 2
    run_cost = _about(dice, 900, 0.9)
    waiting = run_cost * dice.uniform(0.1, 0.6) / YEAR + _about(dice, 300, 0.9) * dice.random() ** 2
    end_of_support = dice.randint(1, int(waves * 1.3)) if dice.random() < 0.5 else waves + 1
    late = 0.1 * run_cost
    cost: list[int | None] = []
    for wave in range(1, waves + 2):
        overdue = max(0, wave - end_of_support)
        extended = overdue * run_cost / (2 * YEAR) + (late if overdue else 0)
        cost.append(round(waiting * wave + extended))
    cost[-1] = (cost[-1] or 0) + round(YEAR * waiting + 2 * effort)
    if dice.random() < 0.03 and not plain:
        last = dice.randint(waves // 2, waves)
        cost[last:] = [None] * (waves + 1 - last)
    cost[: duration - 1] = [None] * (duration - 1)
    return {
        "id": f"S{number:06}",
        "duration": duration,
        "cost": cost,
        "use": {team: effort, "budget": 8 * effort + int(run_cost) // 2},
    }


def _interfaces(dice: random.Random, size: int, seed: int) -> list[dict[str, Any]]:
    consumers: dict[int, list[int]] = defaultdict(list)
    for consumer, provider in edges(size, int(DEPENDENCIES * size), seed):
        consumers[provider].append(consumer)
    found: list[dict[str, Any]] = []
    for provider, users in sorted(consumers.items()):
        contracts = 1 + len(users) // 5
        for contract in range(contracts):
            build = _about(dice, 170, 0.6)
            price = {"build": int(build), "hold": int(build * 0.06) + 1}
            found.append(
                {
                    "id": f"I{len(found):06}",
                    "provider": f"S{provider:06}",
                    "facade": price,
                    "wrapper": price,
                    "consumers": [
                        {"system": f"S{user:06}", "facade": 25, "wrapper": 35}
                        for user in users[contract::contracts]
                        if user != provider
                    ],
                }
            )
    return found


def _resources(systems: list[dict[str, Any]], waves: int) -> list[dict[str, Any]]:
    load: dict[str, int] = defaultdict(int)
    largest: dict[str, int] = defaultdict(int)
    for system in systems:
        for resource, amount in system["use"].items():
            load[resource] += amount
            largest[resource] = max(largest[resource], -(-amount // system["duration"]))
    teams = []
    for team in sorted(set(load) - {"budget"}):
        cap = max(int(load[team] * SLACK / waves), largest[team]) + 1
        buckets = [
            {"waves": [wave], "cap": cap, "over_max": cap // 4, "over_price": 5}
            for wave in range(1, waves + 1)
        ]
        teams.append({"id": team, "kind": "capacity", "profile": "spread", "buckets": buckets})
    years = [
        list(range(first, min(first + YEAR, waves + 1))) for first in range(1, waves + 1, YEAR)
    ]
    budget = [
        {
            "waves": year,
            "cap": int(load["budget"] * SLACK * len(year) / waves),
            "over_max": 0,
            "over_price": 0,
        }
        for year in years
    ]
    return [*teams, {"id": "budget", "kind": "budget", "profile": "spread", "buckets": budget}]
