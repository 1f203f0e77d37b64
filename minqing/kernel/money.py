"""Exact money: whole fen, never a float, always printed with its unit.

`Money` remembers the unit it is printed in (元 or 万元), because a figure in a report keeps the
unit of the paper it came from. Amounts of different currencies never meet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Literal, get_args

import msgspec

from minqing.kernel.errors import KernelRefused
from minqing.kernel.messages import RefusalKind

MoneyUnit = Literal["元", "万元"]
Currency = Literal["CNY", "USD", "EUR", "RUB", "MNT"]
FEN: dict[str, int] = {"元": 100, "万元": 1_000_000}
_DIGITS = {"元": 2, "万元": 6}
CURRENCY_WORDS = {"CNY": "", "USD": "美", "EUR": "欧", "RUB": "卢布", "MNT": "图格里克"}

MONEY_UNREADABLE = RefusalKind(
    "money-unreadable",
    "不能读取金额“{text}”：{reason}。请按“1234.56元”或“12.5万元”填写。",
)
MONEY_TOO_FINE = RefusalKind(
    "money-too-fine",
    "不能记录金额“{text}”：小于1分的零头无法入账。请改为{digits}位以内的小数。",
)
MONEY_CURRENCY = RefusalKind(
    "money-currency-differs",
    "不能合计{left}和{right}：币种不同。请先分别列出，再按同一币种合计。",
)


class MoneyRefused(KernelRefused):
    """An amount cannot be read, is finer than a fen, or meets another currency."""


class Money(msgspec.Struct, frozen=True):
    """An exact amount. `fen`: hundredths of the currency's unit; may be negative.

    `unit`: how it is printed. Equal amounts printed in different units are `==` only when the
    unit is the same too; compare `fen`, or use `<` and `is_same_amount`.
    """

    fen: int
    unit: MoneyUnit = "元"
    currency: Currency = "CNY"

    def __post_init__(self) -> None:
        if type(self.fen) is not int:
            raise TypeError(f"fen is a whole number, not {type(self.fen).__name__}")
        if self.unit not in get_args(MoneyUnit) or self.currency not in get_args(Currency):
            raise ValueError(f"unknown unit or currency: {self.unit} {self.currency}")

    @classmethod
    def of(
        cls, amount: int | Decimal | str, unit: MoneyUnit = "元", currency: Currency = "CNY"
    ) -> Money:
        """Return an amount given in its printed unit.

        Raises TypeError for a float (it is not exact), MoneyRefused for a text that is no
        number or for a part of a fen.
        """
        if isinstance(amount, float | bool):
            raise TypeError("money is never made from a float: give text, Decimal or int")
        try:
            exact = Decimal(amount) * FEN[unit]
        except InvalidOperation:
            raise _unreadable(str(amount), "不是数字") from None
        if not exact.is_finite():
            raise _unreadable(str(amount), "不是有限的数")
        if exact != exact.to_integral_value():
            raise MoneyRefused(MONEY_TOO_FINE(text=f"{amount}{unit}", digits=_DIGITS[unit]))
        return cls(int(exact), unit, currency)

    @property
    def amount(self) -> Decimal:
        """Return the exact number in the printed unit."""
        return Decimal(self.fen) / FEN[self.unit]

    def in_unit(self, unit: MoneyUnit) -> Money:
        """Return the same amount, printed in another unit."""
        return Money(self.fen, unit, self.currency)

    def is_same_amount(self, other: Money) -> bool:
        """Tell whether both are the same money, whatever unit they are printed in."""
        return self.fen == other.fen and self.currency == other.currency

    def _with(self, other: Money) -> int:
        if self.currency != other.currency:
            raise MoneyRefused(MONEY_CURRENCY(left=str(self), right=str(other)))
        return other.fen

    def __add__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.fen + self._with(other), self.unit, self.currency)

    def __sub__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.fen - self._with(other), self.unit, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.fen, self.unit, self.currency)

    def __mul__(self, times: int) -> Money:
        if type(times) is not int:
            return NotImplemented
        return Money(self.fen * times, self.unit, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        return self.fen < self._with(other)

    def __le__(self, other: Money) -> bool:
        return self.fen <= self._with(other)

    def __bool__(self) -> bool:
        return self.fen != 0

    def __str__(self) -> str:
        """Print exactly, with thousands and the unit: 1,234.5元 is 1,234.50元, 35,000元 is
        3.5万元 when the unit says so."""
        number = self.amount
        digits = 2 if self.unit == "元" and self.fen % 100 else None
        text = f"{number:,.{digits}f}" if digits else f"{_trim(number):,f}"
        return f"{text}{self.unit_word}"

    @property
    def unit_word(self) -> str:
        """Return the printed unit: 元, 万元, 美元, 万欧元, 卢布."""
        word = CURRENCY_WORDS[self.currency]
        if self.currency in ("RUB", "MNT"):
            return self.unit.replace("元", word)
        return self.unit.replace("元", f"{word}元")

    def print_rounded(self, digits: int) -> str:
        """Print with that many decimals, half up, for a report; the exact amount stays here."""
        rounded = self.amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        return f"{rounded:,f}{self.unit_word}"

    def split(self, parts: int) -> list[Money]:
        """Return the amount in nearly equal parts that add up to it exactly, larger first."""
        if parts < 1:
            raise ValueError("money is split into at least one part")
        whole, rest = divmod(self.fen, parts)
        return [Money(whole + (n < rest), self.unit, self.currency) for n in range(parts)]


def _trim(number: Decimal) -> Decimal:
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def _unreadable(text: str, reason: str) -> MoneyRefused:
    return MoneyRefused(MONEY_UNREADABLE(text=text[:40], reason=reason))


_WRITTEN = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(元|万元)")


def parse_money(text: str) -> Money:
    """Read what `str(Money)` prints in yuan: digits, optional thousands, 元 or 万元.

    A number without its unit is refused: 350 may be yuan or 万元. Raises MoneyRefused.
    """
    cleaned = text.strip().replace("，", ",").replace("．", ".").replace(" ", "")
    match = _WRITTEN.fullmatch(cleaned)
    if not match:
        has_unit = cleaned.endswith("元")
        raise _unreadable(text, "不是数字" if has_unit else "缺少单位“元”或“万元”")
    sign, whole, fraction, unit = match.groups()
    number = Decimal(f"{sign}{whole.replace(',', '')}{fraction or ''}")
    return Money.of(number, "万元" if unit == "万元" else "元")


def total(amounts: Iterable[Money], *, unit: MoneyUnit = "元", currency: Currency = "CNY") -> Money:
    """Return the exact sum, printed in `unit`; nothing gives zero."""
    result = Money(0, unit, currency)
    for amount in amounts:
        result = result + amount
    return result
