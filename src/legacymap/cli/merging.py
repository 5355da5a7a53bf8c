"""The options that decide how sources are merged, and the files that they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from legacymap.cli.inputs import content_of
from legacymap.cli.options import in_a_folder

if TYPE_CHECKING:
    from legacymap.ingest import InputFile


class Rule(StrEnum):
    """Which of two different values counts."""

    newest = "newest"
    confidence = "confidence"
    order = "order"


MatchesFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--matches",
        metavar="FILE",
        help="Which systems of different sources are the same, and which are not.",
        show_default=False,
    ),
]
SaveMatches = Annotated[
    Path | None,
    typer.Option(
        "--save-matches",
        metavar="FILE",
        help="Write the decisions so far and what is suggested, to decide on and hand in again.",
        callback=in_a_folder,
        show_default=False,
    ),
]
Prefer = Annotated[
    str | None,
    typer.Option(
        "--prefer",
        metavar="FILES",
        help="Whose word counts where sources contradict each other: names of files, separated by"
        " commas, the most trusted first.",
        show_default=False,
    ),
]
Conflicts = Annotated[
    Rule | None,
    typer.Option(
        "--conflicts",
        help="Which of two different values counts: what is newer (where both are dated), what is"
        " stated with more confidence, or what is read later.",
        show_default="newest",
    ),
]

WHOSE_WORD: Final = (
    "Where files state different values, one counts. `--prefer A,B` says whose word counts first,"
    " `--conflicts newest|confidence|order` what decides otherwise; `prefer` and `rule` in a file"
    " of matches say the same."
)
"""How to change which of two values counts."""

_OPTIONS: Final = "(options)"
"""What the account calls the rules that were given as options."""


def merging_files(
    matches: Sequence[Path], prefer: str | None, conflicts: Rule | None
) -> tuple[InputFile, ...]:
    """The files of decisions, and the options as one more that comes before them.

    Raises:
        UnreadableFile: one holds no decisions.
    """
    import msgspec

    from legacymap.ingest import InputFile
    from legacymap.ingest.merging.matches import refuse_others
    from legacymap.ingest.merging.records import FORMAT

    decided = [InputFile(path.name, content_of(path)) for path in matches]
    for file in decided:
        refuse_others(file)
    if prefer is None and conflicts is None:
        return tuple(decided)
    names = [name.strip() for name in (prefer or "").split(",") if name.strip()]
    rule = {"rule": conflicts.value} if conflicts else {}
    options = {"format": FORMAT, **rule, "prefer": names}
    return (InputFile(_OPTIONS, msgspec.json.encode(options)), *decided)
