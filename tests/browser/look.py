"""Takes pictures of the sample pages at desk and phone size, and asks axe about them.

    python -m tests.browser.look OUT [PAGE…] [--language zh-hant]
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import django

SIZES = {"desk": (1440, 900), "phone": (360, 780)}
HOST = "http://sample.test"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("pages", nargs="*")
    parser.add_argument("--language", default="zh-hans")
    parser.add_argument("--size", choices=SIZES)
    parser.add_argument("--full", action="store_true")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.utils import translation

    translation.activate(asked.language)
    _take(asked)


def _take(asked: argparse.Namespace) -> None:
    from django.template.loader import render_to_string
    from playwright.sync_api import sync_playwright

    from tests.browser.sample import pages

    rendered = {
        name: render_to_string(template, context)
        for name, (template, context) in pages().items()
        if not asked.pages or name in asked.pages
    }
    asked.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for size, (width, height) in SIZES.items():
            if asked.size and size != asked.size:
                continue
            page = browser.new_page(viewport={"width": width, "height": height})
            page.route(f"{HOST}/**", lambda route: _answer(route, rendered))
            for name in rendered:
                page.goto(f"{HOST}/page/{name}")
                page.screenshot(path=asked.out / f"{name}-{size}.png", full_page=asked.full)
                wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
                if wide:
                    print(f"{name} at {size}: wider than the screen")
        browser.close()


def _answer(route: object, rendered: dict[str, str]) -> None:
    from django.contrib.staticfiles import finders

    path = route.request.url.removeprefix(HOST)  # type: ignore[attr-defined]
    if path.startswith("/page/"):
        route.fulfill(body=rendered[path[6:]], content_type="text/html; charset=utf-8")  # type: ignore[attr-defined]
        return
    found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    if found:
        route.fulfill(path=found)  # type: ignore[attr-defined]
    else:
        route.fulfill(status=404, body="")  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
