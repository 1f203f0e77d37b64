"""Who is here: the viewer, the posts they may act from, the place this installation serves."""

from __future__ import annotations

from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot, is_demonstration
from minqing.mechanisms.public import say_words
from minqing.org.public import (
    TOWN_KINDS,
    VILLAGE_KINDS,
    Directory,
    PostNotHeld,
    actor_for,
    get_role,
    list_own_posts,
    say_title,
    switch_post,
)

DEMO_ACCOUNTS = "demo-accounts.json"


class DemoAccount(msgspec.Struct, frozen=True, kw_only=True):
    """One account to try, as the demonstration wrote it."""

    role: str
    name: str
    password: str
    own_title: str = msgspec.field(default="", name="title")
    place: str = ""

    @property
    def title(self) -> str:
        return _(self.own_title) if self.own_title else name_role(self.role)

    @property
    def what(self) -> str:
        return _(WHAT_ROLES_DO[self.role]) if self.role in WHAT_ROLES_DO else ""


WHAT_ROLES_DO = {
    "village_cadre": gettext_noop("登记、当场办、代办"),
    "village_secretary": gettext_noop("管本村的事项和包户"),
    "township_clerk": gettext_noop("研判分办、催着往前走"),
    "township_leader": gettext_noop("审核、核准、销号"),
    "department_handler": gettext_noop("签收、办理、填结果"),
    "department_reviewer": gettext_noop("审核本部门的答复"),
    "independent_caller": gettext_noop("回访群众，不办事项"),
    "supervisor": gettext_noop("看各环节、督办、抽查"),
    "banner_clerk": gettext_noop("旗县区一级分办和交办"),
    "banner_leader": gettext_noop("审核、批示、兜底负责"),
    "administrator": gettext_noop("管单位、岗位和运行，看不到事项"),
    "discipline_recipient": gettext_noop("受理、移送对干部的反映，看不到别的"),
}


TITLES = (
    # `org` holds Simplified and English; these are for the other languages of the catalogue.
    gettext_noop("包户干部"),
    gettext_noop("包户干部、代办员"),
    gettext_noop("嘎查村（社区）书记"),
    gettext_noop("分办员"),
    gettext_noop("镇领导"),
    gettext_noop("苏木镇（街道）经办员"),
    gettext_noop("苏木镇（街道）领导"),
    gettext_noop("部门经办人"),
    gettext_noop("部门负责人"),
    gettext_noop("回访员"),
    gettext_noop("督查员"),
    gettext_noop("旗级经办员"),
    gettext_noop("旗县领导"),
    gettext_noop("系统管理员"),
    # of the demonstration's district
    gettext_noop("社区干部"),
    gettext_noop("社区书记"),
    gettext_noop("街道干部"),
    gettext_noop("街道负责人"),
    gettext_noop("政法委召集人"),
    gettext_noop("区委常委"),
    gettext_noop("区纪委督查员"),
    gettext_noop("组织部督查员"),
)


def get_viewer(account: Any) -> Actor:
    """Return who acts in this session."""
    return actor_for(account)


def name_role(role: str) -> str:
    """Return the title of a role in the reader's language."""
    found = get_role(role)
    return say_words(found.title_zh, found.title_en)


def describe_viewer(viewer: Actor) -> dict[str, Any]:
    """Return what the frame says of the viewer: post, unit, own posts, place."""
    directory = get_snapshot(Directory)
    title = unit = ""
    if viewer.post and directory.has_post(viewer.post):
        post = directory.post(viewer.post)
        title, unit = say_title(post), directory.unit(post.unit).name
    posts = [
        {"id": post.id, "title": say_title(post), "unit_name": directory.unit(post.unit).short_name}
        for post in list_own_posts(viewer)
    ]
    place = get_place_name(viewer)
    return {
        "title": title or _("未任岗位"), "unit": unit, "posts": posts, "post": viewer.post,
        "place": place,
    }  # fmt: skip


def get_place_name(viewer: Actor | None = None) -> str:
    """Return the name of the viewer's banner; of the one that this installation serves where
    nobody is signed in or he stands above them, empty when there are several or none."""
    directory = get_snapshot(Directory)
    own = directory.banner_of(viewer.unit) if viewer is not None and viewer.unit else ""
    if own:
        return directory.unit(own).name
    banners = {directory.banner_of(post.unit) for post in directory.posts()} - {""}
    return directory.unit(banners.pop()).name if len(banners) == 1 else ""


def switch_own_post(request: HttpRequest, post: str) -> bool:
    """Act from another own post; False when the person is not in it."""
    try:
        switch_post(request.user, post)  # type: ignore[arg-type]
    except PostNotHeld:
        return False
    return True


def list_demo_accounts() -> dict[str, list[DemoAccount]]:
    """Return the accounts to try by place, in the order of the work; empty but in a
    demonstration. The place is "" where there is one only."""
    file = settings.VAR_DIR / DEMO_ACCOUNTS
    if not is_demonstration() or not file.is_file():
        return {}
    text = file.read_bytes()
    order = list(WHAT_ROLES_DO)
    found: dict[str, list[DemoAccount]] = {}
    for one in msgspec.json.decode(text, type=list[DemoAccount]):
        found.setdefault(one.place, []).append(one)
    for accounts in found.values():
        accounts.sort(key=lambda one: order.index(one.role) if one.role in order else len(order))
    return found


def list_places(viewer: Actor) -> list[tuple[str, str]]:
    """Return the towns in reach, or the villages of a viewer who has one town or fewer."""
    directory = get_snapshot(Directory)
    towns: list[tuple[str, str]] = []
    villages: list[tuple[str, str]] = []
    for root in viewer.units:
        if not directory.has(root):
            continue
        for code in (root, *directory.below(root)):
            unit = directory.unit(code)
            if unit.kind in TOWN_KINDS:
                towns.append((code, unit.short_name))
            elif unit.kind in VILLAGE_KINDS:
                villages.append((code, directory.full_name(code)))
    return towns if len(towns) > 1 else villages


def list_holding_units(viewer: Actor) -> list[tuple[str, str]]:
    """Return the units in reach that may hold a case, villages left out where there are many."""
    directory = get_snapshot(Directory)
    found = [
        code
        for root in viewer.units
        if directory.has(root)
        for code in (root, *directory.below(root))
    ]
    if len(found) > UNITS_SHOWN:
        found = [code for code in found if directory.unit(code).kind not in VILLAGE_KINDS]
    return [(code, directory.unit(code).short_name) for code in dict.fromkeys(found)]


UNITS_SHOWN = 80
