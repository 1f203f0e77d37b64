"""Takes the pictures of the docs (docs/pictures/) from the demonstration.

python -m tests.browser.pictures                                   loads one of its own first
python -m tests.browser.pictures http://localhost:8000 var         takes them of one that runs
python -m tests.browser.pictures http://localhost:8000 var NAME…   takes these alone
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.journeys import list_accounts, read_accounts, sign_in
from tests.harness.browser import launch
from tests.harness.server import make_environment, run_minqing, running_server

OUT = Path(__file__).resolve().parents[2] / "docs" / "pictures"
SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 360, "height": 780}}


@dataclass(frozen=True)
class Picture:
    """One page: its name, who looks (a role of the first place, or an account), address, size,
    what to click first; `whole`: to the end of the page, not what the window shows."""

    name: str
    role: str
    path: str
    size: str
    title: str
    click: str = ""
    whole: bool = False


PICTURES = (
    Picture("today-desk", "township_clerk", "/console/", "desk", "今日事项"),
    Picture("case-desk", "village_cadre", "/console/", "desk", "一件事一页", "main table a"),
    Picture("ledger-desk", "banner_clerk", "/console/ledgers/report_up/", "desk", "上报台账"),
    Picture("intake-desk", "village_cadre", "/console/intake/", "desk", "登记事项"),
    Picture("supervise-desk", "supervisor", "/console/supervise/", "desk", "督办"),
    Picture("results-desk", "banner_leader", "/console/results/", "desk", "办理情况"),
    Picture("caseloads-desk", "village_secretary", "/console/caseloads/", "desk", "包联与户情"),
    Picture("reviews-desk", "department_reviewer", "/console/reviews/", "desk", "审核"),
    Picture("calls-desk", "independent_caller", "/console/callbacks/", "desk", "回访"),
    Picture("packs-desk", "administrator", "/console/packs/", "desk", "机制包"),
    Picture("mechanisms-desk", "township_clerk", "/console/mechanisms/", "desk", "工作机制"),
    Picture("operations-desk", "administrator", "/console/operations/", "desk", "运行状态"),
    Picture("meeting-desk", "wuda-convenor", "/console/meetings/", "desk", "会议", "main table a"),
    Picture("promises-desk", "banner_clerk", "/console/promises/", "desk", "承诺台账"),
    Picture("orders-desk", "banner_clerk", "/console/orders/", "desk", "来件工单"),
    Picture("tokens-desk", "administrator", "/console/tokens/", "desk", "接口令牌"),
    Picture("sign-in-desk", "", "/console/sign-in/", "desk", "登录（两个地方）", whole=True),
    Picture("today-phone", "village_cadre", "/console/", "phone", "今日事项（手机）"),
    Picture("case-phone", "village_cadre", "/console/", "phone", "一件事（手机）", "main table a"),
    Picture("visits-phone", "village_cadre", "/console/visits/", "phone", "走访（手机）"),
    Picture("portal-home-phone", "", "/", "phone", "民情服务台"),
    Picture("portal-raise-phone", "", "/raise/", "phone", "反映事项"),
    Picture("portal-track-phone", "", "/track/", "phone", "查询进度"),
    Picture("portal-board-phone", "", "/board/", "phone", "公开栏"),
    Picture("portal-promises-phone", "", "/board/promises/", "phone", "公开承诺"),
)


def take(
    browser: Browser, url: str, accounts: dict[str, dict[str, str]], names: Sequence[str]
) -> None:
    """Take every picture, or those of these names, one fresh session each."""
    for picture in PICTURES:
        if names and picture.name not in names:
            continue
        context = browser.new_context(viewport=SIZES[picture.size], locale="zh-CN")
        page = context.new_page()
        if picture.role:
            sign_in(page, url, accounts[picture.role])
        page.goto(url + picture.path)
        if picture.click:
            page.locator(picture.click).first.click()
            page.wait_for_load_state("networkidle")
        page.screenshot(path=OUT / f"{picture.name}.png", full_page=picture.whole)
        context.close()


def write_page() -> None:
    """List the pictures on one page of the docs."""
    lines = [
        "# 页面 Screens",
        "",
        "由 `python -m tests.browser.pictures` 拍摄；人物和事项全部是模拟的。",
        "",
    ]
    for picture in PICTURES:
        lines += [f"## {picture.title}", "", f"![{picture.title}]({picture.name}.png)", ""]
    (OUT / "README.md").write_text("\n".join(lines), encoding="utf-8")


def take_all(url: str, var: Path, names: Sequence[str] = ()) -> None:
    """Take every picture, or those of these names, of a server that runs on that folder."""
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = launch(play)
        by_name = {one["name"]: one for one in list_accounts(var)}
        take(browser, url, {**by_name, **read_accounts(var)}, names)
        browser.close()
    write_page()


def main() -> None:
    if len(sys.argv) > 2:
        take_all(sys.argv[1].rstrip("/"), Path(sys.argv[2]), sys.argv[3:])
        return
    with tempfile.TemporaryDirectory() as folder:
        environment = make_environment(Path(folder))
        for words in (("prepare",), ("demo",)):
            done = run_minqing(*words, environment=environment)
            if done.returncode:
                raise SystemExit(done.stdout + done.stderr)
        with running_server(environment) as server:
            take_all(server.url, Path(folder))


if __name__ == "__main__":
    main()
