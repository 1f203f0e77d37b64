"""The process that reads one picture: JPEG on standard input, lines as JSON on standard output.

Apart from the server, because the reader takes 300 MB while it works and gives none back.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import Any


def main() -> int:
    """Read the picture and print [[text, score, left, top, right, bottom], …] in pixels."""
    reader: Any = import_module("rapidocr_onnxruntime").RapidOCR()
    found, _times = reader(sys.stdin.buffer.read())
    lines = []
    for box, text, score in found or ():
        across, down = [point[0] for point in box], [point[1] for point in box]
        edges = [round(edge) for edge in (min(across), min(down), max(across), max(down))]
        lines.append([str(text), float(score), *edges])
    json.dump(lines, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
