from __future__ import annotations

import pytest

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.fragmentation.data_words import (
    Claim,
    CopyFlow,
    DataEvidence,
    RecurringWord,
    StoreUse,
    data_evidence,
)
from legacymap.inventory import Dependency, Inventory, System


def store(id: str, parent: str, technology: str = "PostgreSQL", text: str | None = None) -> System:
    return System(
        id=id,
        name=id,
        parent=parent,
        kind="data_store",
        technologies=(technology,),
        description=text,
    )


def row(consumer: str, provider: str, description: str) -> Dependency:
    return Dependency(consumer=consumer, provider=provider, description=description)


def evidence(*rows: System | Dependency) -> DataEvidence:
    systems = [item for item in rows if isinstance(item, System)]
    dependencies = [item for item in rows if isinstance(item, Dependency)]
    return data_evidence(Estate.of(Inventory.of(systems, dependencies)))


A, B = System(id="a", name="A"), System(id="b", name="B")


def test_a_store_that_another_system_reads_is_named_with_who_reads_it() -> None:
    found = evidence(A, B, store("db", "a"), row("b", "db", "reads"), row("a", "db", "reads"))
    assert found.stores_read_across == Excerpt(1, (StoreUse("db", "a", Excerpt(1, ("b",))),))


def test_a_store_recorded_as_a_system_of_its_own_belongs_to_the_one_that_uses_it() -> None:
    own = System(id="db", name="Db", kind="data_store")
    assert evidence(A, B, own, row("a", "db", "reads")).stores_read_across == Excerpt(0)
    both = evidence(A, B, own, row("a", "db", "reads"), row("b", "db", "reads"))
    assert both.stores_read_across == Excerpt.of([StoreUse("db", "db", Excerpt.of(["a", "b"]))])


def test_environments_and_products_name_no_data() -> None:
    rows = [System(id=i, name=f"{i}-mongodb-prod-invoices") for i in "abc"]
    assert [one.word for one in evidence(*rows).recurring_words] == ["invoice"]


def test_a_store_that_is_only_written_is_read_by_nobody() -> None:
    found = evidence(
        A,
        store("in", "a"),
        store("out", "a"),
        row("a", "in", "uploads to"),
        row("a", "out", "reads"),
    )
    assert found.stores_nobody_reads == Excerpt(1, ("in",))


def test_a_search_index_that_is_only_queried_is_fed_by_nothing() -> None:
    found = evidence(
        A,
        store("fed", "a", "Elasticsearch"),
        store("unfed", "a", "OpenSearch"),
        store("unsaid", "a", "Solr"),
        row("a", "fed", "Indexes cases in"),
        row("a", "unfed", "Queries the index"),
        row("a", "unsaid", ""),
    )
    assert (found.indexes, found.indexes_nothing_feeds) == (3, Excerpt(1, ("unfed",)))


def test_a_search_index_that_something_is_stated_to_push_into_is_fed_whatever_the_words() -> None:
    pushed = Dependency(consumer="a", provider="index", flow="push", description="queries it")
    found = evidence(A, store("index", "a", "Solr"), pushed)
    assert (found.indexes, found.indexes_nothing_feeds) == (1, Excerpt(0))


@pytest.mark.parametrize(
    ("systems", "bearing", "told"), [(10, 5, True), (10, 6, False), (9, 9, True)]
)
def test_of_ten_systems_or_more_a_word_of_most_is_no_candidate(
    systems: int, bearing: int, told: bool
) -> None:
    rows = [
        System(id=f"{n}", name=f"{n}", description="invoices" if n < bearing else None)
        for n in range(systems)
    ]
    expected = (RecurringWord("invoice", bearing, bearing),) if told else ()
    assert evidence(*rows).recurring_words == expected


def test_copying_in_words_is_quoted_across_systems_first() -> None:
    found = evidence(A, B, row("a", "b", "details are copied into"), row("b", "a", "reads index"))
    assert found.copy_flows == Excerpt(
        1, (CopyFlow("a", "b", "copied", "details are copied into", True),)
    )


def test_a_word_of_three_elements_in_two_systems_is_a_candidate_in_singular() -> None:
    found = evidence(
        System(id="a", name="A", description="offenders of the Delius system"),
        System(id="b", name="B", description="an offender at Delius"),
        System(id="c", name="C", description="the offender and Delius"),
    )
    assert found.recurring_words == (RecurringWord("offender", 3, 3),)


def test_two_words_for_the_same_people_are_put_together() -> None:
    rows = [
        System(id=f"{word}{number}", name="x", description=f"holds {word}")
        for word in ("offenders", "prisoners")
        for number in range(3)
    ]
    assert evidence(*rows).same_thing == (("offender", "prisoner"),)


def test_a_claim_to_be_the_master_is_quoted() -> None:
    found = evidence(A, store("db", "a", text="Authoritative source of cases"))
    assert found.claims_to_be_master == Excerpt(
        1, (Claim("db", "authoritative", "Authoritative source of cases"),)
    )


def test_the_same_words_on_several_rows_count_on_each_and_blank_ones_say_nothing() -> None:
    found = evidence(
        A, B, row("a", "b", " copies to "), row("b", "a", "copies to"), row("a", "b", " ")
    )
    assert found.copy_flows == Excerpt(
        2,
        (
            CopyFlow("a", "b", "copies", "copies to", across_systems=True),
            CopyFlow("b", "a", "copies", "copies to", across_systems=True),
        ),
    )
    assert found.dependencies_without_wording == 1
