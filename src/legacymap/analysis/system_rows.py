"""Which row of the systems table each node of an estate's graphs is."""

from __future__ import annotations

import numpy as np

from legacymap.analysis.estate import Estate
from legacymap.graph import Ints


def node_rows(estate: Estate) -> Ints:
    """For each node of ``estate.graph`` its row: both stand in order of ids, people are no node."""
    return np.nonzero((estate.kinds.table["kind"] != "actor").to_numpy())[0]


def whole_rows(estate: Estate) -> Ints:
    """For each node of ``estate.top`` its row."""
    return node_rows(estate)[estate.graph.parents < 0]
