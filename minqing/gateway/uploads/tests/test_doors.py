"""tus 1.0 over http: begin, ask, go on, give up; what is refused, and whose it is."""

from __future__ import annotations

import base64
import hashlib
import io
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from PIL import Image

from minqing.vault.models import Upload
from minqing.vault.public import make_ticket

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
DOOR = "/gateway/uploads/"
TUS = {"tus-resumable": "1.0.0"}


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path / "files"


class Sender:
    """A client with a ticket, as a public form has."""

    def __init__(self, draft: str = "a1") -> None:
        self.client = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
        self.own = {**TUS, "upload-ticket": make_ticket(draft)}

    def begin(self, length: object, **more: str):  # type: ignore[no-untyped-def]
        headers = {**self.own, "upload-length": str(length), **more}
        return self.client.post(DOOR, headers=headers, content_type="text/plain")

    def go_on(self, url: str, offset: object, data: bytes, **more: str):  # type: ignore[no-untyped-def]
        headers = {**self.own, "upload-offset": str(offset), **more}
        return self.client.patch(
            url, data, content_type="application/offset+octet-stream", headers=headers
        )

    def ask(self, url: str):  # type: ignore[no-untyped-def]
        return self.client.head(url, headers=self.own)

    def start(self, length: int = 6, use: str = "table") -> str:
        said = f"use {base64.b64encode(use.encode()).decode()}"
        answer = self.begin(length, **{"upload-metadata": said})
        assert answer.status_code == 201, answer.content
        return str(answer["Location"])


def make_photo() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((300, 300), 90).save(out, "PNG")
    return out.getvalue()


def test_server_says_what_it_can() -> None:
    answer = Client(headers={"host": "localhost"}).options(DOOR)
    assert answer.status_code == 204 and answer["Tus-Version"] == "1.0.0"
    assert answer["Tus-Extension"] == "creation,termination,expiration,checksum"
    assert int(answer["Tus-Max-Size"]) == 60 * 1024 * 1024


def test_upload_begins_goes_on_and_says_how_far_it_is() -> None:
    sender = Sender()
    url = sender.start(6)
    answer = sender.go_on(url, 0, b"abc")
    assert (answer.status_code, answer["Upload-Offset"]) == (204, "3")
    assert answer["Upload-Expires"].endswith("GMT")
    asked = sender.ask(url)
    assert (asked["Upload-Offset"], asked["Upload-Length"]) == ("3", "6")
    assert asked["Cache-Control"] == "no-store" and asked["Tus-Resumable"] == "1.0.0"
    assert sender.go_on(url, 3, b"def")["Upload-Offset"] == "6"


def test_upload_given_up_is_gone() -> None:
    sender = Sender()
    url = sender.start()
    assert sender.client.delete(url, headers=sender.own).status_code == 204
    assert sender.ask(url).status_code == 404 and not Upload.objects.exists()


def test_version_is_asked_for() -> None:
    answer = Client(headers={"host": "localhost"}).post(DOOR, headers={"upload-length": "3"})
    assert answer.status_code == 412 and answer["Tus-Version"] == "1.0.0"


@pytest.mark.parametrize("length", ["", "-1", "abc", "1e9", "٣", "9" * 16, "3.0", "0"])
def test_length_that_lies_is_refused(length: str) -> None:
    assert Sender().begin(length).status_code == 400
    assert not Upload.objects.exists()


def test_too_large_a_file_is_refused_before_it_travels() -> None:
    answer = Sender().begin(12 * 1024 * 1024 + 1)
    assert answer.status_code == 413 and answer.json()["code"] == "upload-too-large"


@pytest.mark.parametrize(
    "said", ["filename !!", "filename " + base64.b64encode(b"\xff\xfe").decode(), "x" * 5000]
)
def test_metadata_that_is_unreadable_is_refused(said: str) -> None:
    assert Sender().begin(3, **{"upload-metadata": said}).status_code == 400


@pytest.mark.parametrize("offset", ["", "-3", "x", "1", "7"])
def test_offset_tricks_change_nothing(offset: str) -> None:
    sender = Sender()
    url = sender.start()
    assert sender.go_on(url, offset, b"abc").status_code in (400, 409)
    assert sender.ask(url)["Upload-Offset"] == "0"


def test_more_than_was_announced_is_refused() -> None:
    sender = Sender()
    url = sender.start(6)
    assert sender.go_on(url, 0, b"abcdefgh").status_code == 400
    assert Upload.objects.get().offset <= 6


def test_other_media_is_refused() -> None:
    sender = Sender()
    url = sender.start()
    headers = {**sender.own, "upload-offset": "0"}
    answer = sender.client.patch(url, b"abc", content_type="text/plain", headers=headers)
    assert answer.status_code == 415


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_checksum_keeps_a_spoilt_piece_out(algorithm: str) -> None:
    sender = Sender()
    url = sender.start()
    digest = base64.b64encode(hashlib.new(algorithm, b"abc").digest()).decode()
    summed = {"upload-checksum": f"{algorithm} {digest}"}
    assert sender.go_on(url, 0, b"abX", **summed).status_code == 460
    assert sender.ask(url)["Upload-Offset"] == "0"
    assert sender.go_on(url, 0, b"abc", **summed).status_code == 204


@pytest.mark.parametrize("said", ["md5 AAAA", "sha1", "sha1 !!", "crc32 x"])
def test_checksum_that_is_not_offered_is_refused(said: str) -> None:
    sender = Sender()
    url = sender.start()
    assert sender.go_on(url, 0, b"abc", **{"upload-checksum": said}).status_code in (400, 460)


def test_upload_of_another_is_answered_as_if_it_were_not_there() -> None:
    url = Sender("a1").start()
    other = Sender("b2")
    assert other.ask(url).status_code == 404
    assert other.go_on(url, 0, b"abc").status_code == 404
    assert other.client.delete(url, headers=other.own).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"upload-ticket": "forged"},
        {"upload-ticket": "YTE:1wxyz:AAAA"},
        {"authorization": "Bearer mq_nobody_secret"},
        {"authorization": "Basic YTpi"},
    ],
)
def test_wrong_word_opens_nothing_even_beside_a_session(
    small_demo: dict[str, str], headers: dict[str, str]
) -> None:
    client = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    client.force_login(get_user_model().objects.get(login=small_demo["township_clerk"]))
    answer = client.post(DOOR, headers={**TUS, "upload-length": "3", **headers})
    assert answer.status_code == 403 and not Upload.objects.exists()


def test_session_needs_the_cross_site_word(small_demo: dict[str, str]) -> None:
    client = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    client.force_login(get_user_model().objects.get(login=small_demo["township_clerk"]))
    assert client.post(DOOR, headers={**TUS, "upload-length": "3"}).status_code == 403
    client.get("/console/intake/")
    word = client.cookies["minqing_csrf"].value
    answer = client.post(DOOR, headers={**TUS, "upload-length": "3", "x-csrftoken": word})
    assert answer.status_code == 201
    assert Upload.objects.get().owner.startswith("account:")


def test_nobody_may_not_begin() -> None:
    client = Client(headers={"host": "localhost"})
    assert client.post(DOOR, headers={**TUS, "upload-length": "3"}).status_code == 403


@pytest.mark.parametrize("path", ["..%2f..%2fetc", "%2e%2e", "a" * 32, "x" * 500])
def test_path_tricks_find_nothing(path: str) -> None:
    assert Sender().ask(DOOR + path).status_code == 404


def test_type_that_lies_is_refused_with_the_last_piece() -> None:
    sender = Sender()
    data = b"MZ\x90\x00 not a photo"
    url = sender.start(len(data), use="paper")
    assert sender.go_on(url, 0, data[:5]).status_code == 204
    answer = sender.go_on(url, 5, data[5:])
    assert (answer.status_code, answer.json()["code"]) == (415, "file-type-unknown")
    assert sender.ask(url).status_code == 404


def test_photo_in_pieces_stands_in_the_public_form() -> None:
    sender, data = Sender("draft00001"), make_photo()
    url = sender.start(len(data), use="paper")
    assert sender.go_on(url, 0, data[:1000]).status_code == 204
    assert sender.go_on(url, 1000, data[1000:]).status_code == 204
    form = {"case": "draft00001", "go": "more", "photos-uploaded": url.rpartition("/")[2]}
    client = Client(headers={"host": "localhost"})
    page = client.post("/raise/", form)
    assert page.status_code == 200 and len(page.context["photos"]) == 1
    again = client.post("/raise/", form)
    assert again.status_code == 422 and "没有传完" in again.content.decode()
    other = client.post("/raise/", {**form, "case": "draft00002"})
    assert other.status_code == 422, "another form cannot take it"
