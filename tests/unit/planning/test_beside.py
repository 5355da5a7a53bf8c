from __future__ import annotations

from threading import Event, get_ident

import pytest

from legacymap.planning.search.beside import side_by_side


def wait(halt: Event) -> bool:
    return halt.wait()


def test_answers_come_in_order_whoever_ends_first() -> None:
    second_ended = Event()

    def first(_: Event) -> int:
        second_ended.wait()
        return 1

    def second(_: Event) -> int:
        second_ended.set()
        return 2

    jobs = (first, second)
    assert side_by_side(jobs, threads=2, stop=lambda: False, watch=lambda: None) == [1, 2]


def test_a_stop_signal_ends_every_job() -> None:
    answers = side_by_side([wait, wait], threads=2, stop=lambda: True, watch=lambda: None)
    assert answers == [True, True]


def test_a_job_that_settles_the_question_ends_the_others() -> None:
    def settle(halt: Event) -> bool:
        halt.set()
        return True

    assert side_by_side([wait, settle], threads=2, stop=lambda: False, watch=lambda: None) == [
        True,
        True,
    ]


def test_a_job_that_fails_ends_the_others_and_is_told() -> None:
    def fail(_: Event) -> bool:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        side_by_side([wait, fail], threads=2, stop=lambda: False, watch=lambda: None)


def test_a_listener_that_fails_ends_the_jobs() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        side_by_side([wait], threads=1, stop=lambda: False, watch=fail)


def test_after_a_stop_nobody_waits_for_what_is_not_needed() -> None:
    released = Event()

    def late(_: Event) -> bool:
        return released.wait()

    answers = side_by_side([wait, late], threads=2, stop=lambda: True, watch=lambda: None, needed=1)
    released.set()
    assert answers == [True, None]


def test_only_the_caller_watches() -> None:
    watchers = set()
    side_by_side(
        [lambda _: None], threads=1, stop=lambda: False, watch=lambda: watchers.add(get_ident())
    )
    assert watchers == {get_ident()}
