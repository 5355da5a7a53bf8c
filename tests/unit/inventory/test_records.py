"""What a single row may say."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from legacymap.inventory import Dependency, Evidence, Holding, System


def test_only_id_and_name_are_required_and_all_else_is_unknown() -> None:
    system = System(id="crm", name="CRM")
    said = {key for key, value in system if value not in (None, (), {})}
    assert said == {"id", "name"}


def test_a_blank_legacy_is_unknown_and_not_no() -> None:
    assert System(id="a", name="a").legacy is None
    assert System(id="a", name="a", legacy=False).legacy is False


def test_lists_of_words_are_sets() -> None:
    system = System(id="a", name="a", technologies=("Java", "COBOL", "Java"))
    assert system.technologies == ("COBOL", "Java")


def test_a_scope_may_be_one_word() -> None:
    assert System.model_validate(
        {"id": "a", "name": "a", "legacy_scope": "whole"}
    ).legacy_scope == ("whole",)


def test_evidence_has_no_order() -> None:
    first, second = Evidence(source="a"), Evidence(source="b", confidence=0.5)
    there = System(id="s", name="s", evidence=(first, second, first))
    assert there == System(id="s", name="s", evidence=(second, first))


def test_names_carry_no_outer_blanks() -> None:
    assert System(id=" crm ", name="\tCRM\n") == System(id="crm", name="CRM")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", ""),
        ("id", "   "),
        ("id", "x" * 513),
        ("name", "nul\0"),
        ("name", "half \ud800"),
        ("kind", "thing"),
        ("annual_run_cost", -1),
        ("annual_run_cost", 2**53),
        ("annual_run_cost", 1.5),
        ("functional_fit", 6),
        ("contractor_share", float("nan")),
        ("contractor_share", 1.01),
        ("end_of_support", "soon"),
        ("end_of_support", "2027-13"),
        ("risk", {"likelihood": {"L1": 7}}),
        ("risk", {"impact": {"C1": 6}}),
        ("legacy_reasons", ["old"]),
        ("replacement_effort_days", {"java": -1}),
        ("color", "red"),
    ],
)
def test_what_breaks_the_vocabulary_is_refused(column: str, value: object) -> None:
    with pytest.raises(ValidationError):
        System.model_validate({"id": "a", "name": "a", column: value})


@pytest.mark.parametrize("odd", ["no", "=1+1", "null", "Ærø Fisk & Søn", "管理", "🚢"])
def test_odd_names_are_text(odd: str) -> None:
    assert System(id=odd, name=odd).name == odd


def test_a_year_written_as_a_number_is_a_date() -> None:
    assert System.model_validate({"id": "a", "name": "a", "in_service_since": 1999}) == System(
        id="a", name="a", in_service_since="1999"
    )


def test_a_dependency_is_itself_by_its_id() -> None:
    with_id = Dependency(consumer="a", provider="b", id="7", kind="call")
    without = Dependency(consumer="a", provider="b", kind="call", interface="api")
    assert with_id.identity == ("7",)
    assert without.identity == ("a", "b", "call", "api", "")


@pytest.mark.parametrize("crud", ["", "CRUDE", "crud", "X"])
def test_only_the_four_letters_say_what_a_system_does_with_data(crud: str) -> None:
    with pytest.raises(ValidationError):
        Holding(system="a", entity="e", crud=crud)


@pytest.mark.parametrize("column", ["name", "legacy"])
def test_records_cannot_be_changed(column: str) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(System(id="a", name="a"), column, None)
