"""Whose time it was: stretches add up, pauses are nobody's."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import settings

from minqing.cases.split import split_time
from minqing.cases.tests.test_histories import given_history, play


@settings(max_examples=40, deadline=None)
@given_history
def test_shares_add_up_to_the_time_that_somebody_held_it(steps, beginning):
    story = play(steps, beginning)
    events = [event for _, _, found, _ in story.history for event in found]
    holdings = story.case().holdings
    now = story.now + timedelta(hours=1)
    shares = split_time(holdings, events, now)
    assert [share.holding for share in shares] == list(holdings)
    for share in shares:
        whole = (share.holding.until or now) - share.holding.since
        assert share.ran + share.paused == whole
        assert share.ran >= timedelta() and share.paused >= timedelta()
