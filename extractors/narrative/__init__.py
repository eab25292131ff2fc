"""Running text: amounts, shares, changes and counts with their concept and place."""

from extractors.narrative.reader import read_narrative

__all__ = ["read_narrative"]
