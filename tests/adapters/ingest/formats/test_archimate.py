"""What an ArchiMate model says of an estate, written as exchange file, by Archi, and as CSV."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from legacymap.errors import UnreadableFile
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Import

Element = tuple[str, str, str]
"""Id, type, name."""
Relation = tuple[str, str, str, str]
"""Id, type (with the access after a blank), source, target."""
Files = tuple[InputFile, ...]

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


def exchange(elements: Sequence[Element], relations: Sequence[Relation], inside: str = "") -> Files:
    lines = [
        f'<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/" {XSI} identifier="id-1">',
        "<name>Estate</name><elements>",
        *(
            f"<element identifier={quoteattr(key)} xsi:type={quoteattr(kind)}>"
            f"<name>{name}</name></element>"
            for key, kind, name in elements
        ),
        "</elements><relationships>",
    ]
    for key, kind, source, target in relations:
        what, _, access = kind.partition(" ")
        more = f' accessType="{access}"' if access else ""
        lines.append(
            f'<relationship identifier="{key}" source="{source}" target="{target}"'
            f' xsi:type="{what}"{more}/>'
        )
    text = "\n".join([*lines, "</relationships>", inside, "</model>"])
    return (InputFile("model.xml", text.encode()),)


def native(elements: Sequence[Element], relations: Sequence[Relation]) -> Files:
    access = {"Write": "", "Read": "1", "Access": "2", "ReadWrite": "3"}
    lines = [
        '<archimate:model xmlns:archimate="http://www.archimatetool.com/archimate"'
        f' {XSI} name="Estate" id="1"><folder name="All">',
        *(
            f'<element xsi:type="archimate:{kind}" id="{key}" name={quoteattr(name)}/>'
            for key, kind, name in elements
        ),
    ]
    for key, kind, source, target in relations:
        what, _, how = kind.partition(" ")
        more = f' accessType="{access[how]}"' if access.get(how) else ""
        lines.append(
            f'<element xsi:type="archimate:{what}Relationship" id="{key}" source="{source}"'
            f' target="{target}"{more}/>'
        )
    return (
        InputFile("model.archimate", "\n".join([*lines, "</folder></archimate:model>"]).encode()),
    )


def table(name: str, *rows: Sequence[str], delimiter: str = ",") -> InputFile:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    return InputFile(name, out.getvalue().encode())


def tables(elements: Sequence[Element], relations: Sequence[Relation]) -> Files:
    accesses = [(r[0], kind.partition(" ")[2]) for r in relations if " " in (kind := r[1])]
    return (
        table(
            "elements.csv",
            ("ID", "Type", "Name", "Documentation", "Specialization"),
            ("1", "ArchimateModel", "Estate", "", ""),
            *((key, kind, name, "", "") for key, kind, name in elements),
        ),
        table(
            "relations.csv",
            ("ID", "Type", "Name", "Documentation", "Source", "Target", "Specialization"),
            *(
                (key, f"{kind.partition(' ')[0]}Relationship", "", "", source, target, "")
                for key, kind, source, target in relations
            ),
        ),
        table(
            "properties.csv",
            ("ID", "Key", "Value"),
            *((key, "Access_Type", how) for key, how in accesses),
        ),
    )


WAYS: tuple[Callable[[Sequence[Element], Sequence[Relation]], Files], ...] = (
    exchange,
    native,
    tables,
)


def read(files: Sequence[InputFile]) -> Import:
    return read_inventory(files)


def rows(imported: Import, table: str) -> list[dict[str, JsonValue]]:
    """The rows without their evidence, which names the file."""
    document = imported.inventory.document()
    found = document.get(table, [])
    assert isinstance(found, list)
    return [
        {key: value for key, value in row.items() if key != "evidence"}
        for row in found
        if isinstance(row, dict)
    ]


def arrows(imported: Import) -> list[str]:
    return [
        f"{row['consumer']} -> {row['provider']} {row.get('kind')}"
        for row in rows(imported, "dependencies")
    ]


COMPONENTS: tuple[Element, ...] = (
    ("a", "ApplicationComponent", "CRM"),
    ("b", "ApplicationComponent", "Ledger"),
    ("d", "DataObject", "Customer"),
)


@pytest.mark.parametrize("written", WAYS)
def test_the_three_ways_of_writing_say_the_same(
    written: Callable[[Sequence[Element], Sequence[Relation]], Files],
) -> None:
    relations = (
        ("r1", "Serving", "b", "a"),
        ("r2", "Access Write", "a", "d"),
        ("r3", "Access ReadWrite", "b", "d"),
    )

    imported = read(written(COMPONENTS, relations))

    assert imported.inventory.name == "Estate"
    assert rows(imported, "systems") == [
        {
            "id": "a",
            "name": "CRM",
            "kind": "application",
            "properties": {"element": "ApplicationComponent"},
        },
        {
            "id": "b",
            "name": "Ledger",
            "kind": "application",
            "properties": {"element": "ApplicationComponent"},
        },
    ]
    assert rows(imported, "data_entities") == [
        {"id": "d", "name": "Customer", "properties": {"element": "DataObject"}}
    ]
    assert rows(imported, "dependencies") == [
        {
            "consumer": "a",
            "provider": "b",
            "id": "r1",
            "kind": "call",
            "properties": {"relation": "Serving"},
        }
    ]
    access = {"relation": "Access"}
    assert rows(imported, "holdings") == [
        {
            "system": "a",
            "entity": "d",
            "role": "writer",
            "properties": {"access": "Write", **access},
        },
        {
            "system": "b",
            "entity": "d",
            "role": "reader",
            "properties": {"access": "ReadWrite", **access},
        },
        {
            "system": "b",
            "entity": "d",
            "role": "writer",
            "properties": {"access": "ReadWrite", **access},
        },
    ]


def zipped(members: dict[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return archive.getvalue()


def test_a_model_that_archi_saved_with_pictures_in_it_is_read_without_them() -> None:
    (model,) = native(COMPONENTS, (("r", "Serving", "a", "b"),))
    pictures = {f"images/{name}.png": b"\x89PNG\r\n\x1a\n" for name in "ab"}

    imported = read([InputFile("e.archimate", zipped({"model.xml": model.content, **pictures}))])

    assert arrows(imported) == ["b -> a call"]
    assert [file.format for file in imported.files] == ["archi"]
    told = [f.message for f in imported.findings if f.code == "parts_kept_aside"]
    assert told == ["2 pictures in the model were left aside"]


def test_pictures_in_any_other_archive_are_refused_as_ever() -> None:
    (model,) = native(COMPONENTS, ())
    archive = zipped({"model.xml": model.content, "photo.png": b"\x89PNG\r\n\x1a\n"})

    with pytest.raises(UnreadableFile) as refused:
        read([InputFile("e.zip", archive)])

    assert "this is a PNG image" in str(refused.value.findings[0])


def test_a_model_read_from_two_of_its_files_is_one() -> None:
    elements = (("0f1", "ApplicationComponent", "CRM"), ("e1b", "ApplicationComponent", "Ledger"))
    relations = (("4c", "Serving", "e1b", "0f1"),)
    prefixed = (
        ("id-0f1", "ApplicationComponent", "CRM"),
        ("e1b", "ApplicationComponent", "Ledger"),
    )
    both = (
        *native(elements, relations),
        *exchange(prefixed, (("id-4c", "Serving", "e1b", "id-0f1"),)),
    )

    imported = read(both)

    assert imported.inventory.systems["id"].to_list() == ["0f1", "e1b"]
    assert arrows(imported) == ["0f1 -> e1b call"]


KINDS = (
    ("a", "ApplicationComponent", "A"),
    ("b", "ApplicationComponent", "B"),
    ("s", "ApplicationService", "S"),
    ("n", "Node", "N"),
    ("w", "SystemSoftware", "W"),
    ("v", "BusinessService", "V"),
    ("p", "BusinessActor", "P"),
)


@pytest.mark.parametrize(
    ("kind", "source", "target", "expected"),
    [
        ("Serving", "a", "b", "b -> a call"),
        ("UsedBy", "a", "b", "b -> a call"),
        ("Flow", "a", "b", "b -> a event"),
        ("Triggering", "a", "b", "a -> b call"),
        ("Association", "a", "b", "a -> b None"),
        ("Specialization", "a", "b", "a -> b part_of"),
        ("Realization", "a", "b", "b -> a hosting"),
        ("Realization", "w", "a", "a -> w hosting"),
        ("Realization", "a", "v", "v -> a call"),
        ("Realisation", "s", "v", "v -> s call"),
        ("Assignment", "n", "w", "w -> n hosting"),
        ("Assignment", "a", "n", "a -> n hosting"),
        ("Assignment", "n", "a", "a -> n hosting"),
        ("Serving", "v", "p", "p -> v call"),
        ("Serving", "a", "a", "a -> a call"),
    ],
)
def test_each_relation_has_its_direction_and_kind(
    kind: str, source: str, target: str, expected: str
) -> None:
    assert arrows(read(exchange(KINDS, (("r", kind, source, target),)))) == [expected]


def test_a_flow_that_is_named_as_a_file_is_one() -> None:
    (file,) = exchange(KINDS, (("r", "Flow", "a", "b"),))
    named = file.content.replace(
        b'xsi:type="Flow"/>', b'xsi:type="Flow"><name>CSV</name></relationship>'
    )

    imported = read([InputFile("m.xml", named)])

    assert arrows(imported) == ["b -> a file"]


def test_an_association_is_doubted_unless_it_is_directed() -> None:
    relations = (("r", "Association", "a", "b"), ("s", "Association", "b", "a"))
    (file,) = exchange(KINDS, relations)
    directed = file.content.replace(
        b'identifier="s" source', b'isDirected="true" identifier="s" source'
    )

    found = read([InputFile("m.xml", directed)]).inventory.document()["dependencies"]

    evidence: JsonValue = [{"source": "m.xml", "how": "declared", "confidence": 0.3}]
    assert found == [
        {
            "consumer": "a",
            "provider": "b",
            "id": "r",
            "evidence": evidence,
            "properties": {"direction_doubtful": True, "relation": "Association"},
        },
        {
            "consumer": "b",
            "provider": "a",
            "id": "s",
            "evidence": evidence,
            "properties": {"relation": "Association"},
        },
    ]


def parents(imported: Import) -> dict[str, str | None]:
    systems = imported.inventory.systems
    return dict(zip(systems["id"].to_list(), systems["parent"].to_list(), strict=True))


@pytest.mark.parametrize(
    ("relations", "parent", "kind"),
    [
        ((), None, "service"),
        ((("r", "Realization", "a", "s"),), "a", "interface"),
        ((("r", "Assignment", "a", "s"),), "a", "interface"),
        ((("r", "Realization", "w", "s"),), None, "service"),
        ((("r", "Aggregation", "b", "s"), ("q", "Realization", "a", "s")), "a", "interface"),
        ((("r", "Aggregation", "b", "s"), ("q", "Composition", "a", "s")), "a", "service"),
    ],
)
def test_a_service_belongs_to_the_component_that_offers_it(
    relations: tuple[Relation, ...], parent: str | None, kind: str
) -> None:
    imported = read(exchange(KINDS, relations))

    assert parents(imported)["s"] == parent
    kinds = dict(imported.inventory.systems.select("id", "kind").iter_rows())
    assert kinds["s"] == kind


def test_what_several_offer_needs_each_of_them_and_is_part_of_none() -> None:
    imported = read(
        exchange(KINDS, (("r", "Realization", "a", "s"), ("q", "Realization", "b", "s")))
    )

    assert parents(imported)["s"] is None
    assert arrows(imported) == ["s -> a call", "s -> b call"]


def test_a_part_of_two_wholes_has_no_parent_and_two_rows_of_structure() -> None:
    imported = read(
        exchange(KINDS, (("q", "Aggregation", "a", "w"), ("r", "Aggregation", "b", "w")))
    )

    assert parents(imported)["w"] is None
    assert arrows(imported) == ["w -> a part_of", "w -> b part_of"]


def test_parts_in_a_circle_keep_one_parent_and_the_rest_as_rows() -> None:
    imported = read(
        exchange(KINDS, (("q", "Composition", "a", "b"), ("r", "Composition", "b", "a")))
    )

    assert (parents(imported)["a"], parents(imported)["b"]) == ("b", None)
    assert arrows(imported) == ["b -> a part_of"]
    assert not [finding for finding in imported.findings if finding.severity == "error"]


def test_who_takes_part_in_a_collaboration_is_no_piece_of_it() -> None:
    elements = (*KINDS, ("c", "ApplicationCollaboration", "C"))

    imported = read(exchange(elements, (("r", "Aggregation", "c", "a"),)))

    assert parents(imported)["a"] is None
    assert arrows(imported) == ["a -> c part_of"]


def test_a_grouping_is_the_area_of_what_is_in_it() -> None:
    elements = (*KINDS, ("g", "Grouping", "Finance"), ("h", "Grouping", "Tax"))
    relations = (
        ("q", "Composition", "g", "a"),
        ("r", "Aggregation", "g", "b"),
        ("s", "Aggregation", "h", "b"),
    )

    found = {row["id"]: row for row in rows(read(exchange(elements, relations)), "systems")}

    assert found["a"]["partition"] == "Finance"
    assert "partition" not in found["b"]
    assert found["b"]["properties"] == {
        "element": "ApplicationComponent",
        "groupings": ["Finance", "Tax"],
    }


def test_relations_are_followed_through_junctions() -> None:
    elements = (*KINDS, ("j", "OrJunction", ""), ("k", "AndJunction", ""))
    relations = (
        ("r", "Serving", "a", "j"),
        ("q", "Serving", "j", "k"),
        ("s", "Serving", "k", "b"),
        ("t", "Serving", "k", "v"),
        ("u", "Flow", "k", "w"),
    )

    imported = read(exchange(elements, relations))

    assert rows(imported, "dependencies") == [
        {
            "consumer": "b",
            "provider": "a",
            "id": "r",
            "kind": "call",
            "properties": {"relation": "Serving", "through": ["OrJunction", "AndJunction"]},
        },
        {
            "consumer": "v",
            "provider": "a",
            "id": "r (2)",
            "kind": "call",
            "properties": {"relation": "Serving", "through": ["OrJunction", "AndJunction"]},
        },
    ]


def test_junctions_in_a_circle_end() -> None:
    elements = (*KINDS, ("j", "Junction", ""), ("k", "Junction", ""))
    relations = (
        ("r", "Serving", "a", "j"),
        ("q", "Serving", "j", "k"),
        ("s", "Serving", "k", "j"),
    )

    assert arrows(read(exchange(elements, relations))) == []


def test_behaviour_stands_for_who_performs_it_and_the_row_says_so() -> None:
    elements = (
        *KINDS,
        ("f", "ApplicationFunction", "Posting"),
        ("g", "ApplicationFunction", "Part of posting"),
        ("x", "BusinessProcess", "Pay"),
        ("y", "BusinessProcess", "Ask"),
    )
    relations = (
        ("1", "Assignment", "a", "f"),
        ("2", "Composition", "f", "g"),
        ("3", "Serving", "g", "b"),
        ("4", "Realization", "x", "v"),
        ("5", "Serving", "b", "x"),
        ("6", "Assignment", "p", "y"),
        ("7", "Serving", "b", "y"),
        ("8", "Triggering", "f", "g"),
    )

    imported = read(exchange(elements, relations))

    found = imported.inventory.document()["dependencies"]
    evidence: JsonValue = [{"source": "model.xml", "how": "inferred", "confidence": 0.7}]
    expected: list[tuple[str, str, str, str]] = [
        ("b", "a", "3", "Part of posting"),
        ("p", "b", "7", "Ask"),
        ("v", "b", "5", "Pay"),
    ]
    passed: list[dict[str, JsonValue]] = [
        {"relation": "Serving", "through": [through]} for *_, through in expected
    ]
    assert found == [
        {
            "consumer": consumer,
            "provider": provider,
            "id": key,
            "kind": "call",
            "evidence": evidence,
            "properties": properties,
        }
        for (consumer, provider, key, _), properties in zip(expected, passed, strict=True)
    ]
    (file,) = imported.files
    assert file.counts["relations_kept_aside"] == 5


@pytest.mark.parametrize("kind", ["Assignment", "Realization"])
def test_the_data_of_a_function_is_held_by_who_performs_it(kind: str) -> None:
    elements = (*COMPONENTS, ("f", "ApplicationFunction", "Posting"))

    imported = read(exchange(elements, (("q", kind, "a", "f"), ("r", "Access Write", "f", "d"))))

    assert rows(imported, "holdings") == [
        {
            "system": "a",
            "entity": "d",
            "role": "writer",
            "properties": {"access": "Write", "relation": "Access", "through": ["Posting"]},
        }
    ]


def test_what_several_relations_say_of_one_holding_is_one_row() -> None:
    elements = (*COMPONENTS, ("f", "ApplicationFunction", "Posting"))
    relations = (
        ("o", "Assignment", "a", "f"),
        ("q", "Access Write", "a", "d"),
        ("r", "Access ReadWrite", "f", "d"),
    )

    imported = read(exchange(elements, relations))

    through = ["Posting"]
    assert [(row["role"], row["properties"]) for row in rows(imported, "holdings")] == [
        ("reader", {"access": "ReadWrite", "relation": "Access", "through": through}),
        ("writer", {"access": "ReadWrite; Write", "relation": "Access", "through": through}),
    ]
    assert imported.rejects == ()


def test_people_hold_no_data_but_are_named_with_it() -> None:
    elements = (*KINDS, ("d", "BusinessObject", "Case"))

    imported = read(exchange(elements, (("r", "Access Read", "p", "d"),)))

    assert rows(imported, "holdings") == []
    assert rows(imported, "data_entities") == [
        {"id": "d", "name": "Case", "properties": {"element": "BusinessObject", "used_by": ["P"]}}
    ]


def test_data_on_a_relation_passes_along_it_and_software_on_one_is_reported() -> None:
    elements = (*KINDS, ("d", "DataObject", "Case"))
    relations = (
        ("r", "Flow", "a", "b"),
        ("s", "Association", "r", "d"),
        ("t", "Association", "w", "r"),
    )

    imported = read(exchange(elements, relations))

    (dependency,) = rows(imported, "dependencies")
    assert dependency["entities"] == ["d"]
    assert [str(f) for f in imported.findings if f.code == "relation_on_relation"] == [
        "info model.xml:13 relationships[1]: Association that ends on the relation 'r': the data"
        " 'Case' passes along it",
        "info model.xml:14 relationships[2]: Association that ends on the relation 'r'; it was kept"
        " aside, for nothing in an inventory can say it",
    ]


def test_a_relation_to_nowhere_is_rejected_with_its_line_and_the_rest_goes_on() -> None:
    relations = (
        ("r", "Serving", "a", "gone"),
        ("s", "Serving", "a", "b"),
        ("t", "Loves", "a", "b"),
    )

    imported = read(exchange(COMPONENTS, relations))

    assert arrows(imported) == ["b -> a call"]
    assert [(reject.line, reject.reason) for reject in imported.rejects] == [
        (7, "no element or relation 'gone'; the relation is rejected"),
        (9, "'Loves' is no relation of ArchiMate; the relation is rejected"),
    ]
    (file,) = imported.files
    assert (file.rows, file.used, file.merged, file.rejected) == (6 + 1, 5, 0, 2)


def test_an_element_without_a_name_goes_by_its_id() -> None:
    imported = read(exchange((("a", "Node", ""), ("b", "Node", "B")), ()))

    assert imported.inventory.systems["name"].to_list() == ["a", "B"]
    assert "unnamed_element" in {finding.code for finding in imported.findings}


def test_properties_have_their_names_and_fill_the_columns_that_they_name() -> None:
    elements = (
        '<element identifier="a" xsi:type="ApplicationComponent" specialization="Core system">'
        '<name xml:lang="nl">Zaken</name><name xml:lang="en">Cases</name>'
        "<documentation>Keeps cases.</documentation><properties>"
        '<property propertyDefinitionRef="p1"><value>2027-06-30</value></property>'
        '<property propertyDefinitionRef="p2"><value>north</value></property>'
        '<property propertyDefinitionRef="p3"><value>dunno</value></property>'
        '<property propertyDefinitionRef="gone"><value>x</value></property>'
        "</properties></element>"
    )
    text = (
        f'<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/" {XSI}>'
        f"<elements>{elements}</elements><propertyDefinitions>"
        '<propertyDefinition identifier="p1" type="string"><name>End of Life</name>'
        '</propertyDefinition><propertyDefinition identifier="p2"><name>Region</name>'
        '</propertyDefinition><propertyDefinition identifier="p3"><name>Criticality</name>'
        "</propertyDefinition></propertyDefinitions><views><diagrams>"
        '<view identifier="v1"/></diagrams></views></model>'
    )

    imported = read([InputFile("m.xml", text.encode())])

    assert rows(imported, "systems") == [
        {
            "id": "a",
            "name": "Zaken",
            "kind": "application",
            "aliases": ["Cases"],
            "description": "Keeps cases.",
            "tags": ["Core system"],
            "end_of_support": "2027-06-30",
            "properties": {
                "Criticality": "dunno",
                "Region": "north",
                "element": "ApplicationComponent",
                "gone": "x",
            },
        }
    ]
    assert imported.files[0].counts["views"] == 1


def test_version_2_of_the_exchange_format_is_read() -> None:
    text = (
        f'<model xmlns="http://www.opengroup.org/xsd/archimate" {XSI} identifier="m">'
        "<name>Old</name><elements>"
        '<element identifier="a" xsi:type="InfrastructureService"><label xml:lang="en">Host</label>'
        '<properties><property identifierref="p"><value>7</value></property></properties></element>'
        '<element identifier="b" xsi:type="ApplicationComponent"><label>CRM</label></element>'
        "</elements><relationships>"
        '<relationship identifier="r" source="a" target="b" xsi:type="UsedByRelationship"/>'
        "</relationships><propertydefs>"
        '<propertydef identifier="p" name="Rack" type="string"/></propertydefs></model>'
    )

    imported = read([InputFile("m.xml", text.encode())])

    assert rows(imported, "systems") == [
        {
            "id": "a",
            "name": "Host",
            "kind": "platform",
            "properties": {"Rack": "7", "element": "TechnologyService"},
        },
        {
            "id": "b",
            "name": "CRM",
            "kind": "application",
            "properties": {"element": "ApplicationComponent"},
        },
    ]
    assert arrows(imported) == ["b -> a call"]


def test_several_models_in_tables_are_told_apart_by_the_prefix_of_their_names() -> None:
    one = tables((("a", "Node", "One"),), ())
    other = tables((("a", "Node", "Other"),), ())
    files = [
        *(InputFile(f"x-{file.name}", file.content) for file in one),
        *(
            InputFile(f"y-{file.name}", file.content.replace(b'"1","Archimate', b'"2","Archimate'))
            for file in other
        ),
    ]

    assert read(files).inventory.systems["name"].to_list() == ["One", "Other"]


def test_models_in_tables_of_the_same_names_are_told_apart_by_their_ids() -> None:
    one = tables((("a", "Node", "A"), ("b", "Node", "B")), (("r", "Serving", "a", "b"),))
    other = tables((("x", "Node", "X"), ("y", "Node", "Y")), (("r", "Serving", "x", "y"),))
    second = (
        InputFile(f.name, f.content.replace(b'"1","Archimate', b'"2","Archimate')) for f in other
    )

    assert arrows(read([*one, *second])) == ["b -> a call", "y -> x call"]


def test_without_its_properties_a_table_of_relations_leaves_the_roles_unknown() -> None:
    files = tables(COMPONENTS, (("r", "Access Read", "a", "d"),))

    imported = read(files[:2])

    assert rows(imported, "holdings") == [
        {"system": "a", "entity": "d", "properties": {"relation": "Access"}}
    ]
    assert [finding.code for finding in imported.findings] == ["unknown_roles"]


def test_properties_of_nothing_are_rejected_and_rows_without_id_go_by_their_name() -> None:
    files = (
        table(
            "elements.csv",
            ("Name", "Documentation", "ID", "Type"),
            ("CRM", "", "", "ApplicationComponent"),
            ("CRM", "", "", "ApplicationComponent"),
            delimiter=";",
        ),
        table("properties.csv", ("ID", "Key", "Value"), ("x", "k", "v"), delimiter="\t"),
    )

    imported = read(files)

    assert imported.inventory.systems["id"].to_list() == ["CRM", "CRM (row 2)"]
    assert [reject.reason for reject in imported.rejects] == [
        "nothing here has the id 'x'; the row is rejected"
    ]


@pytest.mark.parametrize("format", ["archimate", "archi", "archi_csv"])
def test_a_file_that_is_none_is_refused(format: str) -> None:
    content = b"a,b\n1,2\n" if format == "archi_csv" else b"<model/>"

    with pytest.raises(UnreadableFile):
        read_inventory([InputFile("x", content)], format=format)


@settings(max_examples=30)
@given(st.permutations(range(7)), st.permutations(range(5)))
def test_the_order_of_a_model_decides_nothing(some: list[int], others: list[int]) -> None:
    relations = (
        ("1", "Realization", "a", "s"),
        ("2", "Realization", "b", "s"),
        ("3", "Composition", "a", "b"),
        ("4", "Composition", "b", "a"),
        ("5", "Serving", "w", "a"),
    )
    shuffled = exchange([KINDS[i] for i in some], [relations[i] for i in others])

    assert read(shuffled).inventory.digest == read(exchange(KINDS, relations)).inventory.digest


_COLUMNS = ("ID", "Type", "Name", "Documentation", "Specialization", "Owner of it")


@settings(max_examples=30)
@given(
    st.permutations(range(6)),
    st.sampled_from([str.upper, str.lower, str.title, lambda name: f" {name} "]),
    st.sampled_from(",;\t|"),
)
def test_columns_of_archis_tables_may_stand_in_any_order_case_and_number(
    order: list[int], spelled: Callable[[str], str], delimiter: str
) -> None:
    cells = ("a", "Node", "N", "Runs.", "Rack", "us")
    file = table(
        "elements.csv",
        [spelled(_COLUMNS[i]) for i in order],
        [cells[i] for i in order],
        delimiter=delimiter,
    )

    (system,) = rows(read([file]), "systems")

    assert system == {
        "id": "a",
        "name": "N",
        "kind": "platform",
        "description": "Runs.",
        "tags": ["Rack"],
        "properties": {"element": "Node", spelled("Owner of it").strip(): "us"},
    }


def test_relations_of_archi_without_elements_say_what_is_missing_and_come_back_with_them() -> None:
    elements = InputFile(
        "elements.csv",
        b"ID,Type,Name,Documentation\na,ApplicationComponent,A,\nb,ApplicationComponent,B,\n",
    )
    relations = b"ID,Type,Name,Documentation,Source,Target\nr,ServingRelationship,,,a,%s\n"
    mended = InputFile("relations.csv", relations % b"b")
    known = read_inventory([elements, InputFile("relations.csv", relations % b"gone")]).inventory

    alone = read_inventory([mended], base=known)
    together = read_inventory([elements, mended], base=known)

    assert [reject.reason for reject in alone.rejects] == [
        "no element or relation 'a' and 'b': hand in the elements with their relations; the"
        " relation is rejected"
    ]
    assert together.inventory.digest == read_inventory([elements, mended]).inventory.digest
