"""并案 and 拆分 on the desk, over a small demonstration, as a browser sends it."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from minqing.cases import public as c
from minqing.cases.models import Case
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Personal
from minqing.log.public import get_state, submit
from minqing.org.public import actor_for

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
WELL = "村东头机井的水泵坏了半个月，玉米旱得打卷，啥时候能修。"
SAME = "我家浇不上地，村东头的井泵坏了没人管，玉米叶子都卷了。"
TWO = "第1件，村东头机井的水泵坏了半个月。第2件，进村的路冲了一个大坑。"


def sign_in(role: str, logins: dict[str, str]) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(login=logins[role]))
    return client


def received(logins: dict[str, str], text: str, **more: object) -> str:
    """Let the cadre record a need at his own village; returns the case's id."""
    viewer = actor_for(get_user_model().objects.get(login=logins["village_cadre"]))
    case = new_id()
    command = c.ReceiveCase(
        id=new_id(),
        case=case,
        receipt=c.make_receipt(viewer.unit, case),
        unit=viewer.unit,
        channel=c.Channel.VISIT,
        kind=c.MatterKind.HELP,
        matter=Personal(text, f"case:{case}"),
        raiser=Personal(c.RaiserDetails(name="庚大爷", phone="10000001234"), f"case:{case}"),
        category="water-wells",
        **more,  # type: ignore[arg-type]
    )
    (answer,) = submit([command], by=viewer, now=timezone.now())
    assert answer.refusal is None, str(answer.refusal)
    return case


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def merge(client: Client, case: str, into: str) -> str:
    address = reverse("console:merge", args=[case])
    page = client.get(address, {"into": into}).content.decode()
    form = page[page.index('name="into" value="') - 600 :]
    answer = client.post(address, hidden(form) | {"into": into, "words": "同一口井"}, follow=True)
    return answer.content.decode()


def test_clerk_merges_a_suggested_case_and_takes_it_out_again(small_demo: dict[str, str]) -> None:
    first, second = received(small_demo, WELL), received(small_demo, SAME)
    clerk = sign_in("township_clerk", small_demo)
    page = clerk.get(reverse("console:merge", args=[second])).content.decode()
    assert f"?into={first}" in page and "同一类别" in page
    preview = clerk.get(reverse("console:merge", args=[second]), {"into": first})
    assert "涉及1户 → 涉及2户" in preview.content.decode()
    assert get_state(f"case:{second}").lead == ""
    assert "涉及2户" in merge(clerk, second, first)
    state = get_state(f"case:{second}")
    assert state.lead == first
    page = clerk.get(reverse("console:case", args=[second])).content.decode()
    assert reverse("console:unmerge", args=[second]) in page
    form = hidden(page[page.index('id="group"') :]) | {"words": "不是一口井"}
    clerk.post(reverse("console:unmerge", args=[second]), form)
    assert get_state(f"case:{second}").lead == ""


def test_unmerging_without_words_says_why_and_changes_nothing(
    small_demo: dict[str, str],
) -> None:
    first, second = received(small_demo, WELL), received(small_demo, SAME)
    clerk = sign_in("township_clerk", small_demo)
    merge(clerk, second, first)
    answer = clerk.post(
        reverse("console:unmerge", args=[second]), {"main": first, "words": ""}, follow=True
    )
    assert "没有填" in answer.content.decode()
    assert get_state(f"case:{second}").lead == first


def test_receipt_that_cannot_be_merged_says_why(small_demo: dict[str, str]) -> None:
    case = received(small_demo, WELL)
    clerk = sign_in("township_clerk", small_demo)
    ended = Case.objects.filter(living=False, sealed=False).first()
    assert ended is not None
    page = clerk.get(reverse("console:merge", args=[case]), {"into": ended.receipt})
    assert "已经办结" in page.content.decode()
    page = clerk.get(reverse("console:merge", args=[case]), {"into": "没有这个号"})
    assert "没有这件事项" in page.content.decode()


@pytest.mark.parametrize("role", ["village_cadre", "independent_caller"])
def test_merging_is_not_offered_without_the_permission(
    role: str, small_demo: dict[str, str]
) -> None:
    case = received(small_demo, WELL)
    client = sign_in(role, small_demo)
    address = reverse("console:merge", args=[case])
    assert address not in client.get(reverse("console:case", args=[case])).content.decode()
    assert client.get(address).status_code == 403


def test_intake_shows_the_same_matter_and_words_never_stand_in_an_address(
    small_demo: dict[str, str],
) -> None:
    first = received(small_demo, WELL)
    cadre = sign_in("village_cadre", small_demo)
    unit = Case.objects.get(id=first).place
    asked = {"unit": unit, "category": "water-wells", "matter": SAME}
    page = cadre.post(reverse("console:alike"), asked).content.decode()
    assert f'value="{first}"' in page
    assert cadre.get(reverse("console:alike"), asked).status_code == 405


@pytest.mark.parametrize(("role", "merged"), [("village_cadre", False), ("township_clerk", True)])
def test_pointing_out_the_same_matter_at_intake(
    role: str, merged: bool, small_demo: dict[str, str]
) -> None:
    first = received(small_demo, WELL)
    case = new_id()
    form = {
        "command": new_id(), "case": case, "unit": Case.objects.get(id=first).place,
        "channel": "visit", "kind": "help", "matter": SAME, "category": "water-wells",
        "anonymity": "named", "name": "辛大娘", "into": first,
    }  # fmt: skip
    sign_in(role, small_demo).post(reverse("console:intake"), form)
    state = get_state(f"case:{case}")
    assert [link.target for link in state.links] == [f"case:{first}"]
    assert (state.lead == first) is merged


def test_split_page_proposes_the_cuts_and_opens_the_parts(small_demo: dict[str, str]) -> None:
    case = received(small_demo, TWO)
    cadre = sign_in("village_cadre", small_demo)
    address = reverse("console:split", args=[case])
    page = cadre.get(address).content.decode()
    assert "进村的路冲了一个大坑</textarea>" in page
    form = hidden(page[page.index('id="room"') :]) | {
        "remaining": "村东头机井的水泵坏了半个月", "category": "water-wells",
        "matter-1": "进村的路冲了一个大坑", "category-1": "roads-village-road", "kind-1": "help",
    }  # fmt: skip
    answer = cadre.post(address, form, follow=True).content.decode()
    assert "已拆成2件" in answer and "同一回执的其他事项" in answer
    first = get_state(f"case:{case}")
    (part,) = first.parts
    assert get_state(f"case:{part}").category == "roads-village-road"
    assert TWO in answer, "the resident's own words stay in the history"


def test_split_without_words_is_refused_and_nothing_typed_is_lost(
    small_demo: dict[str, str],
) -> None:
    case = received(small_demo, TWO)
    cadre = sign_in("village_cadre", small_demo)
    address = reverse("console:split", args=[case])
    answer = cadre.post(address, {"remaining": "", "matter-1": "路冲了坑", "kind-1": "help"})
    assert answer.status_code == 422 and "路冲了坑" in answer.content.decode()
    assert get_state(f"case:{case}").parts == ()


def track(client: Client, receipt: str) -> str:
    cache.clear()
    form = {"receipt": receipt, "key": c.make_pin(receipt)}
    return client.post(reverse("portal:track"), form).content.decode()


def test_raiser_learns_that_others_told_the_same_and_nobody_is_named(
    small_demo: dict[str, str],
) -> None:
    first, second = received(small_demo, WELL), received(small_demo, SAME)
    merge(sign_in("township_clerk", small_demo), second, first)
    receipt = get_state(f"case:{second}").receipt
    client = Client(headers={"host": "localhost"})
    page = track(client, receipt)
    assert "与其他1户反映的同一件事一并办理" in page
    assert WELL not in page and get_state(f"case:{first}").receipt not in page.replace("-", "")
    plain = client.post(reverse("portal:track"), {"receipt": receipt}).content.decode()
    assert "一并办理" not in plain, "without the second sign only status and dates"


def test_raiser_sees_and_answers_every_part_under_one_receipt(small_demo: dict[str, str]) -> None:
    case = received(small_demo, TWO)
    viewer = actor_for(get_user_model().objects.get(login=small_demo["village_cadre"]))
    part, now = new_id(), timezone.now()
    split = c.SplitCase(
        id=new_id(),
        case=case,
        parts=(c.Part(case=part, kind=c.MatterKind.HELP, category="roads-village-road"),),
        matters=(Personal("进村的路冲了一个大坑", f"case:{part}"),),
        remaining=Personal("机井水泵坏了", f"case:{case}"),
    )
    settle = c.SettleOnSpot(
        id=new_id(),
        case=part,
        outcome=c.Outcome.SOLVED,
        reply=Personal("坑已经填平。", f"case:{part}"),
    )
    assert [one.refusal for one in submit([split, settle], by=viewer, now=now)] == [None, None]
    client = Client(headers={"host": "localhost"})
    page = track(client, get_state(f"case:{case}").receipt)
    assert "这张回执上有 2 件事" in page and "坑已经填平" not in page
    form = hidden(page) | {"part": "2"}
    page = client.post(reverse("portal:part"), form).content.decode()
    assert "坑已经填平" in page and "机井水泵坏了" not in page.replace("机井水泵坏了</span>", "")
    confirm = hidden(page[page.index('action="/track/confirm/"') :])
    assert confirm["part"] == "2"
    client.post(reverse("portal:confirm"), confirm | {"answered": "yes", "solved": "yes"})
    assert get_state(f"case:{part}").confirmation.solved
    assert get_state(f"case:{case}").confirmation is None
