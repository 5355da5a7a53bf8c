"""Who creates, reads, updates and deletes data, and where that does not add up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import FIRST, Excerpt, marked
from legacymap.analysis.fragmentation.held_data import EntityFragmentation, Holder
from legacymap.analysis.scope import Part, within
from legacymap.inventory.positions import positions

Bools = npt.NDArray[np.bool_]

Check = Literal[
    "nobody_creates",
    "several_creators",
    "written_never_read",
    "read_never_created",
    "deleted_by_non_owner",
    "in_no_system",
    "system_without_data",
]


@dataclass(frozen=True, slots=True)
class CrudCheck:
    """A check, what fails it, and of how many it cannot be told because uses are not stated."""

    check: Check
    failing: Excerpt[str]
    """Data entities; for ``system_without_data``, systems that state no data."""
    undecided: int


Answer = bool | None


def crud_checks(
    entities: Iterable[EntityFragmentation], silent: Excerpt[str]
) -> tuple[CrudCheck, ...]:
    """The checks of a CRUD matrix; a holding without stated uses decides nothing.

    A reader is known to read and a writer to write, even where no letters are given. What nobody
    does can be told only where the uses of every holder are stated; what somebody does, always.
    ``silent`` are the systems that state no data.
    """
    known = tuple(entities)
    checks = []
    for check, rule in _RULES:
        answers = [(entity.id, rule(entity)) for entity in known]
        failing = Excerpt.of(entity for entity, answer in answers if answer)
        checks.append(CrudCheck(check, failing, sum(answer is None for _, answer in answers)))
    return (*checks, CrudCheck("system_without_data", silent, 0))


def stating_data(estate: Estate) -> Bools:
    """The whole systems for which, or for a part of which, a holding is stated; a mark a node."""
    said = positions(estate.inventory.holdings["system"].unique(), estate.graph.ids)
    found = np.zeros(len(estate.top), dtype=np.bool_)
    found[estate.top_of[said[said >= 0]]] = True
    return found


def asked_for_data(estate: Estate) -> Bools:
    """The whole systems that could state which data they hold; a mark a node.

    Not asked are platforms and systems outside the organisation, unless they state some.
    """
    others = estate.kinds.table["kind"].is_in(["external", "platform"]).to_numpy()
    asked: Bools = stating_data(estate) | ~others[estate.top.rows]
    return asked


def without_data(estate: Estate, part: Part | None = None, shown: slice = FIRST) -> Excerpt[str]:
    """The whole systems that could state which data they hold and state none."""
    ids = estate.top.systems["id"]
    silent = within(part, ids).to_numpy() & asked_for_data(estate) & ~stating_data(estate)
    return marked(ids, pl.Series(silent), shown)


def failing(
    check: str, entities: Iterable[EntityFragmentation], shown: slice = FIRST
) -> Excerpt[str] | None:
    """The data entities that fail one ``check``; ``None``: there is none so called."""
    for name, rule in _RULES:
        if name == check:
            return Excerpt.of((entity.id for entity in entities if rule(entity)), shown)
    return None


def _letters(holder: Holder) -> str:
    return holder.crud or ("R" if holder.role == "reader" else "")


def _does(entity: EntityFragmentation, letter: str) -> Answer:
    """Whether any holder is known to do ``letter``; ``None`` where that is not known."""
    if any(letter in _letters(holder) for holder in entity.holders):
        return True
    return None if any(not _letters(holder) for holder in entity.holders) else False


def _written(entity: EntityFragmentation) -> Answer:
    if any(holder.role == "writer" for holder in entity.holders):
        return True
    return _or(_does(entity, "C"), _does(entity, "U"))


def _nobody_creates(entity: EntityFragmentation) -> Answer:
    return _not(_does(entity, "C")) if entity.holders else False


def _several_creators(entity: EntityFragmentation) -> Answer:
    creators = {holder.system for holder in entity.holders if "C" in _letters(holder)}
    silent = {holder.system for holder in entity.holders if not _letters(holder)} - creators
    if len(creators) > 1:
        return True
    return None if len(creators) + len(silent) > 1 else False


def _written_never_read(entity: EntityFragmentation) -> Answer:
    return _and(_written(entity), _not(_does(entity, "R")))


def _read_never_created(entity: EntityFragmentation) -> Answer:
    return _and(_does(entity, "R"), _not(_does(entity, "C")))


def _deleted_by_non_owner(entity: EntityFragmentation) -> Answer:
    others = [holder for holder in entity.holders if holder.system not in entity.masters]
    if any("D" in _letters(holder) and holder.role is not None for holder in others):
        return True
    unsure = any(
        not _letters(holder) or (holder.role is None and "D" in _letters(holder))
        for holder in others
    )
    return None if unsure else False


def _in_no_system(entity: EntityFragmentation) -> Answer:
    return not entity.holders


def _not(answer: Answer) -> Answer:
    return None if answer is None else not answer


def _and(one: Answer, other: Answer) -> Answer:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _or(one: Answer, other: Answer) -> Answer:
    return _not(_and(_not(one), _not(other)))


_RULES: Final[tuple[tuple[Check, Callable[[EntityFragmentation], Answer]], ...]] = (
    ("nobody_creates", _nobody_creates),
    ("several_creators", _several_creators),
    ("written_never_read", _written_never_read),
    ("read_never_created", _read_never_created),
    ("deleted_by_non_owner", _deleted_by_non_owner),
    ("in_no_system", _in_no_system),
)
