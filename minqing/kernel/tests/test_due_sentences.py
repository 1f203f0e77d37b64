"""The sentence of a deadline names rule, start, count, skipped days, pauses, extensions."""

from __future__ import annotations

import re
from datetime import datetime

import msgspec
import pytest
from hypothesis import given, settings

from minqing.kernel.clocks import (
    ClockRule,
    Extension,
    Pause,
    Remaining,
    Span,
    compute_due,
    describe_remaining,
    explain,
)
from minqing.kernel.due_sentences import HOLIDAY_NAMES, MSGIDS, agree
from minqing.kernel.tests.draws import drawn_clocks, national, utc

CALENDAR = national()


def at(text: str) -> datetime:
    return utc(datetime.fromisoformat(text))


def sentence(amount: int, unit: str, started: str, **kept) -> str:
    pauses, extensions = kept.pop("pauses", ()), kept.pop("extensions", ())
    rule = ClockRule(**{"span": Span(amount, unit), "source": "SDN-14"} | kept)
    return str(
        compute_due(rule, at(started), calendar=CALENDAR, pauses=pauses, extensions=extensions)
    )


def test_sentence_of_working_days_over_national_day():
    assert sentence(5, "working_days", "2026-09-28 10:15") == (
        "从2026年9月28日10:15起，当日不计，自次日起算5个工作日"
        "（跳过7天休息日，含国庆节；1天调休上班日照计），至2026年10月10日17:30到期。依据：规则SDN-14。"
    )


def test_sentence_of_rolled_calendar_days():
    assert sentence(5, "calendar_days", "2026-09-28 10:15") == (
        "从2026年9月28日10:15起，当日不计，自次日起算5天，"
        "末日10月3日为休息日，顺延至其后第一个工作日，至2026年10月8日17:30到期。依据：规则SDN-14。"
    )


def test_sentence_of_hours_says_at_once():
    assert sentence(2, "hours", "2026-03-02 10:15", source="ours") == (
        "从2026年3月2日10:15起，即时起算2小时，至2026年3月2日12:15到期。"
        "依据：本平台设定，文件未作规定。"
    )


def test_sentence_names_pause_and_extension():
    paused = Pause(at("2026-03-03 09:00"), at("2026-03-04 10:30"), at("2026-05-01 00:00"))
    more = Extension(Span(3, "working_days"), at("2026-03-05 09:00"))
    text = sentence(2, "working_days", "2026-03-02 10:15", pauses=[paused], extensions=[more])
    assert "，其间暂缓1次共1天1小时30分，如数补回，经批准延长3个工作日，" in text


def test_sentence_of_midnight_says_24_hours():
    text = sentence(2, "working_days", "2026-03-02 10:15", ends="midnight")
    assert "至2026年3月4日24:00到期" in text


def test_sentence_says_when_year_is_provisional():
    text = sentence(10, "working_days", "2026-12-28 10:15")
    assert "（2027年放假安排尚未装入，按暂定日历计算）" in text


def test_sentence_names_several_holidays_once_each():
    text = sentence(20, "working_days", "2025-12-29 10:15")
    assert "（跳过9天休息日，含元旦；1天调休上班日照计）" in text


def test_translator_sees_only_listed_texts():
    seen = []

    def translate(text: str) -> str:
        seen.append(text)
        return text

    rule = ClockRule(span=Span(20, "working_days"), source="SDN-14")
    pause = Pause(at("2025-12-30 09:00"), None, at("2026-01-06 09:00"))
    due = compute_due(rule, at("2025-12-29 10:15"), calendar=CALENDAR, pauses=[pause])
    assert explain(due, translate) == str(due)
    assert set(seen) <= set(MSGIDS)


def test_translated_sentence_is_put_together_in_the_other_language():
    english = {
        "{amount}小时": "{amount} hours",
        "规则{rule}": "rule {rule}",
    }
    rule = ClockRule(span=Span(2, "hours"), source="SDN-14")
    due = compute_due(rule, at("2026-03-02 10:15"), calendar=CALENDAR)
    english[due.sentence] = "{span} from {start:%d %B %Y, %H:%M}: until {closing} ({source})."
    text = explain(due, lambda msgid: english.get(msgid, msgid))
    assert text == "2 hours from 02 March 2026, 10:15: until 12:15 (rule SDN-14)."


@settings(max_examples=100, deadline=None)
@given(drawn=drawn_clocks())
def test_every_sentence_is_complete(drawn):
    text = str(drawn.compute(calendar=CALENDAR))
    assert re.fullmatch(r"从\d{4}年.*到期.*。依据：规则SDN-14。", text)
    assert not set("{}<>") & set(text)


def test_due_can_be_encoded():
    rule = ClockRule(span=Span(5, "working_days"), source="SDN-14")
    due = compute_due(rule, at("2026-09-28 10:15"), calendar=CALENDAR)
    assert b'"names":{"items":["' in msgspec.json.encode(due)


def test_every_holiday_of_the_table_can_be_translated():
    assert set(CALENDAR.table.names.values()) <= set(HOLIDAY_NAMES)


@pytest.mark.parametrize(
    ("remaining", "words"),
    [
        (Remaining("on_time", 3, "working_days"), "剩余3个工作日"),
        (Remaining("soon", 1, "working_days"), "即将到期，剩余1个工作日"),
        (Remaining("today", 0, "working_days"), "今日到期"),
        (Remaining("late", 2, "calendar_days"), "已逾期2天"),
        (Remaining("paused", 4, "hours"), "暂缓中，恢复后剩余4小时"),
    ],
)
def test_remaining_reads_as_on_the_screen(remaining, words):
    assert str(describe_remaining(remaining)) == words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 day(s) left", "1 day left"),
        ("due soon, 2 working day(s) left", "due soon, 2 working days left"),
        ("21 day(s) and 1 month(s)", "21 days and 1 month"),
        ("剩余1个工作日", "剩余1个工作日"),
    ],
)
def test_agree_follows_the_number(text: str, said: str) -> None:
    assert agree(text) == said
