"""Pages travel compressed: a list of cases is a tenth of its size on a thin line.

Style sheets and scripts are compressed beforehand (config/statics.py); exports, photos and
papers are sent as they are.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

PACKED = ("text/html", "text/javascript", "application/json", "image/svg+xml")


class PageCompressionMiddleware(GZipMiddleware):
    """Compress whole answers that are words.

    What compression gives away of a secret beside a guess (BREACH) is covered twice: the form
    token is masked anew in every page, and Django adds a random length to every answer.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").split(";")[0]
        if response.streaming or kind not in PACKED:
            return response
        return super().process_response(request, response)
