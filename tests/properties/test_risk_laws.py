"""Laws of legacy and risk: worse is never better, unknown is never no, order is no content."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from legacymap.analysis.estate import Estate
from legacymap.analysis.framework import IMPACTS, LIKELIHOODS, risk_score
from legacymap.analysis.risk.answers import LegacyRisk, SystemRisk
from legacymap.analysis.risk.register import register_of
from legacymap.analysis.risk.risk import risk
from legacymap.analysis.risk.rows import system_rows
from legacymap.inventory import (
    Dependency,
    Heading,
    ImpactScores,
    Inventory,
    LikelihoodScores,
    ModernisationPlan,
    Risk,
    System,
    to_json,
)

MAYBE = st.none() | st.booleans()


@st.composite
def risks(draw: st.DrawFn) -> Risk:
    def some(names: tuple[str, ...], most: int) -> dict[str, int]:
        one = st.none() | st.integers(1, most)
        drawn = {name: draw(one) for name in names}
        return {name: score for name, score in drawn.items() if score is not None}

    return Risk(
        likelihood=LikelihoodScores.model_validate(some(LIKELIHOODS, 6)),
        impact=ImpactScores.model_validate(some(IMPACTS, 5)),
    )


@st.composite
def systems(draw: st.DrawFn, id: str) -> System:
    fit = st.none() | st.integers(1, 5)
    plan = ModernisationPlan(milestones=draw(MAYBE), work=draw(MAYBE), disposition=draw(MAYBE))
    return System(
        id=id,
        name=id,
        legacy=draw(MAYBE),
        technologies=draw(st.sampled_from([(), ("COBOL",)])),
        risk=draw(st.none() | risks()),
        functional_fit=draw(fit),
        technical_fit=draw(fit),
        statutory_hold=draw(MAYBE),
        modernisation_plan=plan,
        lifecycle=draw(st.sampled_from([None, "live", "retired"])),
    )


@st.composite
def rows_of(draw: st.DrawFn) -> tuple[list[System], list[Dependency]]:
    ids = [f"s{number}" for number in range(draw(st.integers(1, 6)))]
    ends = st.sampled_from(ids)
    pairs = draw(st.sets(st.tuples(ends, ends), max_size=10))
    dependencies = [Dependency(consumer=a, provider=b) for a, b in sorted(pairs) if a != b]
    return [draw(systems(name)) for name in ids], dependencies


def estate_of(rows: tuple[list[System], list[Dependency]]) -> Estate:
    return Estate.of(Inventory.of(*rows, heading=Heading(as_of="2026")))


def by_id(estate: Estate) -> dict[str, SystemRisk]:
    return {row.id: row for row in system_rows(register_of(estate))}


@settings(max_examples=30, deadline=None)
@given(rows_of(), st.data())
def test_the_order_of_rows_changes_no_byte(
    rows: tuple[list[System], list[Dependency]], data: st.DataObject
) -> None:
    turned = (data.draw(st.permutations(rows[0])), data.draw(st.permutations(rows[1])))
    assert to_json(risk(estate_of(rows))) == to_json(risk(estate_of(turned)))


@settings(max_examples=40, deadline=None)
@given(risks())
def test_all_systems_at_once_are_scored_as_one_alone(given_scores: Risk) -> None:
    system = System(id="x", name="X", risk=given_scores)
    (row,) = system_rows(register_of(Estate.of(Inventory.of([system]))))
    alone = risk_score(given_scores)
    assert (row.scores.likelihood, row.scores.impact) == (alone.likelihood, alone.impact)
    assert (row.scores.overall, row.scores.zone) == (alone.overall, alone.zone)
    assert (row.scores.missing, row.legacy.derived.legacy) == (alone.missing, alone.legacy)


@settings(max_examples=40, deadline=None)
@given(risks(), st.sampled_from((*LIKELIHOODS, *IMPACTS)))
def test_a_worse_score_never_lowers_anything_and_a_known_one_narrows_the_range(
    before: Risk, name: str
) -> None:
    side = "likelihood" if name in LIKELIHOODS else "impact"
    scores = getattr(before, side)
    was = getattr(scores, name)
    now = min((was or 0) + 1, 6 if side == "likelihood" else 5)
    after = before.model_copy(update={side: scores.model_copy(update={name: now})})
    inventory = Inventory.of(
        [System(id="a", name="A", risk=before), System(id="b", name="B", risk=after)]
    )
    of = {key: row.scores for key, row in by_id(Estate.of(inventory)).items()}
    if of["a"].overall is not None and of["b"].overall is not None:
        assert of["a"].overall <= of["b"].overall
    if of["a"].least is not None and of["b"].least is not None:
        assert of["a"].least <= of["b"].least
    if was is None and of["a"].most is not None:
        # The lowest there is has become known: nothing worse than it is possible any more.
        assert of["b"].most is not None
        assert of["b"].most <= of["a"].most
    for one in of.values():
        if one.least is not None and one.most is not None:
            assert Fraction(1) <= one.least <= (one.overall or one.least) <= one.most <= 30


def total(answer: LegacyRisk) -> tuple[int, ...]:
    legacy, scores, plans, time = answer.legacy, answer.scores, answer.plans, answer.time
    return (
        legacy.legacy + legacy.not_legacy + legacy.unknown,
        legacy.declared.yes + legacy.declared.no + legacy.declared.unknown,
        scores.complete + scores.partial + scores.none,
        sum(time.quadrants.values()) + time.unknown,
        plans.complete + plans.partial + plans.none + plans.unknown - plans.systems,
    )


@settings(max_examples=40, deadline=None)
@given(rows_of(), st.integers(0, 5))
def test_what_is_no_longer_known_becomes_unknown_and_never_no(
    rows: tuple[list[System], list[Dependency]], place: int
) -> None:
    known, dependencies = rows
    place %= len(known)
    forgotten = list(known)
    forgotten[place] = System(
        id=known[place].id, name=known[place].name, lifecycle=known[place].lifecycle
    )
    estate, less = estate_of(rows), estate_of((forgotten, dependencies))
    before, after = risk(estate), risk(less)
    for answer in (before, after):
        assert total(answer) == (answer.systems,) * 4 + (0,)
    row = by_id(less)[known[place].id]
    assert (row.legacy.state, row.scores.overall, row.scores.framework_class) == (
        "unknown",
        None,
        None,
    )
    assert (row.plan.completeness, row.time.quadrant, row.disposition) == (None, None, None)
    assert after.legacy.not_legacy <= before.legacy.not_legacy
    assert after.legacy.legacy <= before.legacy.legacy
    assert after.legacy.unknown >= before.legacy.unknown
    assert after.plans.none <= before.plans.none
