"""What a finished plan answers on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from legacymap.assessment import estate_of
from legacymap.cli import main
from legacymap.ingest import InputFile, read_inventory
from legacymap.ingest.settings.policies import read_policy
from legacymap.inventory import to_json
from legacymap.planning import compare, why
from legacymap.report.stored import stored_plan

BENEFITS = Path(__file__).parents[3] / "examples" / "benefits"
INVENTORY = BENEFITS / "inventory.json"
POLICY = BENEFITS / "policy.toml"

Run = Callable[..., tuple[int, bytes, str]]


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Exit code, standard output and standard error of one command."""

    def command(*arguments: str | Path) -> tuple[int, bytes, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        printed = capsysbinary.readouterr()
        code = ended.value.code
        return code if isinstance(code, int) else 0, printed.out, printed.err.decode()

    return command


@pytest.fixture
def plan(run: Run, tmp_path: Path) -> Path:
    file = tmp_path / "plan.json"
    code, _, _ = run(
        "plan", INVENTORY, "--policy", POLICY, "--effort", "quick", "--out", file, "--json"
    )
    assert code == 0
    return file


def test_why_prints_the_librarys_document(run: Run, plan: Path) -> None:
    code, out, _ = run("why", INVENTORY, plan, "ledger", "--policy", POLICY, "--json")

    policy = read_policy(POLICY.name, POLICY.read_bytes())
    inventory = read_inventory([InputFile("inventory.json", INVENTORY.read_bytes())]).inventory
    made = stored_plan(plan.read_bytes())
    told = why(estate_of(inventory, policy), policy, made, system="ledger")
    assert (code, out) == (0, to_json(told))


def test_why_tells_people_what_is_in_the_way_and_what_would_help(run: Run, plan: Path) -> None:
    code, out, _ = run("why", INVENTORY, plan, "Payments Ledger", "--policy", POLICY)

    text = out.decode()
    assert code == 0
    assert text.startswith("Payments Ledger: wave 2\nGoes live in wave 2 (by 2027-05-26)")
    assert "cobol in wave 1 would be overfull: 120 of 60 days" in text
    assert "It could go live in wave 1 if cobol in wave 1 were raised by 60 days" in text


def test_why_of_a_plan_by_hand(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"claims": 1, "ledger": 3}))
    code, out, _ = run("why", INVENTORY, file, "ledger", "--policy", POLICY)
    assert (code, out.decode().splitlines()[0]) == (0, "Payments Ledger: wave 3")


def test_uncertainty_prints_what_the_plan_holds(run: Run, plan: Path) -> None:
    code, out, _ = run("uncertainty", INVENTORY, plan, "--policy", POLICY, "--json")
    assert (code, json.loads(out)) == (0, json.loads(plan.read_bytes())["uncertainty"])


def test_uncertainty_of_a_plan_by_hand_is_told_in_words(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"claims": 1, "ledger": 3}))
    code, out, _ = run("uncertainty", INVENTORY, file, "--policy", POLICY)
    text = out.decode()
    assert code == 0
    assert text.startswith("Count on ")
    assert "What limits the work: cobol." in text
    assert "How often each date is kept" in text


def test_why_of_a_system_that_there_is_not_is_wrong_use(run: Run, plan: Path) -> None:
    code, out, err = run("why", INVENTORY, plan, "crm", "--policy", POLICY)
    assert (code, out) == (2, b"")
    assert "no system 'crm' in the inventory" in err


def test_compare_prints_the_librarys_document(run: Run, plan: Path) -> None:
    code, out, _ = run("compare", plan, plan, "--json")
    made = stored_plan(plan.read_bytes())
    assert (code, out) == (0, to_json(compare([(str(plan), made), (str(plan), made)])))


def test_compare_tells_people_the_figures_and_who_moved(
    run: Run, plan: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.json"
    run("plan", INVENTORY, "--effort", "quick", "--out", other, "--json")
    code, out, _ = run("compare", plan, other)
    text = out.decode()
    assert code == 0
    assert text.startswith("2 plans compared\n")
    assert "was made with another policy." in text
    assert "Systems that stand elsewhere, and why" in text


def test_one_plan_is_nothing_to_compare(run: Run, plan: Path) -> None:
    code, out, err = run("compare", plan)
    assert (code, out) == (2, b"")
    assert "name two plans or more" in err


def test_compare_takes_no_inventory(run: Run, plan: Path) -> None:
    code, _, err = run("compare", plan, INVENTORY)
    assert code == 2
    assert "it must be 'legacymap-plan/1'" in err


@pytest.mark.parametrize("asked", [("why", "claims"), ("uncertainty",)])
def test_a_table_is_a_plan_as_for_the_checker(
    run: Run, tmp_path: Path, asked: tuple[str, ...]
) -> None:
    command, *system = asked
    table = tmp_path / "plan.csv"
    table.write_text("system,wave\nclaims,1\nledger,2\n")
    ours = tmp_path / "plan.json"
    ours.write_text('{"claims": 1, "ledger": 2}')
    policy = ("--policy", POLICY, "--json")

    of_table, of_document = (
        run(command, INVENTORY, file, *system, *policy)[:2] for file in (table, ours)
    )

    assert of_table == of_document
    assert of_table[0] == 0


def test_what_of_a_plan_cannot_be_used_is_told_beside_how_sure_it_is(
    run: Run, tmp_path: Path
) -> None:
    table = tmp_path / "plan.csv"
    table.write_text("system,wave\nclaims,1\nledger,2\nghost,2\n")

    code, out, _ = run("uncertainty", INVENTORY, table, "--policy", POLICY, "--json")

    (finding,) = json.loads(out)["findings"]
    assert (code, finding["code"], finding["where"]["line"]) == (1, "unknown_system", 4)
