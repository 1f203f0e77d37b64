"""What a person is told when an answer is not the page that was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from config import troubles, uploads
from config.offline import OFFLINE
from minqing.portal.views import house

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
LANGUAGES = ("zh-hans", "zh-hant", "en")
REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "troubles.md"
CODE = re.compile(r'<dd class="figures">([a-z-]+)</dd>')


def visitor(language: str = "zh-hans", **words: Any) -> Client:
    client = Client(raise_request_exception=False, headers={"host": "localhost"}, **words)
    client.cookies["minqing_language"] = language
    return client


def read_code(answer: Any) -> str:
    found = CODE.search(answer.content.decode())
    return found[1] if found else ""


def said(sentence: str, language: str) -> str:
    """Return a sentence as it stands in a page of a language."""
    with translation.override(language):
        return escape(translation.gettext(sentence))


def fail_with(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the page of contacts fail in its view."""

    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(house, "get_complaints_phone", fail)


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody be found who is signed in, since the database does not answer."""

    def fail(*_: Any, **__: Any) -> None:
        raise OperationalError("connection failed: Connection refused")

    monkeypatch.setattr(Session.objects, "get", fail)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    yield request.param


def test_page_that_is_not_there_leads_on_in_each_language(language: str) -> None:
    answer = visitor(language).get("/no-such-page/")
    page = answer.content.decode()
    assert (answer.status_code, read_code(answer)) == (404, "page-missing")
    assert said(troubles.MISSING.do, language) in page
    assert f'lang="{language}"' in page and f'href="{reverse("portal:track")}"' in page


def test_trouble_of_the_desk_leads_back_to_the_desk() -> None:
    page = visitor().get("/console/no-such-page/").content.decode()
    assert 'class="button" href="/console/"' in page and "民情服务台" not in page


def test_form_without_a_token_is_told_what_to_do(language: str) -> None:
    answer = visitor(language, enforce_csrf_checks=True).post("/console/sign-in/", {"login": "x"})
    assert (answer.status_code, read_code(answer)) == (403, "form-too-old")
    assert said(troubles.FORM_TOO_OLD.kept, language) in answer.content.decode()


def test_too_many_bytes_are_answered_with_413(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise RequestDataTooBig("a request of 99 bytes")

    monkeypatch.setattr(uploads.InMemoryUploadHandler, "handle_raw_input", refuse)
    client = visitor(enforce_csrf_checks=True)
    client.cookies["minqing_csrf"] = "a" * 32  # the token in the form is what is read first
    with open(__file__, "rb") as file:
        answer = client.post("/console/sign-in/", {"photo": file})
    assert (answer.status_code, read_code(answer)) == (413, "request-too-large")


def test_too_many_fields_are_answered_with_413(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    fields = {f"f{number}": "1" for number in range(9)}
    answer = visitor().post("/console/sign-in/", fields)
    assert (answer.status_code, read_code(answer)) == (413, "request-too-large")


def test_host_that_is_not_ours_is_not_understood() -> None:
    answer = visitor().get("/", headers={"host": "elsewhere.example"})
    assert (answer.status_code, read_code(answer)) == (400, "request-unreadable")


def test_fault_of_ours_says_what_was_kept_and_a_number_to_report(
    monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    fail_with(monkeypatch, RuntimeError("张三 13800000000"))
    answer = visitor(language).get(reverse("portal:contact"))
    page = answer.content.decode()
    assert (answer.status_code, read_code(answer)) == (500, "server-fault")
    assert answer["X-Request-ID"] in page and said(troubles.FAULT.kept, language) in page
    assert "张三" not in page and "RuntimeError" not in page


@pytest.mark.django_db(databases=[])
def test_fault_is_answered_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(monkeypatch, RuntimeError())
    assert visitor().get(reverse("portal:contact")).status_code == 500


@pytest.mark.django_db(databases=[])
def test_missing_page_without_a_database_is_only_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> dict[str, object]:
        return {"demonstration": Unanswered(), "demonstration_now": None}

    monkeypatch.setattr(troubles, "say_simulated", fail)
    assert visitor().get("/no-such-page/").status_code == 404


class Unanswered:
    def __bool__(self) -> bool:
        raise OperationalError("connection refused")


def test_reader_is_not_told_of_saving(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    fail_with(monkeypatch, OperationalError("unable to open database file"))
    answer = visitor(language).get(reverse("portal:contact"))
    page = answer.content.decode()
    assert (answer.status_code, read_code(answer)) == (503, "storage-unreachable")
    assert answer["Retry-After"] == "60"
    assert "不能保存" not in page and said("暂时打不开", language) in page
    assert f'class="button" href="{reverse("portal:contact")}"' in page


def test_session_that_cannot_be_read_is_a_trouble_of_the_machine(gone: None) -> None:
    client = visitor()
    client.cookies["minqing_session"] = "a" * 32
    answer = client.post("/console/switch-post/", {"post": "x"})
    assert (answer.status_code, read_code(answer)) == (503, "storage-unreachable")
    assert "刚才的内容没有存入" in answer.content.decode()


def test_reason_of_a_view_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Asked:
        path, method = "/console/x/", "GET"

    page = troubles.show_forbidden(Asked(), PermissionError("只说这一句。"))  # type: ignore[arg-type]
    assert page.content.decode().count("只说这一句。") == 1
    assert "联系本单位管理员" not in page.content.decode()


def test_every_code_stands_in_the_reference() -> None:
    written = set(re.findall(r"^\| `([a-z-]+)` \|", REFERENCE.read_text(encoding="utf-8"), re.M))
    told = {
        one.code
        for one in (*vars(troubles).values(), OFFLINE)
        if isinstance(one, troubles.Trouble | troubles.Storage)
    }
    assert written == told | {"sign-in-throttled", "receipt-throttled"}


def test_page_for_no_network_speaks_each_language(language: str) -> None:
    answer = visitor(language).get(reverse("offline-desk"))
    assert read_code(answer) == "offline" and answer.status_code == 200
    assert said(OFFLINE.do, language) in answer.content.decode()


def test_worker_keeps_only_pages_that_hold_nothing_of_anybody(client: Client) -> None:
    worker = client.get(reverse("worker"), headers={"host": "localhost"})
    assert worker["Content-Type"].startswith("text/javascript")
    kept = re.findall(r'"(/[^"]*)"', worker.content.decode().partition("self.")[0])
    assert kept[:2] == [reverse("portal:offline"), reverse("offline-desk")]
    assert all(one.startswith("/static/") for one in kept[2:])
