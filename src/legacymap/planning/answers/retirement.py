"""Whether anything live still needs a system when the plan switches it off.

Judged on the inventory's own dependencies, retained systems and those without a priced gateway
included, not on the planning model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Literal

from legacymap.planning.answers.timeline import iso
from legacymap.planning.compilation.compile import Compiled
from legacymap.planning.compilation.links import Link
from legacymap.planning.outcome import Dependent, Retirement

How = Literal["facade", "facade_kept", "repointed", "open"]
SHOWN = 100
_ORDER: tuple[How, ...] = ("open", "facade_kept", "repointed", "facade")


def retirements(compiled: Compiled, waves: Mapping[str, int]) -> tuple[Retirement, ...]:
    """The switch-off of every replaced system, in the order of the waves."""
    onto: dict[str, list[Link]] = {}
    for link in compiled.links:
        if link.provider_planned:
            onto.setdefault(link.provider, []).append(link)
    horizon = compiled.policy.waves
    replaced = sorted((wave, system) for system, wave in waves.items() if wave <= horizon)
    return tuple(
        _retirement(compiled, waves, system, onto.get(system, [])) for _, system in replaced
    )


def _retirement(
    compiled: Compiled, waves: Mapping[str, int], system: str, onto: list[Link]
) -> Retirement:
    unit = compiled.units[system]
    remaining = tuple(_remaining(compiled, waves, system, onto))
    wave = waves[system] + compiled.parallel[system].waves
    note = "the law forbids switching it off: keep it readable" if unit.statutory_hold else None
    return Retirement(
        system=system,
        wave=wave,
        date=iso(compiled.calendar.last(wave)),
        clear=not unit.statutory_hold and all(one.how != "open" for one in remaining),
        dependents=len({one.consumer for one in remaining}),
        remaining=remaining[:SHOWN],
        note=note,
    )


def _remaining(
    compiled: Compiled, waves: Mapping[str, int], system: str, onto: list[Link]
) -> Iterator[Dependent]:
    successor = compiled.units[system].successor
    counted: Counter[tuple[str, How, bool, str]] = Counter()
    for link in onto:
        if link.consumer == successor:
            continue
        if link.consumer_planned and waves[link.consumer] <= waves[system]:
            continue  # its replacement uses the replacement
        how, note = _how(compiled, waves, link)
        counted[link.consumer, how, not link.consumer_planned, note] += 1
    for (consumer, how, retained, note), count in sorted(
        counted.items(), key=lambda item: (_ORDER.index(item[0][1]), item[0])
    ):
        wave = waves.get(consumer)
        yield Dependent(
            consumer=consumer,
            how=how,
            retained=retained,
            dependencies=count,
            until=wave if how == "facade" else None,
            note=note,
        )


def _how(compiled: Compiled, waves: Mapping[str, int], link: Link) -> tuple[How, str]:
    if link.contract is None:
        return "open", f"no gateway is planned, because the dependency {link.why_none}"
    through = link.contract.label
    if not link.consumer_planned:
        if link.contract.existing:
            return "repointed", f"goes on calling {through}; the API is pointed at the replacement"
        return "repointed", f"must be pointed at the replacement's {through} by then"
    if waves[link.consumer] > compiled.policy.waves:
        return "facade_kept", f"uses the facade at {through}, which outlives the horizon"
    return "facade", f"uses the facade at {through} until it is replaced"
