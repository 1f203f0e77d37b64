"""A photo by a program: in pieces to the upload door, then kept for a case, then attached."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from minqing.cases.public import list_files
from minqing.gateway.api.tests.house import CASES, Program, build, issue, receive
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor
from minqing.log.public import get_now
from minqing.vault.models import Upload, VaultFile

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]
SCOPES = (*CASES, "CASE_ATTACH")
DOOR = "/gateway/uploads/"


@pytest.fixture
def people(settings: Any, tmp_path: Path) -> dict[str, Actor]:
    settings.FILES_DIR = tmp_path / "files"
    return build()


@pytest.fixture
def clerk(people: dict[str, Actor]) -> Program:
    return Program(issue(people["clerk"], *SCOPES))


def make_photo() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((320, 240), 90).save(out, "PNG")
    return out.getvalue()


def send_up(program: Program, data: bytes, *, most: int = 10**9) -> str:
    """Send a file in two pieces, or only its first `most` bytes; returns the upload's id."""
    tus = {"tus-resumable": "1.0.0"}
    begun = program.client.post(
        DOOR, headers={**tus, "upload-length": str(len(data))}, content_type="text/plain"
    )
    assert begun.status_code == 201, begun.content
    url, middle = begun["Location"], len(data) // 2
    for start, piece in ((0, data[:middle]), (middle, data[middle:])):
        if start < most:
            answer = program.client.patch(
                url, piece, content_type="application/offset+octet-stream",
                headers={**tus, "upload-offset": str(start)},
            )  # fmt: skip
            assert answer.status_code == 204, answer.content
    return str(url).rpartition("/")[2]


def open_case(program: Program, number: int = 1) -> str:
    (told,) = program.post("/commands", receive(number)).json()["answers"]
    return str(told["made"]["case"])


def keep(program: Program, upload: str, case: str) -> Any:
    return program.post("/files", {"upload": upload, "case": case})


def attach(program: Program, case: str, *files: Any) -> Any:
    fields = {"case": case, "files": files, "purpose": "matter"}
    return program.post("/commands/case.attach-files", {"id": new_id(), "fields": fields})


def test_upload_becomes_an_attachment_of_its_case(people: dict[str, Actor], clerk: Program) -> None:
    case = open_case(clerk)
    kept = keep(clerk, send_up(clerk, make_photo()), case)
    assert kept.status_code == 200, kept.content
    assert (kept.json()["media"], kept.json()["width"]) == ("image/jpeg", 320)
    done = attach(clerk, case, kept.json())
    assert (done.status_code, done.json()["status"]) == (200, "accepted"), done.content
    (shown,) = list_files(people["clerk"], case, now=get_now())
    assert (shown.is_picture, shown.is_gone) == (True, False)
    assert not VaultFile.objects.filter(staged=True).exists()


def test_answer_that_was_lost_is_given_again(clerk: Program) -> None:
    case, upload = open_case(clerk), ""
    upload = send_up(clerk, make_photo())
    first, again = keep(clerk, upload, case), keep(clerk, upload, case)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert VaultFile.objects.count() == 2, "the picture and its small one, once"


def test_upload_is_for_one_case(clerk: Program) -> None:
    upload = send_up(clerk, make_photo())
    assert keep(clerk, upload, open_case(clerk, 1)).status_code == 200
    other = open_case(clerk, 2)
    answer = keep(clerk, upload, other)
    assert (answer.status_code, answer.json()["code"]) == (422, "upload-gone")
    assert answer.json()["field"] == "upload"


def test_file_kept_for_one_case_is_not_attached_to_another(clerk: Program) -> None:
    kept = keep(clerk, send_up(clerk, make_photo()), open_case(clerk, 1)).json()
    answer = attach(clerk, open_case(clerk, 2), kept)
    assert (answer.status_code, answer.json()["status" if answer.status_code == 200 else "code"]) == (
        422, "case-files-missing",
    )  # fmt: skip


def test_half_an_upload_is_not_kept(clerk: Program) -> None:
    answer = keep(clerk, send_up(clerk, make_photo(), most=1), open_case(clerk))
    assert (answer.status_code, answer.json()["code"]) == (422, "upload-gone")


def test_upload_of_another_token_is_as_if_it_were_not_there(
    people: dict[str, Actor], clerk: Program
) -> None:
    other = Program(issue(people["clerk"], *SCOPES))
    upload = send_up(other, make_photo())
    assert keep(clerk, upload, open_case(clerk)).json()["code"] == "upload-gone"


def test_case_out_of_reach_keeps_no_file(people: dict[str, Actor], clerk: Program) -> None:
    upload = send_up(clerk, make_photo())
    answer = keep(clerk, upload, "no-such-case")
    assert (answer.status_code, answer.json()["field"]) == (404, "case")
    assert Upload.objects.get(id=upload).became == b"" and not VaultFile.objects.exists()


def test_scope_is_asked_for(people: dict[str, Actor]) -> None:
    without = Program(issue(people["clerk"], "CASE_VIEW", "CASE_RECEIVE"))
    answer = keep(without, "0" * 32, "x")
    assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")


def test_kept_upload_leaves_room_for_others_and_none_to_the_tus_doors(clerk: Program) -> None:
    case = open_case(clerk)
    for _ in range(13):  # more than one sender may have open at once
        upload = send_up(clerk, make_photo())
        assert keep(clerk, upload, case).status_code == 200
    asked = clerk.client.head(f"{DOOR}{upload}", headers={"tus-resumable": "1.0.0"})
    assert asked.status_code == 404
