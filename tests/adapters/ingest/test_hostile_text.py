"""XML and YAML from strangers: nothing is fetched, built or blown up; words stay words."""

from __future__ import annotations

import pytest

from legacymap.errors import LimitExceeded, Place, UnreadableFile
from legacymap.ingest.limits import Limits
from legacymap.ingest.texts.xml_text import parse_xml, root_of
from legacymap.ingest.texts.yaml_text import core, parse_yaml

HERE = Place(file="some")


def test_an_xml_tree_knows_names_lines_and_text() -> None:
    root = parse_xml(
        b'<m:model xmlns:m="urn:x" xmlns:xsi="urn:i">\n <e xsi:type="Node"> one </e></m:model>',
        HERE,
        Limits(),
    )
    (inner,) = root.children
    assert (root.namespace, root.name, root.line) == ("urn:x", "model", 1)
    assert (inner.name, inner.attributes, inner.line, inner.text) == (
        "e",
        {"type": "Node"},
        2,
        "one",
    )


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY x "ha">]><a>&x;</a>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        "<!DOCTYPE a><a/>",
    ],
)
def test_a_document_type_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        parse_xml(text.encode(), HERE, Limits())
    (finding,) = refused.value.findings
    assert (finding.code, finding.where) == ("doctype", Place(file="some", line=1))


def test_deep_or_crowded_xml_is_over_a_limit() -> None:
    with pytest.raises(LimitExceeded):
        parse_xml(b"<a>" * 100_000, HERE, Limits())
    with pytest.raises(LimitExceeded):
        parse_xml(b"<a>" + b"<b/>" * 100 + b"</a>", HERE, Limits(nodes=50))


def test_xml_in_an_encoding_that_does_not_exist_is_refused() -> None:
    text = b'<?xml version="1.0" encoding="UTF-88"?><a/>'

    with pytest.raises(UnreadableFile, match="unknown encoding"):
        parse_xml(text, HERE, Limits())
    assert root_of(text) is None


def test_broken_xml_names_its_line() -> None:
    with pytest.raises(UnreadableFile) as refused:
        parse_xml(b"<a>\n<b></a>", HERE, Limits())
    assert refused.value.findings[0].where == Place(file="some", line=2)


def test_the_root_of_a_text_is_found_without_reading_it_all() -> None:
    assert root_of(b'<?xml version="1.0"?><bom xmlns="urn:b"><x>') == ("urn:b", "bom")
    assert root_of(b"name;kind") is None
    assert root_of(b"<!DOCTYPE a><a/>") is None


def test_words_in_yaml_stay_words() -> None:
    text = "[no, on, '010', 010, 12:30, 1e3, 2020-02-30, ~, '']"
    (document,) = parse_yaml(text, HERE, Limits())
    words = ["no", "on", "010", "010", "12:30", "1e3", "2020-02-30", None, ""]
    assert document.value == words


def test_settings_in_yaml_are_numbers_by_the_core_schema() -> None:
    (document,) = parse_yaml("[1, 1.5, true, no, 010]", HERE, Limits(), scalar=core)
    assert document.value == [1, 1.5, True, "no", "010"]


def test_each_document_of_a_yaml_text_knows_its_lines() -> None:
    first, second = parse_yaml("# note\na: 1\n---\n---\nb:\n  - c: 2\n", HERE, Limits())
    assert (first.value, first.line) == ({"a": "1"}, 2)
    assert (second.value, second.lines["b[0].c"]) == ({"b": [{"c": "2"}]}, 6)


def test_an_alias_counts_as_all_that_it_stands_for() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for above, below in zip("bcdefgh", "abcdefg", strict=True):
        bomb += f"{above}: &{above} [{', '.join([f'*{below}'] * 9)}]\n"
    with pytest.raises(LimitExceeded):
        parse_yaml(bomb, HERE, Limits(nodes=100_000))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &a [*a]", "an alias stands for itself"),
        ("a: 1\na: 2", "'a' is given twice"),
        ("a: !!python/object/apply:os.system [x]", "is not allowed"),
        ("a: !secret x", "is not allowed"),
        ("a:\n\tb: 1", "not YAML"),
        ("? [a]\n: b", "a key must be a word"),
    ],
)
def test_what_yaml_must_not_do_is_refused(text: str, message: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        parse_yaml(text, HERE, Limits())
    assert message in refused.value.findings[0].message


def test_deep_yaml_is_over_a_limit() -> None:
    with pytest.raises(LimitExceeded):
        parse_yaml("[" * 5_000, HERE, Limits())


def test_aliases_that_stand_for_each_other_a_thousand_deep_are_over_a_limit() -> None:
    chain = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 2_000))
    with pytest.raises(LimitExceeded) as refused:
        parse_yaml(chain, HERE, Limits())
    assert "depth" in refused.value.findings[0].message


def test_a_bomb_of_aliases_is_told_without_setting_it_off() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(
        f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 25)
    )
    with pytest.raises(LimitExceeded) as refused:
        parse_yaml(bomb, HERE, Limits())
    assert "the limit nodes is 20,000,000" in refused.value.findings[0].message
