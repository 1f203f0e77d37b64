"""Files in the vault: encrypted, durable, staged until named, gone when erased."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction

from minqing.vault import files, store
from minqing.vault.crypto import KeyWrong
from minqing.vault.models import VaultFile

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PLAIN = b"the bytes of a photo" * 50

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.both_databases,
]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:  # type: ignore[no-untyped-def]
    settings.FILES_DIR = tmp_path
    return tmp_path


def on_disk() -> list[Path]:
    return sorted(files.find_folder().glob("??/*"))


def keep(subject: str = "case:1", plain: bytes = PLAIN) -> str:
    return files.keep_file(subject, plain, now=NOW).id


def test_file_comes_back_and_is_not_readable_on_the_disk() -> None:
    name = keep()
    assert files.open_file(name) == PLAIN
    (path,) = on_disk()
    assert PLAIN[:16] not in path.read_bytes()
    assert files.list_damaged(files.find_folder().parent) == []


def test_changed_byte_on_the_disk_is_noticed() -> None:
    name = keep()
    (path,) = on_disk()
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(content)
    assert files.list_damaged(files.find_folder().parent) == [path.name]
    with pytest.raises(KeyWrong):
        files.open_file(name)


def test_one_file_cannot_stand_for_another() -> None:
    first, second = keep(), keep(plain=b"another photo")
    digest = VaultFile.objects.get(id=second).digest
    VaultFile.objects.filter(id=first).update(digest=digest)
    with pytest.raises(KeyWrong):
        files.open_file(first)


def test_same_file_twice_is_kept_once_for_one_subject() -> None:
    assert keep() == keep()
    assert keep("case:2") != keep()
    assert len(on_disk()) == 2


def test_file_of_an_erased_subject_is_gone_in_every_byte() -> None:
    name, other = keep("case:1"), keep("case:2")
    with transaction.atomic():
        files.delete_files_of("case:1")
        assert len(on_disk()) == 2, "bytes go only when the erasure is certain"
    store.delete_key("case:1")
    assert files.open_file(name) is None
    assert files.open_file(other) == PLAIN
    assert len(on_disk()) == 1


def test_file_of_a_sealed_subject_is_out_of_reach_until_it_is_unsealed() -> None:
    name = keep()
    store.seal_subject("case:1")
    assert files.open_file(name) is None
    store.unseal_subject("case:1")
    assert files.open_file(name) == PLAIN


def test_erased_key_alone_makes_a_file_unreadable() -> None:
    name = keep()
    store.delete_key("case:1")
    assert files.open_file(name) is None


def test_erasure_that_is_rolled_back_keeps_the_bytes() -> None:
    name = keep()
    with pytest.raises(RuntimeError), transaction.atomic():
        files.delete_files_of("case:1")
        raise RuntimeError("the machine stops here")
    assert files.open_file(name) == PLAIN


def test_unsent_file_is_swept_after_a_day_and_a_claimed_one_stays() -> None:
    unsent, sent = keep(), keep(plain=b"another photo")
    files.claim_files([sent])
    files.sweep(NOW + files.STAGED_FOR - timedelta(minutes=1))
    assert files.open_file(unsent) == PLAIN
    files.sweep(NOW + files.STAGED_FOR + timedelta(minutes=1))
    assert files.open_file(unsent) is None
    assert files.open_file(sent) == b"another photo"


def test_only_the_unsent_file_of_the_same_subject_can_be_dropped() -> None:
    name = keep()
    assert not files.drop_staged(name, subject="case:2")
    assert files.drop_staged(name, subject="case:1")
    kept = keep()
    files.claim_files([kept])
    assert not files.drop_staged(kept, subject="case:1")


def test_bytes_without_a_row_are_swept_in_their_turn() -> None:
    keep()
    (path,) = on_disk()
    VaultFile.objects.all().delete()
    turn = int(path.parent.name, 16)
    then = NOW + timedelta(minutes=(turn - int(NOW.timestamp()) // 60) % 256)
    os.utime(path, (then.timestamp() - 60, then.timestamp() - 60))
    files.sweep(then)
    assert on_disk() == [path], "a young file may be on its way to its row"
    old = (then - timedelta(days=2)).timestamp()
    os.utime(path, (old, old))
    files.sweep(then)
    assert on_disk() == []
