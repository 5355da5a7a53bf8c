"""The commands as people call them: what they print, what they write, how they end."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from legacymap import __version__
from legacymap.analysis.integration import Thresholds
from legacymap.analysis.quality import sightings
from legacymap.assessment import assess
from legacymap.cli import main, options
from legacymap.ingest import InputFile, read_inventory
from legacymap.ingest.settings.policies import read_policy
from legacymap.inventory import to_json

ROOT = Path(__file__).parents[3]
BENEFITS = ROOT / "examples" / "benefits"
INVENTORY = BENEFITS / "inventory.json"


@dataclass(frozen=True, slots=True)
class Outcome:
    code: int
    out: bytes
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    def command(*arguments: str | Path) -> Outcome:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        printed = capsysbinary.readouterr()
        code = ended.value.code
        return Outcome(code if isinstance(code, int) else 0, printed.out, printed.err.decode())

    return command


@pytest.fixture
def tables(tmp_path: Path) -> tuple[Path, Path]:
    systems, dependencies = tmp_path / "systems.csv", tmp_path / "dependencies.csv"
    systems.write_text("id,name,kind,legacy\nweb,=1+1,service,\nold,no,application,true\n")
    dependencies.write_text("consumer,provider\nweb,old\nold,old\nweb,gone\n")
    return systems, dependencies


def test_the_main_job_writes_the_reports_and_prints_the_order(run: Run, tmp_path: Path) -> None:
    ended = run("assess", INVENTORY, "--out", tmp_path / "report")

    assert ended.code == 0
    assert b"The replacement order" in ended.out
    assert b"Claims Mainframe" in ended.out
    assert sorted(file.name for file in (tmp_path / "report").iterdir()) == [
        "assessment.json",
        "plan.csv",
        "plan.json",
        "report.html",
        "report.md",
    ]


def test_the_commands_call_stale_what_the_analyses_do(run: Run, tmp_path: Path) -> None:
    assert options.STALE_AFTER_DAYS == sightings.STALE_AFTER_DAYS
    seen = tmp_path / "seen.json"
    seen.write_text(
        '{"format": "legacymap-inventory/1", "as_of": "2026-01-31", "systems": [{"id": "desk",'
        ' "name": "Desk"}, {"id": "ledger", "name": "Ledger"}], "dependencies": [{"consumer":'
        ' "desk", "provider": "ledger", "evidence": [{"source": "trace", "how": "observed",'
        ' "as_of": "2025-12-01"}]}]}'
    )

    told = json.loads(run("assess", seen, "--stale-after", "30", "--json").out)
    tied = json.loads(run("integration", seen, "--stale-after", "30", "--json").out)
    asked = json.loads(run("quality", seen, "--json").out)

    stale = [
        told["quality"]["sightings"]["stale"],
        told["integration"]["declared_and_observed"]["sightings"]["stale"],
        tied["declared_and_observed"]["sightings"]["stale"],
        asked["sightings"]["stale"],
    ]
    assert stale == [1, 1, 1, 0]


def test_what_is_of_the_whole_is_called_so_beside_a_part(run: Run) -> None:
    prisons = sorted((ROOT / "examples" / "prisons-and-probation").glob("*.csv"))
    core = " ".join(run("structure", *prisons, "--owner", "gds").out.decode().split())
    assert "Core of the whole estate: 5 of 42 systems" in core
    assert "Of the 2 systems of this part none is in it" in core
    lies = " ".join(run("fragmentation", *prisons, "--owner", "gds").out.decode().split())
    assert (
        "2 systems of this part with a dependency lie in 2 communities of the whole estate: none"
        " holds more than 1 of them; of the 21 systems in these communities 2 are of this part."
    ) in lies


def test_the_commands_take_thresholds_and_say_which(run: Run) -> None:
    usual = json.loads(run("integration", INVENTORY, "--json").out)["thresholds"]
    assert usual == json.loads(to_json(Thresholds()))

    options = ("--store-systems", "3", "--mesh-systems", "5", "--mesh-density", "0.8")
    more = ("--batch-hops", "3", "--chatty-factor", "20", "--chatty-pairs", "9")
    asked = {
        "store_systems": 3,
        "mesh_systems": 5,
        "mesh_density": 0.8,
        "batch_hops": 3,
        "chatty_factor": 20,
        "chatty_pairs": 9,
    }
    tied = json.loads(run("integration", INVENTORY, *options, *more, "--json").out)
    told = json.loads(run("assess", INVENTORY, *options, *more, "--json").out)
    assert (tied["thresholds"], told["integration"]["thresholds"]) == (asked, asked)
    assert b"groups of 5 or more with 80% of their" in run("integration", INVENTORY, *options).out


@pytest.mark.parametrize("command", ["integration", "assess"])
def test_a_threshold_without_a_meaning_is_refused_and_named(run: Run, command: str) -> None:
    ended = run(command, INVENTORY, "--mesh-systems", "2", "--mesh-density", "nan")
    assert ended.code == 2
    assert "mesh_density is above 0.5 and at most 1" in ended.err
    assert "mesh_systems is at least 3" in ended.err


def test_an_option_that_takes_one_value_is_given_once(run: Run) -> None:
    ended = run("exposure", INVENTORY, "--owner", "a", "--owner=b")
    assert ended.code == 2
    assert "'--owner': given 2 times, and takes one value" in ended.err
    assert run("exposure", INVENTORY, "--json", "--json").code == 0


def test_the_assessment_as_json_is_the_library_s(run: Run) -> None:
    policy = BENEFITS / "policy.toml"
    ended = run("assess", INVENTORY, "--policy", policy, "--json")

    imported = read_inventory([InputFile("inventory.json", INVENTORY.read_bytes())])
    settings = read_policy("policy.toml", policy.read_bytes())
    assert ended.out == to_json(assess(imported, settings))
    assert ended.err == ""


def test_rejected_rows_end_with_one_and_are_listed(
    run: Run, tables: tuple[Path, Path], tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    ended = run("import", *tables, "--out", tmp_path / "inventory.json", "--rejects", rejects)

    assert ended.code == 1
    assert rejects.read_text() == (
        "file,line,row,reason,content\n"
        "dependencies.csv,4,3,no system 'gone'; the row is rejected,\"web,gone\"\n"
    )
    document = json.loads((tmp_path / "inventory.json").read_bytes())
    assert [system["name"] for system in document["systems"]] == ["no", "=1+1"]


def test_mended_rejects_are_laid_over_the_inventory(
    run: Run, tables: tuple[Path, Path], tmp_path: Path
) -> None:
    rejects, inventory = tmp_path / "rejects.zip", tmp_path / "inventory.json"
    run("import", *tables, "--out", inventory, "--rejects", rejects)
    with zipfile.ZipFile(rejects) as archive:
        (table,) = [archive.read(name) for name in archive.namelist()]
    mended = tmp_path / "mended.csv"
    mended.write_bytes(table.replace(b"gone", b"web"))

    ended = run("import", mended, "--base", inventory, "--out", tmp_path / "whole.json")
    assert ended.code == 0, ended.out
    dependencies = tables[1]
    dependencies.write_bytes(dependencies.read_bytes().replace(b"gone", b"web"))
    run("import", *tables, "--out", tmp_path / "right.json")
    assert (tmp_path / "whole.json").read_bytes() == (tmp_path / "right.json").read_bytes()


def test_importing_the_same_over_the_inventory_changes_nothing(
    run: Run, tables: tuple[Path, Path], tmp_path: Path
) -> None:
    inventory, again = tmp_path / "inventory.json", tmp_path / "again.json"
    run("import", *tables, "--out", inventory)
    run("import", *tables, "--base", inventory, "--out", again)
    assert again.read_bytes() == inventory.read_bytes()


def test_a_mapping_is_saved_mended_and_handed_over(run: Run, tmp_path: Path) -> None:
    table, mapping = tmp_path / "odd.csv", tmp_path / "map.toml"
    table.write_text("Zeichen,Wie\n1,Ledger\n")

    refused = run("import", table, "--save-mapping", mapping)
    assert refused.code == 2
    text = mapping.read_text()
    mapping.write_text(
        text.replace('"ignored"  # check', '"systems"') + '"Zeichen" = "id"\n"Wie" = "name"\n'
    )
    ended = run("import", table, "--mapping", mapping, "--out", tmp_path / "inventory.json")

    assert ended.code == 0
    assert b"What the columns were taken for" in ended.out
    document = json.loads((tmp_path / "inventory.json").read_bytes())
    assert document["systems"] == [{"id": "1", "name": "Ledger"}]


def test_odd_names_are_legible_and_a_loop_is_welcome(run: Run, tables: tuple[Path, Path]) -> None:
    ended = run("exposure", *tables)

    assert b"=1+1" in ended.out
    assert b"1 of 1 service stands on legacy" in ended.out
    assert ended.err == ("1 finding of severity error; `legacymap import FILE...` lists them\n")


@pytest.mark.parametrize(
    "command",
    ["exposure", "fragmentation", "structure", "integration", "quality", "plan", "import"],
)
def test_every_answer_is_one_json_document_on_request(run: Run, command: str) -> None:
    ended = run(command, INVENTORY, "--json")

    assert ended.code == 0
    assert ended.out.count(b"\n") == 1
    assert isinstance(json.loads(ended.out), dict)


def test_impact_of_one_system(run: Run) -> None:
    ended = run("impact", INVENTORY, "ledger", "--direction", "consumers", "--json")

    assert json.loads(ended.out)["system"] == "ledger"
    assert json.loads(ended.out)["providers"] == []


def test_impact_lists_parts_where_asked_for(run: Run) -> None:
    whole = run("impact", INVENTORY, "ledger", "--json")
    parts = run("impact", INVENTORY, "ledger", "--level", "as_given", "--json")

    assert (json.loads(whole.out)["level"], json.loads(parts.out)["level"]) == ("top", "as_given")


def test_a_system_is_also_found_by_its_name(run: Run) -> None:
    ended = run("impact", INVENTORY, "payments ledger", "--direction", "providers")

    assert ended.code == 0
    assert ended.out.startswith(b"Payments Ledger [ledger] needs 2 of 7 other systems")
    assert b"Systems that need it" not in ended.out


def test_a_system_that_is_nearly_named_is_offered(run: Run) -> None:
    ended = run("impact", INVENTORY, "ledgr")

    assert ended.code == 2
    assert ended.err == "legacymap: no system 'ledgr' in the inventory; meant 'ledger'?\n"


def test_an_unknown_system_is_wrong_use(run: Run) -> None:
    ended = run("impact", INVENTORY, "quite another")

    assert (ended.code, ended.out) == (2, b"")
    assert ended.err == "legacymap: no system 'quite another' in the inventory\n"


def test_a_plan_is_checked_and_reported(run: Run, tmp_path: Path) -> None:
    plan, page = tmp_path / "plan.json", tmp_path / "plan.html"
    assert run("plan", INVENTORY, "--out", plan).code == 0

    assert run("check", INVENTORY, plan).code == 0
    assert run("report", plan, "--out", page).code == 0
    assert page.read_bytes().startswith(b"<!DOCTYPE html>")
    assert run("report", plan, "--format", "csv").out.startswith(b"wave,start,end,id,name,reason")


@pytest.mark.parametrize(
    "table",
    [
        "system,wave\nclaims,1\nledger,2\n",
        "Name;Wave\nClaims Mainframe;1\nPayments Ledger;2\n",
        "wave,id,name,reason\n1,claims,x,y\n2,ledger,x,y\n",
    ],
)
def test_a_plan_made_by_hand_may_be_a_table(run: Run, tmp_path: Path, table: str) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text(table)
    ended = run("check", INVENTORY, plan, "--json")

    assert ended.code == 0
    assert json.loads(ended.out)["placement"] == {"claims": 1, "ledger": 2}


def test_the_order_written_as_csv_can_be_checked(run: Run, tmp_path: Path) -> None:
    plan, table = tmp_path / "plan.json", tmp_path / "plan.csv"
    run("plan", INVENTORY, "--out", plan)
    run("report", plan, "--out", table)

    told = [json.loads(run("check", INVENTORY, file, "--json").out) for file in (plan, table)]
    assert (told[0].pop("account"), told[1].pop("account")["used"]) == (None, 2)
    assert told[0] == told[1]


def test_a_table_that_is_no_plan_says_what_one_has(run: Run, tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text("name,when\nClaims Mainframe,3\n")
    ended = run("check", INVENTORY, plan)

    assert ended.code == 2
    assert ended.err == (
        "legacymap: not a plan: a plan as a table has a column `wave` or `date` and a column"
        " `system`, `id` or `name`; there are: name, when (plan.csv:1)\n"
    )


def test_a_check_says_what_it_noticed(run: Run, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text('{"claims": 1}')
    ended = run("check", INVENTORY, plan)

    assert b"not mentioned" in ended.out
    assert b"Payments Ledger" in ended.out


def test_a_plan_that_breaks_a_constraint_ends_with_one(run: Run, tmp_path: Path) -> None:
    plan, policy = tmp_path / "plan.json", tmp_path / "policy.toml"
    plan.write_text('{"claims": 2, "ledger": 2}')  # a wave of one system each is the default
    policy.write_text('[[constraints]]\nkind = "pin"\nsystems = ["claims"]\nwave = 1\n')
    ended = run("check", INVENTORY, plan, "--policy", policy)

    assert ended.code == 1
    assert b"The plan breaks 2 constraints" in ended.out


MODEL = {
    "format": "legacymap-plan-instance/1",
    "name": "two",
    "money_unit": "EUR",
    "waves": 2,
    "systems": [
        {"id": "a", "duration": 1, "cost": [0, 5, 9], "use": {"team": 1}},
        {"id": "b", "duration": 1, "cost": [0, 2, 9], "use": {"team": 1}},
    ],
    "interfaces": [],
    "resources": [
        {
            "id": "team",
            "kind": "skill",
            "profile": "golive",
            "buckets": [
                {"waves": [1], "cap": 1, "over_max": 0, "over_price": 0},
                {"waves": [2], "cap": 1, "over_max": 0, "over_price": 0},
            ],
        }
    ],
    "precedences": [],
    "together": [],
}


def test_a_bare_model_is_solved_and_its_solution_checked(run: Run, tmp_path: Path) -> None:
    model, solution = tmp_path / "model.json", tmp_path / "solution.json"
    model.write_text(json.dumps(MODEL))
    ended = run("solve", model, "--effort", "quick", "--out", solution, "--json")

    assert ended.out == solution.read_bytes()
    answer = json.loads(ended.out)
    assert (answer["format"], answer["objective"], answer["plan"]) == (
        "legacymap-plan-solution/1",
        2,
        {"a": 1, "b": 2},
    )
    assert answer["engine"]["version"] == __version__
    assert run("check", model, solution).code == 0
    solution.write_text('{"a": 1, "b": 1}')
    assert run("check", model, solution).code == 1


def test_a_plan_leaves_for_other_tools_and_comes_back(run: Run, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    run("plan", INVENTORY, "--out", plan)
    for file, begins in (("plan.ics", b"BEGIN:VCALENDAR"), ("project.xml", b"<?xml")):
        assert run("report", plan, "--out", tmp_path / file).code == 0
        assert (tmp_path / file).read_bytes().startswith(begins)
    issues = tmp_path / "issues.csv"
    run("report", plan, "--format", "jira", "--out", issues)
    told = [json.loads(run("check", INVENTORY, file, "--json").out) for file in (plan, issues)]
    assert told[0]["placement"] == told[1]["placement"]


def test_a_plan_of_a_psplib_project_is_checked(run: Run, tmp_path: Path) -> None:
    project, plan = ROOT.parent / "shared" / "data" / "psplib" / "j30", tmp_path / "plan.json"
    if not project.exists():
        pytest.skip("the PSPLIB projects are not there")
    file = min(project.glob("*.sm"))
    run("solve", file, "--effort", "quick", "--out", plan)
    ended = run("check", file, plan, "--json")
    assert (ended.code, json.loads(ended.out)["feasible"]) == (0, True)


def test_rows_of_a_plan_that_cannot_be_used_end_with_one(run: Run, tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text("system,wave\nclaims,1\nledger,2\nledgr,3\n")
    ended = run("check", INVENTORY, plan)
    assert ended.code == 1
    assert b"of 3 rows 2 put a system into a wave, 1 name no system" in ended.out
    assert b"plan.csv:4" in ended.out


def test_a_clock_that_ended_the_search_is_said(run: Run, tmp_path: Path) -> None:
    model = tmp_path / "model.json"
    model.write_text(json.dumps(MODEL))

    engine = json.loads(run("solve", model, "--seconds", "0", "--json").out)["engine"]

    assert (engine["effort"], engine["ended_by"]) == ("endless", "stop")


def test_a_plan_says_that_a_clock_ended_it(run: Run) -> None:
    plan = json.loads(run("plan", INVENTORY, "--seconds", "0", "--json").out)

    assert plan["engine"]["wall_clock"] is True


def test_an_export_tells_what_its_format_cannot_hold(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "estate.json"
    account = json.loads(
        run("export", INVENTORY, "--format", "structurizr", "--out", out, "--json").out
    )
    told = run("export", INVENTORY, "--format", "structurizr", "--out", out).err
    assert account["losses"]
    assert all(loss["message"] in " ".join(told.split()) for loss in account["losses"])


@pytest.mark.parametrize("format", ["canonical", "csv"])
def test_an_export_is_the_same_inventory(run: Run, tmp_path: Path, format: str) -> None:
    out = tmp_path / "out"
    run("export", INVENTORY, "--format", format, "--out", out)

    before = json.loads(run("import", INVENTORY, "--json").out)
    assert json.loads(run("import", out, "--json").out)["snapshot"] == before["snapshot"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no system came out of the input"),
        (b"\x89PNG\r\n\x1a\n", "this is a PNG image"),
        (b"id,name\n", "a header and no rows"),
        (b'{"format": "legacymap-inventory/1", "systems": [', "bad.csv"),
    ],
)
def test_files_that_cannot_be_used_end_with_two_and_a_reason(
    run: Run, tmp_path: Path, content: bytes, told: str
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_bytes(content)
    ended = run("assess", bad)

    assert (ended.code, ended.out) == (2, b"")
    assert told in ended.err
    assert "Traceback" not in ended.err


def test_a_folder_is_read_with_all_files_in_it_but_the_hidden_ones(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "deeper").mkdir()
    (tmp_path / "systems.csv").write_text("id,name\na,A\nb,B\n")
    (tmp_path / "deeper" / "dependencies.csv").write_text("consumer,provider\na,b\n")
    (tmp_path / ".notes").write_bytes(b"\x89PNG")

    account = json.loads(run("import", tmp_path, "--json").out)

    assert [file["name"] for file in account["files"]] == ["dependencies.csv", "systems.csv"]
    assert (account["systems"], account["dependencies"]) == (2, 1)


def test_a_folder_without_files_is_told(run: Run, tmp_path: Path) -> None:
    assert run("import", tmp_path).err == f"legacymap: {tmp_path} is a folder without files\n"


def test_a_missing_folder_is_found_out_before_the_work(run: Run, tmp_path: Path) -> None:
    ended = run("plan", INVENTORY, "--out", tmp_path / "none" / "plan.json")

    assert ended.code == 2
    assert "there is no folder" in ended.err


@pytest.mark.parametrize("document", ["[]", '{"format": "x"}', "no json", '{"format": 5}'])
def test_what_is_no_plan_gives_no_report(run: Run, tmp_path: Path, document: str) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(document)

    assert run("report", plan).code == 2


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.1", "::", "example.org"])  # noqa: S104 - refused
def test_the_service_listens_on_this_machine_only(run: Run, host: str) -> None:
    ended = run("serve", "--host", host)

    assert ended.code == 2
    assert "no access keys yet" in ended.err


def test_a_fault_of_ours_is_a_message_and_a_trace_only_on_request(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("wheel came off")

    monkeypatch.setattr("legacymap.ingest.read_inventory", broken)
    quiet, loud = run("import", INVENTORY), run("--debug", "import", INVENTORY)

    assert (quiet.code, loud.code) == (70, 70)
    assert "wheel came off" in quiet.err
    assert "Traceback" not in quiet.err
    assert "Traceback" in loud.err


def test_standard_input_is_a_file_too() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "legacymap", "import", "-", "--json"],
        input=b"id,name\na,A\n",
        capture_output=True,
        check=True,
    )

    assert json.loads(ended.stdout)["files"][0]["name"] == "standard input"
    assert ended.stderr == b""


def test_names_show_where_the_terminal_cannot(tmp_path: Path) -> None:
    names = tmp_path / "systems.csv"
    names.write_text("id,name\na,Учёт\n")
    ended = subprocess.run(
        [sys.executable, "-m", "legacymap", "impact", names, "a"],
        env={"PYTHONIOENCODING": "ascii", "PATH": ""},
        capture_output=True,
        check=True,
    )

    assert b"\\u0423" in ended.stdout


@pytest.mark.parametrize(
    "heavy", ["polars", "numba", "numpy", "scipy", "networkx", "fastapi", "pydantic", "sqlalchemy"]
)
def test_help_imports_nothing_heavy(heavy: str) -> None:
    program = (
        "import sys\nfrom legacymap.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"sys.exit({heavy!r} in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode
        == 0
    )


def test_the_structure_takes_costs_of_cuts_and_refuses_those_that_are_none(run: Run) -> None:
    def cut(*options: str) -> list[tuple[str, str, int]]:
        found = json.loads(run("structure", INVENTORY, *options, "--json").out)
        (circle,) = found["cycles"]
        return [(one["consumer"], one["provider"], one["cost"]) for one in circle["cut"]["first"]]

    assert cut() == [("claims", "ledger", 1)]
    assert cut("--cut-cost", "claims,ledger,9") == [("ledger", "claims", 1)]
    ended = run("structure", INVENTORY, "--cut-cost", "claims,ledger", "--cut-cost", "x,y,1")
    assert ended.code == 2
    assert "cut_cost[1]: 'claims,ledger': a cost is written CONSUMER,PROVIDER,COST" in ended.err
    assert "cut_cost[2]: 'x,y,1': no dependency of 'x' on 'y' is recorded" in ended.err
