"""Form families: what a place prints otherwise than the shared vocabulary expects."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.forms.reader import Reading
from extractors.identity import DocumentIdentity

GENERIC = "generic"


def family_of(readings: Sequence[Reading], identity: DocumentIdentity) -> str:
    """Key of the family that read the document; ``generic`` where none was needed."""
    return GENERIC
