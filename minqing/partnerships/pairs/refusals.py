"""Why a pair is not made or ended."""

from minqing.kernel.messages import RefusalKind

UNKNOWN = RefusalKind("pair-unknown", "不能{act}：没有这条联系结对。请刷新页面。")
KIND_UNKNOWN = RefusalKind(
    "pair-kind-unknown", "不能登记联系结对：本地的工作机制没有这一种。请核对种类。"
)
UNIT_WRONG = RefusalKind(
    "pair-unit-wrong", "不能登记联系结对：这一种不联系这样的单位。请另选单位。"
)
OUT_OF_REACH = RefusalKind(
    "pair-out-of-reach", "不能{act}：这个单位不在您的范围。请由主管单位登记。"
)
POST_WRONG = RefusalKind(
    "pair-post-wrong", "不能登记联系结对：岗位不符合这一种的要求，或没有人任职。请另选岗位。"
)
NAME_WRONG = RefusalKind(
    "pair-name-wrong", "不能登记联系结对：单位名称应为2至40字，不写个人电话。请改正。"
)
ID_WRONG = RefusalKind("pair-id-wrong", "不能登记联系结对：编号与所填不符。请刷新页面重填。")
LASTS = RefusalKind("pair-lasts", "不能登记联系结对：现在的联系还没有结束。请先结束，再登记新的。")
DAY_WRONG = RefusalKind(
    "pair-day-wrong", "不能{act}：日期应不晚于今天，也不早于上一次的日期。请改正日期。"
)
ENDED = RefusalKind("pair-ended", "不能结束：这条联系已经结束。请刷新页面。")
REASON_WRONG = RefusalKind(
    "pair-reason-wrong", "不能结束：没有写原因，或超过100字。请简要写明原因。"
)
