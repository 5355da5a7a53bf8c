"""An assessment as a report: the decision, then what was found, then what it all rests on."""

from __future__ import annotations

from legacymap.assessment import Assessment
from legacymap.report.assessments.contents import contents_sections
from legacymap.report.assessments.exposures import exposure_sections
from legacymap.report.assessments.fragmentations import fragmentation_sections
from legacymap.report.assessments.integrations import integration_sections
from legacymap.report.assessments.qualities import cannot_say_section, quality_sections
from legacymap.report.assessments.risks import risk_sections
from legacymap.report.assessments.said import findings_section, referring
from legacymap.report.assessments.structures import structure_sections
from legacymap.report.assessments.suggested_matches import suggestions_sections
from legacymap.report.model import FORMAT, Cell, Report, Section
from legacymap.report.plans import basis, order, plan_sections


def assessment_report(assessment: Assessment) -> Report:
    """The report of a whole assessment."""
    title = "Legacy assessment and replacement order"
    return Report(
        format=FORMAT,
        title=f"{title}: {assessment.name}" if assessment.name else title,
        sections=(*assessment_sections(assessment), basis.provenance(_provenance(assessment))),
        order=order.ORDER,
    )


def assessment_sections(assessment: Assessment) -> tuple[Section, ...]:
    """What an assessment says, without the provenance that ends a report."""
    decision, *rest = plan_sections(assessment.plan)
    names = assessment.names
    read, noticed = contents_sections(assessment.contents)
    return (
        findings_section(assessment.summary, assessment.kinds),
        decision,
        cannot_say_section(assessment.quality),
        read,
        *exposure_sections(assessment.exposure, names),
        *risk_sections(assessment.risk, names),
        *referring(
            fragmentation_sections(assessment.fragmentation, names),
            assessment.fragmentation.sentences,
            told=assessment.integration.sentences,
        ),
        *structure_sections(assessment.structure, names),
        *integration_sections(assessment.integration, names),
        *rest,
        *referring(
            quality_sections(assessment.quality, names),
            assessment.quality.sentences,
            told=assessment.risk.sentences,
        ),
        *suggestions_sections(assessment.contents.suggestions),
        noticed,
    )


def _provenance(assessment: Assessment) -> tuple[tuple[str, Cell], ...]:
    files = tuple((f"File {file.name}", file.digest) for file in assessment.contents.files)
    return (*files, *basis.settings(assessment.plan))


__all__ = ["assessment_report", "assessment_sections"]
