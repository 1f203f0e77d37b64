"""Commands over HTTP: through the one door, by the same rules, harmless to repeat."""

from __future__ import annotations

import pytest

from minqing.cases.models import Case
from minqing.cases.public import find_by_receipt
from minqing.gateway.api.tests.house import (
    Program,
    build,
    find_village,
    issue,
    issue_system,
    receive,
)
from minqing.log.models import Entry
from minqing.vault.public import open_values

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


def test_one_command_is_accepted_and_stands_on_the_log(clerk) -> None:
    item = receive()
    answer = clerk.post("/commands", item)
    (told,) = answer.json()["answers"]
    assert (answer.status_code, told["status"]) == (200, "accepted")
    case = Case.objects.get(receipt=told["made"]["receipt"])
    entry = Entry.objects.get(stream=f"case:{case.id}", version=1)
    assert entry.scope.startswith("token:")
    assert (entry.post, entry.command_id) == ("clerk", item["id"])


def test_personal_values_lie_in_the_vault_under_the_case(clerk) -> None:
    (told,) = clerk.post("/commands", receive(7)).json()["answers"]
    state = find_by_receipt(told["made"]["receipt"])
    assert state is not None
    assert open_values([state.matter])[state.matter] == "第7号机井坏了"


def test_same_command_again_is_already_done_with_the_same_receipt(clerk) -> None:
    item = receive()
    first, again = (clerk.post("/commands", item).json()["answers"][0] for _ in range(2))
    assert (first["status"], again["status"]) == ("accepted", "already-done")
    assert first["made"] == again["made"]
    assert Case.objects.count() == 1


def test_same_id_with_another_content_is_refused(clerk) -> None:
    item = receive(1)
    clerk.post("/commands", item)
    other = {**receive(2), "id": item["id"]}
    (told,) = clerk.post("/commands", other).json()["answers"]
    assert (told["status"], told["code"]) == ("refused", "command-id-reused")


def test_same_id_of_two_programs_is_two_commands(people, clerk) -> None:
    """“hotline-000001” is what every program begins with: neither may take the other's number,
    nor be told of its case."""
    other = Program(issue(people["clerk"]))
    first, second = {**receive(1), "id": "hotline-000001"}, {**receive(2), "id": "hotline-000001"}
    (mine,) = clerk.post("/commands", first).json()["answers"]
    (theirs,) = other.post("/commands", second).json()["answers"]
    assert (mine["status"], theirs["status"]) == ("accepted", "accepted")
    assert mine["made"]["receipt"] != theirs["made"]["receipt"]
    for told, words in ((mine, "第1号机井坏了"), (theirs, "第2号机井坏了")):
        state = find_by_receipt(told["made"]["receipt"])
        assert state is not None
        assert open_values([state.matter])[state.matter] == words
    (again,) = other.post("/commands", second).json()["answers"]
    assert (again["status"], again["made"]) == ("already-done", theirs["made"])


def test_each_of_many_has_its_own_answer(clerk) -> None:
    items = [
        receive(1),
        {"type": "case.fly", "id": "12345678", "fields": {}},
        receive(2, chanel="visit"),
        receive(3, unit="150627999999"),
        {"type": "case.look-again", "id": "12345679", "fields": {"case": "x"}},
        receive(4),
    ]
    told = clerk.post("/commands", items).json()["answers"]
    assert [one["status"] for one in told] == [
        "accepted", "refused", "refused", "refused", "refused", "accepted",
    ]  # fmt: skip
    codes = [one.get("code", "") for one in told]
    assert codes[1:3] == ["command-unknown", "field-invalid"]
    assert codes[4] == "command-held-back"
    assert told[2]["field"] == "fields.chanel"
    assert [one["command_id"] for one in told] == [one["id"] for one in items]


def test_typed_operation_answers_with_the_status_of_what_became_of_it(clerk) -> None:
    item = receive()
    body = {"id": item["id"], "fields": item["fields"]}
    done = clerk.post("/commands/case.receive", body)
    assert (done.status_code, done.json()["status"]) == (200, "accepted")
    case = done.json()["made"]["case"]
    stale = {"id": "stale-0001", "expected_version": 7, "fields": {"case": case}}
    changed = clerk.post("/commands/case.strike-off", stale)
    assert changed.status_code == 403  # the token has no such scope
    triage = {"case": case, "kind": "help", "ledger": "immediate", "category": "water"}
    stale = {"id": "stale-0002", "expected_version": 7, "fields": triage}
    changed = clerk.post("/commands/case.triage", stale)
    assert (changed.status_code, changed.json()["code"]) == (409, "changed-meanwhile")
    wrong = clerk.post("/commands/case.receive", {**body, "id": "again-0001"})
    assert (wrong.status_code, set(wrong.json())) == (
        200,
        {"command_id", "status", "made", "entries"},
    )


def test_refusal_is_told_in_the_language_asked_for(people) -> None:
    body = {"id": "12345678", "fields": {"case": "none", "means": "portal"}}
    said = {}
    for language in ("zh-Hans", "en"):
        program = Program(issue(people["clerk"]), language=language)
        answer = program.post("/commands/case.withdraw", body)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")
        said[answer.headers["Content-Language"]] = answer.json()["sentence"]
    assert said["zh-hans"].startswith("不能办理")
    assert "CASE_WITHDRAW" in said["en"] and said["en"] != said["zh-hans"]


def test_scope_that_is_missing_refuses_the_command(people) -> None:
    reader = Program(issue(people["clerk"], "CASE_VIEW"))
    (told,) = reader.post("/commands", receive()).json()["answers"]
    assert (told["status"], told["code"]) == ("refused", "scope-missing")


def test_acts_without_a_permission_need_the_scope_of_the_post(people) -> None:
    body = {"id": "12345678", "fields": {"approval": "a", "subject": "case:x"}}
    without = Program(issue(people["clerk"], "CASE_VIEW"))
    with_it = Program(issue(people["clerk"]))
    assert without.post("/commands/approval.give-consent", body).json()["code"] == "scope-missing"
    answer = with_it.post("/commands/approval.give-consent", body)
    assert answer.status_code == 422 and answer.json()["code"] != "scope-missing"


def test_program_of_an_administrator_hands_in_but_reads_nothing(people) -> None:
    program = Program(issue_system(people["admin"], "CASE_RECEIVE"))
    (told,) = program.post("/commands", receive(channel="hotline")).json()["answers"]
    assert told["status"] == "accepted", told
    entry = Entry.objects.get(stream=f"case:{told['made']['case']}", version=1)
    assert entry.scope.startswith("system:api:") and entry.post == ""
    assert program.get("/cases").status_code == 403


def test_file_kept_for_another_case_cannot_be_claimed(clerk) -> None:
    files = [{"file": "0123456789", "media": "image/jpeg", "size": 3}]
    (told,) = clerk.post("/commands", receive(files=files)).json()["answers"]
    assert told["status"] == "refused"
    assert Case.objects.count() == 0


def test_units_of_the_token_bound_what_it_sees(people) -> None:
    wide = Program(issue(people["clerk"]))
    for number in (0, 1):
        wide.post("/commands", receive(unit=find_village(number)))
    narrow = Program(issue(people["clerk"], units=(find_village(0),)))
    assert [one["place"] for one in narrow.walk("/cases")] == [find_village(0)]
    assert len(wide.walk("/cases")) == 2


def test_command_that_names_nothing_is_answered_though_it_says_a_version(people) -> None:
    program = Program(issue(people["clerk"], "HOUSEHOLD_ASSIGN"))
    fields = {"households": [], "post": "cadre"}
    body = {"id": "empty-0001", "expected_version": 3, "fields": fields}
    answer = program.post("/commands/household.assign-caseload", body)
    assert answer.status_code in (409, 422), answer.content
