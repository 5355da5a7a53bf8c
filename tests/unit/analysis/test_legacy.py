from __future__ import annotations

import pytest

from legacymap.analysis.inference.kinds import infer_kinds
from legacymap.analysis.inference.legacy import LegacyStates, infer_legacy
from legacymap.analysis.inference.suggestions import Suggestion, suggest_legacy
from legacymap.inventory import Dependency, Heading, Inventory, LikelihoodScores, Risk, System

SOUND = {f"L{number}": 2 for number in range(1, 8)}


def legacy_of(*systems: System, named: tuple[str, ...] = ()) -> LegacyStates:
    return infer_legacy(Inventory.of(systems), named=named)


def said(states: LegacyStates, origin: str) -> dict[str, tuple[bool | None, str | None]]:
    rows = states.table.select("id", origin, f"{origin}_because").iter_rows()
    return {system: (state, because) for system, state, because in rows}


def risk(**likelihood: int) -> Risk:
    return Risk(likelihood=LikelihoodScores.model_validate(likelihood))


def suggested(
    *systems: System, dependencies: tuple[Dependency, ...] = (), as_of: str | None = None
) -> tuple[Suggestion, ...]:
    inventory = Inventory.of(systems, dependencies, heading=Heading(as_of=as_of))
    return suggest_legacy(inventory, infer_kinds(inventory))


def test_a_blank_is_unknown_and_never_no() -> None:
    states = legacy_of(System(id="x", name="X"))
    assert said(states, "declared") == {"x": (None, None)}
    assert states.states().to_list() == ["unknown"]


def test_a_declaration_says_by_whom_and_when() -> None:
    states = legacy_of(
        System(
            id="x",
            name="X",
            legacy=True,
            legacy_reasons=("end_of_life",),
            legacy_source="CTO",
            confirmed_on="2025-03",
        )
    )
    assert said(states, "declared") == {
        "x": (True, "declared; end_of_life; by CTO; confirmed 2025-03")
    }


def test_what_nobody_says_of_a_system_is_not_handed_down_to_its_parts() -> None:
    columns = ("id", "declared", "declared_by", "declared_handed_down")
    states = legacy_of(
        System(id="x", name="X", legacy_source="CTO"), System(id="y", name="Y", parent="x")
    )
    assert states.table.select(columns).rows() == [
        ("x", None, "CTO", False),
        ("y", None, None, False),
    ]
    told = legacy_of(
        System(id="x", name="X", legacy=True, legacy_source="CTO"),
        System(id="y", name="Y", parent="x"),
    )
    assert told.table.select(columns).rows() == [
        ("x", True, "CTO", False),
        ("y", True, "CTO", True),
    ]


def test_any_reason_makes_a_system_declared_legacy_even_beside_a_bare_no() -> None:
    states = legacy_of(
        System(id="x", name="X", legacy=False, legacy_reasons=("impossible_to_update",)),
        System(id="y", name="Y", legacy=False),
    )
    assert states.states().to_list() == ["legacy", "not_legacy"]


def test_a_policy_can_name_systems() -> None:
    states = legacy_of(System(id="x", name="X"), named=("x",))
    assert said(states, "declared") == {"x": (True, "named in the policy")}


def test_one_high_score_derives_legacy_and_seven_low_ones_the_opposite() -> None:
    states = legacy_of(
        System(id="high", name="High", risk=risk(L6=3)),
        System(id="low", name="Low", risk=risk(**SOUND)),
        System(id="partial", name="Partial", risk=risk(L1=2)),
    )
    assert said(states, "derived") == {
        "high": (True, "risk score L6 = 3"),
        "low": (False, "all seven likelihood scores are below 3"),
        "partial": (None, None),
    }


def test_declared_and_derived_are_kept_apart_and_their_contradiction_is_named() -> None:
    states = legacy_of(System(id="x", name="X", legacy=False, risk=risk(L1=5)))
    assert states.states(("declared",)).to_list() == ["not_legacy"]
    assert states.states(("derived",)).to_list() == ["legacy"]
    assert states.states().to_list() == ["legacy"]
    assert states.contradictions() == ("x",)


def test_a_suggestion_counts_only_where_asked_and_never_against_a_no() -> None:
    states = legacy_of(
        System(id="a", name="Mainframe"), System(id="b", name="Mainframe", legacy=False)
    )
    assert states.states().to_list() == ["unknown", "not_legacy"]
    assert states.states(("declared", "suggested")).to_list() == ["legacy", "not_legacy"]
    assert states.states(()).to_list() == ["unknown", "unknown"]
    assert states.legacy(("suggested",)) == ("a",)


def test_parts_inherit_from_their_system_at_every_depth_unless_they_say_otherwise() -> None:
    states = legacy_of(
        System(id="a", name="A", legacy=True),
        System(id="b", name="B", parent="a"),
        System(id="c", name="C", parent="b"),
        System(id="d", name="D", parent="a", legacy=False),
        System(id="e", name="E", parent="d"),
    )
    assert states.legacy() == ("a", "b", "c")
    assert said(states, "declared")["c"] == (True, "as a part of a")
    assert states.states().to_list()[3:] == ["not_legacy", "not_legacy"]


def test_a_part_does_not_make_its_system_legacy() -> None:
    states = legacy_of(System(id="a", name="A"), System(id="b", name="B", parent="a", legacy=True))
    assert states.states().to_list() == ["unknown", "legacy"]


def test_a_scope_limits_legacy_to_the_parts_it_lists() -> None:
    parts = (
        System(id="api", name="API", parent="a"),
        System(id="db", name="DB", parent="a"),
        System(id="table", name="Table", parent="db"),
    )
    limited = legacy_of(System(id="a", name="A", legacy=True, legacy_scope=("db",)), *parts)
    assert limited.legacy() == ("a", "db", "table")
    assert said(limited, "declared")["api"] == (False, "left out of the scope that a states")
    whole = legacy_of(System(id="a", name="A", legacy=True, legacy_scope=("whole",)), *parts)
    assert whole.legacy() == ("a", "api", "db", "table")


def test_a_scope_reaches_a_part_of_a_part() -> None:
    states = legacy_of(
        System(id="a", name="A", legacy=True, legacy_scope=("table",)),
        System(id="db", name="DB", parent="a"),
        System(id="table", name="Table", parent="db"),
    )
    assert states.legacy() == ("a", "table")


def test_a_facade_is_legacy_with_its_system_but_not_itself_to_be_replaced() -> None:
    states = legacy_of(
        System(id="a", name="A", legacy=True),
        System(id="api", name="API", parent="a", keep_as_facade=True),
    )
    assert states.legacy() == ("a", "api")
    assert states.table.filter("facade")["id"].to_list() == ["api"]


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        (System(id="x", name="X", tags=("DEPRECATED",)), ("deprecated", "tagged deprecated")),
        (
            System(id="x", name="Custody API (Deprecated)"),
            ("deprecated", "described as 'Deprecated'"),
        ),
        (
            System(id="x", name="X", description="A spreadsheet of details"),
            ("telling_word", "described by 'spreadsheet'"),
        ),
        (System(id="x", name="X", technologies=("COBOL",)), ("telling_word", "technology 'COBOL'")),
        (
            System(id="x", name="X", technologies=("Access",)),
            ("telling_word", "technology 'Access'"),
        ),
    ],
)
def test_telling_words_suggest_legacy(system: System, expected: tuple[str, str]) -> None:
    assert suggested(system) == (Suggestion("x", *expected),)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "system",
    [
        System(id="x", name="Household legacy fund"),
        System(id="x", name="X", technologies=("Oracle", "Java", "SOAP", "FTP")),
        System(id="x", name="X", description="Access to the records of prisoners"),
        System(id="x", name="X", description="Replaces the deprecated register"),
        System(id="x", name="X", description="Reads spreadsheets"),
    ],
)
def test_names_and_common_technologies_suggest_nothing(system: System) -> None:
    assert suggested(system) == ()


def test_dates_are_judged_against_the_inventorys_own_date_only() -> None:
    ended = System(id="x", name="X", end_of_support="2024", technologies=("PostgreSQL 9.6",))
    assert suggested(ended) == ()
    assert suggested(ended, as_of="2024") == (
        Suggestion(
            "x",
            "end_of_life_technology",
            "PostgreSQL 9.6: general support ended 2021-11-11, before 2024",
        ),
    )
    assert suggested(ended, as_of="2025-03-20")[0] == Suggestion(
        "x",
        "end_of_life_technology",
        "PostgreSQL 9.6: general support ended 2021-11-11, before 2025-03-20",
    )
    assert suggested(ended, as_of="2025-03-20")[1] == Suggestion(
        "x", "end_of_support", "support ended 2024, before 2025-03-20"
    )


STORE = System(id="db", name="DB", parent="x", tags=("DATABASE",), technologies=("Oracle",))
API = System(id="api", name="Prison API", parent="x")
WHOLE = System(id="x", name="X")
OVER = Dependency(consumer="api", provider="db")


def test_an_api_over_ones_own_commercial_store_suggests_legacy() -> None:
    assert suggested(WHOLE, STORE, API, dependencies=(OVER,)) == (
        Suggestion("x", "store_and_api", "owns DB (Oracle) and an API over it: Prison API"),
    )


@pytest.mark.parametrize(
    ("systems", "dependencies"),
    [
        ((WHOLE, STORE, API), ()),
        ((WHOLE, STORE.model_copy(update={"technologies": ("PostgreSQL",)}), API), (OVER,)),
        ((WHOLE, STORE, API.model_copy(update={"name": "Web pages"})), (OVER,)),
        (
            (WHOLE, STORE, API.model_copy(update={"parent": "y"}), System(id="y", name="Y")),
            (OVER,),
        ),
    ],
)
def test_half_of_that_pattern_suggests_nothing(
    systems: tuple[System, ...], dependencies: tuple[Dependency, ...]
) -> None:
    assert suggested(*systems, dependencies=dependencies) == ()


def test_an_empty_inventory_has_no_legacy() -> None:
    assert legacy_of().legacy(("declared", "derived", "suggested")) == ()


def test_a_tag_or_a_type_that_is_legacy_and_nothing_else_suggests_it() -> None:
    found = suggested(
        System(id="a", name="A", tags=("Legacy",), properties={"type": "legacy"}),
        System(id="b", name="B", tags=("legacy",)),
        System(id="c", name="C", properties={"type": "legacy"}),
        System(id="d", name="D Legacy Adapter", description="legacy bridge", tags=("legacy-free",)),
        System(id="e", name="E", tags=("replaces legacy",), properties={"type": "legacy adapter"}),
    )
    assert found == (
        Suggestion("a", "called_legacy", "of type and tagged legacy"),
        Suggestion("b", "called_legacy", "tagged legacy"),
        Suggestion("c", "called_legacy", "of type legacy"),
    )


def test_a_lifecycle_that_ends_suggests_it() -> None:
    found = suggested(
        System(id="a", name="A", lifecycle="phasing_out"),
        System(id="b", name="B", lifecycle="live"),
        System(id="c", name="C", lifecycle="retired"),
    )
    assert found == (Suggestion("a", "phasing_out", "its lifecycle says that it is phased out"),)
