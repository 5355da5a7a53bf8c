"""The cost of delay is the documented formula, computed by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from legacymap.planning.compilation.delay import DelayFacts, cost_of_delay
from legacymap.planning.policy.calendar import Calendar
from legacymap.planning.policy.prices import Prices, Weights

# A wave of 73 days is a fifth of a year.
CALENDAR = Calendar(date(2027, 1, 1), 73, 3)
UNWEIGHTED = Weights()


def exactly(*amounts: int) -> tuple[Fraction, ...]:
    return tuple(Fraction(amount) for amount in amounts)


def _facts(
    *,
    annual_run_cost: int | None = None,
    replacement_run_cost: int | None = None,
    expected_loss: int = 0,
    end_of_support: date | None = None,
    effort_price: int = 0,
    neighbours: int = 0,
    replacement: int = 0,
) -> DelayFacts:
    return DelayFacts(
        annual_run_cost=annual_run_cost,
        replacement_run_cost=replacement_run_cost,
        expected_loss=Fraction(expected_loss),
        end_of_support=end_of_support,
        effort_price=Fraction(effort_price),
        neighbours=neighbours,
        replacement=replacement,
    )


def test_a_saving_forgone_adds_up_wave_by_wave_and_a_year_beyond_the_horizon() -> None:
    facts = _facts(annual_run_cost=1000, replacement_run_cost=500, effort_price=400)
    # 500 a year is 100 a wave; the backlog pays three waves, a year, and a quarter of the effort.
    assert cost_of_delay(facts, CALENDAR, Prices()).whole(UNWEIGHTED) == (0, 100, 200, 900)


def test_the_old_system_is_paid_for_while_both_run() -> None:
    facts = _facts(annual_run_cost=1000, replacement_run_cost=1000)
    delay = cost_of_delay(facts, CALENDAR, Prices(), parallel_waves=2)
    assert delay.whole(UNWEIGHTED) == (400, 400, 400, 0)


def test_risk_costs_its_yearly_loss_by_wave() -> None:
    delay = cost_of_delay(_facts(expected_loss=500), CALENDAR, Prices())
    assert delay.groups["risk"] == exactly(0, 100, 200, 800)


def test_after_the_end_of_support_extension_and_hazard_come_on_top() -> None:
    # Wave 1 ends 14 March: wave 1 is in time, waves 2 and 3 miss it (100 once) and each wave
    # after it costs 100 for extended support and 20 for the greater risk.
    facts = _facts(
        annual_run_cost=1000,
        replacement_run_cost=1000,
        expected_loss=100,
        end_of_support=date(2027, 3, 14),
    )
    delay = cost_of_delay(facts, CALENDAR, Prices())
    assert delay.groups["end_of_support"] == exactly(0, 100, 220, 340)
    assert delay.groups["risk"] == exactly(0, 20, 40, 160)


def test_a_wave_in_which_support_ends_counts_its_days_after_the_end() -> None:
    facts = _facts(annual_run_cost=3650, replacement_run_cost=3650, end_of_support=date(2027, 2, 1))
    delay = cost_of_delay(facts, CALENDAR, Prices())
    # 5 a day for the 41 days of wave 1 that are left, and 365 once: not even wave 1 is in time.
    assert delay.groups["end_of_support"][:2] == exactly(365, 41 * 5 + 365)


def test_extended_support_is_due_until_the_old_system_is_off() -> None:
    facts = _facts(
        annual_run_cost=1000, replacement_run_cost=1000, end_of_support=date(2027, 3, 14)
    )
    delay = cost_of_delay(facts, CALENDAR, Prices(), parallel_waves=1)
    assert delay.groups["end_of_support"] == exactly(0, 200, 300, 300)


def test_an_unknown_running_cost_counts_nothing_but_a_missed_date_still_does() -> None:
    delay = cost_of_delay(_facts(end_of_support=date(2027, 3, 14)), CALENDAR, Prices())
    assert delay.whole(UNWEIGHTED) == (0, 50_000, 50_000, 50_000)


def test_without_a_start_no_date_is_missed() -> None:
    bare = Calendar(None, 73, 3)
    delay = cost_of_delay(_facts(end_of_support=date(2027, 3, 14)), bare, Prices())
    assert delay.whole(UNWEIGHTED) == (0, 0, 0, 0)


def test_neighbours_and_replacement_fall_due_in_every_wave_but_not_in_the_backlog() -> None:
    delay = cost_of_delay(_facts(neighbours=7, replacement=30), CALENDAR, Prices())
    assert delay.whole(UNWEIGHTED) == (37, 37, 37, 0)


def test_groups_are_weighted_apart_and_rounded_once() -> None:
    facts = _facts(annual_run_cost=5, replacement_run_cost=3, expected_loss=2)
    delay = cost_of_delay(facts, CALENDAR, Prices())
    # Wave 2: 0.4 and 0.4; each alone would round to 0.
    assert delay.whole(UNWEIGHTED)[1] == 1
    assert delay.whole(Weights(risk=0))[1] == 0
    assert delay.weighted("risk", 2, Weights(risk=0.5)) == Fraction(1, 5)


def test_a_replacement_dearer_to_run_makes_delay_pay() -> None:
    facts = _facts(annual_run_cost=500, replacement_run_cost=1000)
    assert cost_of_delay(facts, CALENDAR, Prices()).whole(UNWEIGHTED) == (0, -100, -200, -800)
