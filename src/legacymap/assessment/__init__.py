"""The main job as one function: an inventory and a policy in, findings and an order out."""

from legacymap.assessment.assessment import (
    FORMAT,
    Assessment,
    Contents,
    assess,
    contents,
    estate_of,
)

__all__ = [
    "FORMAT",
    "Assessment",
    "Contents",
    "assess",
    "contents",
    "estate_of",
]
