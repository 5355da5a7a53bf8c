"""Answers that were computed lately, by ETag: what never changes is computed once while it fits."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """A body with its headers, before anybody compressed it."""

    body: bytes
    headers: tuple[tuple[bytes, bytes], ...]


class KeptAnswers:
    """As many of the answers last asked for as fit into ``size`` bytes; none above a quarter."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._held = 0
        self._lock = Lock()
        self._answers: OrderedDict[str, KeptAnswer] = OrderedDict()

    def find(self, etag: str) -> KeptAnswer | None:
        """The answer that bears ``etag``, if it is still at hand."""
        with self._lock:
            answer = self._answers.get(etag)
            if answer is not None:
                self._answers.move_to_end(etag)
            return answer

    def keep(self, etag: str, answer: KeptAnswer) -> None:
        """Hold ``answer``, at the cost of those that nobody asked for the longest."""
        if len(answer.body) > self._size // 4:
            return
        with self._lock:
            before = self._answers.pop(etag, None)
            self._answers[etag] = answer
            self._held += len(answer.body) - (len(before.body) if before else 0)
            while self._held > self._size:
                _, oldest = self._answers.popitem(last=False)
                self._held -= len(oldest.body)
