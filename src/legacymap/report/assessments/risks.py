"""How legacy and risk are told: who says what, how risky it is, what is planned, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final, get_args

from legacymap.analysis.disposition.rules import Disposition
from legacymap.analysis.disposition.time import QUADRANTS
from legacymap.analysis.risk.answers import Answers, LegacyRisk, Scores, SystemRisk, TimeState
from legacymap.report.assessments.said import said, title
from legacymap.report.model import Cell, Column, KeyFigure, Section, Table
from legacymap.report.wording import counted, grouped, listed, named, percent, verb

_FEW_USERS: Final = 6
# Orders of their own: a stored answer has its keys in alphabetical order.
_DISPOSITIONS: Final[tuple[Disposition, ...]] = get_args(Disposition)
_ORIGINS: Final = {
    "declared": "declared by somebody",
    "derived": "derived from risk scores",
    "suggested": "suggested by signs",
}


def risk_sections(risk: LegacyRisk, names: Mapping[str, str]) -> tuple[Section, ...]:
    """What is legacy and how risky, then what is planned and suggested for it.

    Where nothing calls for a plan or a suggestion, there is no second section.
    """
    asked = risk.plans.systems or risk.dispositions.systems or risk.time.unknown < risk.systems
    return (_legacy_section(risk), *((_actions_section(risk, names),) if asked else ()))


def _legacy_section(risk: LegacyRisk) -> Section:
    tables = [_origins(risk)]
    if risk.legacy.with_evidence:
        tables.append(_evidence(risk))
    if risk.disagreements.count:
        tables.append(_disagreements(risk))
    if risk.scores.complete + risk.scores.partial:
        tables.append(_scores(risk))
    return Section(
        id="risk",
        title=title(
            risk.sentences, "systems_legacy", "There is no system of the organisation's own"
        ),
        said=tuple(
            one
            for path in ("risk.legacy", "risk.scores", "risk.disagreements")
            for one in said(risk.sentences, at=path, without={"systems_legacy"})
        ),
        paragraphs=tuple(_basis(risk)),
        key_figures=tuple(_figures(risk)),
        tables=tuple(tables),
    )


def _basis(risk: LegacyRisk) -> Iterator[str]:
    counts = [_ORIGINS[origin] for origin in risk.legacy.counted]
    what = f"what is {' or '.join(counts)}" if counts else "nothing, by this policy"
    yield f"What counts as legacy: {what}."
    if risk.outside:
        legacy = risk.outside_legacy.count
        yield (
            f"{counted(risk.outside, 'system')} outside the organisation"
            f" {'is' if risk.outside == 1 else 'are'} left out; {grouped(legacy)} of them"
            f" {'is' if legacy == 1 else 'are'} known to be legacy."
        )
    if risk.legacy.without_date:
        yield (
            f"Of {_counted(risk, risk.legacy.declared.yes)} declared legacy, it is not recorded of"
            f" {grouped(risk.legacy.without_date)} when that was confirmed."
        )
    if risk.as_of is None and risk.systems:
        yield (
            "The inventory does not say of which day it is (`as_of`): whether support has ended was"
            " judged of no date and no version."
        )
    hidden = risk.legacy.with_legacy_parts
    if hidden.count:
        verb = "has" if hidden.count == 1 else "have"
        yield f"{counted(hidden.count, 'system')} not legacy as a whole {verb} parts that are."
    if risk.scores.complete or risk.scores.partial:
        yield (
            "Scores are those of the Legacy IT Risk Assessment Framework: overall = T(L) x T(C),"
            " where T is the mean of the mean and the highest score; red from 16, high from 8,"
            " medium from 4. A system without all thirteen scores has no overall score."
        )
    elif risk.systems:
        yield "No system has a score of the Legacy IT Risk Assessment Framework."


def _counted(risk: LegacyRisk, count: int) -> str:
    """``count`` of what is listed; parts are no systems."""
    if risk.level == "top":
        return counted(count, "system")
    return counted(count, "system or part", "systems and parts")


def _figures(risk: LegacyRisk) -> Iterator[KeyFigure]:
    legacy, scores = risk.legacy, risk.scores
    low, high = (
        percent(legacy.legacy, risk.systems),
        percent(legacy.legacy + legacy.unknown, risk.systems),
    )
    if risk.systems:
        yield KeyFigure(
            label="Legacy systems",
            value=legacy.legacy,
            note=f"of {_counted(risk, risk.systems)}: {low} to {high}; {grouped(legacy.unknown)}"
            " unknown",
        )
    if scores.complete or scores.partial:
        yield KeyFigure(
            label="Red systems",
            value=scores.zones["red"],
            note=f"of {grouped(scores.complete)} with all thirteen scores;"
            f" {grouped(scores.partial)} with some, {grouped(scores.none)} with none",
        )


def _origins(risk: LegacyRisk) -> Table:
    legacy = risk.legacy
    together = Answers(legacy.legacy, legacy.not_legacy, legacy.unknown)
    rows: list[tuple[Cell, ...]] = [
        (_ORIGINS[origin], *_answered(found), "yes" if origin in legacy.counted else "no")
        for origin, found in (
            ("declared", legacy.declared),
            ("derived", legacy.derived),
            ("suggested", legacy.suggested),
        )
    ]
    rows.append(("together, as counted", *_answered(together), ""))
    return Table(
        id="legacy-origins",
        caption=f"Who says which of {_counted(risk, risk.systems)}"
        f" {verb(risk.systems, 'is', 'are')} legacy",
        columns=(
            Column(key="origin", label="How it is known"),
            Column(key="legacy", label="Legacy", numeric=True),
            Column(key="not_legacy", label="Not legacy", numeric=True),
            Column(key="unknown", label="Unknown", numeric=True),
            Column(key="counts", label="Counts"),
        ),
        rows=tuple(rows),
        total=len(rows),
        when_empty="There is no system.",
    )


def _answered(found: Answers) -> tuple[int, int, int]:
    return found.yes, found.no, found.unknown


def _evidence(risk: LegacyRisk) -> Table:
    told = [row for row in risk.register.first if _is_told(row)]
    return Table(
        id="legacy-evidence",
        caption="What is known of each system that anything is known of",
        columns=(
            Column(key="system", label="System"),
            Column(key="state", label="Legacy, as counted"),
            Column(key="declared", label="Declared"),
            Column(key="derived", label="Derived"),
            Column(key="suggested", label="Suggested by"),
        ),
        rows=tuple(
            (
                named(row.id, row.name),
                _STATES[row.legacy.state],
                row.legacy.declared.because,
                row.legacy.derived.because,
                row.legacy.suggested.because or "nothing",
            )
            for row in told
        ),
        total=risk.legacy.with_evidence,
        when_empty="None of the first systems of the register.",
    )


def _is_told(row: SystemRisk) -> bool:
    known = row.legacy
    return any(one.legacy is not None for one in (known.declared, known.derived, known.suggested))


def _disagreements(risk: LegacyRisk) -> Table:
    return Table(
        id="disagreements",
        caption="Statements that do not go together",
        columns=(
            Column(key="system", label="System"),
            Column(key="message", label="What is said"),
        ),
        rows=tuple((named(one.id, one.name), one.message) for one in risk.disagreements.first),
        total=risk.disagreements.count,
        when_empty="None.",
    )


def _scores(risk: LegacyRisk) -> Table:
    scored = [row for row in risk.register.first if row.scores.given]
    return Table(
        id="risk-scores",
        caption="Risk by the framework, legacy systems first",
        columns=(
            Column(key="system", label="System"),
            Column(key="state", label="Legacy"),
            Column(key="likelihood", label="T(L)"),
            Column(key="impact", label="T(C)"),
            Column(key="overall", label="Overall"),
            Column(key="zone", label="Zone"),
            Column(key="missing", label="Missing scores"),
            Column(key="suggested", label="Dependencies suggest"),
        ),
        rows=tuple(_score_row(row) for row in scored),
        total=risk.scores.complete + risk.scores.partial,
        when_empty="None of the first systems of the register.",
    )


_STATES: Final = {"legacy": "yes", "not_legacy": "no", "unknown": None}


def _score_row(row: SystemRisk) -> tuple[Cell, ...]:
    scores = row.scores
    return (
        named(row.id, row.name),
        _STATES[row.legacy.state],
        decimals(scores.likelihood),
        decimals(scores.impact),
        decimals(scores.overall) or _between(scores),
        scores.zone,
        listed(scores.missing, most=13),
        "; ".join(
            f"{name} = {one.score} (given: {scores.given.get(name, 'none')}): {one.because}"
            for name, one in scores.suggested.items()
        )
        or "nothing",
    )


def decimals(score: Fraction | None) -> str | None:
    """A score with two decimals, halves to even, rounded once from the exact value."""
    if score is None:
        return None
    hundredths = round(score * 100)
    return f"{hundredths // 100}.{hundredths % 100:02}"


def _between(scores: Scores) -> str | None:
    """In place of an overall score: between which values the missing scores leave it."""
    if scores.least is None:
        return None
    return f"unknown, {decimals(scores.least)} to {decimals(scores.most)}"


def _actions_section(risk: LegacyRisk, names: Mapping[str, str]) -> Section:
    plans, dispositions = risk.plans, risk.dispositions
    suggested = [
        f"{name} {grouped(count)}"
        for name in _DISPOSITIONS
        if (count := dispositions.suggested[name])
    ]
    quadrants = [f"{name} {grouped(risk.time.quadrants[name])}" for name in QUADRANTS]
    known = risk.systems - risk.time.unknown
    about = (
        f"TIME places {grouped(known)} of {_counted(risk, risk.systems)}"
        f" ({percent(known, risk.systems)}): {', '.join(quadrants)};"
        f" {grouped(risk.time.unknown)} unknown. A fit of {risk.time.high_from} of 5 or more is"
        " high."
        if known
        else f"TIME: no system of {grouped(risk.systems)} has both marks of fitness or a stated"
        " place."
    )
    return Section(
        id="modernisation",
        title=title(risk.sentences, "modernisation_plans", "No system is known to be legacy"),
        said=tuple(
            one
            for path in ("risk.plans", "risk.time", "risk.dispositions")
            for one in said(risk.sentences, at=path, without={"modernisation_plans"})
        ),
        paragraphs=(
            "A modernisation plan is complete with milestones, a description of the work and what"
            " becomes of the old system (after GAO-25-107795). A blank is unknown, not missing.",
            about,
            "Suggestions follow rules, of which the first that matches what is known wins; they"
            " are a beginning of a discussion, not a decision.",
        ),
        key_figures=(
            KeyFigure(
                label="Complete plans",
                value=plans.complete,
                note=f"of {counted(plans.systems, 'legacy system')}; {grouped(plans.partial)}"
                f" partial, {grouped(plans.none)} without any part, {grouped(plans.unknown)}"
                " unknown",
            ),
        )
        if plans.systems
        else (),
        tables=(_actions(risk, names, ", ".join(suggested)),),
    )


def _actions(risk: LegacyRisk, names: Mapping[str, str], suggested: str) -> Table:
    rows = [row for row in risk.register.first if row.disposition is not None]
    return Table(
        id="dispositions",
        caption=f"Plans and suggestions for legacy systems and those to migrate or eliminate"
        f" ({suggested})"
        if suggested
        else "Plans and suggestions for legacy systems and those to migrate or eliminate",
        columns=(
            Column(key="system", label="System"),
            Column(key="plan", label="Plan"),
            Column(key="time", label="TIME"),
            Column(key="suggested", label="Suggested"),
            Column(key="reason", label="Why"),
            Column(key="move_first", label="Move first"),
        ),
        rows=tuple(_action_row(row, names) for row in rows),
        total=risk.dispositions.systems,
        when_empty="No system is known to be legacy, or to migrate or eliminate.",
    )


def _action_row(row: SystemRisk, names: Mapping[str, str]) -> tuple[Cell, ...]:
    found = row.disposition
    first = found.move_first if found else None
    return (
        named(row.id, row.name),
        row.plan.completeness,
        _time(row.time),
        found.disposition if found else None,
        found.reason if found else None,
        listed([names.get(user, user) for user in first.first], total=first.count, most=_FEW_USERS)
        if first
        else "none",
    )


def _time(time: TimeState) -> str | None:
    if time.stated is not None:
        return f"{time.stated} (stated)"
    if time.derived is None:
        return None
    return f"{time.derived} (functional {time.functional_fit}, technical {time.technical_fit})"
