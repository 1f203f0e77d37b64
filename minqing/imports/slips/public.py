"""What faces may use of slips on paper."""

from minqing.imports.slips.fields import Proposed, propose
from minqing.imports.slips.pictures import cut
from minqing.imports.slips.reading import NO_PICTURE, NOT_INSTALLED, is_installed, read_lines

__all__ = [
    "NOT_INSTALLED", "NO_PICTURE", "Proposed", "cut", "is_installed", "propose", "read_lines",
]  # fmt: skip
