"""The service for servers that want an application by name: ``uvicorn api.main:app``."""

from legacymap_api import create_app

app = create_app()
