"""What exists: five tables, their vocabulary, their rules."""

from legacymap.inventory.account import (
    OURS,
    REASON,
    ColumnMapping,
    FileAccount,
    Import,
    KnownBy,
    RejectedRow,
    TableMapping,
)
from legacymap.inventory.documents import plain, to_json
from legacymap.inventory.inventory import FORMAT, Inventory
from legacymap.inventory.records import (
    DataEntity,
    Dependency,
    Evidence,
    Heading,
    Holding,
    ImpactScores,
    LikelihoodScores,
    ModernisationPlan,
    Organisation,
    Programme,
    Record,
    Risk,
    System,
)
from legacymap.inventory.rows import LooseRow, Row, read_rows
from legacymap.inventory.rules import RowTables, consistent, unique
from legacymap.inventory.tables import TABLES

__all__ = [
    "FORMAT",
    "OURS",
    "REASON",
    "TABLES",
    "ColumnMapping",
    "DataEntity",
    "Dependency",
    "Evidence",
    "FileAccount",
    "Heading",
    "Holding",
    "ImpactScores",
    "Import",
    "Inventory",
    "KnownBy",
    "LikelihoodScores",
    "LooseRow",
    "ModernisationPlan",
    "Organisation",
    "Programme",
    "Record",
    "RejectedRow",
    "Risk",
    "Row",
    "RowTables",
    "System",
    "TableMapping",
    "consistent",
    "plain",
    "read_rows",
    "to_json",
    "unique",
]
