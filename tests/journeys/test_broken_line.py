"""A photo goes up over a line that breaks in the middle, and arrives whole."""

from __future__ import annotations

import io
import re
import socket
import time
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode, urlsplit

import pytest
from PIL import Image
from tusclient.client import TusClient

from tests.harness.server import Server

CASE = "brokenline0001"
PIECE = 256 * 1024


@pytest.fixture
def photo() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((1400, 1000), 120).save(out, "PNG")
    return out.getvalue()


class Phone:
    """A program that speaks tus over plain sockets, so that a line can break where it likes."""

    def __init__(self, server: Server) -> None:
        self.host = urlsplit(server.url).netloc
        self.cookie = self.word = ""
        self.lines: list[HTTPConnection] = []
        page = self.ask("GET", "/raise/").read().decode()
        self.word = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0]
        form = self.open_form()
        self.ticket = re.findall(r'data-ticket="([^"]+)"', form)[0]

    def open_form(self, **more: str) -> str:
        fields = {"csrfmiddlewaretoken": self.word, "case": CASE, "go": "more", **more}
        body = urlencode(fields).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", "/raise/", body, headers).read().decode()

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> HTTPResponse:
        line = HTTPConnection(self.host, timeout=30)
        own = {"Cookie": self.cookie} if self.cookie else {}
        line.request(method, path, body, {**own, **(headers or {})})
        answer = line.getresponse()
        self.lines.append(line)
        for given in answer.headers.get_all("Set-Cookie") or ():
            if given.startswith("minqing_csrf="):
                self.cookie = given.partition(";")[0]
        return answer

    def hang_up(self) -> None:
        for line in self.lines:
            line.close()

    @property
    def words(self) -> dict[str, str]:
        return {"Tus-Resumable": "1.0.0", "Upload-Ticket": self.ticket}

    def begin(self, size: int) -> str:
        answer = self.ask(
            "POST", "/gateway/uploads/", b"", {**self.words, "Upload-Length": str(size)}
        )
        assert answer.status == 201, answer.read()
        return answer.headers["Location"]

    def find(self, url: str) -> int:
        return int(self.ask("HEAD", url, b"", self.words).headers["Upload-Offset"])

    def go_on(self, url: str, offset: int, data: bytes) -> int:
        headers = {
            **self.words,
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        }
        return self.ask("PATCH", url, data, headers).status

    def break_off(self, url: str, offset: int, data: bytes) -> None:
        """Promise all of the bytes, send half of them, and drop the line."""
        host, _, port = self.host.partition(":")
        head = "".join(f"{name}: {value}\r\n" for name, value in self.words.items())
        with socket.create_connection((host, int(port)), timeout=10) as line:
            line.sendall(
                f"PATCH {url} HTTP/1.1\r\nHost: {self.host}\r\n{head}Upload-Offset: {offset}\r\n"
                f"Content-Type: application/offset+octet-stream\r\n"
                f"Content-Length: {len(data)}\r\n\r\n".encode()
            )
            line.sendall(data[: len(data) // 2])
            time.sleep(0.2)  # the bytes arrive, the end never does


def test_photo_arrives_whole_over_a_line_that_breaks(server: Server, photo: bytes) -> None:
    phone = Phone(server)
    url = phone.begin(len(photo))
    assert phone.go_on(url, 0, photo[:PIECE]) == 204
    phone.break_off(url, PIECE, photo[PIECE:])
    time.sleep(1)
    kept = phone.find(url)
    assert PIECE <= kept < len(photo), "what arrived before stays; what was never sent is not there"
    assert phone.go_on(url, 0, photo[:PIECE]) == 409, "beginning anew is refused"
    while (offset := phone.find(url)) < len(photo):
        assert phone.go_on(url, offset, photo[offset : offset + PIECE]) == 204
    form = phone.open_form(**{"photos-uploaded": url.rpartition("/")[2]})
    assert 'alt="照片1"' in form
    phone.hang_up()


def test_client_that_others_wrote_sends_a_photo_and_goes_on(server: Server, photo: bytes) -> None:
    phone = Phone(server)
    words = {"Upload-Ticket": phone.ticket}
    client = TusClient(f"{server.url}/gateway/uploads/", headers=words)
    begun = client.uploader(
        file_stream=io.BytesIO(photo),
        chunk_size=PIECE,
        metadata={"filename": "井.png"},
        upload_checksum=True,
    )
    begun.upload_chunk()
    assert begun.offset == PIECE
    later = client.uploader(file_stream=io.BytesIO(photo), chunk_size=PIECE, url=begun.url)
    assert later.offset == PIECE, "another program asks how far it was"
    later.upload()
    assert later.offset == len(photo)
    form = phone.open_form(**{"photos-uploaded": str(begun.url).rpartition("/")[2]})
    assert 'alt="照片1"' in form
    phone.hang_up()
