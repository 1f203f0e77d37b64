"""纸质意见单: read, compared field by field, taken in; nothing is kept before."""

from __future__ import annotations

import io

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from minqing.cases.models import Case
from minqing.cases.public import find_receipts
from minqing.console.views.slips import CONFIRMED
from minqing.imports.slips import public as slips
from minqing.imports.slips.reading import Line
from minqing.vault.models import Upload, VaultFile

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
DOOR = "/console/intake/slip/"


@pytest.fixture
def clerk(small_demo: dict[str, str]) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(login=small_demo["village_cadre"]))
    return client


@pytest.fixture
def reader(monkeypatch) -> None:
    """A reader that sees the same slip in every picture."""
    seen = [
        "群众意见单", "姓名：张小明", "电话：13800000001", "反映内容：机井水泵坏了，请派人修理。",
    ]  # fmt: skip
    lines = [Line(text, 0.9, 10, 40 * at, 300, 40 * at + 30) for at, text in enumerate(seen)]
    monkeypatch.setattr(slips, "is_installed", lambda: True)
    monkeypatch.setattr(slips, "read_lines", lambda picture: lines)


def photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (320, 200), "white").save(out, "PNG")
    return SimpleUploadedFile("slip.png", out.getvalue())


def read(clerk: Client):  # type: ignore[no-untyped-def]
    page = clerk.post(DOOR, {"slip": photo()})
    assert page.status_code == 200, page.content.decode()
    return page


def confirm(clerk: Client, page, **changes: str):  # type: ignore[no-untyped-def]
    shown = page.context
    fields = {name: field.value for name, field in shown["form"].items()}
    fields |= {
        "stage": "confirm", "command": shown["command"], "case": shown["case"],
        "picture": shown["picture"], "attach": "1",
        "unit": fields["unit"] or shown["form"]["unit"].choices[0][0],
        **{f"seen-{name}": "1" for name in CONFIRMED}, **changes,
    }  # fmt: skip
    return clerk.post(DOOR, fields), fields


def test_slip_is_proposed_with_its_picture_and_nothing_is_kept(clerk: Client, reader: None) -> None:
    before = Case.objects.count(), VaultFile.objects.count()
    page = read(clerk)
    text = page.content.decode()
    assert page.context["form"]["name"].value == "张小明"
    assert page.context["form"]["phone"].value == "13800000001"
    assert text.count("data:image/jpeg;base64,") == 6, "three fields, shown and carried"
    assert (Case.objects.count(), VaultFile.objects.count()) == before
    assert not Upload.objects.exists()


def test_confirmed_slip_becomes_a_case_with_its_picture(clerk: Client, reader: None) -> None:
    answer, fields = confirm(clerk, read(clerk), name="张晓明")
    assert answer.status_code == 302, answer.content.decode()
    assert find_receipts([fields["case"]])
    case = Case.objects.get(id=fields["case"])
    assert (case.channel, case.anonymity) == ("opinion_box", "named")
    assert VaultFile.objects.filter(subject=f"case:{case.id}", staged=False).exists()


@pytest.mark.parametrize("name", CONFIRMED)
def test_field_that_was_not_compared_stops_the_slip(clerk: Client, reader: None, name: str) -> None:
    before = Case.objects.count(), VaultFile.objects.count()
    answer, _ = confirm(clerk, read(clerk), **{f"seen-{name}": ""})
    assert answer.status_code == 422 and "还没有核对" in answer.content.decode()
    assert (Case.objects.count(), VaultFile.objects.count()) == before


def test_file_that_is_no_picture_is_refused(clerk: Client, reader: None) -> None:
    answer = clerk.post(DOOR, {"slip": SimpleUploadedFile("a.jpg", b"MZ nothing")})
    assert answer.status_code == 422 and "不是照片" in answer.content.decode()


def test_picture_that_was_exchanged_on_the_way_is_cleaned_again(
    clerk: Client, reader: None
) -> None:
    answer, fields = confirm(clerk, read(clerk), picture="PHNjcmlwdD4=")
    assert answer.status_code == 422 and not Case.objects.filter(id=fields["case"]).exists()


def test_page_without_the_extra_says_how_to_get_it(clerk: Client, monkeypatch) -> None:
    monkeypatch.setattr(slips, "is_installed", lambda: False)
    page = clerk.get(DOOR).content.decode()
    assert "minqing[ocr]" in page and 'type="file"' not in page
