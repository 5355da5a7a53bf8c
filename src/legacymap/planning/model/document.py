"""A planning model as a ``legacymap-plan-instance/1`` document, and back.

Every key of the format is required, so that a misspelt one is missed and not ignored. Keys that
the format does not know are information: kept, written back, never scored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, TypeVar, cast

from legacymap.errors import Finding, InvalidPlanningModel
from legacymap.planning.model.model import (
    FORMAT,
    Bucket,
    Consumer,
    GatewayPrices,
    Interface,
    PlannedSystem,
    PlanningModel,
    Precedence,
    Profile,
    Resource,
)
from legacymap.planning.model.rules import problem

T = TypeVar("T")

_MODEL_KEYS: Final = frozenset(
    {
        "format",
        "name",
        "money_unit",
        "waves",
        "systems",
        "interfaces",
        "resources",
        "precedences",
        "together",
    }
)


def from_document(document: object) -> PlanningModel:
    """The planning model that ``document``, parsed JSON, describes.

    Raises:
        InvalidPlanningModel: ``document`` breaks the format; it carries every problem with its
            place, such as ``interfaces[3].consumers[1].system: no system 'S9'``.
    """
    return _Reader().model(document)


def to_document(model: PlanningModel) -> dict[str, object]:
    """``model`` as a JSON document that :func:`from_document` reads back unchanged."""
    return {
        "format": FORMAT,
        "name": model.name,
        "waves": model.waves,
        "money_unit": model.money_unit,
        "systems": [
            {
                "id": system.id,
                "duration": system.duration,
                "cost": list(system.cost),
                "use": dict(sorted(system.use.items())),
                **system.information,
            }
            for system in model.systems
        ],
        "interfaces": [_interface_document(interface) for interface in model.interfaces],
        "resources": [
            {
                "id": resource.id,
                "kind": resource.kind,
                "profile": resource.profile,
                "buckets": [_bucket_document(bucket) for bucket in resource.buckets],
                **resource.information,
            }
            for resource in model.resources
        ],
        "precedences": [
            {"before": p.before, "after": p.after, "lag": p.lag, **p.information}
            for p in model.precedences
        ],
        "together": [list(group) for group in model.together],
        **model.information,
    }


def _interface_document(interface: Interface) -> dict[str, object]:
    return {
        "id": interface.id,
        "provider": interface.provider,
        "facade": {"build": interface.facade.build, "hold": interface.facade.hold},
        "wrapper": {"build": interface.wrapper.build, "hold": interface.wrapper.hold},
        "consumers": [
            {"system": c.system, "facade": c.facade, "wrapper": c.wrapper, **c.information}
            for c in interface.consumers
        ],
        **interface.information,
    }


def _bucket_document(bucket: Bucket) -> dict[str, object]:
    return {
        "waves": list(bucket.waves),
        "cap": bucket.cap,
        "over_max": bucket.over_max,
        "over_price": bucket.over_price,
        **bucket.information,
    }


class _Reader:
    """Reads shapes and collects what is wrong with them.

    What has the wrong shape is noted and replaced by something harmless, so that one pass finds
    every problem; the references are then checked among what is sound.
    """

    def __init__(self) -> None:
        self._findings: list[Finding] = []
        self._waves = 1

    def model(self, document: object) -> PlanningModel:
        record = self._record(document, "")
        if record.get("format") != FORMAT:
            self._note("format", f"must be {FORMAT!r}, is {record.get('format')!r}")
        self._waves = self._whole(record, "waves", "", harmless=1)
        build = partial(
            PlanningModel,
            waves=self._waves,
            systems=self._each(record, "systems", "", self._system),
            interfaces=self._each(record, "interfaces", "", self._interface),
            resources=self._each(record, "resources", "", self._resource),
            precedences=self._each(record, "precedences", "", self._precedence),
            together=self._each(record, "together", "", self._texts),
            name=self._text_or_none(record, "name", ""),
            money_unit=self._text_or_none(record, "money_unit", ""),
            information=_information(record, _MODEL_KEYS),
        )
        if not self._findings:
            return build()
        noted = {finding.where for finding in self._findings}
        try:
            build()
        except InvalidPlanningModel as error:
            self._findings += [f for f in error.findings if f.where not in noted]
        raise InvalidPlanningModel.of(self._findings, "not a planning model")

    def _system(self, value: object, place: str) -> PlannedSystem:
        record = self._record(value, place)
        return PlannedSystem(
            id=self._text(record, "id", place),
            duration=self._whole(record, "duration", place, harmless=1),
            cost=self._costs(record, place),
            use=self._uses(record, place),
            information=_information(record, frozenset({"id", "duration", "cost", "use"})),
        )

    def _costs(self, record: Mapping[str, object], place: str) -> tuple[int | None, ...]:
        values = record.get("cost")
        if not isinstance(values, list):
            self._note(f"{place}.cost", _must_be("a list", record, "cost"))
            return (None,) * (self._waves + 1)
        if all(cost is None or type(cost) is int for cost in values):
            return tuple(values)
        for i, cost in enumerate(values):
            if cost is not None and type(cost) is not int:
                self._note(f"{place}.cost[{i}]", f"must be a whole number or null, is {cost!r}")
        return tuple(cost if type(cost) is int else None for cost in values)

    def _uses(self, record: Mapping[str, object], place: str) -> dict[str, int]:
        uses = self._record(record.get("use"), f"{place}.use")
        return {key: self._whole(uses, key, f"{place}.use", harmless=0) for key in uses}

    def _interface(self, value: object, place: str) -> Interface:
        record = self._record(value, place)
        known = frozenset({"id", "provider", "facade", "wrapper", "consumers"})
        return Interface(
            id=self._text(record, "id", place),
            provider=self._text(record, "provider", place),
            facade=self._prices(record, "facade", place),
            wrapper=self._prices(record, "wrapper", place),
            consumers=self._each(record, "consumers", place, self._consumer),
            information=_information(record, known),
        )

    def _prices(self, record: Mapping[str, object], key: str, place: str) -> GatewayPrices:
        prices = self._record(record.get(key), f"{place}.{key}")
        return GatewayPrices(
            build=self._whole(prices, "build", f"{place}.{key}", harmless=0),
            hold=self._whole(prices, "hold", f"{place}.{key}", harmless=0),
        )

    def _consumer(self, value: object, place: str) -> Consumer:
        record = self._record(value, place)
        return Consumer(
            system=self._text(record, "system", place),
            facade=self._whole(record, "facade", place, harmless=0),
            wrapper=self._whole(record, "wrapper", place, harmless=0),
            information=_information(record, frozenset({"system", "facade", "wrapper"})),
        )

    def _resource(self, value: object, place: str) -> Resource:
        record = self._record(value, place)
        return Resource(
            id=self._text(record, "id", place),
            kind=self._text_or_none(record, "kind", place),
            profile=cast(Profile, self._text(record, "profile", place)),
            buckets=self._each(record, "buckets", place, self._bucket),
            information=_information(record, frozenset({"id", "kind", "profile", "buckets"})),
        )

    def _bucket(self, value: object, place: str) -> Bucket:
        record = self._record(value, place)
        known = frozenset({"waves", "cap", "over_max", "over_price"})
        return Bucket(
            waves=self._each(record, "waves", place, self._wave),
            cap=self._whole(record, "cap", place, harmless=0),
            over_max=self._whole(record, "over_max", place, harmless=0),
            over_price=self._whole(record, "over_price", place, harmless=0),
            information=_information(record, known),
        )

    def _wave(self, value: object, place: str) -> int:
        if type(value) is int:
            return value
        self._note(place, f"must be a whole number, is {value!r}")
        return 1

    def _precedence(self, value: object, place: str) -> Precedence:
        record = self._record(value, place)
        return Precedence(
            before=self._text(record, "before", place),
            after=self._text(record, "after", place),
            lag=self._whole(record, "lag", place, harmless=0),
            information=_information(record, frozenset({"before", "after", "lag"})),
        )

    def _texts(self, value: object, place: str) -> tuple[str, ...]:
        if not isinstance(value, list):
            self._note(place, f"must be a list of system ids, is {value!r}")
            return ()
        for i, text in enumerate(value):
            if not isinstance(text, str):
                self._note(f"{place}[{i}]", f"must be a text, is {text!r}")
        return tuple(text for text in value if isinstance(text, str))

    def _record(self, value: object, place: str) -> Mapping[str, object]:
        if isinstance(value, dict) and all(isinstance(key, str) for key in value):
            return value
        self._note(place, "must be an object" if value is not None else "is missing")
        return {}

    def _each(
        self,
        record: Mapping[str, object],
        key: str,
        place: str,
        read: Callable[[object, str], T],
    ) -> tuple[T, ...]:
        at = f"{place}.{key}" if place else key
        values = record.get(key)
        if not isinstance(values, list):
            self._note(at, _must_be("a list", record, key))
            return ()
        return tuple([read(value, f"{at}[{i}]") for i, value in enumerate(values)])

    def _text(self, record: Mapping[str, object], key: str, place: str) -> str:
        value = record.get(key)
        if isinstance(value, str):
            return value
        self._note(f"{place}.{key}", _must_be("a text", record, key))
        return ""

    def _text_or_none(self, record: Mapping[str, object], key: str, place: str) -> str | None:
        value = record.get(key)
        if value is None or isinstance(value, str):
            return value
        self._note(f"{place}.{key}" if place else key, f"must be a text, is {value!r}")
        return None

    def _whole(self, record: Mapping[str, object], key: str, place: str, *, harmless: int) -> int:
        value = record.get(key)
        if type(value) is int:  # neither True nor 1.0 nor NaN
            return value
        self._note(f"{place}.{key}" if place else key, _must_be("a whole number", record, key))
        return harmless

    def _note(self, place: str, message: str) -> None:
        self._findings.append(problem(place, message))


def _must_be(what: str, record: Mapping[str, object], key: str) -> str:
    return f"must be {what}, is {record[key]!r}" if key in record else f"is missing; {what}"


def _information(record: Mapping[str, object], known: frozenset[str]) -> Mapping[str, object]:
    if record.keys() <= known:
        return {}
    return {key: value for key, value in record.items() if key not in known}
