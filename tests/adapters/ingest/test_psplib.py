from __future__ import annotations

import pytest

from legacymap.errors import UnreadableFile
from legacymap.ingest.psplib import is_psplib, read_psplib
from legacymap.planning.model.model import Bucket, PlannedSystem, Precedence, Resource
from legacymap.planning.solving import solve

RULE = "*" * 72
PROJECT = f"""\
{RULE}
jobs (incl. supersource/sink ):  5
horizon                       :  5
{RULE}
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           5
   4        1          1           5
   5        1          0
{RULE}
REQUESTS/DURATIONS:
jobnr. mode duration  R 1
------------------------------------------------------------------------
  1      1     0       0
  2      1     3       2
  3      1     2       1
  4      1     0       0
  5      1     0       0
{RULE}
RESOURCEAVAILABILITIES:
  R 1
    2
{RULE}
"""


def refusal(text: str) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_psplib("p.sm", text.encode())
    return str(caught.value.findings[0])


def test_a_project_is_a_model_whose_last_activity_costs_its_finish() -> None:
    model = read_psplib("folder/p.sm", PROJECT.encode())
    idle = (0, 0, 0, 0, 0, None)
    assert model.name == "p"
    assert model.systems == (
        PlannedSystem(id="2", duration=3, cost=idle, use={"R1": 6}),
        PlannedSystem(id="3", duration=2, cost=idle, use={"R1": 2}),
        PlannedSystem(id="5", duration=1, cost=(1, 2, 3, 4, 5, None)),
    )
    assert model.resources == (
        Resource(
            id="R1",
            kind="renewable",
            profile="spread",
            buckets=tuple(Bucket(waves=(wave,), cap=2) for wave in range(1, 6)),
        ),
    )


def test_an_activity_without_duration_only_passes_its_precedences_on() -> None:
    assert read_psplib("p.sm", PROJECT.encode()).precedences == (
        Precedence(before="2", after="5", lag=0),
        Precedence(before="3", after="5", lag=0),
    )


def test_the_makespan_is_proven() -> None:
    solution = solve(read_psplib("p.sm", PROJECT.encode()))
    assert (solution.status, solution.objective) == ("optimal", 5)


def test_a_project_is_told_by_its_headings() -> None:
    assert is_psplib(PROJECT.encode())
    assert not is_psplib(b'{"format": "legacymap-plan-instance/1"}')


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("horizon", "horizont", "error p.sm: states no horizon"),
        (":  5\n*", ":  99999\n*", "the horizon must be 1 to 10000, is 99999"),
        ("   2        1  ", "   2        2  ", "error p.sm:8: activity 2 has 2 modes"),
        (
            "1          1           4",
            "1          2           4",
            "p.sm:8: activity 2 is incomplete",
        ),
        ("1           4", "1           9", "a successor is no activity of the project"),
        ("3       2\n", "3       2   1\n", "p.sm:17: activity 2 does not request every"),
        ("  R 1\n    2", "  N 1\n    2", "error p.sm:23: only renewable resources can be planned"),
        ("1          1           5\n   4", "1          0\n   4", "has 2 last activities, not one"),
        ("  R 1\n    2\n", "  R 1\n", "has nothing under RESOURCEAVAILABILITIES:"),
    ],
)
def test_what_is_no_such_project_is_refused_with_its_line(
    before: str, after: str, said: str
) -> None:
    assert before in PROJECT
    assert said in refusal(PROJECT.replace(before, after, 1))
