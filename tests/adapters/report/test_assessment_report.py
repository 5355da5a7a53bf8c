"""The report of an assessment says what was found, with denominators, in every format."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from legacymap.analysis.changes import changes
from legacymap.analysis.estate import Estate
from legacymap.analysis.fragmentation.fragmentation import fragmentation
from legacymap.analysis.scope import part_of
from legacymap.assessment import Assessment, assess
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Inventory, System, to_json
from legacymap.report import RENDERERS, assessment_report, plan_sections, render
from legacymap.report.assessments.changes import changes_sections
from legacymap.report.assessments.fragmentations import fragmentation_sections
from legacymap.report.model import Report, Table
from legacymap.report.stored import report_of

EXAMPLES = Path(__file__).parents[3] / "examples"


def assessed(*files: Path) -> Assessment:
    return assess(read_inventory([InputFile(file.name, file.read_bytes()) for file in files]))


@pytest.fixture(scope="module")
def benefits() -> Assessment:
    return assessed(EXAMPLES / "benefits" / "inventory.json")


@pytest.fixture(scope="module")
def prisons() -> Assessment:
    return assessed(*sorted((EXAMPLES / "prisons-and-probation").glob("*.csv")))


def table(assessment: Assessment, id: str) -> Table:
    return assessment_report(assessment).table(id)


def test_where_nothing_is_planned_nothing_is_said_of_waves() -> None:
    nothing = read_inventory([InputFile("one.csv", b"id,name\na,A\n")])
    told = [section.title for section in plan_sections(assess(nothing).plan)]
    assert told == [
        "No system counts as legacy, so there is nothing to put in order",
        "There is no order",
        "Findings about the plan",
    ]


SHARED_STORE = """{"format": "legacymap-inventory/1", "systems": [
    {"id": "a", "name": "A"}, {"id": "b", "name": "B"},
    {"id": "db", "name": "A database", "kind": "data_store", "parent": "a"}],
    "dependencies": [{"consumer": "b", "provider": "db", "description": "reads"}]}"""


def test_what_two_sections_could_say_one_says_and_the_other_points_there() -> None:
    found = assess(read_inventory([InputFile("one.json", SHARED_STORE.encode())]))
    told = [
        (section.id, said.text, said.table)
        for section in assessment_report(found).sections
        for said in section.said
        if "data store" in said.text
    ]
    shared = "1 of 1 data store is used by several systems directly."
    assert [one for one in told if one[0] != "findings"] == [
        (
            "fragmentation",
            "Which data stores several systems use directly is told where it is told how systems"
            " are tied together.",
            "shared-stores",
        ),
        ("integration", shared, "shared-stores"),
    ]
    assert ("findings", shared, "shared-stores") in told


def test_owners_are_named_and_all_pairs_that_cross_are_counted() -> None:
    systems = [
        {"id": f"s{n:03}{side}", "name": f"S{n}{side}", "owner": f"g{n:03}"}
        for n in range(150)
        for side in "ab"
    ]
    within = [{"consumer": f"s{n:03}a", "provider": f"s{n:03}b"} for n in range(150)]
    across = [{"consumer": "s000a", "provider": f"s{n:03}b"} for n in range(100, 130)]
    document = {
        "format": "legacymap-inventory/1",
        "organisations": [{"id": f"g{n:03}", "name": f"Office {n // 2}"} for n in range(150)],
        "systems": systems,
        "dependencies": [*within, *across, *across],
    }
    found = assess(read_inventory([InputFile("one.json", json.dumps(document).encode())]))
    (section,) = (one for one in assessment_report(found).sections if one.id == "silos")
    tables = {table.id: table for table in section.tables}
    # Two offices each share a name, so that their ids tell them apart.
    assert tables["silo-list"].rows[0] == ("Office 0 [g000]", 2, 1, 30, 0)
    crossings = tables["crossings"]
    assert crossings.rows[0] == ("Office 0 [g000]", "Office 50 [g100]", 1)
    assert (len(crossings.rows), crossings.total) == (25, 30)


def test_the_first_section_says_of_which_kinds_the_systems_are(benefits: Assessment) -> None:
    (first, *_) = assessment_report(benefits).sections

    assert sum(benefits.kinds.values()) == benefits.contents.systems == 8
    assert first.paragraphs == (
        "The 8 systems are 4 services, 3 applications and 1 system outside the organisation.",
    )


def test_systems_of_one_kind_are_not_told_by_kind() -> None:
    assert (
        assessment_report(assessed_text("id,kind\na,service\nb,service\n")).sections[0].paragraphs
        == ()
    )


def assessed_text(table: str) -> Assessment:
    return assess(read_inventory([InputFile("systems.csv", table.encode())]))


def test_the_titles_are_findings(benefits: Assessment) -> None:
    titles = [section.title for section in assessment_report(benefits).sections]

    assert titles == [
        "What matters most",
        "2 of 2 systems replaced by 2027-07-01, beginning with Claims Mainframe",
        "What the files cannot say: 5 questions",
        "8 systems and 9 dependencies read from 1 file",
        "2 of 4 services stand on legacy; 1 unknown",
        "2 of 4 services stand on each of 2 legacy systems, first of them Claims Mainframe:"
        " none carries more",
        "Everything that looks like legacy is counted as such",
        "2 of 7 systems are legacy; 4 unknown",
        "It is not known of any of 2 legacy systems how complete the plan to modernise it is",
        "3 of 7 systems state data (platforms and systems outside the organisation are not asked);"
        " 1 of 3 kinds of data is kept in more than one system",
        "2 of 7 dependencies between systems cross owners, all of them from Benefits Agency to"
        " Civil Registry; of 2 more one end or both belong to nobody known",
        "2 of 8 systems depend on each other in circles",
        "The database of 1 system is used by others, past any interface",
        "From 2 legacy systems to 0 in 2 waves",
        "Which system goes when, and why",
        "2 interim interfaces needed on the way",
        "2 of 2 old systems can be switched off on time",
        "Count on 31 days more: four times in five all is live by then",
        "Your data decides this order",
        "The order rests on 2 assumptions and a price list",
        "Findings about the plan",
        "Ask first whether Notification Service is legacy: if it is, 1 more of 4 services stands on"
        " legacy",
        "Findings about the files",
        "Where this report comes from",
    ]


def test_a_service_is_on_legacy_not_on_it_or_unknown(benefits: Assessment) -> None:
    answers = {row[0]: row[1] for row in table(benefits, "services").rows}

    assert sorted(str(answer) for answer in answers.values()) == ["None", "no", "yes", "yes"]


def test_every_row_of_every_file_is_accounted_for(prisons: Assessment) -> None:
    for _, _, rows, used, merged, rejected, _ in table(prisons, "files").rows:
        assert isinstance(used, int)
        assert isinstance(merged, int)
        assert isinstance(rejected, int)
        assert rows == used + merged + rejected


@pytest.mark.parametrize("format", RENDERERS)
def test_a_stored_assessment_gives_the_same_report(prisons: Assessment, format: str) -> None:
    report = assessment_report(prisons)

    assert render(report_of(to_json(prisons)), format) == render(report, format)


def test_ids_of_the_page_are_unique(prisons: Assessment) -> None:
    page = render(assessment_report(prisons), "html").decode()
    ids = re.findall(r'\bid="([^"]*)"', page)

    assert len(ids) == len(set(ids))


def test_every_chart_names_a_table_with_the_same_figures(prisons: Assessment) -> None:
    report = assessment_report(prisons)
    for section in report.sections:
        for chart in section.charts:
            assert report.table(chart.table).total >= len(chart.spans)


def test_the_row_of_a_service_says_what_its_answer_alone_would_hide() -> None:
    """A way without the login, events of a legacy system, and what rolling up would make of it."""
    files = {
        "systems": "id,name,kind,legacy,parent\n"
        "desk,Desk,service,false,\nweb,Web,service,false,\n"
        "mid,Mid,application,false,\nmid.a,Mid API,component,,mid\nmid.b,Mid job,component,,mid\n"
        "old,Old,application,true,\nold.api,Old API,interface,,old\n"
        "bus,Bus,platform,false,\ncore,Core,application,true,\n",
        "dependencies": "consumer,provider,flow\n"
        "web,old.api,login\nweb,mid.a,\nmid.a,old,\nmid.b,core,\n"
        "desk,bus,subscribe\nold,bus,publish\n",
    }
    told = assessment_report(
        assess(read_inventory([InputFile(name, text.encode()) for name, text in files.items()]))
    )
    assert {row[0]: row[-1] for row in told.table("services").rows} == {
        "Web [web]": "without logging in 2 steps: Web > Mid > Old; legacy in reach if rolled up"
        " first: 2",
        "Desk [desk]": "takes events where a legacy system publishes (Bus)",
    }
    assert told.table("brokers").rows == (("Bus", "Old", "Desk"),)
    assert {row[0]: row[-1] for row in told.table("doors").rows} == {
        "Old [old]": "Old (1), Old API (1)",
        "Core [core]": "Core (1)",
    }


def told_of(**files: str) -> Report:
    inputs = [InputFile(f"{name}.csv", text.encode()) for name, text in files.items()]
    return assessment_report(assess(read_inventory(inputs)))


def test_data_is_shown_with_shares_evenness_and_what_is_joined_up_and_asked_again() -> None:
    told = told_of(
        systems="id,name,kind\nreg,Register,application\nweb,Web,service\ndesk,Desk,service\n",
        data_entities="id,name\nperson,Person\nletter,Letter\n",
        holdings="system,entity,role,crud,records\n"
        "reg,person,master,CRUD,70\nweb,person,copy,C,20\ndesk,person,copy,C,10\n"
        "desk,letter,,,\n",
        dependencies="consumer,provider,kind,entities\nweb,reg,call,person\ndesk,reg,file,person\n"
        "desk,web,call,\n",
    )
    assert [section.title for section in told.sections if section.id == "fragmentation"] == [
        "3 of 3 systems state data; 1 of 2 kinds of data is kept in more than one system; 1 unknown"
    ]
    person = told.table("entities").rows[1]
    assert person[4:8] == (
        "Desk (copy, 10.0%), Register (master, 70.0%), Web (copy, 20.0%)",
        "0.460",
        "1.852",
        "0.730",
    )
    assert [(row[0], row[4]) for row in told.table("joined-up").rows] == [
        ("Desk", "0.0% to 50.0%"),
        ("Web", "100.0%"),
    ]
    assert told.table("asked-again").rows == (("Person", 2, "Desk, Web", 0),)


def test_without_data_the_report_shows_copies_unread_stores_and_claims() -> None:
    told = told_of(
        systems="id,name,kind,parent,description\n"
        "a,Ledger,application,,Authoritative source of payments\n"
        "a.db,Ledger database,data_store,a,Rows\n"
        "b,Search,application,,Finds payments\n"
        "b.ix,Search index,data_store,b,An Elasticsearch index\n",
        dependencies="consumer,provider,description\nb,a.db,takes snapshots of payments from\n"
        "b,b.ix,searches\n",
    )
    assert told.table("stores-read-across").rows == (("Ledger database", "Ledger", "Search", 1),)
    assert told.table("copies-in-words").rows == (
        ("Search", "Ledger database", "takes snapshots of payments from"),
    )
    assert [row[1:] for row in told.table("other-signs").rows] == [
        (0, 2, "none"),
        (1, 1, "Search index [b.ix]"),
        (1, 4, "Ledger [a]: 'authoritative'"),
    ]


def test_who_records_no_dependency_is_not_told_to_wait_for_no_file() -> None:
    told = told_of(systems="id,name,kind\nweb,Web,service\n")
    (section,) = (section for section in told.sections if section.id == "integration")
    (waits,) = (one for one in section.key_figures if one.label.startswith("Services that get"))
    assert waits.value is None


def test_the_title_on_data_names_the_part_once() -> None:
    found = read_inventory(
        [
            InputFile("systems.csv", b"id,name,kind,owner\na,A,application,x\nb,B,application,y\n"),
            InputFile("data_entities.csv", b"id,name\ne,E\n"),
            InputFile("holdings.csv", b"system,entity,role\na,e,master\nb,e,copy\n"),
        ]
    )
    estate = Estate.of(found.inventory)
    section, *_ = fragmentation_sections(fragmentation(estate, part_of(estate, owner="x")), {})
    assert section.title == (
        "Owner x: 1 of 1 system states data; 1 of 1 kind of data is kept in more than one system"
    )


def test_values_before_and_after_are_written_as_in_tables_and_not_as_in_a_program() -> None:
    before, after = (
        Estate.of(
            Inventory.of(
                [System.model_validate({"id": "a", "name": "A", "kind": "service", **more})]
            )
        )
        for more in ({}, {"legacy": True, "tags": ["x", "y"], "risk": {"likelihood": {"L1": 3}}})
    )
    (table,) = changes_sections(changes(before=before, after=after))[1].tables
    assert [row[2] for row in table.rows] == [
        "legacy: unknown > true; risk: unknown > likelihood L1 3; tags: unknown > x, y"
    ]
