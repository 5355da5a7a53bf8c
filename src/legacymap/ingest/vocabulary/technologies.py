"""What kind of dependency a technology makes: JDBC a database one, SQS an event, SFTP a file."""

from __future__ import annotations

import re
from typing import Final

from legacymap.inventory.vocabulary import DependencyKind

# The first that is found decides: `SOAP/XML/ActiveMQ` is an event although SOAP is a call, and
# `email and SMS` says nothing, for it names what is sent and not how it is asked for.
_WORDS: Final[tuple[tuple[DependencyKind, str], ...]] = (
    ("database", r"jdbc|odbc|sql|sql\*net|tds|database link|db ?link|change data capture|cdc"),
    (
        "event",
        r"sns|sqs|kafka|amqp|jms|mqtt|rabbitmq|activemq|event ?bridge|event ?hubs?|pub/?sub"
        r"|queues?|topics?|events?|messag(?:e|es|ing)|kinesis|nats",
    ),
    ("file", r"s?ftps?|scp|files?|csv|nfs|smb|batch|spreadsheets?|cronjob"),
    (
        "call",
        r"https?|rest|soap|grpc|graphql|api|rpc|ldaps?|oauth2?|oidc|saml|jwt|jwk|odata|websockets?"
        r"|corba|rmi|dcom|web",
    ),
)
_KINDS: Final = tuple(
    (kind, re.compile(rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])")) for kind, words in _WORDS
)
# Products that carry SQL in their name (MySQL, PostgreSQL) speak of a store wherever they stand.
_SQL_PRODUCT: Final = re.compile(r"sql")


def dependency_kind(technology: str | None) -> DependencyKind | None:
    """The kind that ``technology`` speaks of, ``None`` where it says nothing about it."""
    text = (technology or "").lower()
    for kind, words in _KINDS:
        if words.search(text):
            return kind
    return "database" if _SQL_PRODUCT.search(text) else None
