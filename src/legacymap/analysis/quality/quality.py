"""How good the inventory is: what it states, what it contradicts, what is worth asking next."""

from __future__ import annotations

from dataclasses import replace

from legacymap.analysis.estate import Estate
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

_NOTE = (
    "a blank is unknown, never no or 0; every share names the rows it is asked of and those that"
    " do not state it"
)


def quality(estate: Estate, stale_after_days: int = STALE_AFTER_DAYS) -> Quality:
    """The quality of the inventory behind ``estate``.

    What was last observed more than ``stale_after_days`` before its date is called stale.
    """
    seen = sighted(estate, stale_after_days)
    noticed = (*suspicions(estate), *suspicions_of(seen))
    table = estate.kinds.table
    people = int((table["kind"] == "actor").sum())
    parts = int((table["part"] & (table["kind"] != "actor")).sum())
    found = Quality(
        systems=table.height - people - parts,
        parts=parts,
        people=people,
        dependencies=estate.flows.joined["software"],
        as_of=estate.inventory.as_of,
        columns=completeness(estate),
        findings=tuple(sorted(noticed, key=lambda f: (f.severity != "warning", f.code))),
        sightings=seen,
        missing=missing_facts(estate),
        note=_NOTE,
        sentences=(),
    )
    return replace(found, sentences=quality_sentences(found))
