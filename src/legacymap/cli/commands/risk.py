"""``risk``: what is legacy and by whom, how risky it is, what is planned, what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from legacymap.cli.console import show, tell, write_bytes, write_file
from legacymap.cli.inputs import read_files, read_settings
from legacymap.cli.options import (
    AsJson,
    Files,
    Level,
    LevelOption,
    Owner,
    PolicyFile,
    ServiceLine,
    Tag,
    in_a_folder,
)
from legacymap.cli.outcome import end

_ENDINGS: Final = (".csv", ".xlsx", ".ods")


def _a_register(file: Path | None) -> Path | None:
    """``file``, whose ending says in which format the register is written.

    Raises:
        BadParameter: it says none, or there is no such folder.
    """
    if file is not None and file.suffix.lower() not in _ENDINGS:
        raise typer.BadParameter(f"the name must end with {', '.join(_ENDINGS)}")
    return in_a_folder(file)


def risk(
    files: Files,
    policy: PolicyFile = None,
    level: LevelOption = Level.top,
    high_from: Annotated[
        int,
        typer.Option(
            "--high-from", min=1, max=5, metavar="N", help="Fit that counts as high in TIME."
        ),
    ] = 3,
    register: Annotated[
        Path | None,
        typer.Option(
            "--register",
            metavar="FILE",
            help="Write the register of all systems with their scores (.csv, .xlsx, .ods): fill in"
            " what is missing and hand it in beside the inventory.",
            callback=_a_register,
            show_default=False,
        ),
    ] = None,
    owner: Owner = None,
    service_line: ServiceLine = None,
    tag: Tag = None,
    as_json: AsJson = False,
) -> None:
    """What is legacy and who says so, risk scores, modernisation plans, TIME and dispositions.

    Example: legacymap risk inventory.json --register register.xlsx
    """
    from legacymap.analysis.risk.register import register_of
    from legacymap.analysis.risk.risk import risk_of
    from legacymap.analysis.scope import part_of
    from legacymap.assessment import estate_of
    from legacymap.assessment.freezing import frozen_systems
    from legacymap.inventory import to_json
    from legacymap.report.assessments.risks import risk_sections
    from legacymap.report.assessments.scopes import scope_sections
    from legacymap.report.risk_register import risk_register

    imported, settings = read_files(files), read_settings(policy)
    estate = estate_of(imported.inventory, settings)
    frozen = frozen_systems(imported.inventory, settings)
    part = part_of(estate, owner=owner, service_line=service_line, tag=tag)
    whole = register_of(estate, level=level.value, high_from=high_from, frozen=frozen)
    found = whole.within(part)
    result = risk_of(found, estate)
    if register:
        write_file(register, risk_register(found, register.suffix.lower().removeprefix(".")))
    if as_json:
        write_bytes(to_json(result))
    else:
        names = dict(imported.inventory.systems.select("id", "name").iter_rows())
        show((*scope_sections(result.scope), *risk_sections(result, names)))
        if register:
            tell(f"The register of {found.table.height:,} systems is in {register}")
    end(imported.findings)
