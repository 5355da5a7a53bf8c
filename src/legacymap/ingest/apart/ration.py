"""How much memory and time reading may take, and what is said where it takes more."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from legacymap.errors import Finding, InvalidInput, LimitExceeded, Place, UnreadableFile

try:
    import resource
except ImportError:  # Windows has no such limits: only the clock counts there
    resource = None  # type: ignore[assignment]

_RESERVE: Final = 64 * 2**20
"""Memory that is left to say that the memory is used up."""
_ADDRESSES: Final = 2**30
"""Addresses that libraries reserve beside what they use."""
_OPEN_FILES: Final = 64
_NAMES_SHOWN: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Ration:
    """What one reading may take; the defaults suffice for the largest files within the limits."""

    memory_bytes: int = 2 * 2**30
    cpu_seconds: int = 120
    seconds: float = 240
    """By the clock, whatever the processors did meanwhile."""


def keep_to(ration: Ration) -> None:
    """Have the system hold this process to ``ration``, as far as it can; no more core dumps."""
    if resource is None:
        return
    memory = ration.memory_bytes
    _limit(resource.RLIMIT_DATA, memory, memory + _RESERVE)
    _limit(resource.RLIMIT_AS, memory + _ADDRESSES, memory + _ADDRESSES + _RESERVE)
    _limit(resource.RLIMIT_CPU, ration.cpu_seconds, ration.cpu_seconds + 1)
    _limit(resource.RLIMIT_CORE, 0, 0)
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES, _OPEN_FILES)


def use_the_reserve() -> None:
    """Let this process use what was kept for its last words."""
    if resource is None:
        return
    for kind in (resource.RLIMIT_DATA, resource.RLIMIT_AS):
        _, most = resource.getrlimit(kind)
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def _limit(kind: int, soft: int, hard: int) -> None:
    _, most = resource.getrlimit(kind)
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    # macOS has limits of memory that it does not let anybody set: the clock is left.
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (soft, hard))


def out_of_memory(ration: Ration, names: Sequence[str]) -> LimitExceeded:
    """The refusal of files that take more memory to read than they may."""
    limit = f"the limit read_memory_bytes is {ration.memory_bytes:,}"
    return _over("out_of_memory", f"reading it takes more memory than it may; {limit}", names)


def out_of_processor(ration: Ration, names: Sequence[str]) -> LimitExceeded:
    """The refusal of files that keep a processor busy for longer than they may."""
    limit = f"the limit read_cpu_seconds is {ration.cpu_seconds:,}"
    return _over("timeout", f"reading it takes more processor time than it may; {limit}", names)


def out_of_time(ration: Ration, names: Sequence[str]) -> LimitExceeded:
    """The refusal of files that take longer to read than they may."""
    limit = f"the limit read_seconds is {ration.seconds:,g}"
    return _over("timeout", f"reading it takes longer than it may; {limit}", names)


def ended_by(number: int, ration: Ration, names: Sequence[str]) -> InvalidInput:
    """The refusal of files whose reading was ended by the signal ``number``."""
    if number == getattr(signal, "SIGXCPU", None):
        return out_of_processor(ration, names)
    # Libraries abort, and systems kill, where memory runs out: neither leaves a word behind.
    if number in (signal.SIGABRT, getattr(signal, "SIGKILL", signal.SIGABRT)):
        return out_of_memory(ration, names)
    return _died(f"it was ended by signal {number}", names)


def ended_without_a_word(status: int, names: Sequence[str]) -> InvalidInput:
    """The refusal of files whose reading ended with no result."""
    return _died(f"it ended with status {status}", names)


def _died(how: str, names: Sequence[str]) -> UnreadableFile:
    finding = _finding("reader_died", f"reading it failed: {how}", names)
    return UnreadableFile.of([finding], "the input cannot be read")


def _over(code: str, message: str, names: Sequence[str]) -> LimitExceeded:
    return LimitExceeded.of([_finding(code, message, names)], "the input cannot be read")


def _finding(code: str, message: str, names: Sequence[str]) -> Finding:
    if len(names) == 1:
        return Finding("error", code, message, Place(file=names[0]))
    shown = ", ".join(names[:_NAMES_SHOWN])
    more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
    return Finding("error", code, f"{message}; it is one of {shown}{more}", Place())
