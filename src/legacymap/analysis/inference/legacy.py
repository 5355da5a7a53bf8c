"""Which systems are legacy: as declared, as derived from risk scores, as suggested by signs.

The three are never mixed into one another; a policy says which of them count. Where none of those
that count says anything, the state is unknown: that is most of a real estate.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import polars as pl

from legacymap.analysis.framework import LEGACY_FROM, legacy_by_likelihood
from legacymap.analysis.inference.kinds import Kinds, infer_kinds
from legacymap.analysis.inference.parts import Positions, levels, parent_rows
from legacymap.analysis.inference.suggestions import Suggestion, suggest_legacy
from legacymap.inventory import Inventory

Origin = Literal["declared", "derived", "suggested"]
LegacyState = Literal["legacy", "not_legacy", "unknown"]

DEFAULT_COUNTS: Final[tuple[Origin, ...]] = ("declared", "derived")


@dataclass(frozen=True)
class LegacyStates:
    """What is known of each system's being legacy, row by row as in ``inventory.systems``.

    Columns of ``table``: `id`; `declared`, `derived`, `suggested` (true, false or null for
    unknown; `suggested` is never false) and what each rests on (`declared_because`, ...); `facade`
    (an API that survives the replacement of its system).
    """

    table: pl.DataFrame = field(repr=False)
    suggestions: tuple[Suggestion, ...] = field(repr=False)

    def states(self, counts: Sequence[Origin] = DEFAULT_COUNTS) -> pl.Series:
        """`legacy`, `not_legacy` or `unknown` of every row, by the origins that count.

        Legacy where any of them says so; a suggestion does not outvote somebody who said no.
        """
        given = [origin for origin in ("declared", "derived") if origin in counts]
        yes = pl.any_horizontal(
            pl.lit(False), *(pl.col(origin).fill_null(False) for origin in given)
        )
        no = pl.any_horizontal(
            pl.lit(False), *(~pl.col(origin).fill_null(True) for origin in given)
        )
        looks = pl.lit("suggested" in counts) & pl.col("suggested").fill_null(False)
        sound = ~pl.col("declared").fill_null(True)
        state = (
            pl.when(yes | (looks & ~no & ~sound))
            .then(pl.lit("legacy"))
            .when(no)
            .then(pl.lit("not_legacy"))
            .otherwise(pl.lit("unknown"))
        )
        return self.table.with_columns(state=state)["state"]

    def legacy(self, counts: Sequence[Origin] = DEFAULT_COUNTS) -> tuple[str, ...]:
        """Ids of the systems and parts that are legacy by the origins that count, sorted."""
        return tuple(sorted(self.table.filter(self.states(counts) == "legacy")["id"]))

    def contradictions(self) -> tuple[str, ...]:
        """Ids of systems that somebody declared sound and whose risk scores say legacy, sorted."""
        both = self.table.filter(~pl.col("declared") & pl.col("derived"))
        return tuple(sorted(both["id"]))


def infer_legacy(
    inventory: Inventory, kinds: Kinds | None = None, *, named: Collection[str] = ()
) -> LegacyStates:
    """Which systems are legacy and by whom, ``named`` ones being declared by the policy.

    What holds for a system holds for its parts, unless `legacy_scope` lists the parts that are
    meant (the others are then not legacy) or a part says otherwise of itself.
    """
    kinds = kinds or infer_kinds(inventory)
    suggestions = suggest_legacy(inventory, kinds)
    parents = parent_rows(inventory)
    ids = inventory.systems["id"].to_list()
    scopes = _scopes(inventory)
    columns: dict[str, pl.Series] = {"id": inventory.systems["id"]}
    for origin, own in (
        ("declared", _declared(inventory, frozenset(named))),
        ("derived", _derived(inventory)),
        ("suggested", _suggested(ids, suggestions)),
    ):
        said = _with_parts(own, ids=ids, parents=parents, scopes=scopes)
        columns[origin] = pl.Series(origin, [state for state, _ in said], dtype=pl.Boolean)
        because = [why for _, why in said]
        columns[f"{origin}_because"] = pl.Series(f"{origin}_because", because, dtype=pl.String)
    table = pl.DataFrame(columns).with_columns(
        inventory.systems["keep_as_facade"].fill_null(False).alias("facade"),
        # What a scope leaves out is not suggested; that is no statement that it is sound.
        suggested=pl.when(pl.col("suggested")).then(True),
    )
    return LegacyStates(table, suggestions)


Said = tuple[bool | None, str | None]
_NOTHING: Final[Said] = (None, None)


def _declared(inventory: Inventory, named: frozenset[str]) -> list[Said]:
    rows = inventory.systems.select(
        "id", "legacy", "legacy_reasons", "legacy_source", "confirmed_by", "confirmed_on"
    )
    return [_declaration(*said, named=system in named) for system, *said in rows.iter_rows()]


def _declaration(
    legacy: bool | None,
    reasons: list[str] | None,
    source: str | None,
    confirmed_by: str | None,
    confirmed_on: str | None,
    *,
    named: bool,
) -> Said:
    """What somebody said; a reason outweighs a bare "no", which it contradicts."""
    if not named and not reasons and legacy is None:
        return _NOTHING
    is_legacy = named or bool(reasons) or bool(legacy)
    who = "named in the policy" if named and not reasons and not legacy else "declared"
    said = [
        who if is_legacy else "declared not to be",
        ", ".join(reasons or ()),
        f"by {source or confirmed_by}" if source or confirmed_by else "",
        f"confirmed {confirmed_on}" if confirmed_on else "",
    ]
    return is_legacy, "; ".join(part for part in said if part)


def _derived(inventory: Inventory) -> list[Said]:
    scores = inventory.systems.select(
        pl.col("risk").struct.field("likelihood").alias("likelihood")
    )["likelihood"]
    return [_derivation(likelihood or {}) for likelihood in scores]


def _derivation(likelihood: dict[str, int | None]) -> Said:
    is_legacy = legacy_by_likelihood(likelihood)
    if is_legacy is None:
        return _NOTHING
    if not is_legacy:
        return False, f"all seven likelihood scores are below {LEGACY_FROM}"
    high = {name: score for name, score in likelihood.items() if (score or 0) >= LEGACY_FROM}
    return True, "risk score " + ", ".join(f"{name} = {score}" for name, score in high.items())


def _suggested(ids: Sequence[str], suggestions: Sequence[Suggestion]) -> list[Said]:
    because: dict[str, list[str]] = {}
    for suggestion in suggestions:
        because.setdefault(suggestion.system, []).append(suggestion.evidence)
    return [(True, "; ".join(because[s])) if s in because else _NOTHING for s in ids]


def _scopes(inventory: Inventory) -> dict[str, frozenset[str]]:
    """The parts that a system's being legacy is limited to, for systems that list any."""
    limited = inventory.systems.select("id", "legacy_scope").drop_nulls()
    return {
        system: frozenset(scope)
        for system, scope in limited.iter_rows()
        if scope and "whole" not in scope
    }


def _with_parts(
    own: list[Said], *, ids: Sequence[str], parents: Positions, scopes: dict[str, frozenset[str]]
) -> list[Said]:
    """``own`` statements, handed down from each system to those of its parts that are meant."""
    said = list(own)
    meant = {part: system for system, scope in scopes.items() for part in scope}
    row_of = {system: row for row, system in enumerate(ids)}
    for rows in levels(parents)[1:]:
        for row in rows:
            if said[row][0] is not None:
                continue
            part, whole = ids[row], int(parents[row])
            if part in meant:
                said[row] = _handed_down(said[row_of[meant[part]]], meant[part])
            elif ids[whole] in scopes and said[whole][0]:
                said[row] = (False, f"left out of the scope that {ids[whole]} states")
            else:
                said[row] = _handed_down(said[whole], ids[whole])
    return said


def _handed_down(said: Said, whole: str) -> Said:
    state, because = said
    if state is None:
        return _NOTHING
    first = because if because and because.startswith("as a part of") else f"as a part of {whole}"
    return state, first
