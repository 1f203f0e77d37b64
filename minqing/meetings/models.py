"""Rows of meetings and of what is promised there."""

from minqing.meetings.commitments.models import Commitment

__all__ = ["Commitment"]
