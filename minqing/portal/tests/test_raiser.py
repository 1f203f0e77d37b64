"""What a raiser does with a receipt: acts, what is held, the proof of the record."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from minqing.cases.models import Case
from minqing.cases.public import RequestKind
from minqing.kernel.ids import new_id
from minqing.log.public import get_state, house_keeping
from minqing.portal.tests.test_photos import photo, sign_in
from minqing.portal.tests.test_views import MATTER, client, hidden, raise_matter, send, track

__all__ = ["client"]
pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.FILES_DIR = tmp_path


@pytest.fixture
def raised(client: Client) -> tuple[str, str]:
    """A matter of 庚大爷: receipt number and PIN."""
    receipt, pin = send(client, raise_matter(client))
    return receipt.replace("-", ""), pin


def state_of(receipt: str):  # type: ignore[no-untyped-def]
    return get_state(f"case:{Case.objects.get(receipt=receipt).id}")


def proof_of(client: Client, receipt: str, key: str) -> str:
    _status, page = track(client, receipt, key)
    return hidden(page)["proof"]


def act(client: Client, door: str, proof: str, **fields: object) -> tuple[int, str]:
    answer = client.post(reverse(f"portal:{door}"), {"proof": proof, "command": new_id()} | fields)
    return answer.status_code, answer.content.decode()


# ---------------------------------------------------------------- acts
def test_withdrawing_needs_the_raiser_to_have_understood(
    client: Client, raised: tuple[str, str]
) -> None:
    proof = proof_of(client, *raised)
    status, page = act(client, "withdraw", proof)
    assert status == 422 and "没有勾选" in page
    assert state_of(raised[0]).is_living
    status, page = act(client, "withdraw", proof, sure="1", why="自己修好了")
    assert status == 200 and "已经撤回" in page
    assert state_of(raised[0]).close_reason == "withdrawn"


def test_raiser_may_ask_again_after_withdrawing(client: Client, raised: tuple[str, str]) -> None:
    proof = proof_of(client, *raised)
    act(client, "withdraw", proof, sure="1")
    status, page = act(
        client, "reopen", proof, words="又坏了", facts="上个月又漏水", photos=[photo()]
    )
    assert status == 200 and "已经重新办理" in page
    state = state_of(raised[0])
    assert (state.status, len(state.files)) == ("reopened", 1)


def test_call_is_asked_once_and_awaits_staff(client: Client, raised: tuple[str, str]) -> None:
    proof = proof_of(client, *raised)
    status, page = act(client, "ask-call", proof, when="下午三点以后")
    assert status == 200 and "您请工作人员打电话" in page
    (request,) = state_of(raised[0]).requests
    assert request.kind is RequestKind.CALL
    status, page = act(client, "ask-call", proof)
    assert status == 422 and "还在等答复" in page


def test_photo_added_later_is_shown_to_the_raiser_alone(
    client: Client, raised: tuple[str, str]
) -> None:
    proof = proof_of(client, *raised)
    _status, page = act(client, "add-photos", proof, photos=[photo()])
    look = re.search(r'href="(/track/file/[^"]+)"', page)
    assert look
    shown = client.get(look[1])
    assert shown.content.startswith(b"\xff\xd8") and shown["X-Content-Type-Options"] == "nosniff"
    assert client.get(look[1][:-5] + "aaaa/").status_code == 404
    assert raised[0] not in look[1], "the address must not tell the receipt"


@pytest.mark.parametrize("door", ["confirm", "reopen", "withdraw", "add-photos", "ask-call"])
def test_act_without_proof_does_nothing(client: Client, raised: tuple[str, str], door: str) -> None:
    before = state_of(raised[0])
    status, page = act(client, door, "forged", receipt=raised[0], sure="1", words="x")
    assert status == 422 and "页面放得太久" in page
    assert state_of(raised[0]) == before


def test_same_act_sent_twice_is_done_once(client: Client, raised: tuple[str, str]) -> None:
    fields = {"proof": proof_of(client, *raised), "command": new_id(), "when": "下午"}
    first = client.post(reverse("portal:ask-call"), fields)
    second = client.post(reverse("portal:ask-call"), fields)
    assert (first.status_code, second.status_code) == (200, 200)
    assert len(state_of(raised[0]).requests) == 1


# ---------------------------------------------------------------- everything held
def show_held(client: Client, receipt: str, key: str, **more: object) -> str:
    form = {"receipt": receipt, "key": key} | more
    return client.post(reverse("portal:held"), form).content.decode()


def test_pin_shows_everything_and_four_digits_show_it_masked(
    client: Client, raised: tuple[str, str]
) -> None:
    page = show_held(client, *raised)
    assert "庚大爷" in page and "10000004321" in page and MATTER in page
    page = show_held(client, raised[0], "4321")
    assert "庚大爷" not in page and "10000004321" not in page and MATTER in page


def test_held_says_who_looked_and_why(
    client: Client, raised: tuple[str, str], small_demo: dict[str, str]
) -> None:
    case = Case.objects.get(receipt=raised[0])
    clerk = sign_in(small_demo, "banner_clerk")
    clerk.post(
        reverse("console:act", args=[case.id, "unmask"]),
        {"reason": "约定上门时间", "version": "1", "command": new_id()},
    )
    page = show_held(client, *raised)
    assert "约定上门时间" in page and "没有人揭开看过" not in page


def test_held_says_how_long_it_is_kept(client: Client, raised: tuple[str, str]) -> None:
    page = show_held(client, *raised)
    assert re.search(r"办结后保存\d+年，到期(删除|封存)。", page)


def test_several_receipts_are_shown_together(client: Client, raised: tuple[str, str]) -> None:
    other, pin = send(client, raise_matter(client, matter="第二件事，桥塌了。"))
    first = re.search(r'name="proof" value="([^"]+)"', show_held(client, *raised))
    assert first
    page = show_held(client, other, pin, proof=first[1])
    assert MATTER in page and "桥塌了" in page


def test_held_needs_the_second_sign(client: Client, raised: tuple[str, str]) -> None:
    page = show_held(client, raised[0], "")
    assert "没有填查询密码" in page and MATTER not in page
    assert MATTER not in show_held(client, raised[0], "0000")


def test_erasure_is_asked_answered_by_rule_and_shown(
    client: Client, raised: tuple[str, str], small_demo: dict[str, str]
) -> None:
    proof = proof_of(client, *raised)
    status, page = ask_data(client, proof, "erase")
    assert status == 422 and "还在办理" in page
    act(client, "withdraw", proof, sure="1")
    status, page = ask_data(client, proof, "erase")
    assert status == 200 and "等待答复" in page
    case = Case.objects.get(receipt=raised[0])
    clerk = sign_in(small_demo, "banner_clerk")
    desk = clerk.get(reverse("console:case", args=[case.id])).content.decode()
    assert "删除个人信息" in desk
    clerk.post(
        reverse("console:answer-request", args=[case.id]),
        {"kind": "erase", "answer": "sealed", "rule": "保管期限规定第三条", "command": new_id()},
    )
    assert "保管期限规定第三条" in show_held(client, *raised)
    desk = clerk.get(reverse("console:case", args=[case.id])).content.decode()
    assert MATTER not in desk


def ask_data(client: Client, proof: str, kind: str) -> tuple[int, str]:
    form = {"proof": proof, "about": proof, "kind": kind, "command": new_id(), "words": "改"}
    answer = client.post(reverse("portal:held-ask"), form)
    return answer.status_code, answer.content.decode()


# ---------------------------------------------------------------- evidence
def fetch_proof(client: Client, receipt: str, key: str = "") -> bytes:
    form = {"receipt": receipt, "key": key, "as": "file"}
    return client.post(reverse("portal:verify"), form).content


def check(document: bytes, folder: Path) -> tuple[int, str]:
    """Run the program that residents download."""
    path = folder / "proof.json"
    path.write_bytes(document)
    program = finders.find("portal/check_proof.py")
    done = subprocess.run(
        [sys.executable, "-I", str(program), str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def old_receipt() -> str:
    return str(Case.objects.filter(sealed=False).order_by("recorded_at")[0].receipt)


def test_downloaded_proof_holds_with_the_program_and_fails_when_changed(
    client: Client, tmp_path: Path
) -> None:
    house_keeping(timezone.now())
    document = fetch_proof(client, old_receipt())
    assert check(document, tmp_path)[0] == 0
    changed = json.loads(document)
    steps = changed["entries"][0]["steps"]
    steps[0][0] = "left" if steps[0][0] == "right" else "right"
    code, said = check(json.dumps(changed).encode(), tmp_path)
    assert (code, "FAULT" in said) == (1, True)


def test_raiser_gets_the_records_that_were_hashed(
    client: Client, raised: tuple[str, str], tmp_path: Path
) -> None:
    house_keeping(timezone.now() + timezone.timedelta(days=2))
    document = fetch_proof(client, *raised)
    assert check(document, tmp_path)[0] == 0
    entry = json.loads(document)["entries"][0]["entry"]
    body = base64.b64decode(json.loads(entry)[-1]).decode()
    assert raised[0] in body and MATTER not in body
    changed = json.loads(document)
    changed["entries"][0]["entry"] = entry.replace("case.received@1", "case.received@2")
    assert check(json.dumps(changed).encode(), tmp_path)[0] == 1
    assert json.loads(fetch_proof(client, raised[0]))["entries"][0]["entry"] is None


def test_days_are_listed_with_their_digest(client: Client) -> None:
    house_keeping(timezone.now())
    page = client.get(reverse("portal:evidence")).content.decode()
    address = re.search(r'href="(/evidence/[\d-]+\.json)"', page)
    assert address
    digest = client.get(address[1]).json()
    assert digest["root"] in page
    assert client.get("/evidence/2001-01-01.json").status_code == 404
    assert client.get("/evidence/nonsense.json").status_code == 404


def test_guessing_receipts_of_a_place_is_slowed_on_every_door(
    client: Client, raised: tuple[str, str]
) -> None:
    for _try in range(25):
        track(client, raised[0], "0000")
    assert track(client, raised[0])[0] == 429
    answer = client.post(reverse("portal:verify"), {"receipt": raised[0]})
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    assert client.post(reverse("portal:held"), {"receipt": raised[0]}).status_code == 429
