"""How several files become one ZIP with the same bytes for the same files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

# The earliest day that a ZIP can hold: an archive that carried the clock would never equal itself.
_NO_DATE: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_READABLE: Final = 0o644 << 16


def zipped(files: Mapping[str, bytes]) -> bytes:
    """``files`` by name, in the order given, without dates, owners or traces of the machine."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as members:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, _NO_DATE)
            member.create_system = _UNIX
            member.external_attr = _READABLE
            members.writestr(member, content, zipfile.ZIP_DEFLATED)
    return archive.getvalue()
