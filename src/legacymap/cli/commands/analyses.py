"""``exposure``, ``structure``, ``integration`` and their like: one analysis each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import typer

from legacymap.cli.console import show, write_bytes
from legacymap.cli.inputs import read_files, read_settings
from legacymap.cli.options import AsJson, Files, Level, LevelOption, PolicyFile
from legacymap.cli.outcome import end

if TYPE_CHECKING:
    from legacymap.analysis.estate import Estate
    from legacymap.analysis.quality import Quality
    from legacymap.report.model import Section

Result = TypeVar("Result")


def exposure(
    files: Files,
    policy: PolicyFile = None,
    level: LevelOption = Level.top,
    as_json: AsJson = False,
) -> None:
    """Which services stand on legacy systems, by which way, and what share of all that is.

    Example: legacymap exposure inventory.json --level as_given
    """
    from legacymap.analysis.exposure.exposure import exposure as analyse
    from legacymap.report.assessments.exposures import exposure_sections

    _answer(files, policy, lambda estate: analyse(estate, level.value), exposure_sections, as_json)


def fragmentation(files: Files, policy: PolicyFile = None, as_json: AsJson = False) -> None:
    """Which data is held in how many systems, who masters it, which systems do the same.

    Example: legacymap fragmentation systems.csv data_entities.csv holdings.csv
    """
    from legacymap.analysis.fragmentation.fragmentation import fragmentation as analyse
    from legacymap.report.assessments.fragmentations import fragmentation_sections

    _answer(files, policy, analyse, fragmentation_sections, as_json)


def structure(files: Files, policy: PolicyFile = None, as_json: AsJson = False) -> None:
    """How far a change spreads: core, circles and their cheapest cut, single points of failure.

    Example: legacymap structure inventory.json --json
    """
    from legacymap.analysis.structure.structure import structure as analyse
    from legacymap.report.assessments.structures import structure_sections

    _answer(files, policy, analyse, structure_sections, as_json)


def integration(files: Files, policy: PolicyFile = None, as_json: AsJson = False) -> None:
    """How systems are tied together: shared stores, meshes, batches in a row, chatty pairs.

    Example: legacymap integration inventory.json
    """
    from legacymap.analysis.integration.integration import integration as analyse
    from legacymap.report.assessments.integrations import integration_sections

    _answer(files, policy, analyse, integration_sections, as_json)


def quality(
    files: Files,
    stale_after: Annotated[
        int,
        typer.Option(
            "--stale-after",
            min=0,
            metavar="DAYS",
            help="Dependencies last seen so many days before the inventory's date are stale.",
        ),
    ] = 90,
    policy: PolicyFile = None,
    as_json: AsJson = False,
) -> None:
    """What the inventory does not say, and which missing fact matters most.

    Example: legacymap quality inventory.json
    """
    from legacymap.analysis.quality.quality import quality as analyse
    from legacymap.report.assessments.qualities import quality_sections

    def analysed(estate: Estate) -> Quality:
        return analyse(estate, stale_after)

    _answer(files, policy, analysed, quality_sections, as_json)


def impact(
    files: Files,
    system: Annotated[
        str, typer.Argument(metavar="SYSTEM", help="The id of a system, or its name.")
    ],
    direction: Annotated[
        Literal["consumers", "providers"] | None,
        typer.Option("--direction", help="Only who uses it, or only what it uses."),
    ] = None,
    depth: Annotated[
        int | None,
        typer.Option("--depth", min=1, metavar="N", help="No further than so many steps."),
    ] = None,
    policy: PolicyFile = None,
    as_json: AsJson = False,
) -> None:
    """What stops working when one system does, and what it needs itself.

    Example: legacymap impact inventory.json nomis --direction consumers
    """
    from legacymap.analysis.impact import impact as analyse
    from legacymap.report.assessments.impacts import impact_sections

    _answer(
        files,
        policy,
        lambda estate: analyse(estate, system, depth=depth, direction=direction),
        impact_sections,
        as_json,
    )


def _answer(
    files: Sequence[Path],
    policy: Path | None,
    analyse: Callable[[Estate], Result],
    sections: Callable[[Result, Mapping[str, str]], Iterable[Section]],
    as_json: bool,
) -> None:
    """Read, analyse, and print the result for people or for programs."""
    from legacymap.assessment import estate_of
    from legacymap.inventory import to_json

    imported = read_files(files)
    result = analyse(estate_of(imported.inventory, read_settings(policy)))
    if as_json:
        write_bytes(to_json(result))
    else:
        names = dict(imported.inventory.systems.select("id", "name").iter_rows())
        show(sections(result, names))
    end(imported.findings)
