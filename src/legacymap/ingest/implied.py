"""Which systems a table of dependencies names, where no file says which systems there are.

A slip in a name must stay a slip beside a list of systems. Where there is no such list, neither in
the input nor in an inventory below it, the ends of the dependencies are the systems.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from legacymap.errors import Finding, Place
from legacymap.ingest.merging.identity import name_key
from legacymap.ingest.readings import Reading
from legacymap.inventory import LooseRow

_ENDS = ("consumer", "provider")


def without_known(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """``readings``, less the systems that they only imply and that another defines by that name.

    Their dependencies find it by the name; of the system itself there is nothing to say.
    """
    if not any(reading.implied for reading in readings):
        return tuple(readings)
    bearers = Counter(
        name
        for reading in readings
        for row in reading.rows.get("systems", ())
        if row.values.get("id") not in reading.implied
        for name in _names(row)
    )
    return tuple(_without(reading, bearers) if reading.implied else reading for reading in readings)


def _names(row: LooseRow) -> set[str]:
    return {name_key(str(said)) for said in (row.values.get("id"), row.values.get("name")) if said}


def _without(reading: Reading, bearers: Mapping[str, int]) -> Reading:
    given = reading.rows["systems"]
    kept = tuple(
        row
        for row in given
        if row.values.get("id") not in reading.implied
        or not any(bearers.get(name) == 1 for name in _names(row))
    )
    rows = {**reading.rows, "systems": kept}
    if not kept:
        del rows["systems"]
    return replace(reading, rows=rows, merged=reading.merged + len(given) - len(kept))


def with_ends(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """``readings``; where none defines a system, tables of dependencies define their ends."""
    if any(reading.rows.get("systems") for reading in readings):
        return tuple(readings)
    known: set[str] = set()
    return tuple(
        _with_ends(reading, known) if reading.rows.get("dependencies") else reading
        for reading in readings
    )


def _with_ends(reading: Reading, known: set[str]) -> Reading:
    """``reading`` with a system for each end that is not among ``known``, which grows."""
    systems = []
    for row in reading.rows["dependencies"]:
        for end in _ENDS:
            name = row.values.get(end)
            if isinstance(name, str) and name not in known:
                known.add(name)
                place = replace(row.place, path=end)
                systems.append(LooseRow({"id": name, "name": name}, place))
    if not systems:
        return reading
    message = (
        "no file says which systems there are: each name at the end of a dependency is a system"
        f" ({len(systems)}); a table of systems beside it says more of them"
    )
    findings = [Finding("info", "systems_implied", message, Place(file=reading.file))]
    rows = {**reading.rows, "systems": tuple(systems)}
    if reading.mapping is not None and reading.mapping.doubtful:
        rows["dependencies"] = tuple(map(_doubtful, reading.rows["dependencies"]))
        findings.append(_whose(reading))
    return replace(reading, rows=rows, findings=(*reading.findings, *findings))


def _doubtful(row: LooseRow) -> LooseRow:
    given = row.values.get("properties")
    properties = given if isinstance(given, dict) else {}
    return LooseRow(
        {**row.values, "properties": {"direction_doubtful": True, **properties}}, row.place
    )


def _whose(reading: Reading) -> Finding:
    headers = {
        item.column: item.header
        for item in (reading.mapping.columns if reading.mapping else ())
        if item.column in _ENDS
    }
    consumer, provider = (headers.get(end, end) for end in _ENDS)
    message = (
        f"`{consumer}` was taken for who needs and `{provider}` for what is needed, and"
        " `direction_doubtful` is set; call them `consumer` and `provider`, in the order that is"
        " right, and it is sure"
    )
    return Finding("warning", "direction_doubtful", message, Place(file=reading.file))
