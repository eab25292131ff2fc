"""Waivers: explained deviations, laid over verdicts and never written into them.

``*.yml`` files of this folder and of a deployment's ``waivers/`` hold them;
:func:`load_waivers` reads them under a strict schema, :func:`overlay` says which verdicts they cover and which waivers
have expired or cover nothing.
"""

from expectations.waivers.draft import waiver_draft
from expectations.waivers.load import load_waivers
from expectations.waivers.model import (
    MAX_DAYS,
    DocumentScope,
    UnitYearScope,
    Waiver,
    WaiverFile,
)
from expectations.waivers.overlay import Overlay, WaiverState, WaiverUse, overlay

__all__ = [
    "MAX_DAYS",
    "DocumentScope",
    "Overlay",
    "UnitYearScope",
    "Waiver",
    "WaiverFile",
    "WaiverState",
    "WaiverUse",
    "load_waivers",
    "overlay",
    "waiver_draft",
]
