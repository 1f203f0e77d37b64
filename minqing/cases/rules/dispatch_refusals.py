"""Why dispatch and joint handling are not accepted: codes beside those of `refusals`."""

from __future__ import annotations

from minqing.kernel.messages import RefusalKind

ROUTE_REASON = RefusalKind(
    "case-route-reason",
    "不能{verb}事项{receipt}：责任清单写明由{unit}承办。请交给{unit}，或写明另选的理由。",
)
DUTY_NOT_BELOW = RefusalKind(
    "case-duty-not-below",
    "不能{verb}事项{receipt}：“{duty}”是{unit}的职责，不得下派给嘎查村、社区（{cite}）。"
    "请交给{unit}。",
)
NOT_DISPATCHED = RefusalKind(
    "case-not-dispatched",
    "不能对事项{receipt}提出派单异议：它不是由别的单位派来的。请办理或提级办理。",
)
OBJECTION_LATE = RefusalKind(
    "case-objection-late",
    "不能对事项{receipt}提出派单异议：签收时限已过。请先签收办理。",
)
OBJECTION_OPEN = RefusalKind(
    "case-objection-open",
    "不能{verb}事项{receipt}：派单异议正在裁定。请等裁定后再办理，或直接签收。",
)
OBJECTION_NONE = RefusalKind(
    "case-objection-none", "不能裁定事项{receipt}：没有待裁定的派单异议。请刷新页面。"
)
OBJECTION_ITEM = RefusalKind(
    "case-objection-item",
    "不能对事项{receipt}提出派单异议：没有写明依据的条目。"
    "请选责任清单的条目，或写明文件名称和条款（不写个人信息）。",
)
OBJECTION_UNIT = RefusalKind(
    "case-objection-unit",
    "不能{verb}事项{receipt}：没有写明应由哪个别的单位承办。请选择单位。",
)
OBJECTION_TWICE = RefusalKind(
    "case-objection-twice",
    "不能再对事项{receipt}提出派单异议：这一条目已经裁定过。请按裁定签收办理。",
)
RULED_AGAINST = RefusalKind(
    "case-ruled-against",
    "不能{verb}事项{receipt}：派单异议已裁定由本单位承办。请按裁定签收办理。",
)
RULER_MISSING = RefusalKind(
    "case-ruler-missing",
    "不能对事项{receipt}提出派单异议：没有可以裁定的第三方岗位。请改用“退回”。",
)
NOT_THIRD_PARTY = RefusalKind(
    "case-not-third-party",
    "不能裁定事项{receipt}：裁定须由第三方岗位作出。请由{ruler}裁定。",
)
JOINT_NOT_HERE = RefusalKind(
    "case-joint-not-here",
    "不能对事项{receipt}组织联动办理：本工作机制不在这一级或这本台账上联动办理。请办理或提级办理。",
)
NOT_CONVENOR = RefusalKind(
    "case-not-convenor",
    "不能对事项{receipt}组织联动办理：您的岗位不是召集岗位。请报召集岗位或联席会议决定。",
)
PIECES_WRONG = RefusalKind(
    "case-pieces-wrong",
    "不能对事项{receipt}组织联动办理：每个协办事项须写明协办单位（不是主办单位）和要做的事，"
    "合计不超过{most}项。请补齐。",
)
PIECE_DUE = RefusalKind(
    "case-piece-due",
    "不能对事项{receipt}组织联动办理：协办期限须在今后{most}之内。请改期限。",
)
PIECE_UNKNOWN = RefusalKind(
    "case-piece-unknown",
    "不能{verb}事项{receipt}：没有这一项待办的协办事项，或它已经提交、撤销。请刷新页面。",
)
PIECE_NOT_YOURS = RefusalKind(
    "case-piece-not-yours",
    "不能{verb}事项{receipt}：协办事项是别的单位的。请由该协办单位办理。",
)
PIECES_OPEN = RefusalKind(
    "case-pieces-open",
    "不能{verb}事项{receipt}：还有{count}项协办事项没有提交（{units}）。"
    "请收齐，或逐项写明为什么不等、撤销不再需要的。",
)
