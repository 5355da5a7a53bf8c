from __future__ import annotations

from datetime import date

import pytest

from legacymap.analysis.inference.end_of_life import support_ended


@pytest.mark.parametrize(
    ("technology", "ended"),
    [
        ("Windows Server 2008 R2", date(2020, 1, 14)),
        ("Red Hat Enterprise Linux 6.9", date(2020, 11, 30)),
        ("Oracle 11.2.0.4", date(2020, 12, 31)),
        ("oracle database 11g", date(2020, 12, 31)),
        ("PostgreSQL 9.6.3", date(2021, 11, 11)),
        ("SQL Server 2012 SP2", date(2022, 7, 12)),
        ("java1.6", date(2018, 12, 31)),
        ("Python 2.7", date(2020, 1, 1)),
        ("Windows XP", date(2014, 4, 8)),
    ],
)
def test_a_listed_version_has_a_last_day_of_support(technology: str, ended: date) -> None:
    assert support_ended(technology) == ended


@pytest.mark.parametrize(
    "technology",
    ["Oracle", "Java", "Java 8", "Python 3.11", "Oracle Forms 6i", ".NET Framework 4.5", "RHEL 8"],
)
def test_no_version_or_an_unlisted_one_says_nothing(technology: str) -> None:
    assert support_ended(technology) is None
