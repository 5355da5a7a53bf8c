"""How to come by the whole of a list of which an analysis gives the count and the first hundred."""

from legacymap.analysis.long_lists.table import LISTS, LongList, stretch, whole
from legacymap.analysis.long_lists.wanted import Wanted

__all__ = ["LISTS", "LongList", "Wanted", "stretch", "whole"]
