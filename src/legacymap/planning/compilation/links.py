"""Which dependencies touch what is replaced, and which contract of its provider each one uses.

One interface is one contract of a provider: a named one, else one per kind and technology; all
logins at a provider are one. ``part_of`` is never an interface. What only degrades aside or links
needs no gateway. A dependency that already passes an API over the legacy store meets a facade
that exists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.graph import Level
from legacymap.inventory.vocabulary import DependencyKind
from legacymap.planning.compilation.scope import Scope

NO_GATEWAY_FLOWS: Final = frozenset({"side", "link"})
_API_NAME: Final = r"(?i)\b(apis?|web services?)\b"
_WORDS: Final[Mapping[DependencyKind, str]] = {
    "call": "calls",
    "database": "database access",
    "file": "files",
    "event": "events",
    "screen": "screens",
    "manual": "re-keying",
    "hosting": "hosting",
}
_API_TAG: Final = r"(?i)(^|[_ -])apis?$"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Contract:
    """What identifies an interface of a provider."""

    provider: str
    login: bool
    interface: str | None
    kind: DependencyKind | None
    technology: str | None
    existing: bool

    @property
    def label(self) -> str:
        """The interface as people call it."""
        if self.login:
            return "login"
        if self.interface is not None:
            return self.interface
        kind = _WORDS.get(self.kind, self.kind) if self.kind is not None else None
        words = " by ".join(word for word in (kind, self.technology) if word)
        if self.existing:
            return f"{words} through an existing API" if words else "an existing API"
        return words or "interface not recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A dependency between two systems of which at least one is replaced.

    Ends that are replaced are units; the others are the system (at top level) or part as it is.
    ``contract`` is ``None`` where no gateway is needed; ``why_none`` then says why.
    """

    row: int
    consumer: str
    provider: str
    consumer_planned: bool
    provider_planned: bool
    contract: Contract | None
    why_none: str | None
    doubtful: bool
    assumed_facade: bool
    """Whether that the facade exists was inferred, not stated."""


def links(
    estate: Estate, scope: Scope, *, level: Level, reverse_doubtful: bool = False
) -> tuple[Link, ...]:
    """The dependencies that touch ``scope``, in the order of the inventory.

    What is not replaced is shown as the system it belongs to at level `top`, unless that system is
    itself replaced. ``reverse_doubtful`` reads dependencies of doubtful direction the other way
    round.
    """
    above = _shown(estate, scope) if level == "top" else {}
    existing = _apis(estate)
    found = (_link(row, scope, above, existing, reverse=reverse_doubtful) for row in _rows(estate))
    return _one_existing_per_name([link for link in found if link is not None])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    number: int
    consumer: str
    provider: str
    kind: DependencyKind | None
    interface: str | None
    technology: str | None
    existing: bool | None
    flow: str | None
    strength: str | None
    doubtful: bool


def _rows(estate: Estate) -> Iterator[_Row]:
    table = (
        estate.inventory.dependencies.select(
            "consumer", "provider", "kind", "interface", "technology", "existing_facade"
        )
        .hstack(
            estate.flows.table.select("joins", "direction_doubtful", "strength", used_as="flow")
        )
        .with_row_index("number")
        .filter(pl.col("joins") == "software")
    )
    for row in table.iter_rows(named=True):
        yield _Row(
            number=row["number"],
            consumer=row["consumer"],
            provider=row["provider"],
            kind=row["kind"],
            interface=row["interface"],
            technology=row["technology"],
            existing=row["existing_facade"],
            flow=row["used_as"],
            strength=row["strength"],
            doubtful=bool(row["direction_doubtful"]),
        )


def _shown(estate: Estate, scope: Scope) -> Mapping[str, str]:
    """The system that each system or part is shown as."""
    top = estate.top
    replaced = {unit.id for unit in scope.units}
    above = {system: top.ids[node] for system, node in top.node_of.items()}
    return {system: whole for system, whole in above.items() if whole not in replaced}


def _apis(estate: Estate) -> frozenset[str]:
    """Parts that are an API by name or tag, which a replacement of the store can stand behind."""
    api = (
        estate.inventory.systems.filter(pl.col("parent").is_not_null())
        .filter(
            pl.col("name").str.contains(_API_NAME)
            | pl.col("tags").list.eval(pl.element().str.contains(_API_TAG)).list.any()
        )
        .select("id")
    )
    return frozenset(api["id"])


def _link(
    row: _Row, scope: Scope, above: Mapping[str, str], apis: frozenset[str], *, reverse: bool
) -> Link | None:
    turned = reverse and row.doubtful
    consumer, provider = (row.provider, row.consumer) if turned else (row.consumer, row.provider)
    uses, used = scope.unit_of.get(consumer), scope.unit_of.get(provider)
    if uses == used:
        return None  # neither is replaced, or both as one
    why_none = _why_no_gateway(row)
    stated = row.existing
    existing = provider in apis if stated is None else stated
    contract = (
        _contract(row, used, existing=existing) if used is not None and why_none is None else None
    )
    return Link(
        row=row.number,
        consumer=uses or above.get(consumer, consumer),
        provider=used or above.get(provider, provider),
        consumer_planned=uses is not None,
        provider_planned=used is not None,
        contract=contract,
        why_none=why_none,
        doubtful=row.doubtful,
        assumed_facade=stated is None and contract is not None and contract.existing,
    )


def _why_no_gateway(row: _Row) -> str | None:
    if row.flow in NO_GATEWAY_FLOWS:
        return {"side": "degrades aside", "link": "is a link only"}[str(row.flow)]
    return "is stated to matter to nobody" if row.strength == "none" else None


def _contract(row: _Row, provider: str, *, existing: bool) -> Contract:
    login = row.flow == "login"
    named = row.interface is not None
    return Contract(
        provider=provider,
        login=login,
        interface=None if login else row.interface,
        kind=None if login else row.kind,
        technology=None if login or named else row.technology,
        existing=existing and not login,
    )


def _one_existing_per_name(found: Sequence[Link]) -> tuple[Link, ...]:
    """A named interface is one contract, whatever kinds are given for it; if it exists, it does."""
    exists: dict[tuple[str, str], bool] = {}
    kinds: dict[tuple[str, str], set[DependencyKind]] = {}
    for link in found:
        contract = link.contract
        if contract is not None and contract.interface is not None:
            key = (contract.provider, contract.interface)
            exists[key] = exists.get(key, False) or contract.existing
            if contract.kind is not None:
                kinds.setdefault(key, set()).add(contract.kind)
    return tuple(_named_once(link, exists, kinds) for link in found)


def _named_once(
    link: Link,
    exists: Mapping[tuple[str, str], bool],
    kinds: Mapping[tuple[str, str], set[DependencyKind]],
) -> Link:
    contract = link.contract
    if contract is None or contract.interface is None:
        return link
    key = (contract.provider, contract.interface)
    merged = Contract(
        provider=contract.provider,
        login=False,
        interface=contract.interface,
        kind=min(kinds.get(key, set()), default=None),
        technology=None,
        existing=exists[key],
    )
    return Link(
        row=link.row,
        consumer=link.consumer,
        provider=link.provider,
        consumer_planned=link.consumer_planned,
        provider_planned=link.provider_planned,
        contract=merged,
        why_none=None,
        doubtful=link.doubtful,
        assumed_facade=link.assumed_facade,
    )
