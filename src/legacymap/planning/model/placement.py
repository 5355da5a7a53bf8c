"""Which wave each system goes live in: any plan, read strictly and with the backlog as a wave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from legacymap.errors import Finding, InvalidPlan, Place
from legacymap.planning.model.model import PlanningModel


def placement(model: PlanningModel, plan: Mapping[str, int | None]) -> dict[str, int]:
    """The wave of every system of ``model``, in the model's order.

    A system that ``plan`` leaves out, or gives no wave, is in the backlog.

    Raises:
        InvalidPlan: ``plan`` names systems or waves that ``model`` does not have; it carries all.
    """
    findings = tuple(_problems(model, plan))
    if findings:
        raise InvalidPlan.of(findings, "not a plan of this model")
    backlog = model.backlog
    waves = {system.id: plan.get(system.id) for system in model.systems}
    return {system: backlog if wave is None else wave for system, wave in waves.items()}


def read_plan(document: object) -> dict[str, int | None]:
    """The plan in parsed JSON: ``{system: wave}``, or a solution that holds one as ``plan``.

    Raises:
        InvalidPlan: ``document`` is neither.
    """
    if isinstance(document, dict) and "format" in document:
        document = document.get("plan")
    if not isinstance(document, dict):
        raise InvalidPlan.of([_problem("", "must be an object of waves by system")], "not a plan")
    findings = [
        _problem(str(system), f"must be a wave or null, is {wave!r}")
        for system, wave in document.items()
        if not isinstance(system, str) or (wave is not None and type(wave) is not int)
    ]
    if findings:
        raise InvalidPlan.of(findings, "not a plan")
    return dict(document)


def _problems(model: PlanningModel, plan: Mapping[str, int | None]) -> Iterator[Finding]:
    known = {system.id for system in model.systems}
    for system, wave in plan.items():
        if system not in known:
            yield _problem(system, f"no system {system!r}")
        if wave is not None and (type(wave) is not int or not 1 <= wave <= model.backlog):
            yield _problem(system, f"must be wave 1 to {model.backlog} or null, is {wave!r}")


def _problem(system: str, message: str) -> Finding:
    return Finding("error", "invalid_plan", message, Place(id=system))
