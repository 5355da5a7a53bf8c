"""What the analysis of legacy and risk answers: figures for the estate, facts for each system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from legacymap.analysis.disposition.plans import Completeness
from legacymap.analysis.disposition.rules import Disposition
from legacymap.analysis.disposition.time import Quadrant
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.framework import Zone
from legacymap.analysis.inference.legacy import LegacyState, Origin
from legacymap.analysis.scope import Scope
from legacymap.analysis.sentences import Sentence
from legacymap.graph import Level
from legacymap.inventory.vocabulary import LegacyReason

FrameworkClass = Literal["red", "legacy", "not_legacy"]
DisagreementKind = Literal[
    "declared_and_derived",
    "declared_and_suggested",
    "answer_and_reasons",
    "threshold_and_score",
    "time_stated_and_derived",
]


@dataclass(frozen=True, slots=True)
class Statement:
    """What one origin says of a system being legacy, and what that rests on."""

    legacy: bool | None
    because: str | None


@dataclass(frozen=True, slots=True)
class LegacyEvidence:
    """What is known of one system being legacy; the three origins are never mixed."""

    state: LegacyState
    """By the origins that the policy counts."""
    declared: Statement
    derived: Statement
    suggested: Statement
    reasons: tuple[LegacyReason, ...]
    source: str | None
    """Who declared it; of a part that has it from its system, who declared that."""
    confirmed_by: str | None
    confirmed_on: str | None
    legacy_parts: int
    """Parts that are legacy by the origins that count, where the system itself is not."""


@dataclass(frozen=True, slots=True)
class SuggestedScore:
    """A score that the dependencies suggest; it never takes the place of a person's."""

    score: int
    because: str


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of the Legacy IT Risk Assessment Framework, and what they amount to."""

    given: Mapping[str, int]
    likelihood: Fraction | None
    """``T(L)``, exact; none unless all seven are known."""
    impact: Fraction | None
    """``T(C)``, exact; none unless all six are known."""
    overall: Fraction | None
    """``T(L) * T(C)``; none unless all thirteen are known."""
    zone: Zone | None
    framework_class: FrameworkClass | None
    missing: tuple[str, ...]
    least: Fraction | None
    """What the overall score would be if every missing score were the lowest there is."""
    most: Fraction | None
    """What it would be if every missing score were the highest; both none without any score."""
    suggested: Mapping[str, SuggestedScore]
    """C6 and L7, where the dependencies say something about them."""


@dataclass(frozen=True, slots=True)
class PlanState:
    """How complete a system's modernisation plan is; ``None`` where nobody answered."""

    completeness: Completeness | None
    milestones: bool | None
    work: bool | None
    disposition: bool | None


@dataclass(frozen=True, slots=True)
class TimeState:
    """Tolerate, invest, migrate or eliminate, and whose word that is."""

    quadrant: Quadrant | None
    """As stated, else as derived."""
    stated: Quadrant | None
    derived: Quadrant | None
    """From the two marks of fitness."""
    functional_fit: int | None
    technical_fit: int | None


@dataclass(frozen=True, slots=True)
class SuggestedDisposition:
    """One of seven dispositions, the rule that suggests it, and why."""

    disposition: Disposition
    rule: str
    reason: str
    move_first: Excerpt[str]
    """Who uses the system and must be moved before it can be retired; else nobody."""


@dataclass(frozen=True, slots=True)
class SystemRisk:
    """One row of the register: a system with all that is known of its legacy and its risk."""

    id: str
    name: str
    kind: str
    part_of: str | None
    owner: str | None
    lifecycle: str | None
    legacy: LegacyEvidence
    scores: Scores
    affected: int
    """Other whole systems that stop or work worse without it, directly or not."""
    plan: PlanState
    time: TimeState
    disposition: SuggestedDisposition | None
    """None where nothing calls for one: neither legacy, nor to migrate or eliminate."""
    disagreements: tuple[DisagreementKind, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two statements about one system that do not go together."""

    id: str
    name: str
    kind: DisagreementKind
    message: str


@dataclass(frozen=True, slots=True)
class Answers:
    """How often something is so, is not so, and is not known; together, all that were asked."""

    yes: int
    no: int
    unknown: int


@dataclass(frozen=True, slots=True)
class LegacyCounts:
    """How many systems are legacy, by whom, and of how many it is not known."""

    counted: tuple[Origin, ...]
    """The origins that make a system legacy under the policy."""
    legacy: int
    not_legacy: int
    unknown: int
    share_low: Fraction | None
    """legacy / systems: none of the unknown is. None where there is no system."""
    share_high: Fraction | None
    """(legacy + unknown) / systems: all of them are."""
    declared: Answers
    derived: Answers
    suggested: Answers
    """A suggestion never says no."""
    by_reason: Mapping[LegacyReason, int]
    """Declared reasons; a system may have several."""
    without_source: int
    """Systems declared legacy of which it is not recorded who said so."""
    without_date: int
    """Systems declared legacy of which it is not recorded when that was confirmed."""
    suggested_only: Excerpt[str]
    """Systems that look like legacy, while nobody declared them or said no, and no score does."""
    with_evidence: int
    """Systems of which any of the three origins says something."""
    with_legacy_parts: Excerpt[str]
    """Systems that are not legacy themselves and have parts that are."""


@dataclass(frozen=True, slots=True)
class ScoreCounts:
    """How far the systems are scored, and where the scores lie."""

    complete: int
    """Systems with all thirteen scores: only these have an overall score."""
    partial: int
    none: int
    zones: Mapping[Zone, int]
    """Of the complete ones."""
    surely_red: int
    """Partly scored systems that are red whatever the missing scores are."""
    missing: Mapping[str, int]
    """Of the partly scored systems, how many lack each score."""


@dataclass(frozen=True, slots=True)
class PlanCounts:
    """How complete the modernisation plans of the legacy systems are."""

    systems: int
    """The legacy systems, by the origins that count."""
    complete: int
    partial: int
    none: int
    unknown: int
    share_low: Fraction | None
    """complete / systems. None where no system is legacy."""
    share_high: Fraction | None
    """(complete + those that may be) / systems."""
    milestones: Answers
    work: Answers
    disposition: Answers


@dataclass(frozen=True, slots=True)
class TimeCounts:
    """How many systems are in each quadrant of TIME."""

    high_from: int
    """Fit from which it counts as high, 1 to 5."""
    quadrants: Mapping[Quadrant, int]
    stated: int
    """Of them, how many the inventory states; the others follow from fitness."""
    unknown: int


@dataclass(frozen=True, slots=True)
class DispositionCounts:
    """What is suggested for the systems that call for something."""

    systems: int
    """Legacy by the origins that count, or to migrate or eliminate by TIME; not retired or planned
    only, not kept as a facade, not stated to be irreplaceable."""
    suggested: Mapping[Disposition, int]
    by_rule: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LegacyRisk:
    """Legacy, risk, plans and dispositions of an estate."""

    level: Level
    as_of: str | None
    systems: int
    """The systems that all figures are about: without people and without external systems."""
    outside: int
    """External systems, left out of every figure."""
    outside_legacy: Excerpt[str]
    """Those of them that are legacy by the origins that count."""
    legacy: LegacyCounts
    scores: ScoreCounts
    plans: PlanCounts
    time: TimeCounts
    dispositions: DispositionCounts
    disagreements: Excerpt[Disagreement]
    register: Excerpt[SystemRisk]
    """Legacy systems first, those of unknown state next; within them the riskiest first."""
    note: str
    scope: Scope | None
    """The part of the estate that was asked about; ``None`` is the whole."""
    sentences: tuple[Sentence, ...]
    """What it all says in words, those first that matter most."""
