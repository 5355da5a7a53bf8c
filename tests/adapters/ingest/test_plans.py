"""Plans of other people: what each form says, and what becomes of every row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from legacymap.assessment import estate_of
from legacymap.errors import Finding, InvalidPlan, Place, UnreadableFile
from legacymap.ingest import InputFile, read_inventory
from legacymap.ingest.given_plans.plans import read_plan_file
from legacymap.ingest.settings.policies import read_policy
from legacymap.ingest.texts.written_dates import day_order, is_ambiguous, written_day
from legacymap.planning import Check, Policy, check_plan
from legacymap.planning.given import GivenPlan, GivenRow, PlanAccount

EXAMPLE = Path(__file__).parents[3] / "examples" / "benefits"
NO_START = Policy(waves=4, wave_days=73)


def checked(text: str, *, name: str = "plan.csv", dated: bool = True) -> Check:
    """The judgement on ``text``; the example's waves end on 14 March, 26 May, 7 August, 19 October.

    Without ``dated`` nobody knows when wave 1 begins.
    """
    content = (EXAMPLE / "inventory.json").read_bytes()
    if not dated:
        content = content.replace(b'"as_of"', b'"properties.as_of"')
    imported = read_inventory([InputFile("inventory.json", content)])
    known = read_policy("policy.toml", (EXAMPLE / "policy.toml").read_bytes())
    policy = known if dated else known.model_copy(update={"start": None})
    return check_plan(
        estate_of(imported.inventory, policy), policy, read_plan_file(name, text.encode())
    )


def told(check: Check, *codes: str) -> list[str]:
    """The findings about the plan, or only those of ``codes``, as lines."""
    return [
        str(finding)
        for finding in check.findings
        if (finding.where is not None and finding.where.file == "plan.csv") or finding.code in codes
    ]


JIRA = (
    "Summary,Issue key,Issue id,Issue Type,Status,Fix versions,Fix versions,Due date,Sprint,"
    "Labels,Labels,Component/s\r\n"
)


def test_a_table_is_rows_of_systems_with_a_wave_or_a_date() -> None:
    assert read_plan_file("p.csv", b"id;System;Go-live\n1;Claims;31.03.2027\n") == GivenPlan(
        format="table",
        rows=(
            GivenRow(
                place=Place(file="p.csv", line=2),
                named=(("1",), ("Claims",)),
                finish=date(2027, 3, 31),
            ),
        ),
    )


def test_a_date_means_the_wave_whose_days_hold_it() -> None:
    check = checked("system,date\nclaims,2027-03-14\nPayments Ledger,2027-03-15\n")
    assert check.placement == {"claims": 1, "ledger": 2}
    assert (check.feasible, check.objective) == (True, 231_300)
    assert check.account == PlanAccount(
        format="table",
        rows=2,
        used=2,
        unmatched=0,
        unreadable=0,
        not_planned=0,
        doubled=0,
        set_aside=0,
    )


def test_every_row_that_cannot_be_used_is_told_with_its_line() -> None:
    check = checked("system,wave\nclaims,1\nclaimz,2\nledger,9\nledger,2\nportal,1\nclaims,1\n")
    assert check.placement == {"claims": 1, "ledger": 2}
    assert check.account == PlanAccount(
        format="table",
        rows=6,
        used=2,
        unmatched=1,
        unreadable=1,
        not_planned=1,
        doubled=1,
        set_aside=0,
    )
    assert told(check) == [
        "error plan.csv:4: 'ledger': wave 9 must be wave 1 to 4 or none",
        "error plan.csv:3: no system 'claimz' in the inventory; meant 'claims'?",
        "warning plan.csv:6: Benefits Portal is in the plan and not to be replaced (it is not"
        " legacy by this policy); ignored",
    ]


def test_a_plan_of_quite_another_estate_is_refused_with_every_reason() -> None:
    with pytest.raises(InvalidPlan) as refused:
        checked("system,wave\nx1,1\nx2,1\n")
    assert refused.value.findings == (
        Finding(
            "error",
            "unknown_system",
            "no system 'x1' in the inventory",
            Place(file="plan.csv", line=2),
        ),
        Finding(
            "error",
            "unknown_system",
            "no system 'x2' in the inventory",
            Place(file="plan.csv", line=3),
        ),
    )


def test_days_before_the_first_wave_and_after_the_last_are_said() -> None:
    check = checked("system,date\nclaims,2026-12-31\nledger,2028-01-01\n")
    assert check.placement == {"claims": 1, "ledger": None}
    assert told(check) == [
        "warning plan.csv:2: 'claims' ends on 2026-12-31, before wave 1 begins (2027-01-01);"
        " counted as wave 1",
        "info plan.csv:3: 'ledger' ends on 2028-01-01, after the last wave (2027-10-19);"
        " counted as later",
    ]


def test_waves_with_names_follow_their_dates_without_a_start() -> None:
    check = checked(
        "system,wave,end\nclaims,Main,2027-09-30\nledger,Pilot,2027-06-30\n", dated=False
    )
    assert check.placement == {"claims": 2, "ledger": 1}
    assert told(check, "waves_by_date") == [
        "warning neither the policy nor the inventory says when wave 1 begins: the waves were"
        " numbered in the order of their dates ('Pilot' is 1, 'Main' is 2); set `start` in the"
        " policy to go by the dates"
    ]


def test_waves_with_names_alone_are_taken_as_they_first_appear() -> None:
    check = checked("system,wave\nclaims,Pilot\nledger,Main\n")
    assert check.placement == {"claims": 1, "ledger": 2}
    assert told(check, "waves_by_appearance") == [
        "warning the waves have neither numbers nor dates: they were numbered in the order in"
        " which they first appear ('Pilot' is 1, 'Main' is 2)"
    ]


def test_a_name_among_numbers_is_no_wave() -> None:
    check = checked("system,wave\nclaims,Wave 1\nledger,Pilot\n")
    assert check.placement == {"claims": 1, "ledger": None}
    assert told(check) == [
        "error plan.csv:3: 'ledger': the wave 'Pilot' has neither a number nor a date"
    ]


WAVES_JSON = """[
 {"id": 1, "createUser": "admin", "name": "Pilot", "startDate": "2027-01-01T00:00:00Z",
  "endDate": "2027-03-14T00:00:00Z", "applications": [{"id": 7, "name": "Claims Mainframe"}],
  "stakeholders": [{"id": 1, "name": "J"}], "stakeholderGroups": []},
 {"id": 2, "name": "", "startDate": "2027-03-15T00:00:00Z", "endDate": "2027-05-26T00:00:00Z",
  "applications": [{"id": 9, "name": "Payments Ledgr"}, {"id": 8, "name": "Payments Ledger"}],
  "stakeholders": [], "stakeholderGroups": []},
 {"id": 3, "name": "Rest", "startDate": "2027-06-01T00:00:00Z",
  "endDate": "2027-07-01T00:00:00Z", "applications": []}
]"""
WAVES_YAML = """- id: 1
  name: Pilot
  startDate: 2027-01-01T00:00:00Z
  endDate: 2027-03-14T00:00:00Z
  applications:
  - id: 7
    name: Claims Mainframe
- id: 2
  name: Main
  startDate: 2027-03-15T00:00:00Z
  endDate: 2027-05-26T00:00:00Z
  applications:
  - id: 8
    name: Payments Ledger
"""


def test_waves_of_konveyor_go_by_their_last_day() -> None:
    check = checked(WAVES_JSON)
    assert check.placement == {"claims": 1, "ledger": 2}
    assert told(check, "waves_by_date") == [
        "error plan.csv [1].applications[0]: no system 'Payments Ledgr' in the inventory;"
        " meant 'Payments Ledger'?",
        "info plan.csv [2]: the wave 'Rest' holds no applications",
        "info waves with a name mean the wave of the policy in which their last day lies:"
        " 'Pilot' is wave 1",
    ]


@pytest.mark.parametrize(
    "text",
    [
        WAVES_YAML,
        '{"items": ' + WAVES_JSON.replace('"Payments Ledgr"', '"claims"') + "}",
        "Name,Start date,End date,Applications\nPilot,01/01/2027,03/14/2027,Claims Mainframe\n"
        'Main,03/15/2027,05/26/2027,"Payments Ledger"\n',
        '[{"id": 1, "name": "Claims Mainframe", "migrationWave": {"id": 4, "name": "Wave 1"}},'
        ' {"id": 2, "name": "Payments Ledger", "migrationWave": {"id": 5, "name": "Wave 2"}}]',
    ],
)
def test_waves_of_konveyor_come_in_several_forms(text: str) -> None:
    check = checked(text)
    assert check.account is not None
    assert check.account.format == "Konveyor migration waves"
    assert check.placement["ledger"] == 2


def test_lines_of_yaml_are_known() -> None:
    plan = read_plan_file("waves.yaml", WAVES_YAML.encode())
    assert isinstance(plan, GivenPlan)
    assert [str(row.place) for row in plan.rows] == [
        "waves.yaml:6 [0].applications[0]",
        "waves.yaml:13 [1].applications[0]",
    ]


def test_each_document_of_yaml_may_be_a_wave() -> None:
    one = "name: Wave 1\nendDate: 2027-03-01\napplications:\n- claims\n"
    check = checked(f"---\n{one}---\n{one}".replace("Wave 1", "Wave 2", 1))
    assert check.account is not None
    assert (check.account.used, check.account.doubled) == (1, 1)
    assert [str(f.where) for f in check.findings if f.code == "placed_twice"] == [
        "plan.csv:5 [0].applications[0]"
    ]


def test_waves_by_system_may_be_yaml() -> None:
    assert read_plan_file("plan.yml", b"# by hand\nclaims: 1\nledger: null\n") == {
        "claims": 1,
        "ledger": None,
    }


def test_a_number_that_the_dates_contradict_is_said() -> None:
    check = checked(WAVES_YAML.replace("Pilot", "Wave 2").replace(": Main", ": Wave 3"))
    assert check.placement == {"claims": 2, "ledger": 3}
    assert told(check)[0] == (
        "warning plan.csv:6 [0].applications[0]: 'Wave 2' ends on 2027-03-14, which lies in wave 1"
        " of the policy; the number was taken"
    )


def test_an_issue_names_its_system_by_label_component_or_summary() -> None:
    check = checked(
        JIRA
        + '"Move the mainframe",LEG-1,10001,Story,To Do,,,14/Mar/27 9:00 AM,,team-a,claims,\r\n'
        + '"Replace Payments Ledger, with data",LEG-2,10002,Story,To Do,,,20/May/27,,,,\r\n'
        + "Tidy up,LEG-3,10003,Task,Done,,,,,,,\r\n"
    )
    assert check.placement == {"claims": 1, "ledger": 2}
    assert check.account == PlanAccount(
        format="Jira issues",
        rows=3,
        used=2,
        unmatched=1,
        unreadable=0,
        not_planned=0,
        doubled=0,
        set_aside=0,
    )
    assert told(check) == [
        "warning plan.csv:4: no system 'Tidy up' in the inventory",
        "info plan.csv:3: 1 row names its system only inside a sentence:"
        " 'Replace Payments Ledger, with data'",
    ]


def test_the_version_of_an_issue_says_its_wave_before_its_date_and_sprint_do() -> None:
    check = checked(
        JIRA
        + "x,L-1,1,Story,,2027.1,Wave 1,20/May/27,Sprint 9,claims,,\r\n"
        + "y,L-2,2,Story,,,,20/May/27,Sprint 9,ledger,,\r\n"
    )
    assert check.placement == {"claims": 1, "ledger": 2}
    assert told(check) == [
        "warning plan.csv:2: 'Wave 1' ends on 2027-05-20, which lies in wave 2 of the policy; the"
        " number was taken",
        "warning plan.csv:2: has several fix versions (2027.1, Wave 1); 'Wave 1' was taken",
    ]


def test_a_system_with_several_issues_is_live_with_the_last_but_a_sub_task_does_not_count() -> None:
    check = checked(
        JIRA
        + "x,L-1,1,Story,,,,2027-03-01,,claims,,\r\n"
        + "y,L-2,2,Story,,,,2027-05-01,,claims,,\r\n"
        + "z,L-3,3,Sub-task,,,,2027-08-01,,claims,,\r\n"
    )
    assert check.placement == {"claims": 2, "ledger": None}
    assert check.account is not None
    assert (check.account.used, check.account.doubled) == (1, 2)
    assert told(check) == [
        "warning plan.csv:3: Claims Mainframe stands in wave 1 and in 2; the latest was taken"
    ]


def test_fields_that_a_site_added_are_known_and_the_most_telling_wins() -> None:
    check = checked(
        "Summary,Issue key,Due date,Custom field (Target end),Custom field (System)\n"
        "a,L-1,2027-08-01,2027-03-01,claims\nb,L-2,,2027-05-01,ledger\n"
    )
    assert check.placement == {"claims": 1, "ledger": 2}


def test_an_issue_with_only_a_start_is_said() -> None:
    check = checked("Summary,Issue key,Start date\nclaims,L-1,2027-03-01\nledger,L-2,\n")
    assert check.placement == {"claims": 1, "ledger": None}
    assert told(check) == [
        "warning plan.csv:2: 1 of 2 issues have a start date and neither a due date nor a"
        " version: they were taken as finished in the wave in which they start"
    ]


def test_a_date_that_may_be_read_in_two_ways_is_said() -> None:
    check = checked("system,date\nclaims,03/02/2027\nledger,05/04/2027\n")
    assert told(check)[0] == (
        "warning plan.csv: 2 of the dates may put the day first or the month, such as"
        " '03/02/2027'; the day was taken to come first"
    )


@pytest.mark.parametrize(
    "text",
    [
        "2027-04-03",
        "2027-04-03 16:14",
        "2027-04-03T09:00:00.000+0200",
        "20270403",
        "2027/4/3",
        "3.4.2027",
        "03.04.27 09:00",
        "03/Apr/27 9:00 AM",
        "3/avr./27",
        "3 April 2027",
        "3. April 2027",
        "Apr 3, 2027",
        "April 3rd 2027",
        "Sat 3 Apr 2027",
        "3-abr-2027",
        "03/04/2027",
    ],
)
def test_a_day_is_written_in_many_ways(text: str) -> None:
    assert written_day(text, day_order([text])) == date(2027, 4, 3)


def test_one_date_shows_for_all_whether_the_month_comes_first() -> None:
    texts = ["4/3/2027", "4/21/2027"]
    assert [written_day(text, day_order(texts)) for text in texts] == [
        date(2027, 4, 3),
        date(2027, 4, 21),
    ]
    assert [is_ambiguous(text) for text in (*texts, "4/4/2027", "4.3.2027")] == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("text", ["", "soon", "Q3 2027", "31/02/2027", "2027-13-01", "3/foo/27"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert written_day(text, day_order([text])) is None


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"PK\x03\x04abcd", UnreadableFile),
        (b"%PDF-1.7\0", UnreadableFile),
        (b"", InvalidPlan),
        (b"a,b\n1,2\n", InvalidPlan),
        (b"- *x\n", UnreadableFile),
        (b"--- !!python/object:os.system\n", UnreadableFile),
        (b"[{]", UnreadableFile),
    ],
)
def test_what_is_no_plan_is_refused(content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_plan_file("plan", content)
