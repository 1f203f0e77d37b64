"""Exact money with its printed unit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.kernel.money import Money, MoneyRefused, parse_money, total

amounts = st.builds(
    Money, st.integers(-(10**14), 10**14), st.sampled_from(("元", "万元")), st.just("CNY")
)


@pytest.mark.parametrize(
    ("amount", "unit", "printed", "fen"),
    [
        (350, "元", "350元", 35_000),
        ("1234.5", "元", "1,234.50元", 123_450),
        ("0.01", "元", "0.01元", 1),
        ("3.5", "万元", "3.5万元", 3_500_000),
        (Decimal("12000.25"), "万元", "12,000.25万元", 12_000_250_000),
        (100, "万元", "100万元", 100_000_000),
        ("-8", "元", "-8元", -800),
        (0, "万元", "0万元", 0),
    ],
)
def test_money_prints_exactly_with_its_unit(amount, unit, printed, fen):
    money = Money.of(amount, unit)
    assert (str(money), money.fen) == (printed, fen)


def test_float_is_refused():
    with pytest.raises(TypeError, match="never made from a float"):
        Money.of(0.1)
    with pytest.raises(TypeError, match="whole number"):
        Money(1.0)
    with pytest.raises(TypeError):
        Money.of(1) * 0.5


@pytest.mark.parametrize(
    ("amount", "unit", "code"),
    [
        ("0.001", "元", "money-too-fine"),
        ("0.0000001", "万元", "money-too-fine"),
        ("三千", "元", "money-unreadable"),
        ("NaN", "元", "money-unreadable"),
        ("Infinity", "元", "money-unreadable"),
    ],
)
def test_amount_that_is_no_money_is_refused(amount, unit, code):
    with pytest.raises(MoneyRefused) as caught:
        Money.of(amount, unit)
    assert caught.value.code == code


@given(a=amounts, b=amounts)
def test_sum_and_difference_are_exact_and_keep_the_first_unit(a, b):
    assert (a + b).fen == a.fen + b.fen
    assert (a + b).unit == a.unit
    assert (a + b - b).fen == a.fen
    assert (a < b, a <= b, a > b) == (a.fen < b.fen, a.fen <= b.fen, a.fen > b.fen)


def test_currencies_never_meet():
    yuan, dollar = Money.of(1), Money.of(1, currency="USD")
    for meet in (lambda: yuan + dollar, lambda: yuan - dollar, lambda: yuan < dollar):
        with pytest.raises(MoneyRefused, match="币种不同"):
            meet()
    assert not yuan.is_same_amount(dollar)


def test_unit_changes_print_not_amount():
    money = Money.of("35000", "元")
    assert str(money.in_unit("万元")) == "3.5万元"
    assert money.is_same_amount(money.in_unit("万元"))


@pytest.mark.parametrize(
    ("currency", "unit", "printed"),
    [("USD", "万元", "2万美元"), ("EUR", "元", "2欧元"), ("RUB", "万元", "2万卢布")],
)
def test_foreign_money_prints_its_own_word(currency, unit, printed):
    assert str(Money.of(2, unit, currency)) == printed


@given(money=amounts)
def test_what_is_printed_is_read_again(money):
    assert parse_money(str(money)) == money


@pytest.mark.parametrize("text", [" 1，234.5 元", "1234.50元", "1,234.5元"])
def test_money_is_read_as_people_write_it(text):
    assert parse_money(text).fen == 123_450


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("350", "缺少单位"),
        ("三百元", "不是数字"),
        ("1,23元", "不是数字"),
        ("350美元", "不是数字"),
        ("", "缺少单位"),
    ],
)
def test_text_without_unit_or_number_is_refused(text, reason):
    with pytest.raises(MoneyRefused, match=reason):
        parse_money(text)


def test_report_rounds_half_up_and_keeps_the_exact_amount():
    money = Money.of("1.25", "万元")
    assert money.print_rounded(1) == "1.3万元"
    assert money.fen == 1_250_000


@given(money=amounts, parts=st.integers(1, 60))
def test_parts_add_up_to_the_whole(money, parts):
    split = money.split(parts)
    assert total(split).fen == money.fen
    assert max(p.fen for p in split) - min(p.fen for p in split) <= 1


def test_total_of_nothing_is_zero_in_the_asked_unit():
    assert total([], unit="万元") == Money(0, "万元")
    assert not total([])


def test_unknown_unit_is_refused():
    with pytest.raises(ValueError, match="unknown unit"):
        Money(1, "亿元")
    with pytest.raises(ValueError, match="at least one part"):
        Money(1).split(0)


def test_negation_and_multiplication():
    assert str(-Money.of(2)) == "-2元"
    assert 3 * Money.of(2) == Money.of(6) == Money.of(2) * 3
    with pytest.raises(TypeError):
        Money.of(1) + 1
    with pytest.raises(TypeError):
        Money.of(1) - 1
