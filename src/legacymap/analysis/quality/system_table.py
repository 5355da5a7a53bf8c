"""Which rows of the systems table a question is asked of, and which of them answer it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from legacymap.analysis.estate import LEGACY, Estate
from legacymap.analysis.excerpt import FIRST, Excerpt, marked
from legacymap.analysis.fragmentation.crud import asked_for_data, stating_data
from legacymap.analysis.scope import Part, within
from legacymap.graph import Ints
from legacymap.inventory.positions import positions

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class SystemTable:
    """The systems of ``estate`` in order of their ids; each answer is one mark a row.

    Made once for all questions of an analysis: what several of them ask is looked up once.
    """

    estate: Estate
    part: Part | None
    shown: slice = field(default_factory=lambda: FIRST)
    """Which stretch of names is told."""

    @property
    def rows(self) -> pl.DataFrame:
        """The systems table itself."""
        return self.estate.inventory.systems

    @cached_property
    def in_part(self) -> pl.Series:
        """Those in the part of the estate that is asked about."""
        return within(self.part, self.rows["id"])

    @property
    def nobody(self) -> pl.Series:
        """No row at all."""
        return pl.Series([False], dtype=pl.Boolean).new_from_index(0, self.rows.height)

    @cached_property
    def software(self) -> pl.Series:
        """Systems and parts, without people."""
        return self.estate.kinds.table["kind"] != "actor"

    @cached_property
    def wholes(self) -> pl.Series:
        """Whole systems, without people: a part answers through its system."""
        return ~self.estate.kinds.table["part"] & self.software

    @cached_property
    def own(self) -> pl.Series:
        """Whole systems inside the organisation."""
        return self.wholes & (self.estate.kinds.table["kind"] != "external")

    @cached_property
    def services(self) -> pl.Series:
        """Whole systems that are services."""
        return self.wholes & (self.estate.kinds.table["kind"] == "service")

    @cached_property
    def whole_nodes(self) -> pl.Series:
        """The nodes of the rolled-up graph."""
        return self.of_nodes(np.ones(len(self.estate.top), dtype=np.bool_))

    @cached_property
    def service_nodes(self) -> pl.Series:
        """Those of them that are services."""
        return self.whole_nodes & (self.estate.kinds.table["kind"] == "service")

    @cached_property
    def legacy(self) -> pl.Series:
        """Whole systems that are legacy, or have a part that is."""
        legacy = np.zeros(len(self.estate.top), dtype=np.bool_)
        legacy[self.estate.top_of[self.estate.state == LEGACY]] = True
        return self.of_nodes(legacy)

    @cached_property
    def stating_data(self) -> pl.Series:
        """Whole systems for which, or for a part of which, a holding is stated."""
        return self.of_nodes(stating_data(self.estate))

    @cached_property
    def asked_for_data(self) -> pl.Series:
        """Whole systems that could state which data they hold."""
        return self.of_nodes(asked_for_data(self.estate))

    @cached_property
    def legacy_state(self) -> pl.Series:
        """`legacy`, `not_legacy` or `unknown`."""
        return self.estate.legacy.states(self.estate.legacy_counts)

    def of_nodes(self, marks: Bools) -> pl.Series:
        """``marks`` of the nodes of the rolled-up graph as marks of their rows."""
        found = np.zeros(self.rows.height, dtype=np.bool_)
        found[self.estate.top.rows] = marks
        return pl.Series(found)

    @cached_property
    def nodes(self) -> pl.Series:
        """Systems and parts that are nodes of the graph as given."""
        found = np.zeros(self.rows.height, dtype=np.bool_)
        found[self.estate.graph.rows] = True
        return pl.Series(found)

    @cached_property
    def _parts(self) -> tuple[Ints, Ints]:
        """The rows of parts, and for each the row of its whole system."""
        part = self.estate.kinds.table["part"]
        return (
            np.nonzero(part.to_numpy())[0],
            positions(self.estate.kinds.table["top"].filter(part), self.rows["id"]),
        )

    def stating(self, column: str) -> pl.Series:
        """Those that state ``column``, or have a part that does."""
        own = self._stated(column)
        rows, wholes = self._parts
        found = own.to_numpy().copy()
        found[wholes[found[rows]]] = True
        return pl.Series(found)

    def _stated(self, column: str) -> pl.Series:
        if column == "legacy":
            return self.legacy_state != "unknown"
        if column == "risk":
            scores = [
                pl.col("risk").struct.field(side).struct.field(score).is_not_null()
                for side, prefix, count in (("likelihood", "L", 7), ("impact", "C", 6))
                for score in (f"{prefix}{number}" for number in range(1, count + 1))
            ]
            return self.rows.select(pl.all_horizontal(scores)).to_series()
        return self.rows[column].is_not_null()

    def named(self, marks: pl.Series) -> Excerpt[str]:
        """The ids of the rows with a mark, sorted."""
        return marked(self.rows["id"], marks, self.shown)


Asked = Callable[[SystemTable], pl.Series]
