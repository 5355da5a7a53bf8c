"""Which versions of common technologies are past the end of their vendor's support.

A list of public dates, for suggestions only: paid extensions are not counted, and a technology
without a version says nothing.

Source:
    The vendors' life cycle pages, as collected by endoflife.date; the last day of general support
    (for Oracle Database and Java, of extended support). A year stands for its last day.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from legacymap.inventory.vocabulary import last_day

# Product pattern: versions as they are written, each with the last day of support.
_SUPPORT_ENDED: Final[dict[str, dict[str, str]]] = {
    r"windows server": {
        "2003": "2015-07-14",
        "2008": "2020-01-14",
        "2012": "2023-10-10",
        "2016": "2027-01-12",
    },
    r"windows": {"xp": "2014-04-08", "7": "2020-01-14", "8": "2023-01-10", "10": "2025-10-14"},
    r"(?:ms |microsoft )?sql server": {
        "2000": "2013-04-09",
        "2005": "2016-04-12",
        "2008": "2019-07-09",
        "2012": "2022-07-12",
        "2014": "2024-07-09",
        "2016": "2026-07-14",
    },
    r"oracle(?: database| db| rdbms)?": {
        "8i": "2006-12-31",
        "9": "2010-07-31",
        "9i": "2010-07-31",
        "10": "2015-07-31",
        "10g": "2015-07-31",
        "11": "2020-12-31",
        "11g": "2020-12-31",
        "12": "2022-07-31",
        "12c": "2022-07-31",
        "18": "2021-06-30",
        "18c": "2021-06-30",
    },
    r"(?:ibm )?db2": {"9": "2017-04-30", "10": "2020-04-30"},
    r"postgres(?:ql)?": {
        "8": "2014-07-24",
        "9": "2021-11-11",
        "10": "2022-11-10",
        "11": "2023-11-09",
        "12": "2024-11-21",
        "13": "2025-11-13",
    },
    r"mysql": {"5.5": "2018-12-31", "5.6": "2021-02-28", "5.7": "2023-10-31"},
    r"(?:red hat enterprise linux|rhel)": {
        "4": "2012-02-29",
        "5": "2017-03-31",
        "6": "2020-11-30",
        "7": "2024-06-30",
    },
    r"centos": {"5": "2017-03-31", "6": "2020-11-30", "7": "2024-06-30", "8": "2021-12-31"},
    r"ubuntu": {
        "12.04": "2017-04-28",
        "14.04": "2019-04-25",
        "16.04": "2021-04-30",
        "18.04": "2023-05-31",
        "20.04": "2025-05-31",
    },
    r"(?:java|jdk|jre|j2se)": {
        "1.4": "2013-02-28",
        "1.5": "2015-05-31",
        "5": "2015-05-31",
        "1.6": "2018-12-31",
        "6": "2018-12-31",
        "1.7": "2022-07-31",
        "7": "2022-07-31",
    },
    r"(?:\.net|dotnet)(?: core)?": {
        "1": "2019-06-27",
        "2": "2021-08-21",
        "3": "2022-12-13",
        "5": "2022-05-10",
        "6": "2024-11-12",
        "7": "2024-05-14",
    },
    r"php": {
        "5": "2018-12-31",
        "7": "2022-11-28",
        "8.0": "2023-11-26",
        "8.1": "2025-12-31",
    },
    r"python": {
        "2": "2020-01-01",
        "3.5": "2020-09-30",
        "3.6": "2021-12-23",
        "3.7": "2023-06-27",
        "3.8": "2024-10-07",
        "3.9": "2025-10-31",
    },
    r"node(?:\.?js)?": {
        "8": "2019-12-31",
        "10": "2021-04-30",
        "12": "2022-04-30",
        "14": "2023-04-30",
        "16": "2023-09-11",
        "18": "2025-04-30",
    },
    r"(?:apache )?tomcat": {
        "5": "2012-09-30",
        "6": "2016-12-31",
        "7": "2021-03-31",
        "8": "2024-03-31",
    },
    r"angular\.?js": {"1": "2021-12-31"},
    r"drupal": {"6": "2016-02-24", "7": "2025-01-05", "8": "2021-11-02", "9": "2023-11-01"},
    r"internet explorer": {"8": "2016-01-12", "11": "2022-06-15"},
}

_NAMED = re.compile(
    r"(?<![\w.])(?:"
    + "|".join(f"(?P<p{place}>{product})" for place, product in enumerate(_SUPPORT_ENDED))
    + r")[ _/-]*(?:version |release |v)?(?P<version>\d+(?:\.\d+)*[a-z]?|xp)(?![\w])",
    re.IGNORECASE,
)
_VERSIONS = tuple(_SUPPORT_ENDED.values())


def support_ended(technology: str) -> date | None:
    """The last day of support of the version that ``technology`` names, where the list holds it.

    The longest listed prefix of the version counts: ``PostgreSQL 9.6.3`` is read as 9.
    """
    named = _NAMED.search(technology)
    if named is None:
        return None
    versions = _VERSIONS[_product(named)]
    version = named["version"].lower()
    for prefix in _prefixes(version):
        if prefix in versions:
            return last_day(versions[prefix])
    return None


def _product(named: re.Match[str]) -> int:
    return next(place for place in range(len(_VERSIONS)) if named[f"p{place}"] is not None)


def _prefixes(version: str) -> tuple[str, ...]:
    numbers = version.split(".")
    return tuple(".".join(numbers[:count]) for count in range(len(numbers), 0, -1))
