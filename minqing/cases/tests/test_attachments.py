"""Photos of a case: how many, what events say of them."""

from __future__ import annotations

from minqing.cases import commands_raiser as cr
from minqing.cases.raiser import FilePurpose
from minqing.cases.tests.builders import RESIDENT, Story, photo


def test_events_name_files_by_id_and_say_for_what():
    story = Story().received(files=(photo(1),))
    state = story.must(cr.AttachFiles, RESIDENT, files=(photo(2),), purpose=FilePurpose.REOPENING)
    assert [(one.file, one.purpose, one.by_resident) for one in state.files] == [
        ("file-1", FilePurpose.MATTER, False),
        ("file-2", FilePurpose.REOPENING, True),
    ]


def test_case_takes_only_so_many_files():
    story = Story().received()
    for start in range(0, 30, 6):
        story.must(cr.AttachFiles, "cadre", files=tuple(photo(start + one) for one in range(6)))
    assert story.refused(cr.AttachFiles, "cadre", files=(photo(99),)) == "case-files-too-many"
