"""The one form in which the API says what went wrong: code, sentence, field.

Programs branch on the code; the sentence is for whoever reads the journal of that program, in the
language it asked for. docs/reference/api.md lists every code; a test compares.
"""

from __future__ import annotations

from typing import Any

import msgspec
from django.utils.translation import gettext, gettext_noop

from minqing.kernel.messages import Refusal


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """Why something was not done. `field`: the path of what was wrong in what was sent, "" where
    it was no one field."""

    code: str
    sentence: str
    field: str = ""


class TroubleKind(msgspec.Struct, frozen=True):
    """A trouble declared once; `status` is the HTTP status it is answered with."""

    status: int
    code: str
    sentence: str

    def __call__(self, field: str = "", **params: Any) -> Refused:
        return Refused(self, field, params)


class Refused(Exception):
    """Something asked of the API is not done; carries its kind, the field and the parameters."""

    def __init__(self, kind: TroubleKind, field: str, params: dict[str, Any]) -> None:
        super().__init__(kind.code)
        self.kind = kind
        self.field = field
        self.params = params

    def say(self) -> Trouble:
        """Return the trouble in the reader's language."""
        sentence = gettext(self.kind.sentence).format_map(self.params)
        return Trouble(code=self.kind.code, sentence=sentence, field=self.field)


TOKEN_MISSING = TroubleKind(
    401,
    "token-missing",
    gettext_noop("不能办理：没有带令牌。请在 Authorization 头中带上 Bearer 令牌。"),
)
SCOPE_MISSING = TroubleKind(
    403,
    "scope-missing",
    gettext_noop("不能办理：令牌没有“{scope}”这项权限。请制发带这项权限的令牌。"),
)
NOT_FOUND = TroubleKind(
    404, "not-found", gettext_noop("不能读取：没有这一项，或它不在令牌的管辖范围内。请核对编号。")
)
RECEIPT_WRONG = TroubleKind(
    422,
    "receipt-invalid",
    gettext_noop("不能查询：受理编号不对。请对照回执，从左到右重新输入13位编号。"),
)
METHOD_WRONG = TroubleKind(
    405, "method-not-allowed", gettext_noop("不能办理：这个地址不接受{method}。请改用{allowed}。")
)
NOT_JSON = TroubleKind(
    400, "json-unreadable", gettext_noop("不能办理：内容不是正确的JSON（{detail}）。请改正后再送。")
)
TOO_DEEP = TroubleKind(
    400, "json-too-deep", gettext_noop("不能办理：JSON嵌套超过{most}层。请减少嵌套。")
)
TEXT_WRONG = TroubleKind(
    400, "text-not-allowed", gettext_noop("不能办理：内容里有空字符（U+0000）。请去掉后再送。")
)
TOO_LARGE = TroubleKind(
    413,
    "body-too-large",
    gettext_noop("不能办理：内容超过{most}字节。请分几次送，或改用批量接口。"),
)
TOO_MANY = TroubleKind(
    413,
    "items-too-many",
    gettext_noop("不能办理：一次送了超过{most}条。请分几次送，或改用批量接口。"),
)
MEDIA_WRONG = TroubleKind(
    415,
    "media-type-not-taken",
    gettext_noop("不能办理：内容类型须为{wanted}。请改正 Content-Type。"),
)
ENCODING_WRONG = TroubleKind(
    415, "encoding-not-taken", gettext_noop("不能办理：不接受压缩的内容。请去掉 Content-Encoding。")
)
FIELD_WRONG = TroubleKind(
    422,
    "field-invalid",
    gettext_noop("不能办理：所送内容不合规格（{detail}）。请对照接口文档改正。"),
)
VALUE_WRONG = TroubleKind(
    422,
    "value-not-storable",
    gettext_noop("不能保存：有一项太长，或数字太大。请对照接口文档改正。"),
)
COMMAND_UNKNOWN = TroubleKind(
    422, "command-unknown", gettext_noop("不能办理：没有“{type}”这种命令。请对照接口文档核对。")
)
COMMAND_HELD_BACK = TroubleKind(
    422,
    "command-held-back",
    gettext_noop("不能办理：“{type}”只由系统自己执行。请对照接口文档改用别的命令。"),
)
CURSOR_WRONG = TroubleKind(
    422, "cursor-invalid", gettext_noop("不能读取：游标不是这个列表给出的。请从第一页重新读取。")
)
EPOCH_CHANGED = TroubleKind(
    409, "log-epoch-changed", gettext_noop("不能接着读取：数据已从备份恢复。请从头重新同步。")
)
TOO_OFTEN = TroubleKind(
    429, "too-often", gettext_noop("不能办理：这个地方此刻的请求太多。请过{seconds}秒再试。")
)

RECEIPTS_TRIED = TroubleKind(
    429,
    "receipt-throttled",
    gettext_noop("不能查询：这一带的编号试得太多了。请过{seconds}秒再查。"),
)

KINDS = tuple(one for one in list(globals().values()) if isinstance(one, TroubleKind))


def say_refusal(refusal: Refusal) -> str:
    """Say a rule's refusal in the reader's language; parameters that are our words too."""
    params = {
        key: gettext(value) if isinstance(value, str) and value else value
        for key, value in refusal.params.items()
    }
    return gettext(refusal.sentence).format_map(params)
