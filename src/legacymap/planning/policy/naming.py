"""The systems that a policy names, as the ids that the inventory has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from legacymap.errors import Finding, InvalidPolicy, Place
from legacymap.inventory import Inventory
from legacymap.inventory.naming import Names
from legacymap.planning.policy.limits import Limits
from legacymap.planning.policy.policy import Constraint, Policy


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
    limits = _limits(policy.limits, ids)
    if limits != policy.limits:
        changed["limits"] = limits
    runs = tuple(
        run.model_copy(update={"systems": tuple(ids[text] for text in run.systems)})
        for run in policy.parallel_runs
    )
    if runs != policy.parallel_runs:
        changed["parallel_runs"] = runs
    not_live = tuple(sorted({ids[text] for text in policy.replan.not_live}))
    if not_live != policy.replan.not_live:
        changed["replan"] = policy.replan.model_copy(update={"not_live": not_live})
    return policy.model_copy(update=changed) if changed else policy


def _lists(policy: Policy) -> Mapping[str, tuple[str, ...]]:
    return {"legacy": policy.legacy, "include": policy.include, "exclude": policy.exclude}


def _named(policy: Policy) -> Iterator[tuple[str, str]]:
    for key, texts in _lists(policy).items():
        yield from _indexed(key, texts)
    yield from _indexed("replan.not_live", policy.replan.not_live)
    for i, rule in enumerate(policy.constraints):
        yield from _indexed(f"constraints[{i}].systems", rule.systems)

    for i, run in enumerate(policy.parallel_runs):
        yield from _indexed(f"parallel_runs[{i}].systems", run.systems)
    for i, line in enumerate(policy.limits.services):
        yield f"limits.services[{i}].service", line.service
    for i, train in enumerate(policy.limits.trains):
        yield from _indexed(f"limits.trains[{i}].systems", train.systems)


def _limits(limits: Limits, ids: Mapping[str, str]) -> Limits:
    services = tuple(
        line.model_copy(update={"service": ids[line.service]}) for line in limits.services
    )
    trains = tuple(
        train.model_copy(update={"systems": tuple(ids[text] for text in train.systems)})
        for train in limits.trains
    )
    return limits.model_copy(update={"services": services, "trains": trains})


def _indexed(path: str, texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    for i, text in enumerate(texts):
        yield f"{path}[{i}]", text


def _with_ids(rule: Constraint, ids: Mapping[str, str]) -> Constraint:
    systems = tuple(ids[text] for text in rule.systems)
    return rule if systems == rule.systems else rule.model_copy(update={"systems": systems})
