"""Pages of the versions of mechanisms: list, one, draft with its check, publish, compare, retire."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from minqing.households.workload import WorkloadSection
from minqing.log.public import get_now, get_snapshot, run_once
from minqing.mechanisms.models import PackDraft
from minqing.mechanisms.public import Packs

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def administrator(small_demo: dict[str, str]) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(login=small_demo["administrator"]))
    return client


def find_key() -> tuple[str, int]:
    """The mechanism in force that measures visits."""
    packs = get_snapshot(Packs).all()
    pack = next(p for p in packs if isinstance(p.section("workload"), WorkloadSection))
    return pack.key, pack.version


def bring(client: Client, change: Callable[[str, str], str]) -> str:
    """Upload the folder of that mechanism with every file changed; returns the draft."""
    folder = Path(settings.PACKS_DIR) / find_key()[0]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in (*folder.glob("*.yaml"), *folder.glob("examples/*.yaml")):
            name = path.relative_to(folder).as_posix()
            archive.writestr(f"{folder.name}/{name}", change(name, path.read_text("utf-8")))
    page = client.get(reverse("console:packs"))
    file = SimpleUploadedFile("a.zip", out.getvalue())
    fields = {"files": file, "draft": page.context["draft"]}
    assert client.post(reverse("console:packs"), fields).status_code == 302
    return str(page.context["draft"])


def raise_version(name: str, text: str) -> str:
    number = find_key()[1]
    if name == "pack.yaml":
        return text.replace(f"version: {number}\n", f"version: {number + 1}\n", 1)
    return text.replace("minutes: 30", "minutes: 480") if name == "workload.yaml" else text


def test_draft_shows_its_load_and_is_published_with_a_reason(administrator: Client) -> None:
    key, number = find_key()
    draft = bring(administrator, raise_version)
    address = reverse("console:pack-draft", args=[draft])
    page = administrator.get(address).content.decode()
    assert "检查通过" in page and "走访工作量 › 走访" not in page and "个做不完" in page
    nothing = administrator.post(address, {"valid_from": "2026-02-01", "reason": ""})
    assert nothing.status_code == 422
    done = administrator.post(address, {"valid_from": "2026-02-01", "reason": "按实际调整"})
    assert done.status_code == 302
    assert get_snapshot(Packs).current(key).version == number + 1
    run_once(get_now())
    query = f"?before={number}&after={number + 1}"
    compared = administrator.get(reverse("console:pack-compare", args=[key]) + query)
    assert "480" in compared.content.decode()
    assert "按实际调整" in administrator.get(reverse("console:pack", args=[key])).content.decode()
    fields = {"version": str(number + 1), "reason": "改回"}
    administrator.post(reverse("console:pack-retire", args=[key]), fields)
    assert get_snapshot(Packs).current(key).version == number


def test_draft_with_faults_says_where_and_cannot_be_published(administrator: Client) -> None:
    def spoil(name: str, text: str) -> str:
        return text.replace("low:", "lov:") if name == "caseloads.yaml" else text

    draft = bring(administrator, spoil)
    address = reverse("console:pack-draft", args=[draft])
    page = administrator.get(address).content.decode()
    assert "$.caseloads.measure.lov" in page and "发布这一版" not in page
    answer = administrator.post(address, {"valid_from": "2026-02-01", "reason": "试"})
    assert answer.status_code == 422
    administrator.post(address, {"act": "drop"})
    assert not PackDraft.objects.exists()


def test_whoever_may_not_publish_sees_versions_but_no_drafts(
    administrator: Client, small_demo: dict[str, str]
) -> None:
    draft = bring(administrator, raise_version)
    clerk = Client(headers={"host": "localhost"})
    clerk.force_login(get_user_model().objects.get(login=small_demo["township_clerk"]))
    page = clerk.get(reverse("console:packs")).content.decode()
    assert draft not in page and "上传一份草案" not in page
    assert clerk.get(reverse("console:pack-draft", args=[draft])).status_code == 403


def tighten(name: str, text: str) -> str:
    """Give every handling clock one hour, and lose a category."""
    text = raise_version(name, text)
    if name == "cases.yaml":
        spans = r"(handle: .*?span: )\{[^}]*\}"
        text, count = re.subn(spans, r"\1{amount: 1, unit: hours}", text, flags=re.S)
        assert count
    return text


def test_draft_is_tried_on_the_matters_that_really_came(administrator: Client) -> None:
    draft = bring(administrator, tighten)
    seen = administrator.get(reverse("console:pack-draft", args=[draft]))
    replay = seen.context["replay"]
    assert replay["found"].looked > 0
    handled = [one["line"] for one in replay["lines"] if one["line"].clock == "handle"]
    assert handled and sum(one.would for one in handled) >= sum(one.late for one in handled)
    assert "按近半年的真实事项试算" in seen.content.decode()


def test_same_rules_would_have_changed_nothing(administrator: Client) -> None:
    draft = bring(administrator, raise_version)
    replay = administrator.get(reverse("console:pack-draft", args=[draft])).context["replay"]
    assert (replay["newly"], replay["no_more"], replay["missing"]) == (0, 0, [])


def test_newer_version_of_the_program_is_offered_as_a_draft(
    administrator: Client, settings, tmp_path: Path
) -> None:
    key, number = find_key()
    assert "随程序带来的新版" not in administrator.get(reverse("console:packs")).content.decode()
    folder = Path(settings.PACKS_DIR) / key
    shutil.copytree(folder, tmp_path / key)
    main = tmp_path / key / "pack.yaml"
    main.write_text(raise_version("pack.yaml", main.read_text("utf-8")), "utf-8")
    settings.PACKS_DIR = tmp_path
    page = administrator.get(reverse("console:packs")).content.decode()
    assert f"第{number + 1}版，现在施行的是第{number}版" in page
    taken = administrator.post(reverse("console:packs"), {"offered": key})
    assert (
        taken.status_code == 302
        and "检查通过" in administrator.get(taken["Location"]).content.decode()
    )
    assert administrator.post(reverse("console:packs"), {"offered": "none"}).status_code == 404
