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
    unknown; `suggested` is never false), what each rests on (`declared_because`, ...) and whether
    it was handed down from the system (`declared_handed_down`, ...); `declared_by`,
    `declared_confirmed_by`, `declared_on` (who said it, who confirmed it, and when); `facade` (an
    API that survives the replacement of its system).
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


Said = tuple[bool | None, str | None]
_NOTHING: Final[Said] = (None, None)


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
    scopes = _scopes(inventory)
    columns: dict[str, pl.Series] = {"id": inventory.systems["id"]}
    for origin, own in (
        ("declared", _declared(inventory, named)),
        ("derived", _derived(inventory)),
        ("suggested", _suggested(inventory, suggestions)),
    ):
        said = own.with_row_index("whose")
        if (parents >= 0).any():
            said = _with_parts(said, parents=parents, scopes=scopes)
        columns[origin] = said["state"].alias(origin)
        columns[f"{origin}_because"] = said["because"].alias(f"{origin}_because")
        columns[f"{origin}_handed_down"] = said["whose"] != pl.int_range(said.height, eager=True)
        if origin == "declared":
            columns |= _sources(inventory, named, said["whose"])
    table = pl.DataFrame(columns).with_columns(
        inventory.systems["keep_as_facade"].fill_null(False).alias("facade"),
        # What a scope leaves out is not suggested; that is no statement that it is sound.
        suggested=pl.when(pl.col("suggested")).then(True),
    )
    return LegacyStates(table, suggestions)


def _declared(inventory: Inventory, named: Collection[str]) -> pl.DataFrame:
    """What somebody said; a reason outweighs a bare "no", which it contradicts.

    One row a system with `id`, `state` and `because`, as in all that follows.
    """
    reasons = pl.col("legacy_reasons").list.join(", ").fill_null("")
    reasoned = pl.col("legacy_reasons").list.len().fill_null(0) > 0
    by_policy = pl.col("id").is_in(sorted(named))
    said = by_policy | reasoned | pl.col("legacy").is_not_null()
    is_legacy = by_policy | reasoned | pl.col("legacy").fill_null(False)
    by_policy_alone = by_policy & ~reasoned & ~pl.col("legacy").fill_null(False)
    who = (
        pl.when(by_policy_alone)
        .then(pl.lit("named in the policy"))
        .when(is_legacy)
        .then(pl.lit("declared"))
        .otherwise(pl.lit("declared not to be"))
    )
    source = pl.coalesce(_unless_empty(pl.col("legacy_source")), "confirmed_by")
    because = pl.concat_str(
        who,
        _unless_empty(reasons),
        pl.format("by {}", _unless_empty(source)),
        pl.format("confirmed {}", _unless_empty(pl.col("confirmed_on"))),
        separator="; ",
        ignore_nulls=True,
    )
    return inventory.systems.select(
        "id",
        pl.when(said).then(is_legacy).alias("state"),
        pl.when(said).then(because).alias("because"),
    )


def _sources(
    inventory: Inventory, named: Collection[str], whose: pl.Series
) -> dict[str, pl.Series]:
    """Who said what each row is declared to be, and when; ``whose`` row's word it is."""
    by_policy = pl.when(pl.col("id").is_in(sorted(named))).then(pl.lit("the policy"))
    said = inventory.systems.select(
        pl.coalesce("legacy_source", by_policy).alias("declared_by"),
        pl.col("confirmed_by").alias("declared_confirmed_by"),
        pl.col("confirmed_on").alias("declared_on"),
    )
    return {name: said[name].gather(whose) for name in said.columns}


def _unless_empty(text: pl.Expr) -> pl.Expr:
    return pl.when(text != "").then(text)


def _derived(inventory: Inventory) -> pl.DataFrame:
    scores = inventory.systems["risk"].struct.field("likelihood")
    scored = scores.struct.unnest().select(~pl.all_horizontal(pl.all().is_null())).to_series()
    said = [_derivation(likelihood) for likelihood in scores.filter(scored)]
    rows = scored.arg_true()
    state: pl.Series = pl.Series([None] * len(scored), dtype=pl.Boolean)
    because: pl.Series = pl.Series([None] * len(scored), dtype=pl.String)
    return pl.DataFrame(
        {
            "id": inventory.systems["id"],
            "state": state.scatter(rows, pl.Series([one for one, _ in said], dtype=pl.Boolean)),
            "because": because.scatter(rows, pl.Series([why for _, why in said], dtype=pl.String)),
        }
    )


def _derivation(likelihood: dict[str, int | None]) -> Said:
    is_legacy = legacy_by_likelihood(likelihood)
    if is_legacy is None:
        return _NOTHING
    if not is_legacy:
        return False, f"all seven likelihood scores are below {LEGACY_FROM}"
    high = {name: score for name, score in likelihood.items() if (score or 0) >= LEGACY_FROM}
    return True, "risk score " + ", ".join(f"{name} = {score}" for name, score in high.items())


def _suggested(inventory: Inventory, suggestions: Sequence[Suggestion]) -> pl.DataFrame:
    because: dict[str, list[str]] = {}
    for suggestion in suggestions:
        because.setdefault(suggestion.system, []).append(suggestion.evidence)
    signs = {system: "; ".join(evidence) for system, evidence in because.items()}
    found = inventory.systems.select(
        "id", pl.col("id").replace_strict(signs, default=None, return_dtype=pl.String).alias("said")
    )
    return found.select(
        "id", pl.when(pl.col("said").is_not_null()).then(True).alias("state"), because="said"
    )


def _scopes(inventory: Inventory) -> dict[str, frozenset[str]]:
    """The parts that a system's being legacy is limited to, for systems that list any."""
    limited = inventory.systems.select("id", "legacy_scope").drop_nulls()
    return {
        system: frozenset(scope)
        for system, scope in limited.iter_rows()
        if scope and "whole" not in scope
    }


def _with_parts(
    own: pl.DataFrame, *, parents: Positions, scopes: dict[str, frozenset[str]]
) -> pl.DataFrame:
    """``own`` statements, handed down from each system to those of its parts that are meant.

    `whose` is the row whose statement each one is.
    """
    whose: list[int] = own["whose"].to_list()
    ids: list[str] = own["id"].to_list()
    said: list[Said] = list(zip(own["state"].to_list(), own["because"].to_list(), strict=True))
    meant = {part: system for system, scope in scopes.items() for part in scope}
    row_of = {system: row for row, system in enumerate(ids)}
    for rows in levels(parents)[1:]:
        for row in rows:
            if said[row][0] is not None:
                continue
            part, whole = ids[row], int(parents[row])
            whole = row_of[meant[part]] if part in meant else whole
            if part not in meant and ids[whole] in scopes and said[whole][0]:
                said[row] = (False, f"left out of the scope that {ids[whole]} states")
            else:
                said[row] = _handed_down(said[whole], ids[whole])
            whose[row] = row if said[row][0] is None else whose[whole]
    return own.with_columns(
        pl.Series("state", [state for state, _ in said], dtype=pl.Boolean),
        pl.Series("because", [why for _, why in said], dtype=pl.String),
        pl.Series("whose", whose, dtype=pl.UInt32),
    )


def _handed_down(said: Said, whole: str) -> Said:
    state, because = said
    if state is None:
        return _NOTHING
    first = because if because and because.startswith("as a part of") else f"as a part of {whole}"
    return state, first
