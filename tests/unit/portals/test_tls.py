from OpenSSL import SSL
from scrapy.core.downloader.contextfactory import _get_creator_context
from scrapy.utils.test import get_crawler

from extractors.portals.tls import OP_LEGACY_SERVER_CONNECT, PerHostContextFactory


def options(host: str) -> tuple[bool, bool]:
    """(connects to legacy servers, verifies certificates) of a host's TLS context."""
    crawler = get_crawler(
        settings_dict={
            "DOWNLOAD_VERIFY_CERTIFICATES": True,
            "MINGZHANG_TLS": {
                "old.example": {"legacy": True, "unverified": False},
                "chain.example": {"legacy": False, "unverified": True},
                "both.example": {"legacy": True, "unverified": True},
            },
        }
    )
    factory = PerHostContextFactory.from_crawler(crawler)
    creator = factory.creatorForNetloc(host.encode(), 443)
    context = _get_creator_context(creator)
    assert isinstance(context, SSL.Context)
    # set_options(0) returns what is set.
    legacy = bool(context.set_options(0) & OP_LEGACY_SERVER_CONNECT)
    return legacy, "_ScrapyClientTLSOptions" not in type(creator).__name__


def test_tls_is_loosened_for_the_hosts_that_are_named_and_no_other() -> None:
    assert options("good.example") == (False, True)
    assert options("sub.old.example") == (False, True)
    assert options("old.example") == (True, True)
    # Scrapy's own unverified contexts connect to legacy servers in any case.
    assert options("chain.example") == (True, False)
    assert options("both.example") == (True, False)
