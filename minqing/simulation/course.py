"""What happens next to a case of the made-up year: one small step, drawn from the state.

Pure. `plan_next` looks at the case as it is and says who does what and when; nothing is
remembered, so a load that was broken off goes on from whatever state it finds. Every draw
comes from a source named by seed, need and version of the stream.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import msgspec

from minqing.cases.public import (
    AcknowledgeCase,
    Anonymity,
    CallBack,
    CaseState,
    GivenOn,
    HandBackPapers,
    Ledger,
    LookAtPlanned,
    MatterKind,
    Means,
    MergeCase,
    Outcome,
    Part,
    PauseCase,
    Plan,
    RaiseToNextLevel,
    RecordCallAttempt,
    RecordConfirmation,
    RecordResult,
    RecordTelling,
    ReopenCase,
    ReviewResult,
    SplitCase,
    Status,
    StrikeOff,
    TellOfChange,
    TransferComplaint,
    TriageCase,
    WithdrawCase,
)
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command, Personal
from minqing.kernel.periods import local_day
from minqing.simulation.dispatching import (
    find_wrong_office,
    handle_jointly,
    object_to,
    rule,
    say_why,
    send_back,
    since_convened,
)
from minqing.simulation.needs import SPLIT, case_id, part_key
from minqing.simulation.requests import agree, ask_extension
from minqing.simulation.scene import DAY, HOUR, MET, Scene, Step, draw_rating
from minqing.simulation.table import settle, take_papers
from minqing.simulation.texts import bad_reply, fill, load_replies
from minqing.simulation.world import RESIDENT

LOOK_LATER = timedelta(days=6)
FRESH = "fresh"
"""Path of a need that waits to be sorted for a day or more."""


def plan_next(scene: Scene) -> Step | None:
    """Return the next step of a case, None when nothing more will happen to it."""
    return _PLANS[scene.state.status](scene)


# ------------------------------------------------------------------ taken in, not yet sorted
def _sort(scene: Scene) -> Step | None:
    need, state, world = scene.need, scene.state, scene.world
    if state.sealed:
        transfer = scene.make(TransferComplaint, organ=world.section.complaints.organ_zh)
        return scene.act(scene.rng.uniform(0.3, 1.2) * DAY, state.holder_post, transfer)
    if need.fate.withdrawn:
        return Step(scene.now + scene.rng.uniform(2, 9) * HOUR, RESIDENT, (_withdraw(scene),))
    if need.path == "complaint-found-at-triage":
        return scene.act(2 * HOUR, state.holder_post, _route(scene, scene.state.holder_unit))
    if need.path == SPLIT and not state.parts:
        return _split(scene)
    if scene.rung > 0:
        span = scene.rng.uniform(0.5, 5) * (HOUR if need.path != FRESH else 12 * HOUR)
        return scene.act(span, _sorter(scene), _route(scene, _destination(scene)))
    span = scene.rng.uniform(0.3, 4) * HOUR
    if need.path == FRESH:
        span = scene.rng.uniform(1, 3) * DAY
    if need.ledger == "i":
        return scene.act(span, state.holder_post, settle(scene))
    if need.fate.refused:
        return scene.act(span, state.holder_post, _turn_away(scene))
    if need.ledger == "a":
        return scene.act(span, state.holder_post, take_papers(scene))
    return scene.act(span, state.holder_post, _raise(scene, ""))


def _sorter(scene: Scene) -> str:
    return scene.state.holder_post


def _destination(scene: Scene) -> str:
    """Return the unit that the sorter sends it to; "" keeps it."""
    need, world = scene.need, scene.world
    if need.ledger != "r":
        kept = world.is_guarded(world.category(need.matter.topic, need.matter.sub))
        return "" if kept and scene.rung else need.dwelling.village
    if need.fate.in_town and scene.rung == 1:
        return ""
    if need.fate.misrouted and not scene.state.returns and not scene.state.rulings:
        return find_wrong_office(scene)
    return world.office(need.matter.office)


_LEDGER = {"i": Ledger.IMMEDIATE, "a": Ledger.AGENT, "r": Ledger.REPORT_UP}


def _route(scene: Scene, unit: str) -> Command:
    need = scene.need
    found = need.path == "complaint-found-at-triage"
    village = unit == need.dwelling.village and not found
    return scene.make(
        TriageCase,
        kind=MatterKind.COMPLAINT_AGAINST_OFFICIAL if found else MatterKind(need.kind),
        ledger=_LEDGER[need.ledger],
        category=scene.world.category(need.matter.topic, need.matter.sub),
        unit=unit,
        post=need.dwelling.post if village else "",
        why=say_why(scene, unit),
    )


def _withdraw(scene: Scene) -> Command:
    return scene.make(WithdrawCase, means=Means.PHONE, words=scene.say("withdrawn"))


def _turn_away(scene: Scene) -> Command:
    if scene.need.fate.refused == "passed_on":
        organ = scene.rng.choice(scene.world.organs)
        words = fill(scene.rng.choice(load_replies()["passed_on"]), {"organ": organ})
        return scene.make(
            RecordResult,
            outcome=Outcome.PASSED_ON,
            reply=Personal(words, f"case:{scene.case}"),
            organ=organ,
        )
    reason = scene.world.section.non_acceptance[0]
    return scene.make(
        RecordResult,
        outcome=Outcome.NOT_ACCEPTED,
        reply=scene.say("not_accepted"),
        reason=reason.code,
        legal_channel=reason.channels[0],
    )


def _raise(scene: Scene, unit: str) -> Command:
    return scene.make(
        RaiseToNextLevel, tried=scene.say("tried"), unit=unit, why=say_why(scene, unit)
    )


# ------------------------------------------------------------------ dispatched
def _acknowledge(scene: Scene) -> Step:
    need, state = scene.need, scene.state
    main = _find_main(scene)
    if main is not None:
        return _merge(scene, main)
    if state.objection is not None:
        return rule(scene)
    wrong = need.fate.misrouted and not state.returns and not state.rulings and scene.rung == 2
    span = scene.rng.uniform(0.1, 0.8) * DAY
    if wrong and state.dispatcher_post:
        return scene.act(span, state.holder_post, object_to(scene) or send_back(scene))
    if scene.slow:
        span = scene.rng.uniform(1.5, 4) * DAY
    return scene.act(span, state.holder_post, scene.make(AcknowledgeCase))


def _find_main(scene: Scene) -> CaseState | None:
    """Return the case that this one is to be merged into, once both stand with the town."""
    main, state = scene.main, scene.state
    if main is None or main.lead or not main.is_living or main.sealed:
        return None
    fresh = scene.rung == 1 and not state.returns and not state.reopened and not state.lead
    return main if fresh and main.pack == state.pack else None


def _merge(scene: Scene, main: CaseState) -> Step:
    """Return the merging by the clerk of the town, who sees both."""
    clerk = scene.world.post(scene.state.place, "township_clerk")
    words = scene.say("merged")
    merge = scene.make(MergeCase, into=main.id, words=words)
    return scene.act(scene.rng.uniform(0.5, 5) * HOUR, clerk, merge)


def _split(scene: Scene) -> Step:
    """Return the parting of a text with several matters by whoever sorts it."""
    lines = scene.need.text.splitlines()
    first, *others = [line for line in lines if line.startswith("第")]
    parts = tuple(
        Part(
            case=case_id(scene.world.seed, part_key(scene.need.key, number)),
            kind=MatterKind.APPEAL,
        )
        for number in range(2, len(others) + 2)
    )
    subject = f"case:{scene.case}"
    split = scene.make(
        SplitCase,
        parts=parts,
        matters=tuple(
            Personal(words, f"case:{part.case}") for part, words in zip(parts, others, strict=True)
        ),
        remaining=Personal(first, subject),
    )
    return scene.act(2 * HOUR, scene.state.holder_post, split)


# ------------------------------------------------------------------ worked on
def _work(scene: Scene) -> Step | None:
    state, fate = scene.state, scene.need.fate
    assert state.clock is not None, "a case that is worked on has a clock"
    if fate.withdrawn:
        return Step(scene.now + DAY, RESIDENT, (_withdraw(scene),))
    if fate.refused and scene.rung == 0:
        return scene.act(scene.rng.uniform(2, 20) * HOUR, state.holder_post, _turn_away(scene))
    if state.ledger is Ledger.IMMEDIATE:
        return scene.act(scene.rng.uniform(1, 6) * HOUR, state.holder_post, settle(scene))
    if state.ledger is Ledger.AGENT and scene.rung == 0:
        return _run_errand(scene)
    if scene.rung == 0:
        return scene.act(scene.rng.uniform(2, 8) * HOUR, state.holder_post, _raise(scene, ""))
    if scene.rung == 1 and scene.need.ledger == "r" and not fate.in_town:
        unit = _destination(scene)
        return scene.act(scene.rng.uniform(0.3, 3) * DAY, state.holder_post, _raise(scene, unit))
    if scene.rung == 2 and fate.joint:
        return scene.act(scene.days(8, 14), state.holder_post, _raise(scene, ""))
    return handle_jointly(scene) or _pause_or_extend(scene) or _answer_after_work(scene)


def _run_errand(scene: Scene) -> Step | None:
    state, rng = scene.state, scene.rng
    if state.errand is None:
        return scene.act(rng.uniform(2, 20) * HOUR, state.holder_post, take_papers(scene))
    waiting = _pause_or_extend(scene)
    if waiting is not None:
        return waiting
    span = scene.days(7, 18)
    span = span + 14 * DAY if scene.slow else min(span, rng.uniform(10, 12) * DAY)
    commands = [_result(scene, "agent"), scene.make(RecordTelling, means=Means.FACE_TO_FACE)]
    if state.errand.handed_back_at is None:
        commands.insert(0, scene.make(HandBackPapers))
    if _is_named(scene):
        commands.append(_confirm(scene, GivenOn.PAPERS))
    return scene.act(span, state.holder_post, *commands)


def _pause_or_extend(scene: Scene) -> Step | None:
    state, fate, rng = scene.state, scene.need.fate, scene.rng
    if state.consents:
        consent = scene.make(agree(state.consents[0].approval))
        return scene.act(rng.uniform(0.2, 1.5) * DAY, _approver(scene), consent)
    if state.notices:
        told = scene.make(TellOfChange, means=Means.PHONE)
        return scene.act(rng.uniform(0.2, 1.5) * DAY, state.holder_post, told)
    paused_before = state.promise is not None and bool(state.promise.pauses)
    if fate.paused and not paused_before:
        at = scene.after(scene.days(2, 5))
        pause = scene.make(
            PauseCase,
            reason=rng.choice(scene.world.section.pauses.reasons).code,
            until=at + timedelta(days=rng.randint(7, 30)),
        )
        return Step(at, state.holder_post, (pause,))
    if state.extended < min(fate.extended, scene.world.section.extensions.times):
        amount = rng.randint(5, scene.world.section.extensions.longest.amount)
        asking = scene.make(ask_extension(amount, rng.choice(load_replies()["extended"])))
        return scene.act(rng.uniform(5, 7.5) * DAY, state.holder_post, asking)
    return None


def _approver(scene: Scene) -> str:
    """Return who approves and reviews on this rung: head of the department, leader above."""
    unit = scene.state.holder_unit
    if scene.rung < 2:
        return scene.world.post(unit, "township_leader")
    return scene.world.post(unit, "department_reviewer", "banner_leader")


def _answer_after_work(scene: Scene) -> Step:
    joint = scene.state.status is Status.JOINT_HANDLING
    span = since_convened(scene, scene.days(20, 38)) if joint else scene.days(10, 24)
    if scene.slow:
        span += 16 * DAY
    elif not joint:
        span = min(span, scene.rng.uniform(18, 25) * DAY)
    held = scene.need.fate.held_until
    if held is not None:
        span = max(span, held - scene.now)
    if scene.need.fate.planned and scene.state.reopened == 0:
        return scene.act(span, scene.state.holder_post, _plan(scene, span))
    return scene.act(span, scene.state.holder_post, _result(scene, "office"))


def _result(scene: Scene, style: str) -> Command:
    """Return the result: solved, solved in part, or explained with its rule."""
    fate = scene.need.fate
    if fate.explained and scene.need.matter.rule:
        return scene.make(
            RecordResult,
            outcome=Outcome.CANNOT_BY_RULE,
            reply=scene.say("explained"),
            rule=scene.need.matter.rule,
            legal_channel=scene.world.section.legal_channels[0].code,
        )
    if fate.bad_draft and style == "office" and not scene.state.author_post:
        return _draft_badly(scene)
    partly = not scene.is_solved() and style == "office" and scene.chance(0.4)
    return scene.make(
        RecordResult,
        outcome=Outcome.PARTLY if partly else Outcome.SOLVED,
        reply=scene.say(style),
        legal_channel=scene.world.section.legal_channels[0].code if scene.state.reopened else "",
    )


def _bad_draft_id(scene: Scene) -> str:
    return derived_id(scene.world.seed, scene.need.key, "bad draft")


def _draft_badly(scene: Scene) -> Command:
    """Return a first draft that a reviewer must send back; its id tells the reviewer."""
    words = bad_reply(scene.need.fate.bad_draft, matter_text=scene.need.text)
    draft = scene.make(
        RecordResult, outcome=Outcome.SOLVED, reply=Personal(words, f"case:{scene.case}")
    )
    return msgspec.structs.replace(draft, id=_bad_draft_id(scene))


def _plan(scene: Scene, span: timedelta) -> Command:
    months = scene.rng.randint(4, 18)
    unit, date = scene.state.holder_unit, scene.now + span + timedelta(days=30 * months)
    return scene.make(
        RecordResult,
        outcome=Outcome.PLANNED,
        reply=scene.say("planned", year=str(local_day(date).year)),
        plan=Plan(
            unit=unit,
            date=date,
            reason=fill(scene.need.matter.plan, scene.need.slots) or "需要专项资金",
        ),
    )


# ------------------------------------------------------------------ answered
def _review(scene: Scene) -> Step:
    assert scene.state.result is not None, "what is reviewed was written"
    bad = scene.state.result.reply.startswith(_bad_draft_id(scene))
    approved = not bad and not scene.chance(0.02)
    review = scene.make(
        ReviewResult, approved=approved, remarks=None if approved else scene.say("remarks")
    )
    return scene.act(scene.rng.uniform(0.1, 1.2) * DAY, _approver(scene), review)


def _tell(scene: Scene) -> Step:
    by_message = scene.rung > 0 and scene.chance(0.2)
    tell = scene.make(
        RecordTelling,
        means=Means.SMS if by_message else Means.PHONE if scene.rung else Means.FACE_TO_FACE,
        proof=f"短信{scene.rng.randint(100000, 999999)}" if by_message else "",
    )
    errand = scene.state.errand
    papers_out = errand is not None and errand.handed_back_at is None
    commands = (scene.make(HandBackPapers), tell) if papers_out else (tell,)
    return scene.act(scene.rng.uniform(0.2, 3) * DAY, scene.state.holder_post, *commands)


def _ask(scene: Scene) -> Step:
    state = scene.state
    if state.confirmation is not None and state.confirmation.answered:
        clerk = scene.world.post(state.place, "township_clerk")
        return scene.act(scene.rng.uniform(0.2, 2) * DAY, clerk, scene.make(StrikeOff))
    if not _is_named(scene):
        return Step(scene.now + LOOK_LATER)  # nobody can be asked: the window closes
    if state.ledger is Ledger.REPORT_UP or state.was_planned:
        return _call(scene)
    if scene.need.channel in MET:
        return scene.act(
            scene.rng.uniform(0.5, 4) * DAY, scene.need.dwelling.post,
            _confirm(scene, GivenOn.SCREEN),
        )  # fmt: skip
    if state.attempts or scene.chance(0.45):
        return Step(scene.now + LOOK_LATER)  # says nothing, the window closes by itself
    span = scene.rng.uniform(0.2, 5) * DAY
    return scene.act(span, RESIDENT, _confirm(scene, GivenOn.SMS))


def _is_named(scene: Scene) -> bool:
    return scene.state.anonymity is not Anonymity.ANONYMOUS


def _confirm(scene: Scene, way: GivenOn) -> Command:
    solved = scene.is_solved()
    return scene.make(
        RecordConfirmation,
        answered=True,
        solved=solved,
        given_on=way,
        rating=draw_rating(scene.rng, solved=solved),
        in_resident_mode=way in (GivenOn.SCREEN, GivenOn.PAPERS),
    )


def _call(scene: Scene) -> Step:
    """Return an independent call: reached, or an attempt on another day and at another hour."""
    caller = scene.world.pick("independent_caller", scene.rng)
    tried = sum(attempt.counted for attempt in scene.state.attempts)
    if tried >= scene.world.section.calls.attempts:
        return Step(scene.now + LOOK_LATER)
    if not scene.need.fate.unreachable:
        span = scene.rng.uniform(0.5, 4) * DAY
        return scene.act(span, caller, _confirm(scene, GivenOn.CALL))
    at = scene.after((1 + 2 * tried) * DAY + scene.rng.uniform(0, 3) * HOUR)
    return Step(at, caller, (scene.make(RecordCallAttempt),))


# ------------------------------------------------------------------ planned, waiting, ended
def _look_at_plan(scene: Scene) -> Step:
    state = scene.state
    if scene.now - state.recorded_at > timedelta(days=scene.rng.randint(120, 500)):
        return scene.act(5 * DAY, state.holder_post, _result(scene, "office"))
    look = scene.make(LookAtPlanned, note=scene.say("planned_note"))
    return scene.act(scene.rng.uniform(20, 27) * DAY, state.holder_post, look)


def _wait(scene: Scene) -> Step:
    return Step(scene.now + LOOK_LATER)


def _after_the_end(scene: Scene) -> Step | None:
    state = scene.state
    if state.call_back is CallBack.OWED:
        return _call(scene)
    again = scene.need.fate.reopened and state.reopened == 0 and not state.final
    if not again or state.close_reason == "withdrawn":
        return None
    reopen = scene.make(ReopenCase, words=scene.say("reopen"))
    return Step(scene.after(scene.rng.uniform(2, 10) * DAY), RESIDENT, (reopen,))


_PLANS: dict[Status, Callable[[Scene], Step | None]] = {
    Status.AWAITING_TRIAGE: _sort,
    Status.AWAITING_ACKNOWLEDGEMENT: _acknowledge,
    Status.REOPENED: _acknowledge,
    Status.HANDLING: _work,
    Status.JOINT_HANDLING: _work,
    Status.PAUSED: _wait,
    Status.MERGED: _wait,
    Status.AWAITING_REVIEW: _review,
    Status.AWAITING_TELLING: _tell,
    Status.AWAITING_CONFIRMATION: _ask,
    Status.PLANNED: _look_at_plan,
    Status.CLOSED: _after_the_end,
    Status.TRANSFERRED: lambda scene: None,
}
