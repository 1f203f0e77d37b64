"""What other contexts and the faces may use of meetings; of promises: `commitments.public`."""

from minqing.meetings.commitments import public as commitments

__all__ = ["commitments"]
