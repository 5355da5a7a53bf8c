"""``exposure``, ``structure``, ``integration`` and their like: one analysis each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import typer

from legacymap.cli.console import show, write_bytes
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
    CutCost,
    Files,
    Level,
    LevelOption,
    MeshDensity,
    MeshSystems,
    Owner,
    PolicyFile,
    ServiceLine,
    StaleAfter,
    StoreSystems,
    Tag,
)
from legacymap.cli.outcome import end

if TYPE_CHECKING:
    from legacymap.analysis.estate import Estate
    from legacymap.analysis.scope import Part
    from legacymap.report.model import Section

Result = TypeVar("Result")


def exposure(
    files: Files,
    policy: PolicyFile = None,
    level: LevelOption = Level.top,
    owner: Owner = None,
    service_line: ServiceLine = None,
    tag: Tag = None,
    as_json: AsJson = False,
) -> None:
    """Which services stand on legacy systems, by which way, and what share of all that is.

    Example: legacymap exposure inventory.json --level as_given
    """
    from legacymap.analysis.exposure.exposure import exposure as analyse
    from legacymap.report.assessments.exposures import exposure_sections

    _answer(
        files,
        policy,
        lambda estate, part: analyse(estate, level.value, part),
        exposure_sections,
        as_json,
        Asked(owner, service_line, tag),
    )


def fragmentation(
    files: Files,
    policy: PolicyFile = None,
    owner: Owner = None,
    service_line: ServiceLine = None,
    tag: Tag = None,
    as_json: AsJson = False,
) -> None:
    """Which data is held in how many systems, who masters it, which systems do the same.

    Example: legacymap fragmentation systems.csv data_entities.csv holdings.csv
    """
    from legacymap.analysis.fragmentation.fragmentation import fragmentation as analyse
    from legacymap.report.assessments.fragmentations import fragmentation_sections

    _answer(
        files,
        policy,
        analyse,
        fragmentation_sections,
        as_json,
        Asked(owner, service_line, tag),
    )


def structure(
    files: Files,
    cut_cost: CutCost = None,
    policy: PolicyFile = None,
    owner: Owner = None,
    service_line: ServiceLine = None,
    tag: Tag = None,
    as_json: AsJson = False,
) -> None:
    """How far a change spreads: core, circles and their cheapest cut, single points of failure.

    Example: legacymap structure inventory.json --cut-cost orders,stock,9 --json
    """
    from legacymap.analysis.structure.cut_costs import cut_costs
    from legacymap.analysis.structure.structure import structure as analyse
    from legacymap.report.assessments.structures import structure_sections

    _answer(
        files,
        policy,
        lambda estate, part: analyse(estate, prices=cut_costs(estate, cut_cost or ()), part=part),
        structure_sections,
        as_json,
        Asked(owner, service_line, tag),
    )


def integration(
    files: Files,
    stale_after: StaleAfter = STALE_AFTER_DAYS,
    store_systems: StoreSystems = STORE_SYSTEMS,
    mesh_systems: MeshSystems = MESH_SYSTEMS,
    mesh_density: MeshDensity = MESH_DENSITY,
    batch_hops: BatchHops = BATCH_HOPS,
    chatty_factor: ChattyFactor = CHATTY_FACTOR,
    chatty_pairs: ChattyPairs = CHATTY_PAIRS,
    policy: PolicyFile = None,
    owner: Owner = None,
    service_line: ServiceLine = None,
    tag: Tag = None,
    as_json: AsJson = False,
) -> None:
    """How systems are tied together: shared stores, meshes, batches in a row, chatty pairs.

    Example: legacymap integration inventory.json --mesh-systems 5
    """
    from legacymap.analysis.integration.integration import integration as analyse
    from legacymap.analysis.integration.thresholds import Thresholds, share
    from legacymap.report.assessments.integrations import integration_sections

    thresholds = Thresholds(
        store_systems=store_systems,
        mesh_systems=mesh_systems,
        mesh_density=share(mesh_density),
        batch_hops=batch_hops,
        chatty_factor=chatty_factor,
        chatty_pairs=chatty_pairs,
    )
    _answer(
        files,
        policy,
        lambda estate, part: analyse(estate, thresholds, stale_after_days=stale_after, part=part),
        integration_sections,
        as_json,
        Asked(owner, service_line, tag),
    )


def quality(
    files: Files,
    stale_after: StaleAfter = STALE_AFTER_DAYS,
    policy: PolicyFile = None,
    owner: Owner = None,
    service_line: ServiceLine = None,
    tag: Tag = None,
    as_json: AsJson = False,
) -> None:
    """What the inventory does not say, and which missing fact matters most.

    Example: legacymap quality inventory.json
    """
    from legacymap.analysis.quality.quality import quality as analyse
    from legacymap.report.assessments.qualities import cannot_say_section, quality_sections

    _answer(
        files,
        policy,
        lambda estate, part: analyse(estate, stale_after, part),
        lambda found, names: (*quality_sections(found, names), cannot_say_section(found)),
        as_json,
        Asked(owner, service_line, tag),
    )


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
    level: LevelOption = Level.top,
    policy: PolicyFile = None,
    owner: Owner = None,
    service_line: ServiceLine = None,
    tag: Tag = None,
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
        lambda estate, part: analyse(
            estate, system, depth=depth, direction=direction, level=level.value, part=part
        ),
        impact_sections,
        as_json,
        Asked(owner, service_line, tag),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the estate is asked about; nothing of it is the whole."""

    owner: str | None = None
    service_line: str | None = None
    tag: str | None = None


def _answer(
    files: Sequence[Path],
    policy: Path | None,
    analyse: Callable[[Estate, Part | None], Result],
    sections: Callable[[Result, Mapping[str, str]], Iterable[Section]],
    as_json: bool,
    asked: Asked,
) -> None:
    """Read, analyse, and print the result for people or for programs."""
    from legacymap.analysis.scope import part_of
    from legacymap.assessment import estate_of
    from legacymap.inventory import to_json
    from legacymap.report.assessments.scopes import scope_sections

    imported = read_files(files)
    estate = estate_of(imported.inventory, read_settings(policy))
    part = part_of(estate, owner=asked.owner, service_line=asked.service_line, tag=asked.tag)
    result = analyse(estate, part)
    if as_json:
        write_bytes(to_json(result))
    else:
        names = dict(imported.inventory.systems.select("id", "name").iter_rows())
        show((*scope_sections(part.scope if part else None), *sections(result, names)))
    end(imported.findings)
