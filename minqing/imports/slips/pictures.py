"""Parts of a slip's picture, to be seen beside what was read there; never kept."""

from __future__ import annotations

import base64
import io

from PIL import Image

MARGIN = 12
WIDEST = 700


def cut(picture: bytes, box: tuple[int, int, int, int]) -> str:
    """Return a part of a picture (JPEG) as an address of its own bytes (`data:`)."""
    with Image.open(io.BytesIO(picture), formats=("JPEG",)) as whole:
        left, top, right, bottom = box
        edges = (
            max(left - MARGIN, 0), max(top - MARGIN, 0),
            min(right + MARGIN, whole.width), min(bottom + MARGIN, whole.height),
        )  # fmt: skip
        part = whole.crop(edges).convert("RGB")
    part.thumbnail((WIDEST, WIDEST))
    out = io.BytesIO()
    part.save(out, "JPEG", quality=80)
    return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()
