"""What a raiser prints at home: only with proof, only what fits, never the PIN again."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime

import pytest
from django.core import signing
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from minqing.kernel.receipts import format_receipt
from minqing.portal.tests.test_views import client, raise_matter, send, track
from minqing.portal.views import printing

__all__ = ["client"]
pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def links(page: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(r'href="(/track/print/[^"]+)"', page)]


def test_slip_after_raising_has_the_pin_and_how_to_ask_again(client: Client) -> None:
    receipt, pin = send(client, raise_matter(client))
    page = client.get(reverse("portal:slip")).content.decode()
    assert pin in page and receipt in page and "怎样要求重办" in page
    made = client.get(reverse("portal:slip"), {"as": "pdf", "lang": "en"})
    assert made.headers["Content-Type"] == "application/pdf"
    assert "庚大爷" not in page


def test_raiser_prints_the_receipt_later_without_the_pin(client: Client) -> None:
    receipt, pin = send(client, raise_matter(client))
    _status, page = track(client, receipt, pin)
    (link,) = links(page)  # not sorted yet: there is nothing but the receipt
    slip = client.get(link).content.decode()
    assert receipt in slip and pin not in slip
    assert pin not in link
    assert "no-store" in client.get(link).headers["Cache-Control"]


def test_nothing_can_be_printed_without_the_second_sign(client: Client) -> None:
    receipt, _pin = send(client, raise_matter(client))
    assert links(track(client, receipt)[1]) == []


def test_word_that_is_forged_or_over_prints_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt, pin = send(client, raise_matter(client))
    (link,) = links(track(client, receipt, pin)[1])
    assert client.get(link[:-2] + "x/").status_code == 404
    monkeypatch.setattr(printing, "PROOF_FOR", -1)
    assert client.get(link).status_code == 404


def test_sheet_that_does_not_fit_is_not_printed_with_a_true_word(client: Client) -> None:
    receipt, _pin = send(client, raise_matter(client))
    word = signing.dumps([receipt.replace("-", ""), "result"], salt=printing.PRINT)
    assert client.get(reverse("portal:print", args=[word])).status_code == 404
    word = signing.dumps([receipt.replace("-", ""), "receipt"], salt=printing.PRINT)
    page = client.get(reverse("portal:print", args=[word])).content.decode()
    assert format_receipt(receipt) in page


def test_wall_page_of_an_unknown_place_is_the_whole_board(client: Client) -> None:
    answer = client.get(reverse("portal:board-sheet"), {"place": "nowhere"})
    assert answer.status_code == 200
    assert "怎样要求重办" in answer.content.decode()


def test_board_says_a_day_of_next_year_as_every_other_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "minqing.console.wording.get_now", lambda: datetime(2026, 12, 2, 2, 0, tzinfo=UTC)
    )
    line = {"raised_on": date(2026, 12, 1), "due_on": date(2027, 1, 15)}
    said = render_to_string("portal/parts/dates.html", {"line": line})
    assert said.strip() == "12月1日反映，2027年1月15日前答复"
