"""What an inventory states, contradicts and lacks."""

from __future__ import annotations

from fractions import Fraction

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.quality.completeness import Completeness
from legacymap.analysis.quality.quality import quality
from legacymap.analysis.quality.told import Quality
from legacymap.analysis.scope import part_of
from legacymap.inventory import Dependency, Heading, Holding, Inventory, Organisation, System
from legacymap.inventory.records import ImpactScores, LikelihoodScores, Risk


def of(
    systems: list[System],
    arrows: str = "",
    *,
    as_of: str | None = "2026-01-01",
    organisations: tuple[str, ...] = (),
) -> Quality:
    dependencies = [
        Dependency(consumer=a, provider=b)
        for a, b in (arrow.split(">") for arrow in arrows.split())
    ]
    return quality(
        Estate.of(
            Inventory.of(
                systems,
                dependencies,
                organisations=[Organisation(id=name, name=name) for name in organisations],
                heading=Heading(name="test", as_of=as_of),
            )
        )
    )


def column(found: Quality, name: str, table: str = "systems") -> Completeness:
    (answer,) = (c for c in found.columns if (c.table, c.column) == (table, name))
    return answer


def noticed(found: Quality) -> dict[str, tuple[int, tuple[str, ...]]]:
    return {f.code: (f.total, f.systems.first) for f in found.findings}


def sound(id: str, **known: str) -> System:
    return System.model_validate({"id": id, "name": id, "owner": "o", "legacy": False, **known})


def missing(found: Quality) -> list[tuple[str, str, int, int]]:
    return [(m.system, m.column, m.decides, m.services) for m in found.missing.first]


def test_a_column_counts_what_is_stated_of_those_it_is_asked_of() -> None:
    found = of([sound("a"), sound("b"), System(id="c", name="c")])
    assert column(found, "owner") == Completeness(
        "systems",
        "owner",
        "systems inside the organisation",
        2,
        3,
        Fraction(2, 3),
        Excerpt(1, ("c",)),
    )


def test_a_part_answers_for_its_system_and_people_are_not_asked() -> None:
    found = of(
        [
            System(id="crm", name="CRM"),
            System(id="db", name="DB", parent="crm", technologies=("Oracle",)),
            System(id="clerk", name="Clerk", kind="actor"),
        ]
    )
    assert (found.systems, found.parts, found.people) == (1, 1, 1)
    technologies = column(found, "technologies")
    assert (technologies.stated, technologies.total) == (1, 1)


def test_no_is_an_answer_and_a_blank_is_none() -> None:
    found = column(of([sound("a"), System(id="b", name="b")]), "legacy")
    assert (found.stated, found.unknown.first) == (1, ("b",))


def test_a_column_that_nobody_is_asked_has_no_share() -> None:
    found = column(of([sound("a")]), "replacement_cost")
    assert (found.stated, found.total, found.share) == (0, 0, None)


def test_replacement_is_asked_of_legacy_systems_only() -> None:
    old = System(id="old", name="Old", legacy=True, replacement_cost=0)
    found = column(of([old, sound("a")]), "replacement_cost")
    assert (found.asked_of, found.stated, found.total) == ("legacy systems", 1, 1)


def test_a_risk_is_stated_only_with_all_thirteen_scores() -> None:
    likelihood = LikelihoodScores(L1=3, L2=1, L3=1, L4=1, L5=1, L6=1, L7=1)
    whole = Risk(likelihood=likelihood, impact=ImpactScores(C1=1, C2=1, C3=1, C4=1, C5=1, C6=1))
    half = Risk(likelihood=likelihood)
    found = column(
        of([System(id="a", name="a", risk=whole), System(id="b", name="b", risk=half)]), "risk"
    )
    assert (found.stated, found.total, found.unknown.first) == (1, 2, ("b",))


def test_a_risk_that_lacks_the_last_score_is_not_stated() -> None:
    likelihood = LikelihoodScores(L1=3, L2=1, L3=1, L4=1, L5=1, L6=1)
    risk = Risk(likelihood=likelihood, impact=ImpactScores(C1=1, C2=1, C3=1, C4=1, C5=1, C6=1))
    found = column(of([System(id="a", name="a", risk=risk)]), "risk")
    assert (found.stated, found.total) == (0, 1)


def test_of_a_part_the_dependencies_with_an_end_in_it_are_counted() -> None:
    systems = [System(id=one, name=one, owner=f"of {one}") for one in "abc"]
    rows = [Dependency(consumer=a, provider=b) for a, b in ("ab", "bc")]
    estate = Estate.of(Inventory.of(systems, rows))
    told = column(quality(estate, part=part_of(estate, owner="of a")), "live", "dependencies")
    assert (told.total, told.unknown) == (1, Excerpt(1, ("a -> b",)))


def test_dependencies_and_holdings_are_counted_by_row() -> None:
    inventory = Inventory.of(
        [sound("a"), sound("b")],
        [Dependency(consumer="a", provider="b", technology="SOAP", description="x")],
        holdings=[Holding(system="a", entity="e", role="master"), Holding(system="b", entity="e")],
    )
    found = quality(Estate.of(inventory))
    assert column(found, "technology", "dependencies").share == 1
    assert column(found, "live", "dependencies").unknown.first == ("a -> b",)
    assert column(found, "role", "holdings").unknown.first == ("b / e",)


def test_a_well_kept_inventory_raises_no_suspicion() -> None:
    assert of([sound("a"), sound("b")], "a>b").findings == ()


def test_unknown_owners_and_legacy_states_are_named() -> None:
    found = noticed(of([System(id="a", name="a"), sound("b")], "a>b"))
    assert found["owner_unknown"] == (2, ("a",))
    assert found["legacy_unknown"] == (2, ("a",))


def test_services_without_dependencies_and_isolated_systems_are_two_things() -> None:
    inventory = Inventory.of(
        [System(id="clerk", name="Clerk", kind="actor"), sound("web"), sound("lost")],
        [Dependency(consumer="clerk", provider="web", description="uses")],
    )
    found = noticed(quality(Estate.of(inventory)))
    assert found["service_without_dependency"] == (1, ("web",))
    assert found["isolated"] == (2, ("lost",))


def test_dates_are_past_when_their_last_day_lies_before_the_date_of_the_inventory() -> None:
    found = noticed(
        of(
            [
                sound("day", end_of_support="2025-12-31", contract_end="2025"),
                sound("month", end_of_support="2026-01", review_date="2024-05"),
                sound("gone", end_of_support="2020", lifecycle="retired"),
            ],
            "day>month month>gone",
        )
    )
    # Of the two that are in use: what is retired needs no support, and is not asked.
    assert found["support_ended"] == (2, ("day",))
    assert found["contract_ended"] == (1, ("day",))
    assert found["review_overdue"] == (1, ("month",))


def test_the_date_of_the_inventory_itself_is_neither_past_nor_later() -> None:
    today = "2026-01-01"
    kept = sound("a", lifecycle="live", in_service_since=today, end_of_support=today)
    assert of([kept, sound("b")], "a>b", as_of=today).findings == ()


def test_without_a_date_of_the_inventory_no_date_is_called_past() -> None:
    found = noticed(of([sound("a", end_of_support="1999"), sound("b")], "a>b", as_of=None))
    assert list(found) == ["as_of_unknown"]


def test_contradictions_between_dates_are_named() -> None:
    found = noticed(
        of(
            [
                sound("early", lifecycle="live", in_service_since="2030"),
                sound("odd", in_service_since="2020", end_of_support="2019"),
            ],
            "early>odd",
        )
    )
    assert found["in_service_later"] == (2, ("early",))
    assert found["support_before_service"] == (1, ("odd",))


def test_a_retired_system_in_use_is_named() -> None:
    found = noticed(of([sound("a"), sound("old", lifecycle="retired")], "a>old"))
    assert found["retired_in_use"] == (1, ("old",))


def test_what_only_retired_systems_use_is_in_no_use() -> None:
    retired = [sound(one, lifecycle="retired") for one in ("old", "older")]
    assert of(retired, "old>older").findings == ()


def test_references_to_nothing_are_named() -> None:
    found = noticed(
        of(
            [sound("a", successor="new"), sound("b", same_as="c")],
            "a>b",
            organisations=("ministry",),
        )
    )
    assert found["successor_unknown"] == (1, ("a",))
    assert found["same_as_unknown"] == (1, ("b",))
    assert found["owner_not_listed"] == (2, ("a", "b"))


def test_a_suspicion_counts_its_rows_and_agrees_with_their_number() -> None:
    alone = {
        one.code: one.message for one in of([System(id="a", name="a", kind="service")]).findings
    }
    assert alone == {
        "legacy_unknown": "it is not known of 1 of 1 system whether it is legacy",
        "owner_unknown": "1 of 1 system states no owner: who decides about it and answers for it"
        " stays open",
        "service_without_dependency": "1 of 1 service has no recorded dependency on another"
        " system: what it stands on is unknown, not nothing",
        "isolated": "1 of 1 system has no link to another in either direction and no recorded user",
    }
    listed = of([sound("a"), sound("b"), sound("c")], "a>b b>c", organisations=("ministry",))
    (owners,) = listed.findings
    assert owners.message == (
        "3 of 3 systems and parts with an owner name one that is not in the table of organisations"
    )


def test_reasons_for_legacy_beside_a_no_are_named() -> None:
    odd = System(id="a", name="a", owner="o", legacy=False, legacy_reasons=("end_of_life",))
    assert "legacy_reasons_contradicted" in noticed(of([odd, sound("b")], "a>b"))


def test_systems_of_the_same_name_are_named() -> None:
    twins = [System(id=i, name="Same", owner="o", legacy=False) for i in "ab"]
    assert noticed(of(twins, "a>b"))["same_name"] == (2, ("a", "b"))


def test_names_of_signs_alone_are_not_the_same_name() -> None:
    rows = [sound("a", name="-"), sound("b", name="?")]
    assert of(rows, "a>b").findings == ()


def test_kinds_that_nobody_states_tell_no_two_records_apart() -> None:
    rows = [sound(one, name="Same") for one in "ab"] + [sound("c", name="Same", kind="service")]
    (found,) = of(rows, "c>a a>b").findings
    assert found.message == (
        "3 of 3 systems share their name with another, blanks and signs aside: one system may be"
        " recorded more than once"
    )


def test_one_name_for_a_service_and_its_application_is_told_apart() -> None:
    of_kind = {"a": "application", "b": "application", "c": "service"}
    rows = [
        System.model_validate({"id": i, "name": "Same", "kind": kind})
        for i, kind in of_kind.items()
    ]
    (found,) = (one for one in of(rows).findings if one.code == "same_name")
    assert found.message == (
        "3 of 3 systems share their name with another, blanks and signs aside, 2 of them with one"
        " of the same kind: one system may be recorded more than once"
    )


def test_the_unknown_that_most_open_answers_hang_on_comes_first() -> None:
    # Both services reach the core, only one the side; neither reaches anything legacy.
    found = of(
        [
            sound("s1", kind="service"),
            sound("s2", kind="service"),
            System(id="core", name="Core", owner="o"),
            System(id="side", name="Side", owner="o"),
        ],
        "s1>core s2>core s2>side",
    )
    assert missing(found) == [("core", "legacy", 2, 2), ("side", "legacy", 1, 1)]
    assert found.missing.first[0].reason == (
        "whether it is legacy decides the answer for 2 services"
    )


def test_whether_a_service_is_legacy_itself_does_not_decide_what_it_stands_on() -> None:
    # s stands on nothing legacy whatever it is itself; t stands on s.
    s, t = System(id="s", name="S", owner="o", kind="service"), sound("t", kind="service")
    alone = of([s, sound("a")], "s>a")
    assert missing(alone) == [("s", "legacy", 0, 1)]
    assert alone.missing.first[0].reason == (
        "whether it is legacy is not known; no other service stands on it"
    )
    assert missing(of([s, t, sound("a")], "t>s s>a")) == [("s", "legacy", 1, 2)]


def test_an_unknown_decides_nothing_where_the_answer_is_already_yes() -> None:
    found = of(
        [
            sound("s", kind="service"),
            System(id="old", name="Old", owner="o", legacy=True),
            System(id="what", name="What", owner="o"),
        ],
        "s>old s>what",
    )
    assert ("what", "legacy", 0, 1) in missing(found)


def test_a_service_without_dependencies_lacks_them() -> None:
    found = of([sound("s", kind="service"), sound("a")])
    assert missing(found) == [("s", "dependencies", 1, 1)]


def test_what_legacy_systems_lack_is_weighed_by_the_services_on_them() -> None:
    known = {
        "owner": "o",
        "legacy": True,
        "end_of_support": "2030",
        "replacement_effort_days": {"java": 1},
        "replacement_cost": 1,
        "replacement_duration_days": 1,
        "team": "t",
        "risk": {
            "likelihood": {f"L{n}": 3 for n in range(1, 8)},
            "impact": {f"C{n}": 1 for n in range(1, 7)},
        },
    }
    small = System.model_validate({"id": "small", "name": "Small", **known})
    great = System.model_validate({"id": "great", "name": "Great", **known})
    found = of(
        [sound("s1", kind="service"), sound("s2", kind="service"), small, great],
        "s1>great s2>great s2>small",
    )
    assert missing(found) == [
        ("great", "annual_run_cost", 0, 2),
        ("small", "annual_run_cost", 0, 1),
    ]
    assert found.missing.first[1].reason == (
        "it is legacy, 1 service stands on it, and what each year of waiting costs is not known"
    )


def test_of_facts_that_decide_nothing_those_of_most_services_come_first() -> None:
    small = System(id="small", name="Small", owner="o", legacy=True)
    great = System(id="great", name="Great", legacy=True, end_of_support="2030", owner="o")
    found = of(
        [sound("s1", kind="service"), sound("s2", kind="service"), small, great],
        "s1>great s2>great s2>small",
    )
    assert missing(found)[:2] == [
        ("great", "replacement_effort_days", 0, 2),
        ("great", "annual_run_cost", 0, 2),
    ]
    assert ("small", "end_of_support", 0, 1) in missing(found)


def test_legacy_services_are_not_counted_as_standing_on_something() -> None:
    found = of(
        [
            System(id="s", name="S", owner="o", kind="service", legacy=True),
            System(id="a", name="A", owner="o"),
        ],
        "s>a",
    )
    assert ("a", "legacy", 0, 0) in missing(found)


def test_what_to_ask_first_names_those_it_is_asked_of() -> None:
    one, other = (System(id=i, name=i, kind="service") for i in "st")
    core = System(id="core", name="Core", kind="application")
    (asked,) = (
        said for said in of([one, other, core], "s>core").sentences if said.code == "ask_first"
    )
    assert (
        asked.text
        == "Ask first whether Core is legacy: if it is, 1 of 2 services stands on legacy."
    )


def test_what_less_than_half_of_the_systems_state_is_a_question_left_open() -> None:
    found = of([sound("a"), System(id="b", name="b"), System(id="c", name="c")]).cannot_say
    assert [one.code for one in found][:3] == ["legacy", "dependencies", "use"]
    first = found[0]
    assert (first.stated, first.total, first.columns) == (
        1,
        3,
        ("systems.legacy", "systems.legacy_reasons", "systems.risk"),
    )
    assert first.text == (
        "Which systems are legacy: said of 1 of 3 systems only. What would tell: `legacy` or"
        " `legacy_reasons` of the systems, or the scores of a risk register."
    )


def test_a_pace_that_words_tell_is_said_and_one_that_only_the_kind_does_is_hinted_at() -> None:
    rows = (
        Dependency(consumer="a", provider="b", description="nightly extract"),
        Dependency(consumer="b", provider="c", kind="call"),
        Dependency(consumer="a", provider="c", kind="call", technology="HTTPS"),
        Dependency(consumer="c", provider="d"),
        Dependency(consumer="d", provider="e"),
    )
    found = quality(Estate.of(Inventory.of([sound(one) for one in "abcde"], rows)))
    (pace,) = (one for one in found.cannot_say if one.code == "pace")
    assert (pace.stated, pace.total) == (2, 5)
    assert pace.text.startswith(
        "Whether data comes at once or waits for a run: said of 2 of 5 dependencies only; of 1"
        " nothing but the kind (call, event, file ...) hints at it."
    )


def test_half_is_enough_and_what_is_outside_is_not_asked() -> None:
    found = of([sound("a"), System(id="b", name="b"), System(id="c", name="c", kind="external")])
    assert "legacy" not in {one.code for one in found.cannot_say}
    assert of([]).cannot_say == ()


def test_people_who_look_like_legacy_are_no_system_to_ask_about() -> None:
    people = System(id="p", name="People", kind="actor", end_of_support="2024")
    found = of([people, System(id="a", name="A")])
    assert {fact.system for fact in found.missing.first} == {"a"}


def test_parts_of_what_looks_like_legacy_are_not_counted_again() -> None:
    found = of(
        [
            System(id="s", name="S", tags=("legacy",)),
            System(id="p", name="P", parent="s"),
        ]
    )
    assert noticed(found)["legacy_suggested"] == (2, ("s",))
