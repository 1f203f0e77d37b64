"""Pages of 批量导入: upload, mapping, dry run, answers, undo; whose file it is."""

from __future__ import annotations

import re

import msgspec
import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from minqing.cases.public import find_history
from minqing.console.forms import say_refusal
from minqing.imports import engine, history_terms, terms
from minqing.imports.models import Batch, RowResult
from minqing.imports.results import read_refusal
from minqing.imports.tests.files import HEADINGS, message
from minqing.log.public import get_now, run_once

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def clerk(small_demo: dict[str, str]) -> Client:
    engine.forget()
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(login=small_demo["township_clerk"]))
    return client


def csv_of(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    text = "\n".join(",".join(row) for row in (HEADINGS, *rows))
    return SimpleUploadedFile("张三的诉求.csv", text.encode("gb18030"))


def bring(client: Client, *rows: tuple[str, ...]) -> str:
    page = client.get(reverse("console:imports"))
    unit = page.context["units"][0][0]
    fields = {"file": csv_of(*rows), "kind": "cases", "unit": unit, "batch": page.context["batch"]}
    answer = client.post(reverse("console:imports"), fields)
    assert answer.status_code == 302, answer.content.decode()
    return str(page.context["batch"])


def map_columns(client: Client, batch: str, **changes: str) -> object:
    page = client.get(reverse("console:import", args=[batch]))
    chosen = {
        f"column-{one['column'].number}": one["column"].field
        for one in page.context["mapping"]["columns"]
    }
    fields = {**chosen, "source": "热线", "heading": "1", "save": "1", **changes}
    return client.post(reverse("console:import-map", args=[batch]), fields)


def work() -> None:
    while run_once(get_now(), followers=()) > 0 and Batch.objects.filter(
        status__in=("checking", "importing", "undoing")
    ):
        pass


def act(client: Client, batch: str, key: str, **fields: str) -> None:
    assert client.post(reverse("console:import-act", args=[batch, key]), fields).status_code == 302
    work()


def test_file_goes_from_upload_to_undo_on_the_pages(clerk: Client) -> None:
    batch = bring(clerk, message(1), message(2, 留言时间="前天"))
    map_columns(clerk, batch)
    work()
    page = clerk.get(reverse("console:import", args=[batch])).content.decode()
    assert "导入 1 行" in page and "D3" in page and "前天" not in page
    act(clerk, batch, "begin")
    found = clerk.get(reverse("console:import-answers", args=[batch]))
    assert found.status_code == 200 and found.content.startswith(b"PK")
    act(clerk, batch, "undo", reason="对错了列")
    page = clerk.get(reverse("console:import", args=[batch])).content.decode()
    assert "撤销理由：对错了列" in page


def test_saved_headings_are_offered_for_the_next_file(clerk: Client) -> None:
    map_columns(clerk, bring(clerk, message(1)))
    page = clerk.get(reverse("console:import", args=[bring(clerk, message(9))]))
    assert page.context["mapping"]["source"] == "热线"


def test_mapping_without_a_needed_column_says_which(clerk: Client) -> None:
    batch = bring(clerk, message(1))
    answer = map_columns(clerk, batch, **{"column-5": ""})
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "没有选哪一列是反映内容" in answer.content.decode()  # type: ignore[attr-defined]


def test_file_that_is_no_table_is_refused_at_the_field(clerk: Client) -> None:
    unit = clerk.get(reverse("console:imports")).context["units"][0][0]
    fields = {"file": SimpleUploadedFile("a.xlsx", b"%PDF-1.7"), "kind": "cases", "unit": unit}
    answer = clerk.post(reverse("console:imports"), fields)
    assert answer.status_code == 422
    assert "不是 csv 或 xlsx 文件" in answer.content.decode()


def test_another_post_sees_the_batch_but_not_into_the_file(
    clerk: Client, small_demo: dict[str, str]
) -> None:
    batch = bring(clerk, message(1))
    other = Client(headers={"host": "localhost"})
    other.force_login(get_user_model().objects.get(login=small_demo["banner_clerk"]))
    page = other.get(reverse("console:import", args=[batch]))
    assert page.status_code == 200
    assert "张三" not in page.content.decode() and "第1户" not in page.content.decode()
    assert other.get(reverse("console:import-answers", args=[batch])).status_code == 404


def test_refused_mapping_is_shown_again_as_it_was_chosen(clerk: Client) -> None:
    batch = bring(clerk, message(1))
    guessed = clerk.get(reverse("console:import", args=[batch])).context["mapping"]
    first, second = (one["column"].number for one in guessed["columns"][:2])
    chosen = {f"column-{first}": "subject", f"column-{second}": "number"}
    fields = {**chosen, "source": "热线乙", "heading": "1", "times": "mdy"}
    answer = clerk.post(reverse("console:import-map", args=[batch]), fields)
    shown = answer.context["mapping"]
    kept = {one["column"].number: one["column"].field for one in shown["columns"]}
    assert answer.status_code == 422
    assert {kept.pop(first), kept.pop(second)} == {"subject", "number"}
    assert set(kept.values()) == {""}
    assert (shown["source"], shown["time"], shown["forget"]) == ("热线乙", "mdy", True)


@pytest.fixture
def admin(small_demo: dict[str, str]) -> Client:
    engine.forget()
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(login=small_demo["administrator"]))
    return client


def test_administrator_brings_in_lists_and_no_cases(admin: Client) -> None:
    page = admin.get(reverse("console:imports"))
    assert [code for code, _ in page.context["kinds"]] == ["units", "posts", "calendar"]
    for kind in ("units", "posts", "calendar"):
        blank = admin.get(reverse("console:import-blank", args=[kind]))
        assert blank.content.startswith(b"PK")
    assert admin.get(reverse("console:import-blank", args=["cases"])).status_code == 404


def test_calendar_is_shown_day_by_day_before_it_is_loaded(admin: Client) -> None:
    page = admin.get(reverse("console:imports"))
    days = [f"2029-10-0{day},放假,国庆节" for day in range(1, 8)]
    days += [f"2029-02-{day},放假,春节" for day in range(12, 19)]
    text = "\n".join(["日期,安排,节日", *days])
    fields = {
        "file": SimpleUploadedFile("日历.csv", text.encode()), "kind": "calendar",
        "unit": page.context["units"][0][0], "batch": page.context["batch"],
    }  # fmt: skip
    batch = str(page.context["batch"])
    assert admin.post(reverse("console:imports"), fields).status_code == 302
    map_columns(admin, batch, source="国办通知")
    work()
    shown = admin.get(reverse("console:import", args=[batch]))
    assert "导入 14 行" in shown.content.decode()
    assert {one["day"].isoformat() for one in shown.context["days"]} >= {"2029-10-04"}
    act(admin, batch, "cancel")


def test_history_comes_in_by_a_mapping_file_and_its_page_says_so(clerk: Client) -> None:
    page = clerk.get(reverse("console:imports"))
    unit, batch = page.context["units"][0][0], page.context["batch"]
    table = (
        "No,Raised,Due,Closed,State,Text,Twin\n"
        "7,2019-05-01,2019-05-03,2019-05-09,done,井坏了,\n"
        "8,2019-05-02,,,twin,井又坏了,7\n"
    )
    mapping = (
        "source: 旧热线\ncolumns: {No: number, Raised: raised_at, Due: due_at, Closed: closed_at,\n"
        "  State: status, Text: body, Twin: duplicate-of}\n"
        "statuses: {done: {ended: settled, outcome: solved}, twin: duplicate}\n"
    )
    fields = {
        "file": SimpleUploadedFile("old.csv", table.encode()),
        "mapping": SimpleUploadedFile("m.yaml", mapping.encode()),
        "kind": "history", "unit": unit, "batch": batch,
    }  # fmt: skip
    assert clerk.post(reverse("console:imports"), fields).status_code == 302
    work()
    shown = clerk.get(reverse("console:import", args=[batch])).content.decode()
    assert "导入 2 行" in shown and "<strong>1</strong>件重复" in shown
    act(clerk, batch, "begin")
    case = clerk.get(reverse("console:case", args=[find_history("旧热线", "8")])).content.decode()
    assert "历史数据" in case and "重复件" in case
    assert reverse("console:case", args=[find_history("旧热线", "7")]) in case
    first = clerk.get(reverse("console:case", args=[find_history("旧热线", "7")])).content.decode()
    assert "2019年5月3日" in first and "超期" in first and "已解决" in first


def test_mapping_file_that_is_wrong_leaves_the_batch_to_be_mapped(clerk: Client) -> None:
    page = clerk.get(reverse("console:imports"))
    unit, batch = page.context["units"][0][0], page.context["batch"]
    fields = {
        "file": SimpleUploadedFile("old.csv", b"No,Raised\n1,2019-05-01\n"),
        "mapping": SimpleUploadedFile("m.yaml", b"colums: 1"),
        "kind": "history", "unit": unit, "batch": batch,
    }  # fmt: skip
    answer = clerk.post(reverse("console:imports"), fields)
    assert answer.status_code == 422 and "缺少 columns" in answer.content.decode()
    assert "按对照文件试算" in clerk.get(reverse("console:import", args=[batch])).content.decode()


def test_fields_that_differ_are_named_in_the_readers_language() -> None:
    kind, words = history_terms.OTHERWISE, terms.DIFFERING_ZH.values()
    kept = msgspec.json.encode({"row": 2, "fields": terms.BETWEEN.join(words)}).decode()
    refusal = read_refusal(RowResult(code=kind.code, sentence=kind.sentence, params=kept))
    assert refusal is not None
    with translation.override("en"):
        said = say_refusal(refusal)
    assert "Closed, " in said and not re.search("[\u3000-\u9fff]", said)
    assert "反映时间、办结时间" in say_refusal(refusal)
