"""A whole disclosure in the split-code layout."""

from __future__ import annotations

from .. import performance
from ..ledger import Ledger
from ..pages import Disclosure, PageBreak, Text
from ..speak import Slips
from . import sections
from .tables import tables
from .writer import GLOSSARY, NUMERALS, TABLE_TITLES, Writer


def _front(writer: Writer, document: Disclosure) -> None:
    """Cover and table of contents."""
    u, y = writer.unit, writer.year
    document.parts += [Text("cover", u), Text("cover", f"{y}年单位预算公开")]
    if document.synthetic:
        document.parts.append(Text("cover_small", document.mark or ""))
    document.parts += [PageBreak(), Text("part", "目  录")]
    toc: list[tuple[str, list[str]]] = [
        (f"第一部分 {y}年{u}单位概况", ["一、主要职能", "二、机构设置及人员情况"]),
        (
            f"第二部分 {y}年单位预算公开表",
            [f"{m}、{t}" for m, t in zip([*NUMERALS, "十一"], TABLE_TITLES, strict=True)],
        ),
        (f"第三部分 {y}年单位预算情况说明", writer.headings()),
        ("第四部分 名词解释", []),
    ]
    for part, entries in toc:
        document.parts.append(Text("toc_part", part))
        document.parts += [Text("toc", e) for e in entries]
    document.toc_forms = list(TABLE_TITLES)


def document(
    doc_id: str,
    ledger: Ledger,
    mark: str | None = None,
    note: str | None = None,
    slips: Slips | None = None,
) -> Disclosure:
    """The whole disclosure of a unit; `mark` is the sentence that says it is synthetic.

    `note` is printed on the pages of a document that is not.
    """
    writer = Writer(ledger, slips)
    u, y = writer.unit, writer.year
    out = Disclosure(
        doc_id,
        f"{u}{y}年单位预算公开",
        u,
        y,
        "unit",
        "split",
        mark=mark or note,
        synthetic=mark is not None,
        signed_on=ledger.facts["signed"],
    )
    _front(writer, out)
    out.parts += [PageBreak(), Text("part", f"第一部分 {y}年{u}单位概况")]
    writer.overview()
    out.parts += writer.parts
    out.parts += [PageBreak(), Text("part", f"第二部分 {y}年单位预算公开表")]
    out.parts += tables(ledger)
    writer.parts = [Text("part", f"第三部分 {y}年单位预算情况说明")]
    writer.total_sections()
    sections.gpb_sections(writer)
    sections.remaining_sections(writer)
    sections.other_matters(writer)
    out.parts += [PageBreak(), *writer.parts, *performance.tables(ledger)]
    end = [Text("h2", "（五）其他需说明的事项"), Text("p", "本单位无其他需说明事项。")]
    out.parts += [*end, PageBreak(), Text("part", "第四部分 名词解释")]
    left_out = ledger.facts.get("unexplained", [])
    terms = [(term, meaning) for term, meaning in GLOSSARY if term not in left_out]
    for n, (term, meaning) in enumerate(terms):
        out.parts.append(Text("p", f"{NUMERALS[n]}、{term}：指{meaning}"))
    out.parts += [Text("sign", u), Text("sign", ledger.facts["signed"])]
    writer.speaker.check()
    out.stated = writer.speaker.stated
    return out
