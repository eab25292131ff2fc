"""robots.txt for requests that wait for it side by side."""

from __future__ import annotations

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Request
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached


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
        if rules is not None and not isinstance(rules, RobotParser):
            raise TypeError("robots.txt is still being fetched")
        return rules
