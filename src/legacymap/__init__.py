"""Replacement order for legacy estates: inventories in, findings and a plan out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from legacymap.graph import SystemGraph as SystemGraph

__version__ = "0.1.0"
__all__ = ["SystemGraph", "__version__"]


def __getattr__(name: str) -> object:
    """``SystemGraph``, loaded when it is first asked for: it brings networkx, numba and polars."""
    if name != "SystemGraph":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from legacymap.graph import SystemGraph

    return SystemGraph
