"""What kind of thing every system is: as stated, else by rules whose evidence can be shown.

Which systems are services decides every sentence about exposure, and plausible rules give very
different counts on the same estate; so the rule that was used is a text to be printed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, get_args

import polars as pl

from legacymap.analysis.inference.flows import HUB_NAME, HUB_TAG, LOGIN_WORDS, Flows, infer_flows
from legacymap.analysis.inference.parts import Positions, actor_rows, levels, parent_rows, top_rows
from legacymap.inventory import Inventory
from legacymap.inventory.positions import taken
from legacymap.inventory.vocabulary import SystemKind

USED_OR_SEEN: Final = (
    "services are the systems that a person uses or that have a user interface, "
    "except platforms and systems outside the organisation"
)
WITHOUT_CONSUMERS: Final = (
    "services are the systems without consumers, because the inventory names neither people "
    "who use systems nor user interfaces"
)
AS_STATED: Final = "services are the systems that the inventory states to be services"

_EXTERNAL_TAG = r"(?i)^(external|provider|third[_ -]?party|supplier)$"
_EXTERNAL_PROPERTY = r'(?i)"location":"external"|"(?:is_?|is )?external":(?:true|"(?:true|yes|y)")'
_SAAS_TAG = r"(?i)^(saas|software[_ -]as[_ -]a[_ -]service)$"
# Hosted by a third party or made by one: a part with a language or framework is made here.
_OWN_CODE = (
    r"(?i)\b(java|kotlin|scala|groovy|spring|python|django|flask|ruby|rails|node|express|nestjs"
    r"|javascript|typescript|php|go|golang|rust|c#|\.net|dotnet|cobol|pl/?sql|perl)\b"
)
_BROKER = (
    r"(?i)^(?:apache |aws |amazon |azure )?(kafka|rabbitmq|activemq|sns|sqs|service bus"
    r"|event hubs?|ibm mq|websphere mq|pulsar|nats)\b"
)
_LOGIN_TEXT = (
    r"(?i)\b(log[ -]?ins?|log(?:s|ged|ging)? in|sign(?:s|ing)?[ -]?(?:in|on)|single[ -]sign[ -]?on"
    r"|sso|identit(?:y|ies)|authenticat\w*"
    r"|(?:api|access|auth\w*|id|identity|security|session|bearer) tokens?"
    r"|active directory|azure ad|entra id|ldap|oauth ?2?|saml|openid)\b"
)
_BROWSER_TAG = r"(?i)^(web[_ -]?browser|browser|web[_ -]?app(?:lication)?|ui|frontend)$"
_UI_WORDS = (
    r"(ui|user interface|web ?app(?:lication)?|webapp|front[ -]?end|portal"
    r"|mobile app(?:lication)?s?)"
)
_UI = rf"(?i)\b{_UI_WORDS}\b"
# What somebody else has: "consumed by the X web application" is said of an API.
_SOMEBODY_ELSES = r"(?i)\b(?:by|for|from|to|via)\b[^.,;:()]*"
# A text speaks of an interface of one's own where it begins by calling itself so ("self-service
# portal for ...") or says that it has one. Others are named further on: "checks who may enter the
# broker portal", "accepts reports from all channels: web portal, mail".
_CLAUSE = r"^([^.,;:()]*)"
_HAS = r"(?:provides|offers|hosts|contains|holds|includes|has|is)\s+"
_CALLS_ITSELF = rf"(?i)^\W*((?:[\w'&/+-]+\s+){{0,6}}?){_UI_WORDS}\b"
_HAS_ONE = rf"(?i)\b{_HAS}(?:(?:an?|the|its|our)\s+)?(?:[\w-]+\s+){{0,2}}?{_UI_WORDS}\b"
_DOES_TO_IT = (
    r"(?i)^\W*(?:authenticates|backs|feeds|monitors|powers|protects|secures|serves|supports|tests)\b"
    r"|\b\w+(?:ing|ed|s)\s+(?:the|an?|all|our|with)\b"
)
_STORE_TAG = r"(?i)^(database|data[_ -]?store|db)$"
STORE_TECHNOLOGY: Final = (
    r"(?i)\b(oracle|postgres\w*|my ?sql|mariadb|(?:ms|microsoft) ?sql(?: server)?|sql server|db2"
    r"|mongo(?:db)?|redis|elastic ?search|open ?search|cassandra|dynamodb|s3|sqlite|informix"
    r"|sybase|ingres|teradata|adabas|cosmos ?db|neo4j|couchdb|memcached|hbase|snowflake)\b"
)
_STORE_NAME = (
    r"(?i)\b(data ?base|db|(?:data|document|object|content|message) ?store|storage|bucket)$"
)
_INTERFACE_WORD = r"(?i)^end-?points?$"


@dataclass(frozen=True)
class Kinds:
    """The kind of every system, row by row as in ``inventory.systems``.

    Columns of ``table``: `id`, `kind`, `origin` (`stated` or `inferred`), `because`, `part`
    (whether it is a part of another system), `top` (id of the whole system it belongs to).
    """

    table: pl.DataFrame = field(repr=False)
    rule: str
    """Which rule told services from the rest, to be printed with every count of them."""

    @property
    def counts(self) -> dict[str, int]:
        """Number of systems by kind; parts are not counted."""
        whole = self.table.filter(~pl.col("part"))
        found = dict(whole["kind"].value_counts().iter_rows())
        return {kind: found.get(kind, 0) for kind in get_args(SystemKind)}

    @property
    def services(self) -> tuple[str, ...]:
        """Ids of the services, sorted."""
        return tuple(sorted(self.table.filter(pl.col("kind") == "service")["id"]))


def infer_kinds(inventory: Inventory, flows: Flows | None = None) -> Kinds:
    """The kind of every system: as stated, else by the first of these rules that matches.

    1. A person or role: `actor`. 2. Outside the organisation (so tagged or located), a part of
    such a system, or a part that is a third party's product: `external`. 3. A topic or queue, an
    own description about login, identities or tokens, or at least two consumer systems with at
    least half the dependencies on it being login, side or event: `platform`. 4. A person uses it
    or a part of it, or it has a user interface: `service`. 5. Else `application`; parts by their
    own nature: `interface`, `data_store` or `component`.
    """
    flows = flows or infer_flows(inventory)
    rows = _rows(inventory, flows)
    anybody = bool((rows["used"] > 0).any() or rows["interface_words"].is_not_null().any())
    stated_service = (inventory.systems["kind"] == "service").any()
    fallback = not anybody and not stated_service
    named = rows.with_columns(inferred=_inferred(fallback=fallback)).unnest("inferred")
    stated = pl.col("kind").is_not_null()
    table = named.select(
        "id",
        pl.coalesce("kind", "inferred_kind").alias("kind"),
        pl.when(stated).then(pl.lit("stated")).otherwise(pl.lit("inferred")).alias("origin"),
        pl.when(stated).then("stated_because").otherwise("because").alias("because"),
        "part",
        pl.col("whole").alias("top"),
    )
    return Kinds(table, _rule(table, fallback=fallback))


def _rule(table: pl.DataFrame, *, fallback: bool) -> str:
    services = table.filter(pl.col("kind") == "service")
    stated = services.filter(pl.col("origin") == "stated").height
    if fallback:
        return WITHOUT_CONSUMERS
    if stated == services.height:
        return AS_STATED if stated else USED_OR_SEEN
    said = f" ({stated} of {services.height} are stated by the inventory)" if stated else ""
    return USED_OR_SEEN + said


def _rows(inventory: Inventory, flows: Flows) -> pl.DataFrame:
    """The systems with what the rules look at, in the same order."""
    systems = inventory.systems
    parents = parent_rows(inventory)
    tops = top_rows(parents)
    own = systems.select(
        "id",
        "kind",
        pl.col("kind_evidence").list.join("; ").fill_null("stated").alias("stated_because"),
        "name",
        pl.col("description").fill_null("").alias("text"),
        pl.col("technologies").list.join("; ").fill_null("").alias("technology"),
        pl.col("properties").fill_null("").alias("properties"),
        _tagged(_EXTERNAL_TAG).alias("tagged_external"),
        _tagged(_SAAS_TAG).alias("saas"),
        _tagged(HUB_TAG).alias("tagged_hub"),
        _tagged(_BROWSER_TAG).alias("browser"),
        _tagged(_STORE_TAG).alias("tagged_store"),
        pl.col("technologies")
        .list.eval(pl.element().str.contains(_BROKER))
        .list.all()
        .fill_null(False)
        .alias("all_brokers"),
        pl.col("technologies")
        .list.eval(pl.element().str.contains(_INTERFACE_WORD))
        .list.any()
        .fill_null(False)
        .alias("endpoint"),
        actor_rows(inventory).alias("actor"),
    ).with_columns(
        pl.Series("part", parents >= 0),
        pl.Series("top", tops, dtype=pl.Int64),
        systems["id"].gather(tops).alias("whole"),
        store=pl.col("tagged_store")
        | pl.col("technology").str.contains(STORE_TECHNOLOGY)
        | pl.col("name").str.contains(_STORE_NAME),
    )
    own = own.with_columns(outside=_outside())
    own = own.with_columns(pl.Series("outside", _down(own["outside"], parents)))
    return _with_use(own, inventory, flows)


def _tagged(pattern: str) -> pl.Expr:
    hit = pl.element().str.contains(pattern)
    return pl.col("tags").list.eval(hit).list.any().fill_null(False)


def _outside() -> pl.Expr:
    """Why a system is outside the organisation, or null."""
    third_party = (
        pl.col("part")
        & pl.col("saas")
        & ~pl.col("store")
        & ~pl.col("tagged_hub")
        & ~pl.col("technology").str.contains(_OWN_CODE)
    )
    return (
        pl.when(pl.col("kind") == "external")
        .then(pl.lit("stated external"))
        .when(pl.col("properties").str.contains(_EXTERNAL_PROPERTY))
        .then(pl.lit("located outside the organisation"))
        .when(pl.col("tagged_external"))
        .then(pl.lit("tagged as a provider outside the organisation"))
        .when(third_party)
        .then(pl.lit("a third party's software as a service"))
    )


def _down(outside: pl.Series, parents: Positions) -> list[str | None]:
    """``outside``, where blank taken from the system that the row is a part of."""
    filled: list[str | None] = outside.to_list()
    for rows in levels(parents)[1:]:
        for row in rows:
            if filled[row] is None and filled[parents[row]] is not None:
                filled[row] = "part of what is outside the organisation"
    return filled


def _with_use(own: pl.DataFrame, inventory: Inventory, flows: Flows) -> pl.DataFrame:
    """Rows with who uses each system, what depends on it, and its user interface if it has one."""
    inside = pl.col("outside").is_null() & ~pl.col("actor")
    shown = _interface_of_its_own()
    interface = (
        pl.when(pl.col("browser"))
        .then(pl.format("{} is tagged as a browser interface", "name"))
        .when(pl.col("name").str.contains(_UI))
        .then(pl.format("the name {} says so", "name"))
        .when(shown.is_not_null())
        .then(pl.format("{} is described as '{}'", "name", shown))
    )
    interfaces = (
        own.filter(inside)
        .select("top", interface.alias("interface_words"))
        .drop_nulls()
        .group_by("top", maintain_order=True)
        .first()
    )
    ends = _ends(own, inventory, flows)
    numbered = own.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    return (
        numbered.join(interfaces, left_on="row", right_on="top", how="left", maintain_order="left")
        .join(_use(ends), on="row", how="left", maintain_order="left")
        .join(_incoming(ends), on="row", how="left", maintain_order="left")
        .with_columns(
            pl.col(
                "used", "used_beyond_login", "consumers", "incoming", "logins", "asides"
            ).fill_null(0)
        )
    )


def _interface_of_its_own() -> pl.Expr:
    """The word by which a text says that what it describes is or has a user interface, or null."""
    text = pl.col("text").str.replace_all(_SOMEBODY_ELSES, " ")
    begins = text.str.extract(_CLAUSE, 1).str.replace(rf"(?i)^\W*{_HAS}", "")
    before = begins.str.extract(_CALLS_ITSELF, 1)
    itself = pl.when(~before.str.contains(_DOES_TO_IT)).then(begins.str.extract(_CALLS_ITSELF, 2))
    return pl.coalesce(itself, text.str.extract(_HAS_ONE, 1))


def _ends(own: pl.DataFrame, inventory: Inventory, flows: Flows) -> pl.DataFrame:
    """The dependencies with flow and the whole system (its row) at either end."""
    top = own.select("top", outside=pl.col("outside").is_not_null() & pl.col("part"))
    consumers, providers = inventory.ends
    return inventory.dependencies.select("consumer", "kind", "description").hstack(
        [
            *flows.table.select("joins", "flow"),
            *taken(top, consumers),
            *taken(top, providers).select(pl.all().name.suffix("_to")),
        ]
    )


def _use(ends: pl.DataFrame) -> pl.DataFrame:
    """Number of people who use each whole system or a part of it that is inside."""
    beyond_login = ~pl.col("description").fill_null("").str.contains(LOGIN_WORDS)
    return (
        ends.filter((pl.col("joins") == "used_by") & ~pl.col("outside_to"))
        .group_by(row="top_to")
        .agg(
            used=pl.col("consumer").n_unique().cast(pl.Int64),
            used_beyond_login=beyond_login.sum().cast(pl.Int64),
        )
    )


def _incoming(ends: pl.DataFrame) -> pl.DataFrame:
    """Who depends on each whole system from outside it, and how much of that is beside the point.

    `asides` counts dependencies that are login, side or event.
    """
    login = pl.col("flow") == "login"
    event = pl.col("flow").is_in(["publish", "subscribe"]) | (pl.col("kind") == "event")
    aside = login | event.fill_null(False) | (pl.col("flow") == "side")
    return (
        ends.filter((pl.col("joins") == "software") & (pl.col("top") != pl.col("top_to")))
        .group_by(row="top_to")
        .agg(
            consumers=pl.col("top").n_unique().cast(pl.Int64),
            incoming=pl.len().cast(pl.Int64),
            logins=login.sum().cast(pl.Int64),
            asides=aside.sum().cast(pl.Int64),
        )
    )


def _inferred(*, fallback: bool) -> pl.Expr:
    """Struct of `inferred_kind` and `because`: the first rule that matches."""
    part = pl.col("part")
    hub = pl.col("tagged_hub") | pl.col("name").str.contains(HUB_NAME) | pl.col("all_brokers")
    login = (pl.col("name") + ". " + pl.col("text")).str.extract(_LOGIN_TEXT, 1)
    # People who come for something else, and nothing that logs in by it: it only mentions login.
    only_mentions = (pl.col("used_beyond_login") > 0) & (pl.col("logins") == 0)
    mostly_aside = (pl.col("consumers") >= 2) & (2 * pl.col("asides") >= pl.col("incoming"))
    no_consumers = pl.lit(fallback) & (pl.col("incoming") == 0) & ~pl.col("tagged_store")
    rules: tuple[tuple[pl.Expr, SystemKind, pl.Expr], ...] = (
        (pl.col("actor"), "actor", pl.lit("tagged as a person or role")),
        (pl.col("outside").is_not_null(), "external", pl.col("outside")),
        (part & (hub | pl.col("endpoint")), "interface", pl.lit("a topic, queue or endpoint")),
        (
            part & pl.col("store"),
            "data_store",
            pl.lit("tagged or named as a store, or of store technology"),
        ),
        (part, "component", pl.lit("a part, neither interface nor store")),
        (hub, "platform", pl.lit("a topic or queue")),
        (
            login.is_not_null() & ~only_mentions,
            "platform",
            pl.format("described by '{}'", login),
        ),
        (
            mostly_aside,
            "platform",
            pl.format(
                "{} consumer systems; {} of {} dependencies on it are login, side or event",
                "consumers",
                "asides",
                "incoming",
            ),
        ),
        (pl.col("used") > 0, "service", pl.format("people or roles that use it: {}", "used")),
        (pl.col("interface_words").is_not_null(), "service", pl.col("interface_words")),
        (no_consumers, "service", pl.lit("no system depends on it")),
        (pl.col("tagged_store"), "data_store", pl.lit("tagged as a store")),
    )
    kind = pl.coalesce([pl.when(when).then(pl.lit(name)) for when, name, _ in rules])
    because = pl.coalesce([pl.when(when).then(words) for when, _, words in rules])
    return pl.struct(
        kind.fill_null("application").alias("inferred_kind"),
        because.fill_null("no other rule matches").alias("because"),
    )
