"""二维码: drawn as lines inside the page, so that no second request is needed for it."""

from __future__ import annotations

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def draw_code(address: str) -> SafeString:
    """Return the code of an address as inline SVG; a quarter of it may be scratched."""
    code = segno.make(address, error="q", micro=False)
    drawn = code.svg_inline(omitsize=True, border=2, svgclass="qr", lineclass=None)
    return mark_safe(drawn)  # noqa: S308 - lines alone; the address is not in it as text


def write_code(address: str) -> str:
    """Return the code as a drawing of its own, for posters that others make."""
    written = io.BytesIO()
    code = segno.make(address, error="q", micro=False)
    code.save(written, kind="svg", xmldecl=False, svgclass=None, lineclass=None, omitsize=True)
    return written.getvalue().decode()
