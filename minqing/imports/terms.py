"""Words of an import: fields a file may carry, what a row becomes, what is refused. Pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from minqing.kernel.messages import Refusal, RefusalKind


class Kind(StrEnum):
    """What the rows of a file become."""

    CASES = "cases"
    HISTORY = "history"
    HOUSEHOLDS = "households"
    UNITS = "units"
    POSTS = "posts"
    CALENDAR = "calendar"


class Field(StrEnum):
    """What a column may mean."""

    NUMBER = "number"
    USER = "user"
    SUBJECT = "subject"
    RAISED_AT = "raised_at"
    BODY = "body"
    REPLY = "reply"
    REPLIED_AT = "replied_at"
    CATEGORY = "category"
    HOUSE = "house"
    HEAD = "head"
    PHONE = "phone"
    ADDRESS = "address"
    VILLAGE = "village"
    GROUP = "group"
    MEMBERS = "members"
    PRESENCE = "presence"
    SUPPORT = "support"
    CODE = "code"
    UNIT = "unit"
    SHORT = "short"
    PARENT = "parent"
    UNIT_KIND = "unit-kind"
    POST = "post"
    TITLE = "title"
    ROLE = "role"
    PERSON = "person"
    NAME = "name"
    SINCE = "since"
    UNTIL = "until"
    DAY = "day"
    WORKS = "works"
    OCCASION = "occasion"
    DUE_AT = "due_at"
    CLOSED_AT = "closed_at"
    STATUS = "status"
    STATUS_AT = "status_at"
    DUPLICATE_OF = "duplicate-of"
    MOVED_TO = "moved-to"


FIELD_ZH: dict[Field, str] = {
    Field.NUMBER: "编号",
    Field.USER: "反映人",
    Field.SUBJECT: "主题",
    Field.RAISED_AT: "反映时间",
    Field.BODY: "反映内容",
    Field.REPLY: "答复内容",
    Field.REPLIED_AT: "答复时间",
    Field.CATEGORY: "分类",
    Field.HOUSE: "户编号",
    Field.HEAD: "户主",
    Field.PHONE: "联系电话",
    Field.ADDRESS: "住址",
    Field.VILLAGE: "嘎查村",
    Field.GROUP: "村民小组",
    Field.MEMBERS: "人口",
    Field.PRESENCE: "常住或外出",
    Field.SUPPORT: "户别",
    Field.CODE: "单位代码",
    Field.UNIT: "单位",
    Field.SHORT: "简称",
    Field.PARENT: "上级单位",
    Field.UNIT_KIND: "单位类型",
    Field.POST: "岗位编号",
    Field.TITLE: "岗位名称",
    Field.ROLE: "岗位类别",
    Field.PERSON: "人员编号",
    Field.NAME: "姓名",
    Field.SINCE: "任职起日",
    Field.UNTIL: "任职止日",
    Field.DAY: "日期",
    Field.WORKS: "上班或休息",
    Field.OCCASION: "节日名称",
    Field.DUE_AT: "原期限",
    Field.CLOSED_AT: "办结时间",
    Field.STATUS: "原状态",
    Field.STATUS_AT: "状态时间",
    Field.DUPLICATE_OF: "与哪件重复",
    Field.MOVED_TO: "转给哪个单位",
}

DIFFERING_ZH: dict[str, str] = {
    "raised_at": "反映时间", "closed_at": "办结时间", "told_at": "答复时间", "place": "地点",
    "category": "分类", "origin": "状态或期限", "holder_unit": "承办单位",
}  # fmt: skip
"""What of a case of history is compared with a row that came before, and how it is called."""
OTHER_TEXT = "内容"
BETWEEN = "、"
"""Between the words of what differs as they are kept; a face says each by itself."""

FIELDS_OF: dict[Kind, tuple[Field, ...]] = {
    Kind.CASES: (
        Field.NUMBER, Field.USER, Field.SUBJECT, Field.RAISED_AT, Field.BODY, Field.REPLY,
        Field.REPLIED_AT, Field.CATEGORY,
    ),
    Kind.HISTORY: (
        Field.NUMBER, Field.RAISED_AT, Field.BODY, Field.STATUS, Field.STATUS_AT, Field.DUE_AT,
        Field.CLOSED_AT, Field.REPLY, Field.REPLIED_AT, Field.CATEGORY, Field.VILLAGE, Field.UNIT,
        Field.DUPLICATE_OF, Field.MOVED_TO, Field.USER, Field.PHONE, Field.ADDRESS,
    ),
    Kind.HOUSEHOLDS: (
        Field.HOUSE, Field.HEAD, Field.PHONE, Field.ADDRESS, Field.VILLAGE, Field.GROUP,
        Field.MEMBERS, Field.PRESENCE, Field.SUPPORT,
    ),
    Kind.UNITS: (Field.CODE, Field.UNIT, Field.SHORT, Field.PARENT, Field.UNIT_KIND),
    Kind.POSTS: (
        Field.POST, Field.UNIT, Field.TITLE, Field.ROLE, Field.PERSON, Field.NAME, Field.SINCE,
        Field.UNTIL,
    ),
    Kind.CALENDAR: (Field.DAY, Field.WORKS, Field.OCCASION),
}  # fmt: skip
REPEATABLE: dict[Kind, tuple[Field, ...]] = {Kind.HISTORY: (Field.BODY,)}
"""What several columns may say together: texts of other systems stand in pieces."""
REQUIRED_OF: dict[Kind, tuple[Field, ...]] = {
    Kind.CASES: (Field.RAISED_AT, Field.BODY),
    Kind.HISTORY: (Field.NUMBER, Field.RAISED_AT, Field.BODY),
    Kind.HOUSEHOLDS: (Field.HOUSE, Field.HEAD),
    Kind.UNITS: (Field.CODE, Field.UNIT, Field.UNIT_KIND),
    Kind.POSTS: (Field.TITLE, Field.ROLE),
    Kind.CALENDAR: (Field.DAY, Field.WORKS),
}
RIGHTS_OF: dict[Kind, tuple[str, ...]] = {
    Kind.CASES: ("CASE_IMPORT",),
    Kind.HISTORY: ("CASE_IMPORT",),
    Kind.HOUSEHOLDS: ("CASE_IMPORT", "HOUSEHOLD_EDIT"),
    Kind.UNITS: ("UNIT_ADMIN",),
    Kind.POSTS: ("POST_ADMIN",),
    Kind.CALENDAR: ("CALENDAR_LOAD",),
}
"""What an importer must be allowed: no more than who enters the same by hand."""
IMPORTING = tuple(dict.fromkeys(rights[0] for rights in RIGHTS_OF.values()))
"""Any of these opens the pages of 批量导入."""

MOST_ROWS: dict[Kind, int] = {Kind.UNITS: 2_000, Kind.POSTS: 2_000, Kind.CALENDAR: 4_000}
"""Rows that a list of that kind may have: a banner has 700 units with its departments, a year
366 days."""

LONGEST: dict[Field, int] = {
    # Longest reply seen in real files: 7,883 characters; longest body: 3,145.
    Field.NUMBER: 64,
    Field.USER: 60,
    Field.SUBJECT: 500,
    Field.RAISED_AT: 40,
    Field.BODY: 20_000,
    Field.REPLY: 20_000,
    Field.REPLIED_AT: 40,
    Field.CATEGORY: 100,
    Field.HOUSE: 40,
    Field.HEAD: 50,
    Field.PHONE: 20,
    Field.ADDRESS: 200,
    Field.VILLAGE: 60,
    Field.GROUP: 20,
    Field.MEMBERS: 10,
    Field.PRESENCE: 20,
    Field.SUPPORT: 20,
    Field.CODE: 40,
    Field.UNIT: 100,
    Field.SHORT: 100,
    Field.PARENT: 100,
    Field.UNIT_KIND: 20,
    Field.POST: 40,
    Field.TITLE: 100,
    Field.ROLE: 40,
    Field.PERSON: 40,
    Field.NAME: 50,
    Field.SINCE: 40,
    Field.UNTIL: 40,
    Field.DAY: 40,
    Field.WORKS: 20,
    Field.OCCASION: 40,
    Field.DUE_AT: 40,
    Field.CLOSED_AT: 40,
    Field.STATUS: 60,
    Field.STATUS_AT: 40,
    Field.DUPLICATE_OF: 60,
    Field.MOVED_TO: 60,
}
"""Characters a cell of that column may have; a longer cell is a fault of the file."""


class Status(StrEnum):
    """Where a batch stands. Checking is the dry run; nothing is written before importing."""

    UPLOADED = "uploaded"
    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTING = "importing"
    IMPORTED = "imported"
    UNDOING = "undoing"
    UNDONE = "undone"
    CANCELLED = "cancelled"


RUNNING = frozenset({Status.CHECKING, Status.IMPORTING, Status.UNDOING})
"""What the worker has to do."""

KIND_ZH: dict[Kind, str] = {
    Kind.CASES: "事项",
    Kind.HISTORY: "历史事项",
    Kind.HOUSEHOLDS: "户情",
    Kind.UNITS: "单位",
    Kind.POSTS: "岗位和人员",
    Kind.CALENDAR: "工作日历",
}
STATUS_ZH: dict[Status, str] = {
    Status.UPLOADED: "待对照列名",
    Status.CHECKING: "正在试算",
    Status.CHECKED: "试算完毕，待导入",
    Status.IMPORTING: "正在导入",
    Status.IMPORTED: "已导入",
    Status.UNDOING: "正在撤销",
    Status.UNDONE: "已撤销",
    Status.CANCELLED: "已放弃",
}


class Mapped(msgspec.Struct, frozen=True):
    """What one column of a file means. `column` counts from 1."""

    column: int
    field: Field


class Counts(msgspec.Struct, frozen=True, omit_defaults=True):
    """Rows by what became of them. `same_text`: accepted ones that point at an earlier row;
    `kept`: what an undo left standing because somebody had touched it. The last three: rows of
    history that ended otherwise than settled."""

    rows: int = 0
    accepted: int = 0
    same_text: int = 0
    already: int = 0
    refused: int = 0
    kept: int = 0
    duplicate: int = 0
    transferred: int = 0
    unfinished: int = 0


class RawRow(msgspec.Struct, frozen=True):
    """One record of a file. `number` counts as a spreadsheet does: the heading is row 1."""

    number: int
    cells: tuple[str, ...]
    problem: Refusal | None = None


class Message(msgspec.Struct, frozen=True):
    """One message as understood: times aware UTC, texts cleaned, empty where not given."""

    row: int
    body: str
    raised_at: datetime
    number: str = ""
    user: str = ""
    subject: str = ""
    reply: str = ""
    replied_at: datetime | None = None
    category: str = ""


class FileRefused(Exception):
    """The whole file (or its mapping) cannot be imported; nothing was written."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


FILE_MISSING = RefusalKind(
    "import-file-missing", "不能导入文件“{file}”：找不到或打不开。请核对路径后再试。"
)
FILE_KIND = RefusalKind(
    "import-file-kind",
    "不能导入文件“{file}”：不是 csv 或 xlsx 文件。请在表格软件中另存为 csv（UTF-8）或 xlsx。",
)
FILE_SWOLLEN = RefusalKind(
    "import-file-swollen",
    "不能导入文件“{file}”：解开后过大，不像是普通的表格。请另存为新的 xlsx 或 csv 再试。",
)
FILE_LARGE = RefusalKind(
    "import-file-large", "不能导入文件“{file}”：超过{most}兆。请分成几个文件再导入。"
)
FILE_GONE = RefusalKind(
    "import-file-gone", "不能读取导入的文件：保存期满，已经删除。请重新上传文件。"
)
SHEET_MISSING = RefusalKind(
    "import-sheet-missing", "不能导入文件“{file}”：没有工作表“{sheet}”。请重新选择工作表。"
)
FILE_EMPTY = RefusalKind(
    "import-file-empty", "不能导入文件“{file}”：没有表头。请在第一行写上列名。"
)
FILE_WIDE = RefusalKind(
    "import-file-encoding",
    "不能导入文件“{file}”：编码是 UTF-16。请另存为 csv（UTF-8）再导入。",
)
FILE_BROKEN = RefusalKind(
    "import-file-broken", "不能导入文件“{file}”：文件已损坏或有密码。请重新导出后再试。"
)
COLUMN_MISSING = RefusalKind(
    "import-column-missing",
    "不能导入文件“{file}”：没有“{wanted}”一列（{meaning}）。{hint}",
)
COLUMN_TWICE = RefusalKind(
    "import-column-twice", "不能导入文件“{file}”：列名“{heading}”出现了两次。请改名后再导入。"
)
MAPPING_WRONG = RefusalKind(
    "import-mapping-wrong", "不能使用列名对照表“{file}”：{detail}。请改正后再导入。"
)
UNIT_WRONG = RefusalKind(
    "import-unit-unknown", "不能导入到单位{unit}：没有这个单位。请核对单位代码。"
)

ROW_RAGGED = RefusalKind(
    "import-row-ragged",
    "不能导入第{row}行：有{cells}格，表头有{headings}格。请检查是否缺格或多了逗号。",
)
ROW_ENCODING = RefusalKind(
    "import-row-encoding",
    "不能导入第{row}行：第{column}格不是{encoding}编码的文字。请用正确编码重新导出这一行。",
)
ROW_UNREADABLE = RefusalKind(
    "import-row-unreadable",
    "不能导入第{row}行及以后各行：一格超过1600万字，多半是引号没有成对。请补上引号后重新导入。",
)
CELL_TOO_LONG = RefusalKind(
    "import-cell-too-long",
    "不能导入第{row}行：{field}有{length}字，最多{most}字。请删减，或检查引号是否成对。",
)
CELL_CONTROL = RefusalKind(
    "import-cell-control",
    "不能导入第{row}行：{field}里有不可见的控制字符（{sign}）。请删去后再导入。",
)
CELL_DIRECTION = RefusalKind(
    "import-cell-direction",
    "不能导入第{row}行：{field}里有改变文字方向的字符（{sign}），会使人读错。请删去后再导入。",
)
CELL_FORMULA = RefusalKind(
    "import-cell-formula",
    "不能导入第{row}行：{field}像电子表格公式（以“{sign}”开头）。请改成普通文字再导入。",
)
CELL_NUMBER_SPOILT = RefusalKind(
    "import-cell-number-spoilt",
    "不能导入第{row}行：第{column}格的数字超过15位，表格软件已把末几位变成0。"
    "请把这一列设为文本，从原始资料重新填写。",
)
BODY_MISSING = RefusalKind(
    "import-body-missing", "不能导入第{row}行：没有反映内容。请补上内容后再导入。"
)
TIME_MISSING = RefusalKind(
    "import-time-missing", "不能导入第{row}行：没有{field}。请补上时间后再导入。"
)
TIME_UNREADABLE = RefusalKind(
    "import-time-unreadable",
    "不能导入第{row}行：{field}“{text}”不是认得的时间。请写成 2026-01-31 09:30:00，"
    "或在对照列名时写明日期的写法。",
)
TIME_IN_FUTURE = RefusalKind(
    "import-time-in-future", "不能导入第{row}行：{field}“{text}”在今天之后。请核对时间。"
)
TIMES_REVERSED = RefusalKind(
    "import-times-reversed", "不能导入第{row}行：答复时间早于反映时间。请核对两个时间。"
)
CATEGORY_UNKNOWN = RefusalKind(
    "import-category-unknown",
    "不能导入第{row}行：分类“{text}”不在列名对照表的 categories 里。请补上对应的分类。",
)
IMPORTED_OTHERWISE = RefusalKind(
    "import-row-imported-otherwise",
    "不能导入第{row}行：同一编号、同一内容先前已经导入，但单位、主题、答复或分类不同。"
    "请打开原事项更正，或从文件中删去这一行。",
)
FIELD_MISSING = RefusalKind(
    "import-dwelling-field-missing", "不能导入第{row}行：没有{field}。请补上后再导入。"
)
DWELLING_TWICE = RefusalKind(
    "import-dwelling-twice",
    "不能导入第{row}行：户编号与前面某一行相同。请删去重复的一行，或改正编号。",
)
VILLAGE_UNKNOWN = RefusalKind(
    "import-village-unknown",
    "不能导入第{row}行：“{text}”不是所选单位下的嘎查村或社区，或有同名。请写全称或代码。",
)
WORD_UNKNOWN = RefusalKind(
    "import-word-unknown",
    "不能导入第{row}行：{field}“{text}”不认得。可写：{known}。",
)
NUMBER_UNREADABLE = RefusalKind(
    "import-number-unreadable", "不能导入第{row}行：{field}“{text}”不是整数。请改为数字。"
)
POST_OTHERWISE = RefusalKind(
    "import-post-otherwise",
    "不能导入第{row}行：这个岗位先前已经导入，任职人、日期或类别不同。"
    "请在“单位与岗位”里更正，或从文件中删去这一行。",
)
UNIT_OTHERWISE = RefusalKind(
    "import-unit-otherwise",
    "不能导入第{row}行：这个单位先前已经导入，名称、上级或类型不同。"
    "请在“单位与岗位”里更正，或从文件中删去这一行。",
)
ROW_TWICE = RefusalKind(
    "import-row-twice",
    "不能导入第{row}行：{field}与前面某一行相同。请删去重复的一行，或改正。",
)
PLACE_UNKNOWN = RefusalKind(
    "import-place-unknown",
    "不能导入第{row}行：“{text}”不是所选单位或其下级单位，或有同名。请写全称或代码。",
)
PARENT_BELOW = RefusalKind(
    "import-parent-below",
    "不能导入第{row}行：上级单位“{text}”不在所选单位之内，也不在本文件前面各行。"
    "请把上级单位放在前面，或写它的代码。",
)
DAY_TWICE = RefusalKind(
    "import-day-twice", "不能导入第{row}行：这一天前面已经写过。请删去重复的一行。"
)
WHOLE_REFUSED = RefusalKind(
    "import-whole-refused",
    "不能导入第{row}行：工作日历整份生效，另有{count}行不能导入。请改正那些行后再传一次。",
)
FILE_LONG = RefusalKind(
    "import-file-long", "不能导入第{row}行：这类文件最多{most}行。请分成几个文件再导入。"
)
