"""An inventory as files for other tools, each with the list of what is not in it."""

from legacymap.report.exports.canonical import to_canonical
from legacymap.report.exports.exporters import EXPORTERS, Exporter, export
from legacymap.report.exports.losses import Exported

__all__ = ["EXPORTERS", "Exported", "Exporter", "export", "to_canonical"]
