"""Words and values of suggestions. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec


def _(words: str) -> str:
    """Mark words for translation; faces translate."""
    return words


STREAM = "suggestions:office"
"""The one stream of this context."""


class Failure(StrEnum):
    """Why a training gave no model."""

    NOT_INSTALLED = "not-installed"
    TOO_FEW = "too-few"
    TOO_LONG = "too-long"
    BROKEN = "broken"


FAILURE_ZH: Mapping[Failure, str] = {
    Failure.NOT_INSTALLED: _(
        "没有安装训练用的 scikit-learn。请运行 pip install minqing[suggest] 后再训练。"
    ),
    Failure.TOO_FEW: _("可以学习的研判还不够。积累更多以后再训练。"),
    Failure.TOO_LONG: _("训练超过了时间上限，已停止。请在空闲时再试。"),
    Failure.BROKEN: _("训练没有完成。请查看服务日志后再试。"),
}


class Measures(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How good a sorter is on texts it had not seen (k-fold).

    `texts`, `labels`: how many; `rare`: texts whose label is too rare to learn, counted as
    wrong. `usual`: share of the commonest label, what always guessing it would reach. `shown`, `right`: texts that got a suggestion, and those where it held the decided
    label, by thresholds chosen on other texts.
    """

    texts: int
    labels: int
    rare: int
    folds: int
    accuracy: float
    macro_f1: float
    shown: int
    right: int
    usual: float = 0.0

    @property
    def coverage(self) -> float:
        return self.shown / self.texts if self.texts else 0.0

    @property
    def precision(self) -> float:
        return self.right / self.shown if self.shown else 0.0


class ModelNote(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One trained model as the log knows it: where it lies, from what, how good. No words.

    `file`, `subject`: in the vault, under a key of its own. `position`: last entry of the log
    when the texts were read. `own`: decisions of the office; `labelled`: rows of a file given.
    `precision`: what the thresholds promise.
    """

    version: str
    file: str
    subject: str
    position: int
    own: int
    labelled: int
    precision: float
    category: Measures
    unit: Measures | None = None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A training that was asked for and has not ended."""

    at: datetime


class Failed(msgspec.Struct, frozen=True, kw_only=True):
    """The last training that gave no model."""

    at: datetime
    why: Failure
