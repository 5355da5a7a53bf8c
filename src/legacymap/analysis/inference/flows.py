"""What passes along each dependency, which way it is felt, and what losing it does.

The flow is kept beside consumer and provider and never turns them round: "copied into" reads the
wrong way (the reader starves, the copier goes on), so every push is marked as doubtful and the
structure figures are given with pushes dropped and with pushes reversed as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal, get_args

import numpy as np
import numpy.typing as npt
import polars as pl

from legacymap.analysis.inference.parts import actor_rows, parent_rows, top_rows
from legacymap.inventory import Inventory
from legacymap.inventory.positions import taken
from legacymap.inventory.vocabulary import Flow, Strength

Joins = Literal["software", "used_by", "other", "structure"]
"""What a row joins: software with software, a person with what they use, any other fact with a
person, or a part with its whole."""

STRENGTH: Final[dict[Flow, Strength]] = {
    "pull": "stops",
    "login": "stops",
    "subscribe": "stops",
    "push": "degrades",
    "publish": "degrades",
    "side": "degrades",
    "link": "none",
}
"""What losing the provider does to the consumer, where the inventory does not say.

Who reads, logs in or waits for events stops; who only hands over goes on with work piling up;
a link that leads nowhere stops nobody.
"""

# All patterns are for English, whole words, any case; the engine is Rust's (no look-around).
_LOGIN = (
    r"\b(authenticat\w*|authori[sz]\w* (?:users?|access|requests?)"
    r"|(?:validat|verif|request|check|obtain|issu|refresh)\w* (?:[\w'-]+ ){0,3}tokens?"
    r"|log(?:s|ging)? in|log-?in|sign(?:s|ing)? in|single sign[- ]?on)\b"
)
LOGIN_WORDS: Final = f"(?i){_LOGIN}"
"""Wording of a dependency, or of a person's use, that is about logging in."""
_LINK = r"\b((?:hyper)?links? to|(?:hyper)?linked to)\b"
HUB_TAG: Final = r"(?i)^(topic|queue|event[_ -]?bus|message[_ -]?broker)$"
HUB_NAME: Final = (
    r"(?i)\b((?:event |message )?(?:topics?|queues?)"
    r"|(?:event|message|service) bus|message broker)$"
)
_HUB_WORDING = r"\b(queues?|topics?)\b"
_SUBSCRIBES = (
    r"subscrib\w*|consum(?:es?|ing)|listen\w*|waits?|waiting|process(?:es)?|reads?|receiv\w*"
    r"|polls?|gets?|takes?|picks?"
)
_PUBLISHES = (
    r"publish\w*|fires?|posts?|produc\w*|notif(?:y|ies)|places?|puts?|queues|emits?|raises?"
    r"|sends?|push\w*|writes?"
)
_READS = (
    r"\b(retriev\w*|gets?|fetch\w*|reads?|quer(?:y|ies)|search\w*|look(?:s|ed)? ?up|lookup"
    r"|extract\w*|download\w*|receiv\w*|consum\w*|draws?|request\w*|polls?|views?|displays?)\b"
)
_NOTIFIES = (
    r"\b((?:deliver\w*|sends?|issues?) (?:[\w'-]+ ){0,3}(?:notifications?|alerts?|reminders?))\b"
)
_SIDE_PROVIDER = r"\b(notify|notifications?|audit|audits|auditing|analytics|analytical|telemetry)\b"
# What it calls itself in its first words; a ledger that "also does analytics" is no such thing.
_SIDE_TEXT = (
    r"^(?:[\w'.-]+ ){0,3}((?:reporting|analytics|audit(?:ing)?|notifications?)"
    r" (?:tool|dashboard|service|system|platform))\b"
)
_PUSHES = (
    r"\b(push(?:es|ed)?|sends?|sent|notif(?:y|ies|ied)|e-?mails?|uploads?|uploaded"
    r"|cop(?:y|ies|ied) (?:\w+ )?(?:in)?to|pass(?:es|ed)? (?:it |them )?on|forwards?)\b"
)
# Only as a verb, that is where a clause begins: "existing records" is a noun.
_WRITES = r"(?:^|[,;] *|\band |^to )(updates?|records?) "

_LOGIN_TECHNOLOGY = r"\b(oauth ?2?|oidc|openid ?connect|saml|ldaps?|kerberos|jwt|jwk)\b"
_MAIL_TECHNOLOGY = r"\b(smtp|e-?mail|sms)\b"


@dataclass(frozen=True)
class Flows:
    """The flow of every dependency, row by row as in ``inventory.dependencies``.

    Columns of ``table``: `joins`, `flow`, `origin` (`stated` or `inferred`), `because` (the words
    or the rule it rests on), `direction_doubtful`, `strength`. Flow and strength are null where
    the row does not join software with software.
    """

    table: pl.DataFrame = field(repr=False)

    @property
    def joined(self) -> dict[str, int]:
        """Number of rows by what they join."""
        counts = self.table["joins"].value_counts()
        found = dict(counts.iter_rows())
        return {joins: found.get(joins, 0) for joins in get_args(Joins)}

    @property
    def counts(self) -> dict[str, int]:
        """Number of dependencies between software by flow."""
        found = dict(self.table["flow"].drop_nulls().value_counts().iter_rows())
        return {flow: found.get(flow, 0) for flow in STRENGTH}

    @cached_property
    def doubtful(self) -> npt.NDArray[np.bool_]:
        """Rows whose direction may read the wrong way round."""
        return self.table["direction_doubtful"].to_numpy()


def infer_flows(inventory: Inventory) -> Flows:
    """The flow of every dependency: as stated, else by wording, technology and provider.

    The first rule that matches decides: login; link; publish or subscribe (the provider is a topic
    or queue, or the wording names one; the first verb tells which); side (notifications, audit,
    analytics: nothing is read); push; pull. Technology speaks only where there is no description.
    Updating or recording is a push only where it crosses into another system and nothing is read:
    an adapter's work, while a write into one's own store is no different from reading it.
    """
    rows = _wordings(_rows(inventory))
    joins = (
        pl.when(pl.col("kind") == "part_of")
        .then(pl.lit("structure"))
        .when(pl.col("consumer_actor") & ~pl.col("provider_actor"))
        .then(pl.lit("used_by"))
        .when(pl.col("consumer_actor") | pl.col("provider_actor"))
        .then(pl.lit("other"))
        .otherwise(pl.lit("software"))
    )
    table = (
        rows.with_columns(joins=joins, inferred=_inferred())
        .unnest("inferred")
        .with_columns(
            flow=pl.coalesce("flow", "inferred_flow"),
            origin=pl.when(pl.col("flow").is_null())
            .then(pl.lit("inferred"))
            .otherwise(pl.lit("stated")),
            because=pl.when(pl.col("flow").is_null()).then("because").otherwise(pl.lit("stated")),
        )
    )
    return Flows(_only_software(table))


def _only_software(table: pl.DataFrame) -> pl.DataFrame:
    software = pl.col("joins") == "software"
    by_flow = pl.col("flow").replace_strict(STRENGTH, return_dtype=pl.String, default=None)
    return table.select(
        "joins",
        pl.when(software).then("flow").alias("flow"),
        pl.when(software).then("origin").alias("origin"),
        pl.when(software).then("because").alias("because"),
        (software & ((pl.col("flow") == "push") | pl.col("flagged"))).alias("direction_doubtful"),
        pl.when(software).then(pl.coalesce("strength", by_flow)).alias("strength"),
    )


def _rows(inventory: Inventory) -> pl.DataFrame:
    """The dependencies with what the rules look at, in the same order."""
    tops = top_rows(parent_rows(inventory))
    looked_up = inventory.systems.select(
        actor_rows(inventory).alias("actor"),
        pl.Series("top", tops),
        _said("name", _SIDE_PROVIDER).alias("side_name"),
        _said("description", _SIDE_TEXT).alias("side_text"),
        (
            pl.col("tags").list.eval(pl.element().str.contains(HUB_TAG)).list.any()
            | pl.col("name").str.contains(HUB_NAME)
        )
        .fill_null(False)
        .alias("hub"),
    ).with_columns(top_side_name=pl.col("side_name").gather(tops))
    consumers, providers = inventory.ends
    return inventory.dependencies.select(
        "kind",
        "flow",
        "strength",
        pl.col("description").fill_null("").str.strip_chars().alias("words"),
        pl.col("technology").fill_null("").alias("technology"),
        pl.col("properties")
        .str.contains('"direction_doubtful":true', literal=True)
        .fill_null(False)
        .alias("flagged"),
    ).hstack(
        [
            *taken(looked_up.select("actor", "top"), consumers).select(
                pl.all().name.prefix("consumer_")
            ),
            *taken(looked_up, providers).select(pl.all().name.prefix("provider_")),
        ]
    )


def _wordings(rows: pl.DataFrame) -> pl.DataFrame:
    """``rows`` with what their words and technology say: each distinct text is read once."""
    first_verb = rf"(?i)\b(?:(?P<in>{_SUBSCRIBES})|(?P<out>{_PUBLISHES}))\b"
    words = pl.col("words")
    said = rows.select(words.unique()).with_columns(
        reads=_said("words", _READS).is_not_null(),
        pushes=_said("words", _PUSHES),
        subscribes=words.str.extract(first_verb, 1),
        publishes=words.str.extract(first_verb, 2),
        hub_words=_said("words", _HUB_WORDING).is_not_null(),
        logs_in=_said("words", _LOGIN),
        link=_said("words", _LINK),
        notifies=_said("words", _NOTIFIES),
        writes=_said("words", _WRITES),
    )
    technology = rows.select(pl.col("technology").unique()).with_columns(
        login_technology=_said("technology", _LOGIN_TECHNOLOGY),
        mail_technology=_said("technology", _MAIL_TECHNOLOGY),
    )
    return rows.join(said, on="words", how="left", maintain_order="left").join(
        technology, on="technology", how="left", maintain_order="left"
    )


def _said(column: str, pattern: str) -> pl.Expr:
    """The words of ``column`` that match, or null."""
    return pl.col(column).str.extract(f"(?i){pattern}", 1)


def _inferred() -> pl.Expr:
    """Struct of `inferred_flow` and `because`: the first rule that matches."""
    reads, pushes = pl.col("reads"), pl.col("pushes")
    across = pl.col("consumer_top") != pl.col("provider_top")
    silent = pl.col("words") == ""
    subscribes, publishes = pl.col("subscribes"), pl.col("publishes")
    at_hub = pl.col("provider_hub") | pl.col("hub_words")
    side_name = pl.coalesce("provider_side_name", "provider_top_side_name")
    side_text = pl.col("provider_side_text")
    event = pl.col("kind") == "event"
    # Condition, flow, the words it rests on, what kind of evidence they are.
    rules: tuple[tuple[pl.Expr, Flow, pl.Expr, str], ...] = (
        _by_words("login", pl.col("logs_in")),
        (
            silent & pl.col("login_technology").is_not_null(),
            "login",
            pl.col("login_technology"),
            "technology",
        ),
        _by_words("link", pl.col("link")),
        (at_hub & subscribes.is_not_null(), "subscribe", subscribes, "topic or queue, says"),
        (at_hub & publishes.is_not_null(), "publish", publishes, "topic or queue, says"),
        (pl.col("provider_hub"), "subscribe", pl.lit("no verb"), "topic or queue, says"),
        _by_words("side", pl.col("notifies")),
        (side_name.is_not_null() & ~reads, "side", side_name, "provider's name"),
        (
            side_text.is_not_null() & pushes.is_not_null() & ~reads,
            "side",
            side_text,
            "provider's description",
        ),
        (
            silent & pl.col("mail_technology").is_not_null(),
            "side",
            pl.col("mail_technology"),
            "technology",
        ),
        _by_words("push", pushes),
        (
            across & ~reads & pl.col("writes").is_not_null(),
            "push",
            pl.col("writes"),
            "into another system, says",
        ),
        # An event dependency without a word: its consumer is, by definition, who needs the event.
        (silent & event, "subscribe", pl.lit("event"), "kind"),
    )
    flow = pl.coalesce([pl.when(when).then(pl.lit(name)) for when, name, _, _ in rules])
    because = pl.coalesce(
        [
            pl.when(when).then(pl.format(f"{evidence} '{{}}'", words))
            for when, _, words, evidence in rules
        ]
    )
    no_rule = pl.when(silent).then(pl.lit("no wording")).otherwise(pl.lit("no other wording"))
    return pl.struct(
        flow.fill_null("pull").alias("inferred_flow"), because.fill_null(no_rule).alias("because")
    )


def _by_words(flow: Flow, words: pl.Expr) -> tuple[pl.Expr, Flow, pl.Expr, str]:
    return words.is_not_null(), flow, words, "says"
