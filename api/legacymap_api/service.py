"""What the routes work with: the store, the workers, and what is kept ready in memory."""

from __future__ import annotations

import msgspec

from legacymap.analysis import Estate
from legacymap.analysis.risk.register import Register
from legacymap.assessment import estate_of
from legacymap.errors import StoreUnavailable
from legacymap.planning import Plan
from legacymap.storage import Store, StoredPlan, StoredSnapshot, open_store
from legacymap_api.handed_files import FileReading
from legacymap_api.kept_answers import KeptAnswers
from legacymap_api.news import News
from legacymap_api.planned import planned_estate
from legacymap_api.recent import Recent
from legacymap_api.settings import Settings
from legacymap_api.warming import Warming
from legacymap_api.workers import Workers


class Service:
    """One running service; nothing is opened before :meth:`open`."""

    def __init__(self, settings: Settings, store: Store | None = None) -> None:
        self.settings = settings
        self._store = store
        self._ours = store is None
        self._workers: Workers | None = None
        self.news = News(settings.streams_at_once)
        self.warming = Warming()
        self.reading = FileReading(settings)
        self._estates: Recent[Estate] = Recent(settings.estates_in_memory)
        self.registers: Recent[Register] = Recent(settings.estates_in_memory)
        self.answers = KeptAnswers(settings.answer_bytes_in_memory)
        self._plans: Recent[Plan] = Recent(settings.estates_in_memory)

    def open(self) -> None:
        """Open the store and end the jobs that an earlier run left unfinished."""
        if self._ours:
            self._store = open_store(self.settings.database_url)
        self._workers = Workers(self.store, self.estate, self.reading, self.settings, self.news)
        self._workers.abandon_unfinished()
        if self.settings.warm_up:
            self.reading.begin()
            self.warming.begin()

    def close(self) -> None:
        """Let running jobs end, then let go of the store."""
        self.warming.stop()
        self.workers.stop()
        if self._ours:
            self.store.close()

    @property
    def store(self) -> Store:
        """Where things are kept."""
        if self._store is None:
            raise StoreUnavailable("the service is not open yet, or closed already")
        return self._store

    @property
    def workers(self) -> Workers:
        """Who does what takes longer than a request may."""
        if self._workers is None:
            raise StoreUnavailable("the service is not open yet, or closed already")
        return self._workers

    def estate(self, snapshot: StoredSnapshot) -> Estate:
        """What every analysis of ``snapshot`` works on."""
        return self._estates.get(
            (snapshot.inventory, snapshot.number),
            lambda: estate_of(self.store.inventories.content(snapshot)),
        )

    def planned_estate(self, plan: StoredPlan) -> Estate:
        """The estate that ``plan`` is about, with the changes of its scenario."""
        return planned_estate(self.store, self.estate, plan)

    def plan(self, plan: StoredPlan) -> Plan:
        """The result of ``plan``.

        Raises:
            NotFinished: it has none.
        """
        return self._plans.get(
            plan.id,
            lambda: msgspec.json.decode(self.store.plans.document(plan.id), type=Plan),
        )
