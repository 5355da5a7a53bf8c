"""What one row of each inventory table may say: the only place where columns are declared.

From these models come the frame schemas, the JSON schema, the documentation of the CSV tables and
the models of the API. Everything that is left out is unknown: ``None``, never 0 or false.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from legacymap.inventory.vocabulary import (
    Count,
    Criticality,
    DependencyKind,
    Fit,
    Flow,
    HoldingRole,
    LegacyReason,
    Lifecycle,
    Money,
    Name,
    PartialDate,
    Strength,
    SystemKind,
    Text,
)


def _as_set(words: tuple[Any, ...]) -> tuple[Any, ...]:
    """Lists of words are sets: sorted, without repetitions, so that their order is no content."""
    return tuple(sorted(set(words)))


def _scope(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Words = Annotated[tuple[Name, ...], AfterValidator(_as_set)]

Likelihood = Annotated[int, Field(ge=1, le=6)]
Impact = Annotated[int, Field(ge=1, le=5)]


class Record(BaseModel):
    """A row as it was handed over, valid by itself; unknown keys are moved to ``properties``."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class LikelihoodScores(Record):
    """Likelihood scores of the Legacy IT Risk Assessment Framework, 1-6 (6 = happening now)."""

    L1: Likelihood | None = Field(None, description="End of life or support")
    L2: Likelihood | None = Field(None, description="Expired contract without replacement")
    L3: Likelihood | None = Field(None, description="Lack of knowledge and skills")
    L4: Likelihood | None = Field(None, description="Cannot meet business needs")
    L5: Likelihood | None = Field(None, description="Unsuitable hardware or environment")
    L6: Likelihood | None = Field(None, description="Known security vulnerabilities")
    L7: Likelihood | None = Field(None, description="Recorded issues")


class ImpactScores(Record):
    """Impact scores of the Legacy IT Risk Assessment Framework, 1-5."""

    C1: Impact | None = Field(None, description="National security, health, safety")
    C2: Impact | None = Field(None, description="Reputation")
    C3: Impact | None = Field(None, description="Direct financial")
    C4: Impact | None = Field(None, description="External stakeholders")
    C5: Impact | None = Field(None, description="Operational")
    C6: Impact | None = Field(None, description="Other systems")


class Risk(Record):
    """The thirteen scores of the Legacy IT Risk Assessment Framework, as far as they are known."""

    likelihood: LikelihoodScores = LikelihoodScores()
    impact: ImpactScores = ImpactScores()


class Evidence(Record):
    """Why a row is believed: who says so, how it is known, from when, how surely."""

    source: Name = Field(description="File, tool or person that says so")
    how: Name | None = Field(None, description="declared, observed or inferred")
    as_of: PartialDate | None = None
    confidence: float | None = Field(None, ge=0, le=1, description="0 (a guess) to 1 (certain)")
    count: Count | None = Field(None, description="Observations behind it, e.g. calls seen")


def in_evidence_order(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """``evidence`` as a set: sorted, without repetitions, so that its order is no content."""
    unique = {repr(item): item for item in evidence}
    return tuple(unique[key] for key in sorted(unique))


Evidences = Annotated[tuple[Evidence, ...], AfterValidator(in_evidence_order)]


class Programme(Record):
    """A replacement programme that already runs."""

    name: Name | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None


class ModernisationPlan(Record):
    """Which parts of a modernisation plan exist (after GAO-19-471)."""

    milestones: bool | None = None
    work: bool | None = None
    disposition: bool | None = None


class Organisation(Record):
    """Who owns, supplies or runs systems."""

    id: Name
    name: Name
    parent: Name | None = None
    properties: dict[str, JsonValue] = Field(default_factory=dict)


class System(Record):
    """Anything that can be depended on or replaced."""

    id: Name = Field(description="Unique within its source; any text")
    name: Name
    kind: SystemKind | None = Field(None, description="Inferred with evidence where unknown")
    parent: Name | None = Field(None, description="Id of the system that this is a part of")
    aliases: Words = Field((), description="Other names or ids under which files know it")
    owner: Name | None = Field(None, description="Organisation id")
    partition: Name | None = Field(None, description="Area of the estate other than the owner")
    team: Name | None = Field(None, description="Team that would replace it")
    supplier: Name | None = None
    description: Text | None = None
    technologies: Words = ()
    capabilities: Words = Field((), description="Business capabilities it serves")
    tags: Words = ()
    lifecycle: Lifecycle | None = None
    legacy: bool | None = Field(None, description="Declared legacy; blank is unknown")
    legacy_reasons: Annotated[tuple[LegacyReason, ...], AfterValidator(_as_set)] = ()
    legacy_scope: Annotated[tuple[Name, ...], AfterValidator(_as_set), BeforeValidator(_scope)] = (
        Field((), description="`whole` or the ids of the parts that are legacy; blank is whole")
    )
    legacy_source: Text | None = Field(None, description="Who declared it legacy")
    confirmed_by: Name | None = None
    confirmed_on: PartialDate | None = None
    keep_as_facade: bool | None = Field(None, description="An API that survives the replacement")
    in_service_since: PartialDate | None = None
    end_of_support: PartialDate | None = None
    contract_end: PartialDate | None = None
    review_date: PartialDate | None = None
    criticality: Criticality | None = None
    users: Count | None = Field(None, description="Number of users")
    functional_fit: Fit | None = Field(None, description="1 (poor) to 5 (good)")
    technical_fit: Fit | None = Field(None, description="1 (poor) to 5 (good)")
    risk: Risk | None = None
    annual_run_cost: Money | None = Field(None, description="Whole currency units a year")
    replacement_run_cost: Money | None = Field(None, description="Whole units a year, afterwards")
    replacement_cost: Money | None = Field(None, description="Whole currency units, once")
    replacement_effort_days: dict[Name, Count] = Field({}, description="Person-days by skill")
    replacement_duration_days: Count | None = Field(None, description="Calendar days of work")
    data_migration_effort_days: Count | None = Field(None, description="Person-days")
    switch_off_cost: Money | None = Field(None, description="Whole currency units, once")
    contractor_share: float | None = Field(None, ge=0, le=1, description="0 to 1 of the effort")
    replaceable: bool | None = None
    successor: Name | None = Field(None, description="Id of the system that takes over")
    same_as: Name | None = Field(None, description="Id of the system that this row describes again")
    committed: Programme | None = None
    not_before: PartialDate | None = Field(None, description="Earliest go-live of a replacement")
    statutory_hold: bool | None = Field(None, description="Law forbids switching it off")
    commodity: bool | None = Field(None, description="Can be bought as a standard product")
    code_changeable: bool | None = None
    modernisation_plan: ModernisationPlan | None = None
    kind_evidence: Words = Field((), description="Why the kind was given")
    evidence: Evidences = ()
    properties: dict[str, JsonValue] = Field(default_factory=dict)


class Dependency(Record):
    """``consumer`` stops working properly when ``provider`` does."""

    consumer: Name = Field(description="System id")
    provider: Name = Field(description="System id")
    id: Name | None = None
    kind: DependencyKind | None = Field(None, description="`part_of` is structure, never an edge")
    interface: Name | None = Field(None, description="Name of the provider's contract")
    description: Text | None = None
    entities: Words = Field((), description="Ids of the data entities that pass")
    technology: Text | None = None
    criticality: Criticality | None = None
    frequency_per_day: float | None = Field(None, ge=0, description="Uses a day")
    live: bool | None = Field(None, description="Answered at once; not batch, file or re-keying")
    flow: Flow | None = Field(None, description="Inferred from wording where unknown")
    strength: Strength | None = Field(None, description="What losing it does; by flow if unknown")
    alternative_group: Name | None = Field(None, description="One of this group is enough")
    existing_facade: bool | None = Field(None, description="Already passes an API over the store")
    evidence: Evidences = ()
    properties: dict[str, JsonValue] = Field(default_factory=dict)

    @property
    def identity(self) -> tuple[str, ...]:
        """What makes this dependency itself: its id, else ends, kind, interface, description."""
        if self.id is not None:
            return (self.id,)
        return (
            self.consumer,
            self.provider,
            self.kind or "",
            self.interface or "",
            self.description or "",
        )


class DataEntity(Record):
    """Something that data is held about."""

    id: Name
    name: Name
    sensitivity: Name | None = None
    description: Text | None = None
    properties: dict[str, JsonValue] = Field(default_factory=dict)


class Holding(Record):
    """A system holds a data entity."""

    system: Name = Field(description="System id")
    entity: Name = Field(description="Data entity id")
    role: HoldingRole | None = None
    crud: Annotated[str, Field(pattern="^[CRUD]{1,4}$")] | None = Field(
        None, description="Which of create, read, update, delete the system does"
    )
    records: Count | None = None
    properties: dict[str, JsonValue] = Field(default_factory=dict)


class Heading(Record):
    """What holds for the whole inventory."""

    name: Name | None = None
    as_of: PartialDate | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$", description="ISO 4217")] | None = None
