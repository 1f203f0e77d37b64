"""From the office's decisions to a suggestion: what is learned, kept, shown, and forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from minqing.cases import commands as c
from minqing.cases.decisions import count_decisions, iterate_decisions
from minqing.cases.terms import Anonymity, Channel, Ledger, MatterKind, Suggested
from minqing.cases.tests.builders import DISCIPLINE, MONDAY, TOWN, VILLAGE, WATER, receive, staff
from minqing.facts.models import Fact
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Personal
from minqing.log.public import EraseSubject, get_snapshot, run_until_idle, submit
from minqing.log.verify import verify
from minqing.org.public import Directory
from minqing.suggestions import corpus, queries, training
from minqing.suggestions.commands import AskTraining, SwitchSuggestions
from minqing.suggestions.lessons import Lesson, Outcome
from minqing.suggestions.terms import Failure
from minqing.suggestions.tests.told import PARTS, list_lessons, tell_many
from minqing.vault.models import VaultFile

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
needs_sklearn = pytest.mark.skipif(
    not training.is_installed(), reason="needs scikit-learn (requirements/suggest.in)"
)
ADMIN = Actor(scope="account:9", permissions=frozenset({"SUGGESTION_ADMIN"}))
CLERK = Actor(scope="account:8", permissions=frozenset({"CASE_TRIAGE"}))
WELL = "滩上那眼机井的水泵坏了，地里旱，牲畜没水喝。"
SHOWN = Suggested(categories=("water-wells", "roads-village"), unit=TOWN, model="m1")
OTHER_WELL = "村东头的机井抽不上水，三十亩地浇不上水，盼着早点办。"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(training, "get_now", lambda: MONDAY)
    queries._load.cache_clear()
    yield
    queries._load.cache_clear()


def decided(house: Any, case: str, text: str, category: str, **changes: Any) -> None:
    """Receive a matter and sort it to the town."""
    house.received(case, text=text, **changes)
    sort(house, case, category)


def sort(house: Any, case: str, category: str, **fields: Any) -> None:
    house.must(
        c.TriageCase, "cadre", case, kind=MatterKind.HELP, ledger=Ledger.AGENT,
        category=category, **fields,
    )  # fmt: skip


_learned: dict[tuple[Lesson, ...], Outcome] = {}


@pytest.fixture(autouse=True)
def _same_lessons_are_learned_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child imports a hundred megabytes and learns for seconds; test_learning.py tries it."""
    learn = training.learn

    def learn_once(lessons: Iterable[Lesson]) -> Outcome:
        if not training.is_installed():
            return learn(lessons)
        given = tuple(lessons)
        if given not in _learned:
            _learned[given] = learn(given)
        return _learned[given]

    monkeypatch.setattr(training, "learn", learn_once)


@pytest.fixture
def decisions(house: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """One decided matter of the house, the rest a labelled crowd: learning needs hundreds."""
    own = corpus.iterate_own
    crowd = list_lessons(400)
    monkeypatch.setattr(corpus, "iterate_own", lambda: iter([*own(), *crowd]))
    decided(house, "A1", WELL, "water-wells")
    return house


# ---------------------------------------------------------------- what is learned from
@pytest.mark.both_databases
def test_decision_is_learned_with_its_text_category_and_unit(house: Any) -> None:
    decided(house, "A1", WELL, "water-wells")
    (found,) = iterate_decisions()
    assert (found.text, found.category, found.unit, found.place) == (
        WELL, "water-wells", VILLAGE, VILLAGE,
    )  # fmt: skip
    assert count_decisions() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"anonymity": Anonymity.ANONYMOUS, "raiser": None},
        {"anonymity": Anonymity.SEALED},
    ],
)
def test_matter_of_an_unnamed_raiser_is_not_learned(house: Any, changes: dict[str, Any]) -> None:
    decided(house, "A1", WELL, "water-wells", **changes)
    assert list(iterate_decisions()) == []


def test_unsorted_matter_is_not_learned(house: Any) -> None:
    house.received("A1", category="water-wells")
    assert list(iterate_decisions()) == []


def test_complaint_found_at_triage_is_not_learned(house: Any) -> None:
    house.received("A1", category="water-wells")
    house.must(
        c.TriageCase, "cadre", "A1", kind=MatterKind.COMPLAINT_AGAINST_OFFICIAL,
        ledger=Ledger.REPORT_UP, category="water-wells",
    )  # fmt: skip
    assert list(iterate_decisions()) == []


def test_erased_text_is_not_learned(house: Any) -> None:
    decided(house, "A1", WELL, "water-wells")
    _erase("A1")
    assert list(iterate_decisions()) == []


def _erase(case: str) -> None:
    system = Actor(scope="system:x", kind="system", permissions=frozenset({"SUBJECT_ERASE"}))
    command = EraseSubject(id=new_id(), subject=f"case:{case}", reason="本人要求")
    (answer,) = submit([command], by=system, now=MONDAY)
    assert answer.refusal is None, str(answer.refusal)


@pytest.mark.both_databases
def test_unit_that_a_matter_was_reported_up_to_is_learned(house: Any) -> None:
    decided(house, "A1", WELL, "water-wells")
    house.must(
        c.RaiseToNextLevel,
        "cadre",
        "A1",
        tried=Personal("村里请人看过两次，修不了", "case:A1"),
        suggested=SHOWN,
    )
    (found,) = iterate_decisions()
    assert found.unit == TOWN
    run_until_idle(MONDAY)
    assert '"taken":true' in Fact.objects.get(kind="unit_suggested").data


@pytest.mark.parametrize(
    ("unit", "name"),
    [(VILLAGE, "own-village"), (TOWN, "own-town"), (WATER, WATER), ("", ""), ("nowhere", "")],
)
def test_unit_is_learned_by_what_it_is_to_the_place(house: Any, unit: str, name: str) -> None:
    directory = get_snapshot(Directory)
    assert corpus.name_unit(unit, VILLAGE, directory) == name
    assert corpus.find_unit(name, VILLAGE, directory) == ("" if unit == "nowhere" else unit)


# ---------------------------------------------------------------- a labelled file
def test_labelled_file_is_read_by_name_or_code(house: Any, tmp_path: Path) -> None:
    path = tmp_path / "labelled.csv"
    path.write_text("反映内容,类别\n机井坏了,water-wells\n,water-wells\n", "utf-8-sig")
    assert corpus.read_file(path) == [Lesson("机井坏了", "water-wells")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a,b\n1,2\n", "第一行"),
        ("反映内容,类别\n机井坏了,没有这类\n", "第2行"),
        ("", "第一行"),
    ],
)
def test_labelled_file_is_refused_when(house: Any, tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "labelled.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(corpus.FileRefused, match=says):
        corpus.read_file(path)


def test_labelled_file_that_is_missing_is_refused(house: Any, tmp_path: Path) -> None:
    with pytest.raises(corpus.FileRefused):
        corpus.read_file(tmp_path / "nothing.csv")


# ---------------------------------------------------------------- training, and what is shown
@needs_sklearn
def test_trained_model_suggests_to_who_decides_and_to_nobody_else(decisions: Any) -> None:
    note = training.train()
    assert (note.own, note.labelled) == (401, 0)
    found = propose(CLERK)
    assert [one.label for one in found.categories] == ["water-wells"]
    assert found.unit is not None and found.unit.label == TOWN
    assert found.model == note.version
    assert propose(Actor(scope="account:7", permissions=frozenset({"CASE_VIEW"}))).categories == ()


def propose(viewer: Actor, text: str = OTHER_WELL) -> queries.Proposal:
    return queries.propose(
        viewer, text, place=VILLAGE, categories=frozenset(PARTS), units=frozenset({TOWN, VILLAGE})
    )


def test_nothing_is_suggested_without_a_model(house: Any) -> None:
    assert propose(CLERK) == queries.NOTHING


@needs_sklearn
@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_new_model_takes_the_old_one_away_with_its_key(decisions: Any) -> None:
    from minqing.vault.keystore.models import SubjectKey

    old = training.train()
    new = training.train()
    subjects = set(VaultFile.objects.filter(subject__startswith="sugg").values_list("subject"))
    assert subjects == {(new.subject,)}
    keys = SubjectKey.objects.using("keys").filter(subject__in=(old.subject, new.subject))
    assert [row.subject for row in keys] == [new.subject]
    assert [row.staged for row in VaultFile.objects.filter(subject=new.subject)] == [False]


@needs_sklearn
@pytest.mark.both_databases
def test_stored_model_holds_no_word_and_no_plain_byte(decisions: Any) -> None:
    note = training.train()
    row = VaultFile.objects.get(id=note.file)
    stored = (Path(settings.FILES_DIR) / "vault" / row.digest[:2] / row.digest).read_bytes()
    assert b"own-town" not in stored and "机井".encode() not in stored


@needs_sklearn
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_switching_off_shows_nothing_and_deletes_the_model(decisions: Any) -> None:
    training.train()
    off = SwitchSuggestions(id=new_id(), on=False, reason="先看看")
    (answer,) = submit([off], by=ADMIN, now=MONDAY)
    assert answer.refusal is None
    assert propose(CLERK) == queries.NOTHING
    assert not VaultFile.objects.filter(subject__startswith="suggestions:").exists()


@needs_sklearn
def test_erasure_makes_a_training_due_within_the_week(decisions: Any) -> None:
    training.train()
    state = training.get_suggestion_state()
    assert not training.look_what_changed(state).erased
    _erase("A1")
    changed = training.look_what_changed(state)
    assert changed.erased
    assert training.rules.is_due(state, changed, MONDAY + timedelta(days=7))


def test_model_goes_when_erased_text_is_in_it_and_learning_fails(
    decisions: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if training.is_installed():
        training.train()
        _erase("A1")
    monkeypatch.setattr(training, "is_installed", lambda: False)
    with pytest.raises(training.TrainingRefused):
        training.train()
    state = training.get_suggestion_state()
    assert state.model is None
    assert state.failed is not None and state.failed.why is Failure.NOT_INSTALLED


def test_too_few_decisions_are_recorded_as_the_reason(house: Any) -> None:
    decided(house, "A1", WELL, "water-wells")
    expected = Failure.TOO_FEW if training.is_installed() else Failure.NOT_INSTALLED
    with pytest.raises(training.TrainingRefused):
        training.train()
    failed = training.get_suggestion_state().failed
    assert failed is not None and failed.why is expected


def test_worker_begins_nothing_of_its_own_accord(house: Any) -> None:
    assert training.keep_trained(MONDAY) is False


@pytest.mark.both_databases
def test_worker_trains_once_when_asked(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = []
    monkeypatch.setattr(training, "_train_quietly", lambda: begun.append(1))
    (answer,) = submit([AskTraining(id=new_id())], by=ADMIN, now=MONDAY)
    assert answer.refusal is None
    assert training.keep_trained(MONDAY) is True
    training._running[0].join(10)
    assert begun == [1]


@needs_sklearn
def test_log_verifies_with_suggestions_on_it(decisions: Any) -> None:
    training.train()
    assert verify().difference is None


# ---------------------------------------------------------------- followed or not
@pytest.mark.parametrize(("category", "place"), [("water-wells", 1), ("water-safety", 0)])
def test_following_is_counted_by_category_and_never_by_person(
    house: Any, category: str, place: int
) -> None:
    house.received("A1", text=WELL)
    known = set(corpus.list_known_categories().values())
    category = category if category in known else next(iter(sorted(known - {"water-wells"})))
    sort(house, "A1", category, suggested=SHOWN)
    run_until_idle(MONDAY)
    row = Fact.objects.get(kind="category_suggested")
    assert row.category == category and f'"place":{place}' in row.data
    assert "person" not in row.data and "post" not in row.data


def test_what_was_shown_is_kept_without_anything_that_is_no_code(house: Any) -> None:
    from minqing.log.public import read_stream

    house.received("A1", text=WELL)
    mixed = Suggested(categories=("张三的电话", "water-wells"), unit="某处", model="<b>x</b>")
    sort(house, "A1", "water-wells", suggested=mixed)
    (sorted_,) = [one.event for one in read_stream("case:A1") if one.type == "case.triaged@1"]
    assert sorted_.suggested == Suggested(categories=("water-wells",))


def test_sealed_complaint_keeps_nothing_of_what_was_shown(house: Any) -> None:
    from minqing.log.public import read_stream

    command = receive(
        "A1", matter=Personal(WELL, "case:A1"), kind=MatterKind.COMPLAINT_AGAINST_OFFICIAL,
        suggested=SHOWN, channel=Channel.VISIT,
    )  # fmt: skip
    (answer,) = submit([command], by=staff("cadre"), now=MONDAY)
    assert answer.refusal is None and DISCIPLINE
    (entry,) = read_stream("case:A1")
    assert entry.event.suggested is None


def test_texts_differ_between_seeds() -> None:
    assert list(tell_many(4)) != list(tell_many(4, seed="other"))
