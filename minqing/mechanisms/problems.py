"""What can be wrong with a pack, as values: file, line, path, value, nearest word, sentence."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from minqing.kernel.messages import Refusal

LISTED = 12
"""Allowed words that a sentence lists when none is near."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong with a pack. `code` is stable; `sentence` a template with {names}.

    `path`: where in the file, from `$`. `line`: 1 for the first line, 0 when not known.
    `nearest`: the allowed word closest to `value`, empty when none is near. `detail`: a phrase
    inside the sentence; with `filled` it is a template too.
    """

    code: str
    sentence: str
    path: str = "$"
    value: str = ""
    nearest: str = ""
    allowed: tuple[str, ...] = ()
    detail: str = ""
    filled: Mapping[str, Any] = {}
    file: str = ""
    line: int = 0

    def params(self, translate: Callable[[str], str] = str) -> dict[str, Any]:
        """The values that fill the sentence."""
        return {
            "file": self.file,
            "line": self.line,
            "path": self.path,
            "value": self.value,
            "nearest": self.nearest,
            "allowed": translate("、").join(self.allowed[:LISTED]),
            "detail": self._say_detail(translate),
        }

    def say(self, translate: Callable[[str], str]) -> str:
        """Return the sentence in the language of `translate` (gettext)."""
        return translate(self.sentence).format_map(self.params(translate))

    def _say_detail(self, translate: Callable[[str], str]) -> str:
        if not self.filled:
            return translate(self.detail) if self.detail else ""
        said = {
            key: translate("、").join(map(translate, value)) if isinstance(value, tuple) else value
            for key, value in self.filled.items()
        }
        return translate(self.detail).format_map(said)

    def refusal(self) -> Refusal:
        """The same as a refusal of a command."""
        return Refusal(self.code, self.sentence, self.params())

    def __str__(self) -> str:
        return self.say(str)


class ProblemKind(msgspec.Struct, frozen=True):
    """A problem declared once. `far` is the sentence when no allowed word is near."""

    code: str
    sentence: str
    far: str = ""

    def __call__(
        self,
        path: str = "$",
        value: Any = "",
        *,
        allowed: Iterable[str] = (),
        detail: str = "",
        line: int = 0,
        **filled: Any,
    ) -> Problem:
        words = tuple(allowed)
        nearest = find_nearest(str(value), words)
        return Problem(
            code=self.code,
            sentence=self.far if self.far and not nearest else self.sentence,
            path=path,
            value=str(value),
            nearest=nearest,
            allowed=words,
            detail=detail,
            filled=filled,
            line=line,
        )


def find_nearest(word: str, allowed: Sequence[str]) -> str:
    """Return the allowed word closest to this one, empty when none is close."""
    found = difflib.get_close_matches(word, allowed, n=1, cutoff=0.55)
    return found[0] if found else ""


_AT = "不能采用工作机制文件“{file}”第{line}行 {path}："

FILE_MISSING = ProblemKind(
    "pack-file-missing", "不能读取工作机制“{file}”：没有这个文件。请检查路径，或新建该文件。"
)
FILE_UNREADABLE = ProblemKind(
    "pack-file-unreadable",
    "不能读取工作机制文件“{file}”：{detail}。请检查权限，并以 UTF-8 编码保存。",
)
FILE_TOO_LARGE = ProblemKind(
    "pack-file-too-large",
    "不能读取工作机制文件“{file}”：文件有{value}字节，超过上限{detail}字节。请分成几个文件。",
)
YAML_BROKEN = ProblemKind(
    "pack-yaml-broken",
    "不能读取工作机制文件“{file}”第{line}行：不是完整的 YAML（{detail}）。请检查缩进、冒号和引号。",
)
YAML_REFERENCE = ProblemKind(
    "pack-yaml-reference",
    "不能读取工作机制文件“{file}”第{line}行：写有锚点、引用或类型标记“{value}”。请直接写出内容。",
)
YAML_TOO_DEEP = ProblemKind(
    "pack-yaml-too-deep",
    _AT + "层次超过{detail}层。请减少嵌套。",
)
KEY_DUPLICATE = ProblemKind("pack-key-duplicate", _AT + "“{value}”写了两次。请删去一处。")
KEY_UNKNOWN = ProblemKind(
    "pack-key-unknown",
    _AT + "没有“{value}”这一项。请改为“{nearest}”。",
    _AT + "没有“{value}”这一项。请使用：{allowed}。",
)
KEY_MISSING = ProblemKind("pack-key-missing", _AT + "缺少必填项“{value}”。请补上。")
VALUE_UNKNOWN = ProblemKind(
    "pack-value-unknown",
    _AT + "不认识“{value}”。请改为“{nearest}”。",
    _AT + "不认识“{value}”。请使用：{allowed}。",
)
VALUE_TYPE = ProblemKind("pack-value-type", _AT + "“{value}”不是{detail}。请改成{detail}。")
VALUE_RANGE = ProblemKind("pack-value-range", _AT + "“{value}”不合要求（{detail}）。请更正。")
ID_DUPLICATE = ProblemKind("pack-id-duplicate", _AT + "编号“{value}”重复。请改用别的编号。")
PART_UNKNOWN = ProblemKind(
    "pack-part-unknown",
    _AT + "本机制没有“{value}”这一部分。请改为“{nearest}”。",
    _AT + "本机制没有“{value}”这一部分。请使用：{allowed}。",
)
NEED_UNKNOWN = ProblemKind(
    "pack-need-unknown",
    _AT + "没有“{value}”这项能力。请改为“{nearest}”。",
    _AT + "没有“{value}”这项能力。请从能力表中选用。",
)
RULE_UNEXPLAINED = ProblemKind(
    "pack-rule-unexplained",
    _AT + "规则“{value}”既没有写所需能力，也没有写不由软件承担的理由。请补一项。",
)
REASON_MISSING = ProblemKind(
    "pack-reason-missing", _AT + "“{value}”没有写理由。请写明中文和英文理由。"
)
SOURCE_UNKNOWN = ProblemKind(
    "pack-source-unknown",
    _AT + "依据“{value}”不是本机制的规则。请改为“{nearest}”，自拟的写 ours。",
    _AT + "依据“{value}”不是本机制的规则。请写规则编号，自拟的写 ours。",
)
PERMISSION_UNKNOWN = ProblemKind(
    "pack-permission-unknown",
    _AT + "没有权限“{value}”。请改为“{nearest}”。",
    _AT + "没有权限“{value}”。请从权限表中选用。",
)
PERIOD_BACKWARD = ProblemKind(
    "pack-period-backward", _AT + "停用日“{value}”不在起用日之后。请更正日期。"
)
FOLDER_DIFFERS = ProblemKind(
    "pack-folder-differs", _AT + "编号“{value}”与文件夹名“{detail}”不同。请统一。"
)
SCHEMA_UNKNOWN = ProblemKind(
    "pack-schema-unknown",
    _AT + "格式版本“{value}”不为本版程序所知（现为{detail}）。请升级程序，或改写文件。",
)
SECTION_TWICE = ProblemKind(
    "pack-section-twice", _AT + "“{value}”同时写在 pack.yaml 和单独的文件里。请只留一处。"
)
SECTION_UNKNOWN = ProblemKind(
    "pack-section-unknown",
    "不能采用工作机制文件“{file}”：没有“{value}”这一节。请把文件改名为“{nearest}.yaml”。",
    "不能采用工作机制文件“{file}”：没有“{value}”这一节。可用的节：{allowed}。请改名或删去。",
)
EXAMPLE_KIND = ProblemKind(
    "pack-example-kind-unknown",
    _AT + "没有“{value}”这种示例。请改为“{nearest}”。",
    _AT + "没有“{value}”这种示例。请使用：{allowed}。",
)
EXAMPLE_BROKEN = ProblemKind(
    "pack-example-broken", _AT + "示例“{value}”无法演算（{detail}）。请检查所给事实。"
)
EXAMPLE_DIFFERS = ProblemKind(
    "pack-example-differs", _AT + "示例“{value}”的结果不符：{detail}。请改规则，或改示例。"
)
EXAMPLE_MISSING = ProblemKind(
    "pack-example-missing", "不能采用工作机制“{file}”：没有示例。请在 examples 下至少写一个。"
)
