"""What the files named on the command line hold."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from legacymap.errors import Finding, InvalidInput, LimitExceeded, Place, UnreadableFile

if TYPE_CHECKING:
    from legacymap.analysis import Estate
    from legacymap.ingest import InputFile
    from legacymap.inventory import Import
    from legacymap.planning import Policy, Previous

STANDARD_INPUT: Final = "-"
_MOST_FILES: Final = 1_000
"""As many as are read out of an archive; somebody may name the wrong folder."""


def read_files(
    files: Sequence[Path],
    *,
    format: str = "auto",
    beside: Sequence[InputFile] = (),
    base: Path | None = None,
) -> Import:
    """The inventory that ``files`` make together, with the account of their rows.

    ``beside`` are files that were read already; ``base`` is an inventory that all are laid over.

    Raises:
        InvalidInput: a file cannot be read, or there is no system in any.
    """
    from legacymap.ingest import read_inventory

    try:
        under = None if base is None else read_inventory(_given([base])).inventory
        return read_inventory([*_given(files), *beside], format=format, base=under)
    except MemoryError:
        why = "reading the files takes more memory than this process may have"
    # Outside of the handler: what was read so far is let go of by now.
    raise LimitExceeded(why)


def suggested(files: Sequence[Path]) -> bytes:
    """How the tables in ``files`` are read, as a mapping file.

    Raises:
        InvalidInput: a file cannot be opened.
    """
    from legacymap.ingest.suggesting import suggested_mapping

    return suggested_mapping(_given(files))


def _given(files: Sequence[Path]) -> list[InputFile]:
    from legacymap.ingest import InputFile

    within = [path for file in files for path in _files_in(file)]
    names = _names(within)
    return [InputFile(name, content_of(path)) for name, path in zip(names, within, strict=True)]


def _files_in(path: Path) -> tuple[Path, ...]:
    """``path``, or all files below it where it is a folder; what is hidden stays so."""
    if not path.is_dir():
        return (path,)
    shown = (
        file
        for file in path.rglob("*")
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts)
    )
    found = tuple(islice(shown, _MOST_FILES + 1))
    if not found:
        raise InvalidInput(f"{path} is a folder without files")
    if len(found) > _MOST_FILES:
        raise InvalidInput(f"{path} is a folder with more than {_MOST_FILES:,} files")
    return tuple(sorted(found))


def read_settings(file: Path | None) -> Policy:
    """The policy in ``file``; without one, the default policy.

    Raises:
        InvalidPolicy: it breaks the schema.
    """
    from legacymap.ingest.settings.policies import read_policy
    from legacymap.planning import Policy

    return Policy() if file is None else read_policy(file.name, content_of(file))


def read_previous(file: Path | None, estate: Estate, policy: Policy) -> Previous | None:
    """The plan in ``file`` as the one to go on from; without a file there is none.

    Raises:
        InvalidInput: it is no plan.
    """
    from legacymap.ingest.given_plans.plans import read_plan_file
    from legacymap.planning import previous_of

    if file is None:
        return None
    return previous_of(read_plan_file(file.name, content_of(file)), estate, policy)


def read_json(file: Path) -> object:
    """The JSON document in ``file``.

    Raises:
        UnreadableFile: it is not JSON.
    """
    return json_in(file, content_of(file))


def json_in(file: Path, content: bytes) -> object:
    """The JSON document in ``content``, which was read from ``file``.

    Raises:
        UnreadableFile: it is not JSON.
    """
    import msgspec

    try:
        document: object = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        finding = Finding("error", "invalid_json", str(error), Place(file=file.name))
        raise UnreadableFile.of([finding], f"{file} is not JSON") from error
    return document


def content_of(file: Path) -> bytes:
    """The bytes of ``file``; ``-`` is standard input.

    Raises:
        InvalidInput: there is no such file, or it is a folder or not ours to read.
    """
    if str(file) == STANDARD_INPUT:
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except IsADirectoryError as error:
        raise InvalidInput(
            f"{file} is a folder; name the files in it, such as {file}/*.csv"
        ) from error
    except OSError as error:
        raise InvalidInput(f"{file}: {error.strerror or error}") from error


def _names(files: Sequence[Path]) -> list[str]:
    """What findings call each file: its own name, with its folder where two share one."""
    shared = Counter(file.name for file in files)
    return [
        "standard input"
        if str(file) == STANDARD_INPUT
        else file.name
        if shared[file.name] == 1
        else str(file)
        for file in files
    ]
