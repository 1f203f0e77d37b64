"""Every reason why a command about duties is not accepted. Pure."""

from __future__ import annotations

from minqing.kernel.messages import RefusalKind

EXISTS = RefusalKind("excuse-exists", "不能登记免走：这一条已经登记。请打开该户查看。")
ID_WRONG = RefusalKind(
    "excuse-id-wrong", "不能登记免走：编号只能用字母、数字和短横，不超过40个字符。请重新生成编号。"
)
HOUSEHOLD_UNKNOWN = RefusalKind(
    "excuse-household-unknown", "不能登记免走：户{household}没有登记或已经注销。请先核对户情。"
)
EXCUSE_OUT_OF_REACH = RefusalKind(
    "excuse-out-of-reach", "不能登记免走：该户不在您的管辖范围内。请由当地包户干部办理。"
)
EXCUSE_PACK_MISSING = RefusalKind(
    "excuse-pack-missing",
    "不能登记免走：本地的工作机制没有规定走访频次。请管理员先发布适用的工作机制。",
)
REASON_UNKNOWN = RefusalKind(
    "excuse-reason-unknown", "不能登记免走：没有“{reason}”这一事由。请从列出的事由中选择。"
)
DAYS_WRONG = RefusalKind(
    "excuse-days-wrong", "不能登记免走：起止日期颠倒，或超过{days}天。请改正日期，到期可再登记。"
)
UNKNOWN = RefusalKind("excuse-unknown", "不能结束免走：没有这一条登记。请刷新页面再看。")
OVER = RefusalKind("excuse-over", "不必结束免走：它已经到期。请刷新页面再看。")
VILLAGE_WRONG = RefusalKind(
    "cadence-village-wrong", "不能变通走访频次：{unit}不是在册的嘎查村或社区。请选择嘎查村。"
)
OUT_OF_REACH = RefusalKind(
    "cadence-out-of-reach", "不能变通走访频次：{unit}不在您的管辖范围内。请由当地领导决定。"
)
PACK_MISSING = RefusalKind(
    "cadence-pack-missing",
    "不能变通走访频次：{unit}的工作机制没有规定走访频次。请管理员先发布适用的工作机制。",
)
VARIATION_UNKNOWN = RefusalKind(
    "cadence-variation-unknown",
    "不能变通走访频次：没有“{variation}”这种办法。请从列出的办法中选择。",
)
SAME = RefusalKind("cadence-same", "不必变通走访频次：本村现在就是这样执行。请核对。")
REASON_MISSING = RefusalKind(
    "cadence-reason-missing", "不能变通走访频次：没有写理由，或超过200个字。请简要写明理由。"
)
