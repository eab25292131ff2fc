"""The records that one room hands to the next.

Every persisted fact of Mingzhang is one of these records.  The Arrow schemas
(:func:`arrow_schema`), the dbt sources and the data dictionary derive from the
field declarations, and a contract test ties them together.

Conventions
-----------
* ``document_id`` is the sha256 of the file's bytes, in lower-case hex.
* Amounts are :class:`decimal.Decimal`; ``amount`` is in the money unit that the
  table prints (``money_unit``), ``amount_yuan`` is the same amount in yuan, and
  ``ulp_yuan`` is one unit in the last printed place, in yuan.
* Places are PDF points on the page *as displayed* (after /Rotate), origin top
  left, y downwards: ``x0 <= x1`` and ``top <= bottom``.  ``page`` counts from 1.
* Text fields hold NFKC-normalised text except ``raw_text``, which is as printed.
"""

from extractors.contracts.arrow import arrow_schema, to_arrow
from extractors.contracts.base import AMOUNT_PRECISION, AMOUNT_SCALE, CONTRACT_VERSION, col
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
from extractors.contracts.tables import (
    FACT_RECORDS,
    PART_RECORDS,
    RECORDS,
    VERDICT_RECORDS,
    DocumentFacts,
)
from extractors.contracts.terms import (
    NOT_A_FORM,
    Attribution,
    DocumentStatus,
    MeasureKind,
    RowKind,
    Severity,
    VerdictStatus,
)
from extractors.contracts.verdicts import (
    EvidenceItem,
    Finding,
    FindingHistory,
    Judged,
    JudgeRun,
    Verdict,
)

__all__ = [
    "AMOUNT_PRECISION",
    "AMOUNT_SCALE",
    "CONTRACT_VERSION",
    "FACT_RECORDS",
    "NOT_A_FORM",
    "PART_RECORDS",
    "RECORDS",
    "VERDICT_RECORDS",
    "Acquisition",
    "Attribute",
    "Attribution",
    "Cell",
    "Document",
    "DocumentFacts",
    "DocumentStatus",
    "EvidenceItem",
    "Finding",
    "FindingHistory",
    "FormTable",
    "Indicator",
    "JudgeRun",
    "Judged",
    "MeasureKind",
    "Mention",
    "Outcome",
    "RowKind",
    "Severity",
    "UnexplainedToken",
    "Verdict",
    "VerdictStatus",
    "arrow_schema",
    "col",
    "to_arrow",
]
