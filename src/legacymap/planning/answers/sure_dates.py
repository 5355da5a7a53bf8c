"""How sure the dates of a plan are: finish dates by percentile, dates kept, what moves the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

import numpy as np

from legacymap.planning.answers.due_dates import DueDate, due_dates
from legacymap.planning.answers.late_cost import expected_late_cost
from legacymap.planning.answers.lateness import NEVER, Days, Lateness, lateness
from legacymap.planning.answers.luck import UPPER_FIFTH, Keys, Luck
from legacymap.planning.certainty import (
    FORMAT,
    Driver,
    Finish,
    KeptDate,
    Uncertainty,
    WaveFinish,
)
from legacymap.planning.compilation.compile import Compiled
from legacymap.planning.model.arrays import Amount

MOST_DRAWS: Final = 4_000
FEWEST_DRAWS: Final = 320
_NUMBERS: Final = 32_000_000  # systems times draws: what fits into 128 MiB
_SHOWN: Final = 100
_DRIVERS: Final = 10
_CANDIDATES: Final = 40
_OFTEN: Final = 0.8
_CLEAR: Final = 5  # standard errors, so that chance alone names nobody among 100,000 systems


def uncertainty_of(
    compiled: Compiled, waves: Mapping[str, int], *, seed: int, snapshot: str
) -> Uncertainty:
    """How sure the dates of the order ``waves`` are; the backlog is the wave after the last."""
    estimates = compiled.policy.estimates
    inside = sum(wave <= compiled.policy.waves for wave in waves.values())
    luck = Luck(
        seed=seed,
        draws=draws_for(inside),
        sigma=estimates.sigma,
        correlation=estimates.correlation,
    )
    late = lateness(compiled, waves, luck)
    told = _Told(compiled, late, {system: row for row, system in enumerate(late.systems)})
    known = inside > len(late.undecided)
    programme = told.programme() if known else None
    due = tuple(due_dates(compiled))
    dates = sorted(((date, told.probability(date)) for date in due), key=_least_kept)
    return Uncertainty(
        format=FORMAT,
        snapshot=snapshot,
        policy=compiled.policy.digest,
        currency=compiled.model.money_unit,
        statement=_statement(inside, programme, [kept for _, kept in dates], len(late.undecided)),
        draws=luck.draws,
        seed=seed,
        one_in_ten_takes=estimates.one_in_ten_takes,
        correlation=estimates.correlation,
        skills=late.skills,
        systems=inside,
        duration_known=told.durations_known(),
        undecided=len(late.undecided),
        programme=programme,
        waves=tuple(told.waves()) if known else (),
        dates_total=len(dates),
        dates=tuple(told.kept(date, kept) for date, kept in dates[:_SHOWN]),
        late_cost=expected_late_cost(compiled, late, due) if known else None,
        drivers=_drivers(compiled, late, luck, told.end) if known else (),
    )


def draws_for(systems: int) -> int:
    """4,000 draws up to 8,000 systems, then as many as fit into the memory, 320 at least."""
    return max(FEWEST_DRAWS, min(MOST_DRAWS, _NUMBERS // max(1, systems)))


@dataclass(frozen=True, slots=True)
class _Told:
    """What the draws say of systems, waves, dates and the whole."""

    compiled: Compiled
    late: Lateness
    rows: Mapping[str, int]

    @property
    def end(self) -> Amount:
        """The day of the programme on which the last system is live, by draw; day 1 is the first.

        Where nothing goes live it is day 0.
        """
        days = np.zeros(self.late.days.shape[1], np.int64)
        for wave, rows in self._by_wave():
            np.maximum(days, self._day(wave) + self.late.days[rows].max(axis=0), out=days)
        return days

    def _by_wave(self) -> Iterator[tuple[int, slice]]:
        for wave in np.unique(self.late.wave).tolist():
            first, end = np.searchsorted(self.late.wave, (wave, wave + 1))
            yield wave, slice(int(first), int(end))

    def _day(self, wave: int) -> int:
        return wave * self.compiled.policy.wave_days

    def programme(self) -> Finish:
        """When everything that goes live inside the horizon is live."""
        planned = self._day(int(self.late.wave[-1]))
        return self._finish(planned, self.end - planned)

    def waves(self) -> Iterator[WaveFinish]:
        """When each wave is done."""
        for wave, rows in self._by_wave():
            finish = self._finish(self._day(wave), self.late.days[rows].max(axis=0))
            yield WaveFinish(wave=wave, systems=rows.stop - rows.start, finish=finish)

    def durations_known(self) -> int:
        """How many of the systems that go live have a duration, given or assumed by the policy."""
        if self.compiled.policy.assume.duration_days is not None:
            return len(self.late.systems)
        units = self.compiled.units
        return sum(units[system].duration_days is not None for system in self.late.systems)

    def kept(self, due: DueDate, probability: float | None) -> KeptDate:
        """How often a date is kept, with when the system is live instead."""
        row, days = self._of(due.system)
        wave = None if row is None else int(self.late.wave[row])
        return KeptDate(
            kind=due.kind,
            name=due.name,
            system=due.system,
            system_name=self.compiled.names[due.system],
            hard=due.hard,
            date=self._date(due.day),
            wave=wave,
            probability=probability,
            finish=None if wave is None or days is None else self._finish(self._day(wave), days),
        )

    def probability(self, due: DueDate) -> float | None:
        """The share of the draws that keep a date, as far as anything is known of it."""
        row, days = self._of(due.system)
        if row is None:  # a date after the horizon may be kept by a later plan
            return 0.0 if due.day <= self._day(self.compiled.policy.waves) else None
        planned = self._day(int(self.late.wave[row]))
        if planned > due.day:
            return 0.0
        return None if days is None else int((planned + days <= due.day).sum()) / len(days)

    def _of(self, system: str) -> tuple[int | None, Days | None]:
        """The row of a system that goes live, and its days late where they are decided."""
        row = self.rows.get(system)
        known = row is not None and system not in self.late.undecided
        return row, self.late.days[row] if known else None

    def _finish(self, planned: int, days: Days | Amount) -> Finish:
        draws = len(days)
        in_order = np.sort(days)
        p50, p80, p95 = (int(in_order[-(-draws * share // 100) - 1]) for share in (50, 80, 95))
        return Finish(
            planned=self._date(planned),
            in_time=int((days <= 0).sum()) / draws,
            p50=self._late_date(planned, p50),
            p80=self._late_date(planned, p80),
            p95=self._late_date(planned, p95),
            late_days_p50=_in_sight(p50),
            late_days_p80=_in_sight(p80),
            late_days_p95=_in_sight(p95),
        )

    def _late_date(self, planned: int, late: int) -> str | None:
        return None if _in_sight(late) is None else self._date(planned + late)

    def _date(self, day: int) -> str | None:
        start = self.compiled.calendar.start
        if start is None:
            return None
        try:
            return (start + timedelta(days=day - 1)).isoformat()
        except OverflowError:
            return None


def _in_sight(days: int) -> int | None:
    return None if days >= NEVER else days


def _least_kept(date: tuple[DueDate, float | None]) -> tuple[bool, float, int, str, str]:
    due, probability = date
    return probability is None, probability or 0.0, due.day, due.name, due.system


def _statement(
    inside: int, programme: Finish | None, dates: Sequence[float | None], undecided: int
) -> str:
    """The answer in one sentence or two."""
    if not inside:
        return "No system goes live inside the horizon, so there is no date to be sure of."
    if programme is None:
        return (
            "How sure the dates are is not known: the policy limits no skill, and no work has a"
            " duration. Give `capacity` or `replacement_duration_days`."
        )
    seldom = sum(kept is not None and kept < _OFTEN for kept in dates)
    told = (
        f"In {round(100 * programme.in_time)} of 100 draws everything is live by the planned end"
        f"{f', {programme.planned}' if programme.planned else ''}; {_by(programme)}."
    )
    if dates:
        told += f" {seldom} of {len(dates)} dates are kept in fewer than 80 of 100."
    if undecided:
        told += (
            f" {undecided} of {inside} systems have neither a duration nor a limited skill and are"
            " taken as never late."
        )
    return told


def _by(programme: Finish) -> str:
    days = programme.late_days_p80
    if days is None:
        return "in 80 of 100 no end is in sight"
    if not days:
        return "so it is in 80 of 100"
    when = f"by {programme.p80}, " if programme.p80 else ""
    return f"in 80 of 100 {when}{days} days later"


def _drivers(compiled: Compiled, late: Lateness, luck: Luck, end: Amount) -> tuple[Driver, ...]:
    """The systems and skills whose surprises move the end most, those that move it clearly."""
    centred = end * luck.draws - int(end.sum())
    spread = float(np.sqrt((centred.astype(np.float64) ** 2).mean()))
    if not spread:
        return ()
    skills = sorted({skill for system in late.systems for skill in compiled.effort[system]})
    groups: tuple[tuple[Literal["system", "skill"], Sequence[str], Keys], ...] = (
        ("system", late.systems, late.keys),
        ("skill", skills, luck.keys("skill", skills)),
    )
    found = (
        _driver(luck, end, keys[i : i + 1], kind, ids[i], _name(compiled, kind, ids[i]))
        for kind, ids, keys in groups
        for i in _moved(luck, centred, spread, keys)
    )
    moving = (driver for driver in found if driver.days > 0)
    order = sorted(moving, key=lambda driver: (-driver.days, driver.kind, driver.id))
    return tuple(order[:_DRIVERS])


def _moved(luck: Luck, centred: Amount, spread: float, keys: Keys) -> list[int]:
    """Whose upper fifth of draws has a clearly later end on the average; those that move it most.

    ``centred`` is the end less its mean, times the number of draws, to stay in whole numbers.
    """
    moved: list[tuple[float, int]] = []
    block = max(1, (1 << 18) // luck.draws)
    for first in range(0, len(keys), block):
        upper = luck.levels(keys[first : first + block]) >= UPPER_FIFTH
        counts = upper.sum(axis=1)
        sums = (upper * centred).sum(axis=1)
        clear = np.flatnonzero(sums > _CLEAR * spread * np.sqrt(counts)).tolist()
        moved += [(-float(sums[i] / counts[i]), first + i) for i in clear]
    return [i for _, i in sorted(moved)[:_CANDIDATES]]


def _driver(
    luck: Luck, end: Amount, key: Keys, kind: Literal["system", "skill"], id: str, name: str
) -> Driver:
    upper = luck.levels(key)[0] >= UPPER_FIFTH
    return Driver(kind=kind, id=id, name=name, days=_p80(end[upper]) - _p80(end))


def _name(compiled: Compiled, kind: str, id: str) -> str:
    return compiled.names[id] if kind == "system" else id


def _p80(days: Amount) -> int:
    return int(np.sort(days)[-(-len(days) * 80 // 100) - 1])
