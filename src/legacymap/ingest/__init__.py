"""How files of many formats become one inventory, with an account of every row."""

from legacymap.ingest.files import InputFile
from legacymap.ingest.limits import Limits
from legacymap.ingest.readers import READERS, Reader
from legacymap.ingest.reading import read_inventory

__all__ = ["READERS", "InputFile", "Limits", "Reader", "read_inventory"]
