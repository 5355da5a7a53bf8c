"""The first request is as quick as the second: what must be compiled is, while nobody waits for it.

One thread does so beside everything else, at the usual priority: a lower one would hold up, through
the interpreter's lock, those whom it must not disturb.
"""

from __future__ import annotations

import logging
from threading import Event, Thread
from typing import Final, Literal

from legacymap.assessment import assess
from legacymap.inventory import Dependency, Import, Inventory, System
from legacymap.planning import policy_of
from legacymap.planning.warm_up import warm_up

_LOG: Final = logging.getLogger(__name__)

Warmth = Literal["cold", "warming", "warm"]


class Warming:
    """Compiles once what every later plan and analysis needs."""

    def __init__(self) -> None:
        self._stopping = Event()
        self.state: Warmth = "cold"

    def begin(self) -> None:
        """Begin in a thread of its own."""
        self.state = "warming"
        # Nobody waits for it when the program ends: half a kernel is worth nothing.
        Thread(target=self._run, name="warming", daemon=True).start()

    def stop(self) -> None:
        """Begin no further kernel."""
        self._stopping.set()

    def _run(self) -> None:
        try:
            done = warm_up(self._stopping.is_set)
            if done and not self._stopping.is_set():
                assess(_sample(), policy_of({"waves": 2}))
                self.state = "warm"
        except Exception:  # noqa: BLE001 - only haste is lost: whoever plans first is told why
            _LOG.exception("the kernels could not be compiled beforehand")
            self.state = "cold"


def _sample() -> Import:
    """A circle under a service: enough for every analysis to have something to do."""
    names = ("a", "b", "c", "d")
    systems = [System(id=name, name=name, kind="application", legacy=True) for name in names]
    systems.append(System(id="s", name="s", kind="service"))
    pairs = (("s", "a"), ("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"))
    dependencies = [Dependency(consumer=c, provider=p, kind="call") for c, p in pairs]
    return Import(Inventory.of(systems, dependencies), (), (), ())
