"""Who is let in, and what every answer carries."""

import pytest
from starlette.testclient import TestClient

from legacymap.errors import UnsafeAddress
from legacymap_api import check_bind


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1", "[::1]"])
def test_the_service_listens_on_this_machine(host: str) -> None:
    check_bind(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "10.0.0.1", "example.org", "*"])  # noqa: S104
def test_the_service_refuses_to_listen_where_others_reach_it(host: str) -> None:
    with pytest.raises(UnsafeAddress, match=r"[Kk]eys .* come with a later version"):
        check_bind(host)


def test_a_request_that_came_in_over_another_address_is_refused(client: TestClient) -> None:
    elsewhere = TestClient(client.app, base_url="http://10.1.2.3")
    answer = elsewhere.get("/health/live", headers={"Host": "localhost"})
    assert (answer.status_code, answer.json()["title"]) == (403, "Unsafe address")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "localhost.evil", ""])
def test_a_request_for_another_name_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/health/live", headers={"Host": host})
    assert answer.status_code == 403


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000"])
def test_a_request_for_this_machine_is_answered(client: TestClient, host: str) -> None:
    assert client.get("/health/live", headers={"Host": host}).status_code == 200


def test_pages_of_other_sites_may_change_nothing(client: TestClient) -> None:
    strange = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/v1/inventories", json={"name": "x"}, headers=strange).status_code == 403
    assert client.get("/v1/inventories", headers=strange).json()["total"] == 0


@pytest.mark.parametrize("address", ["/health/live", "/nowhere", "/docs", "/v1/inventories"])
def test_every_answer_tells_the_browser_to_trust_nothing(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers
