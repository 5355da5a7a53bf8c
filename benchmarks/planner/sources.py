"""Which models are measured: published instances, generated portfolios, projects of a library.

They lie beside the repository; environment variables name other places. Portfolios come from the
generator of the instances where it is there, and else from our own.
"""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from benchmarks.planner.portfolios import portfolio
from legacymap.planning.model.document import from_document
from legacymap.planning.model.model import PlanningModel

WAVES: Final = 12
FOLDER: Final = Path(os.environ.get("LEGACYMAP_INSTANCES", "../shared/planner/instances"))
PROJECTS: Final = Path(os.environ.get("LEGACYMAP_PROJECTS", "../shared/data/psplib/j30"))


def instances() -> dict[str, PlanningModel]:
    """The published instances by name; none where there are none."""
    return {
        path.stem: from_document(json.loads(path.read_bytes()))
        for path in sorted(FOLDER.glob("*.json"))
    }


def best_known() -> Mapping[str, Mapping[str, Any]]:
    """Objective and bound that were known before, by instance."""
    known: dict[str, Mapping[str, Any]] = json.loads((FOLDER.parent / "best.json").read_bytes())
    return known


def generated(size: int, seed: int, *, plain: bool = False) -> dict[str, Any]:
    """The document of a portfolio of ``size`` systems; a ``plain`` one has no dates to keep."""
    generator = _beside("generate")
    if generator is None:
        return portfolio(size, WAVES, seed, plain=plain)
    document: dict[str, Any] = generator.gen(size, WAVES, seed, plain=plain)
    return document


def generator_name() -> str:
    """Where the portfolios come from."""
    return "our own" if _beside("generate") is None else "the published"


def checked(document: Mapping[str, Any], plan: Mapping[str, int | None], objective: int) -> None:
    """Have the independent checker, where it is there, judge a plan of ours.

    Raises:
        AssertionError: it finds the plan not feasible, or of another cost.
    """
    checker = _beside("check")
    if checker is not None:
        judged, _ = checker.check(document, dict(plan))
        assert judged["feasible"] and judged["objective"] == objective, judged  # noqa: S101, PT018


@cache
def _beside(name: str) -> ModuleType | None:
    path = FOLDER.parent / f"{name}.py"
    if not path.is_file():
        return None
    spec = importlib.util.spec_from_file_location(f"instances_{name}", path)
    assert spec is not None and spec.loader is not None  # noqa: S101, PT018
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
