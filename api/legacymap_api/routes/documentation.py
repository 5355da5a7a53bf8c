"""The documentation for people: Swagger UI from files of this package, without internet."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from fastapi import APIRouter, HTTPException, Response

router = APIRouter(include_in_schema=False)

_FOLDER: Final = files("legacymap_api") / "vendor"
_TYPES: Final = {
    "html": "text/html",
    "js": "text/javascript",
    "css": "text/css",
    "png": "image/png",
}
_FILES: Final = (
    "docs.js",
    "swagger-ui/swagger-ui-bundle.js",
    "swagger-ui/swagger-ui.css",
    "swagger-ui/favicon-32x32.png",
)
# Swagger UI sets styles in elements and draws with data: URLs; everything else is its own file.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self';"
    " img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


@router.get("/docs")
def page() -> Response:
    """The page."""
    return _file("docs.html")


@router.get("/docs/{name:path}")
def part(name: str) -> Response:
    """A script, style or picture of the page."""
    if name not in _FILES:
        raise HTTPException(404)
    return _file(name)


def _file(name: str) -> Response:
    headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "private, max-age=3600"}
    kind = _TYPES[name.rsplit(".", 1)[-1]]
    return Response(_FOLDER.joinpath(*name.split("/")).read_bytes(), 200, headers, kind)
