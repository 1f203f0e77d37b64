"""What a post is called in each language."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from minqing.org.directory import PostView
from minqing.org.naming import join_title, say_title


def post(title: str, role: str) -> PostView:
    return PostView(id="p-1", unit="150627", role=role, title=title, person=None, person_name="")


@pytest.mark.parametrize(
    ("title", "role", "language", "said"),
    [
        ("经办人", "department_handler", "zh-hans", "经办人"),
        ("经办人", "department_handler", "zh-hant", "經辦人"),
        ("经办人", "department_handler", "en", "Department handler"),
        ("负责人", "department_reviewer", "en", "Department reviewer"),
        ("后备干部", "village_cadre", "en", "Reserve cadre"),
        ("包户干部（三社）", "village_cadre", "en", "Stationed cadre"),
    ],
)
def test_title_is_said_in_the_language_of_the_reader(
    title: str, role: str, language: str, said: str
) -> None:
    with override(language):
        assert say_title(post(title, role)) == said


@pytest.mark.parametrize(
    ("unit", "title", "said"),
    [
        ("新达街道", "街道负责人", "新达街道负责人"),
        ("住房和城乡建设局", "经办人", "住房和城乡建设局经办人"),
        ("乌兰淖尔镇", "镇长", "乌兰淖尔镇镇长"),
        ("街道", "街道", "街道街道"),
    ],
)
def test_post_says_no_word_of_its_unit_twice(unit: str, title: str, said: str) -> None:
    assert join_title(unit, title) == said
