"""What an installation is like right now: findings for readiness, the doctor, 运行状态, metrics.

Each finding is one thing looked at, with a tone and a sentence that says what to do. Nothing
here names a person or a case.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec
from django.conf import settings
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from minqing.kernel.messages import Command
from minqing.log.models import DayRoot, DeadLetter, Entry, Lease, Setting
from minqing.log.reading import get_last_position
from minqing.log.registry import registry
from minqing.log.worker import status
from minqing.vault import crypto, rotation, store

Tone = Literal["well", "soon", "late"]

WORKER_SILENT = timedelta(minutes=5)
CLOCK_BACK = timedelta(minutes=2)
BACKUP_SOON, BACKUP_LATE = timedelta(hours=26), timedelta(days=3)
DRILL_SOON = timedelta(days=95)
DIGEST_LATE = timedelta(days=2)
BEHIND_SOON = 5000
DISK_SOON = 0.15
DUE_MOST = 100
"""Due things are counted up to here: a metric must not cost what the sweep costs."""


class Finding(msgspec.Struct, frozen=True):
    """One thing looked at. `ready`: False when requests should go elsewhere until it is mended."""

    name: str
    title: str
    tone: Tone
    sentence: str
    ready: bool = True


class BackupNote(msgspec.Struct, frozen=True):
    """The last backup, or the last drill, of this installation."""

    at: datetime
    position: int
    fine: bool = True


def look(now: datetime) -> list[Finding]:
    """Look at everything; a database that does not answer ends the round with what is known."""
    findings = []
    for check in CHECKS:
        try:
            findings.append(found := check(now))
            if check is check_migrations and not found.ready:
                break  # the other checks would stumble over the same tables
        except DatabaseError as error:
            sentence = _("数据库没有应答（%(kind)s）。请检查数据库服务和连接设置。")
            text = sentence % {"kind": type(error).__name__}
            findings.append(Finding("database", _("数据库"), "late", text, ready=False))
            break
    return findings


def _well(name: str, title: str, sentence: str) -> Finding:
    return Finding(name, title, "well", sentence)


# ------------------------------------------------------------------ the checks
_migrated: set[str] = set()


def check_migrations(now: datetime) -> Finding:
    """Whether the tables are those of this program; a yes is remembered by the process."""
    title, missing = _("表结构"), 0
    for alias in ("default", "keys"):
        name = str(connections[alias].settings_dict["NAME"]) + alias
        if name in _migrated:
            continue
        executor = MigrationExecutor(connections[alias])
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if pending:
            missing += len(pending)
        else:
            _migrated.add(name)
    if not missing:
        return _well("migrations", title, _("与本版程序一致。"))
    text = _("有%(n)d项结构变更没有执行。请运行 minqing prepare。") % {"n": missing}
    return Finding("migrations", title, "late", text, ready=False)


def check_master_key(now: datetime) -> Finding:
    """Whether the master key opens what is stored, and no rotation was left half done."""
    title = _("主密钥")
    try:
        store.check_master_key()
    except crypto.KeyWrong as error:
        return Finding("master-key", title, "late", _(error.sentence), ready=False)
    if rotation.is_unfinished():
        text = _("更换没有做完，不影响使用。请再运行一次 minqing keys rotate。")
        return Finding("master-key", title, "soon", text)
    return _well("master-key", title, _("能打开个人信息库。"))


def check_clock(now: datetime) -> Finding:
    """Whether the machine's clock runs behind the newest entry: deadlines would be wrong."""
    title = _("时钟")
    newest = Entry.objects.order_by("-position").values_list("recorded_at", flat=True).first()
    if newest is None or newest <= now + CLOCK_BACK:
        return _well("clock", title, _("没有倒退。"))
    text = _("比总账最新一条慢%(n)d分钟，像是被调回。请校准服务器时间。")
    minutes = int((newest - now).total_seconds() // 60)
    return Finding("clock", title, "late", text % {"n": minutes}, ready=False)


def check_worker(now: datetime) -> Finding:
    """Whether a worker holds its lease, and how far its parts are behind."""
    title = _("后台")
    lease = Lease.objects.filter(name="worker").values_list("until", flat=True).first()
    if lease is None:
        return Finding("worker", title, "soon", _("从未运行过。请启动服务。"))
    if lease < now - WORKER_SILENT:
        minutes = int((now - lease).total_seconds() // 60)
        text = _("已停%(n)d分钟，时限不会自动检查。请重新启动服务。") % {"n": minutes}
        return Finding("worker", title, "late", text, ready=False)
    behind = status()["behind"]
    if behind > BEHIND_SOON:
        text = _("落后%(n)d条，列表可能晚几分钟。") % {"n": behind}
        return Finding("worker", title, "soon", text)
    return _well("worker", title, _("正在运行。"))


def check_dead_letters(now: datetime) -> Finding:
    """Whether automatic acts wait for a person."""
    title, count = _("等人处理"), DeadLetter.objects.filter(settled_at=None).count()
    if not count:
        return _well("dead-letters", title, _("没有。"))
    text = _("有%(n)d件自动事务没有做成。请在运行状态页处理。") % {"n": count}
    return Finding("dead-letters", title, "soon", text)


def check_disk(now: datetime) -> Finding:
    """Whether there is room to write; full disks refuse everything."""
    title, usage = _("磁盘"), shutil.disk_usage(settings.VAR_DIR)
    share = usage.free / usage.total
    words = {"free": round(usage.free / 1e9, 1), "share": round(share * 100)}
    said = _("剩%(free)s GB（%(share)d%%）。") % words
    if usage.free < settings.DISK_LEAST_MB * 1_000_000:
        text = said + _("快满了，写入会被拒绝。请立即腾出空间。")
        return Finding("disk", title, "late", text, ready=False)
    if share < DISK_SOON:
        return Finding("disk", title, "soon", said + _("请腾出空间或扩容。"))
    return _well("disk", title, said)


def check_backup(now: datetime) -> Finding:
    """How old the last backup is."""
    title, note = _("备份"), read_note("backup")
    if note is None:
        return Finding("backup", title, "soon", _("还没有备份过。请运行 minqing backup 文件夹。"))
    hours = int((now - note.at).total_seconds() // 3600)
    ago = _("上次在%(n)d小时前，") % {"n": hours} if hours else _("上次在一小时之内，")
    said = ago + _("到总账第%(last)d条。") % {"last": note.position}
    if now - note.at > BACKUP_LATE:
        return Finding("backup", title, "late", said + _("太久了，请立即备份。"))
    if now - note.at > BACKUP_SOON:
        return Finding("backup", title, "soon", said + _("应每天备份一次。"))
    return _well("backup", title, said)


def check_drill(now: datetime) -> Finding:
    """Whether a backup was brought back for a trial, and held."""
    title, note = _("恢复演练"), read_note("drill")
    if note is None:
        text = _("还没有演练过：没恢复过的备份不算备份。请运行 minqing drill 备份文件夹。")
        return Finding("drill", title, "soon", text)
    days = (now - note.at).days
    if not note.fine:
        return Finding(
            "drill", title, "late", _("上次演练失败：这份备份不能用。请另做备份再演练。")
        )
    said = _("%(n)d天前演练通过。") % {"n": days} if days else _("今天演练通过。")
    tone: Tone = "soon" if now - note.at > DRILL_SOON else "well"
    return Finding("drill", title, tone, said)


def check_digest(now: datetime) -> Finding:
    """Whether finished days have their root."""
    title = _("每日存证")
    last = DayRoot.objects.order_by("-day").values_list("day", "last").first()
    open_ = Entry.objects.filter(position__gt=last[1] if last else 0).order_by("position")
    first = open_.values_list("recorded_at", flat=True).first()
    if first is not None and now - first > DIGEST_LATE:
        text = _("有过去的日子没有存证。请看后台是否在运行。")
        return Finding("digest", title, "late", text)
    if last is None:
        return _well("digest", title, _("还没有满一天的总账。"))
    return _well("digest", title, _("到%(day)s。") % {"day": last[0].isoformat()})


def check_proof(now: datetime) -> Finding:
    """How much of the log was folded again and compared."""
    title, last = _("总账核对"), get_last_position()
    kept = Setting.objects.filter(name="verified-until").values_list("value", flat=True).first()
    proved = int(kept or 0)
    said = _("总账%(last)d条，已核对到第%(proved)d条。") % {"last": last, "proved": proved}
    if last and not proved:
        return Finding("proof", title, "soon", said + _("请运行 minqing log verify。"))
    return _well("proof", title, said)


CHECKS: tuple[Callable[[datetime], Finding], ...] = (
    check_migrations, check_master_key, check_clock, check_worker, check_dead_letters, check_disk,
    check_backup, check_drill, check_digest, check_proof,
)  # fmt: skip


# ------------------------------------------------------------------ notes and numbers
def keep_note(name: str, note: BackupNote) -> None:
    """Write down a backup or a drill."""
    text = msgspec.json.encode(note).decode()
    Setting.objects.update_or_create(name=f"note:{name}", defaults={"value": text})


def read_note(name: str) -> BackupNote | None:
    """Return the last backup or drill, None when there was none."""
    row = Setting.objects.filter(name=f"note:{name}").first()
    return None if row is None else msgspec.json.decode(row.value, type=BackupNote)


def measure(now: datetime) -> dict[str, Any]:
    """Return numbers for the metrics: how far, how large, how old. Ages in seconds."""
    found, backup = status(), read_note("backup")
    usage = shutil.disk_usage(settings.VAR_DIR)
    return {
        "position": found["last_position"],
        "behind": {name: part["behind"] for name, part in found["parts"].items()},
        "troubled": sum(bool(part["trouble"]) for part in found["parts"].values()),
        "dead_letters": found["dead_letters"],
        "due": {name: len(_due(clock.due, now)) for name, clock in registry.clocks.items()},
        "bytes": {alias: _count_bytes(alias) for alias in ("default", "keys")},
        "disk_free": usage.free,
        "backup_age": (now - backup.at).total_seconds() if backup else None,
        "ready": all(finding.ready for finding in look(now)),
    }


def _due(due: Callable[[datetime, int], Any], now: datetime) -> list[Command]:
    return list(due(now, DUE_MOST))


def _count_bytes(alias: str) -> int:
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
        size: int = cursor.fetchone()[0]
    return size
