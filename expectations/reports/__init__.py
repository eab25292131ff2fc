"""Reports for people who do not program: a static site, a workbook and a CSV."""

from expectations.reports.model import ReportInput
from expectations.reports.records import (
    Crop,
    CropBox,
    IdentityNote,
    IdentityText,
    Place,
    RunInfo,
    Tally,
)
from expectations.reports.site import BuiltReport, ReportError, build

__all__ = [
    "BuiltReport",
    "Crop",
    "CropBox",
    "IdentityNote",
    "IdentityText",
    "Place",
    "ReportError",
    "ReportInput",
    "RunInfo",
    "Tally",
    "build",
]
