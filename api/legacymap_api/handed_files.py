"""How the service reads the files it is handed: apart from itself, and only so many at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import BoundedSemaphore

from legacymap.ingest import InputFile
from legacymap.ingest.apart.processes import NURSERY
from legacymap.ingest.apart.ration import Ration
from legacymap.ingest.apart.reading import read_apart
from legacymap.inventory import Import, Inventory
from legacymap_api.settings import Settings


class FileReading:
    """Reads files in processes of their own; whoever comes when all are taken waits."""

    def __init__(self, settings: Settings) -> None:
        self._places = BoundedSemaphore(settings.readings_at_once)
        self._ration = Ration(
            memory_bytes=settings.read_memory_bytes,
            cpu_seconds=settings.read_cpu_seconds,
            seconds=settings.read_seconds,
        )

    def begin(self) -> None:
        """Have the readers loaded before anybody waits for them."""
        NURSERY.start()

    def read(self, files: Sequence[InputFile], *, format: str = "auto") -> Import:
        """What ``files`` hold.

        Raises:
            LegacymapError: whatever reading them raises.
        """
        found = self.read_unless(lambda: False, files, format=format, base=None)
        assert found is not None  # noqa: S101 - nobody stops it
        return found

    def read_unless(
        self,
        stop: Callable[[], bool],
        files: Sequence[InputFile],
        *,
        format: str,
        base: Inventory | None,
    ) -> Import | None:
        """The same laid over ``base``, or ``None`` where ``stop`` says so meanwhile.

        Raises:
            LegacymapError: whatever reading them raises.
        """
        with self._places:
            return read_apart(
                files,
                format=format,
                base=base,
                ration=self._ration,
                stop=stop,
            )
