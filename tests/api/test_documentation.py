"""The documentation: whole, right, and readable without internet."""

import hashlib
import re
import tomllib
from importlib.resources import files

from starlette.testclient import TestClient

VENDOR = files("legacymap_api") / "vendor"


def test_the_page_loads_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert addresses
    for address in addresses:
        assert address.startswith("/")
        assert client.get(address).status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]


def test_only_the_files_of_the_page_are_served(client: TestClient) -> None:
    for name in ("VENDOR.toml", "../settings.py", "%2e%2e/settings.py", "swagger-ui/NOTICE"):
        assert client.get(f"/docs/{name}").status_code == 404


def test_the_files_of_others_are_what_their_list_says() -> None:
    listed = tomllib.loads((VENDOR / "VENDOR.toml").read_text())
    for folder, entry in listed.items():
        assert {file.name for file in (VENDOR / folder).iterdir()} == set(entry["sha256"])
        for name, digest in entry["sha256"].items():
            content = (VENDOR / folder / name).read_bytes()
            assert hashlib.sha256(content).hexdigest() == digest
        assert entry["licence"] in ("Apache-2.0", "MIT")


def test_openapi_describes_every_route_with_an_answer(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (path, method)
            assert operation["description"], (path, method)
            assert any(status.startswith("2") for status in operation["responses"])
            assert "default" in operation["responses"]


def test_openapi_calls_exact_ratios_numbers(client: TestClient) -> None:
    assert '"fraction"' not in client.get("/openapi.json").text
