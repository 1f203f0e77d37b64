"""Every reason why a command about a household is not accepted. Pure."""

from __future__ import annotations

from minqing.kernel.messages import RefusalKind

EXISTS = RefusalKind(
    "household-exists", "不能登记户{household}：这个编号已经登记。请直接打开该户。"
)
ID_WRONG = RefusalKind(
    "household-id-wrong", "不能登记户：编号只能用字母、数字和短横，不超过40个字符。请重新生成编号。"
)
UNKNOWN = RefusalKind("household-unknown", "不能{act}户{household}：没有登记这一户。请先登记。")
CLOSED = RefusalKind("household-closed", "不能{act}户{household}：该户记录已经注销。请核对户别。")
UNIT_WRONG = RefusalKind(
    "household-unit-wrong",
    "不能登记户{household}：{unit}不是在册的嘎查村或社区。请选择户所在的嘎查村。",
)
OUT_OF_REACH = RefusalKind(
    "household-out-of-reach",
    "不能{act}户{household}：{unit}不在您的管辖范围内。请由当地包户干部办理。",
)
HEAD_WRONG = RefusalKind(
    "household-head-wrong",
    "不能{act}户{household}：户主姓名为空、超过50个字，或电话不是数字。请改正。",
)
MEMBERS_WRONG = RefusalKind(
    "household-members-wrong", "不能{act}户{household}：人口应在1至{most}人之间。请核对。"
)
ADDRESS_LONG = RefusalKind(
    "household-address-long", "不能{act}户{household}：住址超过{most}个字。请写得简短些。"
)
SUBJECT_WRONG = RefusalKind(
    "household-subject-wrong", "不能{act}户{household}：户主信息没有记在本户名下。请重新提交。"
)
NOTHING_CHANGED = RefusalKind(
    "household-unchanged", "不必更正户{household}：没有填写要更正的内容。请填写后再提交。"
)
PRESENCE_SAME = RefusalKind(
    "household-presence-same", "不必更改户{household}：该户已经是{presence}。请核对。"
)
POST_WRONG = RefusalKind(
    "household-post-wrong",
    "不能确定包户干部：岗位{post}不存在、已撤销，或不是包户的岗位。请另选岗位。",
)
POST_ELSEWHERE = RefusalKind(
    "household-post-elsewhere",
    "不能把户{household}交给所选岗位：该岗位不管{unit}。请选择该村或上级的岗位。",
)
CASELOAD_WRONG = RefusalKind(
    "household-caseload-wrong", "不能确定包户干部：一次须选1至{most}户，且不得重复。请重新选择。"
)
CASELOAD_SAME = RefusalKind(
    "household-caseload-same", "不必交接：所选各户已由该岗位包联。请核对名单。"
)
GROUP_LONG = RefusalKind(
    "household-group-long", "不能{act}户{household}：村民小组名称超过{most}个字。请写简称，如3社。"
)
VILLAGE_WRONG = RefusalKind(
    "caseload-village-wrong",
    "不能分包{unit}：它不是在册的嘎查村或社区。请选择嘎查村。",
)
SHARES_WRONG = RefusalKind(
    "caseload-shares-wrong",
    "不能分包{unit}：一次须分1至{most}户，每户只能分给一个岗位。请重新划分。",
)
NOT_IN_VILLAGE = RefusalKind(
    "caseload-household-elsewhere",
    "不能分包{unit}：户{household}不在这个村。请重新打开分包方案后再提交。",
)
IMPORT_ONLY = RefusalKind(
    "household-import-only",
    "不能注销户{household}：“导入已撤销”只由撤销导入写入。请另选注销的原因。",
)
