"""Which report a stored JSON document gives: that of a plan or that of an assessment."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, TypeVar

import msgspec

from legacymap import __version__
from legacymap.assessment import FORMAT as ASSESSMENT
from legacymap.assessment import Assessment
from legacymap.errors import Finding, InvalidInput, Place
from legacymap.planning.outcome import FORMAT as PLAN
from legacymap.planning.outcome import Plan
from legacymap.report.assessments import assessment_report
from legacymap.report.model import Report
from legacymap.report.plans import plan_report

T = TypeVar("T")

# A share is written as the float nearest to a fraction of whole numbers below this.
_LARGEST_DENOMINATOR: Final = 10**7


class _Head(msgspec.Struct):
    format: str


def report_of(content: bytes, *, file: str | None = None) -> Report:
    """The report of the plan or the assessment in ``content``, as this program wrote it.

    Raises:
        InvalidInput: it is neither, or breaks its format, with the place where.
    """
    stated = _decoded(content, _Head, file).format
    if stated == PLAN:
        return plan_report(_decoded(content, Plan, file))
    if stated == ASSESSMENT:
        return assessment_report(_decoded(content, Assessment, file))
    raise _invalid(f"format is {stated!r}; it must be {PLAN!r} or {ASSESSMENT!r}", file, None)


def stored_plan(content: bytes, *, file: str | None = None) -> Plan:
    """The plan in ``content``, as this program wrote it.

    Raises:
        InvalidInput: it is none, or breaks its format, with the place where.
    """
    stated = _decoded(content, _Head, file).format
    if stated != PLAN:
        raise _invalid(f"format is {stated!r}; it must be {PLAN!r}", file, None)
    return _decoded(content, Plan, file)


def planned_order(content: bytes, *, file: str | None = None) -> Plan:
    """The plan in ``content``, or that of the assessment in it, as this program wrote it.

    Raises:
        InvalidInput: it is neither, or breaks its format, with the place where.
    """
    if _decoded(content, _Head, file).format == ASSESSMENT:
        return _decoded(content, Assessment, file).plan
    return stored_plan(content, file=file)


def _decoded(content: bytes, type: type[T], file: str | None) -> T:
    try:
        return msgspec.json.decode(content, type=type, dec_hook=_exact)
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at `$")
        if type is not _Head:
            message += f": not as version {__version__} writes it; make it again from the inventory"
        raise _invalid(message, file, place.rstrip("`").lstrip(".") or None) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _invalid(f"not JSON: {error}", file, None) from error


def _exact(type: type, value: object) -> object:
    if type is Fraction and isinstance(value, (int, float)):
        return Fraction(value).limit_denominator(_LARGEST_DENOMINATOR)
    raise TypeError(f"{type.__name__} is not read from JSON")


def _invalid(message: str, file: str | None, path: str | None) -> InvalidInput:
    finding = Finding("error", "invalid_report_input", message, Place(file=file, path=path))
    return InvalidInput.of([finding], "no plan or assessment that a report can be made of")
