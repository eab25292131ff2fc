"""The crawl of one portal, run as a child process: ``python -m extractors.portals.crawl JOB``.

A Twisted reactor cannot be started twice in a process, so each crawl has its
own.  JOB is a JSON file (:class:`CrawlJob`); what the crawl finds is appended to
the job's ``output`` as one JSON object per line, each as it happens.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

from scrapy.crawler import CrawlerProcess

from extractors.lifeline import end_with_parent
from extractors.portals.fetch import FetchSpider
from extractors.portals.job import CrawlJob
from extractors.portals.registry_model import Portal
from extractors.portals.spiders import ListSpider

USER_AGENT = "Mingzhang/0.1 (archive of public budget disclosures; polite; one host at a time)"
#: No single disclosure is larger than this.
MAX_BYTES = 300 * 1024 * 1024


def user_agent(portal: Portal) -> str:
    """Who asks: the portal's own setting, else ours; with MINGZHANG_CONTACT where that is set."""
    agent = portal.politeness.user_agent or USER_AGENT
    contact = os.environ.get("MINGZHANG_CONTACT")
    return f"{agent} contact: {contact}" if contact else agent


def scrapy_settings(job: CrawlJob, portal: Portal) -> dict[str, Any]:
    """Settings of a polite crawl of one portal."""
    politeness = portal.politeness
    return {
        "USER_AGENT": user_agent(portal),
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": "Mingzhang",
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "extractors.portals.middlewares.ExactHostMiddleware": 50,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "extractors.portals.robots.SharedRobotsTxtMiddleware": 100,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
            "extractors.portals.middlewares.BackoffRetryMiddleware": 550,
            "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
            "extractors.portals.middlewares.CheckedMetaRefreshMiddleware": 580,
            "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
            "extractors.portals.middlewares.CheckedRedirectMiddleware": 600,
        },
        "DOWNLOAD_DELAY": politeness.delay_s,
        "CONCURRENT_REQUESTS": politeness.concurrency * len(portal.hosts),
        "CONCURRENT_REQUESTS_PER_DOMAIN": politeness.concurrency,
        "AUTOTHROTTLE_ENABLED": politeness.delay_s > 0,
        "AUTOTHROTTLE_START_DELAY": politeness.delay_s,
        "DOWNLOAD_TIMEOUT": politeness.timeout_s,
        "RETRY_TIMES": politeness.retries,
        "RETRY_HTTP_CODES": [429, 500, 502, 503, 504, 522, 524, 408],
        "REDIRECT_MAX_TIMES": 5,
        "DOWNLOAD_MAXSIZE": MAX_BYTES,
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        # Pages are asked for again with If-None-Match / If-Modified-Since.
        "HTTPCACHE_ENABLED": not job.files,
        "HTTPCACHE_POLICY": "scrapy.extensions.httpcache.RFC2616Policy",
        "HTTPCACHE_DIR": job.cache_folder,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOADER_CLIENTCONTEXTFACTORY": "extractors.portals.tls.PerHostContextFactory",
        "MINGZHANG_TLS": {
            t.host: {"legacy": t.legacy, "unverified": t.unverified} for t in portal.tls
        },
        # Scrapy renamed the setting; a name that it did not know would leave the guard off.
        "DNS_RESOLVER": "extractors.portals.guard.PublicOnlyResolver",
        "TWISTED_DNS_RESOLVER": "extractors.portals.guard.PublicOnlyResolver",
        "REMOTE_CONTROL_ENABLED": False,
        "MINGZHANG_LOOPBACK": job.loopback,
        "LOG_FILE": job.log,
        "LOG_LEVEL": "INFO",
    }


def main(path: str) -> None:
    """Run the crawl that a job file describes; it ends with the run that started it."""
    end_with_parent()
    job = CrawlJob(**json.loads(Path(path).read_text(encoding="utf-8")))
    portal = Portal.model_validate(job.portal)
    process = CrawlerProcess(scrapy_settings(job, portal))
    process.crawl(FetchSpider if job.files else ListSpider, job=job)
    process.start()
    logging.shutdown()


if __name__ == "__main__":
    main(sys.argv[1])
