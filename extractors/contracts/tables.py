"""The records by table name, and all facts of one document."""

from __future__ import annotations

import typing
from dataclasses import dataclass, field
from typing import Any

from extractors import EXTRACTOR_VERSION
from extractors.contracts.events import Acquisition, Outcome
from extractors.contracts.facts import (
    Attribute,
    Cell,
    Document,
    FormTable,
    Indicator,
    Mention,
    UnexplainedToken,
)
from extractors.contracts.terms import DocumentStatus
from extractors.contracts.verdicts import Finding, FindingHistory, Judged, JudgeRun, Verdict

#: Records that reading one file yields, in the order of :class:`DocumentFacts`.
FACT_RECORDS: dict[str, type] = {
    "document": Document,
    "form_table": FormTable,
    "cell": Cell,
    "mention": Mention,
    "indicator": Indicator,
    "attribute": Attribute,
    "unexplained_token": UnexplainedToken,
}

#: All record types by table name.
RECORDS: dict[str, type] = {
    "acquisition": Acquisition,
    **FACT_RECORDS,
    "outcome": Outcome,
    "verdict": Verdict,
    "finding": Finding,
    "judged": Judged,
    "judge_run": JudgeRun,
    "finding_history": FindingHistory,
}

#: Of the records that the judge writes into ``verdicts/``, those in parts, some hundred documents each.
PART_RECORDS = ("verdict", "finding", "judged")
#: Records that the judge writes into ``verdicts/``.
VERDICT_RECORDS = (*PART_RECORDS, "judge_run", "finding_history")


@dataclass(slots=True)
class DocumentFacts:
    """Everything that reading one file found; the lists share ``document_id``."""

    document: Document
    form_tables: list[FormTable] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    attributes: list[Attribute] = field(default_factory=list)
    unexplained_tokens: list[UnexplainedToken] = field(default_factory=list)

    @classmethod
    def unread(
        cls, document_id: str, file_name: str, status: DocumentStatus, reason: str
    ) -> DocumentFacts:
        """A file of which nothing is known but why it was not read (one Chinese sentence)."""
        return cls(
            Document(
                document_id=document_id,
                file_name=file_name,
                status=status.value,
                reason=reason,
                unit_name=None,
                unit_code=None,
                fiscal_year=None,
                doc_kind=None,
                scope=None,
                family=None,
                signed_on=None,
                extractor_version=EXTRACTOR_VERSION,
            )
        )

    def rows(self, record: str) -> list[Any]:
        """Rows of one fact record by its table name (see FACT_RECORDS)."""
        if record == "document":
            return [self.document]
        return typing.cast(list[Any], getattr(self, record + "s"))
