"""承诺: made for a matter, confirmed, moved, kept; on the board and for its raiser."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from minqing.cases.models import Case
from minqing.cases.public import CaseFilter, CaseLine, list_cases, make_pin
from minqing.console.tests.test_staff_pages import Logins, post, sign_in, text, viewer
from minqing.console.views import promises
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Personal
from minqing.kernel.periods import local_day
from minqing.log.public import get_now, get_snapshot, run_until_idle, submit
from minqing.meetings.models import Commitment, SpotCheck
from minqing.meetings.public import commitments as p
from minqing.org.public import Directory, say_post, system_actor

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
MEASURE = "请王小明家旁的三社机井换泵，电话13800138000"


def pick(login: str) -> CaseLine:
    """Return a living matter in reach that is not sealed."""
    return list_cases(viewer(login), CaseFilter(), now=get_now()).lines[0]


def pick_frequent(login: str) -> CaseLine:
    """Return a living matter of the most frequent category: its town is named in public."""
    lines = list_cases(viewer(login), CaseFilter(), now=get_now()).lines
    seen = Counter(one.category for one in lines if one.category)
    return next(one for one in lines if one.category == seen.most_common(1)[0][0])


def public() -> Client:
    return Client(headers={"host": "localhost"})


def prove(receipt: str) -> str:
    """Return what the tracking page signs for whoever knows the slip's PIN."""
    page = public().post("/track/", {"receipt": receipt, "key": make_pin(receipt)})
    found = re.search(r'name="proof" value="([^"]+)"', page.content.decode())
    assert found, "the matter opens with its PIN"
    return found[1]


def test_post_of_a_promise_is_found_by_its_words_without_scripts(
    place: Logins, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promises, "MANY", 1)
    clerk = viewer(place["township_clerk"])
    client, address = sign_in(place["township_clerk"]), reverse("console:promise-make")
    own = get_snapshot(Directory).post(clerk.post)
    whole = list_posts(client, "")
    assert len(whole) > 1 and own.id in whole
    assert list_posts(client, own.person_name) == [own.id]
    page = client.get(address, {"q": own.person_name}).content.decode()
    assert "先找责任单位" in page and f'<option value="{own.id}" selected>' in page
    assert list_posts(client, "没有这样的局") == whole


def list_posts(client: Client, words: str) -> list[str]:
    """Return the posts that the form of a promise offers."""
    page = client.get(reverse("console:promise-make"), {"q": words}).content.decode()
    (select,) = re.findall(r'<select id="make-post".*?</select>', page, re.DOTALL)
    return re.findall(r'<option value="([^"]+)"', select)


def promise(place: Logins, line: CaseLine) -> str:
    """Promise at the desk for a matter, by the clerk's own unit; returns its id."""
    clerk = viewer(place["township_clerk"])
    key, due = new_id(), local_day(get_now()) + timedelta(days=10)
    data = {
        "subject": key, "receipt": line.receipt, "post": clerk.post, "measure": MEASURE,
        "due": due.isoformat(),
    }  # fmt: skip
    status, page = post(sign_in(place["township_clerk"]), "promise-make", **data)
    assert status == 302, re.findall(r"不能[^<]*", page)
    return key


def test_promise_is_public_without_its_words_until_confirmed(place: Logins) -> None:
    clerk = sign_in(place["township_clerk"])
    line = pick(place["township_clerk"])
    key = promise(place, line)
    assert MEASURE in text(clerk, "case", line.id) and MEASURE in text(clerk, "promises")
    assert "待确认公开的文字" in text(clerk, "today")
    board = public().get("/board/promises/").content.decode()
    assert key in board and "王小明" not in board and "13800138000" not in board
    refused, page = post(clerk, "promise-deed", key, "clear", key="measure", words=MEASURE)
    assert refused == 422 and "手机号" in page
    done, _page = post(clerk, "promise-deed", key, "clear", key="measure", words="三社机井换泵")
    assert done == 302
    assert "三社机井换泵" in public().get("/board/promises/").content.decode()
    feed = public().get("/board/promises/feed/")
    assert feed.headers["Content-Type"].startswith("application/atom+xml")
    assert "三社机井换泵" in feed.content.decode()


def test_date_moves_with_a_reason_and_the_first_stays(place: Logins) -> None:
    clerk, line = sign_in(place["township_clerk"]), pick(place["township_clerk"])
    key = promise(place, line)
    first = Commitment.objects.get(id=key).first_due
    later = first + timedelta(days=9)
    assert post(clerk, "promise-deed", key, "move", due=later.isoformat(), reason="")[0] == 422
    assert post(clerk, "promise-deed", key, "move", due="soon", reason="缺货")[0] == 422
    moved = post(clerk, "promise-deed", key, "move", due=later.isoformat(), reason="厂家缺货")
    assert moved[0] == 302
    assert "已说明并改期" in text(clerk, "promise", key)
    page = public().get(reverse("portal:promise", args=[key])).content.decode()
    assert "第一次承诺的日期" in page and "厂家缺货" not in page


def test_fulfilment_needs_a_matter_with_a_result(place: Logins) -> None:
    clerk, line = sign_in(place["township_clerk"]), pick(place["township_clerk"])
    key, today = promise(place, line), local_day(get_now()).isoformat()
    fields = {"whole": "whole", "on": today}
    status, page = post(clerk, "promise-deed", key, "keep", **fields)
    assert status == 422 and "没有指明依据" in page
    open_one = Case.objects.filter(sealed=False, outcome="", living=True).first()
    assert open_one is not None, "the demonstration has a matter without a result"
    named = {"receipts": open_one.receipt, **fields}
    status, page = post(clerk, "promise-deed", key, "keep", **named)
    assert status == 422 and "还没有办理结果" in page
    named["receipts"] = Case.objects.exclude(outcome="").filter(sealed=False)[0].receipt
    assert post(clerk, "promise-deed", key, "keep", **named)[0] == 302
    assert "已兑现" in text(clerk, "promise", key)


def test_withheld_promise_leaves_one_line_and_the_raiser_sees_it(place: Logins) -> None:
    line = pick(place["township_clerk"])
    key = promise(place, line)
    leader = sign_in(place["township_leader"])
    assert post(leader, "promise-deed", key, "withhold", legal_class="third-party")[0] == 302
    board = public().get("/board/promises/").content.decode()
    assert "第十五条" in board and "不公开" in board
    proof = prove(line.receipt)
    page = public().post("/track/part/", {"proof": proof, "receipt": line.receipt})
    told = page.content.decode()
    assert MEASURE in told and "不对外公开" in told


def test_raiser_says_whether_it_was_kept(place: Logins) -> None:
    line = pick(place["township_clerk"])
    key = promise(place, line)
    kept = p.RecordFulfilment(
        id=new_id(), commitment=key, whole=True, on=local_day(get_now()),
        evidence=(_find_solved(),), words=Personal("已换泵", f"commitment:{key}"),
    )  # fmt: skip
    (answer,) = submit([kept], by=system_actor("demo"), now=get_now())
    assert answer.refusal is None, str(answer.refusal)
    proof = prove(line.receipt)
    page = public().post("/track/part/", {"proof": proof}).content.decode()
    assert "已经兑现" in page and "没有兑现" in page
    said = public().post("/track/kept/", {"proof": proof, "promise": key, "kept": "not_kept"})
    assert "您的回答已经记下" in said.content.decode()
    assert Commitment.objects.get(id=key).living


def _find_solved() -> str:
    return (
        "case:"
        + Case.objects.filter(sealed=False).exclude(outcome="").values_list("id", flat=True)[0]
    )


def test_comment_is_moderated_and_answered(place: Logins) -> None:
    line = pick(place["township_clerk"])
    key, clerk = promise(place, line), sign_in(place["township_clerk"])
    door = reverse("portal:promise-comment", args=[key])
    assert public().post(door, {"words": " "}).status_code == 422
    assert public().post(door, {"words": "王小明家还没有水"}).status_code == 303
    page = text(clerk, "promise", key)
    comment = re.search(r'name="comment" value="([^"]+)"', page)
    assert comment and "群众的评议" in text(clerk, "today")
    fields = {"comment": comment[1]}
    assert post(clerk, "promise-deed", key, "refuse", why="rude", **fields)[0] == 422
    assert post(clerk, "promise-deed", key, "publish", words="有一户还没有水", **fields)[0] == 302
    assert post(clerk, "promise-deed", key, "reply", words="正在查管道", **fields)[0] == 302
    seen = public().get(reverse("portal:promise", args=[key])).content.decode()
    assert "有一户还没有水" in seen and "正在查管道" in seen and "王小明" not in seen


def test_overdue_line_stands_on_the_day_after(place: Logins) -> None:
    line = pick(place["township_clerk"])
    key = promise(place, line)
    after = get_now() + timedelta(days=11)
    run_until_idle(after)
    found = p.find_board_commitment(_list_banners(), key, now=after)
    assert found is not None and found.line is p.Line.OVERDUE and found.missed == 1


def _list_banners() -> list[str]:
    return list(Commitment.objects.values_list("banner", flat=True).distinct())


def test_wall_turns_by_itself_and_paper_is_drawn(place: Logins) -> None:
    promise(place, pick(place["township_clerk"]))
    wall = public().get("/board/promises/wall/")
    assert wall.headers["Refresh"].startswith("30; url=/board/promises/wall/")
    assert b"<script" not in wall.content
    assert public().get("/board/promises/sheet/").status_code == 200


def test_feed_is_a_valid_atom_feed_and_one_of_its_own_for_each_choice(place: Logins) -> None:
    key = promise(place, pick(place["township_clerk"]))
    atom = "{http://www.w3.org/2005/Atom}"
    names = set()
    for query in ("", "?line=running", "?place=150627"):
        answer = public().get(f"/board/promises/feed/{query}")
        assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
        root = ElementTree.fromstring(answer.content)
        assert root.findtext(f"{atom}author/{atom}name")
        assert root.findtext(f"{atom}updated") and root.findtext(f"{atom}title")
        names.add(root.findtext(f"{atom}id"))
        for entry in root.iter(f"{atom}entry"):
            assert all(entry.findtext(f"{atom}{part}") for part in ("id", "title", "updated"))
    assert len(names) == 3
    root = ElementTree.fromstring(public().get("/board/promises/feed/").content)
    assert [key in (one.text or "") for one in root.iter(f"{atom}id")].count(True) == 1


def test_paper_says_who_is_to_do_it_and_when_the_street_comes_to_ask(place: Logins) -> None:
    """What hangs on a wall holds what the mechanism names: WDM-22."""
    key = promise(place, pick_frequent(place["township_clerk"]))
    row = Commitment.objects.get(id=key)
    paper = public().get("/board/promises/sheet/").content.decode()
    for head in ("责任单位和责任人", "承诺的日期", "现在", "回访时间"):
        assert f">{head}</th>" in paper
    assert say_post(get_snapshot(Directory), row.post) in paper
    assert f"{row.due.year}年{row.due.month}月{row.due.day}日" in paper


def test_promise_outside_of_reach_is_as_if_it_did_not_exist(place: Logins) -> None:
    key = promise(place, pick(place["township_clerk"]))
    handler = sign_in(place["department_handler"])
    assert handler.get(reverse("console:promise", args=[key])).status_code == 404


def test_spot_check_is_announced_and_drawn_on_a_later_day(place: Logins) -> None:
    client, line = sign_in(place["supervisor"]), pick(place["township_clerk"])
    promise(place, line)
    unit = viewer(place["supervisor"]).units[0]
    assert post(client, "check-announce", unit=unit, count="0")[0] == 422
    assert post(client, "check-announce", unit=unit, count="3")[0] == 302
    page = text(client, "checks")
    assert "当天的存证公布以后才能抽取" in page
    check = SpotCheck.objects.get()
    status, page = post(client, "check-draw", check.id)
    assert status == 422 and "请明天再抽取" in page
    board = public().get("/board/checks/").content.decode()
    assert "已经预告，还没有抽取" in board
