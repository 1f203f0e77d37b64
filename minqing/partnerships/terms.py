"""Words of benefit projects (惠民项目; SDN-30). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Stage(StrEnum):
    """How far a project is."""

    DECIDED = "decided"
    BEGUN = "begun"
    FINISHED = "finished"
    CANCELLED = "cancelled"


STAGE_ZH: Mapping[Stage, str] = {
    Stage.DECIDED: "已确定",
    Stage.BEGUN: "实施中",
    Stage.FINISHED: "已完成",
    Stage.CANCELLED: "已取消",
}
