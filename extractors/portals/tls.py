"""TLS of one host as its registry entry allows, of every other host as usual: verified."""

from __future__ import annotations

import ssl
from typing import Any

from OpenSSL import SSL
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.crawler import Crawler

#: Servers without RFC 5746.  Connecting to them suffices; unsafe renegotiation stays off.
OP_LEGACY_SERVER_CONNECT = getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
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
        special = _HostContextFactory(
            method=self._ssl_method,
            verify_certificates=not host.get("unverified", False),
            tls_ciphers=LEGACY_CIPHERS if host.get("legacy") else None,
        )
        special.is_legacy = bool(host.get("legacy"))
        return special.creatorForNetloc(hostname, port)


class _HostContextFactory(_ScrapyClientContextFactory):
    is_legacy = False

    def _get_cert_options_kwargs(self) -> dict[str, Any]:
        options: dict[str, Any] = super()._get_cert_options_kwargs()
        if self.is_legacy:
            # Twisted puts its own options on the context; ours are added when it is made.
            options["fixBrokenPeers"] = True
        return options

    def _get_cert_options(self) -> Any:
        options = super()._get_cert_options()
        if self.is_legacy:
            loosen(options.getContext())
        return options


def loosen(context: SSL.Context) -> None:
    """Let a context connect to old servers."""
    context.set_options(OP_LEGACY_SERVER_CONNECT)
