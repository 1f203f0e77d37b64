"""What is done at the table: each paper is taken as what its name says."""

from __future__ import annotations

import pytest

from minqing.cases.public import PaperForm
from minqing.simulation.table import take_paper
from minqing.simulation.texts import load_matters


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("身份证复印件", PaperForm.COPY),
        ("土地承包合同复印件", PaperForm.COPY),
        ("残疾证", PaperForm.ORIGINAL),
        ("家庭成员同意书", PaperForm.ORIGINAL),
    ],
)
def test_paper_is_taken_as_what_its_name_says(name: str, form: PaperForm) -> None:
    taken = take_paper(name)
    assert (taken.name, taken.form) == (name, form)


def test_demonstration_takes_originals_and_copies() -> None:
    papers = [take_paper(name) for matter in load_matters() for name in matter.papers]
    assert {paper.form for paper in papers} == set(PaperForm)
