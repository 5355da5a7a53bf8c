"""What holds for every inventory, whatever is known and in whatever order it comes."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from legacymap.errors import Place
from legacymap.inventory import (
    Dependency,
    Heading,
    Holding,
    Inventory,
    LooseRow,
    Row,
    RowTables,
    System,
    consistent,
    read_rows,
)
from legacymap.inventory.tables import to_documents, to_frame
from legacymap.inventory.vocabulary import first_day, last_day

IDS = tuple("abcdef")

json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2)
    ),
    max_leaves=4,
)
text = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
words = text.filter(lambda said: said.strip() != "")


@st.composite
def dates(draw: st.DrawFn) -> str:
    year, month, day = draw(st.dates()).isoformat().split("-")
    return draw(st.sampled_from([year, f"{year}-{month}", f"{year}-{month}-{day}"]))


@st.composite
def systems(draw: st.DrawFn, id: str) -> System:
    return System(
        id=id,
        name=draw(words),
        parent=draw(st.none() | st.sampled_from((*IDS, "nowhere"))),
        technologies=tuple(draw(st.lists(words, max_size=3))),
        legacy=draw(st.none() | st.booleans()),
        end_of_support=draw(st.none() | dates()),
        users=draw(st.none() | st.integers(0, 2**53 - 1)),
        contractor_share=draw(st.none() | st.floats(0, 1)),
        replacement_effort_days=draw(st.dictionaries(words, st.integers(0, 99), max_size=2)),
        properties=draw(st.dictionaries(words, json, max_size=2)),
    )


@st.composite
def tables(draw: st.DrawFn) -> RowTables:
    """Rows that each pass by themselves and contradict each other now and then."""
    ids = draw(st.lists(st.sampled_from(IDS), max_size=7))
    ends = st.sampled_from((*IDS, "nowhere"))
    dependencies = draw(
        st.lists(
            st.builds(Dependency, consumer=ends, provider=ends, description=st.none() | text),
            max_size=6,
        )
    )
    holdings = draw(
        st.lists(st.builds(Holding, system=ends, entity=st.sampled_from("xy")), max_size=4)
    )
    return RowTables(
        tuple(Row(draw(systems(name)), Place(row=n)) for n, name in enumerate(ids)),
        tuple(Row(record, Place(row=n)) for n, record in enumerate(dependencies)),
        holdings=tuple(Row(record, Place(row=n)) for n, record in enumerate(holdings)),
    )


@given(tables())
def test_what_is_consistent_stays_so_without_another_word(given_tables: RowTables) -> None:
    kept, _ = consistent(given_tables)
    assert consistent(kept) == (kept, ())


@given(tables())
def test_every_row_is_kept_or_reported(given_tables: RowTables) -> None:
    kept, findings = consistent(given_tables)
    for table in ("systems", "dependencies", "holdings"):
        before, after = getattr(given_tables, table), getattr(kept, table)
        lost = len(before) - len(after)
        assert 0 <= lost <= len(findings)


@given(tables())
def test_the_order_of_the_rows_is_no_content(given_tables: RowTables) -> None:
    kept, _ = consistent(given_tables)
    turned = RowTables(
        kept.systems[::-1],
        kept.dependencies[::-1],
        data_entities=kept.data_entities[::-1],
        holdings=kept.holdings[::-1],
    )
    there, back = kept.inventory(), turned.inventory()
    assert there.document() == back.document()
    assert there.digest == back.digest


@given(
    st.lists(st.sampled_from(IDS), unique=True).flatmap(
        lambda ids: st.tuples(*(systems(name) for name in ids))
    )
)
def test_frames_lose_nothing(records: tuple[System, ...]) -> None:
    documents = to_documents(System, to_frame(System, records))
    assert tuple(System.model_validate(document) for document in documents) == records


@given(tables())
def test_the_digest_is_that_of_the_encoded_document(given_tables: RowTables) -> None:
    inventory = replace(consistent(given_tables)[0], heading=Heading(name='"N"')).inventory()
    encoded = msgspec.json.encode(inventory.document(), order="sorted")
    assert inventory.digest == f"sha256:{hashlib.sha256(encoded).hexdigest()}"


@given(tables())
def test_the_document_reads_back_as_the_same_inventory(given_tables: RowTables) -> None:
    inventory = consistent(given_tables)[0].inventory()
    document = inventory.document()
    assert isinstance(document["systems"], list)
    again = Inventory.of(
        [System.model_validate(row) for row in document["systems"]],
        [Dependency.model_validate(row) for row in _rows(document.get("dependencies"))],
        data_entities=[r.record for r in consistent(given_tables)[0].data_entities],
        holdings=[Holding.model_validate(row) for row in _rows(document.get("holdings"))],
    )
    assert again.digest == inventory.digest


def _rows(value: object) -> list[object]:
    return value if isinstance(value, list) else []


@given(dates())
def test_the_first_day_is_never_after_the_last(written: str) -> None:
    assert first_day(written) <= last_day(written)
    assert first_day(written).isoformat().startswith(written)
    assert last_day(written).isoformat().startswith(written)


@given(
    st.lists(st.dictionaries(st.sampled_from(["id", "name", "users", "colour"]), json, max_size=4))
)
def test_rows_of_any_content_are_read_or_reported_and_never_raise(
    loose: list[dict[str, object]],
) -> None:
    rows, findings = read_rows(System, [LooseRow(v, Place(row=n)) for n, v in enumerate(loose)])
    rejected = {f.where.row for f in findings if f.code == "invalid_row" and f.where}
    assert {row.place.row for row in rows} | rejected == set(range(len(loose)))
    assert not {row.place.row for row in rows} & rejected
