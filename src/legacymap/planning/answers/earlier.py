"""How any plan is read as the one before: a plan of ours with its calendar, others by numbers."""

from __future__ import annotations

from collections.abc import Mapping

from legacymap.analysis.estate import Estate
from legacymap.errors import Finding, InvalidPlan, Place
from legacymap.inventory.naming import Names
from legacymap.inventory.vocabulary import first_day
from legacymap.planning.answers.checking import pairs_of, wave_of
from legacymap.planning.answers.given_plan import place_given
from legacymap.planning.compilation.compile import Compiled, compile_model
from legacymap.planning.given import GivenPlan
from legacymap.planning.outcome import Plan
from legacymap.planning.policy.policy import Policy
from legacymap.planning.previous import Previous

_LARGEST = 10_000


def previous_of(document: object, estate: Estate, policy: Policy) -> Previous:
    """The earlier plan in ``document``, in any form that :func:`check_plan` reads.

    Systems are found by id, else by a name that only one bears; those that are not there any more
    keep what the plan calls them. A plan made elsewhere is read by the calendar of ``policy``.

    Raises:
        InvalidPlan: ``document`` is no plan or names waves that there are not; every problem.
        InvalidPolicy: a plan made elsewhere is read by a policy that names unknown systems.
    """
    if isinstance(document, GivenPlan):
        return _made_elsewhere(document, compile_model(estate, policy))
    if isinstance(document, Previous):
        return document
    if isinstance(document, Plan):
        return Previous(
            placement=document.placement,
            names={system: document.names.get(system, system) for system in document.placement},
            start=document.start,
            wave_days=document.wave_days,
            horizon=document.horizon,
            snapshot=document.snapshot,
            policy=document.policy,
        )
    names = Names(estate.inventory)
    placement: dict[str, int | None] = {}
    problems = []
    for text, given in pairs_of(document):
        wave = wave_of(given, _LARGEST)
        if wave is None:
            message = f"must be a wave, from 1, or none, is {given!r}"
            problems.append(Finding("error", "invalid_plan", message, Place(id=str(text))))
        else:
            system = names.find(str(text)) or str(text)
            placement[system] = wave if wave <= _LARGEST else None
    stated = document if isinstance(document, Mapping) and "waves" in document else {}
    start = stated.get("start")
    if start is not None and not _is_day(start):
        message = f"must be a date, is {start!r}"
        problems.append(Finding("error", "invalid_plan", message, Place(path="start")))
    if problems:
        raise InvalidPlan.of(problems, "not a plan to go on from")
    named = stated.get("names")
    known = named if isinstance(named, Mapping) else {}
    return Previous(
        placement=dict(sorted(placement.items())),
        names={system: str(known[system]) for system in sorted(placement) if system in known},
        start=_text(start),
        wave_days=_number(stated.get("wave_days")),
        horizon=_number(stated.get("horizon")),
        snapshot=_text(stated.get("snapshot")),
        policy=_text(stated.get("policy")),
    )


def _made_elsewhere(document: GivenPlan, compiled: Compiled) -> Previous:
    waves, findings, _ = place_given(compiled, document)
    horizon = compiled.policy.waves
    return Previous(
        placement={s: wave if wave <= horizon else None for s, wave in sorted(waves.items())},
        names={system: compiled.names[system] for system in sorted(waves)},
        findings=findings,
    )


def _is_day(value: object) -> bool:
    try:
        first_day(str(value))
    except ValueError:
        return False
    return True


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> int | None:
    return value if type(value) is int and value > 0 else None
