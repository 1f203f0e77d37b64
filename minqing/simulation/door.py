"""What `minqing demo` does, by its words: load, check the numbers, let it run on."""

from __future__ import annotations

import re
import sys
from datetime import UTC, date, datetime, time, timedelta

from minqing.log.public import CannotAdvance, get_now
from minqing.simulation import advance as running_on
from minqing.simulation import demo, tally
from minqing.simulation.models import Load
from minqing.simulation.needs import LOCAL

TODAY_WRONG = "不能装入演示数据：“{text}”不是日期。请写成 2026-03-20 这样。"
DAYS_WRONG = "不能推进演示：“{text}”不是天数。请写成 7d 这样。"
NAMES = {
    "households": "户",
    "automatic acts that failed": "自动处理未成",
    "cadres": "驻村包户干部",
    "needs of 2014": "2014年3月1日至9月27日事项",
    "on_spot": "现场解决",
    "agent": "代办解决",
    "joint": "联动解决",
    "in_progress": "正在落实",
    "opinions of the district": "乌达区2014年上半年群众意见",
    "solved by community": "社区层面解决",
    "solved by street": "镇（街道）层面解决",
    "solved by district": "区级层面解决",
    "analysis meetings of the district": "2014年上半年民情分析会",
    "a promise of the district kept": "有兑现的承诺",
    "a promise of the district missed": "有逾期未兑现的承诺",
    "a promise of the district moved": "有已说明并改期的承诺",
}


def run(*, json: bool, scale: str, today: str, check: bool, advance: str) -> int:
    """Do what the command line asks; returns the exit code."""
    if advance:
        return _run_on(advance)
    if check:
        return _check()
    try:
        now = _read_moment(today) if today else None
    except ValueError:
        sys.stderr.write(f"{TODAY_WRONG.format(text=today)}\n")
        return 2
    return demo.load(json=json, measure=demo.SCALES[scale], now=now)


def _read_moment(text: str) -> datetime:
    """Return ten in the morning of a day, when everybody is at work."""
    return datetime.combine(date.fromisoformat(text), time(10), LOCAL).astimezone(UTC)


def _run_on(text: str) -> int:
    found = re.fullmatch(r"(\d{1,3})d?", text)
    if found is None:
        sys.stderr.write(f"{DAYS_WRONG.format(text=text)}\n")
        return 2
    try:
        until = running_on.advance(int(found[1])).until
    except CannotAdvance as error:
        sys.stderr.write(f"{error}\n")
        return 1
    ahead = until - datetime.now(UTC)
    shown = until.astimezone(LOCAL)
    sys.stdout.write(
        f"演示已推进到 {shown:%Y-%m-%d %H:%M}，演示时钟比真实时间快{ahead / timedelta(days=1):.0f}天。\n"
    )
    return 0


def _check() -> int:
    row = Load.objects.filter(banner=demo.BANNER).first()
    measure = demo.read_measure(row) if row else None
    if measure is None:
        sys.stderr.write("不能核对：这里没有本版本装入的演示数据。请先执行 minqing demo。\n")
        return 2
    lines = tally.check_counts(demo.choose_part(measure), measure, get_now())
    for line in lines:
        mark = "相符" if line.ok else f"应为 {line.wanted}"
        sys.stdout.write(f"{NAMES[line.name]}：{line.found}（{mark}）\n")
    return 0 if all(line.ok for line in lines) else 1
