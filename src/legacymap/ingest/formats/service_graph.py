"""How the service graph of OpenTelemetry is read: metrics as Prometheus writes or answers them.

One sample of `traces_service_graph_request_total` is one edge from `client` to `server`; the failed
ones and the times belong to the same edge.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.json_items import Items, word
from legacymap.ingest.readings import Reading
from legacymap.ingest.sightings import Sighting, Sightings, day_of, is_unnamed
from legacymap.ingest.vocabulary.products import product
from legacymap.inventory import RejectedRow
from legacymap.inventory.vocabulary import DependencyKind, SystemKind

_METRIC: Final = "traces_service_graph_"
_TOTAL: Final = "request_total"
_FAILED: Final = "request_failed_total"
_SAMPLE: Final = re.compile(
    r"(?P<name>[A-Za-z_:][\w:]*+)(?:\s*+\{(?P<labels>.*)\})?\s++(?P<value>\S++)"
    r"(?:\s++(?P<time>-?\d{1,20}))?(?:\s++#.*)?\Z"
)
"""Possessive, so that a line of blanks is not tried in all the ways of dividing it."""
_LONGEST_LINE: Final = 32_768
_LABEL: Final = re.compile(r'\s*([A-Za-z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|\Z)')
_ESCAPED: Final = {"\\n": "\n", '\\"': '"', "\\\\": "\\"}
_KINDS: Final[Mapping[str, DependencyKind]] = {"messaging_system": "event", "database": "database"}
_OWN: Final = frozenset({"__name__", "client", "server", "connection_type"})
_NOT_KEPT: Final = frozenset({"le", "quantile", "instance", "job", "__name__"})


@dataclass(frozen=True, slots=True)
class _Sample:
    metric: str
    labels: Mapping[str, str]
    value: float | None
    time: float | None
    """Seconds since 1970."""
    place: Place
    text: str


def is_service_graph(source: Source) -> bool:
    """Whether the metrics of a service graph are in it, as text or in an answer of Prometheus."""
    if source.sheet is not None or source.looks_like_xml:
        return False
    if source.looks_like_json:
        return _is_vector(source)
    start = source.content[:65_536]
    return re.search(rb"(?m)^(?:# (?:TYPE|HELP) )?" + _METRIC.encode(), start) is not None


def _is_vector(source: Source) -> bool:
    """An answer whose samples have a client and a server; a query that adds up drops the name."""
    if b'"resultType"' not in source.content:
        return False
    result = _result(source.document)
    return isinstance(result, list) and any(
        isinstance(item, dict)
        and isinstance(metric := item.get("metric"), dict)
        and {"client", "server"} <= metric.keys()
        for item in result
    )


def read_service_graph(source: Source) -> tuple[Reading, ...]:
    """One dependency an edge; a message broker is needed by both who writes and who reads.

    Raises:
        UnreadableFile: it is neither metrics nor an answer of Prometheus.
    """
    walk = _Walk(source)
    samples = list(walk.answered() if source.looks_like_json else walk.written())
    walk.edges(samples)
    return (
        walk.seen.reading(
            source,
            "service_graph",
            counts={**walk.counts, "services": walk.seen.systems, "edges": walk.seen.dependencies},
            findings=(*walk.findings, *walk.items.findings),
            rejects=(*walk.rejects, *walk.items.rejects),
            original=lambda place: walk.originals.get((place.line, place.path), ""),
        ),
    )


def _result(document: JsonValue) -> JsonValue:
    data = document.get("data") if isinstance(document, dict) else None
    return data.get("result") if isinstance(data, dict) else None


@dataclass(slots=True)
class _Walk:
    """What has been met on the way through one file."""

    source: Source
    items: Items = field(init=False)
    seen: Sightings = field(init=False)
    counts: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    rejects: list[RejectedRow] = field(default_factory=list)
    originals: dict[tuple[int | None, str | None], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.items = Items(self.source.name)
        self.seen = Sightings(self.source.name)

    def written(self) -> Iterator[_Sample]:
        """The samples of the text format, one a line; comments are none."""
        text, findings = self.source.decoded
        self.findings.extend(findings)
        for number, line in enumerate(text.splitlines(), start=1):
            bare = line.strip()
            if not bare or bare.startswith("#"):
                continue
            place = Place(file=self.source.name, line=number)
            found = _SAMPLE.match(bare) if len(bare) <= _LONGEST_LINE else None
            labels = _labels(found["labels"] or "") if found else None
            if found is None or labels is None:
                self._reject(place, 'no sample `name{label="..."} value`', bare)
                continue
            time = found["time"]
            yield _Sample(
                found["name"],
                labels,
                _float(found["value"]),
                int(time) / 1000 if time else None,
                place,
                bare,
            )

    def answered(self) -> Iterator[_Sample]:
        """The samples of an answer: the last value of each series."""
        result = _result(self.source.document)
        if not isinstance(result, list):
            message = "an answer of Prometheus has `data.result`; here is none"
            finding = Finding("error", "misshapen_document", message, Place(file=self.source.name))
            raise UnreadableFile.of([finding], self.source.name)
        for path, item in self.items.objects(result, "data.result"):
            metric = item.get("metric")
            said = metric if isinstance(metric, dict) else {}
            labels = {key: word(value) or "" for key, value in said.items()}
            values = item.get("values")
            pair = values[-1] if isinstance(values, list) and values else item.get("value")
            time, value = pair if isinstance(pair, list) and len(pair) == 2 else (None, None)
            yield _Sample(
                labels.get("__name__") or f"{_METRIC}{_TOTAL}",
                labels,
                _float(word(value) or ""),
                _float(word(time) or ""),
                self.items.place(path),
                self.items.original(self.items.place(path)),
            )

    def edges(self, samples: list[_Sample]) -> None:
        """Each sample of the total is an edge; failed ones are errors on it."""
        for sample in samples:
            self.counts["samples"] += 1
            what = sample.metric.removeprefix(_METRIC)
            if what == sample.metric or what not in (_TOTAL, _FAILED):
                self.counts["samples_kept_aside"] += 1
                continue
            self.originals[sample.place.line, sample.place.path] = sample.text
            fault = _fault(sample)
            if fault:
                self._reject(sample.place, fault, sample.text)
                continue
            self._edge(sample, is_total=what == _TOTAL)
        aside = self.counts["samples_kept_aside"]
        if aside:
            message = (
                f"{aside} samples of other metrics (times, sizes, unpaired spans) were counted"
            )
            place = Place(file=self.source.name)
            self.findings.append(Finding("info", "parts_kept_aside", message, place))

    def _edge(self, sample: _Sample, *, is_total: bool) -> None:
        client, server = sample.labels["client"], sample.labels["server"]
        said = sample.labels.get("connection_type", "")
        kinds: tuple[SystemKind | None, SystemKind | None] = (
            "actor" if said == "virtual_node" and client == "user" else None,
            "data_store" if said == "database" else None,
        )
        for end, name, kind in (("client", client, kinds[0]), ("server", server, kinds[1])):
            at = f"{sample.place.path}.{end}" if sample.place.path else end
            place = Place(file=self.source.name, line=sample.place.line, path=at)
            self.seen.system(name, place, kind)
        number = round(sample.value) if sample.value is not None else 0
        extra = {
            key: value or None
            for key, value in sample.labels.items()
            if key not in _OWN | _NOT_KEPT and not key.endswith("_bucket")
        }
        turned = said == "messaging_system" and product(client) == "broker"
        what = "broker" if said == "messaging_system" and product(server) == "broker" else None
        self.seen.add(
            Sighting(
                consumer=server if turned or (said == "messaging_system" and not what) else client,
                provider=client if turned or (said == "messaging_system" and not what) else server,
                kind=_KINDS.get(said, "call"),
                flow="publish" if what else "subscribe" if said == "messaging_system" else None,
                description=_described(said, client, server, is_publishing=what is not None),
                count=number if is_total else None,
                as_of=day_of(sample.time) if sample.time else None,
                numbers={} if is_total else {"failed": number},
                words={**extra, "connection_type": said or None},
            ),
            sample.place,
        )

    def _reject(self, place: Place, what: str, text: str) -> None:
        reason = f"{what}; it is rejected"
        self.rejects.append(RejectedRow(self.source.name, place.line, None, reason, text))
        self.findings.append(Finding("error", "invalid_row", reason, place))


def _described(said: str, client: str, server: str, *, is_publishing: bool) -> str | None:
    """An edge of messages goes from who sends to who receives; the receiver needs it."""
    if said != "messaging_system":
        return None
    return f"publishes to {server}" if is_publishing else f"receives messages of {client}"


def _fault(sample: _Sample) -> str | None:
    for end in ("client", "server"):
        if is_unnamed(sample.labels.get(end)):
            return f"the {end} has no name ({sample.labels.get(end, '')!r})"
    if sample.value is None or not 0 <= sample.value < 2**53:
        return "the value is no count"
    return None


def _labels(text: str) -> dict[str, str] | None:
    """The labels between the braces; ``None`` where they are not well written."""
    labels: dict[str, str] = {}
    at = 0
    while at < len(text) and text[at:].strip():
        found = _LABEL.match(text, at)
        if found is None:
            return None
        labels[found[1]] = re.sub(r"\\.", lambda m: _ESCAPED.get(m[0], m[0]), found[2])
        at = found.end()
    return labels


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
