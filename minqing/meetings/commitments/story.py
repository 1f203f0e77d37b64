"""The story of one promise, newest first, from its fold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from django.utils.translation import gettext_noop as _

from minqing.meetings.commitments.shown import Step
from minqing.meetings.commitments.state import CommitmentState
from minqing.meetings.commitments.streams import begin_of
from minqing.meetings.commitments.terms import (
    ANSWER_ZH,
    FINDING_ZH,
    MEASURE,
    MODE_ZH,
    Keeping,
    Stage,
)
from minqing.org.public import Directory, say_post


def tell_story(
    state: CommitmentState, texts: Mapping[str, str], directory: Directory
) -> tuple[Step, ...]:
    """Return what happened, newest first; words as far as `texts` has them opened."""
    story = _Story(state, texts, directory)
    steps = [step for part in story.parts() for step in part]
    return tuple(sorted(steps, key=lambda step: step.at, reverse=True))


class _Story:
    def __init__(
        self, state: CommitmentState, texts: Mapping[str, str], directory: Directory
    ) -> None:
        self.state, self.texts, self.directory = state, texts, directory

    def parts(self) -> tuple[Iterator[Step], ...]:
        return (self.dates(), self.missed(), self.reports(), self.keepings(), self.visits())

    def say(self, key: str) -> str:
        words = self.state.words.get(key)
        return "" if words is None else self.texts.get(words.raw, "")

    def post(self, post: str) -> str:
        return say_post(self.directory, post)

    def dates(self) -> Iterator[Step]:
        for number, one in enumerate(self.state.dates):
            if one.reason.startswith("result"):
                continue  # the day for the rest stands with the part that was kept
            yield Step(
                at=one.given_at,
                zh=_("说明并改期") if number else _("作出承诺"),
                by=self.post(one.post),
                said=self.say(one.reason or MEASURE),
                day=one.due,
            )
        if self.state.withheld is not None:
            hidden = self.state.withheld
            yield Step(at=hidden.at, zh=_("决定不公开"), by=self.post(hidden.post))

    def missed(self) -> Iterator[Step]:
        for due in self.state.missed:
            yield Step(at=begin_of(due + timedelta(days=1)), zh=_("逾期未兑现"), day=due)

    def reports(self) -> Iterator[Step]:
        for one in self.state.reports:
            yield Step(
                at=one.at,
                zh=_("报告进展"),
                by=self.post(one.post),
                said=self.say(one.words),
                evidence=one.evidence,
            )

    def keepings(self) -> Iterator[Step]:
        for one in self.state.keepings:
            yield Step(
                at=one.at,
                zh=self.say_keeping(one),
                by=self.post(one.post),
                said=self.say(one.words),
                evidence=one.evidence,
                day=one.on,
            )
            if one.answer is not None and one.answered_at is not None:
                yield Step(at=one.answered_at, zh=ANSWER_ZH[one.answer])

    def say_keeping(self, one: Keeping) -> str:
        if one.whole:
            return _("登记兑现")
        # nothing follows it: the last one is the one that dropped it
        dropped = self.state.stage is Stage.DROPPED and one is self.state.keepings[-1]
        return _("反映人已撤回，不再办理") if dropped else _("登记部分兑现")

    def visits(self) -> Iterator[Step]:
        for one in self.state.follow_ups:
            said = [FINDING_ZH[one.finding], self.say(one.words)]
            yield Step(
                at=one.at,
                zh=MODE_ZH[one.mode],
                by=self.post(one.post),
                said="；".join(part for part in said if part),
                day=one.on,
            )
