"""The patch of a scenario in a TOML, YAML or JSON file, or every problem with its place."""

from __future__ import annotations

from pathlib import PurePath

from legacymap.assessment import Patch, patch_of
from legacymap.errors import LimitExceeded, Place
from legacymap.ingest.limits import over
from legacymap.ingest.settings.policies import LARGEST, PARSERS


def read_patch(name: str, content: bytes) -> Patch:
    """The patch in the file called ``name``: by its extension, else by its content.

    Raises:
        UnreadableFile: it is no TOML, YAML or JSON.
        LimitExceeded: it is over a megabyte or nested too deeply.
        InvalidScenario: it breaks the schema; every problem with its path.
    """
    place = Place(file=name)
    if len(content) > LARGEST:
        what = f"{len(content):,} bytes are no scenario"
        raise LimitExceeded.of([over("scenario_bytes", LARGEST, what, place)], name)
    by_content = ".json" if content.lstrip()[:1] == b"{" else ".toml"
    parse = PARSERS.get(PurePath(name).suffix.lower()) or PARSERS[by_content]
    document, _ = parse(content, place)
    return patch_of({} if document is None else document, file=name)
