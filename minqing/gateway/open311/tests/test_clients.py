"""Client libraries that others wrote, unchanged, against a server on loopback.

`three` is of Python 2's days: one name that Python 3 dropped is stood in for it, and its own
conversion of XML, which leans on such names too, is not used. The others run as they are.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
import xmltodict
from civicbot.http import HttpError, HttpTransport, RateLimiter
from civicbot.open311 import Open311Client, ValidationError
from civicbot.registry import Endpoint
from georeport import GeoReport
from requests import HTTPError

from minqing.cases.public import find_by_receipt
from minqing.gateway.api.tests.house import find_village, issue_system
from minqing.gateway.open311.tests.house import WUDA, open_house, open_wuda
from minqing.imports.tests.house import BANNER
from minqing.log.registry import LazySnapshots

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


@pytest.fixture
def people(live_server) -> Iterator[dict[str, Any]]:
    LazySnapshots.forget()
    yield open_house()
    LazySnapshots.forget()


@pytest.fixture
def root(live_server, people) -> str:
    return f"{live_server.url}/open311/v2"


def make_civicbot(root: str, **more: Any) -> Open311Client:
    endpoint = Endpoint("here", "here", root, write=True, api_key_required_for_write=False)
    transport = HttpTransport(rate_limiter=RateLimiter(0, {}))
    return Open311Client(endpoint, transport, **more)


def make_three(root: str, shape: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    three = pytest.importorskip("three")
    return three.Three(root, format=shape)


def send(client: Open311Client, **more: Any) -> str:
    prepared = client.create_request(
        "water",
        dry_run=False,
        confirm="SEND",
        validate_remote=True,
        address_string="三社机井边",
        description="三社机井坏了，浇不上地",
        attributes={"village": find_village(), "category": "water-wells"},
        **more,
    )
    (answer,) = prepared.response
    number: str = answer["service_request_id"]
    return number


def test_civicbot_raises_a_matter_and_follows_it(root) -> None:
    client = make_civicbot(root)
    receipt = send(client, first_name="三", last_name="张", phone="13800000012", device_id="d")
    state = find_by_receipt(receipt)
    assert state is not None and state.category == "water-wells"
    assert client.get_request(receipt)["status"] == "open"
    assert client.get_token(receipt)[0]["service_request_id"] == receipt
    (line,) = client.list_requests(service_code="water", status="open", page_size=10)
    assert client.get_request(line["service_request_id"]) == line
    found = client.list_requests(service_request_ids=[receipt, line["service_request_id"]])
    assert [one["service_request_id"] for one in found] == [receipt, line["service_request_id"]]


def test_civicbot_checks_what_it_sends_against_the_definition(root) -> None:
    client = make_civicbot(root)
    with pytest.raises(ValidationError) as caught:
        client.create_request("nothing", validate_remote=True)
    assert "service_code" in str(caught.value) and "location" in str(caught.value)
    definition = client.get_service_definition("water")
    with pytest.raises(ValidationError, match="village"):
        client.build_request("water", address_string="x", definition=definition)


def test_civicbot_is_told_why_in_the_standards_form(root) -> None:
    client = make_civicbot(root)
    with pytest.raises(HttpError) as caught:
        client.create_request("water", dry_run=False, confirm="SEND", lat=39.5, lng=109.7)
    assert caught.value.status == 400 and '"description":"不能登记' in caught.value.body


def test_civicbot_brings_a_key_where_one_is_asked_for(root, people, settings) -> None:
    settings.OPEN311_KEY = True
    client = make_civicbot(root)
    with pytest.raises(HttpError) as caught:
        send(client)
    assert caught.value.status == 403
    assert find_by_receipt(send(client, api_key=issue_system(people["admin"], "OPEN311")))


@pytest.mark.parametrize("shape", ["json", "xml"])
def test_georeport_reads_everything_in_both_formats(root, shape) -> None:
    receipts = [send(make_civicbot(root)) for _ in range(2)]
    client = GeoReport(root, jurisdiction=BANNER, output_format=shape)
    services = {one["service_code"]: one for one in client.get_service_list()}
    assert services["water"]["type"] == "realtime" and "any" in services
    definition = client.get_service_definition("water")
    attributes = definition["attributes"]
    asked = attributes["attribute"] if shape == "xml" else attributes
    assert {"village", "category"} <= {one["code"] for one in asked}
    lines = client.get_service_requests(service_code="water", status="open")
    assert {one["service_code"] for one in lines} == {"water"} and len(lines) == 2
    assert client.get_service_request(receipts[0])["service_request_id"] == receipts[0]
    assert client.get_service_request(lines[0]["service_request_id"]) == lines[0]
    both = client.get_service_requests(service_request_id=",".join(receipts))
    assert [one["service_request_id"] for one in both] == receipts


@pytest.mark.parametrize("shape", ["json", "xml"])
def test_georeport_is_told_what_does_not_exist(root, shape) -> None:
    client = GeoReport(root, jurisdiction="sfgov.org", output_format=shape)
    with pytest.raises(HTTPError, match="404"):
        client.get_service_list()


def test_georeport_reads_two_places_side_by_side(root) -> None:
    community = open_wuda()
    for place, village in ((BANNER, find_village()), (WUDA, community)):
        client = GeoReport(root, jurisdiction=place)
        keys = str(client.get_service_definition("water")["attributes"])
        assert village in keys


def test_three_raises_a_matter_and_follows_it(root, monkeypatch) -> None:
    client = make_three(root, "json", monkeypatch)
    assert client.discovery()["endpoints"][0]["url"] == root
    assert client.services("water")["service_code"] == "water"
    fields = {"attribute[village]": find_village(), "name": "三 张", "phone": "13800000012"}
    (answer,) = client.post("water", description="井坏了", address="三社", **fields)
    receipt = answer["service_request_id"]
    assert client.request(receipt)[0]["service_request_id"] == receipt
    assert client.token(receipt)[0]["service_request_id"] == receipt
    assert len(client.requests("water", status="open", count=5)) == 1
    assert client.requests(between=["01-01-2020", "02-01-2020"]) == []
    (error,) = client.post("water", description="井坏了")
    assert error["code"] == 400 and "village" in error["description"]


def test_three_speaks_xml_too(root, monkeypatch) -> None:
    client = make_three(root, "xml", monkeypatch)
    services = xmltodict.parse(client.get("services", convert=False))["services"]["service"]
    assert "water" in {one["service_code"] for one in services}
    found = xmltodict.parse(client.get("requests", "nothing", convert=False))
    assert found["errors"]["error"]["code"] == "404"
