"""One document, read once: bytes -> layout -> identity -> forms, text, targets -> audit."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from pathlib import Path

from extractors import EXTRACTOR_VERSION
from extractors.audit import audit
from extractors.contracts import Attribute, Document, DocumentFacts, DocumentStatus
from extractors.errors import DocumentError
from extractors.forms.reader import FormsResult, read_forms
from extractors.identity import DocumentIdentity, read_identity
from extractors.layout import DocumentLayout
from extractors.narrative import read_narrative
from extractors.performance import read_performance
from extractors.tables import read_layout

_LOG = logging.getLogger(__name__)
#: Larger files are refused before they are opened.
MAX_BYTES = 300 * 1024 * 1024
_MAX_REASON = 200


def read_document(
    source: Path | bytes,
    file_name: str | None = None,
    *,
    cross_check: bool = False,
    max_bytes: int = MAX_BYTES,
) -> DocumentFacts:
    """Every fact of one PDF.  Never raises for a bad file.

    ``source`` is a path or the file's bytes (then give ``file_name``).  A file
    that cannot be read gives a document with a status, a reason in Chinese and
    no facts; so does an error of ours (CRASHED), which is logged with its
    traceback.  ``cross_check`` lets a second table engine read beside.
    """
    return read_layout_and_facts(source, file_name, cross_check=cross_check, max_bytes=max_bytes)[1]


def read_layout_and_facts(
    source: Path | bytes,
    file_name: str | None = None,
    *,
    cross_check: bool = False,
    max_bytes: int = MAX_BYTES,
) -> tuple[DocumentLayout | None, DocumentFacts]:
    """As :func:`read_document`, with the layout the facts were read from (None if unreadable)."""
    name = file_name or (source.name if isinstance(source, Path) else "（内存中的文件）")
    document_id = ""
    try:
        data = _load(source, name, max_bytes)
        document_id = hashlib.sha256(data).hexdigest()
        layout = read_layout(data, name, cross_check=cross_check)
        return layout, facts_of(layout)
    except DocumentError as error:
        return None, DocumentFacts.unread(
            document_id or _digest(source), name, error.status, error.message_zh
        )
    except Exception as error:  # noqa: BLE001 - the boundary: becomes a typed outcome
        _LOG.exception("reading %s failed", name)
        reason = f"读取程序出错：{type(error).__name__}: {error}"[:_MAX_REASON]
        return None, DocumentFacts.unread(document_id, name, DocumentStatus.CRASHED, reason)


def _load(source: Path | bytes, name: str, max_bytes: int) -> bytes:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > max_bytes:
        raise DocumentError(
            DocumentStatus.TOO_LARGE,
            f"文件有{size // 1024 // 1024}MB，超过上限{max_bytes // 1024 // 1024}MB。"
            "请核对文件，必要时调高上限。",
            file_name=name,
        )
    return source if isinstance(source, bytes) else source.read_bytes()


def _digest(source: Path | bytes) -> str:
    """sha256 of a file that is not read into memory."""
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    with source.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def facts_of(layout: DocumentLayout) -> DocumentFacts:
    """Facts of a layout that was read.  Raises only for an error of ours."""
    identity = read_identity(layout)
    forms = read_forms(layout, identity)
    indicators, targets = read_performance(forms.performance, document_id=layout.document_id)
    unit = next((t.money_unit for t in forms.form_tables if t.money_unit), None)
    mentions, said = read_narrative(
        layout,
        document_id=layout.document_id,
        unit_name=identity.unit_name,
        fiscal_year=identity.fiscal_year,
        money_unit_default=unit,
    )
    facts = DocumentFacts(
        document=_document(layout, identity, forms),
        form_tables=forms.form_tables,
        cells=forms.cells,
        mentions=mentions,
        indicators=indicators,
        attributes=_numbered([*forms.attributes, *targets, *said]),
    )
    checked = audit(layout.document_id, forms, indicators, facts.attributes)
    facts.unexplained_tokens = checked.unexplained
    status, reason = _status(layout, facts)
    facts.document = replace(
        facts.document,
        status=status.value,
        reason=reason,
        tokens_in_tables=checked.tokens,
        tokens_typed=checked.typed,
        tokens_explained=checked.explained,
    )
    return facts


def _numbered(attributes: list[Attribute]) -> list[Attribute]:
    """Attributes with ids that are unique in the document."""
    seen: dict[str, int] = {}
    out = []
    for attribute in attributes:
        n = seen.get(attribute.attribute_id, 0)
        seen[attribute.attribute_id] = n + 1
        if n:
            attribute = replace(attribute, attribute_id=f"{attribute.attribute_id}~{n + 1}")
        out.append(attribute)
    return out


def _document(layout: DocumentLayout, identity: DocumentIdentity, forms: FormsResult) -> Document:
    return Document(
        document_id=layout.document_id,
        file_name=layout.file_name,
        status=DocumentStatus.OK.value,
        reason=None,
        unit_name=identity.unit_name,
        unit_code=identity.unit_code,
        fiscal_year=identity.fiscal_year,
        doc_kind=identity.doc_kind,
        scope=identity.scope,
        family=forms.family,
        signed_on=identity.signed_on,
        pages=layout.n_pages,
        pages_without_text=sum(1 for p in layout.pages if p.layer in {"scan", "outline"}),
        notes=tuple(identity.notes),
        is_synthetic=identity.is_synthetic,
        extractor_version=EXTRACTOR_VERSION,
    )


def _status(layout: DocumentLayout, facts: DocumentFacts) -> tuple[DocumentStatus, str | None]:
    if any(t.form for t in facts.form_tables):
        return DocumentStatus.OK, None
    blind = facts.document.pages_without_text
    if blind * 2 >= max(1, layout.n_pages):
        return (
            DocumentStatus.SCAN,
            f"共{layout.n_pages}页，其中{blind}页是图像，没有文字层，需要先做文字识别。",
        )
    if any(m.pattern != "unread" for m in facts.mentions):
        return DocumentStatus.OK, "未见报表，只有文字说明；报表可能在另一个附件中。"
    return (
        DocumentStatus.NO_KNOWN_FORM,
        "没有找到预算或决算公开报表。请确认是否为预决算公开文件；如果是，请补充表式。",
    )
