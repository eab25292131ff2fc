"""Entries of the table of contents that name a form."""

from __future__ import annotations

import re

from extractors.attributes import text_attribute
from extractors.contracts import Attribute
from extractors.forms.titles import match_title
from extractors.layout import DocumentLayout
from extractors.text import normalise

_LEADERS = re.compile(r"[.．…·\s]*[-—]?\s*\d*\s*[-—]?$")


def toc_attributes(layout: DocumentLayout, doc_kind: str | None) -> list[Attribute]:
    """``toc.form_title`` attributes: titles listed before the first form, scope = form key.

    Entries are the lines that name a form on pages before the first page with
    a table of a form, in a document that prints 目录.
    """
    first_table = min((t.pages[0] for t in layout.tables), default=layout.n_pages + 1)
    starts = [
        page.number
        for page in layout.pages[:8]
        if any(normalise(line.text).replace(" ", "") in {"目录", "目次"} for line in page.lines)
    ]
    if not starts:
        return []
    out: list[Attribute] = []
    for page in layout.pages:
        if page.number < starts[0] or page.number >= max(first_table, starts[0] + 1):
            continue
        for line in page.lines:
            text = _LEADERS.sub("", normalise(line.text))
            match = match_title(text, doc_kind)
            if match is None:
                continue
            box = (line.bbox.x0, line.bbox.top, line.bbox.x1, line.bbox.bottom)
            out.append(
                text_attribute(
                    layout.document_id, "toc.form_title", match.form, len(out), text, line.text,
                    page.number, box,
                )
            )  # fmt: skip
    return out
