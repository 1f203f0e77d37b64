"""Which column means what: read from a file, or guessed from headings known here. Pure
but for reading the file that the caller names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

import msgspec
import yaml

from minqing.imports.terms import (
    COLUMN_MISSING,
    COLUMN_TWICE,
    FIELD_ZH,
    FIELDS_OF,
    MAPPING_WRONG,
    REQUIRED_OF,
    Field,
    FileRefused,
    Kind,
)
from minqing.kernel.messages import Refusal

KNOWN_HEADINGS: dict[Field, tuple[str, ...]] = {
    Field.NUMBER: ("留言编号", "编号", "工单编号", "事项编号", "信件编号"),
    Field.USER: ("留言用户", "反映人", "姓名", "用户"),
    Field.SUBJECT: ("留言主题", "主题", "标题"),
    Field.RAISED_AT: ("留言时间", "反映时间", "来信时间", "登记时间"),
    Field.BODY: ("留言详情", "反映内容", "内容", "诉求内容", "留言内容"),
    Field.REPLY: ("答复意见", "答复内容", "办理结果"),
    Field.REPLIED_AT: ("答复时间", "办结时间"),
    Field.CATEGORY: ("一级分类", "分类", "一级标签"),
    Field.HOUSE: ("户编号", "户号", "家庭编号", "编号", "序号"),
    Field.HEAD: ("户主", "户主姓名", "姓名"),
    Field.PHONE: ("联系电话", "电话", "手机号", "手机", "联系方式"),
    Field.ADDRESS: ("住址", "家庭住址", "地址", "详细地址"),
    Field.VILLAGE: ("嘎查村", "村", "嘎查", "村名", "社区", "所属村"),
    Field.GROUP: ("村民小组", "小组", "组", "社"),
    Field.MEMBERS: ("人口", "家庭人口", "人口数", "人数"),
    Field.PRESENCE: ("常住或外出", "居住情况", "在家情况", "户类型"),
    Field.SUPPORT: ("户别", "帮扶类型", "保障类别"),
    Field.CODE: ("单位代码", "代码", "编码", "区划代码"),
    Field.UNIT: ("单位", "单位名称", "名称", "所在单位", "部门"),
    Field.SHORT: ("简称",),
    Field.PARENT: ("上级单位", "上级", "主管单位", "隶属"),
    Field.UNIT_KIND: ("单位类型", "类型", "类别"),
    Field.POST: ("岗位编号", "编号"),
    Field.TITLE: ("岗位名称", "岗位", "职务"),
    Field.ROLE: ("岗位类别", "角色", "类别"),
    Field.PERSON: ("人员编号", "工号"),
    Field.NAME: ("姓名", "任职人", "人员"),
    Field.SINCE: ("任职起日", "任职时间", "起始日期", "任职日期"),
    Field.UNTIL: ("任职止日", "期满日", "终止日期", "期满日期"),
    Field.DAY: ("日期", "date"),
    Field.WORKS: ("上班或休息", "安排", "是否上班", "is_workday"),
    Field.DUE_AT: ("办理期限", "截止时间", "应办结时间", "期限"),
    Field.CLOSED_AT: ("办结时间", "结案时间", "办结日期"),
    Field.STATUS: ("状态", "办理状态", "工单状态"),
    Field.STATUS_AT: ("状态时间", "更新时间"),
    Field.DUPLICATE_OF: ("与哪件重复", "重复于", "原工单编号"),
    Field.MOVED_TO: ("转给哪个单位", "转办单位", "转往单位"),
    Field.OCCASION: ("节日名称", "节日", "节假日", "名称", "holiday_name"),
}
DEFAULT_SOURCE = "网络留言"


class MappingFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a mapping file may say.

    `columns`: heading in the file → field. `time_formats`: strptime formats, tried in order
    before the usual ones. `categories`: word in the file → category code of the pack; with
    it, a word that it lacks refuses the row. `source`: name of the system the numbers come
    from; numbers of two systems never meet.
    """

    columns: dict[str, Field]
    time_formats: tuple[str, ...] = ()
    categories: dict[str, str] = {}
    source: str = DEFAULT_SOURCE


class Columns(msgspec.Struct, frozen=True):
    """Where each field stands in a row, and how its words are read."""

    places: Mapping[Field, int]
    width: int
    kind: Kind = Kind.CASES
    time_formats: tuple[str, ...] = ()
    categories: Mapping[str, str] = {}
    source: str = DEFAULT_SOURCE
    more_body: tuple[tuple[int, str], ...] = ()
    """Further columns of text, each with its heading."""
    open_categories: bool = False
    """Whether a word that `categories` lacks leaves the category open instead of refusing."""


def load_mapping(path: str) -> MappingFile:
    """Return the mapping in a YAML file; raises FileRefused with the nearest word."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
        # every scalar stays the word it is: a column may be headed No, 1 or 2020-01-01
        raw = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 (makes text only)
        return msgspec.convert(raw, MappingFile)
    except (OSError, UnicodeDecodeError) as error:
        raise FileRefused(MAPPING_WRONG(file=path, detail="文件打不开")) from error
    except yaml.YAMLError as error:
        raise FileRefused(MAPPING_WRONG(file=path, detail="不是正确的 YAML")) from error
    except msgspec.ValidationError as error:
        raise FileRefused(MAPPING_WRONG(file=path, detail=_explain(raw, error))) from error


def _explain(raw: object, error: msgspec.ValidationError) -> str:
    """Return what is wrong in words: the unknown key or field with its nearest word."""
    if not isinstance(raw, dict) or not isinstance(raw.get("columns"), dict):
        return "缺少 columns（列名: 字段）"
    known = list(MappingFile.__struct_fields__)
    for key in raw:
        if key not in known:
            return f"没有“{key}”这一项{_nearest(str(key), known)}"
    fields = [field.value for field in Field]
    for heading, field in raw["columns"].items():
        if field not in fields:
            return f"“{heading}”一列写的“{field}”不是字段{_nearest(str(field), fields)}"
    return str(error)


def _nearest(word: str, known: Sequence[str]) -> str:
    close = get_close_matches(word, known, n=1, cutoff=0.4)
    return f"，最接近的是“{close[0]}”" if close else f"，可用：{'、'.join(known)}"


def find_columns(
    headings: Sequence[str],
    *,
    file: str,
    mapping: MappingFile | None = None,
    kind: Kind = Kind.CASES,
) -> Columns:
    """Return where each field stands; raises FileRefused naming the nearest heading."""
    headings = tidy_headings(headings)
    wanted = guess_columns(headings, kind)
    if mapping is not None:
        wanted = dict(
            zip(tidy_headings(list(mapping.columns)), mapping.columns.values(), strict=True)
        )
    for heading in wanted:
        if headings.count(heading) > 1:
            raise FileRefused(COLUMN_TWICE(file=file, heading=heading))
        if heading not in headings:
            raise FileRefused(_missing(heading, wanted[heading], headings, file))
    places = {field: headings.index(heading) for heading, field in wanted.items()}
    for field in REQUIRED_OF[kind]:
        if field not in places:
            raise FileRefused(_missing(KNOWN_HEADINGS[field][0], field, headings, file))
    if mapping is None:
        return Columns(places, len(headings), kind)
    return Columns(
        places, len(headings), kind, mapping.time_formats, mapping.categories, mapping.source
    )


def tidy_headings(headings: Sequence[str]) -> list[str]:
    """Return headings as they are compared: no byte order mark, one line, single spaces."""
    return [" ".join(heading.lstrip("\ufeff").split()) for heading in headings]


def guess_columns(headings: Sequence[str], kind: Kind) -> dict[str, Field]:
    """Return which of the (tidied) headings mean what, by the words known here."""
    # “姓 名” is how tables are made to look even
    plain = {heading.replace(" ", ""): heading for heading in reversed(headings)}
    guessed: dict[str, Field] = {}
    for field in FIELDS_OF[kind]:
        found = (plain.get(known, "") for known in KNOWN_HEADINGS[field])
        present = next((heading for heading in found if heading and heading not in guessed), None)
        if present is not None:
            guessed[present] = field
    return guessed


def _missing(wanted: str, field: Field, headings: Sequence[str], file: str) -> Refusal:
    named = [heading for heading in headings if heading]
    close = get_close_matches(wanted, named, n=1, cutoff=0.3)
    hint = (
        f"最接近的列是“{close[0]}”。请改列名，或写一份列名对照表。"
        if close
        else f"表头是：{'、'.join(named[:12])[:200]}。请改列名，或写一份列名对照表。"
    )
    return COLUMN_MISSING(file=file, wanted=wanted, meaning=FIELD_ZH[field], hint=hint)
