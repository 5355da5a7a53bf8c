"""How other tools say what the inventory's vocabularies say: `person` is an actor."""

from __future__ import annotations

from typing import Final

UNKNOWN: Final = frozenset(
    {"?", "-", "--", "n/a", "na", "none", "null", "nil", "unknown", "tbc", "tbd", "unbekannt"}
)
"""Cells that say that nobody knows; in columns of free text they stay text."""

TRUE: Final = frozenset({"yes", "y", "true", "t", "1", "x", "ja", "j", "wahr", "oui", "si", "sí"})
FALSE: Final = frozenset({"no", "n", "false", "f", "0", "nein", "nee", "falsch", "non"})

SYSTEM_KINDS: Final[dict[str, str | None]] = {
    "person": "actor",
    "people": "actor",
    "user": "actor",
    "role": "actor",
    "database": "data_store",
    "db": "data_store",
    "datastore": "data_store",
    "data_base": "data_store",
    "app": "application",
    "business_application": "application",
    "api": "interface",
    "saas": "external",
    "external_system": "external",
    "software_system_external": "external",
    "software_system": None,
    "softwaresystem": None,
    "system": None,
    "it_system": None,
    "container": None,
}
"""Kinds of other tools; ``None`` where the word says nothing about the kind."""

DEPENDENCY_KINDS: Final[dict[str, str | None]] = {
    "api": "call",
    "rest": "call",
    "http": "call",
    "https": "call",
    "soap": "call",
    "rpc": "call",
    "uses": "call",
    "sync": "call",
    "synchronous": "call",
    "db": "database",
    "jdbc": "database",
    "sql": "database",
    "message": "event",
    "messaging": "event",
    "queue": "event",
    "topic": "event",
    "async": "event",
    "asynchronous": "event",
    "batch": "file",
    "ftp": "file",
    "sftp": "file",
    "file_transfer": "file",
    "ui": "screen",
    "rekeying": "manual",
    "re_keying": "manual",
    "runs_on": "hosting",
    "hosted_on": "hosting",
    "contains": "part_of",
    "relationship": None,
    "depends_on": None,
    "dependency": None,
}

LIFECYCLES: Final[dict[str, str | None]] = {
    "plan": "planned",
    "proposed": "planned",
    "in_development": "planned",
    "development": "planned",
    "experimental": "planned",
    "active": "live",
    "production": "live",
    "in_production": "live",
    "operational": "live",
    "in_use": "live",
    "phase_in": "live",
    "deprecated": "phasing_out",
    "phase_out": "phasing_out",
    "sunset": "phasing_out",
    "retiring": "phasing_out",
    "end_of_life": "retired",
    "decommissioned": "retired",
    "retire": "retired",
    "closed": "retired",
}

CRITICALITIES: Final[dict[str, str | None]] = {
    "mission_critical": "critical",
    "very_high": "critical",
    "business_critical": "high",
    "moderate": "medium",
    "business_operational": "medium",
    "minor": "low",
    "administrative_service": "low",
}

SYNONYMS: Final[dict[tuple[str, str], dict[str, str | None]]] = {
    ("systems", "kind"): SYSTEM_KINDS,
    ("dependencies", "kind"): DEPENDENCY_KINDS,
    ("systems", "lifecycle"): LIFECYCLES,
    ("systems", "criticality"): CRITICALITIES,
    ("dependencies", "criticality"): CRITICALITIES,
}
"""By table and column."""

OPEN: Final = frozenset({("systems", "kind"), ("systems", "lifecycle"), ("dependencies", "kind")})
"""Columns whose words differ from tool to tool: an unheard-of one is kept aside, not refused."""
