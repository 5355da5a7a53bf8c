"""Who does what takes longer than a request may: a few threads; the state is in the store alone.

The kernels of the library let other threads run while they compute.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Event

from legacymap.analysis import Estate
from legacymap.storage import Store, StoredImport, StoredPlan, StoredSnapshot
from legacymap_api.handed_files import FileReading
from legacymap_api.import_job import run_import
from legacymap_api.news import News
from legacymap_api.plan_job import run_plan
from legacymap_api.problems import plain_problem
from legacymap_api.settings import Settings


class Workers:
    """Runs imports and plans; imports do not wait behind long plans."""

    def __init__(
        self,
        store: Store,
        estate: Callable[[StoredSnapshot], Estate],
        reading: FileReading,
        settings: Settings,
        news: News,
    ) -> None:
        self._store = store
        self._estate = estate
        self._reading = reading
        self._settings = settings
        self._news = news
        self._stopping = Event()
        self._imports = ThreadPoolExecutor(settings.jobs_at_once, "import")
        self._plans = ThreadPoolExecutor(settings.jobs_at_once, "plan")
        self._running: set[Future[None]] = set()

    def abandon_unfinished(self) -> None:
        """End what a server that is no more left unfinished: nobody works on it."""
        problem = plain_problem(
            503, "the server stopped before this was finished; please ask for it again"
        ).document()
        self._store.imports.abandon(problem)
        self._store.plans.abandon(problem)

    def begin_import(self, job: StoredImport) -> Future[None]:
        """Read the files of ``job`` as soon as a worker is free."""
        return self._begin(
            self._imports,
            lambda: run_import(self._store, self._reading, job.id, self._stopping),
        )

    def begin_plan(self, plan: StoredPlan) -> Future[None]:
        """Compute ``plan`` as soon as a worker is free."""
        return self._begin(
            self._plans,
            lambda: run_plan(
                self._store,
                self._estate,
                plan.id,
                self._stopping,
                lambda: self._news.tell(plan.id),
            ),
        )

    def _begin(self, pool: ThreadPoolExecutor, work: Callable[[], None]) -> Future[None]:
        job = pool.submit(work)
        self._running.add(job)
        job.add_done_callback(self._running.discard)
        return job

    def stop(self) -> None:
        """Take no more work, have what runs stop, and end what did not get its turn."""
        self._stopping.set()
        for pool in (self._imports, self._plans):
            pool.shutdown(wait=False, cancel_futures=True)
        wait(tuple(self._running), timeout=self._settings.stop_seconds)
        self.abandon_unfinished()
