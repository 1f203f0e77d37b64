"""Every reason why a command about a record is not accepted. Pure."""

from __future__ import annotations

from minqing.kernel.messages import RefusalKind

EXISTS = RefusalKind("activity-exists", "不能记录走访：这一条已经记过。请打开该户查看。")
ID_WRONG = RefusalKind(
    "activity-id-wrong",
    "不能记录走访：编号只能用字母、数字和短横，不超过40个字符。请重新生成编号。",
)
UNKNOWN = RefusalKind("activity-unknown", "不能{act}走访记录：没有这一条记录。请刷新页面再看。")
HOUSEHOLD_UNKNOWN = RefusalKind(
    "activity-household-unknown", "不能记录走访：户{household}没有登记或已经注销。请先核对户情。"
)
OUT_OF_REACH = RefusalKind(
    "activity-out-of-reach", "不能{act}走访记录：该户不在您的管辖范围内。请由当地包户干部办理。"
)
PACK_MISSING = RefusalKind(
    "activity-pack-missing",
    "不能{act}走访记录：本地的工作机制没有规定走访。请管理员先发布适用的工作机制。",
)
KIND_UNKNOWN = RefusalKind(
    "activity-kind-unknown",
    "不能{act}走访记录：没有“{kind}·{result}”这一种。请从列出的方式中选择。",
)
DAY_WRONG = RefusalKind(
    "activity-day-wrong", "不能{act}走访记录：日期在今天以后，或早于{days}天以前。请改正日期。"
)
AGAIN_WRONG = RefusalKind(
    "activity-again-wrong", "不能记录走访：答应再来的日子应在明天至{days}天之内。请改正日期。"
)
NOT_YOURS = RefusalKind(
    "activity-not-yours", "不能{act}走访记录：它是别的岗位记的。请由记录的岗位改正。"
)
WITHDRAWN = RefusalKind("activity-withdrawn", "不能{act}走访记录：它已经撤销。请另记一条。")
NOTHING_CHANGED = RefusalKind(
    "activity-unchanged", "不必更正走访记录：结果和日期都没有变。请改了再提交。"
)
