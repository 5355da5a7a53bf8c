"""Laws of plans made elsewhere: every row has one fate, and the order of rows decides nothing."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from legacymap.assessment import estate_of
from legacymap.errors import InvalidPlan, Place
from legacymap.ingest import InputFile, read_inventory
from legacymap.planning import Compiled, Policy, compile_model
from legacymap.planning.answers.given_plan import place_given
from legacymap.planning.given import GivenPlan, GivenRow, PlanAccount

TABLE = b"id,name,legacy\na,Case file,true\nb,Ledger,true\nc,Portal,false\nd,Ledger,false\n"
NAMES = ("a", "case_file", "b", "Ledger", "c", "nobody", "")
WAVES = (None, "1", "Wave 2", "9", "Pilot", "later")
DAYS = st.none() | st.integers(-100, 700).map(lambda n: date(2027, 1, 1) + timedelta(days=n))


@cache
def compiled(start: str | None) -> Compiled:
    inventory = read_inventory([InputFile("systems.csv", TABLE)]).inventory
    policy = Policy(start=start, waves=4)
    return compile_model(estate_of(inventory, policy), policy)


@st.composite
def row(draw: st.DrawFn, *, waves: tuple[str | None, ...] = WAVES) -> GivenRow:
    named = draw(st.lists(st.sampled_from(NAMES), max_size=2))
    return GivenRow(
        place=Place(file="p.csv", line=draw(st.integers(2, 99))),
        named=tuple((name,) for name in named if name),
        sentence=draw(st.sampled_from((None, "Move the case file", "case file and ledger"))),
        wave=draw(st.sampled_from(waves)),
        finish=draw(DAYS),
        aside=draw(st.sampled_from((None, None, None, "a wave"))),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(row(), max_size=6), st.sampled_from((None, "2027-01-01")))
def test_every_row_has_one_fate_and_every_wave_is_one_of_the_policy(
    rows: list[GivenRow], start: str | None
) -> None:
    plan = GivenPlan(format="table", rows=tuple(rows))
    try:
        waves, findings, account = place_given(compiled(start), plan)
    except InvalidPlan:
        return
    fates = [field.name for field in fields(PlanAccount) if field.name not in ("format", "rows")]
    assert sum(getattr(account, fate) for fate in fates) == account.rows == len(rows)
    assert set(waves) <= {"a", "b"}
    assert set(waves.values()) <= set(range(1, 6))
    errors = [finding for finding in findings if finding.severity == "error"]
    assert len(errors) >= account.unmatched + account.unreadable


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from((None, "2027-01-01")))
def test_the_order_of_rows_changes_no_wave_where_names_have_dates_or_numbers(
    data: st.DataObject, start: str | None
) -> None:
    rows = data.draw(st.lists(row(waves=(None, "1", "Wave 2", "later")), max_size=5))
    turned = data.draw(st.permutations(rows))
    found: list[tuple[dict[str, int], PlanAccount | None]] = []
    for given_rows in (rows, turned):
        try:
            plan = GivenPlan(format="table", rows=tuple(given_rows))
            waves, _, account = place_given(compiled(start), plan)
            found.append((waves, account))
        except InvalidPlan:
            found.append(({}, None))
    assert found[0] == found[1]
