"""The log's test tally, for child processes."""

from minqing.log.tests.tally import TALLY, Count, Counted, MoveTally

__all__ = ["TALLY", "Count", "Counted", "MoveTally"]
