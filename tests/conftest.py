"""What every test run says at its end: how many oracles were not asked, and why."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

SHARED = Path(__file__).parents[2] / "shared"

settings.register_profile("legacymap", deadline=None, derandomize=True)
settings.load_profile("legacymap")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the number of skipped oracle tests: with the real data there it must be zero."""
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if "oracles" in report.nodeid or "shared" in str(report.longrepr)
    ]
    there = "there" if SHARED.is_dir() else "absent"
    terminalreporter.write_line(f"oracles skipped: {len(skipped)} (real data is {there})")
