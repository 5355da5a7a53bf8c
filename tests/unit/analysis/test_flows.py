from __future__ import annotations

import polars as pl
import pytest

from legacymap.analysis.inference.flows import Flows, infer_flows
from legacymap.inventory import Dependency, Inventory, System

SYSTEMS = (
    System(id="web", name="Web"),
    System(id="web-job", name="Job", parent="web"),
    System(id="ledger", name="Ledger", description="Accounts; sends alerts and does analytics"),
    System(id="events", name="domain-events", tags=("TOPIC",)),
    System(id="jobs", name="Print queue"),
    System(id="studio", name="Studio", description="Reporting tool for feedback"),
    System(id="notify", name="GOV.UK Notify"),
    System(id="clerk", name="Clerk", kind="actor"),
)


def flows_of(*dependencies: Dependency) -> Flows:
    # Ids keep the rows in the order they are written here.
    numbered = [
        d.model_copy(update={"id": f"{place:03d}", "consumer": d.consumer})
        for place, d in enumerate(dependencies)
    ]
    inventory = Inventory.of(SYSTEMS, numbered)
    table = infer_flows(inventory).table
    order = inventory.dependencies["id"].arg_sort()
    return Flows(table[order])


def flow(words: str | None, provider: str = "ledger", **more: str) -> str:
    dependency = Dependency(
        consumer=more.pop("consumer", "web"), provider=provider, description=words, **more
    )
    return str(flows_of(dependency).table["flow"][0])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("authenticates via", "login"),
        ("validates API tokens via", "login"),
        ("logs in with OAuth2 flow", "login"),
        ("retrieves cases assigned to the logged in user", "pull"),
        ("stores tokens in", "pull"),
        ("Provides links to", "link"),
        ("pushes case notes to", "push"),
        ("offender details are copied into", "push"),
        ("to pass on information from a successful transaction", "push"),
        ("retrieves prisoners, sends allocations", "push"),
        ("updates tier in Delius with", "push"),
        ("checks for existing records in", "pull"),
        ("retrieves and updates areas in", "pull"),
        ("delivers notifications via", "side"),
        ("places jobs on the queue", "publish"),
        ("consumes and processes the queue", "subscribe"),
        ("HTTPS Rest API", "pull"),
        ("", "pull"),
        (None, "pull"),
    ],
)
def test_the_wording_tells_the_flow(words: str | None, expected: str) -> None:
    assert flow(words) == expected


@pytest.mark.parametrize("provider", ["events", "jobs"])
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("post events for other services to consume", "publish"),
        ("notifies", "publish"),
        ("to know when to act, listens to changes from", "subscribe"),
        ("waits for specific events", "subscribe"),
        ("events", "subscribe"),
    ],
)
def test_at_a_topic_or_queue_the_first_verb_tells_the_way(
    provider: str, words: str, expected: str
) -> None:
    assert flow(words, provider) == expected


def test_a_provider_named_for_notifications_is_beside_the_point_unless_something_is_read() -> None:
    assert flow("uses", "notify") == "side"
    assert flow("gets delivery receipts from", "notify") == "pull"


def test_what_is_pushed_to_a_reporting_tool_is_beside_the_point_what_is_used_there_is_not() -> None:
    assert flow("uploads feedback to", "studio") == "side"
    assert flow("uses", "studio") == "pull"


def test_mentioning_analytics_somewhere_makes_no_reporting_tool() -> None:
    assert flow("uploads accounts to", "ledger") == "push"


def test_updating_inside_one_system_is_no_push() -> None:
    assert flow("updates accounts in", "web", consumer="web-job") == "pull"
    assert flow("updates accounts in", "notify", consumer="web-job") == "side"
    assert flow("updates accounts in", "ledger", consumer="web-job") == "push"


def test_technology_speaks_only_where_there_is_no_description() -> None:
    assert flow(None, technology="OIDC") == "login"
    assert flow("updates", technology="LDAP") == "pull"
    assert flow(None, technology="SMTP") == "side"


def test_an_event_dependency_without_words_is_a_subscription() -> None:
    assert flow(None, kind="event") == "subscribe"


def test_a_stated_flow_wins_and_says_so() -> None:
    row = flows_of(
        Dependency(consumer="web", provider="ledger", description="pushes to", flow="pull")
    ).table.row(0, named=True)
    assert row == {
        "joins": "software",
        "flow": "pull",
        "origin": "stated",
        "because": "stated",
        "direction_doubtful": False,
        "strength": "stops",
    }


def test_every_push_and_every_flagged_row_is_doubtful() -> None:
    flows = flows_of(
        Dependency(consumer="web", provider="ledger", description="pushes to"),
        Dependency(consumer="web", provider="ledger", description="reads"),
        Dependency(consumer="web", provider="ledger", properties={"direction_doubtful": True}),
    )
    assert flows.doubtful.tolist() == [True, False, True]


def test_strength_follows_the_flow_unless_stated() -> None:
    flows = flows_of(
        Dependency(consumer="web", provider="ledger", description="reads"),
        Dependency(consumer="web", provider="ledger", description="pushes to"),
        Dependency(consumer="web", provider="ledger", description="links to"),
        Dependency(consumer="web", provider="ledger", description="links to x", strength="stops"),
    )
    assert flows.table["strength"].to_list() == ["stops", "degrades", "none", "stops"]


def test_people_and_structure_have_no_flow() -> None:
    flows = flows_of(
        Dependency(consumer="clerk", provider="web", description="logs in to"),
        Dependency(consumer="web", provider="clerk", description="emails"),
        Dependency(consumer="web-job", provider="web", kind="part_of"),
        Dependency(consumer="web", provider="ledger"),
    )
    assert flows.table["flow"].to_list() == [None, None, None, "pull"]
    assert flows.joined == {"software": 1, "used_by": 1, "other": 1, "structure": 1}
    assert sum(flows.counts.values()) == 1


def test_an_inventory_without_dependencies_has_no_flows() -> None:
    assert infer_flows(Inventory.of(SYSTEMS)).table.height == 0
    assert infer_flows(Inventory()).counts["pull"] == 0


def test_the_order_of_rows_changes_nothing() -> None:
    rows = [
        Dependency(consumer="web", provider=provider, description=words)
        for provider in ("ledger", "events", "notify")
        for words in ("reads", "pushes to", "logs in to")
    ]
    shuffled = [rows[place] for place in (4, 0, 8, 2, 6, 1, 7, 3, 5)]
    tables: list[pl.DataFrame] = [
        infer_flows(Inventory.of(SYSTEMS, given)).table for given in (rows, shuffled)
    ]
    assert tables[0].equals(tables[1])
