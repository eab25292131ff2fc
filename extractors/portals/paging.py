"""Pages of a list that only the browser would write: ``createPageHTML`` of every arity.

Seen: ``(3)``, ``(3, 0, "index", "html")``, ``("3", "0", "index", "html")``,
``('page_div', 3, 1, 'common_list', 'shtml', 45)``, up to nine arguments.  The
first number is the count of pages.  TRS names them index, index_1, index_2;
UCAP counts from one: common_list, common_list_2.
"""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

_CALL = re.compile(r"createPageHTML\s*\(([^()]*)\)", re.IGNORECASE)
_ARGUMENT = re.compile(r"\s*(?:'([^']*)'|\"([^\"]*)\"|([^,'\"]+))\s*(?:,|$)")
_EXTENSION = re.compile(r"s?html?|jhtml", re.IGNORECASE)


def numbered_pages(html: str, url: str, first_suffix: int) -> tuple[str, ...]:
    """The other pages of the list that ``url`` is a page of; empty without a call.

    ``first_suffix`` is the number in the name of the second page: 1 (TRS) or 2 (UCAP).
    """
    for call in _CALL.finditer(html):
        # The page often defines the function too; its parameters hold no number.
        arguments = _arguments(call.group(1))
        numbers = [int(a) for a in arguments if re.fullmatch(r"\d{1,6}", a)]
        if numbers:
            return _pages(arguments, numbers[0], url, first_suffix)
    return ()


def _arguments(text: str) -> list[str]:
    return [next(g for g in m.groups() if g is not None).strip() for m in _ARGUMENT.finditer(text)]


def _pages(arguments: list[str], count: int, url: str, first_suffix: int) -> tuple[str, ...]:
    path = urlsplit(url).path
    own = re.search(r"/([^/]*?)(?:_\d+)?\.(\w+)$", path)
    stem, extension = (own.group(1), own.group(2)) if own else ("index", "html")
    for before, word in pairwise(arguments):
        # The name stands before its extension, wherever the two stand.
        if _EXTENSION.fullmatch(word) and re.fullmatch(r"[A-Za-z]\w*", before):
            stem, extension = before, word
    names = [f"{stem}.{extension}"]
    names += [f"{stem}_{n}.{extension}" for n in range(first_suffix, first_suffix + count - 1)]
    pages = (urljoin(url, name) for name in names)
    here = {path, urljoin(url, names[0]) if path.endswith("/") else path}
    return tuple(p for p in pages if urlsplit(p).path not in here and p not in here)
