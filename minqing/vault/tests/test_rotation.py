"""A new master key: everything stays readable, broken off anywhere, with others at work."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from minqing.vault import crypto, keyring, rotation, store
from minqing.vault.keystore.models import SubjectKey, Wrapping
from minqing.vault.models import VaultItem

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.both_databases,
]


class Killed(Exception):
    """The process is gone here."""


@pytest.fixture(autouse=True)
def own_key(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.MINQING_MASTER_KEY_FILE = tmp_path / "master.key"


def keep(*names: str) -> None:
    """Put one value into the vault for each name."""
    sealed = [store.seal(f"{name}.name", f"person:{name}", f"张{name}") for name in names]
    keys = store.ensure_keys({item.subject for item in sealed}, NOW)
    rows = store.encrypt_rows(sealed, keys)
    VaultItem.objects.bulk_create(VaultItem(ref=r, subject=s, cipher=c) for r, s, c in rows)


def read() -> dict[str, str]:
    return store.open_values(VaultItem.objects.values_list("ref", flat=True))


def test_values_open_after_rotation_and_the_old_key_is_gone() -> None:
    keep("甲", "乙")
    before, was = read(), keyring.current_path().read_bytes()
    assert rotation.rotate(NOW) == rotation.Rotated(generation=2, wrapped=2)
    assert read() == before
    assert keyring.current_path().read_bytes() != was
    assert not keyring.old_path().exists()
    keyring.current_path().write_bytes(was)
    with pytest.raises(crypto.KeyWrong):
        read()


def test_key_file_stays_private_when_rotated() -> None:
    keep("甲")
    rotation.rotate(NOW)
    assert keyring.current_path().stat().st_mode & 0o077 == 0


def test_rotation_is_recorded_with_its_moments() -> None:
    keep("甲")
    rotation.rotate(NOW)
    old, new = Wrapping.objects.using("keys").order_by("generation")
    assert (old.superseded_at, old.retired_at) == (NOW, NOW)
    assert (new.generation, new.superseded_at, new.retired_at) == (2, None, None)
    assert new.fingerprint == crypto.compute_fingerprint(keyring.current_path().read_bytes())


def test_rotation_without_any_data_key_changes_the_key_file() -> None:
    first = keyring.load_current()
    assert rotation.rotate(NOW).wrapped == 0
    assert keyring.load_current() is not first


STEPS = ["_place_new_key", "_supersede", "_wrap_anew", "_retire_older", "_sync_folder"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_rotation_goes_on_when_killed_at(
    step: str, before: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep("甲", "乙", "丙")
    told = read()
    real = getattr(rotation, step)

    def deadly(*args: object) -> object:
        if not before:
            real(*args)
        raise Killed

    monkeypatch.setattr(rotation, step, deadly)
    with pytest.raises(Killed):
        rotation.rotate(NOW)
    monkeypatch.setattr(rotation, step, real)
    keyring.forget()
    keep("丁")  # people go on working meanwhile
    assert read() == told | {"丁.name": "张丁"}
    rotation.rotate(NOW)
    assert read() == told | {"丁.name": "张丁"}
    assert not rotation.is_unfinished()
    generation = Wrapping.objects.using("keys").get(superseded_at=None).generation
    assert set(SubjectKey.objects.using("keys").values_list("generation", flat=True)) == {
        generation
    }


def test_rotation_killed_between_chunks_wraps_only_what_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rotation, "CHUNK", 2)
    keep("甲", "乙", "丙", "丁", "戊")

    def die_after_two_chunks(done: int) -> None:
        if done == 4:
            raise Killed

    with pytest.raises(Killed):
        rotation.rotate(NOW, die_after_two_chunks)
    assert len(read()) == 5
    assert rotation.rotate(NOW).wrapped == 1
    assert len(read()) == 5


def test_process_that_cached_the_old_key_wraps_by_the_new_one() -> None:
    keep("甲")
    cached = keyring.load_ring()
    rotation.rotate(NOW)
    assert keyring.load_ring() is not cached
    keep("乙")
    assert SubjectKey.objects.using("keys").get(subject="person:乙").generation == 2


def test_erased_subject_does_not_come_back_by_rotation() -> None:
    keep("甲", "乙")
    store.delete_key("person:甲")
    rotation.rotate(NOW)
    assert list(read()) == ["乙.name"]


def test_second_rotation_refused_while_one_runs() -> None:
    keep("甲")
    with rotation._alone(), pytest.raises(rotation.RotationRunning, match="不能更换主密钥"):
        rotation.rotate(NOW)
    assert rotation.rotate(NOW).generation == 2


def test_key_in_force_missing_refuses_new_values_instead_of_losing_them() -> None:
    keep("甲")
    keyring.current_path().write_bytes(b"x" * 32)
    with pytest.raises(crypto.KeyWrong):
        keep("乙")
    assert SubjectKey.objects.using("keys").count() == 1


def test_key_is_wrapped_by_the_master_key_in_force_and_by_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store.ensure_keys(["person:1"], NOW)  # writes down which master key is in force
    ring = keyring.load_ring()
    stranger = {"not-in-force": AESGCM(bytes(32)), **ring}  # as in a process that knows more
    monkeypatch.setattr(keyring, "load_ring", lambda: stranger)
    store.ensure_keys(["person:2", "person:3"], NOW)
    monkeypatch.setattr(keyring, "load_ring", lambda: ring)
    assert store.load_keys(["person:1", "person:2", "person:3"]).keys() == {
        "person:1",
        "person:2",
        "person:3",
    }


def test_key_that_was_thought_new_is_found_when_it_exists() -> None:
    keep("甲")
    before = store.load_keys(["person:甲"])["person:甲"]
    nonce = b"0" * crypto.NONCE
    got = store.ensure_keys(["person:甲", "person:乙"], NOW, frozenset({"person:甲", "person:乙"}))
    assert set(got) == {"person:甲", "person:乙"}
    assert got["person:甲"].encrypt(nonce, b"x", b"") == before.encrypt(nonce, b"x", b"")


def test_single_new_key_is_wrapped_by_the_key_in_force_after_a_rotation() -> None:
    keep("甲")
    rotation.rotate(NOW)
    keep("乙")
    assert SubjectKey.objects.using("keys").get(subject="person:乙").generation == 2
    assert read() == {"甲.name": "张甲", "乙.name": "张乙"}
