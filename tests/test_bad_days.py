"""The machine fails: a full disk, a wrong key. A sentence, a code, nothing half written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import OperationalError, connections
from django.test import RequestFactory

from config.troubles import TroubleMiddleware, name_trouble
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Personal
from minqing.log.models import Entry, Head
from minqing.log.public import submit
from minqing.log.tests.tally import Count
from minqing.log.verify import verify
from minqing.vault import store
from minqing.vault.crypto import KeyWrong
from minqing.vault.models import VaultItem

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
BY = Actor(scope="account:a", permissions=frozenset({"TALLY_COUNT"}))
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def make(count: int) -> list[Count]:
    return [
        Count(
            id=(made := new_id()), tally=made, amount=1, note=Personal("长" * 400, f"case:{made}")
        )
        for _ in range(count)
    ]


@pytest.fixture
def full_disk(on_sqlite: bool) -> Iterator[None]:
    """Let the database grow by a few pages more and then refuse, as a full disk does."""
    if not on_sqlite:
        pytest.skip("PostgreSQL's full disk is its server's; its error is tested by state 53100")
    with connections["default"].cursor() as cursor:
        cursor.execute("VACUUM")  # pages that other tests left free would be room as well
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={pages + 40}")
        yield
        cursor.execute("PRAGMA max_page_count=1073741823")


def test_full_disk_writes_nothing_by_halves_and_goes_on_later(full_disk: None) -> None:
    commands = make(2000)
    with pytest.raises(OperationalError) as caught:
        submit(commands, by=BY, now=NOW)
    found = name_trouble(caught.value)
    assert found is not None and found[0] == "storage-full"
    assert Entry.objects.count() == Head.objects.count() == VaultItem.objects.count()
    with connections["default"].cursor() as cursor:
        cursor.execute("PRAGMA max_page_count=1073741823")  # somebody made room
    assert all(answer.ok for answer in submit(commands, by=BY, now=NOW))
    assert Entry.objects.count() == 2000
    assert verify().difference is None


def test_full_disk_of_postgresql_is_recognised() -> None:
    class DiskFull(Exception):
        sqlstate = "53100"

    error = OperationalError("could not extend file")
    error.__cause__ = DiskFull()
    found = name_trouble(error)
    assert found is not None and found[0] == "storage-full"


def test_fault_of_ours_is_not_called_a_trouble_of_the_machine() -> None:
    assert name_trouble(OperationalError('near "SELEC": syntax error')) is None
    assert name_trouble(ValueError("disk is full")) is None


def test_person_is_told_in_a_sentence_with_a_code() -> None:
    middleware = TroubleMiddleware(lambda request: pytest.fail("not called"))
    request = RequestFactory().post("/console/intake/")
    answer = middleware.process_exception(request, OperationalError("database or disk is full"))
    assert answer is not None
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "存储空间已满" in page
    assert "storage-full" in page


def test_wrong_master_key_stops_at_the_start_and_changes_nothing(
    settings,
    tmp_path,  # type: ignore[no-untyped-def]
) -> None:
    submit(make(1), by=BY, now=NOW)
    store.check_master_key()
    settings.MINQING_MASTER_KEY_FILE = tmp_path / "other.key"
    with pytest.raises(KeyWrong, match="主密钥"):
        store.check_master_key()
    ref = VaultItem.objects.get().ref
    with pytest.raises(KeyWrong):
        store.open_value(ref)
    assert Entry.objects.count() == 1
