"""Reports for people who do not program: a static site, a workbook and a CSV."""

from expectations.reports.check_page import build_check_page
from expectations.reports.model import ReportInput
from expectations.reports.records import (
    Crop,
    CropBox,
    HistoryNote,
    IdentityNote,
    IdentityText,
    Place,
    RunInfo,
    RunNote,
    Tally,
)
from expectations.reports.site import BuiltReport, ReportError, build

__all__ = [
    "BuiltReport",
    "Crop",
    "CropBox",
    "HistoryNote",
    "IdentityNote",
    "IdentityText",
    "Place",
    "ReportError",
    "ReportInput",
    "RunInfo",
    "RunNote",
    "Tally",
    "build",
    "build_check_page",
]
