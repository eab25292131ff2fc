"""What is tried again, by the kind of error.

A network that did not answer is asked again later; a page that says no, a file
that cannot be read and a wrong configuration are not: the same again would give
the same.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable

from extractors.contracts import Outcome

#: Kinds that the crawler gives to answers, not to silence; asking again changes nothing.
_PERMANENT = re.compile(
    r"http_(?!408|429|5)\d+|soft_404|no_rows|no_files|robots|off_registry|private_address"
    r"|challenge|redirect_loop|script_redirect|list_cut|tls|html_as_file|executable|too_large"
    r"|member_\w+|crashed|disk_full"
)
#: Kind of an outcome that could not be archived for want of space.
DISK_FULL = "disk_full"
#: Rounds after the first, and how many times longer each waits than the one before.
ROUNDS, FACTOR = 2, 4


def first_wait_s() -> float:
    """Seconds before the first repetition: MINGZHANG_RETRY_WAIT, else 30."""
    return float(os.environ.get("MINGZHANG_RETRY_WAIT", "30"))


def waits_s() -> list[float]:
    """Seconds before each repetition."""
    return [first_wait_s() * FACTOR**n for n in range(ROUNDS)]


def is_transient(outcome: Outcome) -> bool:
    """Whether the same request may succeed later."""
    return outcome.status == "failed" and not _PERMANENT.fullmatch(outcome.error_kind or "")


def any_transient(outcomes: Iterable[Outcome]) -> bool:
    """Whether some request may succeed later."""
    return any(is_transient(o) for o in outcomes)


def is_disk_full(error: BaseException | None) -> bool:
    """Whether an error, or what caused it, is a full disk or quota."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in {
            errno.ENOSPC,
            getattr(errno, "EDQUOT", errno.ENOSPC),
        }:
            return True
        error = error.__cause__ or error.__context__
    return False
