"""A child process that ends when its parent does, even when the parent is killed.

What a killed run started must not go on writing beside the run that follows.
"""

from __future__ import annotations

import os
import threading
import time

#: Exit code of a process whose parent is gone.
EXIT_ORPHANED = 75
_POLL_S = 0.5


def end_with_parent() -> None:
    """End this process within a second of its parent's end.

    Noticed by the change of the parent's id; where the system does not change it
    (Windows), nothing happens.
    """
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_POLL_S)
    os._exit(EXIT_ORPHANED)
