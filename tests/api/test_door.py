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


@pytest.mark.parametrize("origin", ["http://evil.example", "https://localhost.evil", "null"])
def test_a_page_that_only_says_its_origin_may_change_nothing(
    client: TestClient, origin: str
) -> None:
    answer = client.post("/v1/inventories", json={"name": "x"}, headers={"Origin": origin})
    assert (answer.status_code, answer.json()["title"]) == (403, "Unsafe address")


def test_our_own_pages_may_change_things(client: TestClient) -> None:
    own = {"Origin": "http://localhost:8000"}
    assert client.post("/v1/inventories", json={"name": "x"}, headers=own).status_code == 201


@pytest.mark.parametrize("address", ["/health/live", "/docs", "/v1/inventories", "/v1/limits"])
def test_what_can_be_got_can_be_asked_for_its_head(client: TestClient, address: str) -> None:
    got, head = client.get(address), client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == got.headers["content-type"]


def test_a_method_that_is_not_there_is_refused_with_those_that_are(client: TestClient) -> None:
    answer = client.put("/v1/inventories", json={})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")
    asked = client.options("/v1/inventories")
    assert (asked.status_code, asked.headers["allow"]) == (204, "GET, HEAD, POST")


@pytest.mark.parametrize("address", ["/health/live", "/nowhere", "/docs", "/v1/inventories"])
def test_every_answer_tells_the_browser_to_trust_nothing(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers
