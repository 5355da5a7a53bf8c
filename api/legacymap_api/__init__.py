"""The REST API over the legacymap library."""

from legacymap_api.app import create_app
from legacymap_api.door import check_bind
from legacymap_api.settings import Settings

__all__ = ["Settings", "check_bind", "create_app"]
