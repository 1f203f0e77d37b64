"""Hostile days at the Open311 door: every answer is the standard's form, bounded, and no fault."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
from django.core.cache import caches
from django.db import OperationalError
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from minqing.cases.board_entries import NUMBER_LENGTH, make_number, open_number
from minqing.cases.models import Case
from minqing.cases.public import make_receipt
from minqing.gateway.api.tests.house import find_village
from minqing.gateway.open311 import forms, posting
from minqing.gateway.open311.shapes import write_xml
from minqing.gateway.open311.tests.house import Foreigner, encode, new, open_house, read
from minqing.gateway.open311.tests.test_reading import say_error

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    b"<request>&b;</request>"
)


@pytest.fixture(autouse=True)
def _house() -> None:
    open_house()


@pytest.fixture(params=["json", "xml"])
def foreigner(request) -> Foreigner:
    return Foreigner(request.param)


def test_only_a_form_is_read_so_nothing_can_unfold(foreigner) -> None:
    for media in ("text/xml", "application/xml", "application/json", "text/plain", ""):
        assert say_error(foreigner.post(BOMB, media))[0] == 400, media
        assert say_error(foreigner.post(b"[" * 100_000, media))[0] == 400, media
    packed = gzip.compress(b"a" * 50_000_000)
    assert say_error(foreigner.post(packed, **{"Content-Encoding": "gzip"}))[0] == 400
    parts = b'--x\r\nContent-Disposition: form-data; name="service_code"\r\n\r\nwater\r\n--x--'
    assert say_error(foreigner.post(parts, "multipart/form-data; boundary=x"))[0] == 400
    assert not Case.objects.exists()


def test_oversize_many_fields_and_wrong_encoding_are_refused(foreigner, monkeypatch) -> None:
    monkeypatch.setattr(forms, "LARGEST", 5000)
    wrong = {
        "oversize": b"description=" + b"a" * 6000,
        "many": b"&".join(b"f%d=1" % n for n in range(300)),
        "not UTF-8": b"description=%FF%FE&service_code=water",
        "raw bytes": b"description=\xff",
        "zero": b"service_code=wat%00er",
        "twice": b"service_code=water&service_code=roads",
        "nothing": b"",
        "signs": b"&&==;;%%%",
        "brackets": b"attribute[[x]]=1&attribute[]=2&attribute[village][][]=3",
    }
    for name, body in wrong.items():
        assert say_error(foreigner.post(body))[0] == 400, name
    assert not Case.objects.exists()


def test_length_that_lies_is_not_believed(foreigner) -> None:
    answer = foreigner.post(b"service_code=water", **{"Content-Length": "999999999"})
    assert say_error(answer)[0] == 400


def test_other_methods_are_answered_with_those_that_are_allowed(foreigner) -> None:
    for path, allowed in {"requests": "GET, POST", "services": "GET", "discovery": "GET"}.items():
        for method in ("put", "patch", "delete", "options", "trace"):
            url = f"/open311/v2/{path}.{foreigner.shape}"
            answer = getattr(foreigner.client, method)(url)
            assert say_error(answer)[0] == 405, (path, method)
            assert answer.headers["Allow"] == allowed


def test_format_that_lies_changes_nothing(foreigner) -> None:
    answer = foreigner.client.get(
        f"/open311/v2/services.{foreigner.shape}", headers={"accept": "text/html, image/png"}
    )
    assert read(answer)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_header_cannot_be_injected(foreigner) -> None:
    for path in ("services/x%0d%0aX-Evil:1", "requests/%0d%0aSet-Cookie:a=b", "%0d%0aX-Evil:1"):
        answer = foreigner.get(path)
        assert answer.status_code == 404 and "X-Evil" not in answer.headers
        assert not answer.cookies
    answer = foreigner.raise_matter(first_name="a\r\nX-Evil: 1", jurisdiction_id="\r\nX-Evil: 1")
    assert answer.status_code == 404 and "X-Evil" not in answer.headers


SCRIPT = '<script>alert("井")</script>]]>&amp;\u0007\ufffe'


def test_script_in_every_text_stays_a_text(foreigner) -> None:
    texts = dict.fromkeys(("description", "address_string", "first_name", "last_name"), SCRIPT)
    receipt = read(foreigner.raise_matter(**texts))[0]["service_request_id"]
    for path in ("requests", f"requests/{receipt}"):
        assert "alert" not in foreigner.get(path, extensions="true").content.decode()
    for path in (f"services/{quote(SCRIPT)}", "services"):
        answer = foreigner.get(path, jurisdiction_id=SCRIPT)
        assert answer.status_code == 404
        if foreigner.shape == "xml":
            assert b"<script" not in answer.content
        assert read(answer)


def test_signs_that_no_xml_may_hold_are_replaced() -> None:
    written = write_xml("errors", [{"code": 1, "description": "a\x00\x08\ud800\ufffe<b>"}])
    error = ElementTree.fromstring(written)[0]
    assert error.findtext("description") == "a\ufffd\ufffd\ufffd\ufffd<b>"


def test_guessing_receipts_is_slowed_and_tells_nothing(foreigner) -> None:
    receipt = read(foreigner.raise_matter())[0]["service_request_id"]
    wrong = [make_receipt(find_village(), f"guess-{n}") for n in range(24)]
    paths = ("requests/{}", "tokens/{}")
    found = [foreigner.get(paths[n % 2].format(one)) for n, one in enumerate(wrong)]
    assert [say_error(one)[0] for one in found] == [404] * 20 + [429] * 4
    several = foreigner.get("requests", service_request_id=",".join(wrong[:3]))
    for answer in (found[-1], several, foreigner.get(f"requests/{receipt}")):
        assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
    caches["shared"].clear()
    assert foreigner.get(f"requests/{receipt}").status_code == 200


@given(number=st.text(max_size=NUMBER_LENGTH + 5))
@settings(max_examples=200, deadline=None, derandomize=True, database=None)
def test_no_made_up_number_leads_to_a_case(number: str) -> None:
    assert open_number(number) == ""


@given(case=st.text(min_size=1, max_size=40).filter(lambda t: t.isprintable()))
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
def test_number_leads_to_its_case_and_holds_nothing_of_it(case: str) -> None:
    number = make_number(case)
    assert open_number(number) == case and len(number) <= 300
    assert number.isascii() and number.isalnum() and number == make_number(case)


@pytest.mark.parametrize(
    ("fault", "status"), [(OperationalError("database is locked"), 503), (RuntimeError("x"), 500)]
)
def test_trouble_of_the_machine_is_told_in_the_standards_form(
    foreigner, monkeypatch, fault, status
) -> None:
    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(posting, "take_in", fail)
    foreigner.client.raise_request_exception = False
    assert say_error(foreigner.raise_matter())[0] == status


# ---------------------------------------------------------------- fuzzed
NAMES = st.sampled_from(
    [
        "service_code", "jurisdiction_id", "lat", "long", "address_string", "address_id",
        "email", "phone", "first_name", "last_name", "description", "media_url", "api_key",
        "attribute[village]", "attribute[category]", "attribute[kind][]", "attribute[x]",
        "attribute[anonymity]", "attribute[language]", "device_id", "extensions", "page",
        "page_size", "status", "start_date", "end_date", "service_request_id",
    ]
)  # fmt: skip
USUAL = st.sampled_from(
    ["water", "any", "150627", "150627100001", "39.5", "1e400", "-0", "named", "sealed", "true",
     "open", "2026-01-01T00:00:00Z", "2026-02-30", "9999-12-31", "0", "1", "13800000012", "a@b",
     "http://[", "http://x/" + "y" * 300, "平安社区", "着火", "T1MP00AETYH41", "water-drinking"]
)  # fmt: skip
VALUES = st.one_of(
    USUAL, st.text(max_size=40), st.binary(max_size=20).map(lambda b: b.decode("latin-1"))
)
PATHS = st.one_of(
    st.sampled_from(["discovery", "services", "services/water", "requests", "tokens/x"]),
    st.text(max_size=30).map(lambda text: quote(text, safe="/")),
    st.text(max_size=20).map(lambda text: "requests/" + quote(text, safe="")),
)
ANSWERS = {200, 201, 400, 403, 404, 405, 429}
FUZZED = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def check(answer, shape: str) -> None:
    assert answer.status_code in ANSWERS, answer.content[:300]
    wanted = "application/json" if shape == "json" else "text/xml"
    assert answer.headers["Content-Type"] == f"{wanted}; charset=utf-8"
    said = read(answer)
    if answer.status_code >= 400:
        assert all(set(error) == {"code", "description"} for error in said)


def test_no_question_is_answered_with_a_fault(foreigner) -> None:
    @FUZZED
    @given(path=PATHS, query=st.dictionaries(NAMES, VALUES, max_size=5))
    def ask(path: str, query: Mapping[str, str]) -> None:
        url = f"/open311/v2/{path}.{foreigner.shape}?{urlencode(query, errors='replace')}"
        check(foreigner.client.get(url), foreigner.shape)
        caches["shared"].clear()

    ask()


def test_no_form_is_answered_with_a_fault(foreigner) -> None:
    right = new()

    @FUZZED
    @given(changes=st.dictionaries(NAMES, VALUES, max_size=4), keep=st.booleans())
    def send(changes: Mapping[str, str], keep: bool) -> None:
        body = encode({**(right if keep else {}), **changes})
        check(foreigner.post(body), foreigner.shape)

    send()


def test_no_body_is_answered_with_a_fault(foreigner) -> None:
    @FUZZED
    @given(body=st.binary(max_size=300))
    def send(body: bytes) -> None:
        check(foreigner.post(body), foreigner.shape)

    send()
