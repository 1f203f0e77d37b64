"""Why a command on a case is not accepted: every code of this context, once.

docs/reference/refusals.md lists them; a test compares. Sentences are message ids.
"""

from __future__ import annotations

from minqing.kernel.messages import RefusalKind

CASE_UNKNOWN = RefusalKind(
    "case-unknown", "不能{verb}：没有这件事项，或它不在您的管辖范围内。请核对回执编号。"
)
CASE_EXISTS = RefusalKind(
    "case-already-received", "不能登记事项{receipt}：这一编号的事项已经登记。请直接打开该事项。"
)
STATUS_FORBIDS = RefusalKind(
    "case-status-forbids",
    "不能{verb}事项{receipt}：事项现在是“{status}”。请刷新页面，按现在的状态办理。",
)
NOT_HOLDER = RefusalKind(
    "case-not-holder",
    "不能{verb}事项{receipt}：它由别的岗位承办。请由承办岗位办理，或先改派。",
)
NOT_IN_REACH = RefusalKind(
    "case-not-in-reach",
    "不能{verb}事项{receipt}：事项不在您的管辖范围内。请转给管辖该地或承办该事项的单位。",
)
SYSTEM_ONLY = RefusalKind(
    "case-system-only", "不能{verb}事项{receipt}：这一步由系统按时限自动进行。请不要手工提交。"
)
OWN_WORK = RefusalKind(
    "case-own-work",
    "不能{verb}事项{receipt}：您承办过这件事项。请由没有经办过的人员进行。",
)
NOTHING_DUE = RefusalKind("case-nothing-due", "不必巡查事项{receipt}：没有到期的时限。无需处理。")
RECEIPT_MISSING = RefusalKind(
    "case-receipt-missing", "不能登记事项：没有回执编号。请重新生成回执后再提交。"
)
MATTER_MISSING = RefusalKind(
    "case-matter-missing", "不能登记事项{receipt}：没有写反映内容。请写明反映的事情。"
)
UNIT_UNKNOWN = RefusalKind(
    "case-unit-unknown", "不能{verb}事项{receipt}：没有代码为{unit}的单位。请重新选择。"
)
PACK_MISSING = RefusalKind(
    "case-pack-missing",
    "不能登记事项{receipt}：{unit}还没有施行的工作机制。请管理员先发布适用的工作机制。",
)
CHANNEL_CLOSED = RefusalKind(
    "case-channel-closed",
    "不能登记事项{receipt}：本工作机制没有“{channel}”这一来源渠道。请选择其他渠道。",
)
CATEGORY_UNKNOWN = RefusalKind(
    "case-category-unknown",
    "不能{verb}事项{receipt}：没有“{category}”这一类别。请从类别表中选择。",
)
RAISER_MISSING = RefusalKind(
    "case-raiser-missing",
    "不能登记事项{receipt}：实名或隐名反映须写反映人。请填写姓名和联系方式，或改为匿名反映。",
)
RAISER_FORBIDDEN = RefusalKind(
    "case-raiser-forbidden",
    "不能登记事项{receipt}：匿名反映不留反映人信息。请清空反映人，或改为隐名反映。",
)
LANGUAGE_UNKNOWN = RefusalKind(
    "case-language-unknown",
    "不能登记事项{receipt}：不认得反映人的语言“{language}”。请在所列语言中选，没有的选其他语言。",
)
NAME_NEEDED = RefusalKind(
    "case-name-needed",
    "不能登记事项{receipt}：“{category}”依规须实名。请实名反映，或选择隐名办理（身份保密）。",
)
COMPLAINT_RECIPIENT_MISSING = RefusalKind(
    "case-complaint-recipient-missing",
    "不能{verb}事项{receipt}：还没有接收检举控告的纪检监察岗位。请告知反映人直接拨打{phone}。",
)
COMPLAINT_SEALED = RefusalKind(
    "case-complaint-sealed",
    "不能{verb}事项{receipt}：检举控告类只能转送纪检监察机关。请使用“转送”。",
)
NOT_A_COMPLAINT = RefusalKind(
    "case-not-a-complaint",
    "不能转送事项{receipt}：它不是检举控告类。请按一般事项办理。",
)
HOLDER_MISSING = RefusalKind(
    "case-holder-missing",
    "不能{verb}事项{receipt}：{unit}没有可以承办的岗位，上级也没有。请管理员先设岗任人。",
)
POST_NOT_THERE = RefusalKind(
    "case-post-not-there",
    "不能{verb}事项{receipt}：所选岗位不在该单位或已撤销。请重新选择岗位。",
)
HISTORY_UNFINISHED = RefusalKind(
    "case-history-unfinished",
    "不能录入历史事项{receipt}：没有答复时间，也没有办结时间。请补上时间，或按新事项登记。",
)
HISTORY_DISORDER = RefusalKind(
    "case-history-disorder",
    "不能录入历史事项{receipt}：答复或办结时间早于反映时间，或晚于现在。请更正时间。",
)
TRIED_TOO_SHORT = RefusalKind(
    "case-tried-too-short",
    "不能提级办理事项{receipt}：“已做工作”不足{least}个字。请写明本级做了什么、卡在哪里。",
)
USE_RAISE = RefusalKind(
    "case-use-raise",
    "不能把事项{receipt}直接分到上级：须先写“已做工作”。请使用“提级办理”。",
)
TOP_RUNG = RefusalKind(
    "case-top-rung",
    "不能提级办理事项{receipt}：它已在最高一级“{rung}”。请由联席会议作出决定。",
)
WRONG_RUNG = RefusalKind(
    "case-wrong-rung",
    "不能{verb}事项{receipt}：{unit}不属于“{rung}”这一级。请选择该级的单位。",
)
NOWHERE_TO_RETURN = RefusalKind(
    "case-nowhere-to-return",
    "不能退回事项{receipt}：它不是由别的岗位转来的。请改为提级办理或办理。",
)
REASON_UNKNOWN = RefusalKind(
    "case-reason-unknown",
    "不能{verb}事项{receipt}：没有“{reason}”这一类事由。请从列表中选择事由。",
)
WORDS_MISSING = RefusalKind(
    "case-words-missing", "不能{verb}事项{receipt}：没有写文字说明。请写明情况。"
)
ALREADY_REPORTED = RefusalKind(
    "case-already-reported",
    "不能现场办结事项{receipt}：它已列入上报台账。请填写办理结果。",
)
ERRAND_OPEN = RefusalKind(
    "case-errand-open", "不能再次收件：事项{receipt}的代办材料尚未交还。请先交还材料。"
)
NO_ERRAND = RefusalKind(
    "case-no-errand", "不能交还材料：事项{receipt}没有未交还的代办材料。请核对代办清单。"
)
PAPERS_OUT = RefusalKind(
    "case-papers-out",
    "不能{verb}事项{receipt}：代办材料还没有交还群众。请先交还材料。",
)
ERRAND_NONE = RefusalKind(
    "case-errand-none", "不能登记材料：事项{receipt}没有在办的代办。请先“代办收件”。"
)
PAPERS_MISSING = RefusalKind(
    "case-papers-missing", "不能{verb}（事项{receipt}）：没有写材料名称。请写明收了什么。"
)
PAPERS_TOO_MANY = RefusalKind(
    "case-papers-too-many",
    "不能{verb}（事项{receipt}）：一次最多{most}样，名称不超过{longest}个字。请分开或写短。",
)
PAGES_WRONG = RefusalKind(
    "case-pages-wrong", "不能收件（事项{receipt}）：页数须为1到999。请更正页数。"
)
PAPER_NUMBER = RefusalKind(
    "case-paper-number",
    "不能{verb}（事项{receipt}）：材料名称里有证件号码或电话。请只写名称，如“身份证”。",
)
PAPER_UNKNOWN = RefusalKind(
    "case-paper-unknown", "不能{verb}（事项{receipt}）：所选材料不在手上。请刷新页面重新选择。"
)
OFFICE_MISSING = RefusalKind(
    "case-office-missing", "不能递交材料（事项{receipt}）：没有写递交到哪里。请写明单位或窗口。"
)
KEPT_NOWHERE = RefusalKind(
    "case-kept-nowhere",
    "不能把材料记为留存（事项{receipt}）：它还没有递交。请先记录递交，或交还群众。",
)
REPLY_PERSONAL = RefusalKind(
    "case-reply-personal",
    "不能发出事项{receipt}的答复：文字里有证件号、银行卡号或手机号。请删去，或写明必须保留的理由。",
)
NEW_DATE_UNTOLD = RefusalKind(
    "case-new-date-untold",
    "不能更改事项{receipt}的计划完成时间：还没有告知反映人。请先告知，并选择告知方式。",
)
ALREADY_ARRIVED = RefusalKind(
    "case-already-arrived",
    "不必再次登记：这一来件编号已经收到，回执编号{receipt}。请直接打开该事项。",
)
EXTERNAL_INCOMPLETE = RefusalKind(
    "case-external-incomplete",
    "不能登记来件时限（事项{receipt}）：来件单位和来件编号都要填。请补全。",
)
EXTERNAL_NUMBER_WRONG = RefusalKind(
    "case-external-number-wrong",
    "不能登记来件编号（事项{receipt}）：编号过长，或是个人的号码。请填写工单编号。",
)
EXTERNAL_DUE_WRONG = RefusalKind(
    "case-external-due-wrong",
    "不能登记来件时限（事项{receipt}）：时限早于2005年，或晚于{last}年。请核对来件时限。",
)
SOURCE_UNKNOWN = RefusalKind(
    "case-source-unknown", "不能{verb}（事项{receipt}）：没有这个来件单位。请从列表中选择。"
)
LONG_AGO = RefusalKind(
    "case-raised-long-ago",
    "不能登记事项{receipt}：反映时间在{years}年以前。请核对设备的日期，或不填反映时间。",
)
EXTERNAL_DIFFERS = RefusalKind(
    "case-external-differs",
    "不能更改事项{receipt}的来件编号：已登记为{number}。请核对来件单位和编号。",
)
EXTERNAL_REASON = RefusalKind(
    "case-external-reason",
    "不能更改事项{receipt}的来件时限：没有写来件单位的理由，或时限没有变。请补全。",
)
EXTERNAL_NONE = RefusalKind(
    "case-external-none", "不能办理：事项{receipt}没有待回复的来件单位。请核对来件信息。"
)
ANSWER_NONE = RefusalKind(
    "case-answer-none", "不能回复来件单位：事项{receipt}还没有办理结果。请先填写办理结果。"
)
URGING_NONE = RefusalKind(
    "case-urging-none", "不能回复督办：事项{receipt}没有待回复的督办。无需处理。"
)
VERSION_NEWEST = RefusalKind(
    "case-version-newest", "不能移到新版：事项{receipt}已按最新一版办理。无需处理。"
)
VERSION_NOT_NEWER = RefusalKind(
    "case-version-not-newer",
    "不能把事项{receipt}移到第{version}版：它不是现行的更新版本。请选择现行版本。",
)
VERSION_LACKS = RefusalKind(
    "case-version-lacks",
    "不能把事项{receipt}移到第{version}版：新版没有“{rung}”这一级或这本台账。请先调整事项。",
)
MOVE_REASON = RefusalKind(
    "case-move-reason", "不能移到新版：没有写理由（事项{receipt}）。请写明为什么移。"
)
OUTCOME_FORBIDDEN = RefusalKind(
    "case-outcome-forbidden",
    "不能把事项{receipt}办结为“{outcome}”：{ledger}台账没有这种结果。请改选结果或先转台账。",
)
PLAN_INCOMPLETE = RefusalKind(
    "case-plan-incomplete",
    "不能把事项{receipt}列入计划：缺少责任单位、今后的完成时间或原因。请补全三项。",
)
ALREADY_PLANNED = RefusalKind(
    "case-already-planned",
    "不能再次把事项{receipt}列入计划：它已经挂账。请使用“复看”更改完成时间。",
)
NON_ACCEPTANCE_INCOMPLETE = RefusalKind(
    "case-non-acceptance-incomplete",
    "不能对事项{receipt}不予受理：缺少理由类别，或没有写明应走的法定途径。请补全。",
)
RULE_MISSING = RefusalKind(
    "case-rule-missing",
    "不能把事项{receipt}定为依规不能办理：没有引用规定。请写明规定名称和条款。",
)
ORGAN_MISSING = RefusalKind(
    "case-organ-missing",
    "不能把事项{receipt}转出：没有写有权机关。请写明机关名称。",
)
NEEDS_OPINION = RefusalKind(
    "case-needs-final-opinion",
    "不能{verb}事项{receipt}：群众第三次要求办理，须由联席会议作出终结意见。请使用“终结意见”。",
)
NOT_FINAL = RefusalKind(
    "case-not-for-final-opinion",
    "不能对事项{receipt}作终结意见：它不在联席会议待议之列，或已有终结意见。请填写办理结果。",
)
FINAL_INCOMPLETE = RefusalKind(
    "case-final-incomplete",
    "不能对事项{receipt}作终结意见：没有写明救济途径。请写明复查、复核、复议、诉讼或仲裁途径。",
)
NOBODY_TO_WRITE_TO = RefusalKind(
    "case-nobody-to-write-to",
    "不能短信告知事项{receipt}：反映人没有留联系方式。请用其他方式告知并记录。",
)
PROOF_MISSING = RefusalKind(
    "case-proof-missing",
    "不能记录事项{receipt}已告知：“{means}”告知须有凭证。请填写凭证编号或上传凭证。",
)
WAY_FORBIDDEN = RefusalKind(
    "case-way-forbidden",
    "不能以“{way}”确认事项{receipt}：本台账不采用这种方式。请改用{ways}。",
)
RESIDENT_ONLY = RefusalKind(
    "case-resident-only",
    "不能代群众确认事项{receipt}：须由群众本人确认。请转到群众模式，由本人点选。",
)
NO_CALL_OWED = RefusalKind(
    "case-no-call-owed",
    "不能{verb}事项{receipt}：它没有待做的回访。请选择待回访的事项。",
)
NOT_CONFIRMED = RefusalKind(
    "case-not-confirmed",
    "不能销号事项{receipt}：还没有告知或群众尚未确认。请先告知并取得确认。",
)
WINDOW_PASSED = RefusalKind(
    "case-reopen-window-passed",
    "不能重新办理事项{receipt}：已过重新办理期限。如有新的事实，请注明后再提出。",
)
ALREADY_FINAL = RefusalKind(
    "case-already-final",
    "不能重新办理事项{receipt}：已有终结意见。可依法通过{channels}提出；如有新的事实，请写明后再提。",
)
FACTS_MISSING = RefusalKind(
    "case-new-facts-missing",
    "不能重新办理事项{receipt}：注明有新的事实，但没有写是什么。请写明新的事实。",
)
PAUSE_TOO_LONG = RefusalKind(
    "case-pause-too-long",
    "不能暂缓事项{receipt}：暂缓期限须在现在之后、最长期限之内。请改短期限。",
)
PAUSES_USED = RefusalKind(
    "case-pauses-used",
    "不能暂缓事项{receipt}：加上这一次，暂缓合计超过{most}。请改短，或申请延期。",
)
EXTENSION_TOO_LONG = RefusalKind(
    "case-extension-too-long",
    "不能延期事项{receipt}：一次最多延长{most}，且至少为1。请改短。",
)
EXTENSIONS_USED = RefusalKind(
    "case-extensions-used",
    "不能延期事项{receipt}：已延期{times}次，达到上限。请提级办理或给出办理结果。",
)
CONSENT_OPEN = RefusalKind(
    "case-consent-open",
    "不能再次申请事项{receipt}的“{what}”：前一件申请还在等待核准。请等待结果，或先撤回。",
)
NOT_SEALED = RefusalKind(
    "case-not-sealed",
    "不能申请查看事项{receipt}的身份：它不是隐名反映。请使用“查看姓名和电话”，匿名的凭回执答复。",
)
NO_NOTICE_OWED = RefusalKind(
    "case-no-notice-owed",
    "不能记录告知：事项{receipt}没有待告知的延期或暂缓。请核对。",
)
TARGET_WRONG = RefusalKind(
    "case-target-wrong",
    "不能关联事项{receipt}：“{target}”不是“类别:编号”的写法，或已经关联。请核对。",
)
FILES_TOO_MANY = RefusalKind(
    "case-files-too-many",
    "不能加上附件：一次最多{most}个，一件事项最多{whole}个。请挑要紧的。",
)
FILES_MISSING = RefusalKind(
    "case-files-missing",
    "不能加上附件：没有收到文件，或文件不属于这件事项。请重新上传。",
)
REQUEST_OPEN = RefusalKind(
    "case-request-open",
    "不能再次提出“{request}”：事项{receipt}的同一请求还在等答复。请等答复后再提。",
)
REQUEST_NEEDS_NAME = RefusalKind(
    "case-request-needs-name",
    "不能提出“{request}”：事项{receipt}是匿名反映，没有留姓名和电话。请凭回执编号看答复。",
)
REQUEST_WHILE_LIVING = RefusalKind(
    "case-request-while-living",
    "不能删除个人信息：事项{receipt}还在办理，没有这些信息就办不下去。请先撤回，或等办结后再提。",
)
REQUEST_NOT_OPEN = RefusalKind(
    "case-request-not-open",
    "不能答复“{request}”：事项{receipt}没有待答复的这一请求。请刷新页面。",
)
REQUEST_RIGHT_MISSING = RefusalKind(
    "case-request-right-missing",
    "不能答复“{request}”：事项{receipt}的个人信息须由有更正权限的岗位处理。请转给旗级经办员。",
)
REQUEST_RULE_MISSING = RefusalKind(
    "case-request-rule-missing",
    "不能答复“{request}”：事项{receipt}不删除须写明依据的规定。请写规定名称和条款。",
)
REQUEST_ANSWER_WRONG = RefusalKind(
    "case-request-answer-wrong",
    "不能这样答复“{request}”：事项{receipt}的答复与请求不符，或缺更正后的内容。请重新填写。",
)
DATA_RESTRICTED = RefusalKind(
    "case-data-restricted",
    "不能查看事项{receipt}的反映人：个人信息已依规定封存，只保存、不使用。请不要再联系。",
)
IDENTITY_SEALED = RefusalKind(
    "case-identity-sealed",
    "不能查看事项{receipt}的反映人：反映人要求身份保密，或为匿名反映。请通过回执编号答复。",
)
EXPORT_EMPTY = RefusalKind(
    "case-export-empty", "不能导出事项：没有符合条件的事项。请放宽筛选条件后再导出。"
)
EXPORT_KNOWN = RefusalKind(
    "case-export-known", "不能再次记录导出：这一次导出已经记录。请重新导出。"
)
VIEW_NAME_WRONG = RefusalKind(
    "case-view-name-wrong", "不能保存视图：名称要有1到{most}个字。请改短名称。"
)
VIEW_EMPTY = RefusalKind("case-view-empty", "不能保存视图：还没有筛选条件。请先筛选再保存。")
VIEWS_FULL = RefusalKind("case-views-full", "不能保存视图：每个列表最多{most}个。请先删除一个。")
MERGE_APART = RefusalKind(
    "case-merge-apart",
    "不能把事项{receipt}并入{main}：不是同一旗县、同一工作机制的两件事项。请核对回执编号。",
)
MERGE_CHAIN = RefusalKind(
    "case-merge-chain",
    "不能把事项{receipt}并入{main}：它自己已并入别的事项。请直接并入那件主件。",
)
MERGE_ENDED = RefusalKind(
    "case-merge-ended",
    "不能把事项{receipt}并入{main}：它已经办结。请选择在办的事项；又出现的问题请重新办理。",
)
ALREADY_MEMBER = RefusalKind(
    "case-already-member",
    "不能并案事项{receipt}：它已经并入别的事项。请先解除并案。",
)
NOT_MEMBER = RefusalKind(
    "case-not-member", "不能解除并案：事项{receipt}没有并入所说的主件。请刷新页面后核对。"
)
GROUP_CHANGED = RefusalKind(
    "case-group-changed",
    "不能并案事项{receipt}：并入它的事项刚有变动。请刷新页面，看清后再并案。",
)
GROUP_FULL = RefusalKind(
    "case-group-full", "不能并入事项{receipt}：一件主件最多并入{most}件。请另立一件主件。"
)
HAS_MEMBERS = RefusalKind(
    "case-has-members",
    "不能{verb}事项{receipt}：还有别的事项并入这一件。请先解除并案。",
)
NOTHING_TO_SHARE = RefusalKind(
    "case-nothing-to-share", "不必答复事项{receipt}：主件没有新的答复。无需处理。"
)
SPLIT_COUNT = RefusalKind(
    "case-split-count",
    "不能拆分事项{receipt}：每件须写明内容，一次拆出1至{most}件。请调整后再拆分。",
)
SPLIT_PART = RefusalKind(
    "case-split-part",
    "不能拆分事项{receipt}：它是从别的事项拆出来的。请在原事项上拆分。",
)
SPLIT_COMPLAINT = RefusalKind(
    "case-split-complaint",
    "不能从事项{receipt}拆出检举控告：内容须封存转送。请另行登记为检举控告类。",
)
ANONYMOUS_KEPT = RefusalKind(
    "case-anonymous-kept",
    "不能记录撤回{receipt}：匿名反映无法回访核实是不是本人的意思。请反映人凭回执编号撤回，或照常办理。",
)
NOT_IMPORTED = RefusalKind(
    "case-not-imported",
    "不能撤销事项{receipt}的导入：它不是批量导入的。请按事项本身的办法办理。",
)
IMPORT_UNDONE = RefusalKind(
    "case-import-undone", "不必撤销事项{receipt}的导入：此前已经撤销。无需处理。"
)
