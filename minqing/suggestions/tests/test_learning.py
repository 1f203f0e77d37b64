"""Learning in a process of its own, and answering without it."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest

from minqing.suggestions import training
from minqing.suggestions.classifier import Classifier
from minqing.suggestions.lessons import Lesson, Outcome
from minqing.suggestions.terms import Failure
from minqing.suggestions.tests.told import list_lessons, tell_many

needs_sklearn = pytest.mark.skipif(
    not training.is_installed(), reason="needs scikit-learn (requirements/suggest.in)"
)


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    """Learned once, in the real child process."""
    return training.learn(list_lessons(400))


@needs_sklearn
def test_learned_sorter_finds_the_category_of_new_texts(outcome: Outcome) -> None:
    assert outcome.category.learned is not None
    sorter = Classifier(outcome.category.learned)
    new = list(tell_many(80, seed="new"))
    right = sum(category in [one.label for one in sorter.suggest(text)] for text, category in new)
    assert right >= 76
    assert outcome.category.measures is not None and outcome.category.measures.accuracy > 0.95


@needs_sklearn
def test_suggestion_says_why_in_words_of_the_text(outcome: Outcome) -> None:
    assert outcome.category.learned is not None
    (found, *_) = Classifier(outcome.category.learned).suggest("滩上那眼机井的水泵坏了，地里旱。")
    assert found.label == "water-wells" and found.decisions == 100
    assert found.words and all(word in "滩上那眼机井的水泵坏了，地里旱。" for word in found.words)


@needs_sklearn
@pytest.mark.parametrize("text", ["", "水", "Ω≈ç√∫˜µ≤≥÷", "早上好，谢谢大家，祝节日快乐。"])
def test_nothing_is_suggested_when_the_text_says_nothing_known(outcome: Outcome, text: str) -> None:
    assert outcome.category.learned is not None
    assert Classifier(outcome.category.learned).suggest(text) == ()


@needs_sklearn
def test_nothing_is_suggested_when_the_best_cannot_be_chosen(outcome: Outcome) -> None:
    assert outcome.category.learned is not None
    sorter = Classifier(outcome.category.learned)
    text = "滩上那眼机井的水泵坏了，地里旱。"
    assert sorter.suggest(text, frozenset({"roads-village"})) == ()
    assert sorter.suggest(text, frozenset({"water-wells"}))


@needs_sklearn
def test_model_holds_no_sign_of_any_text(outcome: Outcome) -> None:
    import msgspec

    plain = msgspec.msgpack.encode(outcome)
    assert not [word for word in ("机井", "低保", "变压") if word.encode() in plain]


@needs_sklearn
def test_word_that_fewer_than_three_texts_share_changes_nothing() -> None:
    odd = [Lesson("嘎图，机井坏了。", "water-wells")] * 2
    learned = training.learn(list_lessons(400) + odd).category.learned
    assert learned is not None
    sorter = Classifier(learned)
    assert sorter.score("嘎图，机井坏了。") == pytest.approx(sorter.score("机井坏了。"))


@needs_sklearn
def test_too_few_decisions_teach_nothing() -> None:
    found = training.learn(list_lessons(120))
    assert found.category.learned is None and found.unit.learned is None


@needs_sklearn
def test_sorter_that_gains_little_over_the_commonest_label_shows_nothing() -> None:
    lessons = [
        Lesson(one.text, one.category, "own-village" if place % 10 else "own-town")
        for place, one in enumerate(list_lessons(400))
    ]
    found = training.learn(lessons).unit
    assert found.learned is not None and found.measures is not None
    assert (found.measures.usual, found.measures.shown) == (0.9, 0)
    assert Classifier(found.learned).suggest(lessons[1].text) == ()


@needs_sklearn
def test_learning_is_ended_when_it_takes_too_long() -> None:
    with pytest.raises(training.TrainingRefused) as refused:
        training.learn(list_lessons(400), limit=timedelta(milliseconds=1))
    assert refused.value.why is Failure.TOO_LONG


@needs_sklearn
def test_child_that_fails_says_so_without_a_trace(monkeypatch, capfd) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(training, "CHILD", "minqing.suggestions.no_such_room")
    with pytest.raises(training.TrainingRefused) as refused:
        training.learn(list_lessons(400))
    assert refused.value.why is Failure.BROKEN
    assert capfd.readouterr() == ("", "")


def test_without_scikit_learn_the_answer_says_what_is_missing(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(training, "is_installed", lambda: False)
    with pytest.raises(training.TrainingRefused, match="scikit-learn"):
        training.learn([])


def test_server_process_never_loads_scikit_learn() -> None:
    import subprocess

    code = (
        "import django, os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings';"
        " django.setup(); import minqing.suggestions.public;"
        " sys.exit(any(name in sys.modules for name in ('sklearn', 'numpy', 'scipy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
