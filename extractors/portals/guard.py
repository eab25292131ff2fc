"""No crawl ever connects to a private address, whatever a name resolves to."""

from __future__ import annotations

import ipaddress
from typing import Any, ClassVar

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred

PRIVATE_REFUSED = "private_address"


class PrivateAddressError(Exception):
    """A host name that resolves to a loopback, private, link-local or reserved address."""


def refuse_private(address: str, *, loopback_allowed: bool) -> str:
    """The address itself if a crawl may connect to it; raises PrivateAddressError."""
    parsed = ipaddress.ip_address(address.split("%")[0])
    if parsed.is_global or (loopback_allowed and parsed.is_loopback):
        return address
    raise PrivateAddressError(address)


class PublicOnlyResolver(CachingThreadedResolver):
    """Scrapy's resolver, checked after resolution (a public name may point inwards).

    The one exception is the run's own loopback server, for a portal whose
    registry entry asks for it.
    """

    #: Names refused in this crawl; Twisted reports them as names that do not resolve.
    refused: ClassVar[set[str]] = set()

    def __init__(
        self, reactor: ReactorBase, cache_size: int, timeout: float, loopback_allowed: bool
    ) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.loopback_allowed = loopback_allowed

    def begin(self, *, loopback_allowed: bool) -> None:
        """Forget the crawl before: what it was allowed, and what was refused to it."""
        self.loopback_allowed = loopback_allowed
        self.refused.clear()

    def getHostByName(  # noqa: N802 - inherited
        self, name: str, timeout: Any = ()
    ) -> Deferred[str]:
        found: Deferred[str] = super().getHostByName(name, timeout)
        return found.addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        try:
            return refuse_private(address, loopback_allowed=self.loopback_allowed)
        except PrivateAddressError:
            self.refused.add(name)
            raise
