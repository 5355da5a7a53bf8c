"""What a scenario changes: a named patch on an inventory and a policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Annotated, Final, Self

from pydantic import BeforeValidator, Field, JsonValue, ValidationError, model_validator
from pydantic_core import ErrorDetails

from legacymap.errors import Finding, InvalidScenario, Place
from legacymap.inventory import Dependency, Record, System
from legacymap.inventory.faults import fault
from legacymap.inventory.vocabulary import DependencyKind, Name, Text
from legacymap.planning.policy.policy import path_text

_IDENTITY: Final = ("consumer", "provider", "kind", "interface", "description")


def _as_fields(value: object) -> object:
    """An identity in short: a text is an id, a list its parts in order."""
    if isinstance(value, str):
        return {"id": value}
    if isinstance(value, (list, tuple)) and len(value) <= len(_IDENTITY):
        parts = dict(zip(_IDENTITY, value, strict=False))
        return {name: part or None for name, part in parts.items()}
    return value


class _NamedDependency(Record):
    """Which dependencies are meant: by id, or all that agree in what is given; null is blank."""

    id: Name | None = None
    consumer: Name | None = None
    provider: Name | None = None
    kind: DependencyKind | None = None
    interface: Name | None = None
    description: Text | None = None

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if self.id is None and (self.consumer is None or self.provider is None):
            raise ValueError("needs an `id`, or `consumer` and `provider`")
        return self

    @property
    def given(self) -> dict[str, str | None]:
        """What is asked for, field by field."""
        return {name: getattr(self, name) for name in sorted(self.model_fields_set)}

    def __str__(self) -> str:
        if self.id is not None:
            return f"the dependency {self.id!r}"
        more = [str(part) for part in (self.kind, self.interface, self.description) if part]
        said = f" ({', '.join(more)})" if more else ""
        return f"{self.consumer} -> {self.provider}{said}"


NamedDependency = Annotated[_NamedDependency, BeforeValidator(_as_fields)]


class Patch(Record):
    """A scenario: what is different, and nothing else. An empty patch changes nothing."""

    name: Name | None = Field(None, description="What people call the scenario")
    policy: dict[str, JsonValue] = Field(
        {},
        description="A merge patch on the policy (RFC 7396): null takes a setting back to its"
        " default, a list replaces the whole list",
    )
    retire: tuple[Name, ...] = Field(
        (), description="Systems that are gone, with their parts, dependencies and data"
    )
    keep: tuple[Name, ...] = Field(
        (), description="Systems that are not replaced in this scenario and stay as they are"
    )
    add_dependencies: tuple[Dependency, ...] = ()
    remove_dependencies: tuple[NamedDependency, ...] = Field(
        (), description="By id, or all that agree in consumer, provider and what else is given"
    )
    set: dict[Name, dict[str, JsonValue]] = Field(
        {}, description="Attributes of systems, as a merge patch: null is unknown"
    )

    def document(self) -> dict[str, JsonValue]:
        """The patch as JSON, without what it does not say."""
        document: dict[str, JsonValue] = self.model_dump(mode="json", exclude_unset=True)
        return {key: value for key, value in document.items() if value not in (None, [], {})}


def patch_of(document: object, *, file: str | None = None) -> Patch:
    """The patch in ``document``, parsed JSON, TOML or YAML.

    Raises:
        InvalidScenario: it breaks the schema; every problem with its path in ``file``.
    """
    if not isinstance(document, Mapping):
        finding = Finding("error", "invalid_scenario", "must be a table of changes", Place(file))
        raise InvalidScenario.of([finding], "not a scenario")
    try:
        return Patch.model_validate(dict(document))
    except ValidationError as error:
        findings = list(located(error, "", file))
        raise InvalidScenario.of(findings, "not a scenario") from error


def located(error: ValidationError, under: str, file: str | None = None) -> Iterator[Finding]:
    """Every problem of ``error``, with its path under ``under``."""
    for problem in error.errors(include_url=False):
        path = ".".join(part for part in (under, path_text(problem["loc"])) if part)
        path = path.replace(".[", "[")
        yield Finding("error", "invalid_scenario", _said(problem), Place(file=file, path=path))


def _said(problem: ErrorDetails) -> str:
    kind = problem["type"]
    if kind != "extra_forbidden":
        return fault(kind, problem["msg"], problem.get("ctx", {}))
    known = sorted({*Patch.model_fields, *Dependency.model_fields, *System.model_fields})
    near = get_close_matches(str(problem["loc"][-1]), known, n=1)
    return "there is no such field" + (f"; meant {near[0]!r}?" if near else "")
