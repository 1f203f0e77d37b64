"""The commands that stand in the reference work as they stand, against a real server."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image

from tests.browser.journeys import read_accounts
from tests.harness.server import Server

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reference"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
SCOPES = ("CASE_RECEIVE", "CASE_VIEW", "CASE_ATTACH")


class Desk:
    """Somebody who fills in forms of the desk, to get what a program needs."""

    def __init__(self, server: Server, role: str) -> None:
        self.session, self.url = requests.Session(), server.url
        account = read_accounts(server.var)[role]
        page = self.open("/console/sign-in/")
        words = {"login": account["name"], "password": account["password"]}
        self.session.post(f"{self.url}/console/sign-in/", data={**find_hidden(page), **words})

    def open(self, path: str) -> str:
        return self.session.get(f"{self.url}{path}").text

    def send(self, path: str, **typed: Any) -> tuple[dict[str, str], str]:
        """Fill the page's own form in; returns what it carried hidden, and the answer."""
        page = self.open(path)
        hidden = find_hidden(page[page.index("<main") :])
        return hidden, self.session.post(f"{self.url}{path}", data={**hidden, **typed}).text


def find_hidden(page: str) -> dict[str, str]:
    return dict(HIDDEN.findall(page))


def list_options(page: str, name: str) -> list[str]:
    (select,) = re.findall(rf'<select id="[^"]*" name="{name}".*?</select>', page, re.DOTALL)
    return [one for one in re.findall(r'<option value="([^"]*)"', select) if one]


def run(page: str, folder: Path, **given: str) -> list[dict[str, Any]]:
    """Run the one block of commands of a page; returns what it printed, one JSON after another."""
    (block,) = BLOCK.findall((DOCS / page).read_text(encoding="utf-8"))
    environment: Mapping[str, str] = {**os.environ, **given}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block],
        cwd=folder, env=dict(environment), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return list(read_all(done.stdout))


def read_all(text: str) -> Any:
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        yield value
        while at < len(text) and text[at].isspace():
            at += 1


@pytest.fixture(scope="module")
def given(demo_server: Server) -> dict[str, str]:
    """What the pages say one needs first: the address, a token, a village."""
    clerk = Desk(demo_server, "township_clerk")
    page = clerk.open("/console/tokens/")
    unit = list_options(page, "unit")[0]
    until = re.findall(r'name="until"[^>]* value="([^"]+)"', page)[0]
    typed = {"name": "照文档试", "scope": SCOPES, "unit": unit, "until": until}
    _, answer = clerk.send("/console/tokens/", **typed)
    (token,) = set(re.findall(r"mq_[0-9A-Za-z_-]+", answer))
    asked = requests.get(
        f"{demo_server.url}/api/v1/units", headers={"Authorization": f"Bearer {token}"}
    ).json()
    village = next(one["code"] for one in asked["lines"] if one["kind"] in ("gacha", "village"))
    return {"M": demo_server.url, "T": token, "V": village}


@pytest.mark.parametrize("page", ["api.md", "api.zh.md"])
def test_first_steps_with_the_api(given: dict[str, str], tmp_path: Path, page: str) -> None:
    units, received, cases, changes = run(page, tmp_path, **given)
    assert units["lines"] and cases["lines"] and changes["changes"]
    wanted = {"api.md": "accepted", "api.zh.md": "already-done"}  # the same command, sent again
    assert received["status"] == wanted[page], received


def test_photo_by_a_program(given: dict[str, str], tmp_path: Path) -> None:
    _, received, *_ = run("api.md", tmp_path, **given)
    Image.effect_noise((640, 480), 90).convert("RGB").save(tmp_path / "well.jpg")
    (attached,) = run("uploads.md", tmp_path, CASE=received["made"]["case"], **given)
    assert attached["status"] == "accepted", attached


def test_open311(given: dict[str, str], tmp_path: Path) -> None:
    services, created, lines = run("open311.md", tmp_path, **given)
    assert services and lines
    assert len(created[0]["service_request_id"]) == 13, created


def test_work_order_of_a_hotline(demo_server: Server, tmp_path: Path) -> None:
    admin = Desk(demo_server, "administrator")
    path = "/console/operations/peers/"
    page = admin.open(path)
    chosen = {name: list_options(page, name)[0] for name in ("kind", "source", "unit")}
    hidden, answer = admin.send(path, title="照文档试", address="https://peer.example", **chosen)
    key = re.findall(r"whsec_[0-9A-Za-z+/=]+", answer)[0]
    (told,) = run("exchange.md", tmp_path, M=demo_server.url, PEER=hidden["peer"], KEY=key)
    assert [one["standing"] for one in told["answers"]] == ["pending"], told
