"""After warming up nothing is left to compile."""

from __future__ import annotations

import subprocess
import sys

from legacymap.planning.warm_up import warm_up

_UNCOMPILED = """
import importlib, pkgutil
from numba.core.registry import CPUDispatcher
import legacymap.planning
from legacymap.planning.warm_up import warm_up

assert warm_up(lambda: False)
for found in pkgutil.walk_packages(legacymap.planning.__path__, "legacymap.planning."):
    module = importlib.import_module(found.name)
    for name, kernel in vars(module).items():
        if isinstance(kernel, CPUDispatcher) and not kernel.targetoptions.get("forceinline"):
            if not kernel.signatures:
                print(f"{found.name}.{name}")
"""


def test_every_kernel_of_the_planner_is_compiled_by_warming_up() -> None:
    # In a process of its own: other tests have compiled theirs here.
    run = [sys.executable, "-c", _UNCOMPILED]
    told = subprocess.run(run, capture_output=True, text=True, check=False, timeout=500)
    assert (told.returncode, told.stdout) == (0, ""), told.stderr


def test_warming_up_ends_where_it_is_told_to() -> None:
    assert warm_up(lambda: True) is False
