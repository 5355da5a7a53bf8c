"""How good the inventory is: what it states, what it contradicts, what is worth asking next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import polars as pl

from legacymap.analysis.estate import LEGACY, UNKNOWN, Estate
from legacymap.analysis.quality.cannot_say import cannot_say
from legacymap.analysis.quality.completeness import completeness
from legacymap.analysis.quality.missing import missing_facts
from legacymap.analysis.quality.sentences import quality_sentences
from legacymap.analysis.quality.sightings import (
    STALE_AFTER_DAYS,
    sighted,
    suspicions_of,
)
from legacymap.analysis.quality.suspicions import suspicions
from legacymap.analysis.quality.told import Quality
from legacymap.analysis.scope import Part, ends_within, within

_NOTE = (
    "a blank is unknown, never no or 0; every share names the rows it is asked of and those that"
    " do not state it"
)


def quality(
    estate: Estate, stale_after_days: int = STALE_AFTER_DAYS, part: Part | None = None
) -> Quality:
    """The quality of the inventory behind ``estate``.

    What was last observed more than ``stale_after_days`` before its date is called stale. Of a
    ``part`` of the estate its own systems are asked, and the dependencies with an end in it.
    """
    seen = sighted(estate, stale_after_days, part)
    noticed = (*suspicions(estate, part), *suspicions_of(seen))
    table = estate.kinds.table.filter(within(part, estate.inventory.systems["id"]))
    software = (estate.flows.table["joins"] == "software") & ends_within(part, estate)
    people = int((table["kind"] == "actor").sum())
    parts = int((table["part"] & (table["kind"] != "actor")).sum())
    found = Quality(
        systems=table.height - people - parts,
        parts=parts,
        people=people,
        dependencies=int(software.sum()),
        as_of=estate.inventory.as_of,
        columns=completeness(estate, part),
        findings=tuple(sorted(noticed, key=lambda f: (f.severity != "warning", f.code))),
        sightings=seen,
        cannot_say=cannot_say(estate, part),
        missing=missing_facts(estate, part),
        note=_NOTE,
        scope=part.scope if part else None,
        sentences=(),
    )
    told = quality_sentences(
        found,
        names=dict(estate.inventory.systems.select("id", "name").iter_rows()),
        services=estate.services("top"),
        supposed=_supposed(estate),
        legacy=_legacy(estate),
    )
    return replace(found, sentences=part.told(told) if part else told)


def _legacy(estate: Estate) -> Collection[str]:
    """The whole systems that are legacy, or have a part that is."""
    found = np.unique(estate.top_of[np.nonzero(estate.state == LEGACY)[0]])
    return {estate.top.ids[node] for node in found}


def _supposed(estate: Estate) -> Collection[str]:
    """The systems that look like legacy, where nobody says of any system whether it is."""
    if (estate.state != UNKNOWN).any():
        return ()
    looking = estate.legacy.table.filter(pl.col("suggested").fill_null(False))["id"]
    return {estate.top.ids[estate.top_of[estate.graph.node(one)]] for one in looking}
