"""What a peer is that is called by a well-known product: a message broker, a data store."""

from __future__ import annotations

import re
from typing import Final, Literal

Product = Literal["broker", "store"]

_BROKERS: Final = frozenset(
    {
        "kafka",
        "rabbitmq",
        "rabbit",
        "activemq",
        "artemis",
        "sqs",
        "sns",
        "kinesis",
        "pulsar",
        "nats",
        "redpanda",
        "mosquitto",
        "emqx",
        "eventhub",
        "eventhubs",
        "servicebus",
        "eventbridge",
        "pubsub",
        "ibmmq",
        "solace",
        "rocketmq",
    }
)
_STORES: Final = frozenset(
    {
        "mysql",
        "mariadb",
        "postgres",
        "postgresql",
        "oracle",
        "mssql",
        "sqlserver",
        "db2",
        "mongo",
        "mongodb",
        "redis",
        "valkey",
        "memcache",
        "memcached",
        "cassandra",
        "elasticsearch",
        "opensearch",
        "dynamodb",
        "couchbase",
        "couchdb",
        "cockroachdb",
        "hsqldb",
        "h2",
        "sqlite",
        "clickhouse",
        "influxdb",
        "neo4j",
        "spanner",
        "cosmosdb",
        "hbase",
        "teradata",
    }
)
_SAYS_NOTHING: Final = frozenset(
    {
        "broker",
        "cluster",
        "server",
        "service",
        "svc",
        "node",
        "primary",
        "main",
        "prod",
        "dev",
        "test",
        "db",
        "database",
        "cache",
        "queue",
        "topic",
        "bus",
        "store",
    }
)


def product(name: str | None) -> Product | None:
    """What ``name`` is where it ends in a product: `orders-kafka`, `mysql`, `redis-cluster-0`.

    `kafka-consumer` is a program that uses the product, and `None`.
    """
    words = [word for word in re.split(r"[^a-z0-9]+", (name or "").lower()) if word]
    while len(words) > 1 and (words[-1] in _SAYS_NOTHING or words[-1].isdigit()):
        words.pop()
    if not words:
        return None
    if words[-1] in _BROKERS:
        return "broker"
    return "store" if words[-1] in _STORES else None
