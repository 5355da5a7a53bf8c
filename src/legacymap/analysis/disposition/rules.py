"""Which of seven dispositions is suggested for a system: rules, of which the first match wins.

The words are public (7R of the cloud migration guides); the rules are our own, and every
suggestion carries the reason of its rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import polars as pl

Disposition = Literal[
    "rehost", "relocate", "replatform", "refactor", "repurchase", "retire", "retain"
]

FACTS: Final[Mapping[str, pl.DataType]] = {
    "users": pl.Int64(),
    "held": pl.Boolean(),
    "quadrant": pl.String(),
    "commodity": pl.Boolean(),
    "hosting_only_ended": pl.Boolean(),
    "hypervisor": pl.String(),
    "support_ended": pl.Boolean(),
    "code_changeable": pl.Boolean(),
    "circle": pl.Int64(),
    "technical_barrier": pl.Boolean(),
    "frozen": pl.Boolean(),
    "scored": pl.Boolean(),
    "review_date": pl.String(),
}
"""What the rules look at; null is unknown.

`users`: who uses it or depends on it today, people included; 0 only where it is known that nobody
is recorded. `held`: a law forbids switching it off. `hosting_only_ended`: hardware or hosting is at
its end and everything else is known to be sound. `hypervisor`: the one that it runs on, as the
inventory states it. `support_ended`: its runtime or database is out
of support. `circle`: systems in the circle it is in, 1 for none. `technical_barrier`: it cannot be
updated as it is. `scored`: there is an overall risk score.
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """When a disposition is suggested, and what is said then."""

    name: str
    disposition: Disposition
    condition: pl.Expr
    """Null counts as no: an unknown fact makes no rule match."""
    reason: str


_MAY_GO: Final = ~pl.col("held").fill_null(False)
_UNFIT: Final = pl.col("quadrant") == "eliminate"

RULES: Final = (
    Rule(
        "unused",
        "retire",
        (pl.col("users") == 0) & ~pl.col("held"),
        "no user and no consumer of it is recorded, and no law holds it; confirm, then retire",
    ),
    Rule(
        "unused_as_far_as_known",
        "retire",
        (pl.col("users") == 0) & pl.col("held").is_null(),
        "no user and no consumer of it is recorded; confirm that, and that no law holds it",
    ),
    Rule(
        "unfit",
        "retire",
        _UNFIT & (pl.col("users") > 0) & _MAY_GO,
        "low functional and technical fit; first move who uses it ({users} recorded)",
    ),
    Rule(
        "unfit_users_unknown",
        "retire",
        _UNFIT & pl.col("users").is_null() & _MAY_GO,
        "low functional and technical fit; who uses it is not recorded: find out and move them",
    ),
    Rule(
        "commodity",
        "repurchase",
        pl.col("commodity"),
        "it can be bought as a standard product",
    ),
    Rule(
        "hosting_only_virtual",
        "relocate",
        pl.col("hosting_only_ended") & pl.col("hypervisor").is_not_null(),
        "only its hardware or hosting is at its end, and it runs on {hypervisor}: its virtual"
        " machines can move as they are to a provider that runs the same",
    ),
    Rule(
        "hosting_only",
        "rehost",
        pl.col("hosting_only_ended"),
        "only its hardware or hosting is at its end: another place to run; if it runs on a"
        " hypervisor, which is not stated, its machines may be relocated whole",
    ),
    Rule(
        "out_of_support",
        "replatform",
        pl.col("support_ended") & pl.col("code_changeable"),
        "its runtime or database is out of support and its code can be changed",
    ),
    Rule(
        "circle",
        "refactor",
        pl.col("circle") > 1,
        "behind a facade: it is in a circle of {circle} systems that depend on each other",
    ),
    Rule(
        "barrier",
        "refactor",
        pl.col("technical_barrier"),
        "behind a facade: it cannot be updated as it is",
    ),
    Rule("frozen", "retain", pl.col("frozen"), "the policy freezes it for a time; {review}"),
    Rule(
        "not_scored",
        "retain",
        ~pl.col("scored"),
        "no rule decides and its risk is not scored; {review}",
    ),
    Rule("no_rule", "retain", pl.lit(True), "no other rule matches what is known; {review}"),
)
"""Every rule, in order. The last matches always."""

_BY_NAME: Final = {rule.name: rule for rule in RULES}


def first_rule() -> pl.Expr:
    """The name of the first rule that matches the :data:`FACTS` of a row."""
    return pl.coalesce(
        pl.when(rule.condition.fill_null(False)).then(pl.lit(rule.name)) for rule in RULES
    )


def disposition_of(rule: str) -> Disposition:
    """What the rule called ``rule`` suggests."""
    return _BY_NAME[rule].disposition


def reason_of(
    rule: str,
    *,
    users: int | None,
    circle: int,
    hypervisor: str | None,
    review_date: str | None,
) -> str:
    """Why the rule called ``rule`` suggests what it does, with the facts of one system."""
    review = f"review it on {review_date}" if review_date else "set a date to review it"
    return _BY_NAME[rule].reason.format(
        users=users, circle=circle, hypervisor=hypervisor, review=review
    )
