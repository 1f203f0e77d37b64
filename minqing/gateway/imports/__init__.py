"""Import of messages: file → rows → commands through the one door.

`main` is what `minqing import cases` calls.
"""

from minqing.gateway.imports.door import main

__all__ = ["main"]
