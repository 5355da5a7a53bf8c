"""How this package compiles its kernels.

Cached on disk, so that only the first use on a machine waits for the compiler; without the
interpreter's lock; and without counting references, which costs more than the arithmetic where
every call hands on some fifty arrays. In return a kernel may not make arrays: what it needs
comes in. A ``part`` of a kernel is compiled into it wherever it is called.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, ParamSpec, TypeVar, cast

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")

_OPTIONS: Final[dict[str, Any]] = {
    "cache": True,
    "nogil": True,
    "no_cfunc_wrapper": True,
    "_nrt": False,
}
_PART: Final[dict[str, Any]] = {"forceinline": True, "no_cpython_wrapper": True}


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """``function``, compiled at its first call."""
    return cast("Callable[P, R]", njit(**_OPTIONS)(function))


def part(function: Callable[P, R]) -> Callable[P, R]:
    """``function`` as a part of the kernels that call it; nothing else can."""
    return cast("Callable[P, R]", njit(**_OPTIONS, **_PART)(function))
