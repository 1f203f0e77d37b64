"""Photos of a case through the one door: claimed by their event, seen by those who may, erased."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from minqing.cases import commands as c
from minqing.cases import commands_raiser as cr
from minqing.cases import public
from minqing.cases.raiser import Attachment
from minqing.cases.tests.builders import SYSTEM, staff
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Personal
from minqing.log.public import EraseSubject, get_state
from minqing.log.verify import verify
from minqing.vault import files
from minqing.vault.public import open_file

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.both_databases,
]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path
    return tmp_path


def kept(house, case: str, colour: str = "tan") -> Personal[Attachment]:
    written = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(written, "JPEG")
    one = public.keep_attachment(case, written.getvalue(), "照片.jpg", now=house.now)
    return Personal(one, subject=f"case:{case}")


def test_sent_photo_outlives_the_sweep_and_an_unsent_one_does_not(house):
    sent, unsent = kept(house, "A1"), kept(house, "A1", "navy")
    house.received("A1", files=(sent,))
    files.sweep(house.now + files.STAGED_FOR + timedelta(minutes=1))
    assert open_file(sent.value.file) and open_file(sent.value.thumb)
    assert open_file(unsent.value.file) is None
    assert verify().difference is None


def test_refused_command_claims_nothing(house):
    one = kept(house, "A1")
    answer = house.send(cr.AttachFiles(id=new_id(), case="A1", files=(one,)), "cadre")
    assert answer.refusal.code == "case-unknown"
    files.sweep(house.now + files.STAGED_FOR + timedelta(minutes=1))
    assert open_file(one.value.file) is None


def test_only_who_sees_the_case_sees_its_photos(house):
    house.received("A1", files=(kept(house, "A1"),))
    seen = {
        name: len(public.list_files(staff(name), "A1", now=house.now))
        for name in ("cadre", "clerk", "neighbour", "handler")
    }
    assert seen == {"cadre": 1, "clerk": 1, "neighbour": 0, "handler": 0}
    assert public.open_file_of(staff("neighbour"), "A1", 1, now=house.now) is None
    opened = public.open_file_of(staff("cadre"), "A1", 1, now=house.now)
    assert opened.data.startswith(b"\xff\xd8") and opened.name == "RA1-1.jpg"


def test_erased_photos_leave_no_byte_and_the_case_says_so(house):
    one = kept(house, "A1")
    house.received("A1", files=(one,))
    house.must(c.WithdrawCase, SYSTEM, "A1", means="phone")
    erase = EraseSubject(id=new_id(), subject="case:A1", reason="本人申请删除")
    assert house.send(erase, SYSTEM).status == "accepted"
    assert len(get_state("case:A1").files) == 1
    (shown,) = public.list_files(SYSTEM, "A1", now=house.now)
    assert shown.is_gone and shown.name == ""
    assert public.open_file_of(SYSTEM, "A1", 1, now=house.now) is None
    assert list(files.find_folder().glob("??/*")) == []
