"""Who depends on whom: ``SystemGraph``, networkx and arrays of the same graph."""

from legacymap.graph.kernels import Csr, Ints
from legacymap.graph.system_graph import Dropped, Level, SystemGraph

__all__ = ["Csr", "Dropped", "Ints", "Level", "SystemGraph"]
