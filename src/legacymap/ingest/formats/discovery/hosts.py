"""What an address of a host tells by itself."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address

from legacymap.inventory.vocabulary import SystemKind


@lru_cache(maxsize=65_536)
def is_address(name: str) -> bool:
    """Whether ``name`` is an IP address and no name."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=65_536)
def kind_of_host(name: str) -> SystemKind | None:
    """A host with a name is a platform; an address of the public internet is somebody else's.

    Whose a private address is that nobody gave a name to stays unknown.
    """
    if not is_address(name):
        return "platform"
    return "external" if ip_address(name).is_global else None
