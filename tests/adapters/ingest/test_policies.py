"""A policy reads the same from TOML, YAML and JSON, and every problem has its place."""

from __future__ import annotations

import pytest

from legacymap.errors import InvalidPolicy, LimitExceeded, UnreadableFile
from legacymap.ingest.settings.policies import LARGEST, read_policy
from legacymap.planning.policy.policy import Policy, policy_of

TOML = b"""
start = 2027-04-01
lexicographic = true
legacy = ["no", "0042"]

[[capacity]]
skill = "cobol"
days_per_wave = [60]
overtime_share = 0.5
"""
YAML = b"""
start: 2027-04-01
lexicographic: true
legacy: [no, 0042]
capacity:
  - skill: cobol
    days_per_wave: [60]
    overtime_share: 0.5
"""
JSON = b"""
{"start": "2027-04-01", "lexicographic": true, "legacy": ["no", "0042"],
 "capacity": [{"skill": "cobol", "days_per_wave": [60], "overtime_share": 0.5}]}
"""
MEANT = policy_of(
    {
        "start": "2027-04-01",
        "lexicographic": True,
        "legacy": ["no", "0042"],
        "capacity": [{"skill": "cobol", "days_per_wave": [60], "overtime_share": 0.5}],
    }
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("p.toml", TOML),
        ("p.yaml", YAML),
        ("p.YML", YAML),
        ("p.json", JSON),
        ("policy", JSON),
        ("policy", TOML),
        ("p.json", b"\xef\xbb\xbf" + JSON.strip()),
        ("p.toml", b"\xef\xbb\xbf" + TOML),
    ],
)
def test_one_policy_in_three_formats(name: str, content: bytes) -> None:
    assert read_policy(name, content) == MEANT


@pytest.mark.parametrize("name", ["p.toml", "p.yaml"])
def test_an_empty_file_is_the_default_policy(name: str) -> None:
    assert read_policy(name, b"") == Policy()


def test_yaml_keeps_words_as_words() -> None:
    policy = read_policy("p.yaml", b"legacy: [yes, off, 2027-01-01, 1_000, 0x1F, 'null', 12]\n")
    assert policy.legacy == ("yes", "off", "2027-01-01", "1_000", "0x1F", "null", "12")


def test_problems_in_yaml_have_a_line() -> None:
    content = b"waves: 3\ncapacity:\n- skill: a\n  days_per_wave: [1, -1]\nwavs: 4\n"
    with pytest.raises(InvalidPolicy) as refused:
        read_policy("p.yaml", content)
    places = [(f.where.line, f.where.path) for f in refused.value.findings if f.where]
    assert (4, "capacity[0].days_per_wave[1]") in places
    assert (5, "wavs") in places


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("p.toml", b"waves = ", "not TOML"),
        ("p.toml", b"waves = 1\nwaves = 2", "not TOML"),
        ("p.toml", b"\xff", "not UTF-8"),
        ("p.json", b"{", "not JSON"),
        ("p.json", b'{"waves": 1, "waves": 2}', "given twice"),
        ("p.json", b'{"adapter_effort_reserve": NaN}', "not a JSON number"),
        ("p.yaml", b"a: [", "not YAML"),
        ("p.yaml", b"a: &x [1]\nb: *x", "aliases"),
        ("p.yaml", b"waves: 1\nwaves: 2", "'waves' is given twice"),
        ("p.yaml", b"? [1, 2]\n: 3", "a key must be a word"),
        ("p.yaml", b"a: 1\n---\nb: 2", "not YAML"),
        ("p.yaml", b"a: \x00", "not YAML"),
    ],
)
def test_what_cannot_be_read_is_refused(name: str, content: bytes, message: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_policy(name, content)
    assert any(message in finding.message for finding in refused.value.findings)
    assert all(f.where and f.where.file == name for f in refused.value.findings)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("p.yaml", b"a: " + b"[" * 200 + b"]" * 200),
        ("p.json", b'{"a": ' + b"[" * 200 + b"]" * 200 + b"}"),
        ("p.toml", b"#" * (LARGEST + 1)),
    ],
)
def test_bombs_meet_a_limit(name: str, content: bytes) -> None:
    with pytest.raises(LimitExceeded):
        read_policy(name, content)


@pytest.mark.parametrize(("name", "content"), [("p.yaml", b"- 1"), ("p.json", b"[1]")])
def test_a_list_is_no_policy(name: str, content: bytes) -> None:
    with pytest.raises(InvalidPolicy):
        read_policy(name, content)
