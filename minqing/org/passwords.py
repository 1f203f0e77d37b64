"""Which passwords are refused: short ones, known ones, and those others would guess first.

Length counts, composition does not (no forced digits and signs, no change every so often):
that is what NIST SP 800-63B and OWASP ASVS ask for; GB/T 22239 asks for "complexity", which
the length and the list answer. Each validator's sentence says what to do.
"""

from __future__ import annotations

import re
from typing import Any

from django.apps import apps
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from minqing.vault.public import open_value

TOO_SHORT = gettext_noop("不能使用这个口令：太短，至少要%(least)d个字符。请加长，可以是一句话。")
TOO_COMMON = gettext_noop("不能使用这个口令：太常见，容易被猜到。请换成几个不相干的词连在一起。")
TOO_SIMPLE = gettext_noop("不能使用这个口令：只有重复、连续或键盘相邻的字符。请换一个。")
OWN_NAME = gettext_noop("不能使用这个口令：含有您的账号或姓名。请换一个。")

CHINESE_FAVOURITES = frozenset(
    # Words of well-known lists of passwords used in China; what is left of a password without
    # them has to be long enough by itself.
    """
    woaini woaiwojia woaizhongguo iloveyou 5201314 1314520 520520 1314 zxcvbnm qwertyuiop
    qwerty asdfghjkl asdf qazwsx 1qaz2wsx 3edc qwe123 abc123 a123456 admin root guest test
    password passw0rd p@ssw0rd p@ssword mima kouling wodemima woshishui zhongguo beijing huhehaote
    neimenggu eerduosi wulanmulun caonima shanghai tiananmen nihao gongan zhengfu xinfang dangyuan
    renmin weirenminfuwu 123456789 12345678 1234567 123456 123123 112233 111111 000000 666666
    888888 987654321 87654321 7654321 654321 147258369 159357 789456123
    """.split()
)
LEAST_OF_WORDS, LEAST_OF_PATTERNS = 6, 7
"""Characters that must be left once known words, or patterns, are taken away."""

ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
COLUMNS = "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p"
YEAR = re.compile(r"(?:19|20)\d\d(?:[01]\d(?:[0-3]\d)?)?")


class LengthValidator:
    """Refuse a password with fewer characters than the installation asks for."""

    def __init__(self, least: int = 10) -> None:
        self._least = least

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < self._least:
            text = _(TOO_SHORT) % {"least": self._least}
            raise ValidationError(text, code="password-too-short")

    def get_help_text(self) -> str:
        return _("至少%(least)d个字符，可以是一句话。") % {"least": self._least}


class CommonListValidator(CommonPasswordValidator):
    """Refuse what stands on the list of twenty thousand common passwords."""

    def validate(self, password: str, user: Any = None) -> None:
        if password.casefold().strip() in self.passwords:
            raise ValidationError(_(TOO_COMMON), code="password-too-common")

    def get_help_text(self) -> str:
        return _("不在常见口令的名单上。")


class OwnNameValidator:
    """Refuse a password that contains the login or the person's name."""

    def validate(self, password: str, user: Any = None) -> None:
        folded = password.casefold()
        for word in self._words(user):
            if len(word) >= 2 and word in folded:
                raise ValidationError(_(OWN_NAME), code="password-own-name")

    def _words(self, user: Any) -> list[str]:
        login = (getattr(user, "login", "") or "").casefold()
        words = [login] if len(login) >= 4 else []
        person = getattr(user, "person", "")
        return [*words, *_read_name(person)] if person else words

    def get_help_text(self) -> str:
        return _("不含您的账号和姓名。")


def _read_name(person: str) -> list[str]:
    # by name: settings load this module before there are models
    ref = (
        apps.get_model("org", "Person")
        .objects.filter(id=person)
        .values_list("name_ref", flat=True)
        .first()
    )
    name = open_value(ref, "") if ref else ""
    return [str(name).casefold()] if name else []


class SimplePatternValidator:
    """Refuse what consists of repeats, runs and neighbours on the keyboard."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(_without_patterns(password.casefold())) < LEAST_OF_PATTERNS:
            raise ValidationError(_(TOO_SIMPLE), code="password-too-simple")

    def get_help_text(self) -> str:
        return _("不只是重复、连续或键盘相邻的字符。")


class ChineseFavouritesValidator:
    """Refuse what is left too short once favourite words, years and digits are taken away."""

    def validate(self, password: str, user: Any = None) -> None:
        left = password.casefold()
        for word in sorted(CHINESE_FAVOURITES, key=len, reverse=True):
            left = left.replace(word, "")
        left = re.sub(r"[\W\d_]", "", YEAR.sub("", left))
        if len(left) < LEAST_OF_WORDS:
            raise ValidationError(_(TOO_COMMON), code="password-too-common")

    def get_help_text(self) -> str:
        return _("不是常见口令，也不只是数字和日期。")


def _without_patterns(text: str) -> str:
    """Return the text without repeats of one sign, repeated halves and runs of three or more."""
    text = re.sub(r"(.)\1{2,}", r"\1", text)
    text = re.sub(r"^(.{1,6}?)\1+$", r"\1", text)
    lines = [*ROWS, *(row[::-1] for row in ROWS), COLUMNS]
    kept, at = [], 0
    while at < len(text):
        run = max((_run_length(text, at, line) for line in lines), default=1)
        if run >= 3:
            at += run
        else:
            kept.append(text[at])
            at += 1
    return "".join(kept)


def _run_length(text: str, start: int, line: str) -> int:
    length = 1
    while start + length < len(text) and text[start : start + length + 1] in line:
        length += 1
    return length
