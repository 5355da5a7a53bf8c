"""``serve``: the REST service on this machine."""

from __future__ import annotations

import ipaddress
import os
from typing import Annotated, Final

import typer

from legacymap.cli.console import tell

APPLICATION: Final = "legacymap_api:create_app"
"""Named, not imported: the service stands on the library, never the other way round."""


def serve(
    host: Annotated[
        str, typer.Option("--host", help="Address of this machine to listen on.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port to listen on.")
    ] = 8000,
    database: Annotated[
        str | None,
        typer.Option(
            "--database",
            metavar="URL",
            help="Where inventories and plans are kept, as a database URL of SQLAlchemy; without it"
            " what LEGACYMAP_DATABASE_URL says, else legacymap.db in this folder.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Run the REST service; its pages are at /docs.

    Example: legacymap serve --port 8000 --database sqlite:////var/lib/legacymap/legacymap.db

    It has no keys yet, so it listens on this machine only and refuses any other address.
    """
    if not _is_loopback(host):
        raise typer.BadParameter(
            f"{host} can be reached from other machines, and the service has no access keys yet:"
            " they come with a later version. Use 127.0.0.1, ::1 or localhost, and a proxy that"
            " asks for a password where others need it.",
            param_hint="--host",
        )
    import uvicorn

    if database:
        # The settings of the service are read from the environment, by whoever starts it.
        os.environ["LEGACYMAP_DATABASE_URL"] = database
    shown = f"[{host}]" if ":" in host else host
    tell(f"legacymap listens on http://{shown}:{port} (pages at /docs; Ctrl-C stops it)")
    uvicorn.run(APPLICATION, factory=True, host=host, port=port, log_level="info")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
