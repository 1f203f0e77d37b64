"""Who may be sent to a village, which teams there are, which papers: tables of refusals."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.conf import settings

from minqing.mechanisms.loader import list_folders, load_folder
from minqing.mechanisms.pack import Pack
from minqing.org.commands import (
    AppointPerson,
    ChangeTeamHead,
    CreatePost,
    DissolveTeam,
    EstablishTeam,
    IssueRemit,
    JoinTeam,
    LeaveTeam,
    RecordLeaving,
    RegisterPerson,
    WithdrawRemit,
)
from minqing.org.rules import remits, stationing, teams
from minqing.org.rules.stationing import add_years
from minqing.org.state import RemitState, TeamState
from minqing.org.terms import Posting, PostingKind, RemitPart
from minqing.org.tests.builders import (
    BANNER,
    DAY,
    TOWN,
    VILLAGE,
    WATER,
    House,
    named,
    new_command,
    small_banner,
)

OTHER_VILLAGE = "150627101204"
YEAR = date(2027, 3, 2)
TOWN_CADRE = Posting(PostingKind.TOWN, TOWN)
RESERVE = Posting(PostingKind.RESERVE, TOWN)


def _find_pack() -> Pack:
    folder = next(
        folder
        for folder in list_folders(settings.PACKS_DIR)
        if (folder / "stationing.yaml").exists()
    )
    pack = load_folder(folder).pack
    assert pack is not None
    return pack


class OneMechanism:
    """Stands for the published mechanisms: one that is in force everywhere."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def for_unit(self, path: Any, banner: str, section: str = "") -> Pack:
        return self.pack


PACK = OneMechanism(_find_pack())
POSTS = (
    ("C1", VILLAGE, "village_cadre"),
    ("C2", VILLAGE, "village_cadre"),
    ("SEC", VILLAGE, "village_secretary"),
    ("SEC2", OTHER_VILLAGE, "village_secretary"),
    ("LEAD", TOWN, "township_leader"),
    ("LEAD2", "150627103", "township_leader"),
    ("HEAD", WATER, "department_reviewer"),
    ("HAND", WATER, "department_handler"),
)


@pytest.fixture
def house() -> House:
    """A banner with posts of every kind that lead or live in villages; eight officials."""
    built = small_banner(PACK)
    for post, unit, role in POSTS:
        built.ok(new_command(CreatePost, post=post, unit=unit, role=role, title=post))
    for number in range(1, 9):
        person = f"p{number}"
        built.ok(new_command(RegisterPerson, person=person, name=named(person), home=TOWN))
    return built


def send(post: str = "C1", person: str = "p1", **changed: Any) -> AppointPerson:
    fields = {"since": DAY, "until": YEAR, "posting": TOWN_CADRE}
    return new_command(AppointPerson, post=post, person=person, **{**fields, **changed})


# ---------------------------------------------------------------- postings
def test_posting_is_kept_with_the_tenure(house: House) -> None:
    house.ok(send())
    assert house.states["post:C1"].current.posting == TOWN_CADRE
    assert house.directory().post("C1").posting == TOWN_CADRE


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"posting": Posting(PostingKind.TOWN, "nowhere")}, stationing.ORIGIN_UNKNOWN),
        ({"posting": Posting(PostingKind.TOWN, OTHER_VILLAGE)}, stationing.ORIGIN_WRONG),
        ({"post": "HAND"}, stationing.PLACE_WRONG),
        ({"until": None}, stationing.TERM_MISSING),
        ({"until": date(2027, 3, 3)}, stationing.TERM_LONG),
        ({"posting": Posting(PostingKind.RESERVE, TOWN, full_time=False)},
         stationing.RESERVE_PART_TIME),
    ],
)  # fmt: skip
def test_posting_refused_when_the_mechanism_does_not_allow_it(
    house: House, changed: dict[str, Any], refusal: Any
) -> None:
    refused = house.do(send(**changed))
    assert refused is not None and refused.code == refusal.code
    assert "{" not in str(refused)
    assert house.states["post:C1"].current is None


def test_second_reserve_cadre_of_a_village_is_refused(house: House) -> None:
    house.ok(send("C1", "p1", posting=RESERVE))
    refused = house.do(send("C2", "p2", posting=RESERVE))
    assert refused is not None and refused.code == stationing.RESERVE_EXISTS.code
    assert "新街村已有1名后备干部" in str(refused)
    house.ok(send("C2", "p2", posting=TOWN_CADRE))


def test_posting_without_a_mechanism_only_needs_its_origin() -> None:
    house = small_banner()
    house.ok(
        new_command(CreatePost, post="C1", unit=VILLAGE, role="village_cadre", title="包户干部"),
        new_command(RegisterPerson, person="p1", name=named("p1")),
        send(until=None),
    )


def test_appointment_without_posting_needs_no_term(house: House) -> None:
    house.ok(send(posting=None, until=None))


@pytest.mark.parametrize(
    ("day", "years", "after"),
    [(date(2026, 3, 2), 1, date(2027, 3, 2)), (date(2028, 2, 29), 1, date(2029, 3, 1))],
)
def test_a_year_later_is_the_same_day(day: date, years: int, after: date) -> None:
    assert add_years(day, years) == after


# ---------------------------------------------------------------- teams
def team(**changed: Any) -> EstablishTeam:
    fields = {
        "team": "T1", "kind": "department-team", "unit": WATER, "name": "水利局驻新街村工作队",
        "leader": "HEAD", "village": VILLAGE,
    }  # fmt: skip
    return new_command(EstablishTeam, **{**fields, **changed})


def group(**changed: Any) -> EstablishTeam:
    fields = {
        "team": "G1", "kind": "village-group", "unit": VILLAGE, "name": "新街村驻村工作组",
        "leader": "LEAD", "deputy": "SEC",
    }  # fmt: skip
    return new_command(EstablishTeam, **{**fields, **changed})


def test_department_team_is_led_by_the_head_of_the_department(house: House) -> None:
    house.ok(team(), group())
    directory = house.directory()
    assert [t.leader for t in directory.teams_of(WATER)] == ["HEAD"]
    assert [(t.leader, t.deputy) for t in directory.teams_of(VILLAGE)] == [("LEAD", "SEC")]


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (team(leader="HAND"), teams.LEADER_WRONG),
        (team(leader="LEAD"), teams.LEADER_WRONG),
        (team(leader="nobody"), teams.LEADER_WRONG),
        (team(village=""), teams.VILLAGE_WRONG),
        (team(village=TOWN), teams.VILLAGE_WRONG),
        (team(unit=VILLAGE), teams.UNIT_WRONG),
        (team(kind="choir"), teams.KIND_UNKNOWN),
        (group(leader="LEAD2"), teams.LEADER_WRONG),
        (group(leader="SEC", deputy="LEAD"), teams.LEADER_WRONG),
        (group(deputy="SEC2"), teams.LEADER_WRONG),
    ],
)
def test_team_refused_when_the_mechanism_does_not_know_it_so(
    house: House, command: EstablishTeam, refusal: Any
) -> None:
    refused = house.do(command)
    assert refused is not None and refused.code == refusal.code
    assert "{" not in str(refused)


def test_village_has_one_group_only(house: House) -> None:
    house.ok(group())
    refused = house.do(group(team="G2"))
    assert refused is not None and refused.code == teams.ONE_ONLY.code
    house.ok(new_command(DissolveTeam, team="G1", reason="调整"), group(team="G2"))


def test_team_id_is_used_once(house: House) -> None:
    house.ok(team())
    refused = house.do(team())
    assert refused is not None and refused.code == teams.EXISTS.code


def test_members_join_up_to_the_size_and_leave(house: House) -> None:
    house.ok(team(), new_command(JoinTeam, team="T1", persons=("p1", "p2", "p3", "p4", "p5")))
    refused = house.do(new_command(JoinTeam, team="T1", persons=("p6", "p7")))
    assert refused is not None and refused.code == teams.MEMBERS_MANY.code
    house.ok(new_command(LeaveTeam, team="T1", person="p1"))
    state: TeamState = house.states["team:T1"]
    assert state.members == ("p2", "p3", "p4", "p5")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (new_command(JoinTeam, team="T1", persons=("p1",)), "team-member-in"),
        (new_command(JoinTeam, team="T1", persons=()), "team-member-in"),
        (new_command(JoinTeam, team="T1", persons=("ghost",)), "person-unknown"),
        (new_command(JoinTeam, team="T1", persons=("p8",)), "person-left"),
        (new_command(JoinTeam, team="G1", persons=("p2",)), "team-members-stationed"),
        (new_command(JoinTeam, team="none", persons=("p2",)), "team-unknown"),
        (new_command(LeaveTeam, team="T1", person="p2"), "team-member-out"),
        (new_command(ChangeTeamHead, team="T1", leader="HEAD"), "team-head-same"),
        (new_command(ChangeTeamHead, team="T1", leader="LEAD"), "team-leader-wrong"),
        (new_command(DissolveTeam, team="T1", reason=" "), "team-reason-missing"),
    ],
)
def test_act_on_a_team_is_refused(house: House, command: Any, code: str) -> None:
    house.ok(team(), group(), new_command(JoinTeam, team="T1", persons=("p1",)))
    house.ok(new_command(RecordLeaving, person="p8", on=DAY))
    refused = house.do(command)
    assert refused is not None and refused.code == code


def test_dissolved_team_is_left_alone(house: House) -> None:
    house.ok(team(), new_command(DissolveTeam, team="T1", reason="撤并"))
    refused = house.do(new_command(LeaveTeam, team="T1", person="p1"))
    assert refused is not None and refused.code == teams.DISSOLVED.code
    assert house.directory().teams() == ()


def test_deputy_changes_with_the_post_of_the_secretary(house: House) -> None:
    house.ok(group(deputy=""), new_command(ChangeTeamHead, team="G1", leader="LEAD", deputy="SEC"))
    assert house.states["team:G1"].deputy == "SEC"


# ---------------------------------------------------------------- written responsibilities
PARTS = tuple(
    RemitPart(code, "管到户、办到位。") for code in ("duties", "style", "focus", "methods")
)


def issue(**changed: Any) -> IssueRemit:
    fields = {
        "remit": "R1", "level": "village", "unit": VILLAGE, "title": "村党支部职责",
        "number": "〔2026〕1号", "on": DAY, "parts": PARTS,
    }  # fmt: skip
    return new_command(IssueRemit, **{**fields, **changed})


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"level": "province"}, remits.LEVEL_UNKNOWN),
        ({"parts": PARTS[:3]}, remits.PART_MISSING),
        ({"parts": (*PARTS[:3], RemitPart("methods", "  "))}, remits.PART_MISSING),
        ({"parts": (*PARTS[:3], RemitPart("methods", "长" * 4001))}, remits.PART_LONG),
    ],
)
def test_paper_of_responsibilities_must_be_whole(
    house: House, changed: dict[str, Any], refusal: Any
) -> None:
    refused = house.do(issue(**changed))
    assert refused is not None and refused.code == refusal.code


def test_paper_is_issued_once_and_withdrawn_with_a_reason(house: House) -> None:
    house.ok(issue())
    codes = [
        house.do(command)
        for command in (
            issue(),
            new_command(WithdrawRemit, remit="R1", reason=""),
            new_command(WithdrawRemit, remit="R9", reason="修订"),
        )
    ]
    assert [refused.code if refused else "" for refused in codes] == [
        remits.EXISTS.code, remits.REASON.code, remits.UNKNOWN.code,
    ]  # fmt: skip
    house.ok(new_command(WithdrawRemit, remit="R1", reason="修订"))
    state: RemitState = house.states["remit:R1"]
    assert state.withdrawn == DAY and state.home == BANNER
    again = house.do(new_command(WithdrawRemit, remit="R1", reason="修订"))
    assert again is not None and again.code == remits.WITHDRAWN.code
