"""From logical tables to typed cells: the form vocabulary, header grammar and row grammar."""

from extractors.forms.reader import FormsResult, Reading, read_forms

__all__ = ["FormsResult", "Reading", "read_forms"]
