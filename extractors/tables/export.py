"""The JSON of ``mingzhang tables``: grids page by page, before stitching."""

from __future__ import annotations

from typing import Any

from extractors.layout import BBox, DocumentLayout


def tables_json(layout: DocumentLayout) -> dict[str, Any]:
    """Every page with its grids; places in PDF points, origin top left, two decimals."""
    return {
        "pages": [
            {
                "page": page.number,
                "rotation": page.rotation,
                "tables": [
                    {
                        "bbox": _box(grid.bbox),
                        "n_rows": grid.n_rows,
                        "n_cols": grid.n_cols,
                        "engine": grid.engine,
                        "cells": [
                            {
                                "row": cell.row,
                                "col": cell.col,
                                "row_span": cell.row_span,
                                "col_span": cell.col_span,
                                "text": cell.text,
                                "bbox": _box(cell.bbox),
                            }
                            for cell in grid.cells
                        ],
                    }
                    for grid in page.grids
                ],
            }
            for page in layout.pages
        ]
    }


def _box(box: BBox) -> list[float]:
    return [round(value, 2) for value in box]
