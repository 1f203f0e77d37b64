import random
import string

import pytest

from minqing.simulation.texts import (
    TOPIC_WEIGHTS,
    answer,
    bad_reply,
    draw_matter,
    draw_slots,
    fill,
    load_edges,
    load_matters,
    load_replies,
    say,
    write_long_text,
)

STYLES = ("spot", "agent", "office", "explained", "planned", "not_accepted")


def _slots(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("matter", load_matters(), ids=lambda m: m.texts[0][:12])
def test_matter_has_what_its_ledgers_need(matter) -> None:
    assert matter.topic in TOPIC_WEIGHTS
    assert set(matter.at) <= set("fhu") and set(matter.ledger) <= set("iar")
    assert bool(matter.spot) == ("i" in matter.ledger)
    assert bool(matter.papers) == ("a" in matter.ledger)
    assert bool(matter.found and matter.done) == ("r" in matter.ledger)


def test_slots_of_every_template_are_known() -> None:
    known = set(draw_slots(random.Random(1), place="某村", month=3))
    for matter in load_matters():
        for template in (*matter.texts, matter.spot, matter.found, matter.done, matter.plan):
            assert _slots(template) <= known, template
    for edge in load_edges().values():
        for template in (edge.text, *edge.texts):
            assert _slots(template) <= known, template


@pytest.mark.parametrize("kind", ["f", "h", "u"])
@pytest.mark.parametrize("ledger", ["i", "a", "r"])
@pytest.mark.parametrize("month", range(1, 13))
def test_draw_matter_fits_village_and_ledger(kind, ledger, month) -> None:
    rng = random.Random(f"{kind}{ledger}{month}")
    for _ in range(20):
        matter = draw_matter(rng, kind=kind, month=month, ledger=ledger)
        assert kind in matter.at and ledger in matter.ledger


def test_topics_come_in_their_proportion() -> None:
    rng = random.Random(2026)
    drawn = [draw_matter(rng, kind="h", month=10, ledger="i").topic for _ in range(4000)]
    assert drawn.count("物业供暖供水") == 0
    assert drawn.count("水利饮水") > drawn.count("教育就学") > 0


def test_same_seed_says_the_same() -> None:
    def once() -> tuple[str, str]:
        rng = random.Random(7)
        matter = draw_matter(rng, kind="f", month=5, ledger="r")
        slots = draw_slots(rng, place="某村", month=5)
        return say(rng, matter, slots), answer(rng, "office", matter, slots)

    assert once() == once()


@pytest.mark.parametrize("style", STYLES)
def test_answer_fills_every_slot(style) -> None:
    rng = random.Random(style)
    for matter in load_matters():
        reply = answer(rng, style, matter, draw_slots(rng, place="某村", month=5))
        assert "{" not in reply and "《》" not in reply
        assert "。。" not in reply


@pytest.mark.parametrize("fault", sorted(load_replies()["bad"]))
def test_bad_reply_shows_its_fault(fault) -> None:
    reply = bad_reply(fault, matter_text="井坏了，想请人来看。")
    assert reply
    assert (reply == "井坏了，想请人来看。") == (fault == "copied_question")


def test_long_text_is_long_and_has_five_matters() -> None:
    edge = load_edges()["five-matters"]
    text = write_long_text(random.Random(3), edge, place="某村", month=8)
    assert len(text) >= 3000
    assert text.count("第5件，") == 1 and "第6件" not in text


def test_fill_raises_for_an_unknown_slot() -> None:
    with pytest.raises(KeyError):
        fill("{nobody}", {})
