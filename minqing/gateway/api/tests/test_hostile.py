"""Hostile days at the API's door: whatever comes is answered in the one form, and is bounded."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.db import OperationalError

from minqing.cases.models import Case
from minqing.cases.public import find_by_receipt, make_receipt
from minqing.gateway.api import bodies, verbs
from minqing.gateway.api.tests.house import Program, build, find_village, issue, receive
from minqing.kernel.ids import new_id
from minqing.log.public import get_now, get_state, run_until_idle

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]


@pytest.fixture
def people():
    return build()


@pytest.fixture
def clerk(people) -> Program:
    return Program(issue(people["clerk"]))


def say(answer) -> tuple[int, str]:
    """Return status and code; whatever was sent, the answer is the one form."""
    assert answer.headers["Content-Type"].startswith("application/json"), answer.content[:200]
    body = answer.json()
    assert set(body) == {"code", "sentence", "field"}
    return answer.status_code, body["code"]


DEEP = b"[" * 40 + b"]" * 40


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b" ", (400, "json-unreadable")),
        (b"{", (400, "json-unreadable")),
        (b"\xff\xfe", (400, "json-unreadable")),
        (b'"text"', (422, "field-invalid")),
        (b"null", (422, "field-invalid")),
        (DEEP, (400, "json-too-deep")),
        (b'{"type":"x\\u0000","id":"12345678","fields":{}}', (400, "text-not-allowed")),
        (b'{"type":"\xed\xa0\x80","id":"12345678","fields":{}}', (400, "json-unreadable")),
        (b'{"type":"x","id":"../../etc","fields":{}}', (422, "field-invalid")),
    ],
)
def test_body_that_cannot_be_read_is_refused(clerk, body, expected) -> None:
    assert say(clerk.post("/commands", body)) == expected


def test_body_beyond_the_limit_is_not_read_to_its_end(clerk, monkeypatch) -> None:
    monkeypatch.setattr(bodies, "LARGEST", 1000)
    assert say(clerk.post("/commands", b"[" + b" " * 2000)) == (413, "body-too-large")


def test_more_commands_than_one_request_takes_are_refused(clerk) -> None:
    items = [{"type": "x", "id": "12345678", "fields": {}}] * 1001
    assert say(clerk.post("/commands", items)) == (413, "items-too-many")


@pytest.mark.parametrize("path", ["/commands", "/bulk", "/requests", "/commands/case.receive"])
def test_compressed_bomb_is_refused_unopened(clerk, path) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    answer = clerk.post(path, bomb, headers={"content-encoding": "gzip"})
    assert say(answer) == (415, "encoding-not-taken")


@pytest.mark.parametrize(
    "media",
    ["text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", ""],
)
def test_other_media_types_are_refused(clerk, media) -> None:
    assert say(clerk.post("/commands", b"{}", media)) == (415, "media-type-not-taken")


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_answered_with_those_that_are_allowed(clerk, method) -> None:
    answer = getattr(clerk.client, method)("/api/v1/commands")
    assert say(answer) == (405, "method-not-allowed")
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize("path", ["/nothing", "/cases/a/b/c", "/commands/..%2f..%2fetc"])
def test_unknown_address_is_answered_in_the_same_form(clerk, path) -> None:
    status, code = say(clerk.get(path))
    assert (status, code) in ((404, "page-missing"), (405, "method-not-allowed"))


def test_cookie_of_the_desk_opens_nothing_here(people) -> None:
    program = Program()
    program.client.force_login(get_user_model().objects.get(login="clerk"))
    assert say(program.post("/commands", receive())) == (401, "token-missing")


def test_header_cannot_be_injected_through_what_is_sent(clerk) -> None:
    answer = clerk.post("/commands/case.receive%0d%0aX-Evil:1", {})
    assert "X-Evil" not in answer.headers
    assert say(answer)[0] == 422


def test_stored_script_comes_back_as_plain_json(clerk) -> None:
    told = clerk.post("/commands", receive(matter="<script>alert(1)</script>")).json()["answers"]
    answer = clerk.get(f"/cases/{told[0]['made']['case']}")
    assert answer.json()["matter"] == "<script>alert(1)</script>"
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_text_longer_than_any_column_refuses_its_own_command_alone(clerk) -> None:
    items = [receive(1), receive(2, case="c" * 500), receive(3)]
    told = clerk.post("/commands", items).json()["answers"]
    assert [one["status"] for one in told] == ["accepted", "refused", "accepted"]
    assert told[1]["code"] == "field-invalid"


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (OperationalError("database is locked"), (503, "storage-busy")),
        (RuntimeError("a fault of ours"), (500, "server-fault")),
    ],
)
def test_trouble_of_the_machine_is_told_in_the_same_form(
    clerk, monkeypatch, fault, expected
) -> None:
    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(verbs, "send", fail)
    clerk.client.raise_request_exception = False
    answer = clerk.post("/commands", receive())
    assert say(answer) == expected
    assert answer.headers.get("Retry-After", "") == ("60" if expected[0] == 503 else "")
    assert "a fault of ours" not in answer.content.decode()


# ---------------------------------------------------------------- the public intake
def new(**more) -> dict:
    return {
        "id": "request-0001",
        "place": find_village(),
        "matter": "井坏了",
        "name": "张三",
        "phone": "13800000012",
        **more,
    }


def test_resident_gets_a_receipt_and_the_same_one_again(people) -> None:
    program = Program()
    first, again = program.post("/requests", new()), program.post("/requests", new())
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["receipt"] == again.json()["receipt"]
    assert len(first.json()["pin"]) == 6


def test_guessing_receipts_is_slowed_and_tells_nothing(people) -> None:
    caches["shared"].clear()
    program = Program()
    receipt = program.post("/requests", new()).json()["receipt"]
    assert program.get(f"/receipts/{receipt}").json()["receipt"] == receipt
    assert say(program.get("/receipts/0000000000000")) in (
        (404, "not-found"),
        (422, "receipt-invalid"),
    )
    wrong = [make_receipt(find_village(), f"guess-{n}") for n in range(25)]
    codes = [say(program.get(f"/receipts/{one}"))[1] for one in wrong]
    assert codes[0] == "not-found" and codes[-1] == "receipt-throttled"
    assert say(program.get(f"/receipts/{receipt}")) == (429, "receipt-throttled")
    caches["shared"].clear()


def test_id_of_another_gives_no_receipt_away(people) -> None:
    program = Program()
    receipt = program.post("/requests", new()).json()["receipt"]
    other = program.post("/requests", new(matter="别的事"))
    assert say(other) == (422, "command-id-reused")
    assert receipt not in other.content.decode()


def test_resident_cannot_take_the_ids_that_a_program_will_use(people, clerk) -> None:
    """Whoever guesses the next id of a hotline must not make its next matter impossible."""
    wanted = receive(5)
    assert Program().post("/requests", new(id=wanted["id"])).status_code == 201
    (told,) = clerk.post("/commands", wanted).json()["answers"]
    assert told["status"] == "accepted", told
    assert Program().post("/requests", new(id=wanted["id"])).status_code == 200


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": " \n"}, "name"),
        ({"phone": ""}, "phone"),
        ({"phone": "138"}, "phone"),
        ({"anonymity": "sealed", "phone": ""}, "phone"),
        ({"latitude": "39.6"}, "longitude"),
        ({"longitude": "109.8"}, "latitude"),
        ({"latitude": "39.6", "longitude": "east"}, "longitude"),
        ({"latitude": "91", "longitude": "109.8"}, "latitude"),
        ({"latitude": "nan", "longitude": "109.8"}, "latitude"),
        ({"latitude": "３９.6", "longitude": "109.8"}, "latitude"),
        ({"latitude": "3e1", "longitude": "109.8"}, "latitude"),
    ],
)
def test_what_a_matter_lacks_is_said_by_its_field(people, more, field) -> None:
    answer = Program().post("/requests", new(**more))
    assert say(answer) == (422, "field-invalid")
    assert answer.json()["field"] == field
    assert Case.objects.count() == 0


def test_anonymous_matter_needs_neither_name_nor_phone(people) -> None:
    sent = new(anonymity="anonymous", name="", phone="")
    assert Program().post("/requests", sent).status_code == 201


@pytest.mark.parametrize(
    "due",
    [
        "0001-01-01T00:00:00+14:00", "0001-01-02T00:00:00Z", "2062-01-01T00:00:00Z",
        "2200-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00",
    ],
)  # fmt: skip
def test_deadline_that_no_calendar_knows_refuses_its_own_command_alone(clerk, due) -> None:
    told = {"external_source": "hotline_12345", "external_number": "RX1", "channel": "hotline"}
    items = [receive(1), receive(2, **told, external_due_at=due), receive(3)]
    answer = clerk.post("/commands", items)
    answers = answer.json()["answers"]
    assert [one["status"] for one in answers] == ["accepted", "refused", "accepted"]
    assert answers[1]["code"] == "case-external-due-wrong"


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
@pytest.mark.parametrize("named", ["nonsense", "", ":", "nothing:x", "case:", "case:x:y", "案:x"])
def test_subject_that_names_nothing_is_refused_and_no_fault(people, named) -> None:
    """Outside of a transaction, as in service, few commands go another way than in other tests."""
    program = Program(issue(people["clerk"]))
    wish = {"id": new_id(), "fields": {"approval": "a", "subject": named}}
    assert program.post("/commands/approval.withdraw", wish).status_code == 422
    odd = {**wish, "type": "approval.withdraw"}
    told = program.post("/commands", [receive(1), odd, receive(2)]).json()["answers"]
    assert [one["status"] for one in told] == ["accepted", "refused", "accepted"]


def test_place_that_is_no_village_is_refused(people) -> None:
    assert say(Program().post("/requests", new(place="150627"))) == (422, "field-invalid")


def test_flood_of_one_place_is_slowed_and_others_are_not(people, settings) -> None:
    settings.INTAKE_PER_MINUTE = 2
    program = Program()
    here = [program.post("/requests", new(id=f"flood-{n:04}")) for n in range(3)]
    there = program.post("/requests", new(id="flood-0009", place=find_village(1)))
    assert [one.status_code for one in here] == [201, 201, 429]
    assert int(here[2].headers["Retry-After"]) > 0
    assert there.status_code == 201


def test_words_of_danger_are_answered_with_the_numbers_first(people) -> None:
    answer = Program().post("/requests", new(matter="家里着火了")).json()
    assert answer["emergency"]["numbers"] == ["110", "119", "120"]


def test_receipt_is_durable_before_it_is_given(people) -> None:
    receipt = json.loads(Program().post("/requests", new()).content)["receipt"]
    assert find_by_receipt(receipt) is not None


CLAIMS = (
    "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+08:00",
    "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00", "2026-02-30T00:00:00Z", "yesterday",
)  # fmt: skip


@pytest.mark.parametrize("claimed", CLAIMS)
def test_device_whose_clock_is_wrong_by_years_harms_nothing(clerk, claimed) -> None:
    clerk.client.raise_request_exception = False
    answer = clerk.post("/commands", {**receive(1), "happened_at": claimed})
    assert answer.status_code in (200, 422), answer.content
    for told in answer.json().get("answers", []):
        if told["status"] != "accepted":
            continue
        state = get_state(f"case:{told['made']['case']}")
        assert datetime(2000, 1, 1, tzinfo=UTC) < state.raised_at <= get_now()
    run_until_idle(get_now())
    assert clerk.get("/cases").status_code == 200
