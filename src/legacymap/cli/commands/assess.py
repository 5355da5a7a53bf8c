"""``assess``: the main job, from files to findings, an order and the reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from legacymap.cli.commands.plans import search_effort
from legacymap.cli.console import show, tell, write_bytes, write_file
from legacymap.cli.inputs import read_files, read_settings
from legacymap.cli.options import (
    BATCH_HOPS,
    CHATTY_FACTOR,
    CHATTY_PAIRS,
    MESH_DENSITY,
    MESH_SYSTEMS,
    STALE_AFTER_DAYS,
    STORE_SYSTEMS,
    AsJson,
    BatchHops,
    ChattyFactor,
    ChattyPairs,
    EffortOption,
    Files,
    MeshDensity,
    MeshSystems,
    PolicyFile,
    Seconds,
    Seed,
    StaleAfter,
    StoreSystems,
)
from legacymap.cli.outcome import end, good
from legacymap.cli.progress import progress_bar, stoppable

if TYPE_CHECKING:
    from legacymap.assessment import Assessment

_ON_SCREEN: Final = frozenset(
    {"files", "suggested-legacy", "order", "import-findings-list", "plan-findings-list"}
)


def assess(
    files: Files,
    policy: PolicyFile = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help="Write assessment.json, plan.json, report.md, report.html and plan.csv there.",
            show_default=False,
        ),
    ] = None,
    effort: EffortOption = None,
    seconds: Seconds = None,
    seed: Seed = None,
    stale_after: StaleAfter = STALE_AFTER_DAYS,
    store_systems: StoreSystems = STORE_SYSTEMS,
    mesh_systems: MeshSystems = MESH_SYSTEMS,
    mesh_density: MeshDensity = MESH_DENSITY,
    batch_hops: BatchHops = BATCH_HOPS,
    chatty_factor: ChattyFactor = CHATTY_FACTOR,
    chatty_pairs: ChattyPairs = CHATTY_PAIRS,
    as_json: AsJson = False,
) -> None:
    """Read an estate, find what is wrong with it, and compute the order to replace it in.

    Example: legacymap assess model.json costs.csv --policy policy.toml --out report

    Ends with 1 if rows were rejected or no order keeps the constraints, with 2 if the files
    cannot be used.
    """
    from legacymap.analysis.integration import Thresholds
    from legacymap.analysis.integration.thresholds import share
    from legacymap.assessment import assess as assessed
    from legacymap.inventory import to_json
    from legacymap.report import assessment_sections

    thresholds = Thresholds(
        store_systems=store_systems,
        mesh_systems=mesh_systems,
        mesh_density=share(mesh_density),
        batch_hops=batch_hops,
        chatty_factor=chatty_factor,
        chatty_pairs=chatty_pairs,
    )
    imported = read_files(files)
    settings = read_settings(policy)
    chosen = search_effort(effort, seconds) or "quick"
    with stoppable(seconds) as stop, progress_bar("Analysing") as progress:
        assessment = assessed(
            imported,
            settings,
            effort=chosen,
            seed=seed,
            stale_after_days=stale_after,
            thresholds=thresholds,
            stop=stop,
            progress=progress,
        )
    if out:
        _write(assessment, out)
    if as_json:
        write_bytes(to_json(assessment))
    else:
        show(assessment_sections(assessment), tables=_ON_SCREEN)
    if out:
        tell(f"The reports are in {out}: open {out / 'report.html'}")
    elif not as_json:
        tell("`--out DIR` writes the whole report, with every table")
    end(assessment.findings, told=True, good=good(assessment.plan.status))


def _write(assessment: Assessment, folder: Path) -> None:
    """The assessment, its plan and the reports, each in the format its name says."""
    from legacymap.inventory import to_json
    from legacymap.report import RENDERERS, assessment_report

    report = assessment_report(assessment)
    folder.mkdir(parents=True, exist_ok=True)
    write_file(folder / "assessment.json", to_json(assessment))
    write_file(folder / "plan.json", to_json(assessment.plan))
    write_file(folder / "plan.csv", RENDERERS["csv"](report))
    write_file(folder / "report.md", RENDERERS["md"](report))
    write_file(folder / "report.html", RENDERERS["html"](report))
