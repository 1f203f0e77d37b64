"""Rows of meetings and of what is promised there."""

from minqing.meetings.commitments.models import Commitment, SpotCheck

__all__ = ["Commitment", "SpotCheck"]
