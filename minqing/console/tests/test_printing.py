"""Every sheet as a resident gets it: read back from the PDF, in three languages, on each paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pypdfium2 as pdfium
import pytest
from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from msgspec.structs import replace

from minqing.cases import public as c
from minqing.cases.consent_terms import FinalOpinion
from minqing.cases.models import Case
from minqing.cases.public import make_pin
from minqing.console.tests.test_views import act, cadre, sign_in, take_in, triage
from minqing.kernel.receipts import format_receipt
from minqing.log.demonstration import forget_demonstration
from minqing.log.models import Setting
from minqing.log.public import get_now, get_snapshot, get_state
from minqing.org.public import Directory, actor_for, system_actor
from minqing.printing import pdf
from minqing.printing.catalogue import ROLLS, SHEET_OF, Size, list_sheets
from minqing.printing.public import Around, fill_sheet

__all__ = ["cadre"]
pytestmark = pytest.mark.django_db(databases=["default", "keys"])

LANGUAGES = ("zh-hans", "zh-hant", "en")
AGAIN = {"zh-hans": "怎样要求重办", "zh-hant": "怎樣要求重辦", "en": "How to ask for it again"}
MADE_UP = {"zh-hans": "演示数据", "zh-hant": "演示數據", "en": "Demonstration data"}
MILLIMETRES = {Size.A3: (297, 420), Size.A4: (210, 297), Size.A5: (148, 210), Size.A6: (105, 148)}
REPLY = "您好！经村委会10月12日现场核实，机井水泵已由水务站修好。" * 3


class Printed:
    """A PDF read back: its text, its pages, where its signs stand (points)."""

    def __init__(self, data: bytes) -> None:
        self.pages = list(pdfium.PdfDocument(data))
        self.text = "\n".join(page.get_textpage().get_text_range() for page in self.pages)

    @property
    def plain(self) -> str:
        return re.sub(r"\s+", "", self.text)

    def sizes(self) -> list[tuple[int, int]]:
        return [tuple(round(x * 25.4 / 72) for x in page.get_size()) for page in self.pages]

    def list_outside(self, edge: float = 4.0) -> Iterator[str]:
        """Yield the signs that stand nearer to the edge of the paper than `edge` points."""
        for page in self.pages:
            width, height = page.get_size()
            text = page.get_textpage()
            for at in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(at)
                if left == right or not text.get_text_range(at, 1).strip():
                    continue
                if min(left, bottom, width - right, height - top) < edge:
                    yield text.get_text_range(at, 1)


def print_it(client: Client, address: str, **asked: str) -> Printed:
    answer = client.get(address, {**asked, "as": "pdf"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    return Printed(answer.content)


def print_case(client: Client, case: str, key: str, **asked: str) -> Printed:
    return print_it(client, reverse("console:print", args=[case, key]), **asked)


@pytest.fixture
def answered(cadre: Client) -> str:
    """A matter sorted to be done by agent, with a result that the raiser was told."""
    case = take_in(cadre)
    triage(cadre, case, "agent")
    assert act(cadre, case, "result", outcome="solved", reply=REPLY, seen="1")[0] == 302
    return case


# ---------------------------------------------------------------- what is on it
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SHEET_OF["receipt"].sizes)
def test_receipt_is_whole_on_every_paper(cadre: Client, language: str, size: Size) -> None:
    case = take_in(cadre)
    receipt = Case.objects.get(pk=case).receipt
    printed = print_case(cadre, case, "receipt", lang=language, size=size)
    assert len(printed.pages) == 1
    assert list(printed.list_outside()) == []
    assert format_receipt(receipt) in printed.plain
    assert make_pin(receipt) in printed.plain
    assert AGAIN[language].replace(" ", "") in printed.plain
    assert MADE_UP[language].replace(" ", "") in printed.plain
    assert "庚大爷" not in printed.plain and "1234" not in re.sub(r"12345", "", printed.plain)


@pytest.mark.parametrize("language", LANGUAGES)
def test_acceptance_names_office_day_and_receipt(cadre: Client, language: str) -> None:
    case = take_in(cadre)
    assert cadre.get(reverse("console:print", args=[case, "acceptance"])).status_code == 404
    triage(cadre, case, "agent")
    printed = print_case(cadre, case, "acceptance", lang=language)
    row = Case.objects.get(pk=case)
    assert row.promise_due_at is not None
    year = (row.promise_due_at - timedelta(minutes=1)).year
    assert format_receipt(row.receipt) in printed.plain
    assert str(year) in printed.plain
    assert AGAIN[language].replace(" ", "") in printed.plain
    assert printed.sizes() == [(210, 297)]
    assert make_pin(row.receipt) not in printed.plain


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SHEET_OF["result"].sizes)
def test_result_carries_the_reply(cadre: Client, answered: str, language: str, size: Size) -> None:
    printed = print_case(cadre, answered, "result", lang=language, size=size)
    assert REPLY in printed.plain
    assert AGAIN[language].replace(" ", "") in printed.plain
    assert list(printed.list_outside()) == []


def test_draft_before_its_review_is_no_notice(cadre: Client, small_demo: dict[str, str]) -> None:
    case = take_in(cadre)
    triage(cadre, case, "report_up")
    assert act(cadre, case, "raise", tried="村里没有资金，请镇里安排。")[0] == 302
    clerk = sign_in(small_demo["township_clerk"])
    assert act(clerk, case, "acknowledge")[0] == 302
    assert act(clerk, case, "result", outcome="solved", reply=REPLY, seen="1")[0] == 302
    assert Case.objects.get(pk=case).status == "awaiting_review"
    assert clerk.get(reverse("console:print", args=[case, "result"])).status_code == 404


def test_pin_is_printed_at_the_raising_alone(
    cadre: Client, small_demo: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = take_in(cadre)
    pin = make_pin(Case.objects.get(pk=case).receipt)
    slip = reverse("console:print", args=[case, "receipt"])
    assert pin in cadre.get(slip).content.decode()
    other = sign_in(small_demo["village_secretary"]).get(slip)
    assert pin not in other.content.decode()
    tomorrow = get_now() + timedelta(days=1)
    monkeypatch.setattr("minqing.console.views.printing.get_now", lambda: tomorrow)
    assert pin not in cadre.get(slip).content.decode()


def test_card_of_a_village_fits_every_paper(small_demo: dict[str, str]) -> None:
    place = Case.objects.exclude(place_village="").values_list("place_village", flat=True)[0]
    for size in SHEET_OF["contact-card"].sizes:
        for language in LANGUAGES:
            printed = print_it(
                Client(headers={"host": "localhost"}),
                reverse("portal:card", args=[place]), size=size, lang=language,
            )  # fmt: skip
            assert printed.sizes() == [MILLIMETRES[size]], (size, language)
            assert "12345" in printed.plain and "110" in printed.plain
            assert AGAIN[language].replace(" ", "") in printed.plain
            assert list(printed.list_outside()) == []


def test_card_names_the_post_and_nobody(cadre: Client, small_demo: dict[str, str]) -> None:
    account = get_user_model().objects.get(login=small_demo["village_cadre"])
    viewer = actor_for(account)
    held = get_snapshot(Directory).post(viewer.post)
    printed = print_it(cadre, reverse("console:card", args=[viewer.post]))
    assert held.title in printed.plain
    assert held.person_name and held.person_name not in printed.plain
    assert len(printed.pages) == 1


def test_card_of_a_post_out_of_reach_does_not_exist(
    cadre: Client, small_demo: dict[str, str]
) -> None:
    directory = get_snapshot(Directory)
    viewer = actor_for(get_user_model().objects.get(login=small_demo["village_cadre"]))
    far = [post for post in directory.posts() if not directory.reaches(viewer, post.unit)]
    assert cadre.get(reverse("console:card", args=[far[0].id])).status_code == 404


@pytest.mark.parametrize("size", SHEET_OF["wall"].sizes)
def test_wall_repeats_its_head_on_every_page(small_demo: dict[str, str], size: Size) -> None:
    client = Client(headers={"host": "localhost"})
    printed = print_it(client, reverse("portal:board-sheet"), size=size)
    tables = [page.get_textpage().get_text_range() for page in printed.pages]
    assert len(tables) > 1
    assert all("谁在办" in text for text in tables[:-1])
    assert all(pair == MILLIMETRES[size] for pair in printed.sizes())
    assert list(printed.list_outside()) == []


# ---------------------------------------------------------------- how it is drawn
def test_rolls_are_as_long_as_what_stands_on_them(cadre: Client) -> None:
    case = take_in(cadre)
    for size, width in ROLLS.items():
        (paper,) = print_case(cadre, case, "receipt", size=size).sizes()
        assert paper[0] == width
        assert 120 < paper[1] < 400


def test_notice_keeps_the_measures_of_official_papers(cadre: Client, answered: str) -> None:
    printed = print_case(cadre, answered, "result")
    text = printed.pages[0].get_textpage()
    boxes = [text.get_charbox(at) for at in range(text.count_chars())]
    left = min(box[0] for box in boxes if box[2] > box[0])
    right = max(box[2] for box in boxes)
    assert abs(left - 28 * 72 / 25.4) < 9  # GB/T 9704-2012: binding edge 28 mm
    assert right <= (210 - 26) * 72 / 25.4 + 3


def test_language_of_the_sheet_is_not_that_of_the_screen(cadre: Client) -> None:
    case = take_in(cadre)
    address = reverse("console:print", args=[case, "receipt"])
    assert "How to ask for it again" in cadre.get(address, {"lang": "en"}).content.decode()
    assert "怎样要求重办" in cadre.get(address).content.decode()
    assert "怎样要求重办" in cadre.get(address, {"lang": "xx", "size": "a0"}).content.decode()


def test_real_data_carries_no_mark(cadre: Client) -> None:
    case = take_in(cadre)
    Setting.objects.filter(name="demonstration").delete()
    forget_demonstration()
    assert "演示" not in print_case(cadre, case, "receipt").plain


def test_missing_library_is_said_and_the_page_still_prints(
    cadre: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(name: str) -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    pdf._load.cache_clear()
    monkeypatch.setattr(pdf, "import_module", fail)
    case = take_in(cadre)
    answer = cadre.get(reverse("console:print", args=[case, "receipt"]), {"as": "pdf"})
    page = answer.content.decode()
    pdf._load.cache_clear()
    assert answer.status_code == 503
    assert "不能生成PDF" in page and "libpango-1.0-0" in page
    assert "反映事项回执" in page and 'data-do="print"' in page


# ---------------------------------------------------------------- the catalogue
def test_case_page_lists_what_can_be_printed(cadre: Client, answered: str) -> None:
    page = cadre.get(reverse("console:case", args=[answered])).content.decode()
    state = get_state(f"case:{answered}")
    listed = {sheet.key for sheet in list_sheets(state)}
    assert listed == {"receipt", "acceptance", "result"}
    for sheet in SHEET_OF.values():
        link = reverse("console:print", args=[answered, sheet.key])
        assert (link in page) == (sheet.key in listed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_final_opinion_names_channels_and_new_facts(
    cadre: Client, answered: str, language: str
) -> None:
    page = c.find_case(system_actor("test"), answered, now=get_now())
    assert page is not None
    at = get_now()
    opinion = FinalOpinion(at=at, channels=("lawsuit",), by_post="")
    channel = SimpleNamespace(zh="诉讼", en="Court")
    shown = c.OpinionShown(
        at=at, by="", outcome=c.Outcome.CANNOT_BY_RULE, words=REPLY, channels=(channel,)
    )
    page = replace(page, state=replace(page.state, opinion=opinion), opinion=shown)
    listed = {sheet.key for sheet in list_sheets(page.state)}
    assert "final-opinion" in listed and "result" not in listed
    with override(language):
        around = Around(now=at, track="http://localhost/track/")
        filled = fill_sheet("final-opinion", page, around)
        drawn = {**filled, "sheet": SHEET_OF["final-opinion"], "size": "a4", "as_pdf": True}
        html = render_to_string("printing/final_opinion.html", drawn)
    assert f"<p>{REPLY}</p>" in html
    # signed below what it says, not below how to ask again
    assert html.index('class="sign"') < html.index(AGAIN[language])
    printed = Printed(pdf.make_pdf(html, Size.A4))
    assert REPLY in printed.plain
    assert ("Court" if language == "en" else "诉讼") in printed.plain
    assert AGAIN[language].replace(" ", "") in printed.plain
    assert format_receipt(page.state.receipt) in printed.plain
    assert list(printed.list_outside()) == []


def test_unit_page_of_a_village_leads_to_its_sheets(cadre: Client) -> None:
    place = Case.objects.exclude(place_village="").values_list("place_village", flat=True)[0]
    clerk = sign_in("bannerclerk")
    page = clerk.get(reverse("console:units"), {"unit": place}).content.decode()
    for door in ("portal:card", "portal:sheet"):
        assert reverse(door, args=[place]) in page
    assert f"{reverse('portal:board-sheet')}?village={place}" in page
