"""Random histories of a case: what must hold whatever anybody does, in any order."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from minqing.approvals.public import AskAgain, GiveConsent, SendBackRequest, WithdrawRequest
from minqing.cases import commands as c
from minqing.cases import commands_raiser as cr
from minqing.cases import events as e
from minqing.cases import group_commands as gc
from minqing.cases import rules
from minqing.cases.clocks_of_case import derive
from minqing.cases.consent_terms import ConsentKind
from minqing.cases.group_commands import GROUP_COMMANDS
from minqing.cases.projection import COLUMNS, row
from minqing.cases.raiser import RequestAnswer, RequestKind
from minqing.cases.rules import VERB_OF, VERBS, Who, available_acts
from minqing.cases.rules.ground import Directory, WorkCalendar
from minqing.cases.state import CaseState
from minqing.cases.terms import (
    Anonymity,
    Channel,
    GivenOn,
    Ledger,
    MatterKind,
    Means,
    Outcome,
    Plan,
    Status,
)
from minqing.cases.tests.builders import (
    RESIDENT,
    STAFF,
    SYSTEM,
    TOWN,
    WATER,
    Story,
    photo,
    raiser,
    receive,
    said,
    staff,
)
from minqing.cases.tests.stories_beside import fill_beside
from minqing.cases.tests.stories_dispatch import fill_dispatch
from minqing.kernel.messages import Actor, Refusal

NAMES = (
    "cadre",
    "clerk",
    "handler",
    "reviewer",
    "leader",
    "office",
    "chief",
    "deputy",
    "supervisor",
    "caller",
    "recipient",
)
ACTORS: tuple[Actor, ...] = (*(staff(name) for name in NAMES), RESIDENT, SYSTEM)
BY_NAME = {verb.command.TYPE: verb.command for verb in VERBS}
WORK = tuple(
    verb.command
    for verb in VERBS
    if None not in verb.moves and verb.command not in GROUP_COMMANDS  # test_group_histories.py
)

Number = st.integers(min_value=0, max_value=10_000)
Step = st.tuples(Number, Number, Number, st.sampled_from([0, 1, 3, 20, 70, 200, 900]))


def fill(kind: type[c.CaseCommand], n: int, story: Story) -> dict:
    """Return fields for a command: mostly sensible, sometimes not."""

    def pick(*options):
        return options[n % len(options)]

    later = story.now + timedelta(days=pick(5, 30, 400, -2))
    return {
        c.TriageCase: {
            "kind": pick(
                MatterKind.HELP,
                MatterKind.APPEAL,
                MatterKind.HELP,
                MatterKind.HELP,
                MatterKind.COMPLAINT_AGAINST_OFFICIAL,
            ),
            "ledger": pick(*Ledger),
            "category": pick("water-wells", "roads", "nothing"),
            "unit": pick("", "", TOWN, WATER),
        },
        c.SettleOnSpot: {"outcome": pick(*Outcome), "reply": said("当面说清。")},
        c.TakeOnErrand: {"papers": ("户口本", "收入证明")[: n % 3]},
        c.HandBackPapers: {"papers": pick((), (1,), (2,))},
        c.RaiseToNextLevel: {
            "tried": said(pick("村里请水管员看过，没有资金更换。", "没办法")),
            "unit": pick("", "", WATER),
        },
        c.ReturnCase: {"reason": pick("other", "nothing"), "words": said("缺井的位置。")},
        c.AssignHandler: {"post": f"post-{pick(*STAFF)}"},
        c.RecordResult: {
            "outcome": pick(*Outcome),
            "reply": said("已更换水泵。"),
            "plan": Plan(unit=WATER, date=later, reason="需投资"),
            "reason": "in_court",
            "legal_channel": pick("litigation", "review", ""),
            "rule": "办法第三条",
            "organ": "法院",
        },
        c.ReviewResult: {"approved": bool(n % 3), "remarks": said("补充日期。")},
        c.RecordTelling: {"means": pick(*Means), "proof": pick("凭证1", "")},
        c.RecordConfirmation: {
            "answered": bool(n % 5),
            "solved": bool(n % 3),
            "given_on": pick(*GivenOn),
            "in_resident_mode": bool(n % 2),
        },
        c.ReopenCase: {
            "words": said("又坏了。"),
            "new_facts": n % 4 == 0,
            "facts": said("换了的泵是旧的。"),
        },
        c.WithdrawCase: {"means": Means.PHONE},
        c.TakeBackImport: {"batch": "b1", "expected_version": 1},
        c.TransferComplaint: {"organ": "旗纪委监委"},
        c.PauseCase: {"reason": "season", "until": later},
        c.AskExtension: {
            "approval": f"A{story.numbers}",
            "amount": pick(5, 15, 40),
            "words": said("等配件"),
        },
        c.AskUnsealing: {"approval": f"A{story.numbers}", "words": said("要上门核对")},
        c.RecordFinalOpinion: {
            "approval": f"A{story.numbers}",
            "outcome": pick(Outcome.EXPLAINED, Outcome.SOLVED, Outcome.PLANNED),
            "channels": pick(("review", "litigation"), ("nothing",)),
            "words": said("终结意见。"),
        },
        c.TellOfChange: {"means": pick(*Means), "proof": pick("凭证1", "")},
        c.LookAtPlanned: {
            "note": said("已招标。"),
            "new_date": later,
            "reason": "顺延",
            "raiser_told": Means.PHONE,
        },
        **fill_beside(n, story),
        **fill_dispatch(n, story),
        c.LinkCase: {"relation": "same", "target": f"case:{n}"},
        cr.AskOffice: {"kind": pick(*RequestKind), "words": said("请下午打。")},
        cr.AnswerRequest: {
            "kind": pick(*RequestKind),
            "answer": pick(*RequestAnswer),
            "rule": pick("", "办法第三条"),
            "words": said("已打过。"),
            "raiser": raiser("改名") if n % 2 else None,
        },
        cr.AttachFiles: {"files": tuple(photo(one) for one in range(pick(1, 2, 7)))},
        c.UnmaskRaiser: {"reason": "约定上门时间"},
    }.get(kind, {})


def choose(story: Story, by: Actor, n: int) -> type[c.CaseCommand]:
    """Return an act that is open to the actor, if any; every fifth time just any act."""
    state = story.states.get("case:1")
    open_acts = available_acts(state, story.frame(by)) if state is not None else ()
    acts = [act for act in open_acts if BY_NAME[act.type] in WORK]
    if by is SYSTEM:
        return c.LookAgain
    if acts and n % 5:
        return BY_NAME[acts[n % len(acts)].type]
    return WORK[n % len(WORK)]


def move_request(story: Story, by: Actor, n: int) -> None:
    """Let an actor do something with the newest request, sensible or not."""
    requests = [one for one in story.states if one.startswith("approval:")]
    if not requests:
        return
    kind = (GiveConsent, GiveConsent, GiveConsent, SendBackRequest, AskAgain, WithdrawRequest)[
        n % 6
    ]
    request = requests[-1].partition(":")[2]
    terms = story.request(request).terms
    fields = {
        SendBackRequest: {"remarks": said("写明依据。")},
        AskAgain: {"terms": terms, "words": said("补充依据。")},
    }.get(kind, {})
    story.answer(kind, by, request=request, **fields)


def play(steps: list[tuple[int, int, int, int]], beginning: int) -> Story:
    story = Story()
    anonymous = beginning % 5 == 0
    known = Anonymity.SEALED if beginning % 3 == 0 else Anonymity.NAMED
    story.tell(
        receive(
            channel=(Channel.VISIT, Channel.PORTAL)[beginning % 2],
            anonymity=Anonymity.ANONYMOUS if anonymous else known,
            raiser=None if anonymous else raiser(),
            kind=(
                MatterKind.COMPLAINT_AGAINST_OFFICIAL if beginning % 11 == 0 else MatterKind.HELP
            ),
        ),
        staff("cadre"),
    )
    for who, act, n, hours in steps:
        by = ACTORS[who % len(ACTORS)]
        story.wait(hours=hours)
        if n % 3 == 0:
            move_request(story, by, act)
        kind = choose(story, by, act)
        answer = story.do(kind, by, **fill(kind, n, story))
        if isinstance(answer, Refusal) and answer.code not in ("not-allowed",):
            assert "{" not in str(answer), answer.code
    return story


histories = settings(max_examples=60, deadline=None)
given_history = given(st.lists(Step, min_size=3, max_size=30), Number)


def check_law_one(state: CaseState, story: Story) -> None:
    directory = story.snapshots[Directory]
    assert state.receipt
    assert state.holder_post and directory.accountable(state.holder_post)
    assert state.clock is not None
    assert [held.until for held in state.holdings].count(None) == 1
    assert state.holdings[-1].post == state.holder_post
    derived = derive(state, story.snapshots[WorkCalendar])
    assert derived.due_at is not None
    assert derived.look_again_at is not None or state.breach is not None


@histories
@given_history
def test_law_one_holds_over_random_histories(steps, beginning):
    story = play(steps, beginning)
    for _, _, _, state in story.history:
        if state.is_living:
            check_law_one(state, story)
        else:
            assert state.clock is None
            assert all(held.until is not None for held in state.holdings)
        for earlier, later in zip(state.holdings, state.holdings[1:], strict=False):
            assert earlier.until is not None and earlier.until <= later.since


@histories
@given_history
def test_no_move_outside_the_table(steps, beginning):
    for command, before, events, after in play(steps, beginning).history:
        moves = VERB_OF[find_verb(command, events)].moves
        start = None if before is None else before.status
        assert start in moves and after.status in moves[start], type(command).__name__


def find_verb(command: object, events: list[object]) -> type[c.CaseCommand]:
    """Return the verb a command stands for; consent stands for what was asked."""
    if isinstance(command, c.CaseCommand):
        return type(command)
    moved = next(one for one in events if isinstance(one, e.ConsentMoved))
    return {
        ConsentKind.EXTENSION: c.AskExtension,
        ConsentKind.UNSEALING: c.AskUnsealing,
        ConsentKind.FINAL_OPINION: c.RecordFinalOpinion,
    }[moved.kind]


@histories
@given_history
def test_no_two_person_act_is_carried_out_by_one_person(steps, beginning):
    story = play(steps, beginning)
    acts = (e.DeadlineExtended, e.IdentityUnsealed, e.FinalOpinionRecorded)
    for _, _, events, _ in story.history:
        for event in events:
            if isinstance(event, acts):
                request = story.request(event.approval)
                persons = {one.by.person for one in request.consents}
                assert len(persons) >= request.persons
                assert request.asker.person not in persons


@histories
@given_history
def test_sealed_identity_opens_for_the_asker_by_hands_that_never_handled(steps, beginning):
    story = play(steps, beginning)
    for _, before, events, after in story.history:
        for event in events:
            if isinstance(event, e.IdentityUnsealed):
                request = story.request(event.approval)
                assert event.for_scope == request.asker.scope
                assert len(event.consented) == 2
                assert before is not None and not set(event.consented[-1:]) & set(before.hands)
                assert after.anonymity is Anonymity.SEALED


@histories
@given_history
def test_no_reopened_case_loses_its_first_clock(steps, beginning):
    for _, _, _, state in play(steps, beginning).history:
        if state.reopened:
            assert state.first_promise is not None
            assert state.first_promise.started_at == state.raised_at


@histories
@given_history
def test_anonymous_case_never_has_a_raiser(steps, beginning):
    for _, _, events, state in play(steps, beginning).history:
        if state.anonymity is Anonymity.ANONYMOUS:
            assert (state.raiser, state.household, state.unsealings) == ("", "", ())
        for event in events:
            if isinstance(event, e.ConfirmationGiven):
                assert event.anonymous == (state.anonymity is Anonymity.ANONYMOUS)


@histories
@given_history
def test_open_requests_of_a_case_are_those_that_are_open(steps, beginning):
    story = play(steps, beginning)
    requests = [state for stream, state in story.states.items() if stream.startswith("approval:")]
    assert {one.id for one in requests if one.is_open} == {
        one.approval for one in story.case().consents
    }


@histories
@given_history
def test_fold_of_stored_events_is_the_state(steps, beginning):
    story = play(steps, beginning)
    state = None
    for _, _, events, _ in story.history:
        for event in events:
            body = msgspec.json.encode(event, order="deterministic")
            state = rules.evolve(state, msgspec.json.decode(body, type=type(event)))
    assert state == story.case()
    again = msgspec.json.decode(msgspec.json.encode(state), type=CaseState)
    assert again == state


@histories
@given_history
def test_looking_again_is_harmless_and_ends(steps, beginning):
    story = play(steps, beginning)
    looks = 0
    while not isinstance(story.do(c.LookAgain, SYSTEM), Refusal):
        looks += 1
        assert looks < 5
    state = story.case()
    assert story.do(c.LookAgain, SYSTEM).code in {"case-nothing-due", "case-status-forbids"}
    look_at = derive(state, story.snapshots[WorkCalendar]).look_again_at
    assert look_at is None or look_at > story.now


@histories
@given_history
def test_nobody_who_did_the_work_confirms_for_the_resident(steps, beginning):
    for command, before, events, _ in play(steps, beginning).history:
        given_ = [one for one in events if isinstance(one, e.ConfirmationGiven)]
        if not given_:
            continue
        assert before is not None and isinstance(command, c.RecordConfirmation)
        word = given_[0].confirmation
        if word.given_on in (GivenOn.SCREEN, GivenOn.PAPERS) and word.in_resident_mode is False:
            # without the turned screen it came from the resident's own session
            assert before.status is not Status.CLOSED
        if before.ledger is Ledger.REPORT_UP:
            assert word.given_on in (GivenOn.CALL, GivenOn.SMS, GivenOn.PORTAL)


@histories
@given_history
def test_callers_never_held_the_case(steps, beginning):
    story = play(steps, beginning)
    hands = {name for name in story.case().hands if name}
    assert not hands & {"post-caller", "person-caller"}


@histories
@given_history
def test_every_state_has_its_row(steps, beginning):
    story = play(steps, beginning)
    for _, _, _, state in story.history:
        assert len(row(state.id, state, story.snapshots)) == len(COLUMNS)


@histories
@given_history
def test_offered_acts_are_never_refused_by_their_own_check(steps, beginning):
    story = play(steps, beginning)
    state = story.case()
    for by in ACTORS:
        for act in available_acts(state, story.frame(by)):
            command = BY_NAME[act.type]
            assert rules.check_can(command, state, story.frame(by)) is None


def test_every_status_is_reached_and_left_by_the_table():
    reached = {status for verb in VERBS for ends in verb.moves.values() for status in ends}
    left = {
        start
        for verb in VERBS
        for start, ends in verb.moves.items()
        if start is not None and ends != {start}
    }
    assert reached == set(Status)
    assert left == set(Status) - {Status.TRANSFERRED}


def test_every_command_stands_in_the_table_once():
    assert {verb.command for verb in VERBS} == set(c.COMMANDS)
    assert len(VERBS) == len(c.COMMANDS)
    followed = {gc.AnswerWithMain, gc.LookWithMain, gc.TakeLead}
    automatic = {verb.command for verb in VERBS if verb.who is Who.SYSTEM}
    assert automatic == {c.LookAgain, c.TakeBackImport, *followed}
