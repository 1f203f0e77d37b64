"""Raising a matter: place, words, who; keys, limits, danger."""

from __future__ import annotations

import pytest

from minqing.cases.models import Case
from minqing.cases.public import find_by_receipt, list_files
from minqing.gateway.api.tests.house import find_village, issue, issue_system, revoke
from minqing.gateway.open311.tests.house import (
    Foreigner,
    encode,
    find_details,
    find_matter,
    new,
    open_house,
    read,
)
from minqing.gateway.open311.tests.test_reading import say_error
from minqing.imports.tests.house import BY
from minqing.log.public import get_now, get_snapshot
from minqing.org.public import Directory

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def people():
    return open_house()


@pytest.fixture
def foreigner(people) -> Foreigner:
    return Foreigner()


def take(answer) -> dict:
    assert answer.status_code == 201, answer.content.decode()
    (found,) = read(answer)
    return found


def kept(foreigner: Foreigner, **changes: str) -> Case:
    receipt = take(foreigner.raise_matter(**changes))["service_request_id"]
    return Case.objects.get(receipt=receipt)


@pytest.mark.parametrize("shape", ["json", "xml"])
def test_answer_is_a_receipt_that_is_durably_kept(people, shape) -> None:
    found = take(Foreigner(shape).raise_matter())
    state = find_by_receipt(found["service_request_id"])
    assert state is not None and state.category == "water" and state.place == find_village()
    assert "查询密码" in found["service_notice"] and not found["account_id"]
    assert "minqing" not in found


def test_second_level_kind_and_language_come_as_attributes(foreigner) -> None:
    case = kept(
        foreigner,
        **{
            "attribute[category]": "water-drinking",
            "attribute[kind]": "help",
            "attribute[language][]": "mn",
        },
    )
    state = find_by_receipt(case.receipt)
    assert state is not None
    assert (case.category, case.kind, state.language) == ("water-drinking", "help", "mn")


def test_any_service_leaves_the_sorting_to_a_person(foreigner) -> None:
    assert kept(foreigner, service_code="any").category == ""


# ---------------------------------------------------------------- place
def name(code: str, **changes: str) -> dict[str, str]:
    return {"attribute[village]": "", "address_string": get_snapshot(Directory).full_name(code)}


def test_address_that_names_one_village_is_enough(foreigner) -> None:
    assert kept(foreigner, **name(find_village())).place == find_village()


def test_code_of_the_village_may_be_the_address_id(foreigner) -> None:
    more = {"attribute[village]": "", "address_id": find_village()}
    assert kept(foreigner, **more).place == find_village()


def test_point_is_kept_for_who_handles_it_beside_a_village(foreigner) -> None:
    case = kept(foreigner, lat="39.5601234567", long="109.7", address_string="三社井边")
    state = find_by_receipt(case.receipt)
    assert state is not None and state.spot
    text = Foreigner().get("requests").content.decode()
    assert "39.56" not in text and "三社" not in text


WRONG = [
    ({"attribute[village]": ""}, "attribute[village]"),
    ({"attribute[village]": "", "lat": "39.5", "long": "109.7"}, "只有经纬度"),
    ({"attribute[village]": "", "address_string": "在路边"}, "认不出"),
    ({"attribute[village]": "", "address_string": "伊金霍洛旗"}, "认不出"),
    ({"attribute[village]": "150627"}, "attribute[village]"),
    ({"attribute[village]": "150304001001"}, "attribute[village]"),
    ({"lat": "39.5"}, "WGS84"),
    ({"lat": "nan", "long": "1"}, "WGS84"),
    ({"lat": "91", "long": "1"}, "WGS84"),
    ({"lat": "1e999999", "long": "1"}, "WGS84"),
    ({"lat": "39.5", "long": "Infinity"}, "WGS84"),
    ({"service_code": ""}, "service_code"),
    ({"description": ""}, "description"),
    ({"description": "井" * 4001}, "4000"),
    ({"attribute[category]": "roads-bus"}, "attribute[category]"),
    ({"attribute[kind]": "complaint_against_official"}, "attribute[kind]"),
    ({"attribute[anonymity]": "secret"}, "attribute[anonymity]"),
    ({"attribute[language]": "fr"}, "attribute[language]"),
    ({"phone": "110"}, "phone"),
    ({"email": "nobody"}, "email"),
    ({"media_url": "javascript:alert(1)"}, "media_url"),
    ({"media_url": "file:///etc/passwd"}, "media_url"),
    ({"media_url": "http://[::1"}, "media_url"),
]


def test_what_cannot_be_taken_is_400_and_nothing_is_kept(foreigner) -> None:
    for changes, words in WRONG:
        status, sentence = say_error(foreigner.raise_matter(**changes))
        assert status == 400 and words in sentence, (changes, sentence)
    assert not Case.objects.exists()


def test_name_of_several_villages_asks_which(foreigner) -> None:
    directory = get_snapshot(Directory)
    names: dict[str, int] = {}
    for code in directory.below("150627"):
        names[directory.unit(code).short_name] = names.get(directory.unit(code).short_name, 0) + 1
    twice = next(word for word, often in names.items() if often > 1)
    status, sentence = say_error(
        foreigner.raise_matter(**{"attribute[village]": "", "address_string": twice})
    )
    assert status == 400 and sentence.count(twice) == 2


def test_unknown_service_or_jurisdiction_is_404(foreigner) -> None:
    for field in ("service_code", "jurisdiction_id"):
        assert say_error(foreigner.raise_matter(**{field: "x"}))[0] == 404


# ---------------------------------------------------------------- words
def test_what_was_chosen_stands_for_words_that_were_not_written(foreigner) -> None:
    case = kept(foreigner, description="", **{"attribute[category]": "water-drinking"})
    assert find_matter(case.receipt) == "人畜饮水（来件只选了类别，没有写说明）"


def test_address_of_a_picture_is_kept_as_text_and_never_opened(foreigner, monkeypatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("nothing may be fetched")

    monkeypatch.setattr("socket.create_connection", refuse)
    url = "http://pictures.example/井.jpg?who=42"
    answer = take(foreigner.raise_matter(media_url=url))
    receipt = answer["service_request_id"]
    assert find_matter(receipt).endswith(url)
    assert "补传" in answer["service_notice"]
    assert not list_files(BY, receipt, now=get_now())


# ---------------------------------------------------------------- who
def test_names_are_joined_as_their_language_does(foreigner) -> None:
    chinese = find_details(kept(foreigner).receipt)
    other = find_details(kept(foreigner, first_name="Ann", last_name="Lee").receipt)
    assert (chinese.name, other.name) == ("张三", "Ann Lee")


def test_mail_address_is_personal_like_the_phone(foreigner) -> None:
    case = kept(foreigner, email="san@example.org")
    assert "san@example.org" in find_details(case.receipt).address
    assert "san@" not in find_matter(case.receipt)


NOBODY = {"first_name": "", "last_name": "", "phone": ""}


def test_whoever_leaves_nothing_is_anonymous(foreigner) -> None:
    case = kept(foreigner, **NOBODY)
    assert case.anonymity == "anonymous" and find_details(case.receipt) is None


def test_chosen_anonymity_keeps_nothing_of_who_was_given(foreigner) -> None:
    case = kept(foreigner, **{"attribute[anonymity]": "anonymous"})
    assert case.anonymity == "anonymous" and find_details(case.receipt) is None


def test_sealed_identity_needs_a_way_to_be_found(foreigner) -> None:
    sealed = {"attribute[anonymity]": "sealed"}
    assert kept(foreigner, **sealed).anonymity == "sealed"
    assert say_error(foreigner.raise_matter(**sealed, **NOBODY))[0] == 400


def test_matter_that_needs_a_name_is_refused_without_one(foreigner) -> None:
    relief = {"service_code": "relief", "attribute[category]": "relief-allowance"}
    status, sentence = say_error(foreigner.raise_matter(**relief, **NOBODY))
    assert status == 400 and "实名" in sentence or "姓名" in sentence


def test_device_and_account_are_never_kept(foreigner, caplog) -> None:
    ids = {"device_id": "tt222111-device", "account_id": "acc-990017"}
    answer = foreigner.raise_matter(**ids)
    receipt = take(answer)["service_request_id"]
    assert "990017" not in answer.content.decode()
    kept_words = find_matter(receipt) + str(find_details(receipt)) + caplog.text
    assert "tt222111" not in kept_words and "990017" not in kept_words


# ---------------------------------------------------------------- again, often, dangerous
def test_same_key_of_repetition_gives_the_same_receipt(foreigner) -> None:
    key = {"Idempotency-Key": "0f8fad5b-d9cb-469f-a165-70867728950e"}
    first, again = (take(foreigner.post(encode(new()), **key)) for _ in range(2))
    assert first == again and Case.objects.count() == 1
    other = foreigner.post(encode(new(description="别的事")), **key)
    assert say_error(other)[0] == 400 and first["service_request_id"] not in str(other.content)
    assert say_error(foreigner.post(encode(new()), **{"Idempotency-Key": "a b"}))[0] == 400


def test_two_equal_forms_without_one_are_two_matters(foreigner) -> None:
    numbers = {take(foreigner.raise_matter())["service_request_id"] for _ in range(2)}
    assert len(numbers) == 2


def test_flood_of_one_place_is_slowed_with_the_time_to_wait(foreigner, settings) -> None:
    settings.INTAKE_PER_MINUTE = 2
    answers = [foreigner.raise_matter() for _ in range(3)]
    assert [one.status_code for one in answers] == [201, 201, 429]
    assert int(answers[2].headers["Retry-After"]) > 0
    elsewhere = foreigner.raise_matter(**{"attribute[village]": find_village(1)})
    assert elsewhere.status_code == 201


@pytest.mark.parametrize("shape", ["json", "xml"])
def test_words_of_danger_are_answered_with_the_numbers_first(people, shape) -> None:
    found = take(Foreigner(shape).raise_matter(description="家里着火了", extensions="true"))
    assert found["service_notice"].startswith("如果有人身危险，请立即拨打 110、119 或 120")
    assert found["minqing"]["emergency_numbers"] == ["110", "119", "120"]
    assert len(found["minqing"]["pin"]) == 6


# ---------------------------------------------------------------- keys
@pytest.fixture
def demanding(settings) -> None:
    settings.OPEN311_KEY = True


def test_key_is_needed_where_the_installation_says_so(demanding, people) -> None:
    key = issue_system(people["admin"], "OPEN311")
    foreigner = Foreigner()
    assert foreigner.raise_matter().status_code == 403
    assert foreigner.raise_matter(api_key="").status_code == 403
    assert foreigner.raise_matter(api_key=key).status_code == 201
    in_address = foreigner.client.post(
        f"/open311/v2/requests.json?api_key={key}",
        encode(new()),
        content_type="application/x-www-form-urlencoded",
    )
    assert in_address.status_code == 201
    assert foreigner.get("requests").status_code == 200


def test_wrong_key_is_403_in_the_standards_form(demanding, people) -> None:
    for wrong in ("x", "mq_a_b", "mq_", "键", "mq_" + "a" * 5000):
        for shape in ("json", "xml"):
            assert say_error(Foreigner(shape).raise_matter(api_key=wrong))[0] == 403, wrong


def test_token_of_another_scope_or_a_revoked_one_is_no_key(demanding, people) -> None:
    foreigner = Foreigner()
    assert say_error(foreigner.raise_matter(api_key=issue(people["clerk"])))[0] == 403
    key = issue_system(people["admin"], "OPEN311")
    revoke(people["admin"], key)
    assert say_error(foreigner.raise_matter(api_key=key))[0] == 403


def test_key_that_nobody_asked_for_is_left_alone(foreigner) -> None:
    assert foreigner.raise_matter(api_key="anything").status_code == 201
