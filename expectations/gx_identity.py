"""The one expectation class of the catalogue.  Importing it imports Great Expectations."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from great_expectations.expectations.core.unexpected_rows_expectation import (
    UnexpectedRowsExpectation,
)
from great_expectations.expectations.metadata_types import FailureSeverity

from expectations.sql import text_literal


class IdentityHolds(UnexpectedRowsExpectation):
    """No verdict of one identity fails.

    The failing verdicts are counted in the database and never fetched: the report shows them.
    """

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.row_count",)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        """Success where no verdict fails; the number that do."""
        failing = metrics["unexpected_rows_query.row_count"]
        return {"success": failing == 0, "result": {"observed_value": failing}}

    @classmethod
    def of(
        cls, identity: str, description: str, severity: Literal["critical", "warning", "info"] | str
    ) -> IdentityHolds:
        """The expectation of one identity; ``severity`` in Great Expectations' words."""
        return cls(
            unexpected_rows_query=(
                f"SELECT * FROM {{batch}} WHERE identity = {text_literal(identity)} "
                "AND verdict = 'FAIL'"
            ),
            description=description,
            severity=FailureSeverity(severity),
        )
