from django.apps import AppConfig

COMMITMENTS = "minqing/meetings/commitments/tests"
CAPABILITIES = {
    "meetings.commitments": ("test_rules", "test_histories", "test_queries"),
    "meetings.boards": ("test_board",),
}
"""What runs here, with the tests that hold it; the screens are the faces'."""

OWN = {
    "meetings.agenda": ("test_rules", "test_standing", "test_clocks"),
    "meetings.notice": ("test_rules",),
    "meetings.minutes": ("test_closing",),
    "meetings.records": ("test_queries",),
    "meetings.consolidation": ("test_rules",),
    "meetings.ballots": ("test_ballots",),
}
"""The same of the meetings themselves."""


class MeetingsConfig(AppConfig):
    name = "minqing.meetings"
    label = "meetings"
    verbose_name = "会议"

    def ready(self) -> None:
        self._register_meetings()
        self._register_commitments()

    def _register_meetings(self) -> None:
        from minqing.log.public import register, register_clock, register_follower
        from minqing.mechanisms import public as mechanisms
        from minqing.meetings import agenda, clocks, facts, followers, of_cases, pack, streams
        from minqing.org.public import UNITS_MOVED

        agenda.register_source(of_cases.CASES)
        register(streams.MEETING)
        facts.register()
        register_clock("meetings-open", clocks.open_due)
        register_clock("meetings-look", clocks.look_due)
        register_follower(
            followers.STANDINGS,
            followers.follow_standings,
            types=followers.list_moving(),
            empty=followers.empty_standings,
        )
        register_follower(
            "meetings-matters",
            followers.follow_matters,
            types=followers.ASKED_WHEN,
            empty=followers.empty_matters,
        )
        register_follower("meetings-levels", followers.follow_units, types=UNITS_MOVED, apart=True)
        mechanisms.register_section("meetings", pack.MeetingsSection, pack.check_meetings)
        for name, tests in OWN.items():
            mechanisms.register_capability(
                name,
                tests=tuple(f"minqing/meetings/tests/{test}.py" for test in tests),
                sets_up=lambda pack, rule: pack.section("meetings") is not None,
            )

    def _register_commitments(self) -> None:
        from minqing.log import public as log
        from minqing.mechanisms import public as mechanisms
        from minqing.meetings.commitments import clocks, pack, streams
        from minqing.meetings.commitments.checks.streams import SPOTCHECK
        from minqing.org.public import UNITS_MOVED

        log.register(streams.COMMITMENT)
        log.register(SPOTCHECK)
        log.register_clock("commitments-look", clocks.look_when_due)
        log.register_reaction(
            "commitments-answer", clocks.CONFIRMED, clocks.relay_answer, clocks.keep_promised
        )
        log.register_follower(
            "commitments-levels", clocks.follow_units, types=UNITS_MOVED, apart=True
        )
        log.register_follower(
            "commitments-packs",
            clocks.follow_packs,
            types=mechanisms.PACKS_CHANGED,
            apart=True,
        )
        mechanisms.register_section("commitments", pack.CommitmentsSection, pack.check_commitments)
        for name, tests in CAPABILITIES.items():
            mechanisms.register_capability(
                name,
                tests=tuple(f"{COMMITMENTS}/{test}.py" for test in tests),
                sets_up=pack.sets_up,
            )
