"""An inventory with a scenario's changes in it, and what they leave behind.

Attributes are set first, then dependencies taken away and added, then systems retired: a retired
system goes with its parts, its dependencies and its holdings. What stood on it is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl
from pydantic import JsonValue, ValidationError

from legacymap.assessment.merging import merged
from legacymap.assessment.patch import Patch, located
from legacymap.errors import Finding, InvalidScenario, Place, in_order
from legacymap.inventory import Dependency, Inventory, Row, RowTables, System, consistent
from legacymap.inventory.naming import Names
from legacymap.inventory.tables import to_documents, to_frame

_MOST_TOLD = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchedInventory:
    """The inventory of a scenario, whom it retires, parts included, and what is to be told."""

    inventory: Inventory
    retired: frozenset[str]
    findings: tuple[Finding, ...]


def patched_inventory(inventory: Inventory, patch: Patch) -> PatchedInventory:
    """``inventory`` as ``patch`` has it; an empty patch gives equal content.

    Raises:
        InvalidScenario: it names what there is not, or gives values that cannot be; every problem
            with its path.
    """
    work = _Work(inventory, patch)
    systems = work.set()
    removed = work.removed()
    added = work.added(removed)
    retired = work.retired()
    work.clashes(retired)
    if work.problems:
        raise InvalidScenario.of(work.problems, "the scenario does not fit the inventory")
    return _without(_changed(inventory, systems, removed, added), retired)


class _Work:
    """Reads a patch against an inventory and gathers everything that is wrong with it."""

    def __init__(self, inventory: Inventory, patch: Patch) -> None:
        self.problems: list[Finding] = []
        self._inventory = inventory
        self._patch = patch
        self._names = Names(inventory)

    def _problem(self, path: str, message: str) -> None:
        self.problems.append(Finding("error", "invalid_scenario", message, Place(path=path)))

    def _system(self, text: str, path: str) -> str | None:
        system = self._names.find(text)
        if system is None:
            self._problem(path, self._names.problem(text))
        return system

    def set(self) -> dict[str, System]:
        """The systems that have other attributes, by id."""
        asked: dict[str, dict[str, JsonValue]] = {}
        for text, values in self._patch.set.items():
            system = self._system(text, f"set.{text}")
            if system in asked:
                self._problem(f"set.{text}", f"{system!r} is named twice")
            elif system is not None:
                asked[system] = values
        rows = self._inventory.systems.filter(pl.col("id").is_in(list(asked)))
        found = {}
        for document in to_documents(System, rows):
            system = str(document["id"])
            if asked[system].get("id", system) != system:
                self._problem(f"set.{system}.id", "the id of a system cannot be changed")
                continue
            try:
                found[system] = System.model_validate(merged(document, asked[system]))
            except ValidationError as error:
                self.problems += located(error, f"set.{system}")
        self._check_parents(found)
        return found

    def _check_parents(self, found: Mapping[str, System]) -> None:
        """Whether parts are still parts of something, and none of itself."""
        if not any("parent" in values for values in self._patch.set.values()):
            return
        rows = self._inventory.systems.select("id", "name", "parent").iter_rows()
        parents = [
            System(id=s, name=name, parent=found[s].parent if s in found else parent)
            for s, name, parent in rows
        ]
        tables = RowTables(systems=tuple(Row(s, Place(id=s.id)) for s in parents))
        for finding in consistent(tables)[1]:
            where = finding.where.id if finding.where else None
            self._problem(f"set.{where}.parent", finding.message.partition(";")[0])

    def removed(self) -> dict[tuple[str, ...], Dependency]:
        """The dependencies that are cut, by identity."""
        everything = self._dependencies()
        found: dict[tuple[str, ...], Dependency] = {}
        for i, named in enumerate(self._patch.remove_dependencies):
            path = f"remove_dependencies[{i}]"
            given = named.given
            for end in ("consumer", "provider"):
                text = given.get(end)
                if text is not None:
                    given[end] = self._system(text, f"{path}.{end}")
            if None in (given.get("consumer", ""), given.get("provider", "")):
                continue
            fitting = [
                dependency
                for dependency in everything
                if all(getattr(dependency, name) == value for name, value in given.items())
            ]
            if not fitting:
                self._problem(path, f"there is no such dependency: {named}")
            found.update((dependency.identity, dependency) for dependency in fitting)
        return found

    def added(self, removed: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], Dependency]:
        """The dependencies that are new, by identity."""
        gone = set(removed)
        there = {d.identity: d for d in self._dependencies() if d.identity not in gone}
        found: dict[tuple[str, ...], Dependency] = {}
        for i, given in enumerate(self._patch.add_dependencies):
            path = f"add_dependencies[{i}]"
            consumer = self._system(given.consumer, f"{path}.consumer")
            provider = self._system(given.provider, f"{path}.provider")
            if consumer is None or provider is None:
                continue
            new = given.model_copy(update={"consumer": consumer, "provider": provider})
            other = there.get(new.identity, found.get(new.identity))
            if other is not None and other != new:
                self._problem(
                    path, "this dependency is there already and says otherwise; remove it first"
                )
            elif other is None:
                found[new.identity] = new
        return found

    def _dependencies(self) -> tuple[Dependency, ...]:
        if not (self._patch.add_dependencies or self._patch.remove_dependencies):
            return ()
        documents = to_documents(Dependency, self._inventory.dependencies)
        return tuple(Dependency.model_validate(document) for document in documents)

    def retired(self) -> frozenset[str]:
        """The systems that are gone, and all their parts."""
        found = {
            system
            for i, text in enumerate(self._patch.retire)
            if (system := self._system(text, f"retire[{i}]")) is not None
        }
        parents = dict(self._inventory.systems.select("id", "parent").iter_rows())
        parents = {part: parent for part, parent in parents.items() if parent is not None}
        waiting = list(found)
        parts: dict[str, list[str]] = {}
        for part, parent in parents.items():
            parts.setdefault(parent, []).append(part)
        while waiting:
            inner = parts.get(waiting.pop(), [])
            waiting += [part for part in inner if part not in found]
            found.update(inner)
        return frozenset(found)

    def clashes(self, retired: frozenset[str]) -> None:
        """What is retired cannot be kept, changed or depended on as well."""
        said = [(f"keep[{i}]", text) for i, text in enumerate(self._patch.keep)]
        said += [(f"set.{text}", text) for text in self._patch.set]
        for i, new in enumerate(self._patch.add_dependencies):
            ends = (("consumer", new.consumer), ("provider", new.provider))
            said += [(f"add_dependencies[{i}].{end}", text) for end, text in ends]
        for path, text in said:
            system = self._names.find(text)
            if system is None and path.startswith("keep"):
                self._problem(path, self._names.problem(text))
            elif system in retired:
                self._problem(path, f"{self._names[system]} is retired by the same scenario")


def _changed(
    inventory: Inventory,
    systems: Mapping[str, System],
    removed: Mapping[tuple[str, ...], Dependency],
    added: Mapping[tuple[str, ...], Dependency],
) -> Inventory:
    """``inventory`` with other rows for ``systems``, less and plus dependencies."""
    frames: dict[str, pl.DataFrame] = {}
    if systems:
        kept = inventory.systems.filter(~pl.col("id").is_in(list(systems)))
        frames["systems"] = pl.concat([kept, to_frame(System, list(systems.values()))])
    if removed or added:
        rows = to_documents(Dependency, inventory.dependencies)
        left = [Dependency.model_validate(row) for row in rows]
        left = [dependency for dependency in left if dependency.identity not in removed]
        frames["dependencies"] = to_frame(Dependency, [*left, *added.values()])
    return inventory.with_tables(**frames) if frames else inventory


def _without(inventory: Inventory, retired: frozenset[str]) -> PatchedInventory:
    """``inventory`` without the systems in ``retired``, and what stood on them."""
    if not retired:
        return PatchedInventory(inventory=inventory, retired=retired, findings=())
    gone = list(retired)
    ends = pl.col("consumer").is_in(gone) | pl.col("provider").is_in(gone)
    systems = inventory.systems.filter(~pl.col("id").is_in(gone)).with_columns(
        pl.when(~pl.col(column).is_in(gone)).then(pl.col(column)).alias(column)
        for column in ("successor", "same_as")
    )
    left = inventory.with_tables(
        systems=_without_scope(systems, retired),
        dependencies=inventory.dependencies.filter(~ends),
        holdings=inventory.holdings.filter(~pl.col("system").is_in(gone)),
    )
    findings = (*_stood_on(inventory, retired), *_data(inventory, retired))
    return PatchedInventory(inventory=left, retired=retired, findings=in_order(findings))


def _without_scope(systems: pl.DataFrame, retired: frozenset[str]) -> pl.DataFrame:
    """``systems`` whose legacy parts are those that are left; where none is, nothing is legacy.

    A blank scope would mean the whole system.
    """
    scope = pl.col("legacy_scope")
    left = scope.list.set_difference(pl.lit(sorted(retired), dtype=pl.List(pl.String)))
    emptied = (scope.list.len() > 0) & (left.list.len() == 0)
    return systems.with_columns(
        left.list.sort().alias("legacy_scope"),
        pl.when(emptied).then(False).otherwise(pl.col("legacy")).alias("legacy"),
    )


def _stood_on(inventory: Inventory, retired: frozenset[str]) -> Iterator[Finding]:
    """A finding for each system that used what is gone."""
    names = Names(inventory)
    uses: Counter[tuple[str, str]] = Counter(
        (consumer, provider)
        for consumer, provider in inventory.dependencies.select("consumer", "provider").iter_rows()
        if provider in retired and consumer not in retired
    )
    by_consumer: dict[str, list[str]] = {}
    for consumer, provider in sorted(uses):
        by_consumer.setdefault(consumer, []).append(provider)
    for consumer, providers in list(by_consumer.items())[:_MOST_TOLD]:
        number = sum(uses[consumer, provider] for provider in providers)
        said = "dependency" if number == 1 else "dependencies"
        shown = ", ".join(names[provider] for provider in providers)
        yield Finding(
            "warning",
            "stood_on_retired",
            f"{names[consumer]} uses {shown} ({number} {said}) and has nothing in its place",
            Place(id=consumer),
        )
    if len(by_consumer) > _MOST_TOLD:
        more = len(by_consumer) - _MOST_TOLD
        text = f"{more} more systems use what is retired and have nothing in its place"
        yield Finding("warning", "stood_on_retired", text)


def _data(inventory: Inventory, retired: frozenset[str]) -> Iterator[Finding]:
    """A finding for each kind of data that nobody holds any more."""
    names = dict(inventory.data_entities.select("id", "name").iter_rows())
    holders: dict[str, set[str]] = {}
    for system, entity in inventory.holdings.select("system", "entity").iter_rows():
        holders.setdefault(entity, set()).add(system)
    for entity in sorted(entity for entity, held in holders.items() if held <= retired):
        yield Finding(
            "warning",
            "data_without_holder",
            f"{names.get(entity, entity)} was held by what is retired and by nobody else",
            Place(id=entity),
        )
