"""How fragmentation is told: which data lies where, in how many systems, and who asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from legacymap.analysis.fragmentation.fragmented import Fragmentation
from legacymap.analysis.fragmentation.held_data import EntityFragmentation, Holder
from legacymap.analysis.fragmentation.joined_up import ServiceData
from legacymap.report.assessments.said import said, title
from legacymap.report.assessments.silos import OF_SILOS, silos_section
from legacymap.report.assessments.words_of_data import blank_columns, words_section
from legacymap.report.model import Cell, Column, KeyFigure, Section, Table
from legacymap.report.wording import counted, decimal, grouped, listed, percent

_DATA: Final = ("kind of data", "kinds of data")
_IN_TITLE: Final = frozenset({"systems_stating_data", "data_in_several_stores"})
_VERDICTS: Final = {
    "orphan": "no system of record",
    "single": "one system of record",
    "copied": "one system of record and copies",
    "contested": "several systems of record",
    "unknown": None,
}
_CHECKS: Final = {
    "nobody_creates": "nobody creates it",
    "several_creators": "several systems create it",
    "written_never_read": "written and never read",
    "read_never_created": "read and never created",
    "deleted_by_non_owner": "deleted by a system that does not own it",
    "in_no_system": "held by no system",
    "system_without_data": "systems that state no data",
}


def fragmentation_sections(
    fragmentation: Fragmentation, names: Mapping[str, str]
) -> tuple[Section, ...]:
    """Data by entity where the inventory states any; else what its words say; then silos."""
    data = (
        _data(fragmentation, names)
        if fragmentation.evidence is None
        else words_section(fragmentation, fragmentation.evidence, names)
    )
    return (data, silos_section(fragmentation, names))


def _data(fragmentation: Fragmentation, names: Mapping[str, str]) -> Section:
    estate = fragmentation.estate
    known = estate.entities - estate.entities_unknown
    return Section(
        id="fragmentation",
        title=_title(fragmentation),
        said=said(fragmentation.sentences, without={*_IN_TITLE, *OF_SILOS}),
        paragraphs=(
            "Fragmentation is 1 minus the sum of the squared shares of the stores: 0 where one"
            " system holds everything, near 1 where many hold a little each. Where the numbers of"
            " records are not known, equal shares are assumed and marked.",
        ),
        key_figures=(
            KeyFigure(
                label="Redundant copies",
                value=estate.redundant_copies,
                note=f"over {counted(known, *_DATA)}, each in"
                f" {decimal(estate.duplication_ratio) or 'an unknown number of'} stores on average;"
                f" of {grouped(estate.entities_unknown)} more the roles are unknown",
            ),
            KeyFigure(
                label="Asked for more than once",
                value=estate.captured_more_than_once,
                note=f"of {counted(estate.entities, *_DATA)}, by two services or more",
            ),
        ),
        tables=(
            _entities(fragmentation, names),
            _checks(fragmentation, names),
            _joined(fragmentation, names),
            _asked_again(fragmentation, names),
            blank_columns(fragmentation),
        ),
    )


def _title(fragmentation: Fragmentation) -> str:
    """How many systems state data stands before what their data says."""
    told = fragmentation.sentences
    extent = title(told, "systems_stating_data", "")
    spread = title(told, "data_in_several_stores", "")
    if fragmentation.scope:
        spread = spread.removeprefix(f"{fragmentation.scope.label}: ")
    if not spread and not fragmentation.estate.entities_unknown:
        spread = "no data is known to be kept in more than one system"
    return "; ".join(text for text in (extent, spread) if text)


def _entities(fragmentation: Fragmentation, names: Mapping[str, str]) -> Table:
    return Table(
        id="entities",
        caption="Data and where it is held",
        columns=(
            Column(key="entity", label="Data"),
            Column(key="verdict", label="Verdict"),
            Column(key="masters", label="Systems of record"),
            Column(key="stores", label="Stores", numeric=True),
            Column(key="holders", label="Held by"),
            Column(key="fragmentation", label="Fragmentation", numeric=True),
            Column(key="effective_stores", label="Effective stores", numeric=True),
            Column(key="entropy", label="Evenness (entropy)", numeric=True),
            Column(key="shares_by", label="Shares by"),
        ),
        rows=tuple(_entity_row(entity, names) for entity in fragmentation.entities),
        total=len(fragmentation.entities),
        when_empty="The inventory states no data.",
    )


def _entity_row(entity: EntityFragmentation, names: Mapping[str, str]) -> tuple[Cell, ...]:
    inferred = " (inferred: they write it)" if entity.masters_inferred else ""
    holders = [
        f"{names.get(holder.system, holder.system)} ({_role(holder, entity.shares_by)})"
        for holder in entity.holders
    ]
    return (
        entity.name,
        _VERDICTS[entity.verdict],
        listed([names.get(system, system) for system in entity.masters]) + inferred,
        entity.stores,
        listed(holders),
        decimal(entity.fragmentation),
        decimal(entity.effective_stores),
        None if entity.entropy is None else f"{entity.entropy:.3f}",
        {"records": "records", "equal": "equal, assumed"}.get(entity.shares_by or ""),
    )


def _role(holder: Holder, shares_by: str | None) -> str:
    """Its role, and its share where several hold it and the records of each are known."""
    role = holder.role or "role unknown"
    if shares_by != "records" or holder.share is None or holder.share == 1:
        return role
    return f"{role}, {percent(holder.share.numerator, holder.share.denominator)}"


def _checks(fragmentation: Fragmentation, names: Mapping[str, str]) -> Table:
    data = _data_names(fragmentation)
    return Table(
        id="crud-checks",
        caption="Checks of who creates, reads, updates and deletes",
        columns=(
            Column(key="check", label="Check"),
            Column(key="failing", label="Found", numeric=True),
            Column(key="undecided", label="Not known", numeric=True),
            Column(key="which", label="Which"),
        ),
        rows=tuple(
            (
                _CHECKS[check.check],
                check.failing.count,
                check.undecided,
                listed(
                    [
                        (names if check.check == "system_without_data" else data).get(one, one)
                        for one in check.failing.first
                    ],
                    total=check.failing.count,
                ),
            )
            for check in fragmentation.checks
        ),
        total=len(fragmentation.checks),
        when_empty="Nothing to check.",
    )


def _data_names(fragmentation: Fragmentation) -> dict[str, str]:
    return {entity.id: entity.name for entity in fragmentation.entities}


def _joined(fragmentation: Fragmentation, names: Mapping[str, str]) -> Table:
    called = _data_names(fragmentation)
    return Table(
        id="joined-up",
        caption="How joined up each service is",
        columns=(
            Column(key="service", label="Service"),
            Column(key="needs", label="Kinds of data it needs", numeric=True),
            Column(key="joined", label="Read live from the system of record", numeric=True),
            Column(key="unknown", label="Not known", numeric=True),
            Column(key="joined_up", label="Joined up", numeric=True),
            Column(key="not_joined", label="Not joined up"),
        ),
        rows=tuple(
            (
                names.get(service.id, service.id),
                service.needs,
                service.joined,
                service.unknown,
                _index(service),
                listed([called.get(one, one) for one in service.not_joined]),
            )
            for service in fragmentation.services
        ),
        total=len(fragmentation.services),
        when_empty="No service states which data it needs.",
    )


def _index(service: ServiceData) -> str:
    """The share that is joined up, or the interval that the unknown span."""
    low = percent(service.joined, service.needs)
    if not service.unknown:
        return low
    return f"{low} to {percent(service.joined + service.unknown, service.needs)}"


def _asked_again(fragmentation: Fragmentation, names: Mapping[str, str]) -> Table:
    called = _data_names(fragmentation)
    again = fragmentation.tell_us_once
    return Table(
        id="asked-again",
        caption="Data that two services or more create, so that people may be asked again",
        columns=(
            Column(key="entity", label="Data"),
            Column(key="count", label="Services that create it", numeric=True),
            Column(key="services", label="Which"),
            Column(key="unknown", label="Services of which it is not known", numeric=True),
        ),
        rows=tuple(
            (
                called.get(capture.entity, capture.entity),
                capture.services.count,
                listed(
                    [names.get(one, one) for one in capture.services.first],
                    total=capture.services.count,
                ),
                capture.unknown,
            )
            for capture in again.first
        ),
        total=again.count,
        when_empty="None, as far as it is stated who creates what.",
    )
