"""``rows``: the whole of a list of which an analysis prints the count and the first hundred."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
    Files,
    Level,
    LevelOption,
    MeshDensity,
    MeshSystems,
    Out,
    Owner,
    PolicyFile,
    ServiceLine,
    StaleAfter,
    StoreSystems,
    Tag,
)
from legacymap.cli.outcome import end

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legacymap.analysis.excerpt import Excerpt


List = Annotated[
    str,
    typer.Argument(
        metavar="LIST", help="Its place in the answer, such as structure.cycles.systems."
    ),
]
Of = Annotated[
    list[str] | None,
    typer.Option(
        "--of",
        metavar="ID",
        help="What names the row that the list belongs to; for some lists twice.",
        show_default=False,
    ),
]
Limit = Annotated[
    int | None,
    typer.Option(
        "--limit", min=1, metavar="N", help="Most rows; all without it.", show_default=False
    ),
]
Cursor = Annotated[
    int, typer.Option("--cursor", min=0, metavar="N", help="`next` of the rows before.")
]
Earlier = Annotated[
    Path | None,
    typer.Option(
        "--from",
        metavar="OLD",
        help="The earlier inventory, for lists of a difference: one file.",
        show_default=False,
    ),
]
Depth = Annotated[
    int | None,
    typer.Option("--depth", min=1, metavar="N", help="As of `impact`.", show_default=False),
]
HighFrom = Annotated[
    int, typer.Option("--high-from", min=1, max=5, metavar="N", help="As of `risk`.")
]


def rows(
    files: Files,
    list_: List,
    of: Of = None,
    limit: Limit = None,
    cursor: Cursor = 0,
    earlier: Earlier = None,
    level: LevelOption = Level.top,
    depth: Depth = None,
    high_from: HighFrom = 3,
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
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """The whole of a list that an answer cuts short after a hundred rows.

    Example: legacymap rows inventory.json exposure.legacy.services --of nomis --out services.csv

    A list is called by its place in the answer; docs/reference/lists.md tells which there are.
    `--out` writes CSV, or JSON where its name ends with .json.
    """
    from legacymap.analysis.integration.thresholds import Thresholds, share
    from legacymap.analysis.long_lists import Wanted, stretch
    from legacymap.analysis.scope import part_of
    from legacymap.assessment import estate_of
    from legacymap.assessment.freezing import frozen_systems

    imported, settings = read_files(files), read_settings(policy)
    estate = estate_of(imported.inventory, settings)
    before = read_files([earlier]) if earlier else None
    wanted = Wanted(
        estate=estate,
        of=tuple(of or ()),
        shown=slice(cursor, None if limit is None else cursor + limit),
        level=level.value,
        part=part_of(estate, owner=owner, service_line=service_line, tag=tag),
        stale_after_days=stale_after,
        thresholds=Thresholds(
            store_systems=store_systems,
            mesh_systems=mesh_systems,
            mesh_density=share(mesh_density),
            batch_hops=batch_hops,
            chatty_factor=chatty_factor,
            chatty_pairs=chatty_pairs,
        ),
        high_from=high_from,
        frozen=frozen_systems(imported.inventory, settings),
        depth=depth,
        before=estate_of(before.inventory, settings) if before else None,
    )
    _told(list_, stretch(list_, wanted), cursor, out, as_json=as_json)
    end([*imported.findings, *(before.findings if before else ())])


def _told(
    name: str, found: Excerpt[object], cursor: int, out: Path | None, *, as_json: bool
) -> None:
    from legacymap.report.long_rows import rows_csv, rows_section

    if out:
        page = out.suffix.lower() == ".json"
        write_file(out, _page(found.first, found.count, cursor) if page else rows_csv(found.first))
        tell(f"{len(found.first):,} of {found.count:,} rows of {name} are in {out}")
    if as_json:
        write_bytes(_page(found.first, found.count, cursor))
    elif not out:
        show([rows_section(name, found.first, found.count)])


def _page(items: Sequence[object], total: int, cursor: int) -> bytes:
    """A page as the API gives it; `next` is what `--cursor` takes."""
    from legacymap.inventory import to_json

    seen = cursor + len(items)
    following = str(seen) if items and seen < total else None
    return to_json({"items": items, "next": following, "total": total})
