"""What other contexts may use of cases: commands, words, reads, the section of a pack.

One name for each, gathered from three rooms; each says in its `__all__` what it gives.
"""

from minqing.cases.public_commands import *  # noqa: F403
from minqing.cases.public_reads import *  # noqa: F403
from minqing.cases.public_words import *  # noqa: F403
