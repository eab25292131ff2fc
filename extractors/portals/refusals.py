"""What became of an address that gave no page or file: status, kind, and what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from extractors.portals.details import looks_missing
from extractors.portals.guard import PRIVATE_REFUSED, PublicOnlyResolver
from extractors.portals.middlewares import ForeignHostError
from extractors.portals.pages import html_selector

#: Answers that ask for a browser or say no: recorded, never worked around.
BLOCKED_STATUS = frozenset({401, 403, 412, 429, 521})
OFF_REGISTRY = "地址不在登记的网站之内；核实后可在登记文件中加入"
_BY_HAND = "请人工下载后用 mingzhang ingest 入库"
_CHALLENGE = re.compile(rb"document\.cookie|location\.reload|\$_ts|__jsl|eval\s*\(", re.IGNORECASE)
_SCRIPT_REDIRECT = re.compile(
    r"location(?:\.href)?\s*=\s*['\"]([^'\"]+)|location\.(?:replace|assign)\(\s*['\"]([^'\"]+)"
)
_CERTIFICATE = re.compile(r"certificate|VerificationError|SSL|TLS", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is nothing: an outcome's status, error kind and message."""

    status: str
    kind: str
    message: str


FOREIGN = Refusal("blocked", "off_registry", OFF_REGISTRY)
DISK_FULL = Refusal("failed", "disk_full", "磁盘已满，文件未归档；请清理后重跑")
_SOFT_404 = Refusal("failed", "soft_404", "网站以正常状态返回“页面不存在”；该条目可能已撤下")


def of_answer(response: Response, text: str) -> Refusal | None:
    """Why a page that came with a success status is none; None where it is one."""
    if is_challenge(response.status, response.body):
        return Refusal(
            "blocked", "challenge", f"网站要求浏览器执行脚本验证，未尝试绕过；{_BY_HAND}"
        )
    if len(text) < 65536 and _is_wordless(text) and (match := _SCRIPT_REDIRECT.search(text)):
        target = match.group(1) or match.group(2)
        return Refusal(
            "failed", "script_redirect", f"页面只用脚本跳转到 {target}；请把那里的地址登记为入口"
        )
    return _SOFT_404 if looks_missing(text) else None


def _is_wordless(html: str) -> bool:
    """Whether a page shows neither a word nor a link."""
    shown = html_selector(html).xpath(
        "//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]"
    )
    return not "".join(shown.getall()).strip() and "<a " not in html.lower()


def is_challenge(status: int, body: bytes) -> bool:
    """Whether an answer is a script that tests for a browser: 202 with a script, or a page
    without a word of text whose script sets a cookie and loads the page again."""
    head = body[:65536]
    if b"<script" not in head.lower():
        return False
    if status == 202:
        return True
    if len(body) > len(head) or not _CHALLENGE.search(head):
        return False
    return _is_wordless(head.decode("utf-8", errors="replace"))


def of_failure(error: BaseException | None, url: str) -> Refusal:
    """Why a request failed, from the exception."""
    if isinstance(error, HttpError):
        return _of_status(error.response.status)
    if urlsplit(url).hostname in PublicOnlyResolver.refused:
        return Refusal("blocked", PRIVATE_REFUSED, "地址指向内网，未访问")
    if isinstance(error, ForeignHostError):
        return Refusal("blocked", "off_registry", f"跳转到 {error}；{OFF_REGISTRY}")
    if isinstance(error, IgnoreRequest):
        reason = str(error)
        if "robots.txt" in reason:
            return Refusal("blocked", "robots", f"网站的 robots.txt 不允许抓取；{_BY_HAND}")
        if "redirect" in reason:
            return Refusal("failed", "redirect_loop", "网站反复跳转，已停止；请在浏览器中核对地址")
        return FOREIGN
    name = type(error).__name__
    if name in {"TimeoutError", "TCPTimedOutError", "DownloadTimeoutError"}:
        return Refusal("failed", "timeout", "网站在时限内没有答完；请稍后重跑，或调大 timeout_s")
    if name in {"ResponseDataLossError", "ResponseFailed"} and "DataLoss" in repr(error) + name:
        return Refusal("failed", "truncated", "网站只发来一部分（与声明的长度不符）；请稍后重跑")
    if name in {"DownloadCancelledError", "CancelledError"}:
        return Refusal("failed", "too_large", "文件超过大小上限，未下载；请人工核对")
    if _CERTIFICATE.search(repr(error)):
        return Refusal(
            "failed", "tls", "加密连接无法建立；核对证书后，可在登记文件中为该主机写明 tls"
        )
    return Refusal("failed", name, "未能取得页面；请检查网络后重跑")


def _of_status(code: int) -> Refusal:
    if code in BLOCKED_STATUS:
        return Refusal("blocked", f"http_{code}", f"网站拒绝访问（{code}），未尝试绕过；{_BY_HAND}")
    return Refusal("failed", f"http_{code}", f"网站返回 {code}；请核对地址，或稍后重跑")
