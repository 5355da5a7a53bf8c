"""What leaves: reports of plans and assessments, exports of inventories and graphs."""

from legacymap.report.assessments import assessment_report, assessment_sections
from legacymap.report.drawing import Drawing, draw
from legacymap.report.exports import EXPORTERS, Exported, export
from legacymap.report.graphs import GRAPH_FORMATS, GRAPH_TYPES, graph
from legacymap.report.html import content_security_policy
from legacymap.report.model import Report
from legacymap.report.plans import plan_report, plan_sections
from legacymap.report.renderers import MEDIA_TYPES, RENDERERS, render
from legacymap.report.schedules import SCHEDULE_TYPES, SCHEDULES, schedule

__all__ = [
    "EXPORTERS",
    "GRAPH_FORMATS",
    "GRAPH_TYPES",
    "MEDIA_TYPES",
    "RENDERERS",
    "SCHEDULES",
    "SCHEDULE_TYPES",
    "Drawing",
    "Exported",
    "Report",
    "assessment_report",
    "assessment_sections",
    "content_security_policy",
    "draw",
    "export",
    "graph",
    "plan_report",
    "plan_sections",
    "render",
    "schedule",
]
