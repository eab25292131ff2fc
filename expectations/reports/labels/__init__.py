"""The words of the report and of the commands, Chinese and English, in one place.

A reader is an officer of a finance or audit department: the words are those of
the forms and of everyday language, never those of the program.
"""

from expectations.reports.labels.disclosure import (
    DOC_KIND,
    FORM,
    SCOPE,
    attribute_word,
    group_order,
    identity_group,
    part_word,
    place_words,
)
from expectations.reports.labels.judging import KIND, OTHER_SIDES, REASON, SIDES, reason_words
from expectations.reports.labels.notes import note_words
from expectations.reports.labels.outcomes import (
    ATTRIBUTION,
    ATTRIBUTION_MEANING,
    CHANGE_REASON,
    DOCUMENT_STATUS,
    IF_TRUE,
    OUTCOME,
    SEVERITY,
    SEVERITY_MEANING,
    SEVERITY_ORDER,
    STATE,
    STATUS_ADVICE,
    VERDICT,
    VERDICT_CSS,
    VERDICT_MEANING,
)
from expectations.words import Words, unit_words

__all__ = [
    "ATTRIBUTION",
    "ATTRIBUTION_MEANING",
    "CHANGE_REASON",
    "DOCUMENT_STATUS",
    "DOC_KIND",
    "FORM",
    "IF_TRUE",
    "KIND",
    "OTHER_SIDES",
    "OUTCOME",
    "REASON",
    "SCOPE",
    "SEVERITY",
    "SEVERITY_MEANING",
    "SEVERITY_ORDER",
    "SIDES",
    "STATE",
    "STATUS_ADVICE",
    "VERDICT",
    "VERDICT_CSS",
    "VERDICT_MEANING",
    "Words",
    "attribute_word",
    "group_order",
    "identity_group",
    "note_words",
    "part_word",
    "place_words",
    "reason_words",
    "unit_words",
]
