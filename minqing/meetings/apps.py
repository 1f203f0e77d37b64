from django.apps import AppConfig

COMMITMENTS = "minqing/meetings/commitments/tests"
CAPABILITIES = {
    "meetings.commitments": ("test_rules", "test_histories", "test_queries"),
    "meetings.boards": ("test_board",),
}
"""What runs here, with the tests that hold it; the screens are the faces'."""


class MeetingsConfig(AppConfig):
    name = "minqing.meetings"
    label = "meetings"
    verbose_name = "会议"

    def ready(self) -> None:
        self._register_commitments()

    def _register_commitments(self) -> None:
        from minqing.log import public as log
        from minqing.mechanisms import public as mechanisms
        from minqing.meetings.commitments import clocks, pack, streams
        from minqing.meetings.commitments.checks.streams import SPOTCHECK
        from minqing.org.public import UNITS_MOVED

        log.register(streams.COMMITMENT)
        log.register(SPOTCHECK)
        log.register_clock("commitments-look", clocks.look_when_due)
        log.register_reaction("commitments-answer", clocks.CONFIRMED, clocks.relay_answer)
        log.register_follower("commitments-levels", clocks.follow_units, types=UNITS_MOVED)
        log.register_follower(
            "commitments-packs", clocks.follow_packs, types=mechanisms.PACKS_CHANGED
        )
        mechanisms.register_section("commitments", pack.CommitmentsSection, pack.check_commitments)
        for name, tests in CAPABILITIES.items():
            mechanisms.register_capability(
                name,
                tests=tuple(f"{COMMITMENTS}/{test}.py" for test in tests),
                sets_up=pack.sets_up,
            )
