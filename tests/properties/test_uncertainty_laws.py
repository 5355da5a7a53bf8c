"""What holds for the dates of any plan, however its works turn out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from legacymap.analysis import Estate
from legacymap.inventory import Heading, Inventory, System, to_json
from legacymap.planning import Uncertainty, policy_of, uncertainty
from legacymap.planning.certainty import Finish

FEW = settings(max_examples=15, deadline=None)
WAVES = 3
NEVER = 10**9


@st.composite
def works(draw: st.DrawFn) -> tuple[System, ...]:
    """Up to five systems with durations or without, of two skills."""
    return tuple(
        System.model_validate(
            {
                "id": name,
                "name": name,
                "legacy": True,
                "replacement_duration_days": draw(st.none() | st.integers(0, 150)),
                "replacement_effort_days": draw(
                    st.dictionaries(st.sampled_from(["x", "y"]), st.integers(1, 80), max_size=2)
                ),
                "end_of_support": draw(st.sampled_from([None, "2027-03", "2027-08", "2028"])),
            }
        )
        for name in "abcde"[: draw(st.integers(1, 5))]
    )


ORDERS = st.fixed_dictionaries({}, optional={name: st.integers(1, WAVES) for name in "abcde"})
CAPACITIES = st.lists(st.integers(0, 120), min_size=1, max_size=WAVES)


def _asked(
    systems: Sequence[System],
    order: Mapping[str, int],
    days: Sequence[int] | None,
    *,
    one_in_ten_takes: float = 2,
) -> Uncertainty:
    capacity = [] if days is None else [{"skill": "x", "days_per_wave": days}]
    policy = policy_of(
        {
            "wave_days": 100,
            "waves": WAVES,
            "capacity": capacity,
            "estimates": {"one_in_ten_takes": one_in_ten_takes},
        }
    )
    heading = Heading(name="any", as_of="2026-12-31", currency="EUR")
    known = {system.id for system in systems}
    placed = {name: wave for name, wave in order.items() if name in known}
    return uncertainty(Estate.of(Inventory.of(systems, (), heading=heading)), policy, placed)


def _late(finish: Finish) -> tuple[int, int, int]:
    days = (finish.late_days_p50, finish.late_days_p80, finish.late_days_p95)
    p50, p80, p95 = (NEVER if late is None else late for late in days)
    return p50, p80, p95


@FEW
@given(works(), ORDERS, CAPACITIES)
def test_nothing_is_early_and_what_is_surer_is_not_sooner(
    systems: tuple[System, ...], order: Mapping[str, int], days: list[int]
) -> None:
    told = _asked(systems, order, days)
    finishes = [wave.finish for wave in told.waves]
    finishes += [kept.finish for kept in told.dates if kept.finish]
    for finish in finishes:
        assert 0 <= _late(finish)[0] <= _late(finish)[1] <= _late(finish)[2]
        assert (finish.in_time >= 0.5) == (_late(finish)[0] == 0)
    if told.programme is not None:
        assert told.programme.in_time <= told.waves[-1].finish.in_time
        assert _late(told.programme) >= _late(told.waves[-1].finish)


@FEW
@given(works(), ORDERS, CAPACITIES, st.integers(0, 60))
def test_more_people_never_make_anything_later(
    systems: tuple[System, ...], order: Mapping[str, int], days: list[int], more: int
) -> None:
    few = _asked(systems, order, days)
    many = _asked(systems, order, [each + more for each in days])
    for before, after in zip(few.waves, many.waves, strict=True):
        assert all(x >= y for x, y in zip(_late(before.finish), _late(after.finish), strict=True))
    kept = {(date.name, date.system): date.probability or 0 for date in many.dates}
    assert all((date.probability or 0) <= kept[date.name, date.system] for date in few.dates)


@FEW
@given(works(), ORDERS, st.floats(1, 5), st.floats(1, 5))
def test_more_spread_never_makes_the_late_end_of_a_lone_work_sooner(
    systems: tuple[System, ...], order: Mapping[str, int], one: float, other: float
) -> None:
    lone, wave = systems[:1], order.get("a", 1)
    narrow, wide = sorted((one, other))
    ends = [
        [_late(wave.finish)[1:] for wave in told.waves]
        for told in (
            _asked(lone, {"a": wave}, None, one_in_ten_takes=spread) for spread in (narrow, wide)
        )
    ]
    assert ends[0] <= ends[1]


@FEW
@given(works(), ORDERS, CAPACITIES, st.randoms())
def test_the_order_of_the_rows_changes_no_byte(
    systems: tuple[System, ...], order: Mapping[str, int], days: list[int], dice: Random
) -> None:
    shuffled = list(systems)
    dice.shuffle(shuffled)
    assert to_json(_asked(systems, order, days)) == to_json(_asked(shuffled, order, days))


@FEW
@given(works(), ORDERS)
def test_certain_works_with_people_enough_are_as_planned(
    systems: tuple[System, ...], order: Mapping[str, int]
) -> None:
    fitting = {system: max(wave, 2) for system, wave in order.items()}  # 150 days take two waves
    told = _asked(systems, fitting, [10**6], one_in_ten_takes=1)
    assert told.programme is None or told.programme.in_time == 1
