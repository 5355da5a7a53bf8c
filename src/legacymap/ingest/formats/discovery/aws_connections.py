"""How the connections that AWS Application Discovery exports are read, with the hosts they join.

An export is several tables that know each other by the agent: who connected whence (outbound) and
whither (inbound), which addresses each host has, what each host is called. Athena answers with one
table that has the names in it already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from legacymap.errors import Place
from legacymap.ingest.files import Source
from legacymap.ingest.formats.discovery.hosts import kind_of_host
from legacymap.ingest.formats.named_columns import (
    NamedRow,
    NamedRows,
    is_among,
    places_of,
    tables_of,
)
from legacymap.ingest.readings import Reading
from legacymap.ingest.sightings import Sighting, Sightings
from legacymap.ingest.texts.written_dates import DayOrder, day_order, written_day

_Table = Literal["connections", "frequencies", "addresses", "hosts", "aside"]

_COLUMNS: Final[Mapping[str, str]] = {
    "accountnumber": "account",
    "agentid": "agent",
    "serverid": "agent",
    "sourceip": "source_ip",
    "sourceport": "source_port",
    "destinationip": "destination_ip",
    "destinationport": "port",
    "ipversion": "ip_version",
    "transportprotocol": "transport",
    "agentassignedprocessid": "process",
    "agentcreationdate": "when",
    "timestamp": "when",
    "ipaddress": "address",
    "macaddress": "mac",
    "osname": "os",
    "osversion": "os_version",
    "hostname": "host",
    "source": "source_ip",
    "target": "destination_ip",
    "port": "port",
    "frequency": "frequency",
    "sourcehostname": "source_host",
    "destinationhostname": "destination_host",
}
_ASIDE: Final = frozenset({"cmdline", "totalcpuusagepct", "totalnumcores", "totaldisksizeingb"})
"""Columns of the tables of processes and of performance, which say nothing of connections."""


def _table(header: Sequence[str]) -> _Table | None:
    """Which table of the export has this header."""
    found = places_of(header, _COLUMNS).keys()
    if {"agent", "source_ip", "destination_ip", "port"} <= found:
        return "connections"
    if {"frequency", "source_ip", "destination_ip"} <= found and (
        {"source_host", "destination_host"} & found
    ):
        return "frequencies"
    if {"agent", "address"} <= found:
        return "addresses"
    if {"agent", "host"} <= found:
        return "hosts"
    return "aside" if "agent" in found and is_among(header, _ASIDE) else None


def is_aws_connections(source: Source) -> bool:
    """Whether the header is that of one of the tables of an export, or of Athena's answer."""
    return _table(source.header) is not None


def read_aws_connections(sources: Sequence[Source]) -> Iterator[Reading]:
    """The connections of all tables, each host under its agent.

    Raises:
        UnreadableFile: some file is none of the tables.
        LimitExceeded: some file has too many rows or columns.
    """
    refusal = "the header is that of no table that AWS Application Discovery exports"
    tables: list[tuple[_Table, NamedRows]] = tables_of(
        sources, _COLUMNS, table=_table, refusal=refusal
    )
    hosts = _Hosts()
    for table, rows in tables:
        hosts.meet(table, rows)
    namespace = f"aws discovery {sources[0].namespace}" if sources else "aws discovery"
    for table, rows in tables:
        yield _READ[table](rows, hosts, namespace)


@dataclass(slots=True)
class _Hosts:
    """What all tables together say of each agent and address."""

    names: dict[str, str] = field(default_factory=dict)
    """The name of the host of each agent."""
    agents: dict[str, set[str]] = field(default_factory=dict)
    """The agents that have an address."""
    known: set[str] = field(default_factory=set)
    """All agents with an address."""

    def meet(self, table: _Table, rows: NamedRows) -> None:
        for row in rows.rows:
            agent, host, address = (row.get(name) for name in ("agent", "host", "address"))
            if table == "hosts" and agent and host:
                self.names[agent] = min(host, self.names.get(agent, host))
            elif table == "addresses" and agent and address:
                self.agents.setdefault(address, set()).add(agent)
                self.known.add(agent)

    def at(self, address: str) -> str:
        """The agent whose address it is, where only one has it; else the address."""
        found = self.agents.get(address, ())
        return next(iter(found)) if len(found) == 1 else address

    def is_inbound(self, agent: str | None, *, source: str, destination: str) -> bool | None:
        """Whether ``agent`` is the destination; ``None`` where its addresses do not say."""
        ends = [agent in self.agents.get(address, ()) for address in (source, destination)]
        return None if ends[0] == ends[1] else ends[1]

    def show(self, host: str, seen: Sightings, row: NamedRow, end: str) -> None:
        """Meet ``host``, an agent or an address, at one end of a row."""
        name = self.names.get(host, host)
        is_agent = host in self.names or host in self.known
        kind = "platform" if is_agent else kind_of_host(name)
        seen.system(name, _at(row, end), kind, id=host)


def _connections(rows: NamedRows, hosts: _Hosts, namespace: str) -> Reading:
    """One dependency for each pair of hosts and port; every row is one observation."""
    seen = Sightings(rows.source.name)
    order = _order(rows)
    called_inbound = "destinationprocess" in rows.source.name.rsplit("/", 1)[-1].casefold()
    for row in rows.rows:
        source, destination = row.get("source_ip"), row.get("destination_ip")
        agent = row.get("agent")
        if source is None or destination is None:
            rows.reject(row, "a connection without source or destination")
            continue
        # The agent that reports is one end by itself, whether its addresses are listed or not.
        told = hosts.is_inbound(agent, source=source, destination=destination)
        is_inbound = called_inbound if told is None else told
        consumer = agent if agent and not is_inbound else hosts.at(source)
        provider = agent if agent and is_inbound else hosts.at(destination)
        hosts.show(consumer, seen, row, "source")
        hosts.show(provider, seen, row, "destination")
        port = row.get("port")
        seen.add(
            Sighting(
                consumer=consumer,
                provider=provider,
                kind="call",
                interface=f"port {port}" if port else None,
                technology=row.get("transport"),
                count=1,
                as_of=_day(row, order),
                words={"ip_version": row.get("ip_version")},
            ),
            row.place,
        )
    return _finished(rows, seen, namespace)


def _frequencies(rows: NamedRows, hosts: _Hosts, namespace: str) -> Reading:
    """Athena's answer: connections counted already."""
    seen = Sightings(rows.source.name)
    for row in rows.rows:
        ends = [
            row.get(f"{end}_host")
            or (hosts.at(address) if (address := row.get(f"{end}_ip")) else None)
            for end in ("source", "destination")
        ]
        consumer, provider = ends
        frequency = row.get("frequency") or ""
        if consumer is None or provider is None:
            rows.reject(row, "a connection without source or destination")
            continue
        if frequency and not (frequency.isdecimal() and len(frequency) < 16):
            rows.reject(row, f"the frequency {frequency[:40]!r} is no whole number")
            continue
        hosts.show(consumer, seen, row, "source")
        hosts.show(provider, seen, row, "destination")
        port = row.get("port")
        seen.add(
            Sighting(
                consumer=consumer,
                provider=provider,
                kind="call",
                interface=f"port {port}" if port else None,
                count=int(frequency) if frequency else None,
                words=row.others,
            ),
            row.place,
        )
    return _finished(rows, seen, namespace)


def _hosts(rows: NamedRows, hosts: _Hosts, namespace: str) -> Reading:
    """The hosts by name; the same agent at another time says nothing new."""
    seen = Sightings(rows.source.name)
    for row in rows.rows:
        agent, host = row.get("agent"), row.get("host")
        if agent is None or host is None:
            rows.reject(row, "a host without agent or name")
            continue
        system = " ".join(said for name in ("os", "os_version") if (said := row.get(name)))
        values: dict[str, object] = {"technologies": [system]} if system else {}
        if row.others:
            values["properties"] = dict(row.others)
        before = seen.systems
        seen.system(hosts.names[agent], row.place, "platform", id=agent, values=values)
        seen.merged += seen.systems == before
    return _finished(rows, seen, namespace)


def _aside(rows: NamedRows, hosts: _Hosts, namespace: str) -> Reading:
    """Rows that only help to tell who is who, or say nothing of who needs whom."""
    del hosts
    seen = Sightings(rows.source.name, merged=len(rows.rows))
    message = f"{len(rows.rows)} rows tell addresses, processes or load; they make no systems"
    rows.inform("parts_kept_aside", message)
    return _finished(rows, seen, namespace)


_READ: Final = {
    "connections": _connections,
    "frequencies": _frequencies,
    "hosts": _hosts,
    "addresses": _aside,
    "aside": _aside,
}


def _finished(rows: NamedRows, seen: Sightings, namespace: str) -> Reading:
    counts = {
        "rows": len(rows.records.cells),
        "hosts": seen.systems,
        "connections": seen.dependencies,
    }
    reading = seen.reading(rows.source, "aws_connections", namespace=namespace, counts=counts)
    return rows.finished(reading)


def _order(rows: NamedRows) -> DayOrder:
    return day_order(row.get("when") or "" for row in rows.rows)


def _day(row: NamedRow, order: DayOrder) -> str | None:
    day = written_day(row.get("when") or "", order)
    return day.isoformat() if day else None


def _at(row: NamedRow, what: str) -> Place:
    return Place(row.place.file, row.place.line, row.place.row, path=what)
