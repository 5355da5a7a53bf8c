"""Reading in a process of its own: the same results, and ends that harm nobody else."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import msgspec
import pytest

from legacymap.errors import EmptyInventory, LegacymapError, LimitExceeded, Place, UnreadableFile
from legacymap.ingest import InputFile, read_inventory
from legacymap.ingest.apart import processes
from legacymap.ingest.apart.ration import Ration, ended_by
from legacymap.ingest.apart.reading import ReaderBroken, read_apart
from legacymap.ingest.apart.wire import (
    Reply,
    joined,
    parted,
    refusal_in,
    reply_in,
    reply_message,
)
from legacymap.inventory import Import, to_json

SMALL = [InputFile("a.csv", b"id,name\na,=1+1\nno,No\nx\n")]
LARGE = [InputFile("a.csv", b"id,name\n" + b"".join(b"s%d,S%d\n" % (n, n) for n in range(400_000)))]


@pytest.fixture(params=["forked", "anew"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to a process, whatever the system prefers."""
    if request.param == "forked" and not processes.FORKS:
        pytest.skip("this system does not fork well")
    monkeypatch.setattr(processes, "FORKS", request.param == "forked")
    return str(request.param)


def same(one: Import | None, other: Import) -> bool:
    return one is not None and said(one) == said(other)


def said(imported: Import) -> tuple[object, ...]:
    beside = (imported.files, imported.findings, imported.rejects)
    return imported.inventory.document(), *beside


def refused(work: Callable[[], object]) -> LegacymapError:
    with pytest.raises(LegacymapError) as caught:
        work()
    return caught.value


@pytest.mark.usefixtures("way")
def test_what_is_read_apart_is_what_is_read_here() -> None:
    assert same(read_apart(SMALL), read_inventory(SMALL))


def test_a_base_goes_with_the_files() -> None:
    base = read_inventory([InputFile("b.csv", b"id,name\nb,B\n")]).inventory
    assert same(read_apart(SMALL, base=base), read_inventory(SMALL, base=base))


@pytest.mark.usefixtures("way")
def test_a_refusal_is_the_same_refusal() -> None:
    empty = [InputFile("a\ud800.csv", b"id,name\n")]
    here, there = refused(lambda: read_inventory(empty)), refused(lambda: read_apart(empty))
    assert isinstance(there, EmptyInventory)
    assert (there.message, there.findings) == (here.message, here.findings)


@pytest.mark.usefixtures("way")
def test_reading_that_takes_too_much_memory_is_refused() -> None:
    error = refused(lambda: read_apart(LARGE, ration=Ration(memory_bytes=210 * 2**20)))
    (finding,) = error.findings
    assert isinstance(error, LimitExceeded)
    assert (finding.code, finding.where) == ("out_of_memory", Place(file="a.csv"))
    assert "read_memory_bytes is 220,200,960" in finding.message


def test_reading_that_takes_too_much_processor_time_is_refused() -> None:
    if not processes.FORKS:
        pytest.skip("this system has no such limit")
    error = refused(lambda: read_apart([*LARGE, *SMALL], ration=Ration(cpu_seconds=1)))
    (finding,) = error.findings
    assert (type(error), finding.code) == (LimitExceeded, "timeout")
    assert "read_cpu_seconds is 1" in finding.message


@pytest.mark.usefixtures("way")
def test_reading_that_takes_too_long_is_refused() -> None:
    error = refused(lambda: read_apart(LARGE, ration=Ration(seconds=0.2)))
    (finding,) = error.findings
    assert (type(error), finding.code) == (LimitExceeded, "timeout")
    assert "read_seconds is 0.2" in finding.message


@pytest.mark.usefixtures("way")
def test_reading_that_nobody_wants_any_more_ends() -> None:
    assert read_apart(LARGE, stop=lambda: True) is None


def test_a_nursery_that_died_is_replaced() -> None:
    if not processes.FORKS:
        pytest.skip("this system does not fork well")
    read_apart(SMALL)
    nursery = processes.NURSERY._process
    assert nursery is not None
    os.kill(nursery.pid, signal.SIGKILL)
    nursery.wait()
    assert same(read_apart(SMALL), read_inventory(SMALL))


def test_a_child_whose_owner_lets_go_is_killed() -> None:
    if not processes.FORKS:
        pytest.skip("this system does not fork well")
    nursery = processes.NURSERY
    nursery.start()
    assert nursery._process is not None
    wire, leash = nursery.child()
    children = f"/proc/{nursery._process.pid}/task/{nursery._process.pid}/children"
    wait_until(lambda: bool(content(children)))
    leash.close()
    wait_until(lambda: not content(children))
    wire.close()


def content(path: str) -> str:
    with open(path, encoding="ascii") as file:  # noqa: PTH123 - the system's own file
        return file.read().strip()


def wait_until(done: Callable[[], bool]) -> None:
    for _ in range(1_000):
        if done():
            return
        time.sleep(0.01)
    raise AssertionError("it never came to be")


def test_no_message_can_name_code() -> None:
    told = refusal_in(Reply(outcome="refused", kind="__builtins__", message="x"))
    assert type(told) is UnreadableFile


@pytest.mark.parametrize(
    "message",
    [
        b"\0\0\0",
        b"\0\0\0\0\0\0\0\xffshort",
        joined([b"{}"])[8:],
        joined([b'{"outcome": "read", "heading": {"name": 1}}'])[8:],
        joined([to_json({"outcome": "read", "heading": {}})])[8:],
        joined([reply_message(read_inventory(SMALL))])[16:-30],
    ],
)
def test_a_message_that_is_none_is_refused(message: bytes) -> None:
    with pytest.raises((ValueError, msgspec.DecodeError)):
        reply_in(message)


def test_tables_of_another_form_are_refused() -> None:
    head, first, systems, links, *rest = parted(reply_message(read_inventory(SMALL))[8:])
    with pytest.raises(ValueError, match="other columns"):
        reply_in(joined([head, first, links, systems, *rest])[8:])


def test_a_signal_says_which_limit_was_met() -> None:
    codes = {
        name: ended_by(name, Ration(), ["a.csv"]).findings[0].code
        for name in (signal.SIGXCPU, signal.SIGKILL, signal.SIGABRT, signal.SIGSEGV)
    }
    assert list(codes.values()) == ["timeout", "out_of_memory", "out_of_memory", "reader_died"]


def test_what_nobody_foresaw_comes_back_with_its_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = joined([to_json(Reply(outcome="broken", message="ZeroDivisionError: here"))])[8:]
    monkeypatch.setattr(processes, "run", lambda *_, **__: processes.Ended(broken, 0))
    with pytest.raises(ReaderBroken, match="ZeroDivisionError: here"):
        read_apart(SMALL)
