"""What the pipeline did: a file found at an address, a stage that a document went through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from extractors.contracts.base import col


@dataclass(frozen=True, slots=True)
class Acquisition:
    """One file found at one address by one portal crawl (or from the inbox)."""

    portal: str = col("门户标识", "portal id, `inbox` for files from disk")
    fiscal_year: int | None = col("列表标明的年度", "fiscal year that the listing states")
    url: str = col("文件地址", "address of the file; file:// for the inbox")
    page_url: str | None = col("公开页面地址", "address of the page that links to it")
    title: str | None = col("列表标题", "title in the listing")
    published_on: date | None = col("公开日期", "publication date that the portal states")
    fetched_at: datetime = col("抓取时间", "when the bytes were first seen here, UTC")
    document_id: str = col("文件指纹", "sha256 of the bytes")
    size_bytes: int = col("文件大小", "length of the bytes")
    content_type: str | None = col("内容类型", "media type found by magic bytes")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row per document (or page, or address) and stage: what became of it."""

    portal: str = col("门户标识", "portal id")
    fiscal_year: int | None = col("年度", "partition year")
    subject: str = col("对象", "sha256 or address")
    stage: str = col("阶段", "list | fetch | parse | load | judge")
    status: str = col("结果", "ok | unchanged | failed | blocked | a DocumentStatus")
    error_kind: str | None = col("错误类别", "typed error")
    message: str | None = col("说明", "one sentence in Chinese that says what to do")
    duration_s: float = col("耗时（秒）", "wall time, seconds")
    code_version: str = col("程序版本", "version of the code that did it")
    run_id: str | None = col("运行标识", "id of the run")
    finished_at: datetime = col("完成时间", "UTC")
