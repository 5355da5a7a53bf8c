"""``scenario``: what if something were different, planned and compared with how things are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from legacymap import __version__
from legacymap.cli.commands.plans import search_effort
from legacymap.cli.console import show, tell, write_bytes, write_file
from legacymap.cli.inputs import content_of, read_files, read_settings
from legacymap.cli.options import (
    AsJson,
    EffortOption,
    Files,
    PolicyFile,
    Seconds,
    Seed,
    in_a_folder,
)
from legacymap.cli.outcome import end, good
from legacymap.cli.progress import progress_bar, stoppable

if TYPE_CHECKING:
    from legacymap.planning import Comparison, Plan

_BASE = "as things are"


Patches = Annotated[
    list[Path],
    typer.Option(
        "--patch",
        metavar="FILE",
        help="What is different (JSON, TOML or YAML); give several to compare them all.",
    ),
]
BasePlan = Annotated[
    Path | None,
    typer.Option(
        "--plan",
        metavar="FILE",
        help="The plan.json without the scenarios; without it that is computed first.",
        show_default=False,
    ),
]
OutFolder = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FOLDER",
        help="Write every plan, comparison.json and comparison.md into this folder.",
        callback=in_a_folder,
        show_default=False,
    ),
]


def scenario(
    files: Files,
    patches: Patches,
    policy: PolicyFile = None,
    plan: BasePlan = None,
    effort: EffortOption = None,
    seconds: Seconds = None,
    seed: Seed = None,
    out: OutFolder = None,
    as_json: AsJson = False,
) -> None:
    """Plan what would be best if something were different, and say what that changes.

    Example: legacymap scenario inventory.json --patch more-hands.json --policy policy.toml

    A patch may retire systems, keep some, add and remove dependencies, set attributes and change
    the policy. Each scenario is planned from the base plan on; all are compared with it. --seconds
    holds for each plan.
    """
    from legacymap.assessment import estate_of, plan_scenario
    from legacymap.assessment import scenario as what_if
    from legacymap.ingest.settings.scenarios import read_patch
    from legacymap.planning import compare
    from legacymap.planning import plan as planned
    from legacymap.report.stored import stored_plan

    imported = read_files(files)
    settings = read_settings(policy)
    read = [read_patch(file.name, content_of(file)) for file in patches]
    scenarios = [what_if(imported.inventory, settings, patch) for patch in read]
    asked = search_effort(effort, seconds)
    if plan is not None:
        base = stored_plan(content_of(plan), file=plan.name)
    else:
        with stoppable(seconds) as stop, progress_bar("Planning") as progress:
            base = planned(
                estate_of(imported.inventory, settings),
                settings,
                version=__version__,
                effort=asked,
                seed=seed,
                stop=stop,
                progress=progress,
            )
    found = [(_BASE if plan is None else plan.name, base)]
    for file, patch, one in zip(patches, read, scenarios, strict=True):
        label = patch.name or file.stem
        with stoppable(seconds) as stop, progress_bar(label) as progress:
            of_scenario = plan_scenario(
                one, base=base, effort=asked, seed=seed, stop=stop, progress=progress
            )
        found.append((label, of_scenario))
    _answer(found, compare(found), out, as_json)
    end(imported.findings, good=all(good(each.status) for _, each in found))


def _answer(
    found: Sequence[tuple[str, Plan]], comparison: Comparison, out: Path | None, as_json: bool
) -> None:
    from legacymap.inventory import to_json
    from legacymap.report import render
    from legacymap.report.comparisons import comparison_report, comparison_sections

    if out is not None:
        out.mkdir(exist_ok=True)
        for name, (_, each) in zip(_names([label for label, _ in found]), found, strict=True):
            write_file(out / f"{name}.json", to_json(each))
        write_file(out / "comparison.json", to_json(comparison))
        write_file(out / "comparison.md", render(comparison_report(comparison), "md"))
    if as_json:
        write_bytes(to_json(comparison))
    else:
        show(comparison_sections(comparison))
    if out is not None:
        tell(f"The plans and their comparison are in {out}")


def _names(labels: Sequence[str]) -> list[str]:
    """A file name for each label, each of its own; none is that of the comparison."""
    names: list[str] = []
    for label in labels:
        word = re.sub(r"[^a-z0-9]+", "-", label.removesuffix(".json").lower()).strip("-")
        name = base = word if word and word != "comparison" else "plan"
        number = 2
        while name in names:
            name, number = f"{base}-{number}", number + 1
        names.append(name)
    return names
