"""robots.txt for requests that wait for it side by side, Crawl-delay included."""

from __future__ import annotations

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Request
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

#: A longer Crawl-delay is one that nobody meant; it is honoured up to here, in seconds.
MAX_CRAWL_DELAY_S = 60.0


class SharedRobotsTxtMiddleware(RobotsTxtMiddleware):
    """Scrapy's middleware, whose waiting requests all get the rules.

    In Scrapy 2.19 the requests that wait while robots.txt is being fetched share
    one Deferred; the first to wake consumes its result, and the others see no
    rules and are let through.
    """

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The host's rules; None where its robots.txt could not be had."""
        await super().robot_parser(request)
        rules = self._parsers[urlparse_cached(request).netloc]
        if rules is None:
            return None
        if not isinstance(rules, RobotParser):
            raise TypeError("robots.txt is still being fetched")
        self._slow_down(rules, request)
        return rules

    def _slow_down(self, rules: RobotParser, request: Request) -> None:
        """Wait at least as long between requests as the host asks for (Crawl-delay)."""
        asked = rules.crawl_delay(self._robotstxt_useragent or self._default_useragent)
        engine = self.crawler.engine
        if not asked or engine is None:
            return
        slot = engine.downloader.slots.get(engine.downloader.get_slot_key(request))
        delay = min(asked, MAX_CRAWL_DELAY_S)
        if slot is not None and slot.delay < delay:
            slot.delay = delay
        if delay > self.crawler.settings.getfloat("DOWNLOAD_DELAY"):
            request.meta["autothrottle_dont_adjust_delay"] = True
