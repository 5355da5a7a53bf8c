"""``plan``, ``check`` and ``solve``: make an order, judge any order, solve a bare model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from legacymap import __version__
from legacymap.cli.console import show, tell, write_bytes, write_file
from legacymap.cli.inputs import (
    STANDARD_INPUT,
    content_of,
    json_in,
    read_files,
    read_json,
    read_previous,
    read_settings,
)
from legacymap.cli.options import (
    AsJson,
    Effort,
    EffortOption,
    Files,
    Out,
    PolicyFile,
    PreviousPlan,
    Seconds,
    Seed,
)
from legacymap.cli.outcome import end, good
from legacymap.cli.progress import progress_bar, stoppable
from legacymap.errors import Finding

if TYPE_CHECKING:
    from legacymap.planning.model.model import PlanningModel
    from legacymap.planning.search.search import Effort as SearchEffort


def plan(
    files: Files,
    policy: PolicyFile = None,
    previous: PreviousPlan = None,
    effort: EffortOption = None,
    seconds: Seconds = None,
    seed: Seed = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Compute the order in which to replace what is legacy, with a reason for every system.

    Example: legacymap plan inventory.json --policy policy.toml --out plan.json

    With --previous the plan goes on from an earlier one: what is past stays, a change of wave has a
    price (`replan` in the policy), and the answer tells who moved and what that saves.
    """
    from legacymap.assessment import estate_of
    from legacymap.inventory import to_json
    from legacymap.planning import plan as planned
    from legacymap.report import plan_sections

    imported = read_files(files)
    settings = read_settings(policy)
    estate = estate_of(imported.inventory, settings)
    earlier = read_previous(previous, estate, settings)
    with stoppable(seconds) as stop, progress_bar("Planning") as progress:
        found = planned(
            estate,
            settings,
            version=__version__,
            effort=search_effort(effort, seconds),
            seed=seed,
            stop=stop,
            progress=progress,
            previous=earlier,
        )
    document = to_json(found)
    if out:
        write_file(out, document)
    if as_json:
        write_bytes(document)
    else:
        show(plan_sections(found))
    if out:
        tell(f"The plan is in {out}; `legacymap report {out} --format html --out plan.html`")
    end(imported.findings, good=good(found.status))


def check(
    files: Files,
    plan: Annotated[
        Path,
        typer.Argument(
            metavar="PLAN",
            help="A plan from anywhere: plan.json, plan.csv, {system: wave}, a table with a column"
            " system and a column wave or date, migration waves of Konveyor (JSON, YAML, CSV),"
            " issues of Jira (CSV). Null, or a blank wave, is after the horizon.",
        ),
    ],
    policy: PolicyFile = None,
    as_json: AsJson = False,
) -> None:
    """Judge any plan: which constraints it breaks and what it costs.

    Example: legacymap check inventory.json plan.json --policy policy.toml

    A bare planning model or a PSPLIB project (.sm) may stand in place of an inventory. Ends with 1
    if the plan breaks a constraint, or rows of it could not be used.
    """
    from legacymap.assessment import estate_of
    from legacymap.ingest.given_plans.plans import read_plan_file
    from legacymap.inventory import to_json
    from legacymap.planning import check_plan
    from legacymap.report.checks import check_sections

    model = _bare_model(files)
    if model is not None:
        _check_model(model, plan, as_json)
        return

    imported = read_files(files)
    settings = read_settings(policy)
    estate = estate_of(imported.inventory, settings)
    judged = check_plan(estate, settings, read_plan_file(plan.name, content_of(plan)))
    if as_json:
        write_bytes(to_json(judged))
    else:
        show(check_sections(judged))
    unused = any(_is_error_in(finding, plan.name) for finding in judged.findings)
    end(imported.findings, good=judged.feasible and not unused)


def _is_error_in(finding: Finding, file: str) -> bool:
    return finding.severity == "error" and finding.where is not None and finding.where.file == file


def solve(
    model: Annotated[
        Path,
        typer.Argument(
            metavar="MODEL", help="A bare model, legacymap-plan-instance/1, or a PSPLIB project."
        ),
    ],
    effort: EffortOption = None,
    seconds: Seconds = None,
    seed: Seed = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Solve a bare planning model: integers in, a wave for every system out.

    Example: legacymap solve model.json --seconds 30 --out solution.json
    """
    from legacymap.inventory import to_json
    from legacymap.planning import solve as solved
    from legacymap.report.checks import solution_sections

    problem = _model_in(model)
    with stoppable(seconds) as stop, progress_bar("Planning") as progress:
        solution = solved(
            problem,
            effort=search_effort(effort, seconds) or "standard",
            seed=1 if seed is None else seed,
            stop=stop,
            progress=progress,
        )
    document = to_json(solution.to_document(version=__version__))
    if out:
        write_file(out, document)
    if as_json:
        write_bytes(document)
    else:
        show(solution_sections(solution))
    if out:
        tell(f"The solution is in {out}")
    end((), good=good(solution.status))


def search_effort(effort: Effort | None, seconds: float | None) -> SearchEffort | None:
    """How long to search: as asked; without that, as long as the clock allows, if there is one."""
    if effort is not None:
        return effort.value
    return "endless" if seconds is not None else None


def _model_in(file: Path) -> PlanningModel:
    """The planning model in ``file``, whichever format it is written in."""
    from legacymap.ingest.psplib import is_psplib, read_psplib
    from legacymap.planning.model.document import from_document

    content = content_of(file)
    if is_psplib(content):
        return read_psplib(file.name, content)
    return from_document(json_in(file, content))


def _bare_model(files: Sequence[Path]) -> PlanningModel | None:
    """The planning model, where the one file given is such a model and no inventory."""
    from legacymap.ingest.psplib import is_psplib, read_psplib
    from legacymap.planning.model.document import from_document
    from legacymap.planning.model.model import FORMAT

    if len(files) != 1 or str(files[0]) == STANDARD_INPUT:
        return None
    content = content_of(files[0])
    if is_psplib(content):
        return read_psplib(files[0].name, content)
    if content.lstrip()[:1] != b"{":
        return None
    document = json_in(files[0], content)
    is_model = isinstance(document, dict) and document.get("format") == FORMAT
    return from_document(document) if is_model else None


def _check_model(model: PlanningModel, plan: Path, as_json: bool) -> None:
    from legacymap.inventory import to_json
    from legacymap.planning.model.placement import read_plan
    from legacymap.planning.model.score import score
    from legacymap.report.checks import score_document, score_sections

    judged = score(model, read_plan(read_json(plan)))
    if as_json:
        write_bytes(to_json(score_document(judged)))
    else:
        show(score_sections(judged))
    end((), good=judged.feasible)
