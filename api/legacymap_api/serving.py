"""How the service is started: on this machine only, until there are keys."""

from __future__ import annotations

import uvicorn

from legacymap_api.app import create_app
from legacymap_api.door import check_bind
from legacymap_api.settings import Settings


def serve(*, host: str = "127.0.0.1", port: int = 8000, database: str | None = None) -> None:
    """Answer requests until the process is told to stop.

    ``database`` is a URL; without it the settings decide.

    Raises:
        UnsafeAddress: others than this machine could reach ``host``.
    """
    check_bind(host)
    settings = Settings() if database is None else Settings(database_url=database)
    uvicorn.run(
        create_app(settings),
        host=host,
        port=port,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=settings.stop_seconds,
    )
