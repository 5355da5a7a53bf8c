"""Who needs whom by a relation type of ServiceNow: `Depends on::Used by`, read from either side.

A type is written `<what the parent does>::<what the child does>`. Which of the two needs the other
is in the words, not in their order: who *sends data to* another is needed by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from legacymap.inventory.vocabulary import DependencyKind

Role = Literal["consumer", "provider", "both"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a relation says of its parent, and what its consumer does in words."""

    parent_is: Role
    kind: DependencyKind | None
    words: str


_CONSUMES: Final[Mapping[str, DependencyKind | None]] = {
    "allocated from": "hosting",
    "connects to": None,
    "consumes": None,
    "contained by": "part_of",
    "depends on": None,
    "hosted on": "hosting",
    "impacted by": None,
    "in rack": "hosting",
    "instantiated by": "hosting",
    "located in": "hosting",
    "member of": "part_of",
    "powered by": "hosting",
    "provided by": None,
    "receives data from": None,
    "registered on": "hosting",
    "runs on": "hosting",
    "stored on": "hosting",
    "subscribes to": None,
    "use end point to": None,
    "uses": None,
    "virtualized by": "hosting",
}
"""What the one does that needs the other; a part needs its whole only as structure."""
_PROVIDES: Final[Mapping[str, DependencyKind | None]] = {
    "allocated to": "hosting",
    "connected by": None,
    "connected to": None,
    "consumed by": None,
    "contains": "part_of",
    "hosts": "hosting",
    "houses": "hosting",
    "impacts": None,
    "implement end point to": None,
    "instantiates": "hosting",
    "members": "part_of",
    "powers": "hosting",
    "provides": None,
    "rack contains": "hosting",
    "runs": "hosting",
    "sends data to": None,
    "stores": "hosting",
    "subscribed by": None,
    "used by": None,
    "virtualizes": "hosting",
}
_BOTH: Final = frozenset({"exchanges data with"})


@lru_cache(maxsize=4096)
def meaning_of(type_: str) -> Meaning | None:
    """What the relation type ``type_`` means; ``None`` where its words are not known.

    The parent's words decide; where they are not known, the child's.
    """
    parent, _, child = (part.strip() for part in type_.partition("::"))
    if parent.casefold() in _BOTH or child.casefold() in _BOTH:
        return Meaning("both", None, parent)
    for words, is_parent in ((parent, True), (child, False)):
        key = words.casefold()
        if key in _CONSUMES:
            own = parent if is_parent else child
            return Meaning("consumer" if is_parent else "provider", _CONSUMES[key], own)
        if key in _PROVIDES:
            others = child if is_parent else parent
            return Meaning("provider" if is_parent else "consumer", _PROVIDES[key], others)
    return None
