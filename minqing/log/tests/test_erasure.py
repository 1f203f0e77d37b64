"""Erasure (law 5): a seeded name, its cipher and its key are in no byte afterwards."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connections

from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Personal
from minqing.log.backup import BackupBroken, backup, load_manifest
from minqing.log.public import AddPersonalData, EraseSubject, get_state, read_stream, submit
from minqing.log.subjects import finish_erasures
from minqing.log.tests.tally import Count
from minqing.log.verify import verify
from minqing.vault import store
from minqing.vault.files import find_folder
from minqing.vault.keystore.models import SubjectKey
from minqing.vault.models import VaultItem
from minqing.vault.public import keep_file, open_file, open_value
from minqing.vault.store import list_erased

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.both_databases,
]
NAME = "独孤验证甲乙丙"
SUBJECT = "person:7"


def read_all_bytes() -> bytes:
    """Return every byte of both databases, read from outside of this process."""
    found = b""
    for alias in ("default", "keys"):
        connection = connections[alias]
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            # a child: opening the file here would drop SQLite's locks
            code = "import sys,glob;[sys.stdout.buffer.write(open(p,'rb').read())" \
                   " for p in glob.glob(sys.argv[1]+'*')]"  # fmt: skip
            path = str(connection.settings_dict["NAME"])
            found += subprocess.run(
                [sys.executable, "-c", code, path], capture_output=True, check=True
            ).stdout
            continue
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT t::text FROM "{table}" t')
                found += "\n".join(row for (row,) in cursor.fetchall()).encode()
    return found


def contains(haystack: bytes, needle: bytes) -> bool:
    return needle in haystack or needle.hex().encode() in haystack


def erase(by: Actor, now: datetime, reason: str = "本人申请删除") -> str:
    command = EraseSubject(id=new_id(), subject=SUBJECT, reason=reason)
    return submit([command], by=by, now=now)[0].status


@pytest.fixture
def ref(clerk: Actor, now: datetime) -> str:
    command = Count(id=new_id(), tally="a", amount=1, note=Personal(NAME, SUBJECT))
    submit([command], by=clerk, now=now)
    return str(read_stream("tally:a")[0].event.note)  # type: ignore[attr-defined]


def test_erased_photo_is_in_no_byte(clerk: Actor, now: datetime, settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.FILES_DIR = tmp_path / "files"
    kept = keep_file(SUBJECT, b"the bytes of a photo" * 99, now=now)
    (path,) = find_folder().glob("??/*")
    cipher = path.read_bytes()
    assert erase(clerk, now) == "accepted"
    assert open_file(kept.id) is None
    assert not path.exists()
    assert not contains(read_all_bytes(), cipher[:64])


def test_damaged_photo_makes_a_backup_broken(
    ref: str, now: datetime, settings, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    settings.FILES_DIR = tmp_path / "files"
    keep_file(SUBJECT, b"the bytes of a photo" * 99, now=now)
    folder = tmp_path / "backup"
    assert backup(folder) == 0
    assert load_manifest(folder).position
    (copy,) = (folder / "files").glob("vault/??/*")
    copy.write_bytes(copy.read_bytes()[:-1])
    with pytest.raises(BackupBroken, match=copy.name):
        load_manifest(folder)


def test_erased_name_is_in_no_byte_and_the_log_still_verifies(
    ref: str, clerk: Actor, now: datetime
) -> None:
    cipher = bytes(VaultItem.objects.get(ref=ref).cipher)
    key = bytes(SubjectKey.objects.using("keys").get(subject=SUBJECT).wrapped)
    before = read_all_bytes()
    assert open_value(ref) == NAME
    assert contains(before, cipher) and contains(before, key), "the search itself must find"
    assert erase(clerk, now) == "accepted"
    after = read_all_bytes()
    for secret in (NAME.encode(), NAME.encode("unicode_escape"), cipher, key):
        assert not contains(after, secret)
    assert open_value(ref) is None
    assert verify().difference is None


def test_erasure_is_remembered_beside_the_keys(ref: str, clerk: Actor, now: datetime) -> None:
    erase(clerk, now)
    assert list_erased() == [SUBJECT]


def test_erasure_without_a_reason_is_refused(ref: str, clerk: Actor, now: datetime) -> None:
    assert erase(clerk, now, reason="  ") == "refused"
    assert open_value(ref) == NAME


def test_second_erasure_is_refused_and_says_so(ref: str, clerk: Actor, now: datetime) -> None:
    assert [erase(clerk, now), erase(clerk, now)] == ["accepted", "refused"]


def test_correction_is_on_the_log_by_reference_only(ref: str, clerk: Actor, now: datetime) -> None:
    value: Personal[str] = Personal("独孤更正", SUBJECT)
    command = AddPersonalData(
        id=new_id(), subject=SUBJECT, value=value, replaces=ref, reason="本人更正"
    )
    assert submit([command], by=clerk, now=now)[0].status == "accepted"
    newer = get_state(f"subject:{SUBJECT}").replaced[ref]
    assert open_value(newer) == "独孤更正"
    assert "独孤更正".encode() not in read_stream(f"subject:{SUBJECT}")[0].body


def test_correction_of_another_subject_is_refused(ref: str, clerk: Actor, now: datetime) -> None:
    value: Personal[str] = Personal("别人", "person:8")
    command = AddPersonalData(
        id=new_id(), subject=SUBJECT, value=value, replaces=ref, reason="误操作"
    )
    answer = submit([command], by=clerk, now=now)[0]
    assert answer.refusal is not None and answer.refusal.code == "subject-differs"
    assert VaultItem.objects.count() == 1


def test_key_left_by_a_crash_is_deleted_by_the_worker(
    ref: str, clerk: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as crash:
        crash.setattr(store, "delete_key", lambda subject: None)  # died right after the commit
        erase(clerk, now)
    assert SubjectKey.objects.using("keys").filter(subject=SUBJECT).exists()
    finish_erasures(read_stream(f"subject:{SUBJECT}"))
    assert not SubjectKey.objects.using("keys").filter(subject=SUBJECT).exists()
