"""TLS of one host as its registry entry allows, of every other host as usual: verified."""

from __future__ import annotations

import ssl
from typing import Any

from OpenSSL import SSL
from scrapy.core.downloader.contextfactory import (
    _get_creator_context,
    _ScrapyClientContextFactory,
)
from scrapy.crawler import Crawler

#: Servers without RFC 5746.  Connecting to them suffices; unsafe renegotiation stays off.
OP_LEGACY_SERVER_CONNECT = int(getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4))
#: Ciphers and key sizes (1024-bit RSA, SHA-1) that OpenSSL refuses by default.
LEGACY_CIPHERS = "DEFAULT@SECLEVEL=0"


class PerHostContextFactory(_ScrapyClientContextFactory):
    """Scrapy's context factory, loosened only for hosts that the setting MINGZHANG_TLS names.

    The setting maps a host to ``{"legacy": bool, "unverified": bool}``.
    """

    hosts: dict[str, dict[str, Any]]

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> PerHostContextFactory:
        made: PerHostContextFactory = super().from_crawler(crawler, *args, **kwargs)
        made.hosts = dict(crawler.settings.getdict("MINGZHANG_TLS"))
        return made

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 - inherited
        host = self.hosts.get(hostname.decode("ascii"))
        if host is None:
            return super().creatorForNetloc(hostname, port)
        is_legacy = host.get("legacy", False)
        special = _ScrapyClientContextFactory(
            method=self._ssl_method,
            verify_certificates=not host.get("unverified", False),
            tls_ciphers=LEGACY_CIPHERS if is_legacy else None,
        )
        creator = special.creatorForNetloc(hostname, port)
        if is_legacy:
            context: SSL.Context = _get_creator_context(creator)
            context.set_options(OP_LEGACY_SERVER_CONNECT)
        return creator
