"""Which system a name stands for: by id, else by a name or alias that only one system bears."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from legacymap.errors import Finding, InvalidPolicy, Place
from legacymap.inventory import Inventory
from legacymap.planning.policy.policy import Constraint, Policy


class Names:
    """The names of an inventory's systems, to be looked up as people write them."""

    def __init__(self, inventory: Inventory) -> None:
        rows = inventory.systems.select("id", "name", "aliases")
        self._name: dict[str, str] = {system: name for system, name, _ in rows.iter_rows()}
        self._bearers: dict[str, set[str]] = {}
        for system, name, aliases in rows.iter_rows():
            for text in (name, *(aliases or ())):
                self._bearers.setdefault(text.casefold(), set()).add(system)

    def __getitem__(self, system: str) -> str:
        return self._name.get(system, system)

    def find(self, text: str) -> str | None:
        """The id of the one system that ``text`` stands for, or ``None``."""
        if text in self._name:
            return text
        bearers = self._bearers.get(text.casefold(), set())
        return next(iter(bearers)) if len(bearers) == 1 else None

    def problem(self, text: str) -> str:
        """Why ``text`` stands for no system, and what may have been meant."""
        bearers = self._bearers.get(text.casefold(), ())
        if bearers:
            shown = ", ".join(sorted(bearers)[:5])
            return f"{text!r} is the name of {len(bearers)} systems; write an id: {shown}"
        known = sorted({*self._name, *self._name.values()})
        folded: dict[str, str] = {}
        for name in known:
            folded.setdefault(name.casefold(), name)
        near = get_close_matches(text.casefold(), sorted(folded), n=3, cutoff=0.6)
        meant = ", ".join(repr(folded[name]) for name in near)
        return f"no system {text!r} in the inventory" + (f"; meant {meant}?" if meant else "")


def resolved(policy: Policy, inventory: Inventory) -> Policy:
    """``policy`` with every system that it names written as the id that the inventory has.

    Raises:
        InvalidPolicy: it names systems that there are not; every one with its path and a hint.
    """
    names = Names(inventory)
    findings = [
        Finding("error", "unknown_system", names.problem(text), Place(path=path))
        for path, text in _named(policy)
        if names.find(text) is None
    ]
    if findings:
        raise InvalidPolicy.of(findings, "the policy does not fit the inventory")
    ids = {text: names.find(text) or text for _, text in _named(policy)}
    rules = tuple(_with_ids(rule, ids) for rule in policy.constraints)
    changed: dict[str, object] = {
        key: tuple(sorted({ids[text] for text in texts}))
        for key, texts in _lists(policy).items()
        if texts
    }
    if rules != policy.constraints:
        changed["constraints"] = rules
    return policy.model_copy(update=changed) if changed else policy


def _lists(policy: Policy) -> Mapping[str, tuple[str, ...]]:
    return {"legacy": policy.legacy, "include": policy.include, "exclude": policy.exclude}


def _named(policy: Policy) -> Iterator[tuple[str, str]]:
    for key, texts in _lists(policy).items():
        yield from _indexed(key, texts)
    for i, rule in enumerate(policy.constraints):
        yield from _indexed(f"constraints[{i}].systems", rule.systems)


def _indexed(path: str, texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    for i, text in enumerate(texts):
        yield f"{path}[{i}]", text


def _with_ids(rule: Constraint, ids: Mapping[str, str]) -> Constraint:
    systems = tuple(ids[text] for text in rule.systems)
    return rule if systems == rule.systems else rule.model_copy(update={"systems": systems})
