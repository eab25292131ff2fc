"""From pages to grids, and from grids to the logical tables and paragraphs of a document."""

from __future__ import annotations

from extractors.tables.read import read_layout

__all__ = ["read_layout"]
