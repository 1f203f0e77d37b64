"""Every reason why a command about a commitment is not accepted. Pure."""

from __future__ import annotations

from minqing.kernel.messages import RefusalKind

ID_WRONG = RefusalKind(
    "commitment-id-wrong",
    "不能作出承诺：编号只能用字母、数字和短横，不超过40个字符。请重新生成编号。",
)
EXISTS = RefusalKind("commitment-exists", "不能作出承诺：这一条已经登记。请打开该条承诺查看。")
UNKNOWN = RefusalKind("commitment-unknown", "不能{act}：没有这一条承诺。请先登记承诺。")
SUBJECT_WRONG = RefusalKind(
    "commitment-subject-wrong",
    "不能作出承诺：所指的事项没有登记，或不在您的管辖范围内。请核对事项。",
)
UNIT_WRONG = RefusalKind(
    "commitment-unit-wrong", "不能作出承诺：没有单位{unit}，或该单位已撤销。请重新选择责任单位。"
)
POST_WRONG = RefusalKind(
    "commitment-post-wrong", "不能作出承诺：责任岗位不在责任单位内。请重新选择责任人的岗位。"
)
OUT_OF_REACH = RefusalKind(
    "commitment-out-of-reach",
    "不能{act}：责任单位不在您的管辖范围内。请由该单位或其上级办理。",
)
NO_PACK = RefusalKind(
    "commitment-not-set-up",
    "不能作出承诺：本地的工作机制没有规定公开承诺。请先施行有此项的工作机制。",
)
DUE_WRONG = RefusalKind(
    "commitment-due-wrong",
    "不能{act}：承诺的日期应在明天以后、{days}天以内。请改正日期。",
)
SAME_DUE = RefusalKind("commitment-due-same", "不能改期：新日期和现在的日期相同。请另写一个日期。")
ON_THE_DAY = RefusalKind(
    "commitment-on-the-day",
    "不能改期：今天就是承诺的日子，改期须在此前办理。今天办成的请登记兑现，办不成的明天说明并改期。",
)
NAME_NOT_PUBLIC = RefusalKind(
    "commitment-name-not-public",
    "不能公开责任人姓名：本地的工作机制只公开单位和岗位。请去掉公开姓名的选择。",
)
WORDS_WRONG = RefusalKind(
    "commitment-words-wrong", "不能{act}：没有写内容，或超过{most}个字。请写明后再办。"
)
WORDS_PERSONAL = RefusalKind(
    "commitment-words-personal", "不能{act}：文字里有身份证号、银行卡号或手机号。请删去后再办。"
)
SUBJECT_DIFFERS = RefusalKind(
    "commitment-subject-differs", "不能{act}：文字不属于这一条承诺。请重新打开页面再办。"
)
NOT_OWNER = RefusalKind("commitment-not-owner", "不能{act}：这一条由{unit}承诺。请由该单位办理。")
NOT_LIVING = RefusalKind(
    "commitment-ended", "不能{act}：这一条承诺已经兑现或了结。请刷新页面查看。"
)
DAY_WRONG = RefusalKind(
    "commitment-day-wrong", "不能{act}：日期在今天以后，或早于作出承诺的那天。请改正日期。"
)
EVIDENCE_MISSING = RefusalKind(
    "commitment-evidence-missing",
    "不能登记兑现：没有指明依据。请选有办理结果的事项、已开工的项目，作为依据。",
)
EVIDENCE_WRONG = RefusalKind(
    "commitment-evidence-wrong",
    "不能{act}：依据“{target}”查不到，或还没有办理结果。请核对依据。",
)
EVIDENCE_WITHDRAWN = RefusalKind(
    "commitment-evidence-withdrawn",
    "不能登记兑现：作为依据的事项已由反映人撤回，撤回不算办成。各件都撤回、不再办理的，请选部分兑现、写明理由、不填日期。",
)
PART_NEEDS_WORDS = RefusalKind(
    "commitment-rest-unexplained",
    "不能登记部分兑现：没有写其余部分怎么办。请给其余部分定一个日期，或说明为什么不再办理。",
)
NOT_THE_RAISER = RefusalKind(
    "commitment-not-the-raiser", "不能回答是否兑现：只有反映人本人可以回答。请由反映人凭回执回答。"
)
NOTHING_TO_ANSWER = RefusalKind(
    "commitment-nothing-to-answer",
    "不能回答是否兑现：还没有登记兑现，或已经回答过。请刷新页面查看。",
)
NOTHING_DUE = RefusalKind(
    "commitment-nothing-due", "不必催办承诺：现在没有到时候的事。请到时再看。"
)
KEY_UNKNOWN = RefusalKind(
    "commitment-words-unknown", "不能确认公开：没有这一段文字。请刷新页面再办。"
)
CLASS_UNKNOWN = RefusalKind(
    "commitment-legal-class-unknown",
    "不能决定不公开：所选的法定情形不在工作机制规定之内。请重新选择法定情形。",
)
MAY_NOT_WITHHOLD = RefusalKind(
    "commitment-may-not-withhold",
    "不能{act}：只有工作机制指明的领导可以决定。请报有权决定的领导。",
)
ALREADY_WITHHELD = RefusalKind(
    "commitment-already-withheld", "不必决定不公开：这一条已经依规不公开。请刷新页面查看。"
)
NOT_WITHHELD = RefusalKind(
    "commitment-not-withheld", "不必恢复公开：这一条没有决定不公开。请刷新页面查看。"
)
OWN_FOLLOW_UP = RefusalKind(
    "commitment-own-follow-up",
    "不能回访：承诺的单位不能回访自己的承诺。请由街道、督查等其他单位回访。",
)
COMMENTS_OVER = RefusalKind(
    "commitment-comments-over", "不能评议：评议期已过，或这一条不公开。请改为反映事项。"
)
COMMENTS_FULL = RefusalKind(
    "commitment-comments-full", "不能评议：待处理的评议已满{most}条。请过几天再来。"
)
COMMENT_UNKNOWN = RefusalKind(
    "commitment-comment-unknown", "不能{act}：没有这条评议，或它现在不能这样办。请刷新页面查看。"
)
REASON_UNKNOWN = RefusalKind(
    "commitment-comment-reason", "不能不予公开：所选理由不在可选之内。请重新选择理由。"
)
