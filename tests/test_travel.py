"""How pages travel: compressed where they are words, style sheets of a face as one file."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import Context, Template
from django.test import RequestFactory, override_settings

from config.compression import PageCompressionMiddleware

LONG = "村东头的机井水泵坏了半个月。" * 60


def send(answer: HttpResponse | StreamingHttpResponse) -> HttpResponse | StreamingHttpResponse:
    request = RequestFactory().get("/", headers={"accept-encoding": "gzip, br"})

    def give(_request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        return answer

    return PageCompressionMiddleware(give)(request)  # type: ignore[return-value]


def test_page_of_words_is_compressed_for_who_can_read_it() -> None:
    answer = send(HttpResponse(LONG))
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content).decode() == LONG
    assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponse(LONG, content_type="application/pdf"),
        StreamingHttpResponse(iter([LONG.encode()]), content_type="text/html"),
        HttpResponse("短"),
    ],
    ids=["paper", "export", "short"],
)
def test_other_answers_are_sent_as_they_are(answer: HttpResponse) -> None:
    assert "Content-Encoding" not in send(answer).headers


def draw(face: str) -> str:
    return Template("{% load minqing %}{% styles face %}").render(Context({"face": face}))


@pytest.mark.parametrize("face", sorted(settings.STYLE_BUNDLES))
def test_sheets_of_a_face_are_linked_one_by_one_at_work(face: str) -> None:
    sheets = settings.STYLE_BUNDLES[face]
    assert draw(face).count("<link") == len(sheets)


def test_collected_sheets_of_a_face_are_one_file_in_order(tmp_path: Path) -> None:
    collected = {
        "STATIC_ROOT": tmp_path,
        "STATIC_SOURCE": "collected",
        "STORAGES": {
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "config.statics.BundledStaticFilesStorage"},
        },
    }
    with override_settings(**collected):
        for _again in range(2):  # a second start finds the files of the first
            call_command("collectstatic", interactive=False, verbosity=0)
        drawn = draw("portal")
    assert drawn.count("<link") == 1
    name = drawn.split('href="/static/')[1].split('"')[0]
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert text.index("--paper:") < text.index(".button {") < text.index(".doors")
    assert "chevron." in text
    assert "url(chevron.svg)" not in text, "pictures are named by their hashed names"
