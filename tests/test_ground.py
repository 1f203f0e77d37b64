"""The ground itself: the server answers, the browser shows it, settings refuse nonsense."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.harness.browser import list_violations
from tests.harness.server import Server, make_environment, run_minqing


def test_healthz_answers_ok_when_both_databases_answer(server: Server) -> None:
    health = server.health()
    assert health["status"] == "ok"
    assert health["databases"] == {"default": "ok", "keys": "ok"}


@pytest.mark.browser
def test_browser_reaches_server_under_strict_policy(server: Server, page: Page) -> None:
    answer = page.goto(f"{server.url}/healthz")
    assert answer is not None
    assert answer.status == 200
    assert "script-src 'self'" in answer.headers["content-security-policy"]


@pytest.mark.browser
def test_axe_finds_picture_without_words(page: Page) -> None:
    page.set_content("<html lang='zh'><title>t</title><main><h1>h</h1><img src='x.png'></main>")
    assert any("image-alt" in line for line in list_violations(page))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://a:secret@b/c"),
        ("MINQING_DURABILITY", "fast"),
        ("MINQING_THREADS", "many"),
        ("MINQING_DEBUG", "maybe"),
        ("MINQING_PROCESSES", "2"),
        ("PORT", "70000"),
    ],
)
def test_wrong_setting_says_name_and_allowed_values(tmp_path, name: str, value: str) -> None:
    done = run_minqing("run", environment=make_environment(tmp_path, **{name: value}))
    assert done.returncode == 2
    assert name in done.stderr
    assert "请改为" in done.stderr
    assert "secret" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("cookie", "expected"), [("", "zh-hans"), ("en", "en"), ("zh-hant", "zh-hant"), ("xx", "zh-hans")]
)  # fmt: skip
def test_language_follows_the_readers_choice_alone(cookie: str, expected: str) -> None:
    from django.conf import settings
    from django.http import HttpResponse
    from django.test import RequestFactory

    from config.language import ChosenLanguageMiddleware

    request = RequestFactory().get("/", headers={"accept-language": "en-US"})
    if cookie:
        request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = cookie
    answer = ChosenLanguageMiddleware(lambda request: HttpResponse())(request)
    assert answer.headers["Content-Language"] == expected
