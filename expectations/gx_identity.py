"""The one expectation class of the catalogue.  Importing it imports Great Expectations."""

from __future__ import annotations

from typing import Literal

from great_expectations.expectations.core.unexpected_rows_expectation import (
    UnexpectedRowsExpectation,
)
from great_expectations.expectations.metadata_types import FailureSeverity


class IdentityHolds(UnexpectedRowsExpectation):
    """No verdict of one identity fails.  Its offending rows are the failing verdicts."""

    @classmethod
    def of(
        cls, identity: str, description: str, severity: Literal["critical", "warning", "info"] | str
    ) -> IdentityHolds:
        """The expectation of one identity; ``severity`` in Great Expectations' words."""
        escaped = identity.replace("'", "''")
        return cls(
            unexpected_rows_query=(
                "SELECT * FROM {batch} WHERE identity = '" + escaped + "' AND verdict = 'FAIL'"
            ),
            description=description,
            severity=FailureSeverity(severity),
        )
