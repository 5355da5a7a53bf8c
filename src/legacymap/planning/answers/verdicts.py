"""What sets two plans apart, in plain words: for the plans as wholes, and for one system."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final, Protocol

from legacymap.errors import Finding
from legacymap.planning.outcome import Plan, PlanParts, PlanStatus

_INCOMPARABLE: Final = frozenset(
    {"other_prices", "other_weights", "other_currency", "other_systems"}
)
_BECAUSE: Final = re.compile(r" because (.*?)(?:\. [A-Z]|\.?$)")
_HASTE: Final = re.compile(r"^its (?:support|contract) end(?:s|ed) on [0-9-]+(?: and |$)")
_SETTING: Final = re.compile(r"policy: (?:\S+\.)?([a-z]+(?:_[a-z]+)+) ")
_BRACKETED: Final = re.compile(r"\[([^\]]+)\]")


class Figures(Protocol):
    """What a verdict needs to know of a plan."""

    @property
    def plan(self) -> str:
        """What it is called."""
        ...

    @property
    def status(self) -> PlanStatus:
        """How good it is known to be."""
        ...

    @property
    def objective(self) -> int | None:
        """What it costs."""
        ...

    @property
    def difference(self) -> int | None:
        """What it costs more than the first."""
        ...

    @property
    def currency(self) -> str | None:
        """What it costs it in."""
        ...

    @property
    def parts(self) -> PlanParts | None:
        """What the cost is made of."""
        ...

    @property
    def finish_wave(self) -> int | None:
        """The last wave with a go-live."""
        ...

    @property
    def finish_by(self) -> str | None:
        """Its last day."""
        ...

    @property
    def peak_risk_left(self) -> int | None:
        """The largest expected loss a year after a wave."""
        ...

    @property
    def interim_interfaces(self) -> int:
        """How many there are."""
        ...

    @property
    def interim_cost(self) -> int:
        """What they cost."""
        ...


class Named(Protocol):
    """Something that is said of a plan."""

    @property
    def plan(self) -> str:
        """What the plan is called."""
        ...


def _name(of: Named) -> str:
    return f'"{of.plan}"'


def verdict(first: Figures, other: Figures, *, elsewhere: int, findings: Sequence[Finding]) -> str:
    """How ``other`` does against ``first``; ``elsewhere`` is how many systems it moves."""
    if other.objective is None or first.objective is None:
        without = other if other.objective is None else first
        return f"{_name(without)} has no order ({without.status}), so there is nothing to compare."
    said = [_cost(first, other, findings), _finish(first, other), *_details(first, other)]
    systems = "1 system stands" if elsewhere == 1 else f"{elsewhere:,} systems stand"
    return " ".join([*said, f"{systems} elsewhere." if elsewhere else "No system moves."])


def _cost(first: Figures, other: Figures, findings: Sequence[Finding]) -> str:
    codes = {
        finding.code
        for finding in findings
        if finding.where is not None and finding.where.id == other.plan
    }
    barred = sorted(codes & _INCOMPARABLE)
    if other.difference is None or first.objective is None:
        return f"The costs of {_name(other)} and {_name(first)} are in different currencies."
    if barred:
        return (
            f"{_name(other)}: its cost of {_money(other.objective, other)} is not to be set against"
            f" the {_money(first.objective, first)} of {_name(first)}, because it has other"
            f" {' and other '.join(code.removeprefix('other_') for code in barred)}."
        )
    if not other.difference:
        return f"{_name(other)} costs the same as {_name(first)}."
    word = "less" if other.difference < 0 else "more"
    share = f" ({_percent(abs(other.difference), first.objective)})" if first.objective else ""
    amount = _money(abs(other.difference), other)
    return f"{_name(other)} costs {amount} {word} than {_name(first)}{share}."


def _finish(first: Figures, other: Figures) -> str:
    if other.finish_wave is None:
        return "Nothing goes live in it."
    when = f"wave {other.finish_wave}" + (f" ({other.finish_by})" if other.finish_by else "")
    if (other.finish_wave, other.finish_by) == (first.finish_wave, first.finish_by):
        return f"Both end in {when}."
    was = f"wave {first.finish_wave}" + (f" ({first.finish_by})" if first.finish_by else "")
    return f"It ends in {when}" + (f" rather than {was}." if first.finish_wave else ".")


def _details(first: Figures, other: Figures) -> Iterator[str]:
    fewer = first.interim_interfaces - other.interim_interfaces
    if fewer or other.interim_cost != first.interim_cost:
        word = "fewer" if fewer > 0 else "more"
        number = f"{abs(fewer)} interim interface{'' if abs(fewer) == 1 else 's'} {word}"
        yield (
            f"It needs {number if fewer else 'as many interim interfaces'}, for"
            f" {_money(other.interim_cost, other)} rather than {_money(first.interim_cost, first)}."
        )
    over, was = (p.parts.overload if p.parts else 0 for p in (other, first))
    if over != was:
        yield f"Overtime costs {_money(over, other)} rather than {_money(was, first)}."
    if other.peak_risk_left != first.peak_risk_left and None not in (
        other.peak_risk_left,
        first.peak_risk_left,
    ):
        yield (
            f"The largest yearly risk left after a wave is {_money(other.peak_risk_left, other)}"
            f" rather than {_money(first.peak_risk_left, first)}."
        )


def _money(amount: int | None, plan: Figures) -> str:
    return f"{amount or 0:,} {plan.currency or 'units of money'}"


def _percent(part: int, whole: int) -> str:
    tenths = round(Fraction(1000 * part, whole))
    return f"{tenths // 10}.{tenths % 10}%"


class Where(Protocol):
    """Where a plan puts a system, and why."""

    @property
    def plan(self) -> str:
        """What the plan is called."""
        ...

    @property
    def planned(self) -> bool:
        """Whether the plan has it at all."""
        ...

    @property
    def wave(self) -> int | None:
        """Its wave; ``None`` after the horizon."""
        ...

    @property
    def live_by(self) -> str | None:
        """The last day of it."""
        ...

    @property
    def reason(self) -> str | None:
        """The sentences that say why."""
        ...


def difference(name: str, here: Where, there: Where, *, absent: str, changes: Sequence[str]) -> str:
    """Why a plan with ``changes`` puts a system called ``name`` ``there`` and not ``here``.

    ``absent`` is why one of the two plans does not have it, where that is so.
    """
    if not there.planned or not here.planned:
        return f"{_name(here if there.planned else there)} does not plan it: {absent}."
    order = _order(there) < _order(here)
    when = _when(there, here)
    if order:
        held, why = here, _because(here)
        text = f"{when} in {_name(there)}: {_name(held)} holds it back because {why}" if why else ""
    else:
        held, why = there, _because(there)
        text = f"{when} in {_name(there)}, which holds it back because {why}" if why else ""
    text = text or (
        f"{when} in {_name(there)}: no limit decides it, but what waiting and interim interfaces"
        " cost"
    )
    causes = _causes(name, text, changes)
    return f"{text}; {_name(there)} has {'; '.join(causes)}." if causes else f"{text}."


def _order(place: Where) -> tuple[bool, str, int]:
    return place.wave is None, place.live_by or "", place.wave or 0


def _when(there: Where, here: Where) -> str:
    if there.wave is None:
        return "After the horizon"
    if here.wave is None or there.wave == here.wave:
        return f"In wave {there.wave}"
    waves = abs(there.wave - here.wave)
    count = "One wave" if waves == 1 else f"{waves} waves"
    return f"{count} {'earlier' if there.wave < here.wave else 'later'}"


def _because(place: Where) -> str:
    """What speaks against an earlier wave; that support ends is no such thing."""
    found = _BECAUSE.search(place.reason or "")
    return _HASTE.sub("", found[1]) if found else ""


def _causes(name: str, text: str, changes: Sequence[str]) -> tuple[str, ...]:
    """The changes of a scenario that speak of the system, or of what holds it back."""
    return tuple(
        change.removeprefix("policy: ")
        for change in changes
        if name in change or any(word in text for word in _spoken_of(change))
    )


def _spoken_of(change: str) -> Iterator[str]:
    """What a change of the policy is about, as limits call it: a skill, or `systems per wave`."""
    yield from _BRACKETED.findall(change)
    found = _SETTING.match(change)
    if found:
        yield found[1].replace("_", " ")


class Absent:
    """Why a plan does not have some systems."""

    def __init__(self, plan: Plan) -> None:
        self._varied = plan.scenario is not None
        self._names = plan.names
        self._said = {
            finding.where.id: finding.message.partition(": ")[2] or finding.message
            for finding in plan.findings
            if finding.code == "legacy_not_planned" and finding.where is not None
        }

    def why(self, system: str) -> str:
        """Why ``system`` is not planned."""
        if system in self._said:
            return self._said[system]
        if self._varied and system not in self._names:
            return "it is not there"
        return "it is not to be replaced there"
