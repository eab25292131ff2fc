"""No crawl ever connects to a private address, whatever a name resolves to."""

from __future__ import annotations

import ipaddress
from typing import Any, ClassVar

from scrapy.resolver import CachingThreadedResolver
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

    The one exception is the loopback address written out: that of the run's own server
    (or of a proxy on this machine).  No registry entry can name it, and no link leads there.
    """

    #: Names refused in this process; Twisted reports them as names that do not resolve.
    refused: ClassVar[set[str]] = set()

    def getHostByName(  # noqa: N802 - inherited
        self, name: str, timeout: Any = ()
    ) -> Deferred[str]:
        found: Deferred[str] = super().getHostByName(name, timeout)
        return found.addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        try:
            return refuse_private(address, loopback_allowed=name == address)
        except PrivateAddressError:
            self.refused.add(name)
            raise
