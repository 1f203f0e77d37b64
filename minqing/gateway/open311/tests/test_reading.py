"""What anybody may read: services, the board's lines, a receipt; the same in both formats."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from minqing.cases.models import Case
from minqing.gateway.api.tests.house import find_village
from minqing.gateway.open311.tests.house import (
    WUDA,
    Foreigner,
    open_house,
    open_wuda,
    read,
)
from minqing.imports.tests.house import BANNER

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]
SHAPES = ("json", "xml")


@pytest.fixture(autouse=True)
def _house() -> None:
    open_house()


@pytest.fixture(params=SHAPES)
def foreigner(request) -> Foreigner:
    return Foreigner(request.param)


def raise_one(foreigner: Foreigner, **changes: str) -> str:
    answer = foreigner.raise_matter(**changes)
    assert answer.status_code == 201, answer.content.decode()
    number: str = read(answer)[0]["service_request_id"]
    return number


def say_error(answer) -> tuple[int, str]:
    """Return the status and the sentence of an answer that is the standard's list of errors."""
    (error,) = read(answer)
    assert set(error) == {"code", "description"}
    assert str(error["code"]) == str(answer.status_code)
    return answer.status_code, error["description"]


def test_discovery_names_the_endpoint_and_both_formats(foreigner) -> None:
    found = read(foreigner.get("discovery"))
    (endpoint,) = found["endpoints"]
    assert endpoint["url"] == "http://localhost/open311/v2"
    assert endpoint["formats"] == ["text/xml", "application/json"]
    assert endpoint["type"] == "production"
    assert "minqing" not in found


def test_services_are_the_categories_of_the_place_and_one_for_who_does_not_know(foreigner) -> None:
    services = read(foreigner.get("services"))
    codes = [one["service_code"] for one in services]
    assert {"water", "roads", "any"} <= set(codes) and len(codes) == len(set(codes))
    assert {one["type"] for one in services} == {"realtime"}
    assert {str(one["metadata"]).lower() for one in services} == {"true"}


def test_definition_asks_for_the_village_and_offers_the_second_level(foreigner) -> None:
    found = read(foreigner.get("services/water"))
    attributes = {one["code"]: one for one in found["attributes"]}
    village = attributes["village"]
    assert str(village["required"]).lower() == "true"
    assert find_village() in {one["key"] for one in village["values"]}
    assert "water-drinking" in {one["key"] for one in attributes["category"]["values"]}
    assert str(attributes["danger"]["variable"]).lower() == "false"
    assert "110" in attributes["danger"]["description"]
    assert "complaint" not in str(attributes["kind"]["values"])
    orders = [int(one["order"]) for one in found["attributes"]]
    assert orders == list(range(1, len(orders) + 1))


def test_what_does_not_exist_is_404_in_the_standards_form(foreigner) -> None:
    for path in ("services/nothing", "requests/nothing", "tokens/nothing", "x/y", ""):
        status, sentence = say_error(foreigner.get(path))
        assert status == 404 and sentence.endswith("。"), path


def test_line_of_a_list_has_structured_fields_and_whole_days_only(foreigner) -> None:
    receipt = raise_one(foreigner)
    (line,) = read(foreigner.get("requests"))
    assert line["service_code"] == "water" and line["status"] == "open"
    assert line["requested_datetime"].endswith("T00:00:00+08:00")
    assert line["expected_datetime"].endswith("T23:59:59+08:00")
    empty = ("description", "lat", "long", "media_url", "service_notice", "zipcode")
    assert [line[name] for name in empty] == [None] * len(empty)
    assert receipt not in str(line) and "机井" not in str(line)


def test_small_village_is_told_one_level_up_and_by_no_number(foreigner) -> None:
    receipt = raise_one(foreigner)
    text = foreigner.get("requests", extensions="true").content.decode()
    village = find_village()
    assert village not in text and receipt[:4] not in text
    case = Case.objects.get(receipt=receipt)
    assert case.id not in text
    (line,) = read(foreigner.get("requests", extensions="true"))
    assert line["address_id"] == BANNER
    assert str(line["minqing"]["is_lifted"]).lower() == "true"
    assert line["minqing"]["answers"] == [] and line["minqing"]["state"] == "received"


def test_number_of_a_line_leads_back_to_the_same_line(foreigner) -> None:
    raise_one(foreigner)
    (line,) = read(foreigner.get("requests"))
    assert read(foreigner.get(f"requests/{line['service_request_id']}")) == [line]
    number = line["service_request_id"]
    changed = ("a" if number[0] != "a" else "b") + number[1:]
    assert foreigner.get(f"requests/{changed}").status_code == 404


def test_receipt_alone_shows_status_and_dates(foreigner) -> None:
    receipt = raise_one(foreigner)
    (found,) = read(foreigner.get(f"requests/{receipt.lower()}"))
    told = {name for name, value in found.items() if value}
    assert told == {
        "service_request_id", "status", "status_notes", "service_name", "service_code",
        "requested_datetime", "updated_datetime", "expected_datetime",
    }  # fmt: skip
    assert (found["service_code"], found["status"]) == ("any", "open")
    (more,) = read(foreigner.get(f"requests/{receipt}", extensions="true"))
    assert more["minqing"]["updates"][0]["title"] == "登记"
    assert more["minqing"]["clocks"][0]["name"] == "promise"


def test_token_gives_the_request_at_once(foreigner) -> None:
    receipt = raise_one(foreigner)
    (found,) = read(foreigner.get(f"tokens/{receipt}"))
    assert found == {"service_request_id": receipt, "token": receipt}


def test_sealed_complaint_is_on_no_list(foreigner) -> None:
    receipt = raise_one(foreigner)
    Case.objects.filter(receipt=receipt).update(sealed=True)
    assert read(foreigner.get("requests")) == []


def test_several_numbers_may_be_asked_for_at_once(foreigner) -> None:
    receipts = [raise_one(foreigner) for _ in range(3)]
    asked = f"{receipts[2]},{receipts[0]},nothing"
    found = read(foreigner.get("requests", service_request_id=asked, status="closed"))
    assert [one["service_request_id"] for one in found] == [receipts[2], receipts[0]]


NARROWED = [
    ({}, 1),
    ({"service_code": "water"}, 1),
    ({"service_code": "roads"}, 0),
    ({"service_code": "roads, water"}, 1),
    ({"service_code": "any"}, 0),
    ({"status": "open"}, 1),
    ({"status": "closed"}, 0),
    ({"status": "open,closed"}, 1),
    ({"start_date": "2020-01-01T00:00:00Z", "end_date": "2020-01-02T00:00:00Z"}, 0),
    ({"start_date": "2020-01-01T00:00:00Z"}, 0),
    ({"start_date": ""}, 1),
    ({"page": "2"}, 0),
    ({"page_size": "1"}, 1),
    ({"page": "1", "page_size": "99999"}, 1),
    ({"jurisdiction_id": BANNER}, 1),
    ({"lat": "1", "unknown": "x"}, 1),
]


def test_list_is_narrowed_by_what_is_asked() -> None:
    foreigner = Foreigner()
    raise_one(foreigner)
    for query, found in NARROWED:
        answer = foreigner.get("requests", **query)
        assert (answer.status_code, len(answer.json())) == (200, found), query


SENSELESS = [
    {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"},
    {"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"},
    {"start_date": "yesterday"},
    {"start_date": "2026-13-01T00:00:00Z"},
    {"start_date": "0001-01-01T00:00:00+14:00"},
    {"end_date": "9999-12-31T23:59:59-12:00"},
    {"status": "lost"},
    {"page": "0"},
    {"page": "-1"},
    {"page_size": "many"},
    {"page_size": "٣"},
    {"page": "9" * 400},
    {"service_request_id": ",".join(f"x{n}" for n in range(60))},
    {"start_date": "2026-01-01\x00"},
    {"page": ["1", "2"]},
]


def test_question_that_makes_no_sense_is_400_with_a_sentence(foreigner) -> None:
    for query in SENSELESS:
        status, sentence = say_error(foreigner.get("requests", **query))
        assert status == 400 and sentence.startswith("不能"), query


def test_pages_hold_every_line_once() -> None:
    foreigner = Foreigner()
    for _ in range(5):
        raise_one(foreigner)
    seen = [
        one["service_request_id"]
        for page in (1, 2, 3)
        for one in foreigner.get("requests", page=page, page_size=2).json()
    ]
    assert len(seen) == len(set(seen)) == 5


def test_hours_do_not_narrow_a_list() -> None:
    foreigner = Foreigner()
    raise_one(foreigner)
    day = foreigner.get("requests").json()[0]["requested_datetime"]
    at = {"start_date": day, "end_date": day}
    assert len(foreigner.get("requests", **at).json()) == 1


# ---------------------------------------------------------------- several places
def test_jurisdiction_chooses_the_mechanism_and_the_villages(foreigner) -> None:
    community = open_wuda()
    here = read(foreigner.get("services/water", jurisdiction_id=BANNER))
    there = read(foreigner.get("services/water", jurisdiction_id=WUDA))
    assert community in str(there) and community not in str(here)
    names = {
        place: {s["service_name"] for s in read(foreigner.get("services", jurisdiction_id=place))}
        for place in (BANNER, WUDA)
    }
    assert names[BANNER] != names[WUDA]
    assert foreigner.get("services").content == (
        foreigner.get("services", jurisdiction_id=WUDA).content
    )


def test_matter_of_one_place_is_on_its_own_list_alone(foreigner) -> None:
    community = open_wuda()
    raise_one(foreigner, **{"attribute[village]": community, "jurisdiction_id": WUDA})
    raise_one(foreigner)  # without: the village says which place it is
    lists = {
        place: read(foreigner.get("requests", jurisdiction_id=place)) for place in (BANNER, WUDA)
    }
    assert [len(one) for one in lists.values()] == [1, 1]
    numbers = [one[0]["service_request_id"] for one in lists.values()]
    assert len(set(numbers)) == 2


def test_unknown_jurisdiction_is_404(foreigner) -> None:
    for path in ("services", "services/water", "requests", "requests/x", "tokens/x"):
        status, sentence = say_error(foreigner.get(path, jurisdiction_id="sfgov.org"))
        assert status == 404 and BANNER in sentence, path


# ---------------------------------------------------------------- formats, languages, other sites
def test_format_is_the_end_of_the_address_else_what_is_accepted_else_xml() -> None:
    client = Foreigner().client
    by_accept = client.get("/open311/v2/services", headers={"accept": "application/json"})
    assert by_accept.headers["Content-Type"].startswith("application/json")
    assert client.get("/open311/v2/services").headers["Content-Type"].startswith("text/xml")
    for wrong in ("csv", "JSON", "", "xml.json"):
        answer = client.get(f"/open311/v2/services.{wrong}")
        assert answer.status_code == 404, wrong
        assert read(answer)


def test_words_are_in_the_language_that_is_accepted() -> None:
    for language, expected in (("", "水利饮水"), ("en", "Water"), ("zh-Hant", "水利飲水")):
        services = Foreigner(language=language).get("services").json()
        assert expected in [one["service_name"] for one in services], language


def test_other_sites_may_read_but_not_post_from_a_visitors_browser() -> None:
    foreigner = Foreigner()
    allowed = "Access-Control-Allow-Origin"
    assert foreigner.get("requests").headers[allowed] == "*"
    assert allowed not in foreigner.raise_matter().headers
    assert "Access-Control-Allow-Credentials" not in foreigner.get("requests").headers


def test_extension_names_the_jurisdictions() -> None:
    found = Foreigner().get("discovery", extensions="true").json()
    assert found["minqing"]["jurisdictions"] == [{"jurisdiction_id": BANNER, "name": "伊金霍洛旗"}]


def test_list_of_a_closed_matter_says_its_day(monkeypatch) -> None:
    foreigner = Foreigner()
    receipt = raise_one(foreigner)
    closed_at = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
    Case.objects.filter(receipt=receipt).update(status="closed", closed_at=closed_at, living=False)
    (line,) = foreigner.get("requests", status="closed").json()
    assert line["status"] == "closed"
    assert line["updated_datetime"] == "2026-11-21T00:00:00+08:00"
