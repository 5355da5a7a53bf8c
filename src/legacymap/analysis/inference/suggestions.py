"""Which systems look like legacy although nobody said so, and what makes them look like it.

Suggestions are shown with their evidence and count only where a policy says so. What does not
suggest anything: the letters "old" or "legacy" in a name or text, Oracle or Java alone, SOAP or
FTP. A tag or a type that is "legacy" and nothing else was given by somebody who meant it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from legacymap.analysis.inference.end_of_life import support_ended
from legacymap.analysis.inference.kinds import Kinds
from legacymap.inventory import Inventory
from legacymap.inventory.vocabulary import first_day, last_day

SuggestionRule = Literal[
    "called_legacy",
    "deprecated",
    "end_of_support",
    "end_of_life_technology",
    "phasing_out",
    "telling_word",
    "store_and_api",
]

_LEGACY_TAG = r"(?i)^legacy$"
_LEGACY_TYPE = r'(?i)"type":"legacy"'
_DEPRECATED_TAG = r"(?i)^deprecated$"
_DEPRECATED = r"(?i)\b(deprecated)\b"
# "replaces the deprecated X" is said of the successor.
_REPLACES = r"(?i)\b(?:replac\w*|supersed\w*|instead of|successor (?:of|to)) [^.,;:()]*"
# "Access" alone is an ordinary word: the product is meant where it is named as one.
_TELLING = (
    r"(?i)\b(spreadsheet|(?:ms|microsoft)[ -]?access|access (?:database|db|\d{2,4})|oracle forms"
    r"|mainframe|cobol|vb ?6|visual basic 6(?:\.0)?|lotus notes)\b"
)
_ACCESS_TECHNOLOGY = r"(?i)^access$"
_COMMERCIAL = (
    r"(?i)\b(oracle|(?:ms |microsoft )?sql server|mssql|db2|sybase|sap ase|sap hana|informix"
    r"|ingres|adabas|teradata|netezza|idms)\b"
)
_API_NAME = r"(?i)\b(apis?|web services?)\b"
_API_TAG = r"(?i)(^|[_ -])apis?$"


@dataclass(frozen=True, slots=True, order=True)
class Suggestion:
    """One reason why one system looks like legacy."""

    system: str
    rule: SuggestionRule
    evidence: str


def suggest_legacy(inventory: Inventory, kinds: Kinds) -> tuple[Suggestion, ...]:
    """Every reason to suggest a system as legacy, sorted by system and rule.

    A system without words, dates and parts gets none: that is no sign of health. Dates are judged
    against the inventory's own `as_of`; without one they say nothing.
    """
    found = {
        *_words(inventory, kinds),
        *_dates(inventory),
        *_technologies(inventory),
        *_stores_with_apis(inventory, kinds),
    }
    return tuple(sorted(found))


def _words(inventory: Inventory, kinds: Kinds) -> Iterator[Suggestion]:
    technology = pl.col("technologies").list.join("; ").fill_null("")
    text = pl.concat_str(
        "name", pl.col("description").fill_null("").str.replace_all(_REPLACES, " "), separator=". "
    )
    rows = (
        inventory.systems.hstack(kinds.table.select(pl.col("kind").alias("effective")))
        .filter(~pl.col("effective").is_in(["actor", "external"]))
        .select(
            "id",
            _tagged(_LEGACY_TAG).alias("tagged_legacy"),
            pl.col("properties").fill_null("").str.contains(_LEGACY_TYPE).alias("of_type_legacy"),
            (pl.col("lifecycle") == "phasing_out").fill_null(False).alias("phasing_out"),
            _tagged(_DEPRECATED_TAG).alias("tag"),
            text.str.extract(_DEPRECATED, 1).alias("deprecated"),
            text.str.extract(_TELLING, 1).alias("text"),
            technology.str.extract(_TELLING, 1).alias("technology"),
            pl.col("technologies")
            .list.eval(pl.element().str.contains(_ACCESS_TECHNOLOGY))
            .list.any()
            .fill_null(False)
            .alias("access"),
        )
        # Most systems show no sign at all.
        .filter(
            pl.any_horizontal(
                "tagged_legacy",
                "of_type_legacy",
                "phasing_out",
                "tag",
                "access",
                pl.col("deprecated", "text", "technology").is_not_null(),
            )
        )
    )
    for (
        system,
        tagged,
        typed,
        leaving,
        tag,
        deprecated,
        word,
        technology_word,
        access,
    ) in rows.iter_rows():
        if tagged or typed:
            ways = [text for holds, text in ((typed, "of type"), (tagged, "tagged")) if holds]
            yield Suggestion(system, "called_legacy", f"{' and '.join(ways)} legacy")
        if leaving:
            yield Suggestion(system, "phasing_out", "its lifecycle says that it is phased out")
        if tag or deprecated:
            said = "tagged deprecated" if tag else f"described as '{deprecated}'"
            yield Suggestion(system, "deprecated", said)
        if technology_word or access:
            said = f"technology '{technology_word or 'Access'}'"
            yield Suggestion(system, "telling_word", said)
        elif word:
            yield Suggestion(system, "telling_word", f"described by '{word}'")


def _tagged(pattern: str) -> pl.Expr:
    hit = pl.element().str.contains(pattern)
    return pl.col("tags").list.eval(hit).list.any().fill_null(False)


def _dates(inventory: Inventory) -> Iterator[Suggestion]:
    if inventory.as_of is None:
        return
    today = first_day(inventory.as_of)
    dated = inventory.systems.select("id", "end_of_support").drop_nulls()
    for system, end in dated.iter_rows():
        if last_day(end) < today:
            said = f"support ended {end}, before {inventory.as_of}"
            yield Suggestion(system, "end_of_support", said)


def _technologies(inventory: Inventory) -> Iterator[Suggestion]:
    if inventory.as_of is None:
        return
    today = first_day(inventory.as_of)
    used = inventory.systems.select("id", "technologies").explode("technologies").drop_nulls()
    ended: dict[str, date | None] = {
        technology: support_ended(technology) for technology in used["technologies"].unique()
    }
    for system, technology in used.iter_rows():
        end = ended[technology]
        if end is not None and end < today:
            said = f"{technology}: general support ended {end}, before {inventory.as_of}"
            yield Suggestion(system, "end_of_life_technology", said)


def _stores_with_apis(inventory: Inventory, kinds: Kinds) -> Iterator[Suggestion]:
    """Systems that own a store on a commercial database and an API over that very store.

    The pattern of a packaged or home-grown system of record that outlived its user interface:
    others were given a window into its database.
    """
    parts = (
        inventory.systems.hstack(
            kinds.table.select(pl.col("kind").alias("effective"), "part", "top")
        )
        .filter("part")
        .select(
            "id",
            "name",
            "top",
            "effective",
            pl.col("technologies")
            .list.join("; ")
            .fill_null("")
            .str.extract(_COMMERCIAL, 1)
            .alias("database"),
            (pl.col("name").str.contains(_API_NAME) | _tagged(_API_TAG)).alias("api"),
        )
    )
    stores = parts.filter((pl.col("effective") == "data_store") & pl.col("database").is_not_null())
    apis = parts.filter(pl.col("api") & (pl.col("effective") != "external"))
    over = (
        inventory.dependencies.filter(pl.col("kind").fill_null("") != "part_of")
        .select("consumer", "provider")
        .join(apis, left_on="consumer", right_on="id")
        .join(stores, left_on="provider", right_on="id", suffix="_store")
        .unique()
        .filter(pl.col("top") == pl.col("top_store"))
        .sort("top", "consumer", "provider")
    )
    named = over.group_by("top", "name_store", "database_store", maintain_order=True).agg("name")
    for system, store, database, names in named.select(
        "top", "name_store", "database_store", "name"
    ).iter_rows():
        shown = ", ".join(sorted(set(names)))
        yield Suggestion(
            system, "store_and_api", f"owns {store} ({database}) and an API over it: {shown}"
        )
