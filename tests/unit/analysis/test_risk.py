"""The analysis of legacy and risk on small estates whose figures were counted by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from legacymap.analysis.estate import Estate
from legacymap.analysis.exposure import reach
from legacymap.analysis.framework import IMPACTS, LIKELIHOODS
from legacymap.analysis.impact import impact
from legacymap.analysis.inference.legacy import Origin
from legacymap.analysis.risk.answers import Answers, LegacyRisk, SuggestedScore, SystemRisk
from legacymap.analysis.risk.dependents import dependents
from legacymap.analysis.risk.risk import risk
from legacymap.inventory import (
    Dependency,
    Heading,
    ImpactScores,
    Inventory,
    LikelihoodScores,
    ModernisationPlan,
    Risk,
    System,
)


def scores(likelihood: list[int | None], impact: list[int | None]) -> Risk:
    return Risk(
        likelihood=LikelihoodScores(**dict(zip(LIKELIHOODS, likelihood, strict=False))),
        impact=ImpactScores(**dict(zip(IMPACTS, impact, strict=False))),
    )


def found(
    *systems: System, arrows: str = "", counts: tuple[Origin, ...] = ("declared", "derived")
) -> LegacyRisk:
    pairs = [arrow.split(">") for arrow in arrows.split()]
    dependencies = [Dependency(consumer=consumer, provider=prov) for consumer, prov in pairs]
    inventory = Inventory.of(systems, dependencies, heading=Heading(as_of="2026"))
    return risk(Estate.of(inventory, legacy_counts=counts))


def row(answer: LegacyRisk, system: str) -> SystemRisk:
    return next(one for one in answer.register.first if one.id == system)


@pytest.mark.parametrize(
    ("likelihood", "impact", "overall", "zone", "framework_class"),
    [
        ([5, 5, 5, 5, 6, 6, 6], [5, 5, 2, 5, 5, 4], Fraction(80, 3), "red", "red"),
        ([4] * 7, [4] * 6, Fraction(16), "red", "red"),
        ([6, 1, 1, 1, 1, 1, 1], [5] * 6, Fraction(135, 7), "red", "red"),
        ([3, 1, 1, 1, 1, 1, 1], [1] * 6, Fraction(15, 7), "low", "legacy"),
        ([2] * 7, [4] * 6, Fraction(8), "high", "not_legacy"),
        ([2] * 7, [2] * 6, Fraction(4), "medium", "not_legacy"),
    ],
)
def test_the_framework_s_check_values_come_out_exactly(
    likelihood: list[int | None],
    impact: list[int | None],
    overall: Fraction,
    zone: str,
    framework_class: str,
) -> None:
    of = row(found(System(id="x", name="X", risk=scores(likelihood, impact))), "x").scores
    assert (of.overall, of.zone, of.framework_class) == (overall, zone, framework_class)
    assert (of.least, of.most, of.missing) == (overall, overall, ())


def test_a_missing_score_is_named_and_leaves_a_range_but_no_overall_score() -> None:
    answer = found(System(id="x", name="X", risk=scores([4] * 6, [4] * 6)))
    of = row(answer, "x").scores
    assert (of.overall, of.zone, of.likelihood, of.impact) == (None, None, None, Fraction(4))
    assert (of.framework_class, of.missing) == ("legacy", ("L7",))
    # L7 = 1: (25/7 + 4) / 2 * 4; L7 = 6: (30/7 + 6) / 2 * 4
    assert (of.least, of.most) == (Fraction(106, 7), Fraction(144, 7))
    assert (answer.scores.partial, answer.scores.missing["L7"], answer.scores.missing["C6"]) == (
        1,
        1,
        0,
    )
    assert answer.scores.surely_red == 0


def test_a_partly_scored_system_may_be_red_whatever_is_missing() -> None:
    answer = found(System(id="x", name="X", risk=scores([6, 6, 6, 6, 6, 6], [5] * 6)))
    assert (answer.scores.surely_red, answer.scores.complete) == (1, 0)


def test_declared_derived_suggested_and_unknown_are_counted_apart() -> None:
    answer = found(
        System(id="a", name="A", legacy=True, legacy_source="CTO", confirmed_on="2025-03"),
        System(id="b", name="B", risk=scores([3], [])),
        System(id="c", name="C", technologies=("COBOL",)),
        System(id="d", name="D", legacy=False),
        System(id="e", name="E", legacy_reasons=("end_of_life",)),
        System(id="f", name="F"),
        System(id="p", name="Clerk", kind="actor", legacy=True),
        System(id="x", name="Notify", kind="external", legacy=True),
    )
    counts = answer.legacy
    assert (answer.systems, answer.outside, answer.outside_legacy.first) == (6, 1, ("x",))
    assert (counts.legacy, counts.not_legacy, counts.unknown) == (3, 1, 2)
    assert (counts.share_low, counts.share_high) == (Fraction(1, 2), Fraction(5, 6))
    assert counts.declared == Answers(2, 1, 3)
    assert counts.derived == Answers(1, 0, 5)
    assert counts.suggested == Answers(1, 0, 5)
    assert (counts.by_reason["end_of_life"], counts.by_reason["above_risk_threshold"]) == (1, 0)
    assert (counts.without_source, counts.without_date) == (1, 1)
    assert counts.suggested_only.first == ("c",)
    assert [one.id for one in answer.register.first] == ["b", "a", "e", "c", "f", "d"]
    evidence = row(answer, "a").legacy
    assert (evidence.source, evidence.confirmed_on) == ("CTO", "2025-03")
    assert evidence.declared.because == "declared; by CTO; confirmed 2025-03"


def test_a_suggestion_counts_only_where_the_policy_says_so() -> None:
    cobol = System(id="c", name="C", technologies=("COBOL",))
    assert found(cobol).legacy.legacy == 0
    counted = found(cobol, counts=("suggested",)).legacy
    assert (counted.legacy, counted.counted) == (1, ("suggested",))


def test_an_estate_of_people_alone_has_no_share() -> None:
    answer = found(System(id="p", name="Clerk", kind="actor"))
    assert (answer.systems, answer.legacy.share_low, answer.plans.share_low) == (0, None, None)


def test_a_part_that_is_legacy_is_told_with_its_system() -> None:
    answer = found(
        System(id="a", name="A"), System(id="a.db", name="Store", parent="a", legacy=True)
    )
    assert (answer.systems, answer.legacy.with_legacy_parts.first) == (1, ("a",))
    assert row(answer, "a").legacy.legacy_parts == 1
    inventory = Inventory.of(
        [System(id="a", name="A"), System(id="a.db", name="Store", parent="a", legacy=True)]
    )
    assert [one.id for one in risk(Estate.of(inventory), level="as_given").register.first] == [
        "a.db",
        "a",
    ]


def with_a_part(**said: object) -> LegacyRisk:
    whole = System.model_validate({"id": "a", "name": "A", **said})
    inventory = Inventory.of([whole, System(id="a.db", name="Store", parent="a")])
    return risk(Estate.of(inventory), level="as_given")


def test_a_part_that_has_it_from_its_system_has_its_source_too() -> None:
    answer = with_a_part(legacy=True, legacy_source="CTO", confirmed_on="2025-03")
    assert (answer.legacy.declared.yes, answer.legacy.legacy) == (2, 2)
    assert (answer.legacy.without_source, answer.legacy.without_date) == (0, 0)
    evidence = row(answer, "a.db").legacy
    assert (evidence.declared.because, evidence.source, evidence.confirmed_on) == (
        "as a part of a",
        "CTO",
        "2025-03",
    )


def test_parts_are_not_called_systems_where_they_are_listed() -> None:
    told = texts(with_a_part(legacy=True))
    assert told["systems_legacy"] == "2 of 2 systems and parts are legacy."
    assert told["declared_without_source"] == (
        "It is not recorded of any of 2 systems and parts declared legacy who said so."
    )


def test_what_the_policy_names_is_declared_by_the_policy() -> None:
    inventory = Inventory.of([System(id="a", name="A")])
    answer = risk(Estate.of(inventory, legacy=("a",)))
    assert (answer.legacy.declared.yes, answer.legacy.without_source) == (1, 0)
    assert row(answer, "a").legacy.source == "the policy"


def test_what_disagrees_of_a_system_is_not_told_of_its_parts_again() -> None:
    answer = with_a_part(legacy=True, risk=scores([1] * 7, []))
    assert [(one.id, one.kind) for one in answer.disagreements.first] == [
        ("a", "declared_and_derived")
    ]


def test_statements_that_do_not_go_together_are_named() -> None:
    answer = found(
        System(id="a", name="A", legacy=False, risk=scores([3], [])),
        System(id="b", name="B", legacy=True, risk=scores([1] * 7, [])),
        System(id="c", name="C", legacy=False, technologies=("COBOL",)),
        System(id="d", name="D", legacy=False, legacy_reasons=("end_of_life",)),
        System(
            id="e",
            name="E",
            legacy_reasons=("above_risk_threshold",),
            risk=scores([3] * 7, [3] * 6),
        ),
        System(id="f", name="F", legacy=True, risk=scores([3], [])),
    )
    assert {(one.id, one.kind): one.message for one in answer.disagreements.first} == {
        ("a", "declared_and_derived"): "declared not to be; but risk score L1 = 3",
        ("b", "declared_and_derived"): ("declared; but all seven likelihood scores are below 3"),
        ("c", "declared_and_suggested"): "declared not to be; but technology 'COBOL'",
        ("d", "answer_and_reasons"): (
            "said not to be legacy, and given reasons of being legacy: end_of_life; these count"
        ),
        ("e", "threshold_and_score"): (
            "declared to be above the risk threshold; its overall score is 9.00"
        ),
    }
    assert answer.disagreements.count == 5
    told = next(one for one in answer.sentences if one.code == "statements_disagree")
    assert told.text.endswith(". 4 more pairs of statements do not either.")
    assert (told.rows.count, told.rows.first) == (
        5,
        tuple(one.id for one in answer.disagreements.first),
    )


def test_plans_are_counted_over_the_legacy_systems_alone() -> None:
    def plan(*parts: bool | None) -> ModernisationPlan:
        return ModernisationPlan(milestones=parts[0], work=parts[1], disposition=parts[2])

    answer = found(
        System(id="a", name="A", legacy=True, modernisation_plan=plan(True, True, True)),
        System(id="b", name="B", legacy=True, modernisation_plan=plan(True, False, None)),
        System(id="c", name="C", legacy=True, modernisation_plan=plan(False, None, None)),
        System(id="d", name="D", legacy=True),
        System(id="e", name="E", modernisation_plan=plan(False, False, False)),
    ).plans
    assert (answer.systems, answer.complete, answer.partial, answer.none, answer.unknown) == (
        4,
        1,
        1,
        0,
        2,
    )
    assert (answer.share_low, answer.share_high) == (Fraction(1, 4), Fraction(1, 2))
    assert answer.milestones == Answers(2, 1, 1)


def test_the_dependencies_suggest_the_scores_they_are_evidence_of() -> None:
    systems = [System(id=name, name=name) for name in "abcd"]
    answer = found(
        *systems, System(id="old", name="Old", risk=scores([], [1] * 6)), arrows="a>old b>a old>b"
    )
    old = row(answer, "old").scores
    assert old.given["C6"] == 1
    assert old.suggested == {
        "C6": SuggestedScore(
            5, "2 of 4 other systems stop or work worse without it, 1 of them directly"
        ),
        "L7": SuggestedScore(2, "in a circle of 3 systems"),
    }
    assert row(answer, "c").scores.suggested == {}


def test_who_needs_nobody_is_told_to_affect_none_only_where_something_is_recorded() -> None:
    answer = found(System(id="a", name="A"), System(id="b", name="B"), arrows="a>b")
    assert row(answer, "a").scores.suggested == {
        "C6": SuggestedScore(1, "none of 1 other system is recorded to depend on it")
    }


PARTS = (
    System(id="old", name="Old"),
    System(id="api", name="API", parent="old"),
    System(id="db", name="Store", parent="old"),
    *(System(id=name, name=name) for name in "abc"),
)
ARROWS = (
    Dependency(consumer="a", provider="api"),
    Dependency(consumer="b", provider="a"),
    Dependency(consumer="c", provider="db", description="links to the page of"),
    Dependency(consumer="api", provider="db"),
)


def test_who_depends_on_a_part_is_affected_by_the_system_and_a_link_affects_nobody() -> None:
    estate = Estate.of(Inventory.of(PARTS, ARROWS))
    around = dependents(estate)
    of = dict(zip(estate.graph.ids, around.affected.tolist(), strict=True))
    assert of == {"old": 2, "api": 2, "db": 2, "a": 1, "b": 0, "c": 0}
    directly = dict(zip(estate.graph.ids, around.directly.tolist(), strict=True))
    assert (directly["old"], directly["api"], directly["db"], directly["a"]) == (1, 1, 0, 1)
    felt = [c for c in impact(estate, "old").consumers if c.effect != "none"]
    assert len(felt) == of["old"]


def test_above_a_size_the_share_is_estimated_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reach, "EXACT_COMPONENTS", 10)
    monkeypatch.setattr(reach, "DRAWN", 8)
    systems = [System(id=f"s{number:02}", name=f"S{number}") for number in range(12)]
    arrows = " ".join(f"s{number:02}>s00" for number in range(1, 12))
    answer = found(*systems, arrows=arrows)
    assert row(answer, "s00").affected == 11
    because = row(answer, "s00").scores.suggested["C6"].because
    assert because.endswith("11 of them directly (estimated from 8 of them)")
    assert "estimated from 8 systems" in answer.note


def texts(answer: LegacyRisk) -> dict[str, str]:
    return {one.code: one.text for one in answer.sentences}


def test_the_sentences_carry_their_denominators_and_unknowns() -> None:
    answer = found(
        System(id="a", name="A", legacy=True, risk=scores([4] * 7, [4] * 6)),
        System(id="b", name="B", legacy=True, risk=scores([1] * 7, [1] * 6)),
        System(id="c", name="C", functional_fit=1, technical_fit=1),
        System(id="d", name="D"),
        arrows="a>d",
    )
    assert texts(answer) == {
        "systems_legacy": "2 of 4 systems are legacy; 2 unknown.",
        "declared_without_source": (
            "It is not recorded of any of 2 systems declared legacy who said so."
        ),
        "statements_disagree": (
            "About B [b] two statements do not go together: declared; but all seven likelihood"
            " scores are below 3."
        ),
        "red_systems": (
            "1 of 2 fully scored systems is red by the Legacy IT Risk Assessment Framework;"
            " 2 of 4 systems are not fully scored."
        ),
        "riskiest": ("A [a] has the highest risk score of 2 fully scored systems: 16.00 of 30."),
        "modernisation_plans": (
            "It is not known of any of 2 legacy systems how complete the plan to modernise it is."
        ),
        "time_to_change": (
            "By TIME 1 of 4 systems is to be eliminated and 0 to be migrated; 3 unknown."
        ),
    }
    legacy = next(one for one in answer.sentences if one.code == "systems_legacy")
    assert (legacy.count, legacy.of, legacy.unknown, legacy.rows.first) == (2, 4, 2, ("a", "b"))


def test_one_of_one_is_no_any_of_one_and_none_is_no_number() -> None:
    told = texts(found(System(id="a", name="A", legacy=True, risk=scores([2] * 7, [2] * 6))))
    assert told["declared_without_source"] == (
        "It is not recorded of the 1 system declared legacy who said so."
    )
    assert told["red_systems"] == (
        "None of 1 fully scored system is red by the Legacy IT Risk Assessment Framework."
    )
    assert told["modernisation_plans"] == (
        "It is not known of the 1 legacy system how complete the plan to modernise it is."
    )


def test_what_the_policy_does_not_count_is_not_called_unknown_alone() -> None:
    systems = (
        System(id="a", name="A", legacy=True),
        System(id="b", name="B", risk=scores([3], [])),
    )
    assert texts(found(*systems, counts=()))["systems_legacy"] == (
        "It is not known of any of 2 systems whether it is legacy; 1 is declared so and 1 is"
        " derived so, which the policy does not count."
    )
    assert texts(found(*systems, counts=("derived",)))["systems_legacy"] == (
        "1 of 2 systems is legacy; 1 unknown; 1 is declared so, which the policy does not count."
    )


def test_where_nothing_is_known_that_is_all_that_is_said() -> None:
    assert texts(found(System(id="a", name="A"))) == {
        "systems_legacy": "It is not known of the 1 system whether it is legacy."
    }
    looking = System(id="c", name="C", technologies=("COBOL",))
    assert texts(found(System(id="a", name="A"), looking)) == {
        "systems_legacy": (
            "It is not known of any of 2 systems whether it is legacy; 1 looks like it."
        )
    }
    sound = texts(found(System(id="a", name="A", legacy=False), System(id="b", name="B")))
    assert sound == {"systems_legacy": "None of 2 systems is known to be legacy; 1 unknown."}
