"""Typed errors of reading.  Each carries what a person needs to act on it."""

from __future__ import annotations

from extractors.contracts import DocumentStatus


class DocumentError(Exception):
    """A file that cannot be read at all.

    ``status`` becomes the document's typed outcome; ``message_zh`` says in one
    sentence what is wrong with which file (and page) and what to do next.
    """

    def __init__(
        self, status: DocumentStatus, message_zh: str, *, file_name: str, page: int | None = None
    ) -> None:
        place = f"{file_name} 第{page}页" if page else file_name
        super().__init__(f"{place}：{message_zh}")
        self.status = status
        self.message_zh = message_zh
        self.file_name = file_name
        self.page = page


class ConfigError(Exception):
    """A YAML file that breaks its schema; names the file, the line and the key."""
