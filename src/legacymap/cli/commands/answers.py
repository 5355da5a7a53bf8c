"""``why``, ``uncertainty``, ``compare``: what finished plans say when they are asked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from legacymap.cli.console import show, write_bytes
from legacymap.cli.inputs import content_of, read_files, read_settings
from legacymap.cli.options import AsJson, Files, PolicyFile
from legacymap.cli.outcome import end

_FEWEST: Final = 2

AnyPlan = Annotated[
    Path,
    typer.Argument(
        metavar="PLAN", help="A plan from anywhere: plan.json, or any form that `check` reads."
    ),
]


def why(
    files: Files,
    plan: AnyPlan,
    system: Annotated[str, typer.Argument(metavar="SYSTEM", help="Its id, or a name of its own.")],
    policy: PolicyFile = None,
    as_json: AsJson = False,
) -> None:
    """Say why a system goes live in its wave, and what would bring it forward.

    Example: legacymap why inventory.json plan.json nomis --policy policy.toml

    The policy must be the one that the plan was made with.
    """
    from legacymap.assessment import estate_of
    from legacymap.inventory import to_json
    from legacymap.planning import why as asked
    from legacymap.report.whys import why_sections

    imported = read_files(files)
    settings = read_settings(policy)
    told = asked(estate_of(imported.inventory, settings), settings, _order(plan), system=system)
    if as_json:
        write_bytes(to_json(told))
    else:
        show(why_sections(told))
    end(imported.findings)


def uncertainty(
    files: Files,
    plan: AnyPlan,
    policy: PolicyFile = None,
    as_json: AsJson = False,
) -> None:
    """Say how sure the dates of a plan are, where works take longer than estimated.

    Example: legacymap uncertainty inventory.json plan.json --policy policy.toml

    The policy must be the one that the plan was made with.
    """
    from legacymap.assessment import estate_of
    from legacymap.inventory import to_json
    from legacymap.planning import uncertainty as asked
    from legacymap.report.finding_tables import findings_section
    from legacymap.report.plans.certainty import certainty_section

    imported = read_files(files)
    settings = read_settings(policy)
    told = asked(estate_of(imported.inventory, settings), settings, _order(plan))
    if as_json:
        write_bytes(to_json(told))
    else:
        noticed = findings_section(told.findings, id="plan-findings", title="Of the plan")
        show((certainty_section(told), *((noticed,) if told.findings else ())))
    end((*imported.findings, *told.findings), told=bool(told.findings))


def compare(
    plans: Annotated[
        list[Path],
        typer.Argument(metavar="PLAN PLAN...", help="Two or more plan.json, as written here."),
    ],
    as_json: AsJson = False,
) -> None:
    """Set plans side by side: cost, end, risk, interim interfaces, who moved and why.

    Example: legacymap compare plan.json other.json

    The first plan is what the others are measured by.
    """
    from legacymap.inventory import to_json
    from legacymap.planning import compare as compared
    from legacymap.report.comparisons import comparison_sections
    from legacymap.report.stored import stored_plan

    if len(plans) < _FEWEST:
        raise typer.BadParameter("name two plans or more")
    found = compared([(str(file), stored_plan(content_of(file), file=file.name)) for file in plans])
    if as_json:
        write_bytes(to_json(found))
    else:
        show(comparison_sections(found))


def _order(file: Path) -> object:
    """The plan in ``file``: one of ours as such, else in the form that it holds."""
    from legacymap.ingest.given_plans.plans import read_plan_file
    from legacymap.planning.outcome import FORMAT
    from legacymap.report.stored import stored_plan

    content = content_of(file)
    found = read_plan_file(file.name, content)
    if isinstance(found, dict) and found.get("format") == FORMAT:
        return stored_plan(content, file=file.name)
    return found
