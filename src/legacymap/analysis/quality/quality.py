"""How good the inventory is: what it states, what it contradicts, what is worth asking next."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from legacymap.analysis.estate import UNKNOWN, Estate
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
from legacymap.analysis.quality.system_table import SystemTable
from legacymap.analysis.quality.told import Quality
from legacymap.analysis.scope import Part, ends_within, within
from legacymap.analysis.sentences import Sentence
from legacymap.analysis.shown_names import names_beside

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
    told = _sentences(found, SystemTable(estate, part))
    return replace(found, sentences=part.told(told) if part else told)


def _sentences(found: Quality, systems: SystemTable) -> tuple[Sentence, ...]:
    """What ``found`` says in words; of the systems those are looked up that it may name."""
    ids, shown = systems.rows["id"], [fact.system for fact in found.missing.first]
    first = ids.is_in(shown)
    services = systems.service_nodes
    return quality_sentences(
        found,
        names=names_beside(systems.rows, shown),
        services=frozenset(ids.filter(first & services)),
        supposed=frozenset(ids.filter(first & _supposed(systems))),
        asked=int((services & ~systems.legacy).sum()),
        legacy=bool(systems.legacy.any()),
    )


def _supposed(systems: SystemTable) -> pl.Series:
    """The systems that look like legacy, where nobody says of any system whether it is."""
    estate = systems.estate
    if (estate.state != UNKNOWN).any():
        return systems.nobody
    looking = estate.legacy.table["suggested"].fill_null(False).to_numpy()[estate.graph.rows]
    marks = np.zeros(len(estate.top), dtype=np.bool_)
    marks[estate.top_of[looking]] = True
    return systems.of_nodes(marks)
