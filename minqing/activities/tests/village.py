"""A village in the database with its mechanism, a cadre and households, for tests of visits."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from minqing.households.public import (
    AssignCaseload,
    HouseholdHead,
    Presence,
    RegisterHousehold,
)
from minqing.kernel.messages import Personal
from minqing.log.public import submit
from minqing.mechanisms.public import publish_folder
from minqing.org.public import CreatePost, adopt_divisions, load_divisions, system_actor
from minqing.org.tests.builders import NOW, new_command

BANNER, TOWN = "150627", "150627101"
BY = system_actor("test")


def find_mechanism() -> Path:
    """Return the folder of the mechanism that says what visits there are."""
    folders = sorted(Path(settings.PACKS_DIR).iterdir())
    return next(folder for folder in folders if (folder / "duties.yaml").is_file())


def do(*commands: object) -> None:
    for answer in submit(commands, by=BY, now=NOW):
        assert answer.refusal is None, str(answer.refusal)


def make_village(households: int, away: int = 1) -> str:
    """Make a village with one cadre's post; the last `away` households are away."""
    adopt_divisions(BANNER, by=BY, now=NOW)
    outcome = publish_folder(find_mechanism(), by=BY, now=NOW)
    assert outcome.ok, outcome
    found = next(row for row in load_divisions().below(TOWN) if row.kind == "village")
    title = {"role": "village_cadre", "title": "包户干部1"}
    do(new_command(CreatePost, post="P-cadre", unit=found.code, **title))
    names = [f"H{number}" for number in range(1, households + 1)]
    for number, name in enumerate(names):
        head = Personal(HouseholdHead(f"甲{number}", ""), f"household:{name}")
        gone = number >= households - away
        do(
            new_command(
                RegisterHousehold,
                household=name,
                unit=found.code,
                presence=Presence.AWAY if gone else Presence.RESIDENT,
                head=head,
            )
        )
    do(new_command(AssignCaseload, post="P-cadre", households=tuple(names)))
    return found.code
