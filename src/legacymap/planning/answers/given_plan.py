"""Where a plan that was made elsewhere puts each system, and what became of its every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from legacymap.errors import Finding, InvalidPlan, Place
from legacymap.inventory.mentions import Mentions
from legacymap.planning.answers.given_waves import WaveReading
from legacymap.planning.compilation.compile import Compiled
from legacymap.planning.given import GivenPlan, GivenRow, PlanAccount

Fate = Literal["used", "unmatched", "unreadable", "not_planned", "doubled", "set_aside"]
_SPOKEN: Final = 99
"""How sure a system is that only a sentence speaks of; groups of names count from 0, the surest."""
_SHOWN: Final = 5
# Looking for what was meant compares with every name: enough for a person to see the pattern.
_MOST_GUESSED: Final = 200


@dataclass(frozen=True, slots=True)
class _Claim:
    """A row that puts a system into a wave; the surest wins, then the latest wave."""

    row: int
    system: str
    wave: int
    sureness: int


def place_given(
    compiled: Compiled, given: GivenPlan
) -> tuple[dict[str, int], tuple[Finding, ...], PlanAccount]:
    """The wave of the systems that ``given`` places, the backlog being the one after the last.

    Raises:
        InvalidPlan: no row of it places any system of the inventory; with every reason.
    """
    reading = WaveReading(given.rows, compiled.calendar)
    matching = _Matching(compiled, given)
    findings = [*given.findings, *reading.findings]
    fates: list[Fate] = []
    claims: list[_Claim] = []
    for number, row in enumerate(given.rows):
        if row.aside is not None:
            fates.append("set_aside")
            continue
        systems, sureness, problem = matching.systems(row)
        if problem is not None:
            findings.append(problem)
        planned = [system for system in systems if system in compiled.units]
        if not planned:
            fates.append("not_planned" if systems else "unmatched")
            findings.extend(_not_planned(compiled, system, row.place) for system in systems)
            continue
        read = reading.of(row)
        findings.extend(read.findings)
        fates.append("unreadable" if read.wave is None else "doubled")
        if read.wave is not None:
            claims.extend(_Claim(number, system, read.wave, sureness) for system in planned)
    if not claims:
        raise InvalidPlan.of(
            findings or [_nothing()], f"no plan of this inventory ({given.format})"
        )
    waves, clashes = _settled(compiled, given, claims, fates)
    findings += [*clashes, *_by_sentence(given.rows, claims)]
    return waves, tuple(findings), _account(given, fates)


def _settled(
    compiled: Compiled, given: GivenPlan, claims: Sequence[_Claim], fates: list[Fate]
) -> tuple[dict[str, int], list[Finding]]:
    """One wave a system; marks in ``fates`` the rows that decided."""
    backlog = compiled.calendar.waves + 1
    by_system: dict[str, list[_Claim]] = {}
    for claim in claims:
        by_system.setdefault(claim.system, []).append(claim)
    waves: dict[str, int] = {}
    clashes: list[Finding] = []
    for system, rivals in sorted(by_system.items()):
        surest = min(claim.sureness for claim in rivals)
        sure = [claim for claim in rivals if claim.sureness == surest]
        placed = [claim for claim in sure if claim.wave != backlog] or sure
        taken = max(placed, key=lambda claim: (claim.wave, -claim.row))
        waves[system] = taken.wave
        fates[taken.row] = "used"
        others = sorted({claim.wave for claim in placed} - {taken.wave})
        if others:
            clashes.append(_clash(compiled, given, taken, others))
    return waves, clashes


def _clash(compiled: Compiled, given: GivenPlan, taken: _Claim, others: Iterable[int]) -> Finding:
    stands = ", ".join(str(wave) for wave in others)
    message = (
        f"{compiled.names[taken.system]} stands in wave {stands} and in {taken.wave};"
        " the latest was taken"
    )
    return Finding(given.severity, "placed_twice", message, given.rows[taken.row].place)


class _Matching:
    """Which systems the rows mean."""

    def __init__(self, compiled: Compiled, given: GivenPlan) -> None:
        self._compiled = compiled
        self._severity = given.severity
        self._mentions = Mentions(compiled.names)
        self._guessed = 0

    def systems(self, row: GivenRow) -> tuple[tuple[str, ...], int, Finding | None]:
        """The systems of ``row``, how sure they are (0 is surest), and a problem with them."""
        for sureness, group in enumerate(row.named):
            found = {text: self._mentions.labelled(text) for text in group}
            units = {self._unit(system) for system in found.values() if system is not None}
            if units:
                return tuple(sorted(units)), sureness, None
        if row.sentence is not None:
            spoken = {self._unit(s) for s in self._mentions.in_sentence(row.sentence)}
            planned = {system for system in spoken if system in self._compiled.units}
            one = planned if len(planned) == 1 else spoken
            if len(one) == 1:
                return tuple(one), _SPOKEN, None
            if one:
                return (), _SPOKEN, self._problem(row, _several(self._compiled, one))
        if not row.shown:
            return (), 0, self._problem(row, "the row names no system")
        return (), 0, self._problem(row, self._nobody(row.shown))

    def _nobody(self, text: str) -> str:
        self._guessed += 1
        if self._guessed > _MOST_GUESSED:
            return f"no system {text!r} in the inventory"
        return self._compiled.names.problem(text)

    def _unit(self, system: str) -> str:
        compiled = self._compiled
        return system if system in compiled.units else compiled.scope.unit_of.get(system, system)

    def _problem(self, row: GivenRow, message: str) -> Finding:
        return Finding(self._severity, "unknown_system", message, row.place)


def _several(compiled: Compiled, systems: Iterable[str]) -> str:
    names = sorted(compiled.names[system] for system in systems)
    return f"speaks of {len(names)} systems: {', '.join(names[:_SHOWN])}"


def _not_planned(compiled: Compiled, system: str, place: Place) -> Finding:
    why = compiled.scope.not_planned.get(system, "it is not legacy by this policy")
    message = f"{compiled.names[system]} is in the plan and not to be replaced ({why}); ignored"
    return Finding("warning", "not_planned", message, place)


def _by_sentence(rows: Sequence[GivenRow], claims: Sequence[_Claim]) -> list[Finding]:
    spoken = sorted({claim.row for claim in claims if claim.sureness == _SPOKEN})
    if not spoken:
        return []
    shown = ", ".join(repr(rows[row].sentence) for row in spoken[:_SHOWN])
    more = f" and {len(spoken) - _SHOWN} more" if len(spoken) > _SHOWN else ""
    rest = "row names its system" if len(spoken) == 1 else "rows name their system"
    message = f"{len(spoken)} {rest} only inside a sentence: {shown}{more}"
    return [Finding("info", "named_in_a_sentence", message, rows[spoken[0]].place)]


def _account(given: GivenPlan, fates: Sequence[Fate]) -> PlanAccount:
    count = Counter(fates)
    return PlanAccount(
        format=given.format,
        rows=len(given.rows),
        used=count["used"],
        unmatched=count["unmatched"],
        unreadable=count["unreadable"],
        not_planned=count["not_planned"],
        doubled=count["doubled"],
        set_aside=count["set_aside"],
    )


def _nothing() -> Finding:
    return Finding("error", "invalid_plan", "no row puts a system into a wave")
