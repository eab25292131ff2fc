"""Charts of the published snapshot: SVG and PNG, rendered offline, and one page that shows them."""

from __future__ import annotations

from orchestration.charts.page import build_charts, charts_are_current

__all__ = ["build_charts", "charts_are_current"]
