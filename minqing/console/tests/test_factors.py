"""Second factors at the pages: adding, signing in, asking again, recovery by another person."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pyotp
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from minqing.console.tests.test_approvals import decide, handled, request_of
from minqing.console.tests.test_views import act, sign_in
from minqing.log.public import get_now, read_stream, submit
from minqing.log.registry import LazySnapshots
from minqing.org.models import Trial
from minqing.org.public import actor_for, system_actor
from minqing.signin.models import FactorUse, RecoveryCode
from minqing.signin.public import ClearFactors
from minqing.tokens.models import Token
from minqing.vault.models import VaultItem

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("place"),
]
PASSWORD = "minqing-2026"
SIGN_IN, SECOND, TODAY = "/console/sign-in/", "/console/sign-in/second/", "/console/"
FACTORS, CODE, PROVE = (
    "/console/account/factors/", "/console/account/factors/code/", "/console/account/prove/",
)  # fmt: skip


def make_client() -> Client:
    return Client(headers={"host": "localhost"})


def enter(client: Client, login: str) -> Any:
    return client.post(SIGN_IN, {"login": login, "password": PASSWORD})


def opens(client: Client) -> bool:
    return client.get(TODAY).status_code == 200


def text(answer: Any) -> str:
    return str(answer.content.decode())


class Telephone:
    """An app on a telephone: its digits, each half minute given once."""

    def __init__(self, secret: str) -> None:
        self.code, self.step = pyotp.TOTP(secret), int(time.time()) // 30

    def show(self, ahead: int = 0) -> str:
        return self.code.at((int(time.time()) // 30 + ahead) * 30)


def enrol(client: Client) -> tuple[Telephone, list[str]]:
    """Add an app as its owner does; returns it and the recovery codes."""
    page = text(client.get(CODE))
    secret = re.search(r'class="figures secret">([A-Z2-7 ]+)<', page)
    assert secret is not None
    telephone = Telephone(secret[1].replace(" ", ""))
    shown = client.post(CODE, {"code": telephone.show(-1), "title": "办公手机"})
    codes = re.findall(r"<li>([a-z0-9]{5}-[a-z0-9]{5})</li>", text(shown))
    assert len(codes) == 10 or FactorUse.objects.count() > 1  # shown with the first alone
    return telephone, codes


@pytest.fixture
def cadre(place: dict[str, str]) -> Client:
    client = make_client()
    assert enter(client, place["village_cadre"]).status_code == 302
    return client


@pytest.fixture
def admin(place: dict[str, str]) -> Client:
    client = make_client()
    enter(client, place["administrator"])
    return client


@pytest.fixture
def demanding() -> Iterator[Any]:
    """Settings under which administrators must have a second factor, from a day on."""
    before = settings.SIGN_IN

    def demand(since: date | None) -> None:
        settings.SIGN_IN = msgspec.structs.replace(
            before, second_factor_roles=("administrator",), second_factor_from=since
        )
        LazySnapshots.forget()

    yield demand
    settings.SIGN_IN = before
    LazySnapshots.forget()


# ------------------------------------------------------------------ adding and signing in
def test_wrong_digits_add_nothing(cadre: Client) -> None:
    cadre.get(CODE)
    answer = cadre.post(CODE, {"code": "000000", "title": "办公手机"})
    assert (answer.status_code, "这六位数字不对" in text(answer)) == (422, True)
    assert not FactorUse.objects.exists()


def test_after_adding_the_password_alone_lets_nobody_in(
    cadre: Client, place: dict[str, str]
) -> None:
    telephone, _ = enrol(cadre)
    other = make_client()
    assert enter(other, place["village_cadre"]).headers["Location"] == SECOND
    assert not opens(other)
    wrong = other.post(SECOND, {"code": "000000"})
    assert (wrong.status_code, opens(other)) == (422, False)
    right = other.post(SECOND, {"code": telephone.show()})
    assert (right.headers["Location"], opens(other)) == (TODAY, True)


def test_same_digits_are_refused_the_second_time(cadre: Client, place: dict[str, str]) -> None:
    telephone, _ = enrol(cadre)
    digits = telephone.show()
    first, second = make_client(), make_client()
    for client in (first, second):
        enter(client, place["village_cadre"])
        client.post(SECOND, {"code": digits})
    assert (opens(first), opens(second)) == (True, False)


def test_digits_typed_when_adding_are_used_up(cadre: Client, place: dict[str, str]) -> None:
    telephone, _ = enrol(cadre)
    other = make_client()
    enter(other, place["village_cadre"])
    assert other.post(SECOND, {"code": telephone.show(-1)}).status_code == 422


def test_digits_of_long_ago_are_refused(cadre: Client, place: dict[str, str]) -> None:
    telephone, _ = enrol(cadre)
    other = make_client()
    enter(other, place["village_cadre"])
    for ahead in (-20, -3, 3, 20):
        assert other.post(SECOND, {"code": telephone.show(ahead)}).status_code == 422


def test_guessing_digits_is_told_to_wait(cadre: Client, place: dict[str, str]) -> None:
    telephone, _ = enrol(cadre)
    other = make_client()
    enter(other, place["village_cadre"])
    answers = [other.post(SECOND, {"code": f"00000{n}"}).status_code for n in range(6)]
    assert answers == [422] * 5 + [429]
    assert other.post(SECOND, {"code": telephone.show()}).status_code == 429
    Trial.objects.all().delete()
    assert other.post(SECOND, {"code": telephone.show()}).status_code == 302


def test_guesses_elsewhere_keep_nobody_out_of_their_own_device(
    cadre: Client, place: dict[str, str]
) -> None:
    telephone, _ = enrol(cadre)
    stranger = make_client()
    enter(stranger, place["village_cadre"])
    for n in range(8):
        stranger.post(SECOND, {"code": f"00000{n}"})
    cadre.post(reverse("console:sign-out"))
    enter(cadre, place["village_cadre"])  # has the mark of a device used before
    assert cadre.post(SECOND, {"code": telephone.show()}).status_code == 302


def test_owner_is_told_that_somebody_has_the_password(cadre: Client, place: dict[str, str]) -> None:
    telephone, _ = enrol(cadre)
    stranger, owner = make_client(), make_client()
    enter(stranger, place["village_cadre"])
    stranger.post(SECOND, {"code": "000000"})
    enter(owner, place["village_cadre"])
    answer = owner.post(SECOND, {"code": telephone.show()}, follow=True)
    assert "有1次口令对了、二次验证没通过" in text(answer)


def test_recovery_code_opens_once_and_says_how_many_are_left(
    cadre: Client, place: dict[str, str]
) -> None:
    _, codes = enrol(cadre)
    first, second = make_client(), make_client()
    for client in (first, second):
        enter(client, place["village_cadre"])
    answer = first.post(SECOND, {"code": codes[3].upper()}, follow=True)
    assert "还剩9个" in text(answer)
    assert second.post(SECOND, {"code": codes[3]}).status_code == 422
    assert (opens(first), opens(second)) == (True, False)


def test_second_step_without_a_password_leads_to_the_first(cadre: Client) -> None:
    telephone, _ = enrol(cadre)
    stranger = make_client()
    assert stranger.get(SECOND).headers["Location"] == SIGN_IN
    assert stranger.post(SECOND, {"code": telephone.show()}).headers["Location"] == SIGN_IN


def test_second_step_stands_for_five_minutes(cadre: Client, place: dict[str, str]) -> None:
    telephone, _ = enrol(cadre)
    other = make_client()
    enter(other, place["village_cadre"])
    session = other.session
    session["waiting"] = session["waiting"] | {"until": int(time.time()) - 1}
    session.save()
    assert other.post(SECOND, {"code": telephone.show()}).headers["Location"] == SIGN_IN
    assert not opens(other)


def test_first_factor_ends_the_other_sessions(cadre: Client, place: dict[str, str]) -> None:
    elsewhere = make_client()
    enter(elsewhere, place["village_cadre"])
    assert opens(elsewhere)
    enrol(cadre)
    assert (opens(cadre), opens(elsewhere)) == (True, False)


def test_no_secret_stands_in_log_or_table(cadre: Client, place: dict[str, str]) -> None:
    page = text(cadre.get(CODE))
    _, codes = enrol(cadre)
    secret = re.search(r'class="figures secret">([A-Z2-7 ]+)<', page)
    assert secret is not None
    plain = secret[1].replace(" ", "")
    person = get_user_model().objects.get(login=place["village_cadre"]).person
    said = "".join(str(entry.event) for entry in read_stream(f"signin:{person}"))
    assert "办公手机" in said and plain not in said and codes[0] not in said
    kept = "".join(RecoveryCode.objects.values_list("digest", flat=True))
    assert codes[0] not in kept and codes[0].replace("-", "") not in kept
    shown = text(cadre.get(FACTORS))
    assert plain not in shown.replace(" ", "") and codes[0] not in shown


# ------------------------------------------------------------------ asked again
def test_removing_asks_for_the_factor_and_then_goes_on(
    cadre: Client, place: dict[str, str]
) -> None:
    telephone, _ = enrol(cadre)
    factor = FactorUse.objects.get().factor
    ref = VaultItem.objects.count()
    session = cadre.session
    session["proved"] = int(time.time()) - 16 * 60
    session.save()
    remove = reverse("console:factor-remove", args=[factor])
    asked = cadre.post(remove, {"command": "x1"})
    assert "再验证一次" in text(asked) and FactorUse.objects.exists()
    kept = re.search(r'name="kept" value="([^"]+)"', text(asked))
    assert kept is not None
    wrong = cadre.post(PROVE, {"kept": kept[1], "code": "000000"})
    assert wrong.status_code == 422
    proved = text(cadre.post(PROVE, {"kept": kept[1], "code": telephone.show()}))
    assert f'action="{remove}"' in proved and 'name="command" value="x1"' in proved
    cadre.post(remove, {"command": "x1"})
    assert not FactorUse.objects.exists() and not RecoveryCode.objects.exists()
    assert VaultItem.objects.count() == ref - 1


def test_kept_form_of_somebody_else_is_not_sent_on(
    cadre: Client, admin: Client, place: dict[str, str]
) -> None:
    enrol(cadre)
    session = cadre.session
    session["proved"] = 0
    session.save()
    asked = text(cadre.post(reverse("console:recovery-codes")))
    kept = re.search(r'name="kept" value="([^"]+)"', asked)
    assert kept is not None
    telephone, _ = enrol(admin)
    answer = admin.post(PROVE, {"kept": kept[1], "code": telephone.show()})
    assert answer.status_code == 302


def issue_token(client: Client) -> Any:
    return client.post(
        reverse("console:tokens"),
        {"name": "对接", "scope": "CASE_VIEW", "until": "2099-01-01", "command": "t-1"},
    )


def test_issuing_a_token_asks_who_has_a_factor(cadre: Client) -> None:
    assert "再验证一次" not in text(issue_token(cadre))
    enrol(cadre)
    assert "再验证一次" not in text(issue_token(cadre))  # proved by adding, just now
    session = cadre.session
    session["proved"] = int(time.time()) - 16 * 60
    session.save()
    before = Token.objects.count()
    assert "再验证一次" in text(issue_token(cadre))
    assert Token.objects.count() == before


def set_proved(client: Client, ago: int) -> None:
    session = client.session
    session["proved"] = int(time.time()) - ago
    session.save()


def test_opening_a_sealed_identity_asks_who_has_a_factor(
    cadre: Client, place: dict[str, str]
) -> None:
    enrol(cadre)
    case = handled(cadre, anonymity="sealed", name="仓颉庚子", phone="10009876543")
    set_proved(cadre, ago=16 * 60)
    words = {"words": "要约定上门的时间。"}
    assert "再验证一次" in act(cadre, case, "ask-unsealing", **words)[1]
    set_proved(cadre, ago=0)
    assert act(cadre, case, "ask-unsealing", **words)[0] == 302
    request = request_of(case)
    leader, other = (sign_in(place[role]) for role in ("township_leader", "banner_leader"))
    enrol(leader)
    set_proved(leader, ago=16 * 60)
    assert "再验证一次" in decide(leader, request, "agree")[1]
    set_proved(leader, ago=0)
    assert decide(leader, request, "agree")[0] == decide(other, request, "agree")[0] == 302
    address = reverse("console:case", args=[case])
    set_proved(cadre, ago=16 * 60)
    page = text(cadre.get(address))
    assert "仓颉庚子" not in page and "再验证一次" in page
    set_proved(cadre, ago=0)
    assert "仓颉庚子" in text(cadre.get(address))


def test_opening_an_account_to_somebody_asks_the_administrator(
    admin: Client, place: dict[str, str]
) -> None:
    enrol(admin)
    set_proved(admin, ago=16 * 60)
    before = get_user_model().objects.get(login=place["village_cadre"])
    deed = reverse("console:person-deed", args=[before.person, "reset-password"])
    typed = {"reason": "本人到场"}
    asked = text(admin.post(deed, typed))
    assert "再验证一次" in asked and "一次性链接" not in asked
    before.refresh_from_db()
    assert before.has_usable_password()
    set_proved(admin, ago=0)
    admin.post(deed, typed)
    before.refresh_from_db()
    assert not before.has_usable_password()


def test_changing_keys_of_channels_asks_the_administrator(
    admin: Client, place: dict[str, str]
) -> None:
    enrol(admin)
    set_proved(admin, ago=16 * 60)
    address = reverse("console:channel-act")
    assert "再验证一次" in text(admin.post(address, {"act": "renew", "channel": "x"}))
    for door in ("peers", "hooks"):
        asked = text(admin.post(reverse(f"console:{door}"), {"act": "renew", "peer": "x"}))
        assert "再验证一次" in asked


# ------------------------------------------------------------------ recovery
def find_person(login: str) -> str:
    return str(get_user_model().objects.get(login=login).person)


def test_administrator_clears_with_a_reason_and_the_person_is_told(
    cadre: Client, admin: Client, place: dict[str, str]
) -> None:
    enrol(cadre)
    deed = reverse(
        "console:person-deed", args=[find_person(place["village_cadre"]), "clear-factors"]
    )
    assert "没有填" in text(admin.post(deed, {"reason": ""}))
    assert FactorUse.objects.exists()
    admin.post(deed, {"reason": "手机丢失，本人到场核对身份"})
    assert not FactorUse.objects.exists() and not RecoveryCode.objects.exists()
    assert not opens(cadre)
    back = make_client()
    answer = back.post(
        SIGN_IN, {"login": place["village_cadre"], "password": PASSWORD}, follow=True
    )
    assert "取消了您的二次验证，理由：手机丢失" in text(answer)
    assert "手机丢失" in text(back.get(FACTORS))


def test_nobody_clears_themselves(admin: Client, place: dict[str, str]) -> None:
    enrol(admin)
    person = find_person(place["administrator"])
    deed = reverse("console:person-deed", args=[person, "clear-factors"])
    answer = admin.post(deed, {"reason": "手机丢失"})
    assert "本人的账号" in text(answer) and FactorUse.objects.exists()


def test_others_do_not_see_how_somebody_signs_in(cadre: Client, place: dict[str, str]) -> None:
    enrol(cadre)
    page = reverse("console:person", args=[find_person(place["village_cadre"])])
    assert "登录方式的改动" not in text(cadre.get(page))


def test_nobody_adds_a_factor_for_somebody_else(cadre: Client, place: dict[str, str]) -> None:
    enrol(cadre)
    person = find_person(place["village_cadre"])
    account = get_user_model().objects.get(login=place["village_secretary"])
    wish = ClearFactors(id="c-1", person=person, reason="试")
    (answer,) = submit([wish], by=actor_for(account), now=get_now())
    assert answer.refusal is not None and FactorUse.objects.exists()
    (answer,) = submit([wish], by=system_actor("test"), now=get_now())
    assert answer.refusal is None


# ------------------------------------------------------------------ who must have one
def test_role_that_must_have_one_is_told_before_the_day(
    place: dict[str, str], demanding: Any
) -> None:
    demanding(date(2099, 1, 1))
    client = make_client()
    answer = client.post(
        SIGN_IN, {"login": place["administrator"], "password": PASSWORD}, follow=True
    )
    assert "2099-01-01起须有二次验证" in text(answer) and opens(client)


def test_role_that_must_have_one_opens_nothing_else_after_the_day(
    place: dict[str, str], demanding: Any
) -> None:
    demanding(date(2020, 1, 1))
    client = make_client()
    assert enter(client, place["administrator"]).headers["Location"] == FACTORS
    assert client.get(TODAY).headers["Location"] == FACTORS
    assert client.post(reverse("console:switch-post"), {"post": "x"}).status_code == 302
    enrol(client)
    assert opens(client)
    session = client.session
    session["proved"] = int(time.time())
    session.save()
    remove = reverse("console:factor-remove", args=[FactorUse.objects.get().factor])
    assert "这是最后一个" in text(client.post(remove, follow=True))
    assert FactorUse.objects.exists()


def test_other_roles_are_not_asked(cadre: Client, place: dict[str, str], demanding: Any) -> None:
    demanding(date(2020, 1, 1))
    client = make_client()
    assert enter(client, place["village_cadre"]).headers["Location"] == TODAY
