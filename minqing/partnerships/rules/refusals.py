"""Every reason why a command about a project is not accepted. Pure."""

from __future__ import annotations

from minqing.kernel.messages import RefusalKind

EXISTS = RefusalKind("project-exists", "不能登记项目：这一项已经登记。请打开该项目查看。")
ID_WRONG = RefusalKind(
    "project-id-wrong", "不能登记项目：编号只能用字母、数字和短横，不超过40个字符。请重新生成编号。"
)
NAME_WRONG = RefusalKind(
    "project-name-wrong", "不能登记项目：名称应为2至60个字，不写姓名。请改正名称。"
)
UNIT_UNKNOWN = RefusalKind("project-unit-unknown", "不能登记项目：没有单位{unit}。请重新选择。")
YEAR_WRONG = RefusalKind("project-year-wrong", "不能登记项目：年度{year}不合理。请写四位年份。")
MONEY_WRONG = RefusalKind("project-money-wrong", "不能{act}项目：金额小于零。请改正金额。")
OUT_OF_REACH = RefusalKind(
    "project-out-of-reach", "不能{act}项目：实施地点不在您的管辖范围内。请由当地登记。"
)
UNKNOWN = RefusalKind("project-unknown", "不能{act}项目：没有登记这一项。请先登记。")
STAGE_WRONG = RefusalKind(
    "project-stage-wrong", "不能{act}项目：它现在是“{stage}”。请刷新页面，按现在的进度办理。"
)
DAY_WRONG = RefusalKind(
    "project-day-wrong", "不能{act}项目：日期在今天以后，或早于上一步。请改正日期。"
)
REASON_MISSING = RefusalKind(
    "project-reason-missing", "不能取消项目：没有写理由，或超过200个字。请简要写明理由。"
)
CASES_WRONG = RefusalKind(
    "project-cases-wrong", "不能{act}项目：依据的事项没有登记，或不在您的管辖范围内。请核对编号。"
)
NOTHING_NEW = RefusalKind(
    "project-cases-same", "不必关联事项：所选事项已经是本项目的依据。请核对。"
)
