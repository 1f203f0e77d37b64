"""Many commands in one request: line by line, in chunks, repeated without harm."""

from __future__ import annotations

import json

import pytest

from minqing.cases.models import Case
from minqing.gateway.api import bulk
from minqing.gateway.api.bulk import split_array, split_lines
from minqing.gateway.api.errors import Refused
from minqing.gateway.api.tests.house import Program, build, issue, receive

NDJSON = "application/x-ndjson"


def cut(text: bytes, size: int):
    return iter([text[at : at + size] for at in range(0, len(text), size)])


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_array_is_cut_into_its_objects_wherever_a_piece_ends(size) -> None:
    items = [{"a": '}]"\\', "b": [1, {"c": "["}]}, {}, {"机": "井"}]
    text = json.dumps(items, ensure_ascii=False).encode()
    assert [json.loads(one) for one in split_array(cut(text, size))] == items


@pytest.mark.parametrize("text", [b"", b"{}", b"[1]", b"[{},2]", b"[{}", b'["x"]', b'[{"a":"'])
def test_what_is_no_array_of_objects_is_refused(text) -> None:
    with pytest.raises(Refused):
        list(split_array(iter([text])))


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_lines_are_cut_wherever_a_piece_ends(size) -> None:
    assert list(split_lines(cut(b"a\n\n bb \nccc", size))) == [b"a", b" bb ", b"ccc"]


def test_line_without_end_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(bulk, "LONGEST_ITEM", 10)
    with pytest.raises(Refused):
        list(split_lines(iter([b"x" * 11])))


def read(answer) -> tuple[list[dict], dict]:
    *lines, end = [json.loads(line) for line in answer.getvalue().splitlines()]
    return lines, end


@pytest.mark.both_databases
@pytest.mark.django_db(databases=["default", "keys"])
class TestBulk:
    @pytest.fixture
    def program(self) -> Program:
        return Program(issue(build()["clerk"]))

    def test_every_line_is_answered_in_order(self, program) -> None:
        items = [receive(n) for n in range(5)]
        texts = [json.dumps(one) for one in items]
        texts.insert(2, "{broken")
        lines, end = read(program.post("/bulk", "\n".join(texts), NDJSON))
        assert [one["line"] for one in lines] == [1, 2, 3, 4, 5, 6]
        assert lines[2]["code"] == "json-unreadable"
        assert (end["done"], end["accepted"], end["refused"]) == (True, 5, 1)
        assert Case.objects.count() == 5

    def test_whole_request_may_come_again(self, program) -> None:
        body = [receive(n) for n in range(3)]
        read(program.post("/bulk", body))
        _, end = read(program.post("/bulk", body))
        assert (end["accepted"], end["already_done"]) == (0, 3)
        assert Case.objects.count() == 3

    def test_what_was_done_before_the_break_stays_and_is_told(self, program) -> None:
        text = json.dumps([receive(0)])[:-1] + ", 5]"
        lines, end = read(program.post("/bulk", text))
        assert (end["done"], end["code"]) == (False, "json-unreadable")
        assert len(lines) == Case.objects.count()

    def test_more_than_the_most_is_not_read(self, program, monkeypatch) -> None:
        monkeypatch.setattr(bulk, "MOST", 2)
        monkeypatch.setattr(bulk, "chunk_size", lambda: 2)
        _, end = read(program.post("/bulk", [receive(n) for n in range(5)]))
        assert (end["done"], end["accepted"], end["code"]) == (False, 2, "items-too-many")
