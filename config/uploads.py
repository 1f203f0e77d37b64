"""Files on their way in stay in memory: a temporary file would leave personal data on the disk."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler

MOST_BYTES = 64 * 1024 * 1024
"""Of one request: six photos of a good phone, or a workbook of a hundred thousand rows."""


class InMemoryUploadHandler(MemoryFileUploadHandler):
    """Keeps every file of a request in memory; refuses a request that is too large as a whole."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        if content_length > MOST_BYTES:
            raise RequestDataTooBig(f"a request of {content_length} bytes")
        self.activated = True
