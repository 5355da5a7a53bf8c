"""How a command that found something ends: with exit code 1, after it has said everything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import typer

from legacymap.cli.console import tell
from legacymap.errors import Finding

FOUND: Final = 1
_GOOD: Final = frozenset({"optimal", "feasible"})


def good(status: str) -> bool:
    """Whether a plan of this ``status`` keeps all constraints."""
    return status in _GOOD


def end(findings: Iterable[Finding], *, told: bool = False, good: bool = True) -> None:
    """Leave with 1 if any finding is an error or the outcome is not ``good``; else return.

    Raises:
        Exit: there is something to look at.
    """
    errors = sum(finding.severity == "error" for finding in findings)
    if errors and not told:
        noun = "finding" if errors == 1 else "findings"
        tell(f"{errors} {noun} of severity error; `legacymap import FILE...` lists them")
    if errors or not good:
        raise typer.Exit(FOUND)
