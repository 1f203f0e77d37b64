"""Returns (退单): with reason and words, to who dispatched, and upwards when it does not end."""

from __future__ import annotations

import pytest

from minqing.cases import commands as c
from minqing.cases import events as e
from minqing.cases.terms import Ledger, MatterKind, Status
from minqing.cases.tests.builders import BANNER, TOWN, Story, said
from minqing.cases.tests.stories import TRIED, raised_to_department

SORTED = {"kind": MatterKind.HELP, "ledger": Ledger.REPORT_UP, "category": "water-wells"}
BACK = {"reason": "not_our_duty", "words": said("不归我们管，井属于水利站。")}


def dispatched_by_the_town() -> Story:
    """A case the town was told and hands to a village cadre."""
    story = Story().received("clerk", unit="150627100201")
    story.must(c.TriageCase, "clerk", unit="150627100201", **SORTED)
    return story


def go_round(story: Story, times: int) -> list[object]:
    events: list[object] = []
    for _ in range(times):
        if story.case().status is Status.AWAITING_TRIAGE:
            story.must(c.TriageCase, "clerk", unit="150627100201", **SORTED)
        events = story.do(c.ReturnCase, "cadre", **BACK)
        assert isinstance(events, list), events
    return events


def test_return_goes_to_who_dispatched_and_is_counted():
    story = dispatched_by_the_town()
    go_round(story, 1)
    state = story.case()
    assert (state.status, state.holder_post) == (Status.AWAITING_TRIAGE, "post-clerk")
    assert (state.returns, state.returned) == (1, 1)


@pytest.mark.parametrize("words", ["", "  "])
def test_return_refused_without_words(words):
    story = dispatched_by_the_town()
    code = story.refused(c.ReturnCase, "cadre", reason="other", words=said(words))
    assert code == "case-words-missing"


def test_third_return_of_a_dispatch_goes_to_the_next_level_to_decide():
    story = dispatched_by_the_town()
    (event,) = go_round(story, 3)
    state = story.case()
    assert isinstance(event, e.CaseReturned) and event.to_decide
    assert (state.rung, state.holder_unit) == ("department", BANNER)
    assert state.status is Status.AWAITING_TRIAGE
    assert (state.returns, state.returned) == (3, 0)


def test_next_level_decides_and_its_dispatch_is_counted_anew():
    story = dispatched_by_the_town()
    go_round(story, 3)
    decider = "office" if story.case().holder_post == "post-office" else "chief"
    story.must(c.TriageCase, decider, unit=TOWN, **SORTED)
    assert story.case().holder_unit == TOWN
    story.must(c.ReturnCase, "clerk", **BACK)
    state = story.case()
    assert (state.returned, state.holder_unit) == (1, BANNER)


def test_raising_begins_the_count_of_returns_anew():
    story = raised_to_department()
    story.must(c.ReturnCase, "handler", **BACK)
    assert story.case().returned == 1
    story.must(c.TriageCase, "clerk", **SORTED)
    story.must(c.RaiseToNextLevel, "clerk", tried=TRIED)
    assert (story.case().returned, story.case().returns) == (0, 1)
