"""What the words of ArchiMate are here: which elements are systems, data, people or behaviour."""

from __future__ import annotations

from typing import Final

from legacymap.inventory.vocabulary import SystemKind

APPLICATIONS: Final = frozenset({"ApplicationComponent", "ApplicationCollaboration"})
OFFERED: Final = frozenset({"ApplicationService", "ApplicationInterface"})
HARDWARE: Final = frozenset({"SystemSoftware", "Node", "Device"})
TECHNOLOGY: Final = HARDWARE | {"TechnologyService"}
PEOPLE: Final = frozenset({"BusinessActor", "BusinessRole"})
DATA: Final = frozenset({"DataObject", "BusinessObject"})
KINDS: Final[dict[str, SystemKind]] = {
    "ApplicationComponent": "application",
    "ApplicationCollaboration": "application",
    "ApplicationService": "service",
    "ApplicationInterface": "interface",
    "SystemSoftware": "platform",
    "Node": "platform",
    "Device": "platform",
    "TechnologyService": "platform",
    "BusinessService": "service",
    "BusinessActor": "actor",
    "BusinessRole": "actor",
}
"""The elements that become systems, and the kind of each where its relations say no other."""

SOFTWARE_BEHAVIOUR: Final = frozenset(
    f"{layer}{what}"
    for layer in ("Application", "Technology")
    for what in ("Function", "Process", "Interaction", "Event")
)
"""What a component does: a relation with it is one with the component that performs it."""
BUSINESS_BEHAVIOUR: Final = frozenset(
    {"BusinessProcess", "BusinessFunction", "BusinessInteraction"}
)
"""What people do: what serves it serves the service that it realises, or those who perform it."""
JUNCTIONS: Final = frozenset({"Junction", "AndJunction", "OrJunction"})

_OLD_NAMES: Final = {
    "UsedBy": "Serving",
    "Realisation": "Realization",
    "Specialisation": "Specialization",
    "InfrastructureService": "TechnologyService",
    "InfrastructureFunction": "TechnologyFunction",
    "InfrastructureInterface": "TechnologyInterface",
    "CommunicationPath": "Path",
    "Network": "CommunicationNetwork",
}
"""ArchiMate 2 said so what ArchiMate 3 calls otherwise."""

RELATIONS: Final = frozenset(
    {
        "Access",
        "Aggregation",
        "Assignment",
        "Association",
        "Composition",
        "Flow",
        "Influence",
        "Realization",
        "Serving",
        "Specialization",
        "Triggering",
    }
)


def plain(type: str) -> str:
    """A type without prefix and ending, by its name in ArchiMate 3: ``Serving``."""
    bare = type.rpartition(":")[2].strip().removesuffix("Relationship").removesuffix("Relation")
    return _OLD_NAMES.get(bare, bare)
