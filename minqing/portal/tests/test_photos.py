"""Photos and place with a matter: kept encrypted, seen by those who may, gone when erased."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from minqing.cases import public as c
from minqing.cases.models import Case
from minqing.org.public import system_actor
from minqing.portal import photos
from minqing.portal.tests.test_views import client, first_choice, hidden, send, track

__all__ = ["client"]
pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.FILES_DIR = tmp_path


def photo(colour: str = "tan", name: str = "IMG_0001.exe") -> SimpleUploadedFile:
    picture = Image.new("RGB", (800, 600), colour)
    exif = Image.Exif()
    exif[0x010F] = "SECRET-PHONE"
    written = io.BytesIO()
    picture.save(written, "JPEG", exif=exif)
    return SimpleUploadedFile(name, written.getvalue(), "application/x-msdownload")


def answer(client: Client, page: str, step: str, **answers: object) -> str:
    form = hidden(page) | {"from": step} | answers
    return client.post(reverse("portal:raise"), form).content.decode()


def reach_photos(client: Client, **first: str) -> str:
    """Answer up to the page of photos and place."""
    page = client.get(reverse("portal:raise")).content.decode()
    page = answer(client, page, "kind", kind=first.get("kind", "help"))
    page = answer(client, page, "town", town=first_choice(page, "town"))
    page = answer(client, page, "village", village=first_choice(page, "village"))
    return answer(client, page, "words", matter="机井坏了，照片里能看到。")


def finish(client: Client, page: str) -> tuple[str, str]:
    page = answer(client, page, "contact", anonymity="anonymous")
    return send(client, hidden(page) | {"from": "check"})


def raise_with_photos(client: Client, *files: SimpleUploadedFile) -> str:
    page = reach_photos(client)
    page = answer(client, page, "more", spot="第三口井往北", latitude="39.51234",
                  longitude="109.71234", within="20", photos=list(files))  # fmt: skip
    return finish(client, page)[0].replace("-", "")


def sign_in(demo: dict[str, str], role: str) -> Client:
    one = Client(headers={"host": "localhost"})
    one.force_login(get_user_model().objects.get(login=demo[role]))
    return one


def test_photo_and_place_arrive_with_the_matter(client: Client) -> None:
    receipt = raise_with_photos(client, photo(), photo("navy"))
    now = timezone.now()
    files = c.list_files(system_actor("test"), receipt, now=now)
    assert [(one.is_picture, one.by_resident, one.width) for one in files] == [
        (True, True, 800),
        (True, True, 800),
    ]
    spot = c.open_spot(system_actor("test"), receipt, now=now)
    assert spot == c.Spot("第三口井往北", "39.51234", "109.71234", 20)


def test_photo_travels_to_the_desk_without_its_secrets(
    client: Client, small_demo: dict[str, str]
) -> None:
    receipt = raise_with_photos(client, photo())
    case = Case.objects.get(receipt=receipt)
    clerk = sign_in(small_demo, "banner_clerk")
    page = clerk.get(reverse("console:case", args=[case.id])).content.decode()
    assert "第三口井往北" in page
    address = reverse("console:file", args=[case.id, 1])
    assert f"{address}?size=small" in page
    shown = clerk.get(address)
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown["Content-Disposition"] == f'inline; filename="{receipt}-1.jpg"'
    assert "no-store" in shown["Cache-Control"]
    assert b"SECRET" not in shown.content and shown.content.startswith(b"\xff\xd8")
    assert clerk.get(reverse("console:file", args=[case.id, 2])).status_code == 404


def test_photo_is_refused_to_whoever_may_not_see_the_case(
    client: Client, small_demo: dict[str, str]
) -> None:
    case = Case.objects.get(receipt=raise_with_photos(client, photo()))
    address = reverse("console:file", args=[case.id, 1])
    assert sign_in(small_demo, "administrator").get(address).status_code == 403
    assert client.get(address).status_code == 302


def test_photo_of_a_complaint_is_for_its_recipient_alone(
    client: Client, small_demo: dict[str, str]
) -> None:
    page = reach_photos(client, kind="complaint_against_official")
    receipt, _pin = finish(client, answer(client, page, "more", photos=[photo()]))
    case = Case.objects.get(receipt=receipt.replace("-", ""))
    address = reverse("console:file", args=[case.id, 1])
    seen = {
        role: sign_in(small_demo, role).get(address).status_code
        for role in ("township_clerk", "banner_leader", "discipline_recipient")
    }
    assert seen == {"township_clerk": 404, "banner_leader": 404, "discipline_recipient": 200}


def test_file_that_is_no_photo_is_refused_and_nothing_typed_is_lost(client: Client) -> None:
    page = reach_photos(client)
    bad = SimpleUploadedFile("well.jpg", b"<script>alert(1)</script>", "image/jpeg")
    page = answer(client, page, "more", spot="井边", photos=[bad])
    assert "不是照片或PDF" in page
    assert "井边" in page and 'name="matter" value="机井坏了' in page


def test_seventh_photo_is_refused_and_six_are_kept(client: Client) -> None:
    colours = ("red", "green", "blue", "black", "white", "gold", "pink")
    page = answer(client, reach_photos(client), "more", photos=[photo(one) for one in colours])
    assert "一次最多6个" in page
    assert page.count('name="drop"') == c.MOST_FILES_AT_ONCE


def test_photo_can_be_taken_away_again_before_sending(client: Client) -> None:
    page = reach_photos(client)
    page = client.post(
        reverse("portal:raise"), hidden(page) | {"go": "more", "photos": [photo()]}
    ).content.decode()
    look = re.search(r'src="(/raise/photo/[^"]+)"', page)
    file = re.search(r'name="drop" value="(\w+)"', page)
    assert look and file
    assert client.get(look[1]).content.startswith(b"\xff\xd8")
    page = client.post(reverse("portal:raise"), hidden(page) | {"drop": file[1]}).content.decode()
    assert 'name="drop"' not in page
    assert client.get(look[1]).status_code == 404


def test_photos_of_another_form_cannot_be_named(client: Client) -> None:
    mine = hidden(answer(client, reach_photos(client), "more", photos=[photo()]))
    theirs = hidden(reach_photos(client))
    assert photos.read_carried(mine["files"], mine["case"])
    assert photos.read_carried(mine["files"], theirs["case"]) == ()
    assert photos.read_carried(mine["files"] + "x", mine["case"]) == ()


def test_photos_that_were_swept_are_said_and_not_sent(client: Client) -> None:
    page = answer(client, reach_photos(client), "more", photos=[photo()])
    page = answer(client, page, "contact", anonymity="anonymous")
    form = hidden(page) | {"from": "check"}
    for one in photos.read_carried(form["files"], form["case"]):
        c.drop_attachment(form["case"], one)
    said = client.post(reverse("portal:raise"), form).content.decode()
    assert "照片放得太久" in said


def test_staff_add_proof_at_the_desk(client: Client, small_demo: dict[str, str]) -> None:
    case = Case.objects.get(receipt=raise_with_photos(client)).id
    clerk = sign_in(small_demo, "banner_clerk")
    clerk.post(reverse("console:files", args=[case]), {"files": [photo()], "purpose": "telling"})
    (shown,) = c.list_files(system_actor("test"), case, now=timezone.now())
    assert (shown.purpose, shown.by_resident) == (c.FilePurpose.TELLING, False)
    assert "告知凭证 1个" in clerk.get(reverse("console:case", args=[case])).content.decode()


def test_code_on_a_wall_knows_its_village(client: Client) -> None:
    place = Case.objects.filter(sealed=False)[0].place
    page = client.get(reverse("portal:begin-at", args=[place])).content.decode()
    page = answer(client, page, "kind", kind="help")
    assert "请说说是什么事" in page
    assert hidden(page)["village"] == place
    assert client.get(reverse("portal:begin-at", args=["nowhere"])).status_code == 404


def test_village_is_found_by_name(client: Client) -> None:
    page = client.get(reverse("portal:raise")).content.decode()
    page = answer(client, page, "kind", kind="help")
    town = first_choice(page, "town")
    names = client.post(reverse("portal:raise"), hidden(page) | {"go": "find", "find": "村"})
    village = first_choice(names.content.decode(), "village")
    page = answer(client, names.content.decode(), "find", village=village)
    assert hidden(page)["village"] == village
    assert hidden(page)["town"].startswith(town[:6])


def test_receipt_alone_opens_no_photo(client: Client) -> None:
    receipt = raise_with_photos(client, photo())
    _status, page = track(client, receipt)
    assert "/track/file/" not in page
