"""What kind of page it is: text, scan, outlines instead of text, or blank."""

from __future__ import annotations

import re

import numpy as np

from extractors.pages.chars import Chars, Frame
from extractors.pages.rulings import Pieces

#: Pictures over more than this share of the page make a page without text a scan.
_PICTURE = 0.3
#: ... and one with little but recognised text underneath, or a stamped page number.
_FULL_PICTURE = 0.6
_STAMPED = re.compile(r"[\d\W_]*")
#: Blocks that budgets are printed in; more than half outside them is no text but glyph numbers.
_STRANGE = re.compile(
    r"[^\x20-\x7E\xA0-\xFF\u0370-\u04FF\u2000-\u2BFF\u2E80-\u9FFF\uF900-\uFAFF\uFE10-\uFE6F"
    r"\uFF00-\uFFEF\U00020000-\U0003FFFF]"
)
_LEAST, _ENOUGH = 20, 100


def layer_of(seen: Chars, unseen: int, pieces: Pieces, frame: Frame, decisions: list[str]) -> str:
    """``text``, ``scan``, ``outline`` or ``blank``, see :class:`extractors.layout.PageContent`.

    ``seen`` are the characters that a reader of the page sees; ``unseen`` counts
    those drawn invisibly.  Text under a scan is somebody's recognition of it:
    such a page is a scan.  A text layer whose characters have no meaning counts
    as outlines.
    """
    text = seen.text.strip()
    covered = _covered(pieces, frame)
    underneath = unseen > 2 * len(seen) or _STAMPED.fullmatch(text)
    if text and covered > _FULL_PICTURE and underneath:
        return "scan"
    if text:
        if _meaningless(text):
            decisions.append("文字层没有可用的编码，读不出文字")
            return "outline"
        return "text"
    if covered > _PICTURE:
        return "scan"
    return "outline" if pieces.paths > 50 else "blank"


def _covered(pieces: Pieces, frame: Frame) -> float:
    images, area = pieces.images, frame.width * frame.height
    if not len(images) or area <= 0:
        return 0.0
    x0, top, x1, bottom = (
        np.clip(images[:, k], 0, frame.width if k % 2 == 0 else frame.height) for k in range(4)
    )
    return float(((x1 - x0) * (bottom - top)).sum() / area)


def _meaningless(text: str) -> bool:
    text = text.replace(" ", "")
    if len(text) < _LEAST:
        return False
    some = text[:: max(len(text) // _ENOUGH, 1)]
    return 2 * len(_STRANGE.findall(some)) > len(some)
