"""The arguments and options that several commands share, each declared once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer


def in_a_folder(file: Path | None) -> Path | None:
    """``file``, whose folder exists: found out before the work and not after it.

    Raises:
        BadParameter: there is no such folder.
    """
    if file is not None and not file.parent.is_dir():
        raise typer.BadParameter(f"there is no folder {file.parent}")
    return file


class Level(StrEnum):
    """Whole systems, or their parts as the inventory gives them."""

    top = "top"
    as_given = "as_given"


class Effort(StrEnum):
    """How long a search looks, counted in steps and not in seconds."""

    quick = "quick"
    standard = "standard"
    thorough = "thorough"


Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE",
        help="Inventory files, one or several that make one inventory together: tables,"
        " architecture models, CMDB exports, a folder or a ZIP of them; the format is told by the"
        " content."
        " A file of decisions on matches, or a mapping file, is handed over among them."
        " `-` reads standard input.",
        show_default=False,
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON document, the same as the API's.")
]
PolicyFile = Annotated[
    Path | None,
    typer.Option(
        "--policy",
        metavar="FILE",
        help="Settings of the plan (TOML, YAML or JSON); every setting has a default.",
        show_default=False,
    ),
]
PreviousPlan = Annotated[
    Path | None,
    typer.Option(
        "--previous",
        metavar="FILE",
        help="The plan so far, to go on from: plan.json, or any form that `check` reads.",
        show_default=False,
    ),
]
LevelOption = Annotated[
    Level, typer.Option("--level", help="List whole systems, or their parts as given.")
]
Owner = Annotated[
    str | None,
    typer.Option(
        "--owner",
        metavar="OWNER",
        help="Only the systems of this owner (id or name) and of those under it.",
        show_default=False,
    ),
]
ServiceLine = Annotated[
    str | None,
    typer.Option(
        "--service-line",
        metavar="LINE",
        help="Only the systems of this partition; where there is none so called, the service of"
        " this name and all that it reaches.",
        show_default=False,
    ),
]
Tag = Annotated[
    str | None,
    typer.Option(
        "--tag", metavar="TAG", help="Only the systems that bear this tag.", show_default=False
    ),
]
EffortOption = Annotated[
    Effort | None,
    typer.Option(
        "--effort",
        help="How many steps the search takes; equal effort and seed give equal plans.",
        show_default=False,
    ),
]
Seconds = Annotated[
    float | None,
    typer.Option(
        "--seconds",
        min=0,
        metavar="N",
        help="Stop the search after so many seconds. The plan then says that a clock ended it:"
        " such a plan cannot be made again exactly. Without --effort the whole time is used.",
        show_default=False,
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        "--seed",
        min=0,
        max=2**31 - 1,
        metavar="N",
        help="Where the search begins to throw its dice.",
        show_default=False,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help="Write to this file.",
        callback=in_a_folder,
        show_default=False,
    ),
]

STALE_AFTER_DAYS: Final = 90
"""As the analyses have it: repeated here, for help is shown without loading them."""

STORE_SYSTEMS: Final = 2
MESH_SYSTEMS: Final = 4
MESH_DENSITY: Final = 0.75
BATCH_HOPS: Final = 2
CHATTY_FACTOR: Final = 10
CHATTY_PAIRS: Final = 8
"""The thresholds of integration, as the analyses have them."""

CutCost = Annotated[
    list[str] | None,
    typer.Option(
        "--cut-cost",
        metavar="CONSUMER,PROVIDER,COST",
        help="What cutting this dependency costs; 1 where nothing is said. May be repeated.",
        show_default=False,
    ),
]
StaleAfter = Annotated[
    int,
    typer.Option(
        "--stale-after",
        min=0,
        metavar="DAYS",
        help="Dependencies last seen so many days before the inventory's date are stale.",
    ),
]
StoreSystems = Annotated[
    int,
    typer.Option(
        "--store-systems",
        metavar="N",
        help="A data store is shared from so many systems on, its own counted.",
    ),
]
MeshSystems = Annotated[
    int,
    typer.Option(
        "--mesh-systems",
        metavar="N",
        help="A group tied pair by pair has at least so many systems.",
    ),
]
MeshDensity = Annotated[
    float,
    typer.Option(
        "--mesh-density",
        metavar="SHARE",
        help="Share of the pairs of such a group that are linked directly: above 0.5, at most 1.",
    ),
]
BatchHops = Annotated[
    int,
    typer.Option(
        "--batch-hops",
        metavar="N",
        help="So many files or batches in a row are worth telling.",
    ),
]
ChattyFactor = Annotated[
    int,
    typer.Option(
        "--chatty-factor",
        metavar="N",
        help="A pair stands out at so many times what three of four pairs have.",
    ),
]
ChattyPairs = Annotated[
    int,
    typer.Option(
        "--chatty-pairs",
        metavar="N",
        help="With fewer pairs whose traffic is known, none stands out.",
    ),
]
