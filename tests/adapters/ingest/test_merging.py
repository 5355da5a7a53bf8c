"""Suggested matches between sources, decisions on them, and whose word counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import permutations

import pytest

from legacymap.errors import UnreadableFile
from legacymap.ingest import InputFile, read_inventory
from legacymap.ingest.merging import suggesting
from legacymap.ingest.merging.likeness import Candidate, Surroundings, likeness
from legacymap.ingest.merging.matches import to_matches
from legacymap.inventory import Import, Inventory
from legacymap.inventory.suggestion import Likeness, Suggestion

CMDB = "id,name,kind,owner,technologies\nc1,Tax Register,application,revenue,Oracle\nc2,Portal,,,\n"
MODEL = {
    "format": "legacymap-inventory/1",
    "name": "Architects",
    "systems": [
        {"id": "m1", "name": "Steuerregister", "kind": "application", "technologies": ["ORACLE"]},
        {"id": "m2", "name": "Portal"},
    ],
    "dependencies": [{"consumer": "m2", "provider": "m1"}],
}
LINKS = "consumer,provider\nc2,c1\n"
SOURCES: Mapping[str, object] = {"cmdb.csv": CMDB, "model.json": MODEL}


def read(files: Mapping[str, object], base: Inventory | None = None) -> Import:
    contents = {
        name: content if isinstance(content, str) else json.dumps(content)
        for name, content in files.items()
    }
    return read_inventory(
        [InputFile(name, content.encode()) for name, content in contents.items()], base=base
    )


def matches(**document: object) -> dict[str, object]:
    return {"format": "legacymap-matches/1", **document}


def pair(one: str, other: str, **more: str) -> dict[str, object]:
    return {"systems": [one, other], **more}


def ids(imported: Import) -> list[str]:
    return imported.inventory.systems["id"].to_list()


def said(imported: Import, *codes: str) -> list[str]:
    return [str(finding) for finding in imported.findings if finding.code in codes]


def suggested(imported: Import) -> list[tuple[str, str]]:
    return [suggestion.systems for suggestion in imported.suggestions]


def named(one: str, other: str) -> Import:
    """Two systems of these names, each in a file of its own."""
    return read({"a.csv": f"id,name,kind\na,{one},\n", "b.csv": f"id,name,kind\nb,{other},\n"})


def test_a_suggestion_says_what_it_rests_on_and_what_is_unknown() -> None:
    imported = read({**SOURCES, "links.csv": LINKS})

    assert imported.suggestions == (
        Suggestion(
            systems=("c1", "m1"),
            names=("Tax Register", "Steuerregister"),
            files=(("cmdb.csv",), ("model.json",)),
            score=97,
            parts=(
                Likeness(
                    "name",
                    95,
                    12,
                    "the same words in another order, spelling or language: register, tax",
                ),
                Likeness("neighbours", 100, 5, "both are used by Portal"),
                Likeness("technology", 100, 2, "both oracle"),
                Likeness("kind", 100, 2, "both application"),
            ),
            unknown=("parent", "owner"),
            left_out=(),
        ),
    )
    assert ids(imported) == ["c1", "m1", "m2"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Payment Gateway", "Payments-Gateway Ltd"),
        ("PaymentGateway", "payment_gateway"),
        ("Vehicle Licensing", "Vehicle Licencing"),
        ("Citizen Register (CR)", "Citizen register system"),
        ("NOMIS", "National Offender Management Information System"),
        ("Kundendatenbank", "Customer DB"),
        ("Belastingregister", "Verorekisteri"),
        ("Pasarela de pagos", "Payment gateway"),
        ("Lønnssystem", "LONNSSYSTEM GmbH"),
        ("Платежи", "Platezhi"),
    ],
)
def test_names_in_other_spellings_and_languages_are_found(one: str, other: str) -> None:
    assert suggested(named(one, other)) == [("a", "b")]
    assert suggested(named(other, one)) == [("a", "b")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Claims", "Claims Database"),
        ("CRM 1", "CRM 2"),
        ("Citizen Register", "Vehicle Register"),
        ("System", "Platform"),
    ],
)
def test_names_that_tell_systems_apart_are_not_suggested(one: str, other: str) -> None:
    assert suggested(named(one, other)) == []


def test_systems_of_one_source_are_never_suggested() -> None:
    assert suggested(read({"a.csv": "id,name\na,Tax Register\nb,Steuerregister\n"})) == []


def test_a_row_that_matches_nothing_is_suggested_and_accepting_it_brings_it_in() -> None:
    files = {"model.json": MODEL, "costs.csv": "name,run cost\nTax Registry,7\n"}
    imported = read(files)

    assert [(s.systems, s.left_out) for s in imported.suggestions] == [
        (("Tax Registry", "m1"), ("Tax Registry",))
    ]
    decided = read({**files, "d.json": matches(accepted=[pair("m1", "Tax Registry")])})
    costs = decided.inventory.systems.select("id", "annual_run_cost").rows()
    assert costs == [("m1", 7), ("m2", None)]
    assert decided.rejects == ()
    assert decided.suggestions == ()


def test_an_accepted_pair_is_one_system_with_what_both_say() -> None:
    decided = read(
        {**SOURCES, "links.csv": LINKS, "d.json": matches(accepted=[pair("c1", "m1", stays="c1")])}
    )

    assert decided.inventory.document()["systems"] == [
        {
            "id": "c1",
            "name": "Tax Register",
            "kind": "application",
            "aliases": ["Steuerregister", "m1"],
            "owner": "revenue",
            "technologies": ["Oracle"],
        },
        {"id": "m2", "name": "Portal", "aliases": ["c2"]},
    ]
    assert [
        (row["consumer"], row["provider"]) for row in decided.inventory.dependencies.to_dicts()
    ] == [("m2", "c1")]
    assert [(file.name, file.used, file.merged, file.rejected) for file in decided.files] == [
        ("cmdb.csv", 0, 2, 0),
        ("d.json", 1, 0, 0),
        ("links.csv", 0, 1, 0),
        ("model.json", 4, 0, 0),
    ]


def test_without_a_word_on_it_the_id_of_the_source_that_defines_first_stays() -> None:
    decided = read({**SOURCES, "d.json": matches(accepted=[pair("c1", "m1")])})

    assert ids(decided) == ["m1", "m2"]


def test_a_refused_pair_is_not_suggested_and_comes_apart_again() -> None:
    before = read(SOURCES)
    accepted = read({**SOURCES, "d.json": matches(accepted=[pair("m1", "c1")])})
    refused = read({**SOURCES, "d.json": matches(refused=[pair("c1", "m1")])})

    assert ids(accepted) == ["m1", "m2"]
    assert refused.inventory.digest == before.inventory.digest
    assert suggested(before) == [("c1", "m1")]
    assert suggested(refused) == []


def test_a_refused_pair_comes_apart_even_where_the_names_are_equal() -> None:
    decided = read({**SOURCES, "d.json": matches(refused=[pair("m2", "c2")])})

    assert ids(decided) == ["c1", "c2", "m1", "m2"]


def test_chains_of_accepted_pairs_are_one_system() -> None:
    files = {f"{name}.csv": f"id,name,kind\n{name},System {name} x,\n" for name in ("a", "b", "c")}
    decided = read({**files, "d.json": matches(accepted=[pair("a", "c"), pair("b", "c")])})

    assert ids(decided) == ["a"]
    assert decided.inventory.systems["aliases"].to_list() == [
        ["System b x", "System c x", "b", "c"]
    ]


def test_what_contradicts_itself_or_names_nobody_is_told_with_its_place() -> None:
    decided = read(
        {
            **SOURCES,
            "d.json": matches(
                accepted=[pair("c1", "m1"), pair("c1", "m1x"), pair("a", "a"), "c1=m1"],
                refused=[pair("m1", "c1")],
                more=1,
            ),
        }
    )

    assert ids(decided) == ["c1", "m1", "m2"]
    assert said(
        decided, "contradicting_decision", "unknown_match", "invalid_row", "unknown_field"
    ) == [
        "error d.json accepted[0]: accepted pairs make 'c1' and 'm1' one system, which d.json"
        " refused[0] refuses; the refusal stands, the pair is passed over",
        "error d.json accepted[1]: accepted pairs make 'c1' and 'm1' one system, which d.json"
        " refused[0] refuses; the refusal stands, the pair is passed over",
        "error d.json accepted[2] systems: systems must be two different ids (found"
        " \"['a', 'a']\"); the row is rejected",
        "error d.json accepted[3]: accepted[3] is no object; the row is rejected",
        "warning d.json more: the key 'more' is not part of legacymap-matches/1; it was left out",
    ]
    unknown = read({**SOURCES, "d.json": matches(accepted=[pair("c1", "m1x", stays="c1")])})
    assert said(unknown, "unknown_match") == [
        "warning d.json accepted[0] systems[1]: no system 'm1x' in these sources; there is m1; the"
        " pair is passed over"
    ]
    with pytest.raises(UnreadableFile, match="legacymap-matches/2"):
        read({**SOURCES, "d.json": {"format": "legacymap-matches/2"}})


def test_decisions_are_written_so_that_suggestions_can_be_moved_among_them() -> None:
    written = json.loads(to_matches([], read(SOURCES).suggestions))

    assert written == {
        "format": "legacymap-matches/1",
        "accepted": [],
        "refused": [],
        "suggested": [
            {
                "systems": ["c1", "m1"],
                "names": ["Tax Register", "Steuerregister"],
                "files": [["cmdb.csv"], ["model.json"]],
                "score": 96,
                "because": [
                    "name 95: the same words in another order, spelling or language: register, tax",
                    "technology 100: both oracle",
                    "kind 100: both application",
                ],
            }
        ],
    }
    assert suggested(read({**SOURCES, "d.json": written})) == [("c1", "m1")]
    written["accepted"] = written.pop("suggested")
    assert ids(read({**SOURCES, "d.json": written})) == ["m1", "m2"]


OLD = {
    "format": "legacymap-inventory/1",
    "as_of": "2024-01",
    "systems": [
        {
            "id": "a",
            "name": "A",
            "users": 1,
            "evidence": [{"source": "x", "as_of": "2024-01", "confidence": 0.9}],
        }
    ],
}
NEW = {
    "format": "legacymap-inventory/1",
    "as_of": "2025-06-30",
    "systems": [
        {
            "id": "a",
            "name": "A",
            "users": 2,
            "evidence": [{"source": "y", "as_of": "2025-06", "confidence": 0.5}],
        }
    ],
}


@pytest.mark.parametrize(
    ("decided", "users", "told"),
    [
        (
            {},
            2,
            "'2' by a.json systems[0], which was kept, '1' here (newer, 2025-06 after 2024-01)",
        ),
        (
            {"rule": "confidence"},
            1,
            "'2' by a.json systems[0], '1' here, which was taken (more certain, 0.9 over 0.5)",
        ),
        ({"rule": "order"}, 1, "'2' by a.json systems[0], '1' here, which was taken (read later)"),
        (
            {"prefer": ["a.json"]},
            2,
            "'2' by a.json systems[0], which was kept, '1' here (preferred source)",
        ),
        (
            {"prefer": ["b.json", "a.json"]},
            1,
            "'2' by a.json systems[0], '1' here, which was taken (preferred source)",
        ),
    ],
)
def test_of_two_values_a_rule_chooses_and_both_are_told(
    decided: dict[str, object], users: int, told: str
) -> None:
    imported = read({"b.json": OLD, "a.json": NEW, "d.json": matches(**decided)})

    assert imported.inventory.systems["users"].to_list() == [users]
    assert f"warning b.json systems[0].users: {told}" in [
        finding.replace(" users:", ".users:") for finding in said(imported, "conflicting_value")
    ]


def test_a_correction_without_a_date_counts_over_what_is_dated() -> None:
    imported = read({"model.json": NEW, "fix.csv": "id,users\na,3\n"})

    assert imported.inventory.systems["users"].to_list() == [3]


CALLS = {
    "format": "legacymap-inventory/1",
    "name": "traces",
    "systems": [{"id": "web", "name": "Web"}, {"id": "tax", "name": "Tax"}],
    "dependencies": [
        {
            "consumer": "web",
            "provider": "tax",
            "kind": "call",
            "evidence": [{"source": "jaeger", "how": "observed", "as_of": "2025-05-01"}],
        }
    ],
}


def test_who_declares_and_who_observes_a_dependency_are_both_its_evidence() -> None:
    files = {
        "a_traces.json": CALLS,
        "b.csv": "id,name\nweb,Web\ntax,Tax\n",
        "c.csv": "consumer,provider,description\nweb,tax,reads rates\n",
    }
    imported = read(files)

    assert imported.inventory.document()["dependencies"] == [
        {
            "consumer": "web",
            "provider": "tax",
            "kind": "call",
            "description": "reads rates",
            "evidence": [
                {"source": "c.csv", "how": "declared"},
                {"source": "jaeger", "how": "observed", "as_of": "2025-05-01"},
            ],
        }
    ]
    assert read(files, base=imported.inventory).inventory.digest == imported.inventory.digest


def test_the_order_of_the_files_changes_nothing() -> None:
    files = {
        **SOURCES,
        "links.csv": LINKS,
        "costs.csv": "name,run cost\nTax Registry,7\n",
        "d.json": matches(accepted=[pair("c1", "m1")], rule="confidence"),
    }
    first = read(files)

    for order in permutations(files):
        other = read({name: files[name] for name in order})
        assert other.inventory.digest == first.inventory.digest
        assert (other.files, other.findings, other.suggestions, other.rejects) == (
            first.files,
            first.findings,
            first.suggestions,
            first.rejects,
        )


def test_what_all_share_is_no_hint_and_the_work_grows_with_the_systems(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def compared(size: int) -> int:
        asked: list[Candidate] = []

        def counting(
            one: Candidate, other: Candidate, around: Surroundings
        ) -> tuple[Likeness, ...]:
            asked.append(one)
            return likeness(one, other, around)

        monkeypatch.setattr(suggesting, "likeness", counting)
        words = [f"{chr(97 + n % 26)}{chr(97 + n // 26)}{'xyzw'[n % 4]}" for n in range(size)]
        tables = {
            f"{source}.csv": "id,name,kind\n"
            + "".join(f"{source}{n},Register {word} {source},\n" for n, word in enumerate(words))
            for source in ("a", "b")
        }
        imported = read(tables)
        assert len(imported.suggestions) == size
        return len(asked)

    assert (compared(50), compared(200)) == (50, 200)


def test_more_pairs_than_are_compared_at_once_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggesting, "COMPARISONS", 1)
    imported = read(
        {
            "a.csv": "id,name\na,Tax Roll\nb,Pay Roll\n",
            "b.csv": "id,name\nc,Taxes Roll\nd,Pays Roll\n",
        }
    )

    assert len(said(imported, "suggestions_bounded")) == 1


def test_of_long_lists_that_contradict_each_other_ten_and_their_number_are_told() -> None:
    technologies = [f"t{n:03}" for n in range(250)]
    old = {**OLD, "systems": [{"id": "a", "name": "A", "technologies": technologies}]}
    new = {**NEW, "systems": [{"id": "a", "name": "A", "technologies": ["x"]}]}
    ten = "; ".join(technologies[:10])

    assert said(read({"a.json": old, "b.json": new}), "conflicting_value")[-1] == (
        f"warning b.json systems[0] technologies: {ten!r} and 240 more of 250 by a.json systems[0],"
        " 'x' here, which was taken (newer, 2025-06-30 after 2024-01)"
    )
