"""How the made-up year argues over a dispatch and handles matters jointly. Pure."""

from __future__ import annotations

import random
from datetime import timedelta

from minqing.cases.public import ReturnCase, Status, dispatch
from minqing.kernel.messages import Command, Personal
from minqing.simulation.scene import DAY, HOUR, Scene, Step
from minqing.simulation.world import World

PIECES = 3
"""Units that a joint meeting asks at most."""


def say_why(scene: Scene, unit: str) -> Personal[str] | None:
    """Return why another unit than the catalogue's is chosen, None where it is followed."""
    need, world = scene.need, scene.world
    category = scene.state.category or world.category(need.matter.topic, need.matter.sub)
    line = world.find_line(category, need.dwelling.village, scene.now)
    return scene.say("route_why") if line is not None and unit and unit != line.unit else None


def find_wrong_office(scene: Scene) -> str:
    right = scene.world.office(scene.need.matter.office)
    others = [unit for unit in scene.world.offices.values() if unit != right]
    # the same one whenever it is asked: a department that sent it back may have to take it
    return random.Random(f"{scene.world.seed} {scene.need.key} wrong").choice(others)


# ------------------------------------------------------------------ objections
def send_back(scene: Scene) -> Command:
    return scene.make(
        ReturnCase,
        reason=scene.world.section.return_reasons[0].code,
        words=scene.say("return_reason"),
    )


def object_to(scene: Scene) -> Command | None:
    """Return the objection of a department that got what is another's, None where nobody rules."""
    need, world, state = scene.need, scene.world, scene.state
    right = world.office(need.matter.office)
    if world.edition is None or right == state.holder_unit:
        return None
    line = world.find_line(state.category, state.place, scene.now)
    cite = f"{need.matter.office}职能配置、内设机构和人员编制规定"
    return scene.make(
        dispatch.ObjectToDispatch,
        words=scene.say("objection"),
        proposes=right,
        entry="" if line is None else line.line.code,
        cite=cite if line is None else "",
    )


def rule(scene: Scene) -> Step:
    """Return the third party's ruling, within its working day; one in five goes the other way."""
    objection = scene.state.objection
    assert objection is not None, "only an objection is ruled on"
    upheld = not scene.need.fate.insisted
    style = "ruling_upheld" if upheld else "ruling_rejected"
    ruling = scene.make(dispatch.RuleObjection, upheld=upheld, words=scene.say(style))
    return scene.act(scene.rng.uniform(1, 6) * HOUR, objection.ruler, ruling)


# ------------------------------------------------------------------ joint handling
def handle_jointly(scene: Scene) -> Step | None:
    """Return the next step of joint handling before the answer, None when all pieces are in."""
    state = scene.state
    if state.status is not Status.JOINT_HANDLING or scene.world.edition is None:
        return None
    own = [one for one in state.pieces if one.rung == state.rung and one.round == state.reopened]
    if not own:
        return _convene(scene)
    waiting = next((one for one in own if one.is_open), None)
    if waiting is None:
        return None
    post = scene.world.post(waiting.unit, "department_handler", "township_clerk")
    answer = scene.make(
        dispatch.AnswerPiece, number=waiting.number, words=scene.say("piece_answer")
    )
    return scene.act(scene.rng.uniform(1, 4) * DAY, post, answer)


def _convene(scene: Scene) -> Step | None:
    units = _list_units(scene)
    if not units:
        return None
    at = scene.after(scene.rng.uniform(0.3, 2) * DAY)
    due = scene.world.snap(at + timedelta(days=scene.rng.randint(7, 14)))
    convene = scene.make(
        dispatch.ConveneUnits,
        pieces=tuple(dispatch.PieceAsked(unit, due) for unit in units),
        whats=tuple(scene.say("piece_what") for _ in units),
    )
    return Step(at, scene.state.holder_post, (convene,))


def _list_units(scene: Scene) -> list[str]:
    """Return whom the meeting asks: the unit in charge, those that the catalogue adds, the town."""
    world: World = scene.world
    line = world.find_line(scene.state.category, scene.state.place, scene.now)
    asked = [world.office(scene.need.matter.office), *(line.co_units if line else ())]
    asked.append(world.town(scene.state.place))
    main = scene.state.holder_unit
    return [unit for unit in dict.fromkeys(asked) if unit != main][:PIECES]


def since_convened(scene: Scene, span: timedelta) -> timedelta:
    """Return what is left of a span of joint work that began when the pieces were asked for."""
    asked = [one.asked_at for one in scene.state.pieces if one.rung == scene.state.rung]
    if not asked:
        return span
    return max(span - (scene.now - min(asked)), 0.3 * DAY)
