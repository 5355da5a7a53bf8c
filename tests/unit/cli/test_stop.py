"""A stop signal says stop when the seconds of search are over or the person asks."""

from __future__ import annotations

import os
import signal

import pytest

from legacymap.cli.progress import Stop, progress_bar, standing, stoppable
from legacymap.planning import Progress


def test_without_a_clock_it_never_says_stop() -> None:
    stop = Stop()

    assert [stop() for _ in range(3)] == [False, False, False]


def test_the_clock_starts_with_the_first_step_and_not_before_it() -> None:
    stop = Stop(seconds=0)

    assert [stop() for _ in range(3)] == [False, True, True]


def test_the_first_interruption_asks_to_stop() -> None:
    before = signal.getsignal(signal.SIGINT)
    with stoppable(None) as stop:
        assert stop() is False
        os.kill(os.getpid(), signal.SIGINT)
        assert stop() is True

    assert signal.getsignal(signal.SIGINT) == before


def test_there_is_no_bar_in_a_pipe() -> None:
    with progress_bar("Planning") as progress:
        assert progress is None


@pytest.mark.parametrize(
    ("objective", "bound", "said"),
    [
        (None, None, ""),
        (None, 900, ""),
        (1_000, None, "best so far 1,000"),
        (1_000, 900, "best so far 1,000, at least 900 (gap 10.0%)"),
        (0, 0, "best so far 0, at least 0 (gap 0.0%)"),
    ],
)
def test_the_bar_says_how_good_the_best_plan_is(
    objective: int | None, bound: int | None, said: str
) -> None:
    now = Progress(
        phase="searching", round=1, iterations=1, planned=2, objective=objective, bound=bound
    )
    assert standing(now) == said
