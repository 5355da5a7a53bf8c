"""From a policy to a plan, outside the request."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from threading import Event
from typing import Final

import msgspec

from legacymap import __version__
from legacymap.analysis import Estate
from legacymap.errors import LegacymapError, NotStored, in_order
from legacymap.inventory import to_json
from legacymap.planning import Plan, Progress, plan
from legacymap.planning.outcome import PlanScenario
from legacymap.planning.policy.policy import policy_of
from legacymap.storage import PlanOutcome, PlanProgress, Store, StoredPlan, StoredSnapshot
from legacymap_api.planned import planned_estate, previous_in
from legacymap_api.problems import problem_of, unforeseen

_LOG: Final = logging.getLogger(__name__)
_PAUSE: Final = 0.25


def run_plan(
    store: Store,
    estate: Callable[[StoredSnapshot], Estate],
    plan_id: str,
    stopping: Event,
    tell: Callable[[], None],
) -> None:
    """Compute the plan and keep it; every failure ends in the store.

    ``tell`` is called whenever the store knows more of the plan than before.
    """
    try:
        if store.plans.start(plan_id):
            _plan(store, estate, store.plans.get(plan_id), stopping, tell)
    except NotStored:
        _LOG.info("plan %s is gone, its inventory was deleted", plan_id)
    except LegacymapError as error:
        store.plans.fail(plan_id, problem_of(error).document())
    except Exception:  # noqa: BLE001 - its owner must learn that it ended; the log has the cause
        _LOG.exception("plan %s failed", plan_id)
        store.plans.fail(plan_id, unforeseen().document())
    finally:
        tell()


def _plan(
    store: Store,
    estate: Callable[[StoredSnapshot], Estate],
    job: StoredPlan,
    stopping: Event,
    tell: Callable[[], None],
) -> None:
    basis = store.plans.basis(job.id)
    reporter = Reporter(store, job.id, stopping, tell)
    result = plan(
        planned_estate(store, estate, job),
        policy_of(job.policy),
        version=__version__,
        stop=reporter.stop,
        progress=reporter.note,
        previous=previous_in(basis.earlier),
        start=previous_in(basis.start),
    )
    if basis.scenario is not None:
        origin = msgspec.convert(basis.scenario, PlanScenario)
        findings = in_order((*result.findings, *basis.findings))
        result = replace(result, scenario=origin, findings=findings)
    # A plan that the server's end cut short is no answer to what was asked.
    if not stopping.is_set():
        store.plans.finish(job.id, outcome(result))


class Reporter:
    """Carries progress into the store and the wish to stop out of it, a few times a second."""

    def __init__(
        self, store: Store, plan_id: str, stopping: Event, tell: Callable[[], None]
    ) -> None:
        self._store = store
        self._plan_id = plan_id
        self._stopping = stopping
        self._tell = tell
        self._latest = PlanProgress("compiling", 0, None, None, None, None)
        self._next = 0.0
        self._wanted = True

    def note(self, progress: Progress) -> None:
        """Remember how far the plan is, and tell the store when it is time to."""
        self._latest = PlanProgress(
            stage=progress.phase,
            done=progress.iterations,
            total=progress.planned,
            objective=progress.objective,
            bound=progress.bound,
            gap=progress.gap,
        )
        self.stop()

    def stop(self) -> bool:
        """Whether the plan shall stop."""
        if self._wanted and time.monotonic() >= self._next:
            self._wanted = self._store.plans.progress(self._plan_id, self._latest)
            self._next = time.monotonic() + _PAUSE
            self._tell()
        return self._stopping.is_set() or not self._wanted


def outcome(result: Plan) -> PlanOutcome:
    """What is kept of ``result``."""
    return PlanOutcome(
        document=to_json(result),
        objective=result.objective,
        bound=result.bound,
        gap=result.gap,
        status=result.status,
    )
