"""A report as one HTML file: no script, nothing fetched, readable by people and screen readers."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import Final

import jinja2
import markupsafe

from legacymap.report.legible import CODE, legible, shortened
from legacymap.report.model import Report
from legacymap.report.wording import grouped, shown

_TEMPLATES: Final = "legacymap.report"
# What fits above a bar on a screen of 320 px.
_LABEL: Final = 40
# As many wave numbers as stay apart at that width.
_MOST_TICKS: Final = 12


def to_html(report: Report) -> bytes:
    """``report`` as UTF-8 HTML with its own style and pictures.

    It carries a content security policy that forbids scripts and requests; whoever serves it can
    send the same as a header, see :func:`content_security_policy`.
    """
    page = _environment().get_template("report.html.j2")
    return page.render(report=report, policy=content_security_policy()).encode()


@cache
def content_security_policy() -> str:
    """The policy under which the page shows in full: its one style by digest, nothing else."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def _style() -> str:
    return resources.files(_TEMPLATES).joinpath("templates/report.css").read_text("utf-8")


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_legible,
    )
    environment.filters["shown"] = shown
    environment.filters["grouped"] = grouped
    environment.filters["coded"] = _coded
    environment.filters["label"] = lambda text: shortened(text, _LABEL)
    environment.globals["tick_step"] = _tick_step
    return environment


def _coded(text: str) -> markupsafe.Markup:
    """``text`` with what stands between backticks as code."""
    escaped = str(markupsafe.escape(legible(text)))
    return markupsafe.Markup(CODE.sub(r"<code>\1</code>", escaped))  # noqa: S704 - escaped


def _legible(value: object) -> object:
    return legible(value) if type(value) is str else value


def _tick_step(waves: int) -> int:
    return -(-waves // _MOST_TICKS)
