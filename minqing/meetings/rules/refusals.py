"""Every reason why a command about a meeting is not accepted. Pure."""

from __future__ import annotations

from minqing.kernel.messages import RefusalKind

UNKNOWN = RefusalKind("meeting-unknown", "不能{act}：没有这次会议。请从会议列表打开。")
OUT_OF_REACH = RefusalKind(
    "meeting-out-of-reach", "不能{act}：这次会议不由您的单位召集。请由召集单位办理。"
)
STATUS_WRONG = RefusalKind(
    "meeting-status-wrong", "不能{act}：会议现在是“{status}”。请刷新页面，按现在的情况办理。"
)
BY_CLOCK = RefusalKind("meeting-by-clock", "不能{act}：会议由系统按期召集。请等系统自动办理。")
EXISTS = RefusalKind("meeting-exists", "不必召集会议：本期会议已经召集。请打开该会议。")
KIND_UNKNOWN = RefusalKind(
    "meeting-kind-unknown", "不能召集会议：本单位的工作机制没有这种会议。请核对工作机制。"
)
WINDOW_WRONG = RefusalKind(
    "meeting-window-wrong", "不能召集会议：{first}不是一期的第一天，或早于上一期。请核对周期。"
)
STILL_OPEN = RefusalKind(
    "meeting-before-open", "不能召集会议：上一期会议还没有结束。请先结束上一期。"
)
NOTHING_DUE = RefusalKind("meeting-nothing-due", "不必巡查会议：现在没有到期的事。请到期再看。")
FINDINGS_WRONG = RefusalKind(
    "meeting-findings-wrong",
    "不能关联会前走访：没有新的走访或事项，或不在您的管辖范围内。请核对编号。",
)
TOPICS_MISSING = RefusalKind("meeting-topics-missing", "不能{act}：没有选议题。请至少选一个议题。")
TOPICS_MANY = RefusalKind(
    "meeting-topics-many", "不能{act}：一次会议最多{most}个议题。请把其余的留到下一次。"
)
TOPIC_TWICE = RefusalKind("meeting-topic-twice", "不能{act}：同一件事列了两次。请去掉一次。")
SUBJECT_NOT_HERE = RefusalKind(
    "meeting-subject-not-here",
    "不能{act}：有的议题已经办结、暂缓或不在本级。请刷新页面，重新选议题。",
)
WORDS_NUMBER = RefusalKind(
    "meeting-words-number",
    "不能{act}：题目、主题或地点里有身份证号、银行卡号或手机号。请去掉，这些会公开。",
)
WORDS_LONG = RefusalKind("meeting-words-long", "不能{act}：文字超过{most}个字。请写得短些。")
WORDS_MISSING = RefusalKind("meeting-words-missing", "不能{act}：没有写内容。请简要写明。")
TIME_WRONG = RefusalKind(
    "meeting-time-wrong",
    "不能定会议预案：开会时间应在{first}至{last}之间，不早于现在。请改正时间。",
)
DRAFTS_WRONG = RefusalKind(
    "meeting-drafts-wrong",
    "不能定会议预案：交拟办意见的日期应在今天以后、开会当天以前。请改正日期。",
)
DRAFTS_SHORT = RefusalKind(
    "meeting-drafts-short",
    "不能定会议预案：有关单位应有{days}个工作日拟办，现在不够。请改期，或写明急办理由。",
)
UNIT_UNKNOWN = RefusalKind("meeting-unit-unknown", "不能{act}：没有单位{unit}。请重新选择。")
PLAN_FIRST = RefusalKind("meeting-plan-first", "不能{act}：还没有定会议预案。请先定预案。")
NOTICE_FIRST = RefusalKind("meeting-notice-first", "不能开会：还没有预告。请先在公开栏预告。")
POSTPONED_WRONG = RefusalKind(
    "meeting-postponed-wrong",
    "不能改期开会：新的时间应晚于已经预告的时间，并在{last}以前。请改正时间。",
)
NOTICE_NONE = RefusalKind("meeting-notice-none", "不必预告：这种会议不要求预告。请直接开会。")
NOTICE_SHORT = RefusalKind(
    "meeting-notice-short",
    "不能预告：离开会不足{days}天。请改期，或写明紧急理由（预告上会一直标明“未提前{days}天预告”）。",
)
TOO_EARLY = RefusalKind("meeting-too-early", "不能开会：还没有到{day}。请到时再开，或重定预案。")
ITEM_UNKNOWN = RefusalKind(
    "meeting-item-unknown", "不能{act}：议程上没有第{item}号议题。请刷新页面。"
)
LATE_REASON = RefusalKind(
    "meeting-late-reason", "不能增加议题：预告以后增加的要写明理由。请写明理由。"
)
REASON_MISSING = RefusalKind("meeting-reason-missing", "不能{act}：没有写理由。请简要写明理由。")
ORDER_WRONG = RefusalKind(
    "meeting-order-wrong", "不能调整顺序：所列的和议程上的不一样。请刷新页面再排。"
)
NOT_ASKED = RefusalKind(
    "meeting-not-asked", "不能交拟办意见：这个议题没有请您的单位拟办。请核对议题。"
)
NO_OTHER_CHAIR = RefusalKind(
    "meeting-no-other-chair", "不能转交主持：没有下一位可以轮到。请由召集单位协商。"
)
SEAT_UNKNOWN = RefusalKind("meeting-seat-unknown", "不能记录到会：名单上没有这个席位。请刷新页面。")
ABSENCE_REASON = RefusalKind("meeting-absence-reason", "不能记录缺席：没有写原因。请写明原因。")
RESOLUTION_WRONG = RefusalKind(
    "meeting-resolution-wrong", "不能记录决定：“{what}”由系统自动记录。请选其他决定。"
)
PROMISE_MISSING = RefusalKind(
    "meeting-promise-missing", "不能作出承诺：每条承诺要有措施、日期、单位和岗位。请补齐。"
)
PROMISE_DAY = RefusalKind("meeting-promise-day", "不能作出承诺：兑现日期应在今天以后。请改正日期。")
POST_WRONG = RefusalKind(
    "meeting-post-wrong", "不能作出承诺：责任岗位不在责任单位，或没有人答复。请重新选择。"
)
BALLOT_NONE = RefusalKind("meeting-ballot-none", "不能登记测评票：这个议题不用测评票。请核对议题。")
BALLOT_WRONG = RefusalKind(
    "meeting-ballot-wrong",
    "不能登记测评票：各项张数不能为负，收回的不能多于发出的，发出1至{most}张。请核对后再填。",
)
UNTIL_WRONG = RefusalKind(
    "meeting-until-wrong", "不能改期再议：日期应在今天以后、一年以内。请改正日期。"
)
NO_LEVEL_ABOVE = RefusalKind(
    "meeting-no-level-above", "不能提交上一级：本级已经是最高一级会议。请作出其他决定。"
)
AGENDA_CHANGED = RefusalKind(
    "meeting-agenda-changed", "不能闭会：议程刚刚有变动。请刷新页面，核对后再闭会。"
)
COMMITMENT_EXISTS = RefusalKind(
    "meeting-commitment-exists", "不能闭会：有一条承诺已经公布。请刷新页面核对。"
)
