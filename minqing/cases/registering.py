"""What cases register when the process starts, one kind of thing after another."""

from __future__ import annotations

from minqing.approvals.public import register_approval_kind
from minqing.cases import (
    answering_texts,
    dispatch_followers,
    examples,
    exports,
    facts,
    followers,
    messages,
    pack,
    pack_beside,
    pack_dispatch,
    reactions,
    reads,
    reminding,
    retention,
    soundness,
    soundness_dispatch,
    streams,
)
from minqing.cases.callups import facts as call_up_facts
from minqing.cases.callups import queries as call_ups
from minqing.cases.rules import consent
from minqing.cases.search import follower, index
from minqing.log import public as log
from minqing.mechanisms import public as mechanisms
from minqing.notices import public as notices
from minqing.org.public import UNITS_MOVED

TESTS = "minqing/cases/tests"
CAPABILITIES = {
    "cases.intake": ("console:intake", ("test_rules", "test_submit")),
    "cases.receipts": ("portal:track", ("test_submit",)),
    "cases.open_matters": ("console:intake", ("test_queries",)),
    "cases.triage": ("console:today", ("test_rules",)),
    "cases.acknowledgement": ("console:today", ("test_rules",)),
    "cases.ledgers": ("console:ledgers", ("test_rules", "test_queries")),
    "cases.errands": ("console:ledgers", ("test_rules", "test_beside")),
    "cases.planned": ("console:planned", ("test_rules", "test_beside")),
    "cases.strike_off": ("console:ledgers", ("test_rules",)),
    "cases.reopening": ("portal:track", ("test_ends", "test_histories")),
    "cases.merging": (
        "console:ledgers",
        ("test_groups", "test_group_histories", "test_group_submit", "test_splits"),
    ),
    "cases.complaints": ("console:today", ("test_rules", "test_queries")),
    "cases.ladder": ("console:ledgers", ("test_rules", "test_histories")),
    "cases.clocks": (
        "console:ledgers",
        ("test_rules", "test_consent", "test_histories", "test_beside_submit"),
    ),
    "cases.supervision": ("console:supervise", ("test_queries", "test_beside_submit")),
    "cases.results": ("console:results", ("test_results", "test_levels")),
    "cases.telling": ("console:today", ("test_rules",)),
    "cases.confirmation": ("console:today", ("test_rules", "test_histories")),
}
"""What runs here: its screen (url name) and the tests that hold it."""


def register_all() -> None:
    """Register everything; called once, when all apps are there."""
    _register_streams()
    _register_followers()
    _register_clocks()
    _register_reactions()
    _register_telling()
    facts.register()
    call_up_facts.register()
    reads.register()
    _register_sections()
    _register_capabilities()


def _register_streams() -> None:
    for kind in (streams.CASE, exports.EXPORT, streams.ARRIVAL, call_ups.CALL_UP):
        log.register(kind)
    for consented in consent.KINDS:
        register_approval_kind(consented)


def _register_followers() -> None:
    log.register_follower(
        call_ups.FOLLOWER, call_ups.follow, types=call_ups.FOLLOWED, empty=call_ups.empty
    )
    log.register_follower("cases-levels", followers.follow_units, types=UNITS_MOVED, apart=True)
    log.register_follower(index.FOLLOWER, follower.follow, prepare=follower.prepare)
    log.register_follower(
        dispatch_followers.FOLLOWER,
        dispatch_followers.follow,
        types=dispatch_followers.FOLLOWED,
        empty=dispatch_followers.empty,
    )
    log.register_follower("cases-kept", retention.follow, types=retention.FOLLOWED)


def _register_clocks() -> None:
    log.register_clock("cases-look-again", reactions.look_again_due)
    log.register_clock("cases-remind-holders", reminding.remind_holders)
    log.register_clock("cases-retention", retention.act_when_due)


def _register_reactions() -> None:
    log.register_reaction(
        "cases-erase-transferred", reactions.ERASED_WHEN, reactions.erase_transferred
    )
    log.register_reaction("cases-erase-asked", reactions.ASKED_WHEN, reactions.erase_when_asked)
    log.register_reaction(
        "cases-share-with-members", reactions.SHARED_WHEN, reactions.share_with_members
    )
    log.register_reaction(
        "cases-lapse-requests",
        reactions.LAPSES_AFTER,
        reactions.lapse_requests,
        reactions.leave_undecided,
    )


def _register_telling() -> None:
    notices.register_addressees("raiser", messages.reach_raiser)
    notices.register_messages("case", messages.TYPES, messages.compose, messages.say)
    log.register_job("cases-note-tellings", answering_texts.note_tellings)
    log.register_job("cases-answer-texts", answering_texts.answer_texts)


def _register_sections() -> None:
    mechanisms.register_section("cases", pack.CasesSection, soundness.check_cases)
    mechanisms.register_section("categories", pack.CategoriesSection, soundness.check_categories)
    mechanisms.register_section(
        "materials", pack_beside.MaterialsSection, soundness.check_materials
    )
    mechanisms.register_section("sources", pack_beside.SourcesSection, soundness.check_sources)
    mechanisms.register_section(
        "responsibilities",
        pack_dispatch.ResponsibilitiesSection,
        soundness_dispatch.check_responsibilities,
    )
    mechanisms.register_section("replies", pack_beside.RepliesSection)
    mechanisms.register_section("retention", retention.RetentionSection, retention.check_retention)
    mechanisms.register_example_kind("case", examples.run_case)
    mechanisms.register_example_kind("level", examples.run_level)


def _register_capabilities() -> None:
    for name, (screen, tests) in CAPABILITIES.items():
        mechanisms.register_capability(name, screen=screen, tests=_name_tests(*tests))
    mechanisms.register_capability(
        "cases.joint_handling",
        screen="console:joint",
        tests=_name_tests("test_joint", "test_dispatch_histories"),
        sets_up=pack_dispatch.sets_up_joint_handling,
    )


def _name_tests(*tests: str) -> tuple[str, ...]:
    return tuple(f"{TESTS}/{test}.py" for test in tests)
