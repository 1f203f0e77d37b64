"""The document is complete and true to what answers; the reference names every code."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.test import Client

from minqing.gateway.api.document import make_document
from minqing.gateway.api.errors import KINDS
from minqing.gateway.api.reads import list_operations
from minqing.kernel.offers import offers
from minqing.log.public import list_commands
from tests.doors.test_commands import REVIEWED

DOCS = Path(__file__).resolve().parents[4] / "docs/reference"


def test_names_of_schemas_are_names_in_every_language() -> None:
    """Generators make a class of each; two of one name, or one with dots, lose operations."""
    document = make_document()
    names = list(document["components"]["schemas"])
    assert [name for name in names if not re.fullmatch(r"[A-Z][0-9A-Za-z]*", name)] == []
    assert len({name.casefold() for name in names}) == len(names)
    titles = {one["title"] for one in document["components"]["schemas"].values() if "title" in one}
    assert titles <= set(names)
    refs = set(re.findall(r'"#/components/schemas/([^"]*)"', json.dumps(document)))
    assert refs <= set(names)
    assert {"HouseholdsPresence", "MeetingsPresence"} <= set(names)


def test_every_command_is_offered_or_held_back_with_a_reason() -> None:
    paths = make_document()["paths"]
    names = {line.partition(":")[0] for line in REVIEWED.read_text().splitlines()}
    offered = {path.removeprefix("/commands/") for path in paths if path.startswith("/commands/")}
    assert names - offered == set(offers.held_back) & names
    assert set(offers.held_back) <= {command.TYPE for command in list_commands()}
    assert all(offers.held_back.values())


@pytest.mark.parametrize("page", ["api.md", "api.zh.md"])
def test_reference_names_every_code_read_and_held_back_command(page) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    for kind in KINDS:
        assert f"| {kind.status} | `{kind.code}` | {kind.sentence} |" in text, kind.code
    for operation in list_operations():
        assert f"`GET {operation.path}`" in text, operation.path
    for command, why in offers.held_back.items():
        assert f"| `{command}` | {why} |" in text, command


def test_every_reference_inside_the_document_leads_somewhere() -> None:
    document = make_document()
    known = document["components"]["schemas"]

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if "$ref" in value:
                assert str(value["$ref"]).rpartition("/")[2] in known
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(document)


def test_operation_ids_are_unique_and_summed_up() -> None:
    operations = [one for path in make_document()["paths"].values() for one in path.values()]
    ids = [one["operationId"] for one in operations]
    assert len(ids) == len(set(ids)) > 100
    silent = {one["operationId"] for one in operations if not one["summary"]}
    assert {one for one in silent if "tally" not in one} == set()  # the log's tests' own


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize("path", ["docs", "docs/commands.case.receive", "docs/cases.list"])
def test_pages_need_no_script_and_no_foreign_host(path) -> None:
    answer = Client(headers={"host": "localhost"}).get(f"/api/v1/{path}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<script" not in page.replace('<script src="/static/', "") and "style=" not in page
    assert "http://" not in page.replace("http://www.w3.org", "") and "https://" not in page
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.django_db(databases=["default", "keys"])
def test_unknown_operation_has_no_page() -> None:
    assert Client(headers={"host": "localhost"}).get("/api/v1/docs/no.such").status_code == 404
