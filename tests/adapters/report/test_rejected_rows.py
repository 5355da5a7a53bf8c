"""Rejected rows go out, are mended, and come back over what was read without them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Final

import pytest

from legacymap.errors import UnknownFormat
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import REASON, Import, Inventory
from legacymap.report.rejected_rows import REJECTS_FORMS, Rejected, rejects_file

CANONICAL: Final = (
    '{"format": "legacymap-inventory/1", "name": "Estate", "systems": ['
    ' {"id": "a", "name": "A", "users": 5, "colour": "red"},'
    ' {"id": "b", "name": "=B", "annual_run_cost": 3, "tags": ["x;y"],'
    '  "evidence": [{"source": "s", "how": "declared"}]}],'
    ' "dependencies": [{"consumer": "a", "provider": "b", "kind": "call",'
    '  "evidence": [{"source": "s", "how": "observed", "count": 3}]}]}'
)
STRUCTURIZR: Final = (
    '{"name": "Estate", "model": {"softwareSystems": [{"id": "1", "name": "A", "relationships":'
    ' [{"id": "9", "sourceId": "1", "destinationId": "2", "description": "uses",'
    ' "technology": "JDBC"}]}, {"id": "2", "name": "B"}]}}'
)
BACKSTAGE: Final = (
    "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\nspec:\n"
    "  type: service\n  dependsOn: [component:b]\n---\napiVersion: backstage.io/v1alpha1\n"
    "kind: Component\nmetadata:\n  name: b\nspec:\n  type: service\n"
)
AZURE: Final = (
    "Source server name,Source IP,Source application,Source process,Destination server name,"
    "Destination IP,Destination application,Destination process,Destination port\n"
    "web1,10.0.0.1,Web,nginx,db1,10.0.0.2,Db,postgres,5432\n"
    "web1,10.0.0.1,Web,nginx,app1,10.0.0.3,App,java,8080\n"
)
GRAPHML: Final = (
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed">'
    '<node id="n1"/><node id="n2"/><edge id="e" source="n1" target="n2"/></graph></graphml>'
)
ARCHIMATE: Final = (
    '<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/" identifier="m"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><name>Estate</name><elements>'
    '<element identifier="a" xsi:type="ApplicationComponent"><name>A</name></element>'
    '<element identifier="b" xsi:type="ApplicationComponent"><name>B</name></element></elements>'
    '<relationships><relationship identifier="r" source="a" target="b" xsi:type="Serving"/>'
    "</relationships></model>"
)
KONVEYOR: Final = (
    "Record Type 1,Application Name,Description,Dependency,Dependency Direction\n"
    "1,a,first,,\n1,b,second,,\n2,a,,b,southbound\n"
)
SERVICENOW: Final = (
    "parent,type,child\nPortal,Depends on::Used by,Register\nLedger,Depends on::Used by,Register\n"
)
FILES: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "canonical, a system": ("x.json", CANONICAL, '"users": 5', '"users": "many"'),
    "canonical, a dependency": ("x.json", CANONICAL, '"provider": "b"', '"provider": "gone"'),
    "canonical, a system used": (
        "x.json",
        CANONICAL,
        '"annual_run_cost": 3',
        '"annual_run_cost": "q"',
    ),
    "canonical, its date": ("x.json", CANONICAL, '"Estate",', '"Estate", "as_of": "soon",'),
    "table": ("systems.csv", "id;name;users\na;A;5\nb;'=B;7\n", ";7", ";many"),
    "structurizr": ("w.json", STRUCTURIZR, '"destinationId": "2"', '"destinationId": "gone"'),
    "backstage": ("c.yaml", BACKSTAGE, "component:b", "component:gone"),
    "graphml": ("g.graphml", GRAPHML, 'target="n2"', 'target="gone"'),
    "archimate": ("m.xml", ARCHIMATE, 'target="b"', 'target="gone"'),
    "azure": ("d.csv", AZURE, "Web,nginx,app1,10.0.0.3", "Web,nginx,,"),
    "servicenow": ("rel.csv", SERVICENOW, "by,Register\nLedger", "by,\nLedger"),
    "konveyor": ("k.csv", KONVEYOR, ",southbound", ",sideways"),
}
"""A sound file, what is sound in it, and what stands there instead."""


def mended(form: str, content: bytes, wrong: str, right: str) -> list[InputFile]:
    """The rejects with ``right`` for ``wrong``; workbooks are mended elsewhere."""
    if form == "json":
        return [InputFile("mended.json", content.replace(wrong.encode(), right.encode()))]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, inside in members.items():
            archive.writestr(name, inside.replace(wrong.encode(), right.encode()))
    return [InputFile("mended.zip", out.getvalue())]


def without_sources(inventory: Inventory, *names: str) -> object:
    """The inventory less the names of files in it: a row that came back came from another."""
    text = json.dumps(inventory.document(), sort_keys=True)
    for name in names:
        text = text.replace(name, "")
    return json.loads(text)


def broken(what: str) -> tuple[Import, Import]:
    """What the sound file holds, and what the broken one does."""
    name, content, right, wrong = FILES[what]
    sound = read_inventory([InputFile(name, content.encode())])
    assert sound.rejects == ()
    return sound, read_inventory([InputFile(name, content.replace(right, wrong).encode())])


WORDS: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    ("canonical, a system", "zip"): ('"many"', "5"),
    ("canonical, a system", "json"): ('"many"', "5"),
    ("canonical, a dependency", "zip"): ('"gone"', '"b"'),
    ("canonical, a dependency", "json"): ('"gone"', '"b"'),
    ("canonical, a system used", "zip"): ('"q"', "3"),
    ("canonical, a system used", "json"): ('"q"', "3"),
    ("canonical, its date", "zip"): ('"soon"', "null"),
    ("canonical, its date", "json"): ('"soon"', "null"),
    ("table", "zip"): ("many", "7"),
    ("structurizr", "zip"): ("gone", "2"),
    ("structurizr", "json"): ("gone", "2"),
    ("backstage", "json"): ("component:default/gone", "component:default/b"),
    ("backstage", "zip"): ("component:default/gone", "component:default/b"),
    ("servicenow", "zip"): ("by,,", "by,Register,"),
    ("graphml", "zip"): ("gone", "n2"),
    ("graphml", "json"): ("gone", "n2"),
    ("archimate", "zip"): ("gone", "b"),
    ("archimate", "json"): ('"gone"', '"b"'),
    ("azure", "zip"): ("Web,nginx,,", "Web,nginx,app1,10.0.0.3"),
    ("konveyor", "zip"): ("sideways", "southbound"),
}


@pytest.mark.parametrize(("what", "form"), WORDS)
def test_mended_rows_make_the_inventory_what_it_would_have_been(what: str, form: str) -> None:
    sound, short = broken(what)
    assert short.rejects
    assert short.inventory.digest != sound.inventory.digest or what.endswith("date")

    sent = rejects_file(Rejected.of(short), form)
    assert REASON.encode() in (sent if form == "json" else b"".join(members(sent)))
    whole = read_inventory(mended(form, sent, *WORDS[what, form]), base=short.inventory)

    assert whole.rejects == ()
    names = (FILES[what][0], "mended.zip/", "mended.zip")
    assert without_sources(whole.inventory, *names) == without_sources(sound.inventory, *names)


def members(archive: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as found:
        return [found.read(name) for name in found.namelist()]


def test_rows_that_were_not_understood_are_listed_beside_the_others() -> None:
    content = '{"format": "legacymap-inventory/1", "systems": [{"id": "a", "name": "A"}, 5]}'
    calls = b'{"data": [{"parent": "a", "child": "b", "callCount": "x"}]}'
    files = [InputFile("x.json", content.encode()), InputFile("calls.json", calls)]
    imported = read_inventory(files)

    document = json.loads(rejects_file(Rejected.of(imported), "json"))
    with zipfile.ZipFile(io.BytesIO(rejects_file(Rejected.of(imported), "zip"))) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}

    assert document["systems"] == [
        {REASON: "systems[1] is no object; the row is rejected: 5"},
    ]
    assert [row["file"] for row in document["other_rows"]] == ["calls.json"]
    assert list(inside) == ["x.json", "other-rows.csv"]
    assert inside["other-rows.csv"].startswith(b"file,line,row,reason,content\r\ncalls.json,")


@pytest.mark.parametrize("form", REJECTS_FORMS)
def test_where_nothing_was_left_out_the_file_says_so(form: str) -> None:
    assert rejects_file(Rejected((), (), None), form)


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(UnknownFormat, match="csv, zip, xlsx, ods, json"):
        rejects_file(Rejected((), (), None), "pdf")


def test_decisions_on_matches_come_back_in_their_own_form() -> None:
    said = '{"format": "legacymap-matches/1", "accepted": [{"one": "a"}], "refused": [5]}'
    files = [InputFile("m.json", said.encode()), InputFile("s.csv", b"id,name\na,A\nb,B\n")]
    with zipfile.ZipFile(
        io.BytesIO(rejects_file(Rejected.of(read_inventory(files)), "zip"))
    ) as archive:
        document = json.loads(archive.read("m.json"))
    assert document["format"] == "legacymap-matches/1"
    assert [set(item) for item in document["accepted"]] == [{"one", REASON}]
    assert [set(item) for item in document["refused"]] == [{REASON}]
