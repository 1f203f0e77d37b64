"""Why a command on a request is not accepted. docs/reference/refusals-approvals.md lists them."""

from __future__ import annotations

from minqing.kernel.messages import RefusalKind

UNKNOWN = RefusalKind(
    "approval-unknown", "不能办理：没有这件申请，或它不在您的管辖范围内。请从今日事项重新打开。"
)
EXISTS = RefusalKind("approval-exists", "不能申请：同一编号的申请已经提出。请刷新页面后再提。")
STATUS_FORBIDS = RefusalKind(
    "approval-status-forbids",
    "不能办理这件申请：它现在是“{status}”。请刷新页面，按现在的状态办理。",
)
NOT_ALLOWED = RefusalKind(
    "approval-not-allowed",
    "不能核准“{what}”：您的岗位没有这项权限。请由有权限的岗位办理。",
)
OWN_REQUEST = RefusalKind(
    "approval-own-request", "不能核准“{what}”：这是您自己提出的。请由另一人核准。"
)
ALREADY_AGREED = RefusalKind(
    "approval-already-agreed",
    "不能再次同意“{what}”：您已经同意过，须由{missing}名其他人员同意。请等其他人办理。",
)
NOT_ASKER = RefusalKind(
    "approval-not-asker", "不能办理这件申请：它由别的岗位提出。请由申请人修改或撤回。"
)
REMARKS_MISSING = RefusalKind(
    "approval-remarks-missing", "不能退回“{what}”：没有写意见。请写明要改什么。"
)
WORDS_MISSING = RefusalKind(
    "approval-words-missing", "不能申请“{what}”：没有写理由。请写明为什么需要。"
)
STILL_STANDS = RefusalKind("approval-still-stands", "不必让申请失效：它仍可核准。无需处理。")
SYSTEM_ONLY = RefusalKind(
    "approval-system-only", "不能让申请失效：这一步由系统自动进行。申请人可以撤回申请。"
)
