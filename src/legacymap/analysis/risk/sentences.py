"""What legacy and risk say in words: how much is legacy, what is red, what is planned."""

from __future__ import annotations

from collections.abc import Callable

from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.risk.answers import LegacyCounts, LegacyRisk, SystemRisk
from legacymap.analysis.sentences import LEGACY_STATE, Rows, Sentence, ranked, rows, sentence
from legacymap.analysis.sentences.wording import but_unknown, counted, grouped, is_are, named, verb

_LEGACY, _SCORES, _PLANS = "risk.legacy", "risk.scores", "risk.plans"
_MOVING = ("migrate", "eliminate")


def risk_sentences(found: LegacyRisk) -> tuple[Sentence, ...]:
    """The sentences of ``found``, those that matter most first."""
    return ranked(
        (
            _legacy(found),
            _disagreeing(found),
            _without_source(found),
            _red(found),
            _riskiest(found),
            _plans(found),
            _to_change(found),
            _unused(found),
        )
    )


def _rows(found: LegacyRisk, count: int, wanted: Callable[[SystemRisk], bool], *, at: str) -> Rows:
    """``count`` systems that are counted ``at`` a path; named those among the first rows."""
    shown = tuple(row.id for row in found.register.first if wanted(row))
    return rows("systems", Excerpt(count, shown), at=at)


def _systems(found: LegacyRisk, count: int, which: str = "") -> str:
    """``count`` of what ``found`` counts, ``which`` ones: parts are no systems."""
    if found.level == "top":
        return counted(count, f"{which}system")
    return counted(count, f"{which}system or part", f"{which}systems and parts")


def _any_of(things: str, count: int) -> str:
    return f"any of {things}" if count > 1 else f"the {things}"


def _legacy(found: LegacyRisk) -> Sentence | None:
    legacy = found.legacy
    if not found.systems:
        return None
    systems = _systems(found, found.systems)
    nobody_says = legacy.unknown == found.systems
    if nobody_says:
        text = f"It is not known of {_any_of(systems, found.systems)} whether it is legacy"
    elif not legacy.legacy:
        text = f"None of {systems} is known to be legacy{but_unknown(legacy.unknown)}"
    else:
        text = f"{grouped(legacy.legacy)} of {systems} {is_are(legacy.legacy)} legacy"
        text += but_unknown(legacy.unknown)
    looking = 0 if "suggested" in legacy.counted else legacy.suggested_only.count
    uncounted = _uncounted(legacy)
    if uncounted:
        text += f"; {uncounted}, which the policy does not count"
    elif looking:
        text += ";" if nobody_says else ", of which"
        text += f" {grouped(looking)} {verb(looking, 'looks', 'look')} like it"
    return sentence(
        "risk",
        "systems_legacy",
        text,
        matter="order" if legacy.legacy else "knowledge",
        count=legacy.legacy,
        of=found.systems,
        unknown=legacy.unknown,
        topic=LEGACY_STATE if nobody_says else None,
        rows=_rows(found, legacy.legacy, lambda row: row.legacy.state == "legacy", at=_LEGACY),
    )


def _uncounted(legacy: LegacyCounts) -> str:
    """How many are said to be legacy by an origin that the policy leaves out."""
    left_out = (
        f"{grouped(count)} {is_are(count)} {origin} so"
        for origin, count in (("declared", legacy.declared.yes), ("derived", legacy.derived.yes))
        if count and origin not in legacy.counted
    )
    return " and ".join(left_out)


def _disagreeing(found: LegacyRisk) -> Sentence | None:
    count = found.disagreements.count
    if not count:
        return None
    first = found.disagreements.first[0]
    text = f"About {named(first.id, first.name)} two statements do not go together: {first.message}"
    if count > 1:
        text += f". {counted(count - 1, 'more pair')} of statements {verb(count - 1, 'does', 'do')}"
        text += " not either"
    ids = tuple(dict.fromkeys(one.id for one in found.disagreements.first))
    # Beyond those at hand it is not known which belong to one system.
    systems = len(ids) + count - len(found.disagreements.first)
    return sentence(
        "risk",
        "statements_disagree",
        text,
        matter="knowledge",
        rows=rows("systems", Excerpt(systems, ids), at="risk.disagreements"),
    )


def _without_source(found: LegacyRisk) -> Sentence | None:
    declared, count = found.legacy.declared.yes, found.legacy.without_source
    if not count:
        return None
    systems = _systems(found, declared)
    return sentence(
        "risk",
        "declared_without_source",
        f"It is not recorded of {_any_of(systems, declared)} declared legacy who said so"
        if count == declared
        else f"Of {systems} declared legacy, it is not recorded of {grouped(count)} who said so",
        matter="knowledge",
        count=count,
        of=declared,
        rows=_rows(
            found,
            count,
            lambda row: (
                row.legacy.declared.legacy is True
                and row.legacy.source is None
                and row.legacy.confirmed_by is None
            ),
            at=_LEGACY,
        ),
    )


def _red(found: LegacyRisk) -> Sentence | None:
    scores = found.scores
    if not scores.complete:
        return None
    count, unscored = scores.zones["red"], scores.partial + scores.none
    red = f"{grouped(count)} of" if count else "None of"
    text = (
        f"{red} {_systems(found, scores.complete, 'fully scored ')} {is_are(count or 1)} red"
        " by the Legacy IT Risk Assessment Framework"
    )
    if unscored:
        text += f"; {grouped(unscored)} of {_systems(found, found.systems)}"
        text += f" {is_are(unscored)} not fully scored"
    return sentence(
        "risk",
        "red_systems",
        text,
        matter="order",
        count=count,
        of=found.systems,
        unknown=unscored,
        rows=_rows(found, count, lambda row: row.scores.zone == "red", at=_SCORES),
    )


def _riskiest(found: LegacyRisk) -> Sentence | None:
    known = [row for row in found.register.first if row.scores.overall is not None]
    if len(known) < 2 or found.register.count > len(found.register.first):
        # Of a longer register the riskiest system need not be among those at hand.
        return None
    highest = max(row.scores.overall or 0 for row in known)
    first = [row for row in known if row.scores.overall == highest]
    hundredths = round(highest * 100)
    score = f"{hundredths // 100}.{hundredths % 100:02}"
    names = " and ".join(named(row.id, row.name) for row in first[:3])
    more = f" and {grouped(len(first) - 3)} more" if len(first) > 3 else ""
    return sentence(
        "risk",
        "riskiest",
        f"{names}{more} {verb(len(first), 'has', 'have')} the highest risk score of"
        f" {_systems(found, len(known), 'fully scored ')}: {score} of 30",
        matter="order",
        rows=rows("systems", [row.id for row in first], at=_SCORES),
    )


def _plans(found: LegacyRisk) -> Sentence | None:
    plans = found.plans
    if not plans.systems:
        return None
    legacy = _systems(found, plans.systems, "legacy ")
    if plans.unknown == plans.systems:
        which = _any_of(legacy, plans.systems)
        text = f"It is not known of {which} how complete the plan to modernise it is"
    else:
        text = (
            f"{grouped(plans.complete)} of {legacy} {verb(plans.complete, 'has', 'have')} a"
            f" complete modernisation plan{but_unknown(plans.unknown)}"
        )
    lacking = plans.partial + plans.none
    return sentence(
        "risk",
        "modernisation_plans",
        text,
        matter="order" if lacking or plans.complete else "knowledge",
        count=plans.complete,
        of=plans.systems,
        unknown=plans.unknown,
        rows=_rows(
            found, plans.complete, lambda row: row.plan.completeness == "complete", at=_PLANS
        ),
    )


def _to_change(found: LegacyRisk) -> Sentence | None:
    time = found.time
    moving = time.quadrants["migrate"] + time.quadrants["eliminate"]
    if time.unknown == found.systems:
        return None
    text = (
        f"By TIME {grouped(time.quadrants['eliminate'])} of {_systems(found, found.systems)}"
        f" {is_are(time.quadrants['eliminate'])} to be eliminated and"
        f" {grouped(time.quadrants['migrate'])} to be migrated{but_unknown(time.unknown)}"
    )
    return sentence(
        "risk",
        "time_to_change",
        text,
        matter="order",
        count=moving,
        of=found.systems,
        unknown=time.unknown,
        rows=_rows(
            found, moving, lambda row: row.time.quadrant in ("migrate", "eliminate"), at="risk.time"
        ),
    )


def _unused(found: LegacyRisk) -> Sentence | None:
    by_rule = found.dispositions.by_rule
    count = by_rule["unused"] + by_rule["unused_as_far_as_known"]
    if not count:
        return None
    text = (
        f"Of {grouped(count)} of {_systems(found, found.dispositions.systems)} to be dealt with"
        f" no user and no consumer is recorded: confirm that, and {verb(count, 'it', 'they')} can"
        " be retired"
    )
    return sentence(
        "risk",
        "unused_legacy",
        text,
        matter="order",
        count=count,
        of=found.dispositions.systems,
        rows=_rows(
            found,
            count,
            lambda row: row.disposition is not None and row.disposition.rule.startswith("unused"),
            at="risk.dispositions",
        ),
    )
