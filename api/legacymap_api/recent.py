"""What was computed lately, so that it is computed once: a bounded memory of immutable things."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

V = TypeVar("V")


class Recent(Generic[V]):
    """The ``size`` values asked for last; whoever asks while one is computed waits for it."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = Lock()
        self._values: OrderedDict[Hashable, Future[V]] = OrderedDict()

    def get(self, key: Hashable, compute: Callable[[], V]) -> V:
        """The value of ``key``, from ``compute`` where it is not at hand; its error is raised."""
        with self._lock:
            known = self._values.get(key)
            mine = known is None
            value: Future[V] = known if known is not None else Future()
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        if mine:
            self._fill(key, value, compute)
        return value.result()

    def _fill(self, key: Hashable, value: Future[V], compute: Callable[[], V]) -> None:
        try:
            value.set_result(compute())
        except BaseException as error:
            # A failure is not remembered: the next one to ask tries again.
            with self._lock:
                if self._values.get(key) is value:
                    del self._values[key]
            value.set_exception(error)
            raise
