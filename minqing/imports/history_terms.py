"""What is refused of a row of history. Pure."""

from __future__ import annotations

from minqing.kernel.messages import RefusalKind

END_MISSING = RefusalKind(
    "import-history-end-missing",
    "不能导入第{row}行：写明已办结，却没有办结时间或答复时间。请补上时间，或改正状态。",
)
TIMES_DISORDER = RefusalKind(
    "import-history-times-disorder",
    "不能导入第{row}行：{field}早于反映时间。请核对两个时间。",
)
CODE_WRONG = RefusalKind(
    "import-history-code-wrong",
    "不能导入第{row}行：对照表把{field}对到“{code}”，这里没有这个代码，或不在本地。请改正对照表。",
)
OTHERWISE = RefusalKind(
    "import-history-otherwise",
    "不能导入第{row}行：这个来源的这个编号先前已经导入，现在{fields}与那时不同。"
    "历史数据不改写；确需更正，请先撤销原来那一批。",
)
WORDS_WRONG = RefusalKind(
    "import-history-words-wrong", "不能使用对照文件：{detail}。请改正后再试。"
)
"""The whole mapping."""
