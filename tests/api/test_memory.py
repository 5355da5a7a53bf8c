"""What is kept in memory: the newest that fits, computed once, failures never."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest

from legacymap_api.kept_answers import KeptAnswer, KeptAnswers
from legacymap_api.recent import Recent


def test_a_value_is_computed_once_for_all_who_ask_at_once() -> None:
    recent: Recent[int] = Recent(2)
    start, computed = Barrier(8), []

    def compute() -> int:
        computed.append(1)
        return 7

    def ask(_: int) -> int:
        start.wait()
        return recent.get("a", compute)

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(8))) == [7] * 8
    assert computed == [1]


def test_the_value_asked_for_the_longest_ago_makes_place() -> None:
    recent: Recent[None] = Recent(2)
    asked: list[str] = []

    for key in "abacab":
        recent.get(key, partial(asked.append, key))
    assert asked == ["a", "b", "c", "b"]


def test_a_failure_is_told_and_tried_again() -> None:
    recent: Recent[int] = Recent(2)
    with pytest.raises(ZeroDivisionError):
        recent.get("a", lambda: 1 // 0)
    assert recent.get("a", lambda: 7) == 7


def test_answers_are_kept_while_they_fit() -> None:
    kept = KeptAnswers(12)
    for name in "abcdef":
        kept.keep(name, KeptAnswer(b"xxx", ()))
        kept.find("a")
    assert [name for name in "abcdef" if kept.find(name)] == ["a", "d", "e", "f"]


def test_an_answer_above_a_quarter_is_not_kept() -> None:
    kept = KeptAnswers(12)
    kept.keep("a", KeptAnswer(b"xxxx", ()))
    assert kept.find("a") is None
