"""The ten sentences of five real estates, word for word, their figures counted in the raw files.

The files are read with csv, json, yaml and lxml alone; what stands in a sentence as a number is
computed from them here, and what is written out was checked by reading the file.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations
from math import ceil
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
import yaml
from tests.oracles.hmpps import EXTERNAL, PLATFORMS
from tests.oracles.municipal import DATA as KINDS_OF_DATA
from tests.oracles.municipal import Municipal

from legacymap.assessment import Assessment, assess
from legacymap.ingest import InputFile, read_inventory

DATA = Path(__file__).parents[3] / "shared/data"
MAPPINGS = Path(__file__).parents[2] / "examples/mappings"
HMPPS = DATA / "hmpps/structurizr-56937.json"
KS = DATA / "archimate/ks-kommunal-sektor/model.xml"
CATALOGUE = DATA / "portfolio/systems-catalog-explorer"
EAGLE = DATA / "portfolio/eagle-ea"
PARASOL = DATA / "backstage/parasol"

NOBODY_SAYS = ": no system is declared legacy or sound."
NOT_ASKED = " (platforms and systems outside the organisation are not asked)"
NO_INDEX = ", so no index of fragmentation is given."
REGISTER = (
    "Which systems are legacy: not said of any of {} systems. What would tell: `legacy` or"
    " `legacy_reasons` of the systems, or the scores of a risk register."
)
USE = (
    "Who uses which system, so which of them are services: not said of any of {} systems. What"
    " would tell: `kind` of the systems (`service`), or people in an architecture model."
)
HELD = (
    "Which data is held where: {} systems{}. What would tell: tables of data entities and of their"
    " holdings."
)
OWNER = (
    "Who decides about each system: not said of any of {} systems. What would tell: `owner` of the"
    " systems."
)
DATES = (
    "Until when systems can run: not said of any of {} systems. What would tell: `end_of_support`"
    " or `contract_end` of the systems, from an asset or contract register."
)
COST = (
    "What systems cost a year: not said of any of {} systems. What would tell: `annual_run_cost`"
    " of the systems."
)
REPLACING = (
    "What it would take to replace them: not said of any of {} systems. What would tell:"
    " `replacement_cost` or `replacement_effort_days` of the systems."
)
RISK = (
    "How risky systems are: not said of any of {} systems. What would tell: the thirteen scores of"
    " the risk framework (`risk` of the systems)."
)
IN_USE = (
    "Whether what is recorded is in use: not said of any of {} dependencies. What would tell:"
    " recorded traffic beside it: traces, service maps, call counts."
)
PACE = (
    "Whether data comes at once or waits for a run: {} dependencies{}. What would tell: `live` or"
    " `frequency_per_day` of the dependencies."
)
BY_KIND = "; of {} nothing but the kind (call, event, file ...) hints at it"
SAME_WORK = (
    "Which systems do the same work: not said of any of {} systems. What would tell:"
    " `capabilities` of the systems."
)
USERS = (
    "How many people a service serves: not said of any of {} services. What would tell: `users` of"
    " the services."
)


def assessed(*files: Path, mapping: str | None = None, overlay: str | None = None) -> Assessment:
    missing = [path.name for path in files if not path.exists()]
    if missing or not files:
        pytest.skip(f"{', '.join(missing) or 'the real files'} are not beside the repository")
    inputs = [InputFile(path.name, path.read_bytes()) for path in files]
    if mapping:
        inputs.append(InputFile("mapping.toml", (MAPPINGS / f"{mapping}.toml").read_bytes()))
    if overlay:
        inputs.append(InputFile("overlay.csv", overlay.encode()))
    return assess(read_inventory(inputs))


def ten(found: Assessment) -> list[str]:
    return [sentence.text for sentence in found.summary]


def open_questions(found: Assessment) -> list[str]:
    return [one.text for one in found.quality.cannot_say]


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def only_links(pairs: Iterable[tuple[str, str]], systems: Iterable[str]) -> tuple[int, int, str]:
    """Articulation points: how many; the one that cuts off most, and how much it cuts off."""
    graph = nx.Graph(pairs)
    graph.add_nodes_from(systems)
    points = list(nx.articulation_points(graph))

    def cut_off(point: str) -> int:
        within = nx.node_connected_component(graph, point) - {point}
        parts = nx.connected_components(graph.subgraph(within))
        return len(within) - max(map(len, parts))

    worst = max(sorted(points), key=cut_off)
    return len(points), cut_off(worst), worst


def meshes(graph: nx.DiGraph[str]) -> list[set[str]]:
    """Fours of systems with five of their six pairs linked or more; no two share half of them."""
    linked = {frozenset(pair) for pair in graph.edges}
    # In such a four each has two links at least.
    core = sorted(nx.k_core(graph.to_undirected(), 2))
    links = {
        four: sum(frozenset(pair) in linked for pair in combinations(four, 2))
        for four in combinations(core, 4)
    }
    found: list[set[str]] = []
    for four in sorted(links, key=lambda four: (-links[four], four)):
        if links[four] >= 5 and all(len(other & set(four)) < 2 for other in found):
            found.append(set(four))
    return found


def by_modularity(ends: list[tuple[str, str]]) -> list[set[str]]:
    """The partition of the systems at these ends with the highest modularity: all are tried."""
    graph: nx.MultiGraph[str] = nx.MultiGraph(ends)

    def partitions(nodes: list[str]) -> Iterator[list[set[str]]]:
        if not nodes:
            yield []
            return
        for rest in partitions(nodes[1:]):
            yield [{nodes[0]}, *rest]
            for at, group in enumerate(rest):
                yield [*rest[:at], group | {nodes[0]}, *rest[at + 1 :]]

    return max(partitions(sorted(graph)), key=lambda one: nx.community.modularity(graph, one))


def elsewhere(ends: list[tuple[str, str]], owner: dict[str, str]) -> set[str]:
    """Systems tied to another owner, whose group it mainly is, more than to their own."""
    pairs = [*ends, *((b, a) for a, b in ends)]
    found = set()
    for group in by_modularity(ends):
        ranked = Counter(owner[one] for one in group).most_common()
        main = ranked[0][0]
        for one in group:
            there = sum(a == one and b in group and owner[b] == main for a, b in pairs)
            own = sum(a == one and owner[b] == owner[one] for a, b in pairs)
            if owner[one] != main and there > own:
                found.add(one)
    return found


def unlinked(graph: nx.DiGraph[str]) -> int:
    return sum(1 for _, degree in graph.degree if not degree)


def spread(graph: nx.DiGraph[str]) -> tuple[str, str]:
    """Systems that a change reaches on average, and the propagation cost in per cent."""
    reached = sum(len(nx.ancestors(graph, node)) + 1 for node in graph)
    return f"{reached / len(graph):.1f}", f"{100 * reached / len(graph) ** 2:.1f}%"


def test_ten_sentences_of_the_systems_catalogue() -> None:
    found = assessed(*sorted(CATALOGUE.glob("*.csv")), mapping="systems-catalog-explorer")
    systems = {row["id"]: row["name"] for row in table(CATALOGUE, "systems")}
    tools = {row["id"]: row["name"] for row in table(CATALOGUE, "tools")}
    data = {row["id"]: row["name"] for row in table(CATALOGUE, "data")}
    held = [(row["system_id"], row["linked_id"]) for row in table(CATALOGUE, "systems_data")]
    uses = {(row["system_id"], row["linked_id"]) for row in table(CATALOGUE, "systems_tools")}
    services = {row["system_id"] for row in table(CATALOGUE, "systems_use_cases")}
    stating = len({system for system, _ in held})
    holders = Counter(entity for _, entity in set(held))
    several = [data[entity] for entity in sorted(holders) if holders[entity] > 1]
    hub, users = Counter(tool for system, tool in uses if system in services).most_common(1)[0]
    points, off, worst = only_links(uses, {*systems, *tools})
    graph = nx.DiGraph(uses)
    graph.add_nodes_from([*systems, *tools])
    reached, cost = spread(graph)
    assert (tools[hub], tools[worst], set(several)) == (
        "Airtable",
        "Airtable",
        {"Metadata", "Task Completion Data"},
    )
    assert nx.is_directed_acyclic_graph(graph)
    assert ten(found) == [
        f"{stating} of {len(systems)} systems state data{NOT_ASKED}.",
        f"{len(data) - len(holders)} of {len(data)} kinds of data are in no system, as far as the"
        " files say.",
        f"It is not known of any of {len(services)} services whether it stands on legacy"
        + NOBODY_SAYS,
        f"None of {len(systems)} systems states an owner: who decides about them and answers"
        " for them stays open.",
        f"{len(open_questions(found))} of 14 questions an architect asks stay open here: which"
        " systems are legacy; what most systems depend on, and who depends on them; which data is"
        " held where; which system is the one to trust for each kind of data; and 9 more.",
        f"Ask first whether Airtable is legacy: if it is, {users} of {len(services)} services stand"
        " on legacy.",
        f"{points} of {len(graph)} systems ({len(tools)} outside the organisation) are the only"
        " link between others;"
        f" without Airtable {off} systems have no connection left to the rest.",
        f"{len(holders)} of {len(data)} kinds of data are held in roles that nobody states"
        f" ({len(several)} of them in several systems: {', '.join(several)}): whether they have a"
        " system of record is not known.",
        f"On average a change can reach {reached} of {len(graph)} systems ({len(tools)} outside the"
        f" organisation), the changed one included: a propagation cost of {cost};"
        f" of {unlinked(graph)} systems no link to others is recorded.",
        f"Nothing tells of any of {len(uses)} dependencies that may carry data whether it answers"
        " at once or waits for a run.",
    ]
    own, linked = len(systems), len({system for system, _ in uses})
    assert open_questions(found) == [
        REGISTER.format(own),
        f"What most systems depend on, and who depends on them: said of {linked} of {own} systems"
        " only. What would tell: a table of dependencies, an architecture model, or recorded"
        " traffic.",
        HELD.format(f"listed for {stating} of {own}", " only"),
        f"Which system is the one to trust for each kind of data: not said of any of {len(held)}"
        " statements of who holds data. What would tell: `role` of the holdings (`master`,"
        " `copy`, `reader`, `writer`).",
        OWNER.format(own),
        DATES.format(own),
        COST.format(own),
        REPLACING.format(own),
        RISK.format(own),
        IN_USE.format(len(uses)),
        PACE.format(f"not said of any of {len(uses)}", ""),
        SAME_WORK.format(own),
        USERS.format(len(services)),
    ]


def test_ten_sentences_of_eagle() -> None:
    found = assessed(*sorted(EAGLE.glob("*.csv")), mapping="eagle-ea")
    owner = {row["name"]: row["owner"] for row in table(EAGLE, "applications")}
    name = {row["application_id"]: row["name"] for row in table(EAGLE, "applications")}
    parts = {row["component_id"]: row for row in table(EAGLE, "components")}
    of = {part: name[row["application_id"]] for part, row in parts.items()}
    ends = [
        (row["source_component_id"], row["target_component_id"])
        for row in table(EAGLE, "interfaces")
    ]
    between = [(of[a], of[b]) for a, b in ends if of[a] != of[b]]
    crossing = sum(owner[a] != owner[b] for a, b in between)
    stores = [p for p, row in parts.items() if row["component_type"] in ("Database", "Fileshare")]
    across = {b for a, b in ends if b in stores and of[a] != of[b]}
    owners_at = {store: {owner[of[a]] for a, b in ends if b == store} for store in across}
    between_owners = sum(len(who | {owner[of[store]]}) > 1 for store, who in owners_at.items())
    assert set(stores) == {b for _, b in ends if b in stores}
    graph = nx.DiGraph(between)
    graph.add_nodes_from(owner)
    reached, cost = spread(graph)
    points, off, worst = only_links(between, owner)
    tied = ["Payments Platform", "Customer Portal", "Billing Engine", "Data Warehouse"]
    direct = sum(graph.has_edge(a, b) or graph.has_edge(b, a) for a, b in combinations(tied, 2))
    alone = [system for system in graph if graph.degree(system) == 0]
    portal = [{owner[a], owner[b]} for a, b in between if "Customer Portal" in (a, b)]
    to_anna = portal.count({"Anna Weber", "Markus Steiner"})
    assert len(portal) == to_anna
    waiting = [
        row
        for row in table(EAGLE, "interfaces")
        if "ightly" in row["description"] or row["protocol"] == "SFTP"
    ]
    assert (worst, alone) == ("Partner Gateway", ["Document Archive"])
    assert meshes(graph) == [set(tied)]
    assert nx.descendants(graph, "Customer Portal") == {"Payments Platform"}
    assert ten(found) == [
        f"None of {len(owner)} systems lists which data it holds{NO_INDEX}",
        f"{crossing} of {len(between)} dependencies between systems cross owners.",
        f"{len(across)} of {len(stores)} data stores are used by several systems directly,"
        f" {between_owners} of them by systems of several owners.",
        "The files name nobody who uses a system: taken for a service is the 1 system of which a"
        " name, text or tag, its own or a part's, speaks of a user interface (Customer Portal).",
        "It is not known of the one service whether it stands on legacy" + NOBODY_SAYS,
        f"{len(tied)} systems are tied pair by pair: {direct} of 6 pairs have a direct link"
        f" ({', '.join(tied)}).",
        f"On average a change can reach {reached} of {len(owner)} systems, the changed one"
        f" included: a propagation cost of {cost}; of {len(alone)} system no link to others is"
        " recorded.",
        "Ask first whether Payments Platform is legacy: if it is, 1 of 1 service stands on legacy.",
        f"{len(elsewhere(between, owner))} of {len(owner) - len(alone)} systems with an owner and a"
        " dependency hang together with systems that are mainly"
        f" another owner's: Customer Portal (Markus Steiner) has {to_anna} dependencies with"
        " systems of Anna Weber there and 0 with its own.",
        f"{points} of {len(owner)} systems is the only link between others; without {worst}"
        f" {off} system has no connection left to the rest.",
    ]
    assert open_questions(found) == [
        REGISTER.format(8),
        USE.format(8),
        HELD.format("not listed for any of 8", ""),
        DATES.format(8),
        REPLACING.format(8),
        RISK.format(8),
        IN_USE.format(len(ends)),
        PACE.format(f"said of {len(waiting)} of {len(ends)}", " only"),
        SAME_WORK.format(8),
        "How many people a service serves: not said of the one service. What would tell: `users` of"
        " the services.",
    ]


def entities(kind: str) -> dict[str, dict[str, Any]]:
    documents = [
        document
        for path in sorted(PARASOL.glob("*.yaml"))
        for document in yaml.safe_load_all(path.read_text("utf-8"))
        if document
    ]
    return {one["metadata"]["name"]: one for one in documents if one["kind"] == kind}


WITH_USER_INTERFACE = (
    "api-gateway-system",
    "broker-portal-system",
    "mobile-app-system",
    "web-portal-system",
)
"""Systems that are called a portal or mobile app, or have a component that is one."""


def test_ten_sentences_of_parasol() -> None:
    found = assessed(*sorted(PARASOL.glob("*.yaml")))
    components, systems = entities("Component"), entities("System")
    of = {name: one["spec"]["system"].rpartition("/")[2] for name, one in components.items()}
    ends = [
        (name, said.rpartition("/")[2])
        for name, one in components.items()
        for said in one["spec"].get("dependsOn", ())
    ]
    between = [(a, b) for a, b in ends if of[a] != of[b]]
    owner = {name: one["spec"]["owner"] for name, one in components.items()}
    crossing = sum(owner[a] != owner[b] for a, b in between)
    graph = nx.DiGraph((of[a], of[b]) for a, b in between)
    graph.add_nodes_from(systems)
    reached, cost = spread(graph)
    points, off, worst = only_links(graph.edges, systems)
    title = {name: one["metadata"]["title"] for name, one in systems.items()}
    legacy = {name for name, one in components.items() if one["spec"]["type"] == "legacy"}
    leaving = {name for name in legacy if components[name]["spec"]["lifecycle"] == "deprecated"}
    assert legacy == {
        name for name, one in components.items() if "legacy" in one["metadata"].get("tags", ())
    }
    assert legacy - leaving == {"lloyds-market-gateway-service"}
    assert {title[of[name]] for name in legacy} == {
        "Auto Policy System",
        "Claims Litigation System",
        "Marine & Aviation System",
    }
    assert not [b for _, b in ends if b in legacy]  # nobody depends on them: nothing follows
    tied = [
        "auto-policy-system",
        "policy-endorsement-system",
        "policy-lifecycle-system",
        "rating-engine-system",
    ]
    direct = sum(graph.has_edge(a, b) or graph.has_edge(b, a) for a, b in combinations(tied, 2))
    assert title[worst] == "Claims Payment System"
    fours = meshes(graph)
    assert set(tied) in fours
    as_given = nx.DiGraph([*ends, *((system, name) for name, system in of.items())])
    reach = {service: nx.descendants(as_given, service) for service in WITH_USER_INTERFACE}
    standing = Counter(
        system
        for service, found_there in reach.items()
        for system in {of[one] for one in found_there if one in of} - {service}
    )
    (asked, most), (_, next_most) = standing.most_common(2)
    assert (title[asked], most > next_most) == ("Identity & Access Management System", True)
    assert ten(found) == [
        "The files name nobody who uses a system: taken for services are the 4 systems of which a"
        " name, text or tag, their own or a part's, speaks of a user interface"
        f" ({', '.join(title[one] for one in WITH_USER_INTERFACE)}).",
        "It is not known of any of 4 services whether it stands on legacy" + NOBODY_SAYS,
        f"None of {len(systems) - 1} systems lists which data it holds{NOT_ASKED}{NO_INDEX}",
        f"{crossing} of {len(between)} dependencies between systems cross owners.",
        f"{points} of {len(systems)} systems are the only link between others; without"
        f" {title[worst]} {off} systems have no connection left to the rest.",
        f"{len(legacy)} parts of systems look like legacy and count only once somebody declares"
        " them so: Motor MTA Legacy Adapter in Auto Policy System (called legacy by a tag or"
        " type, being phased out, described by 'mainframe'); Panel Solicitor Gateway in Claims"
        " Litigation System (called legacy by a tag or type, being phased out); Lloyd's Market"
        " Gateway Service in Marine & Aviation System (called legacy by a tag or type); none of"
        f" {len(reach)} services is known to stand on them.",
        f"Ask first whether {title[asked]} is legacy: if it is, {most} of {len(reach)} services"
        " stand on legacy.",
        f"{len(open_questions(found))} of 14 questions an architect asks stay open here: which"
        " systems are legacy; who uses which system, so which of them are services; which data is"
        " held where; until when systems can run; and 7 more.",
        f"{len(tied)} systems are tied pair by pair: {direct} of 6 pairs have a direct link"
        f" ({', '.join(title[one] for one in tied)}); {len(fours) - 1} more group like it.",
        f"On average a change can reach {reached} of {len(systems)} systems, the changed one"
        f" included: a propagation cost of {cost}; of {unlinked(graph)} systems no link to others"
        " is recorded.",
    ]
    assert open_questions(found) == [
        REGISTER.format(53),
        USE.format(53),
        HELD.format("not listed for any of 52", ""),
        DATES.format(53),
        COST.format(53),
        REPLACING.format(53),
        RISK.format(53),
        IN_USE.format(len(ends)),
        PACE.format(f"not said of any of {len(ends)}", BY_KIND.format(len(ends))),
        SAME_WORK.format(53),
        USERS.format(len(reach)),
    ]


SEEN_IN_A_BROWSER = {"NOMIS", "Digital Prison Services", "Prison Visits Booking"}
"""Systems that no person of the model uses, with a user interface among their parts."""
LOOK_LEGACY = {"NOMIS", "NDelius", "OASys", "NID"}
DECLARED = (*sorted(LOOK_LEGACY), "NDH", "NDMIS", "Interventions Manager")


class Prisons:
    """The workspace as plain graphs: systems and parts as given, and rolled up to systems."""

    def __init__(self) -> None:
        if not HMPPS.exists():
            pytest.skip("the HMPPS workspace is not beside the repository")
        model = json.loads(HMPPS.read_text("utf-8"))["model"]
        people = {person["id"] for person in model["people"]}
        self.name: dict[str, str] = {}
        self.top: dict[str, str] = {}
        self.part: dict[str, dict[str, Any]] = {}
        elements = list(model["people"])
        for system in model["softwareSystems"]:
            self.name[system["id"]] = system["name"]
            for one in (system, *system.get("containers", ())):
                self.top[one["id"]] = system["id"]
                self.part[one["id"]] = one
                elements.append(one)
        rows = [
            one
            for element in elements
            for one in element.get("relationships", ())
            if "linkedRelationshipId" not in one
        ]
        explicit = [(one["sourceId"], one["destinationId"]) for one in rows]
        self.told = [one for one in rows if not {one["sourceId"], one["destinationId"]} & people]
        self.links = [(a, b) for a, b in explicit if a not in people and b not in people]
        used = {self.top[b] for a, b in explicit if a in people and b not in people}
        self.between = {
            (self.top[a], self.top[b]) for a, b in self.links if self.top[a] != self.top[b]
        }
        self.given = nx.DiGraph(self.links)
        self.given.add_nodes_from(self.top)
        self.given.add_edges_from((top, part) for part, top in self.top.items() if part != top)
        self.rolled: nx.DiGraph[str] = nx.DiGraph(self.between)
        self.rolled.add_nodes_from(self.name)
        self.services = {
            system
            for system, name in self.name.items()
            if (system in used or name in SEEN_IN_A_BROWSER) and name not in EXTERNAL | PLATFORMS
        }

    def standing_on(self, legacy: Iterable[str]) -> tuple[int, int, int, Counter[str]]:
        """Services not legacy themselves: on legacy, out of how many, unknown; and on which."""
        themselves = set(legacy)
        others = sorted(s for s in self.services if self.name[s] not in themselves)
        on: Counter[str] = Counter()
        reached = 0
        for service in others:
            systems = {self.name[self.top[node]] for node in nx.descendants(self.given, service)}
            on.update(systems & themselves)
            reached += bool(systems & themselves)
        silent = sum(not self.rolled.out_degree(service) for service in others)
        return reached, len(others), silent, on

    def paced(self) -> int:
        """Dependencies whose technology or words say whether data comes at once."""
        protocol = re.compile(r"(?i)\b(https?|rest|jwk|ldap|oauth2|soap|sns|sqs|queue|events)\b")
        return sum(
            bool(protocol.search(one.get("technology", "")))
            or "daily" in one.get("description", "")
            for one in self.told
        )

    def circles(self) -> list[set[str]]:
        groups = nx.strongly_connected_components(self.rolled)
        return sorted((g for g in groups if len(g) > 1), key=len, reverse=True)

    def inside(self, group: set[str]) -> Counter[tuple[str, str]]:
        """The dependencies inside a group by the systems they join."""
        pairs = ((self.top[a], self.top[b]) for a, b in self.links)
        return Counter((a, b) for a, b in pairs if a != b and a in group and b in group)


@pytest.fixture(scope="module")
def prisons() -> Prisons:
    return Prisons()


def circle_sentence(prisons: Prisons) -> str:
    groups = prisons.circles()
    inside = sum(prisons.inside(group).total() for group in groups)
    cut = sum(smallest_cut(group, prisons.inside(group)) for group in groups)
    return (
        f"{sum(map(len, groups))} of {len(prisons.name)} systems stand in circles of dependencies,"
        f" which would be gone without {cut} of the {inside} dependencies inside them: no smaller"
        " cut exists."
    )


LOGGING_IN = re.compile(
    r"(?i)\b(authenticat\w*|authoris\w* users|\w* (?:\w+ )?tokens? (?:via|from)|logs in)\b"
)
BESIDE = {"GOV.UK Notify", "HMPPS Audit", "Analytical Platform"}
"""Nothing is read from these: they are notified, or take down what was done."""
PUSHING = re.compile(r"(?i)\b(push\w*|sends?|copied into|notif\w+|pass on)\b|^(update|record)s? ")
"""Wording that may read the wrong way round: who takes the data is who needs it."""


def working(prisons: Prisons) -> list[tuple[str, str, str]]:
    """Dependencies between systems that are no login and no notification: ends and words.

    docs/metrics/chatty-pairs.md leaves out logins, notifications and hyperlinks; no hyperlink leads
    from one system to another here, which is asserted.
    """
    rows = [
        (
            prisons.top[one["sourceId"]],
            prisons.top[one["destinationId"]],
            one.get("description", ""),
        )
        for one in prisons.told
    ]
    rows = [(a, b, words) for a, b, words in rows if a != b]
    assert not any(re.search(r"(?i)\blink", words) for _, _, words in rows)
    return [
        (a, b, words)
        for a, b, words in rows
        if not LOGGING_IN.search(words) and prisons.name[b] not in BESIDE
    ]


def mutual_sentence(prisons: Prisons) -> str:
    rows = working(prisons)
    behind = Counter((a, b) for a, b, _ in rows)
    linked = {frozenset(pair) for pair in behind}
    mutual = sorted((a, b) for a, b in behind if a < b and (b, a) in behind)
    mutual.sort(key=lambda pair: -behind[pair] - behind[pair[::-1]])
    pushed = {frozenset((a, b)) for a, b, words in rows if PUSHING.search(words)}
    doubtful = sum(frozenset(pair) in pushed for pair in mutual)
    named = ", ".join(f"{prisons.name[a]} and {prisons.name[b]}" for a, b in mutual[:3])
    beside = {frozenset(pair) for pair in prisons.between} - linked
    return (
        f"{len(mutual)} of {len(linked)} linked pairs of systems depend on each other directly"
        f" ({named} and {len(mutual) - 3} more); in {doubtful} a direction is"
        f" doubtful; {len(beside)} more pairs are linked by logging in or notifying alone."
    )


def pair_by_pair(links: set[frozenset[str]]) -> list[list[str]]:
    """Groups of four or more with three of four pairs linked, as docs/metrics/mesh.md says.

    Largest first, then those with most links; none shares half its systems with one before. A
    group without its least linked member is no thinner, so each is grown from a smaller one.
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from((a, b) for a, b in map(sorted, links))

    def dense(group: Iterable[str]) -> bool:
        pairs = list(combinations(group, 2))
        return 4 * sum(frozenset(pair) in links for pair in pairs) >= 3 * len(pairs)

    layer = {frozenset(four) for four in combinations(nx.k_core(graph, 2), 4) if dense(four)}
    layers = []
    while layer:
        layers.append(layer)
        grown = {group | {more} for group in layer for more in graph if more not in group}
        layer = {group for group in grown if dense(group)}
    found: list[list[str]] = []
    for groups in reversed(layers):
        for group in sorted(groups, key=lambda one: (-graph.subgraph(one).size(), sorted(one))):
            if all(2 * len(group & set(one)) < len(group) for one in found):
                found.append(sorted(group))
    return found


def no_data(prisons: Prisons) -> str:
    asked = [name for name in prisons.name.values() if name not in EXTERNAL | PLATFORMS]
    return f"None of {len(asked)} systems lists which data it holds{NOT_ASKED}{NO_INDEX}"


def test_ten_sentences_of_prisons_and_probation(prisons: Prisons) -> None:
    found = assessed(HMPPS)
    on, others, unknown, by_system = prisons.standing_on(LOOK_LEGACY)
    over_oracle = {
        prisons.name[prisons.top[b]]
        for a, b in prisons.links
        if prisons.top[a] == prisons.top[b]
        and "API" in prisons.part[a]["name"]
        and "Oracle" in prisons.part[b].get("technology", "")
    }
    assert over_oracle == {"NOMIS", "NDelius", "OASys"}
    points, off, worst = only_links(prisons.between, prisons.name)
    reached, cost = spread(prisons.rolled)
    systems = len(prisons.name)
    # Platforms are no members, and what a topic carries is no link.
    links = {
        frozenset((a, b))
        for a, b, words in working(prisons)
        if not re.search(r"(?i)\b(topic|queue|events)\b", words)
        and not {prisons.name[a], prisons.name[b]} & PLATFORMS
    }
    tied, *more_tied = pair_by_pair(links)
    pairs = [frozenset(pair) for pair in combinations(tied, 2)]
    direct = sum(pair in links for pair in pairs)
    names_tied = ", ".join(prisons.name[one] for one in tied)
    assert len(more_tied) == 1
    stores = [
        one
        for one, part in prisons.part.items()
        if "DATABASE" in part.get("tags", "") or "data store" in part["name"]
    ]
    at = {store: {prisons.top[a] for a, b in prisons.links if b == store} for store in stores}
    shared = [store for store, who in at.items() if len(who | {prisons.top[store]}) > 1]
    assert ten(found) == [
        f"No system is declared legacy. If the {len(LOOK_LEGACY)} systems that look like it"
        f" are, {on} of {others} other services stand on legacy, {by_system['NOMIS']} of them on"
        f" NOMIS; {unknown} unknown.",
        circle_sentence(prisons),
        no_data(prisons),
        mutual_sentence(prisons),
        "4 systems look like legacy and count only once somebody declares them so: NOMIS, NDelius,"
        " OASys (its own store on a commercial database, and an API over that very store); NID"
        " (called deprecated, described by 'Spreadsheet').",
        f"On average a change can reach {reached} of {systems} systems ({len(EXTERNAL)} outside the"
        f" organisation), the changed one included: a propagation cost of {cost}; of"
        f" {unlinked(prisons.rolled)} systems no link to others is recorded.",
        f"{points} of {systems} systems ({len(EXTERNAL)} outside the organisation) are the only"
        " link between others; without"
        f" {prisons.name[worst]} {off} systems have no connection left to the rest.",
        f"{len(tied)} systems are tied pair by pair: {direct} of {len(pairs)} pairs have a direct"
        f" link ({names_tied}); {len(more_tied)} more group like it.",
        f"{len(open_questions(found))} of 14 questions an architect asks stay open here: which"
        " systems are legacy; which data is held where; until when systems can run; what systems"
        " cost a year; and 6 more.",
        f"{len(shared)} of {len(stores)} data stores are used by several systems directly;"
        f" {sum(not who for who in at.values())} have no recorded user.",
    ]
    own = systems - len(EXTERNAL)
    assert open_questions(found) == [
        REGISTER.format(own),
        HELD.format(f"not listed for any of {own - len(PLATFORMS)}", ""),
        DATES.format(own),
        COST.format(own),
        REPLACING.format(own),
        RISK.format(own),
        IN_USE.format(len(prisons.links)),
        PACE.format(f"said of {prisons.paced()} of {len(prisons.links)}", " only"),
        SAME_WORK.format(own),
        USERS.format(len(prisons.services)),
    ]


def test_ten_sentences_of_prisons_and_probation_with_seven_systems_declared_legacy(
    prisons: Prisons,
) -> None:
    found = assessed(HMPPS, overlay="name,legacy\n" + "".join(f"{n},true\n" for n in DECLARED))
    on, others, unknown, by_system = prisons.standing_on(DECLARED)
    own = len(prisons.name) - len(EXTERNAL)
    id_of = {name: system for system, name in prisons.name.items()}
    direct = {
        prisons.top[a]
        for a, b in prisons.links
        if prisons.top[b] == id_of["NOMIS"]
        and prisons.top[a] in prisons.services
        and prisons.name[prisons.top[a]] not in DECLARED
    }
    # Where nobody says who can work on it, docs/policy.md ("Who") takes a limit by which all could
    # go within three quarters of the horizon of twelve waves: so many a wave, in so many waves.
    every_wave = ceil(len(DECLARED) / (12 * 3 // 4))
    last_wave = ceil(len(DECLARED) / every_wave)
    rolled_up = nx.ancestors(nx.DiGraph(sorted(prisons.between)), id_of["NOMIS"])
    if_rolled_up = {
        service
        for service in prisons.services
        if service in rolled_up and prisons.name[service] not in DECLARED
    }
    assert ten(found) == [
        f"{on} of {others} services stand on legacy; {unknown} unknown.",
        f"None of {len(DECLARED)} legacy systems states the end of support or the effort of"
        " replacement or the yearly cost or the cost of replacement or all thirteen risk scores:"
        " the order of replacement rests on assumptions there.",
        f"{len(DECLARED)} of {len(DECLARED)} systems to be replaced go live by wave {last_wave}.",
        f"{by_system['NOMIS']} of {others} services stand on NOMIS, {len(direct)} of them by a"
        f" dependency of their own (along the dependencies as given; {len(if_rolled_up)} rolled"
        " up): no legacy system carries more.",
        f"{len(prisons.services) - others} of {len(prisons.services)} services are legacy"
        " themselves.",
        circle_sentence(prisons),
        f"{len(DECLARED)} of {own} systems are legacy; {own - len(DECLARED)} unknown.",
        no_data(prisons),
        f"It is not recorded of any of {len(DECLARED)} systems declared legacy who said so.",
        mutual_sentence(prisons),
    ]


def smallest_cut(group: set[str], weight: Counter[tuple[str, str]]) -> int:
    """The fewest dependencies that go backwards in any order of the group: by all subsets."""
    nodes = sorted(group)
    onto = [[weight[a, b] for b in nodes] for a in nodes]
    best = [0] + [weight.total()] * (2 ** len(nodes) - 1)
    for placed in range(2 ** len(nodes)):
        before = [k for k in range(len(nodes)) if placed >> k & 1]
        for k in range(len(nodes)):
            if not placed >> k & 1:
                back = sum(onto[k][earlier] for earlier in before)
                after = placed | 1 << k
                best[after] = min(best[after], best[placed] + back)
    return best[-1]


@pytest.fixture(scope="module")
def sector() -> Municipal:
    if not KS.exists():
        pytest.skip("the model of the municipal sector is not beside the repository")
    return Municipal(KS)


def circles_of_the_sector(sector: Municipal) -> str:
    groups = [one for one in nx.strongly_connected_components(sector.rolled) if len(one) > 1]
    cut = sum(smallest_cut(group, sector.between) for group in groups)
    inside = sum(
        count
        for (a, b), count in sector.between.items()
        for group in groups
        if a in group and b in group
    )
    return (
        f"{sum(map(len, groups))} of {len(sector.systems)} systems stand in circles of"
        f" dependencies, which would be gone without {cut} of the {inside} dependencies inside"
        " them: no smaller cut exists."
    )


def mutual_of_the_sector(sector: Municipal) -> str:
    mutual = {frozenset(pair) for pair in sector.between if pair[::-1] in sector.between}
    linked = {frozenset(pair) for pair in sector.between}
    ways = [[(a, b), (b, a)] for a, b in map(sorted, mutual)]
    unsure = sum(any(way in sector.doubtful for way in both) for both in ways)
    twice = sum(sector.letters(a) == sector.letters(b) for (a, b), _ in ways)
    first = [
        ("33876e8d-cef2-4b38-bdbb-beffbcd9e205", "a392e659bb7346ebaa6784239ea326b1"),
        ("1216f92f40d04922ab72e5c8c0af4177", "13eb0494702a4288a9f6255d54af1856"),
        ("a266430f-a703-406b-a9ac-219afb7968fc", "a39cf223-4d72-44ac-9860-4d5d4b3e979c"),
    ]
    assert {frozenset(pair) for pair in first} <= mutual
    named = ", ".join(" and ".join(map(sector.called, pair)) for pair in first)
    return (
        f"{len(mutual)} of {len(linked)} linked pairs of systems depend on each other directly"
        f" ({named} and {len(mutual) - len(first)} more); in {unsure} a direction is doubtful;"
        f" {twice} of these pairs has one name, blanks and signs aside: perhaps one system recorded"
        " twice."
    )


def test_ten_sentences_of_the_municipal_sector(sector: Municipal) -> None:
    found = assessed(KS)
    systems, services = len(sector.systems), len(sector.services)
    stating = {system for system, _, _ in sector.held}
    asked = [one for one in sector.systems if sector.kind[one] != "platform" or one in stating]
    data = {one for one in sector.type if sector.of(one, KINDS_OF_DATA)}
    named = Counter(map(sector.letters, sector.systems))
    alike = sum(n for n in named.values() if n > 1)
    of_kind = Counter((sector.letters(one), sector.kind[one]) for one in sector.systems)
    same = sum(n for n in of_kind.values() if n > 1)
    carried = Counter(one for reached in sector.reached.values() for one in reached)
    (first, most), (_, next_most) = carried.most_common(2)
    assert (sector.name[first], most > next_most) == ("Nasjonale grensesnitt", True)
    points, off, worst = only_links(list(sector.between), sector.systems)
    contested = {one for one, who in sector.writers.items() if len(who) > 1}
    unsure = {one for _, one, access in sector.held if access not in ("Read", "Write", "ReadWrite")}
    within_one = [
        one for one in contested if len({sector.top(who) for who in sector.writers[one]}) == 1
    ]
    assert within_one  # some are written by parts of one system alone: that is said
    by_kind = sum(use.kind in ("call", "event") for use in sector.working)
    assert not sector.stated & {"owner", "eier", "legacy", "lifecycle", "end_of_support", "cost"}
    assert found.contents.systems == found.quality.systems == systems
    kinds = Counter(sector.kind[one] for one in sector.systems)
    assert {kind: count for kind, count in found.kinds.items() if count} == kinds
    assert (kinds["service"], kinds["interface"], kinds["platform"]) == (services, 48, 23)
    assert ten(found) == [
        circles_of_the_sector(sector),
        f"It is not known of any of {services} services whether it stands on legacy" + NOBODY_SAYS,
        f"None of {systems} systems states an owner: who decides about them and answers for them"
        " stays open.",
        f"{len(stating)} of {len(asked)} systems state data{NOT_ASKED}.",
        f"{len(data - {one for _, one, _ in sector.held})} of {len(data)} kinds of data are in no"
        " system, as far as the files say.",
        f"{alike} of {systems} systems share their name with"
        f" another, blanks and signs aside, {same} of them with"
        " one of the same kind: one system may be recorded more than once.",
        mutual_of_the_sector(sector),
        f"Ask first whether {sector.called(first)} is legacy: if it is, {most} of {services}"
        " services stand on legacy.",
        f"{points} of {systems} systems are the only link between others; without"
        f" {sector.called(worst)} {off} systems have no connection left to the rest.",
        f"{len(contested)} of {len(data)} kinds of data are written by several systems or parts of"
        " systems, and none is declared its system of record;"
        f" {len(unsure - contested)} unknown.",
    ]
    assert open_questions(found) == [
        REGISTER.format(systems),
        HELD.format(f"listed for {len(stating)} of {len(asked)}", " only"),
        OWNER.format(systems),
        DATES.format(systems),
        COST.format(systems),
        REPLACING.format(systems),
        RISK.format(systems),
        IN_USE.format(len(sector.uses)),
        PACE.format(f"not said of any of {len(sector.uses)}", BY_KIND.format(by_kind)),
        SAME_WORK.format(systems),
        USERS.format(services),
    ]
