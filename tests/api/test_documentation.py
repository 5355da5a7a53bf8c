"""The documentation: whole, right, and readable without internet."""

import hashlib
import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path

from starlette.testclient import TestClient

from legacymap_api import Settings
from legacymap_api.problems import STATUS, problem_of

DOCS = Path(__file__).parents[2] / "docs"
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


def test_the_operations_page_lists_every_setting_with_its_default() -> None:
    page = (DOCS / "operations.md").read_text()
    listed = dict(re.findall(r"^\| `([A-Z_]+)` \| `?([^`|]+)`? \|", page, re.MULTILINE))
    defaults = {name.upper(): field.default for name, field in Settings.model_fields.items()}
    assert set(listed) == set(defaults)
    numbers = {name: value for name, value in defaults.items() if isinstance(value, int)}
    assert {name: json.loads(listed[name]) for name in numbers} == numbers


def test_the_api_page_names_every_problem_with_its_status() -> None:
    page = (DOCS / "api.md").read_text()
    for error, status in STATUS.items():
        name = problem_of(error("x")).type.rsplit(":", 1)[1]
        rows = re.findall(rf"^\| (\d+) \|.*`{name}`", page, re.MULTILINE)
        assert rows == [str(status.value)], name
