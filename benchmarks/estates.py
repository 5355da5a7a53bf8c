"""Synthetic estates to measure on: layered, with hubs and a few circles, as real ones are."""

from __future__ import annotations

import csv
import random
from pathlib import Path

LAYERS = 6


def edges(systems: int, dependencies: int, seed: int = 1) -> list[tuple[int, int]]:
    """Ordered pairs that lead down the layers; one in two hundred leads back up."""
    dice = random.Random(seed)
    pairs: set[tuple[int, int]] = set()
    size = systems // LAYERS
    while len(pairs) < dependencies:
        consumer = dice.randrange(systems - size)
        layer = consumer // size + 1
        # The square draws towards the first systems of a layer: they become its hubs.
        provider = min(systems - 1, layer * size + int(size * dice.random() ** 2))
        pairs.add((provider, consumer) if dice.random() < 0.005 else (consumer, provider))
    return sorted(pairs)


def write_csv(folder: Path, systems: int, dependencies: int) -> list[Path]:
    """``systems.csv`` and ``dependencies.csv`` of an estate with owners, costs and legacy marks."""
    dice = random.Random(2)
    with (folder / "systems.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(
            ["id", "name", "kind", "owner", "legacy", "annual_run_cost", "end_of_support"]
        )
        for number in range(systems):
            kind = "service" if number < systems // LAYERS else "application"
            legacy = dice.choice(["true", "false", "false", ""])
            cost = dice.randrange(10_000, 900_000) if dice.random() < 0.7 else ""
            end = f"{dice.randrange(2025, 2035)}-06-30" if dice.random() < 0.5 else ""
            owner = f"org-{number % 37}"
            rows.writerow([f"s{number:06}", f"System {number}", kind, owner, legacy, cost, end])
    with (folder / "dependencies.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["consumer", "provider", "kind", "description"])
        for consumer, provider in edges(systems, dependencies):
            kind = dice.choice(["call", "database", "file", "event"])
            rows.writerow([f"s{consumer:06}", f"s{provider:06}", kind, "reads records from"])
    return [folder / "systems.csv", folder / "dependencies.csv"]
