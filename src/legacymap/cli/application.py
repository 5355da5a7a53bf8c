"""Which commands there are, and how each ends: 0 good, 1 findings, 2 wrong use, 70 our own fault.

Nothing heavy is imported here or at the top of any command's module: ``legacymap --help`` must
answer at once. What computes is imported by the command that computes.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

import typer

from legacymap import __version__
from legacymap.cli.commands.analyses import (
    exposure,
    fragmentation,
    impact,
    integration,
    quality,
    structure,
)
from legacymap.cli.commands.answers import compare, uncertainty, why
from legacymap.cli.commands.assess import assess
from legacymap.cli.commands.changes import diff, trend
from legacymap.cli.commands.inventories import export, import_
from legacymap.cli.commands.long_lists import rows
from legacymap.cli.commands.plans import check, plan, solve
from legacymap.cli.commands.reports import report
from legacymap.cli.commands.risk import risk
from legacymap.cli.commands.scenarios import scenario
from legacymap.cli.commands.serve import serve
from legacymap.cli.console import tell_error
from legacymap.cli.given_once import GivenOnce
from legacymap.errors import LegacymapError

FOUND: Final = 1
WRONG_USE: Final = 2
OUR_FAULT: Final = 70
INTERRUPTED: Final = 130


@dataclass(slots=True)
class Session:
    """What holds for one call of the command."""

    debug: bool = False


app: Final = typer.Typer(
    name="legacymap",
    help="Reads the inventories of a legacy estate, finds where services stand on legacy and data"
    " lies scattered, and computes the order in which to replace it.",
    epilog="Start with: legacymap assess systems.csv dependencies.csv --out report",
    no_args_is_help=True,
    # Rich help takes as long to import as all the rest together; plain help is there at once.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for _name, _command, _help in (
    ("assess", assess, "From files to findings, an order and reports: the main job."),
    ("import", import_, "Read files into one inventory; account for every row."),
    ("export", export, "Write an inventory as canonical JSON or CSV tables."),
    ("exposure", exposure, "Which services stand on legacy systems."),
    ("fragmentation", fragmentation, "Which data lies in how many systems."),
    ("structure", structure, "Core, circles, single points of failure."),
    ("integration", integration, "Shared databases, meshes, batches in a row."),
    ("risk", risk, "What is legacy, how risky, what is planned for it."),
    ("impact", impact, "What stops working when one system does."),
    ("quality", quality, "What the inventory does not say, and what matters most."),
    ("rows", rows, "The whole of a list that an answer cuts short."),
    ("diff", diff, "What changed between two inventories."),
    ("trend", trend, "How the main figures moved over snapshots."),
    ("plan", plan, "The order of replacement, with reasons."),
    ("check", check, "Judge any plan: constraints broken, cost."),
    ("why", why, "Why a system goes live in its wave."),
    ("uncertainty", uncertainty, "How sure the dates of a plan are."),
    ("compare", compare, "Plans side by side: cost, end, who moved."),
    ("scenario", scenario, "What if: plans under other facts or settings, compared."),
    ("solve", solve, "Solve a bare planning model."),
    ("report", report, "A stored plan or assessment as HTML, Markdown, CSV, JSON."),
    ("serve", serve, "Run the REST service on this machine."),
):
    app.command(_name, cls=GivenOnce, short_help=_help, no_args_is_help=_name != "serve")(_command)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"legacymap {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where in the program an error came from.")
    ] = False,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=_print_version, is_eager=True
        ),
    ] = False,
) -> None:
    context.ensure_object(Session).debug = debug


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code; users see messages, never a stack trace."""
    session = Session()
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter of a name must not stop the work.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # both are files
    try:
        app(None if arguments is None else list(arguments), obj=session)
    except LegacymapError as error:
        tell_error(error.message, error.findings)
        _trace(session)
        sys.exit(WRONG_USE)
    except OSError as error:
        tell_error(f"{error.strerror or error}: {error.filename}" if error.filename else str(error))
        _trace(session)
        sys.exit(WRONG_USE)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the last door: a fault of ours becomes a message
        tell_error(
            f"this is a fault of legacymap, not of your files: {type(error).__name__}: {error}."
            " Run `legacymap --debug ...` again to see where, and report it"
        )
        _trace(session)
        sys.exit(OUR_FAULT)


def _trace(session: Session) -> None:
    if session.debug:
        traceback.print_exc()
