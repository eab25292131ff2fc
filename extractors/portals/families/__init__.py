"""The CMS families: what one page says.  Pure functions of text; no network."""

from __future__ import annotations

from typing import Protocol

from extractors.portals.families.gkmlpt import Gkmlpt
from extractors.portals.families.hanweb import Hanweb
from extractors.portals.families.platform import Platform
from extractors.portals.families.trs import Trs
from extractors.portals.families.ucap import Ucap
from extractors.portals.pages import DetailPage, ListPage
from extractors.portals.registry_model import Portal


class Family(Protocol):
    """How the pages of one CMS are read.

    Both raise ValueError (json.JSONDecodeError) for an answer that claims to be data and is not.
    """

    def list_page(self, html: str, url: str, portal: Portal) -> ListPage:
        """Rows of one list page (HTML, XML or JSON) and the addresses of the others."""
        ...

    def detail_page(self, html: str, url: str) -> DetailPage:
        """Files of one detail page."""
        ...


FAMILIES: dict[str, Family] = {
    "trs": Trs(),
    "ucap": Ucap(),
    "hanweb": Hanweb(),
    "gkmlpt": Gkmlpt(),
    "platform": Platform(),
}
